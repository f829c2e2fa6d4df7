"""Other people's judges of a book: Ace by DAISY and Kobo's linter; absent ones skip the test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def ace_violations(file: Path, folder: Path) -> list[tuple[str, str]]:
    """Return file and rule of each violation that Ace finds; ``folder`` takes its report.

    Ace is found on the path, or where ``PACKAGER_ACE`` says; it needs a Chromium.
    """
    ace = os.environ.get("PACKAGER_ACE") or shutil.which("ace-puppeteer")
    browser = os.environ.get("PUPPETEER_EXECUTABLE_PATH") or shutil.which("chromium")
    if not ace or not browser:
        pytest.skip("Ace by DAISY (npm: @daisy/ace) or Chromium is not installed")
    wrapper = folder / "browser"
    wrapper.write_text(f'#!/bin/sh\nexec "{browser}" --no-sandbox "$@"\n')
    wrapper.chmod(0o755)
    out = folder / f"ace-{file.stem}"
    subprocess.run(
        [ace, "-f", "-o", str(out), str(file)],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": str(wrapper)},
        capture_output=True,
        timeout=240,
        check=False,
    )
    report = json.loads((out / "report.json").read_text("utf-8"))
    return [
        (about["earl:testSubject"]["url"], one["earl:test"]["dct:title"])
        for about in report["assertions"]
        for one in about["assertions"]
    ]


def kobofix_ids(file: Path) -> set[str]:
    """Return the ids that ``kobofix --check`` reports."""
    result = subprocess.run(
        [sys.executable, "-m", "kobofix", "--check", "--report", "json", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return {word for word in result.stdout.replace('"', " ").split() if word[:5] == "KOBO-"}

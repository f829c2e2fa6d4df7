from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.bench.inputs import essay, picture, web_page, write_epub, write_essays
from tests.bench.timing import FailedError, Row, Run, in_turns, table, timed

ROOT = Path(__file__).parent.parent


@pytest.mark.heavy
@pytest.mark.parametrize("suite", ["start", "build", "check"])
def test_a_quick_run_of_the_bench_ends_well(suite: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", suite, "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"## {suite}: " in run.stdout
    assert "skipped: " in run.stdout or "| ratio |" in run.stdout


def test_an_unknown_suite_is_told() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "no suite is called nothing" in run.stderr


def test_commands_take_turns_and_their_medians_come_back() -> None:
    calls: list[str] = []
    runs = [
        Run(name, [sys.executable, "-c", "pass"], lambda name=name: calls.append(name))  # type: ignore[misc]
        for name in ("a", "b")
    ]
    found = in_turns(runs, 3)
    assert calls == ["a", "b"] * 4  # one round warms up
    assert all(found[name].wall_s > 0 and found[name].peak_mb > 1 for name in "ab")


def test_a_command_that_fails_is_told_with_its_last_line() -> None:
    with pytest.raises(FailedError, match="broken ended with 3: so it is"):
        timed(
            Run(
                "broken",
                [
                    sys.executable,
                    "-c",
                    "import sys; print('so it is', file=sys.stderr); sys.exit(3)",
                ],
            )
        )


def test_a_row_says_whether_its_budget_is_kept() -> None:
    rows = [
        Row("fast", "1", "2", 0.5, 1.0),
        Row("slow", "2", "1", 2.0, 1.0),
        Row("rate", "5", "", 5.0, 9.0, at_least=True),
        Row("bare", "5"),
    ]
    assert [row.verdict for row in rows] == ["kept", "over", "under", ""]
    assert "| slow | 2 | 1 | 2 | ≤ 1 | over |" in table(rows)


def test_inputs_are_the_same_each_time(tmp_path: Path) -> None:
    assert essay(5) == essay(5) != essay(6)
    assert 1150 < len(essay(5).split()) < 1500
    assert web_page(3) == web_page(3)
    assert 70_000 < len(picture(1)) < 140_000
    files = write_essays(tmp_path, 3, pictures=1)
    assert [file.name for file in files] == [f"essay-0000{n}.md" for n in range(3)]
    assert "![A picture of a day](picture-0.jpg)" in files[0].read_text("utf-8")


def test_the_books_to_check_are_well_formed(tmp_path: Path) -> None:
    with zipfile.ZipFile(write_epub(tmp_path / "a.epub", 2)) as archive:
        assert archive.namelist()[0] == "mimetype"
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))

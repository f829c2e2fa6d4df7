"""``packager new``: a skeleton that can be read back, whatever the title."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packager.cli import group
from packager.read.front_matter import split
from packager.read.misread import mended
from packager.read.steering import steadied


@pytest.mark.parametrize("title", ["", "  ", "\u202e", "\x1b"])
def test_a_title_that_says_nothing_is_refused(tmp_path: Path, title: str) -> None:
    done = CliRunner().invoke(group, ["new", title, "-o", str(tmp_path)])
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "TITLE is empty" in done.output


def test_a_title_of_bytes_that_are_no_text_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["new", os.fsdecode(b"Caf\xe9 noir"), "-o", str(tmp_path)])
    assert done.exit_code == 0
    assert 'title: "Caf noir"' in (tmp_path / "caf-noir.md").read_text("utf-8")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=st.text(min_size=1, max_size=40))
def test_whatever_the_title_it_is_read_back(tmp_path: Path, title: str) -> None:
    file = tmp_path / "a.md"
    file.unlink(missing_ok=True)
    done = CliRunner().invoke(group, ["new", "-o", str(file), "--", title])
    if done.exit_code == 0:
        written = split(file.read_text("utf-8"), "a.md").values["title"]
        assert str(written).split() == [*filter(None, str(written).split())]
        assert "".join(c for c in mended(str(steadied(title)[0])) if c.isalnum()) == "".join(
            c for c in str(written) if c.isalnum()
        )
    else:
        assert (done.exit_code, file.exists()) == (2, False)

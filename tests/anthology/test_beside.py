"""Work beside gives what work here gives, and its failures are raised here."""

from __future__ import annotations

import os

import pytest

from packager.anthology.beside import Beside
from packager.errors import SourceError


@pytest.mark.parametrize("is_apart", [True, False])
def test_a_result_of_any_size_comes_back(is_apart: bool) -> None:
    small = Beside(lambda: b"xxx", is_apart=is_apart)
    large = Beside(lambda: b"x" * 3_000_000, is_apart=is_apart)
    assert (len(large.result()), small.result()) == (3_000_000, b"xxx")


def test_what_a_process_that_died_had_to_do_is_done_here() -> None:
    here = os.getpid()

    def deadly() -> str:
        if os.getpid() != here:
            os._exit(9)
        return "done"

    assert Beside(deadly, is_apart=True).result() == "done"


def test_an_expected_failure_is_raised_here_and_says_nothing_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def failing() -> str:
        raise SourceError("cover.png: is no image")

    with pytest.raises(SourceError, match=r"cover\.png"):
        Beside(failing, is_apart=True).result()
    assert capfd.readouterr() == ("", "")

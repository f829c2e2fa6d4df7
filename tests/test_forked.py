"""Work shared out over forked processes gives what the work done here would give."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager import compact, forked
from packager.check import check, run
from packager.check.load import files
from packager.errors import SourceError
from tests.bench.inputs import write_epub
from tests.differential.books import generated
from tests.differential.mutate import mutate

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pytest may have threads
needs_fork = pytest.mark.skipif(not forked.can_fork(), reason="this process cannot be forked")


def _twice(data: bytes) -> bytes:
    return data * 2


@given(st.lists(st.binary(max_size=9), max_size=40), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_results_stand_in_the_order_of_the_things(items: list[bytes], count: int) -> None:
    told = list(forked.in_order(_twice, items, count))
    assert [one.value for one in told] == [item * 2 for item in items]
    assert [compact.loads(one.data) for one in told] == [item * 2 for item in items]


def test_results_may_be_larger_than_a_pipe() -> None:
    found = forked.in_order(lambda number: bytes([number]) * 300_000, range(60), 3)
    values = [told.value for told in found]
    assert [(data[:1], len(data)) for data in values] == [(bytes([n]), 300_000) for n in range(60)]


@needs_fork
def test_several_processes_do_it() -> None:
    def who(_number: int) -> bytes:
        time.sleep(0.002)
        return str(os.getpid()).encode()

    assert len({told.value for told in forked.in_order(who, range(80), 3)}) > 1


def test_the_work_of_a_process_that_died_is_done_here() -> None:
    here = os.getpid()

    def deadly(number: int) -> bytes:
        if os.getpid() != here:
            os._exit(9)
        return bytes([number])

    told = forked.in_order(deadly, range(40), 3)
    assert [one.value for one in told] == [bytes([n]) for n in range(40)]


def test_an_exception_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    def faulty(number: int) -> bytes:
        if number == 17:
            raise LookupError("seventeen")
        return b""

    with pytest.raises(LookupError, match="seventeen"):
        list(forked.in_order(faulty, range(40), 2))
    assert capfd.readouterr() == ("", "")


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are forked from now on."""
    found: list[int] = []
    real = os.fork

    def noted() -> int:
        process = real()
        if process:
            found.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    return found


def _are_forgotten(forks: list[int]) -> bool:
    """Return whether the processes are forgotten, once those end that have told all."""
    deadline = time.monotonic() + 20
    while forked._left_alone.intersection(forks) and time.monotonic() < deadline:
        forked._forget_the_ended()
    for process in forks:
        with suppress(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
            return False
    return bool(forks)


@needs_fork
def test_nothing_is_left_behind_when_the_caller_stops(forks: list[int]) -> None:
    before = _open_files()
    results = forked.in_order(lambda number: bytes([number]), range(200), 3)
    assert next(results).value == b"\0"
    results.close()  # type: ignore[attr-defined] # it is a generator
    assert _open_files() == before
    assert _are_forgotten(forks)


def test_a_process_with_threads_is_not_forked() -> None:
    """A lock that one of them holds would be held in the fork for ever."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not forked.can_fork()
        here = str(os.getpid()).encode()
        found = list(forked.in_order(lambda _number: str(os.getpid()).encode(), range(9), 4))
        assert [told.value for told in found] == [here] * 9
        assert forked.Beside(os.getpid, is_apart=True).result() == os.getpid()
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("is_apart", [True, False])
def test_a_result_beside_may_be_of_any_size(is_apart: bool) -> None:
    small = forked.Beside(lambda: b"xxx", is_apart=is_apart)
    large = forked.Beside(lambda: b"x" * 3_000_000, is_apart=is_apart)
    nothing = forked.Beside(lambda: None, is_apart=is_apart)
    assert (len(large.result()), small.result(), nothing.result()) == (3_000_000, b"xxx", None)


@needs_fork
def test_work_beside_is_done_by_another_process_which_is_forgotten(forks: list[int]) -> None:
    before = _open_files()
    assert forked.Beside(os.getpid, is_apart=True).result() != os.getpid()
    assert _open_files() == before
    assert _are_forgotten(forks)


@needs_fork
def test_work_that_nobody_asks_for_is_forgotten(forks: list[int]) -> None:
    before = _open_files()
    beside = forked.Beside(os.getpid, is_apart=True)
    del beside
    assert _open_files() == before
    assert _are_forgotten(forks)


def test_what_a_process_that_died_had_to_do_is_done_here() -> None:
    here = os.getpid()

    def deadly() -> str:
        if os.getpid() != here:
            os._exit(9)
        return "done"

    assert forked.Beside(deadly, is_apart=True).result() == "done"


def test_an_expected_failure_is_raised_here_and_says_nothing_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def failing() -> str:
        raise SourceError("cover.png: is no image")

    with pytest.raises(SourceError, match=r"cover\.png"):
        forked.Beside(failing, is_apart=True).result()
    assert capfd.readouterr() == ("", "")


@needs_fork
def test_the_program_waits_at_its_end_for_what_is_done_at_leisure(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from packager.forked import leave_to\n"
        "def work():\n    time.sleep(0.3); Path(sys.argv[1]).write_text('done')\n"
        "leave_to(work, is_apart=True)\n"
        "assert not Path(sys.argv[1]).exists()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], check=True, timeout=60)
    assert (tmp_path / "a").read_text() == "done"


def test_reports_are_the_same_however_many_processes_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, their order and their places; of sound books and broken ones."""
    real = files.Sharing
    monkeypatch.setattr(run, "Sharing", lambda jobs, examine: real(jobs, examine, 0))
    monkeypatch.setattr(run, "_MANY_ITEMS", 1)
    books = list(generated().values())
    books += [mutate(books[n % len(books)], f"forked:{n}")[0] for n in range(40)]
    for book in books:
        assert check(book, name="a.epub", jobs=3) == check(book, name="a.epub")


@needs_fork
def test_only_large_books_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    real = forked.in_order

    def counted(*given: object) -> object:
        counts.append(given[2])
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(forked, "in_order", counted)
    assert check(write_epub(tmp_path / "small.epub", 20), jobs=4).valid
    assert counts == []
    assert check(write_epub(tmp_path / "large.epub", 280), jobs=4).valid
    assert counts == [3]
    assert check(tmp_path / "large.epub").valid
    assert counts == [3]

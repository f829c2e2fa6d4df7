"""Work shared out over forked processes gives what the work done here would give."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager import forked
from packager.check import check, run
from packager.check.load import files
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
    assert list(forked.in_order(_twice, items, count)) == [item * 2 for item in items]


def test_results_may_be_larger_than_a_pipe() -> None:
    found = forked.in_order(lambda number: bytes([number]) * 300_000, range(60), 3)
    assert [(data[:1], len(data)) for data in found] == [(bytes([n]), 300_000) for n in range(60)]


@needs_fork
def test_several_processes_do_it() -> None:
    def who(_number: int) -> bytes:
        time.sleep(0.002)
        return str(os.getpid()).encode()

    assert len(set(forked.in_order(who, range(80), 3))) > 1


def test_the_work_of_a_process_that_died_is_done_here() -> None:
    here = os.getpid()

    def deadly(number: int) -> bytes:
        if os.getpid() != here:
            os._exit(9)
        return bytes([number])

    assert list(forked.in_order(deadly, range(40), 3)) == [bytes([n]) for n in range(40)]


def test_an_exception_is_raised_here() -> None:
    def faulty(number: int) -> bytes:
        if number == 17:
            raise LookupError("seventeen")
        return b""

    with pytest.raises(LookupError, match="seventeen"):
        list(forked.in_order(faulty, range(40), 2))


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@needs_fork
def test_nothing_is_left_behind_when_the_caller_stops() -> None:
    before = _open_files()
    results = forked.in_order(lambda number: bytes([number]), range(200), 3)
    assert next(results) == b"\0"
    results.close()  # type: ignore[attr-defined] # it is a generator
    assert _open_files() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_process_with_threads_is_not_forked() -> None:
    """A lock that one of them holds would be held in the fork for ever."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not forked.can_fork()
        here = str(os.getpid()).encode()
        found = list(forked.in_order(lambda _number: str(os.getpid()).encode(), range(9), 4))
        assert found == [here] * 9
    finally:
        done.set()
        thread.join()


def test_reports_are_the_same_however_many_processes_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, their order and their places; of sound books and broken ones."""
    real = files.Sharing
    monkeypatch.setattr(run, "Sharing", lambda jobs, examine: real(jobs, examine, 0))
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

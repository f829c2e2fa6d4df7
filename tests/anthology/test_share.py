"""Work shared out over processes gives what the work done here would give."""

from __future__ import annotations

import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager import compact
from packager.anthology.share import can_fork, shared_out


@given(st.lists(st.binary(max_size=9), max_size=40), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_results_stand_in_the_order_of_the_things(items: list[bytes], count: int) -> None:
    told = list(shared_out(lambda item: item * 2, items, count))
    assert [one.value for one in told] == [item * 2 for item in items]
    assert [compact.loads(one.data) for one in told] == [item * 2 for item in items]


def test_results_may_be_larger_than_a_pipe() -> None:
    items = list(range(60))
    found = shared_out(lambda number: bytes([number]) * 300_000, items, 3)
    assert [told.value[:1] for told in found] == [bytes([number]) for number in items]


def test_the_work_of_a_process_that_died_is_done_here() -> None:
    here = os.getpid()

    def deadly(number: int) -> bytes:
        if os.getpid() != here:
            os._exit(9)
        return bytes([number])

    told = shared_out(deadly, range(40), 3)
    assert [one.value for one in told] == [bytes([number]) for number in range(40)]


def test_nothing_is_forked_beside_another_thread() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not can_fork()
        found = shared_out(lambda _number: os.getpid(), range(40), 3)
        assert {one.value for one in found} == {os.getpid()}
    finally:
        end.set()
        thread.join()


@pytest.mark.skipif(not can_fork(), reason="nothing is forked here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_bug_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    def faulty(number: int) -> bytes:
        if number == 30:
            raise LookupError("a bug")
        return b""

    with pytest.raises(LookupError, match="a bug"):
        list(shared_out(faulty, range(40), 2))
    capfd.readouterr()

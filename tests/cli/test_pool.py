"""Work spread over processes: its order, and its end when nobody wants more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from packager.cli._pool import spread

_SLEEPERS = """
import time, click
import packager.cli as cli
from packager.cli._pool import spread

@click.command()
def sleep():
    print("begun", flush=True)
    for _ in spread(time.sleep, [600] * 40, 2):
        pass

cli.group.main = lambda **options: sleep.main(args=[], standalone_mode=False)
cli.main()
"""


def test_results_come_in_the_order_of_the_items_without_those_not_known_yet() -> None:
    items = [3, None, 1, None, None, 2]
    assert list(spread(abs, items, 2)) == list(spread(abs, items, 1)) == [3, 1, 2]


def test_a_result_is_not_held_back_while_the_next_item_is_awaited() -> None:
    seen: list[int] = []

    def items() -> Iterator[int | None]:
        yield 1
        for _ in range(100_000):
            if seen:
                break
            yield None
        yield 2

    for result in spread(abs, items(), 2):
        seen.append(result)
    assert seen == [1, 2]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_whoever_stops_the_program_does_not_wait_for_work_begun(
    number: signal.Signals, status: int
) -> None:
    """Ctrl-C waited until each process had ended its essay, half a minute for a long one."""
    with subprocess.Popen(
        [sys.executable, "-c", _SLEEPERS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        process.communicate(timeout=60)  # and not the minutes of the work
        assert process.returncode == status


def _failing(number: int) -> int:
    if number == 0:
        raise LookupError("the first")
    return number


def test_a_failure_never_leaves_the_others_waiting_for_each_other() -> None:
    """A worker that is told to end while it holds a lock of the pool's queues kept it for ever."""
    for count in range(60):
        with pytest.raises(LookupError, match="the first"):
            list(spread(_failing, range(1 + count % 7), 2))


def _dying(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise")
def test_a_worker_that_dies_does_not_leave_the_others_waiting() -> None:
    start = time.monotonic()
    with pytest.raises(BrokenProcessPool):
        list(spread(_dying, range(12), 3))
    assert time.monotonic() - start < 60

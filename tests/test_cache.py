"""The cache may lose or spoil anything; the work is then done again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packager.cache import Keys, Shelf, cache_folder, key_of, sweep
from packager.read.files import read_bytes, trace_of, traced


def shelf_with(folder: Path, **values: bytes) -> None:
    shelf = Shelf(folder, key_of(["a"]))
    for key, value in values.items():
        shelf.put(key, value)
    shelf.save()


def taken(folder: Path, *keys: str) -> list[bytes | None]:
    """Return what a shelf has, having used it."""
    shelf = Shelf(folder, key_of(["a"]))
    found = [shelf.get(key) for key in keys]
    result = [None if one is None else bytes(one) for one in found]
    shelf.save()
    return result


def test_bytes_come_back_under_their_key(tmp_path: Path) -> None:
    assert taken(tmp_path / "c", "x") == [None]
    shelf_with(tmp_path / "c", x=b"1", y=b"", z=b"3" * 100_000)
    assert taken(tmp_path / "c", "x", "y", "z", "none") == [b"1", b"", b"3" * 100_000, None]


def test_what_is_put_there_later_joins_what_was_there(tmp_path: Path) -> None:
    shelf_with(tmp_path, x=b"1", y=b"2")
    shelf_with(tmp_path, y=b"other")
    assert taken(tmp_path, "x", "y") == [b"1", b"other"]


def test_what_nobody_asks_for_goes_when_it_grows_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packager.cache._IDLE_BYTES", 10)
    shelf_with(tmp_path, old=b"o" * 50, small=b"s" * 5)
    shelf_with(tmp_path, x=b"x" * 20)
    assert taken(tmp_path, "old", "small", "x") == [None, None, b"x" * 20]
    shelf_with(tmp_path, y=b"y" * 15)
    assert taken(tmp_path, "x", "y") == [b"x" * 20, b"y" * 15]


def test_what_comes_to_a_large_shelf_lies_beside_it_until_that_is_large_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packager.cache._LARGE_BYTES", 1000)
    shelf_with(tmp_path, x=b"1" * 1000, y=b"2")
    (large,) = tmp_path.glob("??/*")
    inode = large.stat().st_ino
    shelf_with(tmp_path, y=b"other", empty=b"")
    shelf_with(tmp_path, z=b"3" * 90)
    assert large.stat().st_ino == inode
    assert len([*tmp_path.glob("??/*")]) == 2
    assert taken(tmp_path, "x", "y", "empty", "z") == [b"1" * 1000, b"other", b"", b"3" * 90]
    for file in tmp_path.glob("??/*"):
        os.utime(file, (1, 1))
    assert taken(tmp_path, "x") == [b"1" * 1000]
    assert all(file.stat().st_mtime > 1 for file in tmp_path.glob("??/*")), "both are in use"
    shelf_with(tmp_path, more=b"4" * 90)
    assert [*tmp_path.glob("??/*")] == [large]
    assert taken(tmp_path, "x", "y", "z", "more") == [b"1" * 1000, b"other", b"3" * 90, b"4" * 90]


def test_keys_are_remembered(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "of this")
    assert "a" not in keys
    keys.add("a")
    keys.add("b")
    assert "a" in Keys(tmp_path, "of this")
    assert "b" in keys
    assert "a" not in Keys(tmp_path, "of that")


def test_an_unchanged_shelf_is_not_written_again(tmp_path: Path) -> None:
    shelf_with(tmp_path, x=b"1")
    (file,) = tmp_path.glob("??/*")
    os.utime(file, (1, 1))
    inode = file.stat().st_ino
    assert taken(tmp_path, "x") == [b"1"]
    assert file.stat().st_ino == inode
    assert file.stat().st_mtime > 1, "what is in use is not swept away"


def test_old_files_and_what_is_too_much_are_swept_once_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packager.cache._MOST_BYTES", 100)
    now = time.time()
    for name, size, days in (("old", 1, 61), ("large", 90, 2), ("new", 50, 1)):
        file = tmp_path / "aa" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(bytes(size))
        os.utime(file, (now - days * 86400, now - days * 86400))
    sweep(tmp_path)
    assert [file.name for file in tmp_path.glob("??/*")] == ["new"]
    (tmp_path / "aa" / "huge").write_bytes(bytes(500))
    sweep(tmp_path)
    assert (tmp_path / "aa" / "huge").exists()


def test_many_processes_at_once_leave_a_whole_shelf(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.test_cache import shelf_with, taken\n"
        "folder, own = Path(sys.argv[1]), sys.argv[2]\n"
        "for n in range(40):\n"
        "    shelf_with(folder, **{own: own.encode() * 9000, 'both': b'b' * 9000})\n"
        "    assert taken(folder, 'both') in ([b'b' * 9000], [None])\n"
        "    assert taken(folder, own) in ([own.encode() * 9000], [None])\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], stderr=subprocess.PIPE)
        for name in ("one", "two", "three")
    ]
    for process in running:
        _, said = process.communicate(timeout=240)
        assert process.returncode == 0, said.decode()
    assert taken(tmp_path, "both") == [b"b" * 9000]
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 2, (
        "no file is left over"
    )


def test_parts_do_not_run_into_one_another() -> None:
    assert key_of(["ab", "c"]) != key_of(["a", "bc"])


@given(st.integers(0, 400), st.binary(max_size=40), st.booleans())
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_shelf_gives_what_is_whole_or_nothing(
    tmp_path: Path, place: int, damage: bytes, is_cut: bool
) -> None:
    values = {f"k{number}": bytes([number]) * 30 for number in range(5)}
    shelf_with(tmp_path, **values)
    (file,) = tmp_path.glob("??/*")
    whole = file.read_bytes()
    file.write_bytes(whole[:place] + damage + (b"" if is_cut else whole[place + len(damage) :]))
    found = taken(tmp_path, *values)
    assert all(one in (None, values[key]) for one, key in zip(found, values, strict=True))
    shelf_with(tmp_path, **values)
    assert taken(tmp_path, *values) == list(values.values())


def test_a_folder_that_cannot_be_made_keeps_nothing_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shelf_with(tmp_path / "file" / "c", x=b"1")
    assert taken(tmp_path / "file" / "c", "x") == [None]


def test_the_environment_says_where_it_lies() -> None:
    assert cache_folder({"PACKAGER_CACHE": "here"}) == Path("here")
    assert cache_folder({"XDG_CACHE_HOME": "x"}) == Path("x/packager")


def test_a_trace_tells_when_a_file_changes_comes_or_goes(tmp_path: Path) -> None:
    file, missing = tmp_path / "a", tmp_path / "b"
    file.write_text("1")
    with traced() as asked:
        read_bytes(file)
        with pytest.raises(FileNotFoundError):
            read_bytes(missing)
    traces = [trace_of(name) for name in asked]
    assert all(trace.is_current for trace in traces)
    file.write_text("22")
    missing.write_text("")
    assert not any(trace.is_current for trace in traces)

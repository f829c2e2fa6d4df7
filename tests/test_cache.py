"""The cache may lose or spoil anything; the work is then done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.cache import Cache, cache_folder, key_of
from packager.read.files import read_bytes, trace_of, traced


def test_a_value_comes_back_under_its_key(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    assert cache.get(key_of(["a"])) is None
    cache.put(key_of(["a"]), {"x": 1})
    assert cache.get(key_of(["a"])) == {"x": 1}


def test_parts_do_not_run_into_one_another() -> None:
    assert key_of(["ab", "c"]) != key_of(["a", "bc"])


@pytest.mark.parametrize("damage", [b"", b"x" * 10, b"x" * 100])
def test_a_damaged_entry_is_no_entry(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put(key_of(["a"]), [1])
    (entry,) = tmp_path.glob("??/*")
    entry.write_bytes(damage)
    assert cache.get(key_of(["a"])) is None


def test_a_folder_that_cannot_be_made_keeps_nothing_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "c")
    cache.put(key_of(["a"]), 1)
    assert cache.get(key_of(["a"])) is None


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

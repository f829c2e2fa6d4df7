"""The ZIP file: order, dates, what is deflated and what is stored."""

from __future__ import annotations

import io
import zipfile

from packager.build.archive import repack


def repacked(files: dict[str, bytes]) -> zipfile.ZipFile:
    source, target = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    repack(source, target, {})
    return zipfile.ZipFile(target)


def test_mimetype_and_container_come_first_and_the_rest_keeps_its_order() -> None:
    names = ["b", "META-INF/container.xml", "a", "mimetype"]
    archive = repacked(dict.fromkeys(names, b"x"))
    assert archive.namelist() == ["mimetype", "META-INF/container.xml", "b", "a"]


def test_only_what_deflate_makes_smaller_is_deflated() -> None:
    archive = repacked({"mimetype": b"x", "a.xhtml": b"x" * 99, "a.jpg": b"x" * 99, "a.JPG": b"x"})
    kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    stored = {name for name, kind in kinds.items() if kind == zipfile.ZIP_STORED}
    assert stored == {"mimetype", "a.jpg", "a.JPG"}


def test_no_entry_needs_a_data_descriptor() -> None:
    """Old readers do not know the flag; it appears when an entry is written without a size."""
    archive = repacked({"mimetype": b"x", "a.xhtml": b"y"})
    assert {entry.flag_bits & 0x08 for entry in archive.infolist()} == {0}

"""Files of the package are found and read as importlib.resources would."""

from __future__ import annotations

from importlib.resources import files

import pytest

from packager.package_data import package_bytes, package_text


def test_a_file_of_a_package_is_what_importlib_finds() -> None:
    there = files("packager.build").joinpath("book.css")
    assert package_bytes("packager.build", "book.css") == there.read_bytes()
    assert package_text("packager", "names.tsv") == files("packager").joinpath(
        "names.tsv"
    ).read_text("utf-8")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        package_text("packager", "no-such.tsv")

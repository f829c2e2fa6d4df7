"""The public names of the library."""

from __future__ import annotations

import doctest
import subprocess
import sys

import packager


def test_every_public_name_is_there() -> None:
    for name in packager.__all__:
        assert getattr(packager, name) is not None
    assert set(packager.__all__) <= set(dir(packager))


def test_the_example_of_the_package_is_true() -> None:
    assert doctest.testmod(packager).failed == 0


def test_calling_does_not_hang_on_what_was_imported_before() -> None:
    code = (
        "import packager.check.finding, packager.read.files, packager; "
        "packager.read(packager.Source('a.md', b'# A' + bytes([10, 10]) + b'Text.')); "
        "assert not packager.check(b'').valid"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_the_package_imports_no_library() -> None:
    code = (
        "import sys, packager; "
        "print(sorted({'lxml', 'PIL', 'click', 'ebooklib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(packager, "unknown")

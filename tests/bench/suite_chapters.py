"""A book of a thousand chapters: its check beside unzipping and parsing the same bytes."""

from __future__ import annotations

from tests.bench.inputs import write_epub
from tests.bench.programs import PYTHON, packager
from tests.bench.timing import Row, Run, Settings, in_turns, seconds

_BUDGET = 3.0
_PARSE = """
import sys, zipfile
from lxml import etree
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        data = archive.read(name)
        if name.endswith((".xhtml", ".opf", ".xml")):
            etree.fromstring(data)
"""


def measure(settings: Settings) -> list[Row]:
    """Return the ratio of a whole ``packager check`` to a whole process that only parses."""
    count = settings.size(1000, 20)
    book = write_epub(settings.folder / "large.epub", count)
    runs = [Run("check", packager("check", book)), Run("parse", [PYTHON, "-c", _PARSE, str(book)])]
    found = in_turns(runs, min(settings.times, 3))
    ours, theirs = found["check"], found["parse"]
    return [
        Row(
            f"check of {count:,} chapters, unzip + lxml",
            seconds(ours.wall_s),
            seconds(theirs.wall_s),
            ours.wall_s / theirs.wall_s,
            _BUDGET,
        ),
        Row(
            "processor time",
            seconds(ours.cpu_s),
            seconds(theirs.cpu_s),
            ours.cpu_s / theirs.cpu_s,
        ),
        Row("peak memory, MB", f"{ours.peak_mb:.0f}", f"{theirs.peak_mb:.0f}"),
    ]

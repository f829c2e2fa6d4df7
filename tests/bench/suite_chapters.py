"""A book of a thousand chapters: its check beside unzipping and parsing the same bytes."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

from tests.bench.inputs import SEED, picture, write_epub
from tests.bench.programs import PYTHON, packager
from tests.bench.timing import Row, Run, Settings, in_turns, seconds

_BUDGET = 3.0
_PEAK_MB = 100
_PICTURE_BYTES = 500_000
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
    """Return ratios of a whole ``packager check`` to a whole process that only parses; memory.

    ``check`` shares the pages of a large book out over all cores; once it has one process.
    """
    count = settings.size(1000, 20)
    book = write_epub(settings.folder / "large.epub", count)
    larger = write_epub(settings.folder / "larger.epub", 4 * count)
    pictures = write_picture_book(settings.folder / "pictures.epub", settings.size(400, 4))
    runs = [
        Run("check", packager("check", book)),
        Run("alone", packager("check", "--jobs", "1", book)),
        Run("parse", [PYTHON, "-c", _PARSE, str(book)]),
    ]
    found = in_turns(runs, min(settings.times, 5))
    ours, alone, theirs = found["check"], found["alone"], found["parse"]
    weighed = in_turns(
        [
            Run("larger", packager("check", larger)),
            Run("pictures", packager("check", pictures)),
            Run("all", packager("check", "--for", "all", pictures), accepted=(0, 1)),
        ],
        1,
    )
    rows = [
        Row(
            f"check of {count:,} chapters, unzip + lxml",
            seconds(ours.wall_s),
            seconds(theirs.wall_s),
            ours.wall_s / theirs.wall_s,
            _BUDGET,
        ),
        Row(
            "the same in one process, processor time",
            seconds(alone.cpu_s),
            seconds(theirs.cpu_s),
            alone.cpu_s / theirs.cpu_s,
        ),
        Row(
            "peak memory, MB",
            f"{ours.peak_mb:.0f}",
            f"{theirs.peak_mb:.0f}",
            ours.peak_mb,
            _PEAK_MB,
        ),
    ]
    size = pictures.stat().st_size // 1_000_000
    for name, what in (
        ("larger", f"peak memory of {4 * count:,} chapters, MB"),
        ("pictures", f"of a picture book of {size} MB"),
        ("all", "the same with --for all"),
    ):
        peak = weighed[name].peak_mb
        rows.append(Row(what, f"{peak:.0f}", "", peak, _PEAK_MB))
    return rows


def write_picture_book(file: Path, pictures: int) -> Path:
    """Write a book of so many pictures of about 600 kB, half of them packed, half stored."""
    write_epub(file, 2, 100)
    names = [f"picture-{number}.jpg" for number in range(pictures)]
    shown = "".join(f'<p><img src="{name}" alt="A day"/></p>' for name in names)
    items = "".join(f'<item id="{n}" href="{n}" media-type="image/jpeg"/>' for n in names)
    with zipfile.ZipFile(file) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for path, before, more in (
        ("EPUB/package.opf", b"</manifest>", items),
        ("EPUB/chapter-00001.xhtml", b"</body>", shown),
    ):
        parts[path] = parts[path].replace(before, more.encode() + before)
    data = picture(0)
    chance = random.Random(SEED)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, part in parts.items():
            stored = path == "mimetype"
            archive.writestr(path, part, zipfile.ZIP_STORED if stored else None)
        for number, name in enumerate(names):
            # What follows the end of a JPEG's data is ignored: it makes the file weigh enough.
            archive.writestr(
                f"EPUB/{name}",
                data + chance.randbytes(_PICTURE_BYTES),
                zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED,
            )
    return file

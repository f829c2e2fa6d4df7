"""``python -m tests.screenshots [-o FOLDER] [--engine NAME] [--look NAME] [--book NAME]``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from packager.build import build
from packager.build.book import book_of
from tests import essays
from tests.screenshots import chromium, mupdf
from tests.screenshots.looks import looks
from tests.screenshots.pages import written

ROOT = Path(__file__).resolve().parent.parent.parent
ENGINES = ("foliate", "epubjs", "mupdf")


def books() -> dict[str, bytes]:
    """Return the books that are shown: an essay of everything, one of ours, the anthology."""
    made = {"essay": build(book_of(essays.full()))}
    with tempfile.TemporaryDirectory() as folder:
        for name, command, source in (
            ("digest", "build", "source/essays/a-book-in-a-box.md"),
            ("anthology", "bundle", "source/anthologies/samples.toml"),
        ):
            target = Path(folder, f"{name}.epub")
            line = [sys.executable, "-m", "packager", command, source, "-o", str(target), "-q"]
            line += ["--no-lock"] if command == "bundle" else []
            subprocess.run(line, cwd=ROOT, check=True)
            made[name] = target.read_bytes()
    return made


def main() -> int:
    """Write the sheets; print what is wrong; return 1 for anything that is."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("screenshots"))
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--look", action="append", help="such as phone-dark-200")
    parser.add_argument("--book", action="append")
    wanted = parser.parse_args()
    lines: list[str] = []
    with chromium.browser() as started:
        for book_name, data in books().items():
            if wanted.book and book_name not in wanted.book:
                continue
            for engine in wanted.engine or ENGINES:
                if engine == "epubjs" and chromium.epubjs_files() is None:
                    print("epub.js is left out: PACKAGER_NODE_MODULES names no folder that has it")
                    continue
                for look in looks():
                    if wanted.look and look.name not in wanted.look:
                        continue
                    shots = (
                        mupdf.shots_of(data, look)
                        if engine == "mupdf"
                        else chromium.shots_of(started, data, look, engine)
                    )
                    name = f"{book_name}-{engine}-{look.name}"
                    found = written(shots, wanted.output, name)
                    lines += found
                    print(f"{name}: {len(shots)} pages, {len(found)} with a fault", flush=True)
                    for line in found:
                        print(f"  {line}")
    print(f"{len(lines)} pages with a fault")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())

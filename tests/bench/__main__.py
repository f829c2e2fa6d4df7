"""Measure packager beside other programs: ``python -m tests.bench [SUITE…] [--quick]``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests import bench
from tests.bench.timing import FailedError, NotThereError, Settings, table


def suites() -> list[str]:
    """Return the names of the suites: modules of this package that hold a ``measure``."""
    names = sorted(module.name for module in iter_modules(bench.__path__))
    return [name.removeprefix("suite_") for name in names if name.startswith("suite_")]


def main() -> int:
    """Run the suites asked for and print a table of each; 1 if one broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("suite", nargs="*", help=f"of {', '.join(suites())}; all without any")
    parser.add_argument("--quick", action="store_true", help="one small run of everything")
    parser.add_argument("--runs", type=int, default=5, help="runs whose median counts (5)")
    asked = parser.parse_args()
    unknown = set(asked.suite) - set(suites())
    if unknown:
        parser.error(f"no suite is called {', '.join(sorted(unknown))}")
    broken = 0
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}")
    if asked.quick:
        print("quick: one small run each, to see that it works; the figures mean little")
    for name in asked.suite or suites():
        module = import_module(f"tests.bench.suite_{name}")
        print(f"\n## {name}: {(module.__doc__ or '').splitlines()[0]}\n", flush=True)
        with tempfile.TemporaryDirectory(prefix="packager-bench-") as folder:
            try:
                rows = module.measure(Settings(Path(folder), asked.runs, asked.quick))
            except NotThereError as missing:
                print(f"skipped: {missing}")
            except FailedError as failure:
                print(f"broke: {failure}")
                broken = 1
            else:
                print(table(rows), flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())

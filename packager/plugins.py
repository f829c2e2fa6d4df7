"""What installed packages add by entry points, found without the cost of looking at all of them.

``importlib.metadata`` takes longer to import than most commands take to run, so it is asked only
where the metadata of some installed package names the group. The working folder is not looked
at: only what is installed adds readers and rules.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any


def loaded(group: str) -> list[Any]:
    """Return what the entry points of a group name, imported, in the order of their names."""
    if not any(f"[{group}]".encode() in text for text in _texts()):
        return []
    from importlib.metadata import entry_points

    return [entry.load() for entry in sorted(entry_points(group=group), key=lambda e: e.name)]


@cache
def _texts() -> tuple[bytes, ...]:
    """Return the contents of each ``entry_points.txt`` of the installed packages."""
    installed = ("site-packages", "dist-packages")
    folders = [f for f in sys.path if f.endswith(installed) and os.path.isdir(f)]  # noqa: PTH112
    texts = []
    for folder in folders:
        with os.scandir(folder) as entries:
            names = [e.path for e in entries if e.name.endswith((".dist-info", ".egg-info"))]
        for name in names:
            try:
                with open(os.path.join(name, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123
                    texts.append(file.read())
            except OSError:
                continue
    return tuple(texts)

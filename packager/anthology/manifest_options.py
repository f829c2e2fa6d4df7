"""What ``-M KEY=VALUE`` says of an anthology: the keys of its manifest, checked as those are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from packager.anthology.manifest import Manifest
from packager.anthology.manifest_file import ALIASES, INDEXES, KEYS, ORDERS, PLACES_OF_NOTES
from packager.errors import OptionError, PackagerError

_TABLES = ("essays", "part", "corrections")
_CHOICES: Mapping[str, Sequence[str]] = {
    "order": ORDERS,
    "notes": PLACES_OF_NOTES,
    "index": INDEXES,
}


def with_options(manifest: Manifest, options: Mapping[str, str]) -> Manifest:
    """Return a manifest with the values that ``-M KEY=VALUE`` gives over its own.

    What is no key, or none that a text can be given for, is among its problems.
    """
    values: dict[str, Any] = {}
    problems: list[PackagerError] = []
    for name, text in options.items():
        key = ALIASES.get(name, name)
        choices = _CHOICES.get(key, ())
        value: Any = re.split(r"[\s,;]+", text.strip()) if key == "index" else text
        wrong = [one for one in (value if key == "index" else [value]) if one not in choices]
        if key not in KEYS or key in _TABLES:
            near = get_close_matches(key, [known for known in KEYS if known not in _TABLES], 1)
            hint = f"did you mean {near[0]}?" if near else "see the manifest's keys in the manual"
            problems.append(OptionError(f"option -M: {name!r} is no key of a manifest; {hint}"))
        elif choices and wrong:
            said = f"{name} is {wrong[0]!r}; give one of {', '.join(choices)}"
            problems.append(OptionError(f"option -M: {said}"))
        else:
            values[key] = value
    return replace(
        manifest,
        values={**manifest.values, **values},
        problems=(*manifest.problems, *problems),
    )

"""The ``prefix`` attribute: its grammar, and what is wrong with a value.

https://www.w3.org/TR/epub-33/#sec-prefix-attr
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packager.check.load.url import resolve

_NCNAME = re.compile(r"[A-Za-z_\u00c0-\ufffd][-\w.\u00b7]*\Z")
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a ``prefix`` attribute by the id that it has, and the words for it."""

    id: str
    message: str


def read_prefixes(value: str) -> tuple[dict[str, str], list[Fault]]:
    """Return the mappings of a ``prefix`` attribute and what is wrong with its syntax."""
    faults: list[Fault] = []
    mappings: dict[str, str] = {}
    if value != value.strip(_SPACE):
        faults.append(Fault("OPF-004", "the prefix attribute has space around it; remove that"))
    tokens = list(_tokens(value.strip(_SPACE)))
    position = 0
    while position < len(tokens):
        word, space = tokens[position]
        position += 1
        name, colon, rest = word.partition(":")
        if not colon:
            faults.append(Fault("OPF-004c", f"the prefix {word!r} has no colon behind it; add one"))
            if position < len(tokens) and "//" in tokens[position][0]:
                position += 1
            continue
        if not name:
            faults.append(Fault("OPF-004a", "a prefix is empty; give it a name before the colon"))
            if not rest and position < len(tokens):
                position += 1
            continue
        if not _NCNAME.match(name):
            faults.append(Fault("OPF-004b", f"the prefix {name!r} is no name that XML allows"))
        if rest:
            faults.append(Fault("OPF-004d", f"the prefix {name!r} needs a space behind its colon"))
            continue
        if position >= len(tokens) or tokens[position][0].endswith(":"):
            faults.append(Fault("OPF-005", f"the prefix {name!r} has no URL; write one behind it"))
            continue
        if space not in ("", " "):
            faults.append(Fault("OPF-004e", f"write one space between {name!r} and its URL"))
        uri, space = tokens[position]
        position += 1
        if resolve(uri, "").trouble:
            faults.append(Fault("OPF-006", f"the prefix {name!r} has no valid URL: {uri!r}"))
        mappings[name] = uri
    return mappings, faults


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text, each with the space behind it."""
    for match in re.finditer(r"([^ \t\r\n]+)([ \t\r\n]*)", text):
        yield match[1], match[2]

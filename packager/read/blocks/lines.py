"""Lines of Markdown: what each begins, and what is known while those of a container are read."""

from __future__ import annotations

import re
from dataclasses import field

from packager.data_classes import dataclass
from packager.read import html_blocks

Line = tuple[str, int]  # the text and its number in the source

TAB = 4
DEEPEST_QUOTE = 12
DEEPEST_LIST = 20
LIST = re.compile(r"([-*+]|\d{1,9}[.)])(?:( +)(.*)|)\Z", re.S)
FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(.*)\Z")
HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")
RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
NOTE = re.compile(r"\[\^([^\]\s][^\]]*)\]:[ \t]*(.*)\Z")
TERM = re.compile(r":([ \t]+)(\S.*)\Z")
ATTRIBUTES = re.compile(r"\{:?[ \t]*([^{}%.#=]*[.#=][^{}%]*)\}[ \t]*\Z")


@dataclass(slots=True)
class Item:
    """A list item, definition or note that is open, and the column its content begins in."""

    offset: int
    kind: str


@dataclass(slots=True)
class State:
    """What is known while the lines of one container are gone through."""

    lines: list[Line]
    depth: int
    out: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    marker: str = ""  # of a list item whose first line is still to be written
    in_paragraph: bool = False
    can_define: bool = False
    open_html: int = 0
    fences: list[str] = field(default_factory=list)
    no_end: dict[str, bool] = field(default_factory=dict)  # ends that are not there any more
    at: int = 0


def starts_block(body: str) -> bool:
    """Return whether a line cannot go on a paragraph that was begun further in."""
    return bool(
        FENCE.match(body)
        or HEADING.match(body)
        or RULE.match(body)
        or NOTE.match(body)
        or (body.startswith((">", ":::", "$$")) and not body.startswith(">}}"))
        or LIST.match(body)
        or html_blocks.end_of(body, in_paragraph=True) is not None
    )


def untabbed(line: str) -> str:
    """Return a line whose indentation is spaces only."""
    if "\t" not in line[:80]:
        return line
    lead = len(line) - len(line.lstrip(" \t"))
    return line[:lead].expandtabs(TAB) + line[lead:]


def dedented(line: str, columns: int) -> str:
    """Return a line without so many columns of its indentation."""
    line = untabbed(line)
    return line[min(columns, len(line) - len(line.lstrip(" "))) :]


def list_kind(marker: str) -> str:
    """Return ``ul`` or ``ol``: the list that a marker is of."""
    return "ul" if marker in "-*+" else "ol"


def is_item(line: str) -> bool:
    """Return whether a line is the first of an item, a definition or a note."""
    return bool(re.match(r" *(?:-|\d+\.|:) ", line))


def goes_on_as_list(lines: list[Line]) -> bool:
    """Return whether the last lines are a list item without an empty line in it."""
    for text, _ in reversed(lines):
        if not text.strip():
            return False
        if is_item(text):
            return True
    return False

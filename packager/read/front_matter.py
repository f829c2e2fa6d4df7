"""Front matter: the block of keys before a text, in YAML, TOML, JSON or pandoc's title lines.

Values are strings, lists and maps of strings: a date stays the text that was written, ``no``
stays ``no``, ``2024`` stays ``2024``. Every key keeps its line.

Conventions followed: https://jekyllrb.com/docs/front-matter/,
https://gohugo.io/content-management/front-matter/,
https://pandoc.org/MANUAL.html#metadata-blocks, https://help.obsidian.md/properties
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import date, datetime, time
from typing import TypeAlias

from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.model import Note, NoteKind
from packager.read.plain_yaml import plain_pairs

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

_MOST_BYTES = 262_144
_MOST_VALUES = 10_000  # values after aliases are counted out
_MOST_DEPTH = 40
_KEY_LINE = re.compile(r"""\s*(?:["'][^"'\n]+["']|[^\s#:{}\[\]"'`][^:\n]*?)\s*:(?:\s|\Z)""")
_TITLE_LINES = ("title", "author", "date")
_TITLE_LINE = re.compile(r"%(?:[ \t](?P<text>.*))?\Z")
_TOML_KEY = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=""")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before a text: ``kind`` is ``yaml``, ``toml``, ``json``, ``pandoc`` or empty.

    ``body`` is the text after it, whose first line is line ``body_line`` of the file.
    """

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    body: str = ""
    body_line: int = 1
    notes: tuple[Note, ...] = ()


def split(text: str, name: str) -> FrontMatter:
    """Return the front matter of a text (empty if it has none) and the text after it.

    A ``---`` on the first line that is followed by no key is a thematic break, not front matter.

    Raises:
        SourceError: front matter begins but cannot be read; the message names the line.
    """
    lead = len(text) - len(text.lstrip("\n \t\ufeff"))
    start = text.count("\n", 0, lead)
    lines = text[lead:].split("\n")
    for reads in (_yaml_block, _toml_block, _json_block, _title_block):
        found = reads(lines, name, start)
        if found is not None:
            return found
    return FrontMatter(body=text)


def _made(
    pairs: list[tuple[str, Value, int]], kind: str, name: str, body: list[str], body_line: int
) -> FrontMatter:
    """Put pairs of key and value together; of two equal keys the last wins, and is told."""
    from packager.read.fields import GROUPS, field_named

    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    notes = []
    for key, value, line in pairs:
        if key in values:
            message = f"key {key!r} is given twice; this one counts, not line {lines[key]}"
            notes.append(
                Note(NoteKind.WARNING, message, key, rule="front matter", file=name, line=line)
            )
        values[key], lines[key] = value, line
    for group in GROUPS:
        inner = values.get(group)
        if isinstance(inner, dict):
            for key, value in inner.items():
                if key not in values and field_named(key):
                    values[key], lines[key] = value, lines[group]
    return FrontMatter(values, lines, kind, "\n".join(body), body_line, tuple(notes))


def _fence_end(lines: list[str], fences: tuple[str, ...]) -> int:
    for at, line in enumerate(lines[1:], 1):
        if line.rstrip() in fences:
            return at
    return 0


def _bounded(block: str, name: str, start: int) -> str:
    if len(block) > _MOST_BYTES:
        raise SourceError(
            f"{name}:{start + 1}: front matter is larger than {_MOST_BYTES // 1024} KiB; shorten it"
        )
    return block


def _yaml_block(lines: list[str], name: str, start: int) -> FrontMatter | None:
    if lines[0].rstrip() != "---":
        return None
    first = next((x for x in lines[1:] if x.strip() and not x.lstrip().startswith("#")), "")
    end = _fence_end(lines, ("---", "..."))
    if end and not "".join(lines[1:end]).strip():
        return _made([], "yaml", name, lines[end + 1 :], start + end + 2)
    if not _KEY_LINE.match(first) and not (end and first.startswith("{")):
        return None
    if not end:
        if first.lstrip().startswith("- "):  # a list below a thematic break
            return None
        raise SourceError(f"{name}:{start + 1}: front matter is not closed; end it with a line ---")
    block = _bounded("\n".join(lines[1:end]), name, start)
    pairs = _yaml_pairs(block, name, start + 1)
    if not pairs and block.strip() != "{}":
        return _no_map(lines, name, start)
    return _made(pairs, "yaml", name, lines[end + 1 :], start + end + 2)


def _no_map(lines: list[str], name: str, start: int) -> FrontMatter:
    """Return a text whose first lines are YAML and yet no keys with values: all of it is text."""
    message = "what stands between --- and --- is no front matter: give lines of key: value; "
    note = Note(
        NoteKind.WARNING,
        message + "it is read as text",
        rule="front matter",
        file=name,
        line=start + 1,
    )
    return FrontMatter(body="\n".join(lines), body_line=start + 1, notes=(note,))


def _yaml_pairs(block: str, name: str, offset: int) -> list[tuple[str, Value, int]]:
    plain = plain_pairs(block, offset)
    return _parsed_pairs(block, name, offset) if plain is None else plain


def _parsed_pairs(block: str, name: str, offset: int) -> list[tuple[str, Value, int]]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        events = iter(list(yaml.parse(block, Loader=loader)))
        return _mapping(events, name, offset)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = offset + (mark.line if mark else 0) + 1
        message = f"{name}:{line}: front matter is not YAML: {_advice(error, block, mark)}"
        raise SourceError(message) from error
    except yaml.YAMLError as error:
        problem = str(error).split("\n")[0]
        raise SourceError(f"{name}:{offset}: front matter is not YAML: {problem}") from error


def _advice(error: object, block: str, mark: object) -> str:
    """Say in one line what to do about an error of the YAML parser."""
    problem = str(getattr(error, "problem", "") or "it cannot be read")
    if "mapping values are not allowed" in problem:
        line = block.split("\n")[getattr(mark, "line", 0)]
        return f"a second colon in {line.strip()[:60]!r}; put the value in quotes"
    if "unexpected end of stream" in problem or "while scanning a quoted" in str(error):
        return "a quotation mark is not closed; close it"
    return f"{problem}; put the value in quotes"


def _mapping(events: Iterator[object], name: str, offset: int) -> list[tuple[str, Value, int]]:
    """Return the pairs of the outermost map, from the parser's events, without recursion.

    An alias stands for what its anchor names, counted each time, so that nine lines cannot
    stand for a billion values.
    """
    import yaml

    pairs: list[tuple[str, Value, int]] = []
    anchors: dict[str, tuple[Value, int]] = {}
    stack: list[_Open] = []
    total = 0

    def line(event: object) -> int:
        return offset + int(event.start_mark.line) + 1  # type: ignore[attr-defined]

    def add(value: Value, event: object) -> None:
        if not stack:
            return
        top = stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is None:
            top.key, top.line = value if isinstance(value, str) else "?", line(event)
        else:
            if len(stack) == 1:
                pairs.append((top.key, value, top.line))
            top.value[top.key] = value
            top.key = None

    for event in events:
        size = 1
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "") and event.value in ("null", "Null", "NULL", "~")
            value: Value = "" if plain else str(event.value)
        elif isinstance(event, yaml.AliasEvent):
            value, size = anchors.get(event.anchor or "", ("", 1))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
            if len(stack) >= _MOST_DEPTH:
                raise SourceError(f"{name}:{line(event)}: front matter is nested too deeply")
            add(value, event)
            stack.append(_Open(value, event.anchor, total))
            total += 1
            continue
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = stack.pop()
            if done.anchor:
                anchors[done.anchor] = (done.value, total - done.before)
            continue
        else:
            continue
        total += size
        if total > _MOST_VALUES:
            raise SourceError(
                f"{name}:{line(event)}: front matter stands for more than {_MOST_VALUES} values; "
                "write them out without aliases"
            )
        if isinstance(event, yaml.ScalarEvent) and event.anchor:
            anchors[event.anchor] = (value, 1)
        add(value, event)
    return pairs


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not been read yet."""

    value: list[Value] | dict[str, Value]
    anchor: str | None
    before: int
    key: str | None = None
    line: int = 0


def _toml_block(lines: list[str], name: str, start: int) -> FrontMatter | None:
    if lines[0].rstrip() != "+++":
        return None
    end = _fence_end(lines, ("+++",))
    if not end:
        raise SourceError(f"{name}:{start + 1}: front matter is not closed; end it with a line +++")
    import tomllib

    block = _bounded("\n".join(lines[1:end]), name, start)
    try:
        table = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = start + 1 + (int(at[1]) if at else 0)
        problem = re.sub(r" \(at .*\)", "", str(error))
        raise SourceError(f"{name}:{line}: front matter is not TOML: {problem}") from error
    except RecursionError as error:
        raise SourceError(f"{name}:{start + 1}: front matter is nested too deeply") from error
    places = _lines_of(lines[1:end], start + 2, _TOML_KEY.match)
    pairs = [(key, strings(value), places.get(key, start + 1)) for key, value in table.items()]
    return _made(pairs, "toml", name, lines[end + 1 :], start + end + 2)


def _lines_of(
    lines: list[str], first: int, key_in: Callable[[str], re.Match[str] | None]
) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, line in enumerate(lines, first):
        if match := key_in(line):
            places.setdefault(match[1], at)
        elif line.startswith("["):
            places.setdefault(line.strip("[] \t").split(".")[0], at)
    return places


def strings(value: object, depth: int = 0) -> Value:
    """Return a value with all its leaves as text: dates in ISO 8601, booleans as in TOML."""
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(value, dict):
        return {str(key): strings(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [strings(inner, depth + 1) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json_block(lines: list[str], name: str, start: int) -> FrontMatter | None:
    if not re.match(r"\{\s*(?:\Z|\")", lines[0]) or re.match(r"\{\{|\{%", lines[0]):
        return None
    import json

    text = "\n".join(lines)
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    try:
        table, end = decoder.raw_decode(text)
    except json.JSONDecodeError as error:
        line = start + error.lineno
        raise SourceError(f"{name}:{line}: front matter is not JSON: {error.msg}") from error
    except RecursionError as error:
        raise SourceError(f"{name}:{start + 1}: front matter is nested too deeply") from error
    _bounded(text[:end], name, start)
    used = text[:end].count("\n") + 1
    places = _lines_of(lines[:used], start + 1, re.compile(r'[\s{,]*"([^"]+)"\s*:').match)
    pairs = [(key, strings(value), places.get(key, start + 1)) for key, value in table.items()]
    rest = text[end:].lstrip(" \t")
    body = rest[1:] if rest.startswith("\n") else rest
    return _made(pairs, "json", name, body.split("\n"), start + used + rest.startswith("\n"))


def _title_block(lines: list[str], name: str, start: int) -> FrontMatter | None:
    """Read pandoc's ``% title``, ``% author; author``, ``% date``; lines indented continue one."""
    if not _TITLE_LINE.match(lines[0].rstrip()) or lines[0].startswith("%%"):
        return None
    fields: list[list[str]] = []
    starts: list[int] = []
    at = 0
    while at < len(lines) and len(fields) <= len(_TITLE_LINES):
        match = _TITLE_LINE.match(lines[at].rstrip())
        if match and len(fields) < len(_TITLE_LINES):
            fields.append([(match["text"] or "").strip()])
            starts.append(start + at + 1)
        elif lines[at][:1] in (" ", "\t") and lines[at].strip() and fields:
            fields[-1].append(lines[at].strip())
        else:
            break
        at += 1
    pairs: list[tuple[str, Value, int]] = []
    for key, parts, line in zip(_TITLE_LINES, fields, starts, strict=False):
        if key == "author":
            people = [p.strip() for part in parts for p in part.split(";") if p.strip()]
            if people:
                pairs.append((key, list(people), line))
        elif any(parts):
            pairs.append((key, " ".join(parts).strip(), line))
    return _made(pairs, "pandoc", name, lines[at:], start + at + 1)

"""The manifest of an anthology: a TOML file that names the book and its essays in order.

Reading a manifest reads no essay. What is wrong is collected, so that one run tells all of it,
each with the manifest's line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from packager.anthology.manifest import Entry, Manifest, PartEntry
from packager.errors import ConfigError, MissingInputError, PackagerError, SeveralErrors
from packager.read.contents import contents, reason_of

ORDERS = ("manual", "date", "author", "title")
PLACES_OF_NOTES = ("essay", "book", "inline")
INDEXES = ("tags", "names")

# key → what it holds; the order is that of the reference in the manual
KEYS: Mapping[str, str] = {
    "title": "the anthology's title (required)",
    "subtitle": "its subtitle",
    "editors": "names, or tables as in the front matter's author",
    "translators": "the same for translators of the whole book",
    "publisher": "who publishes the book",
    "date": "ISO 8601 date of this edition",
    "rights": "the copyright line of the collection",
    "license": "SPDX or Creative Commons id, or URL, of the collection",
    "price": "any text other than 0: the book is sold (non-commercial essays are then told)",
    "series": "name of the series",
    "series-index": "number in the series",
    "issue": "number of the issue, for a periodical",
    "identifier": "URN or URL; else made from the title and the editors",
    "isbn": "ISBN of the book",
    "description": "a blurb",
    "tags": "subjects of the whole book",
    "language": "BCP 47; else that of most essays",
    "cover": "an image; else one is drawn",
    "introduction": "a Markdown file, an EPUB of one essay, or Markdown text",
    "order": "manual (as listed), date, author or title",
    "notes": "essay (at each essay's end), book (all at the end) or inline",
    "index": "a list of: tags, names",
    "essays": "sources in order: file names, or tables of file and overriding front matter keys",
    "part": "tables with title, introduction, essays",
    "corrections": "tables with date and text: what changed since the last edition",
}
# other names that people give these keys → ours
ALIASES: Mapping[str, str] = {
    "parts": "part",
    "editor": "editors",
    "translator": "translators",
    "lang": "language",
    "keywords": "tags",
    "number": "series-index",
}
_PART_KEYS = ("title", "introduction", "essays")
_FILE_KEYS = ("file", "source", "path")  # the first one there names an essay's file
_LISTS = ("editors", "translators", "tags", "index")
_COMPOUND = (*_LISTS, "essays", "part", "corrections")  # every other key holds a single value
_OWN = ("file", "headnote", "edited")  # keys of an essay's table that are no overrides


def read_manifest(file: Path, name: str = "") -> Manifest:
    """Return the manifest in a TOML file, with the manifests that it includes put in place.

    An entry of ``essays`` whose name ends in ``.toml`` is another manifest: its essays stand there.

    Raises:
        SeveralErrors: unreadable TOML, unknown keys, values of the wrong kind, a circular
            include, each with its line.
    """
    manifest = manifest_in(file, name)
    if manifest.problems:
        raise SeveralErrors(manifest.problems)
    return manifest


def manifest_in(file: Path, name: str = "") -> Manifest:
    """Return the manifest in a TOML file as far as it can be read, and what is wrong with it."""
    problems: list[PackagerError] = []
    reader = _Reader(file, name or str(file), problems, ())
    manifest = reader.manifest()
    return replace(manifest, problems=tuple(problems), included=tuple(reader.included))


class _Reader:
    """One manifest file being read; it holds the text for line numbers and the include chain."""

    def __init__(
        self, file: Path, name: str, problems: list[PackagerError], chain: tuple[Path, ...]
    ) -> None:
        self.file, self.name, self.problems = file, name, problems
        self.chain = (*chain, file.resolve())
        self.text = ""
        self.lines: list[str] = []
        self.seen = 0  # how much of the text has been told already
        self.included: list[Path] = []
        self.wrong: set[str] = set()  # keys whose values are not as they should be

    def manifest(self) -> Manifest:
        try:
            text = contents(self.file).decode("utf-8").replace("\r\n", "\n")
            values = _ours(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+)", str(error))
            line = found[1] if found else "1"
            reason = re.sub(r" \(at .*", "", str(error))
            self.problems.append(ConfigError(f"{self.name}:{line}: is no TOML: {reason}"))
            return Manifest(self.file, {}, ())
        except OSError as error:
            self.problems.append(MissingInputError(f"{self.name}: {reason_of(error)}"))
            return Manifest(self.file, {}, ())
        except UnicodeDecodeError as error:
            self.problems.append(ConfigError(f"{self.name}: is not UTF-8 at byte {error.start}"))
            return Manifest(self.file, {}, ())
        self.text = text
        self.lines = text.splitlines()
        self._check(values)
        parts = [PartEntry("", tuple(self._entries(values.get("essays", []))))]
        listed = values.get("part", [])
        for part in listed if isinstance(listed, list) else []:
            if isinstance(part, dict):
                self._check_part(part)
                parts.append(
                    PartEntry(
                        str(part.get("title", "")),
                        tuple(self._entries(part.get("essays", []))),
                        str(part.get("introduction", "")),
                    )
                )
        if not parts[0].entries and len(parts) > 1:
            del parts[0]
        if not values.get("essays") and not any(part.entries for part in parts):
            self._problem("essays", 'lists no essay; add essays = ["first.md"]')
        sound = {key: value for key, value in values.items() if key not in self.wrong}
        return Manifest(self.file, sound, tuple(parts))

    def _check(self, values: Mapping[str, Any]) -> None:
        self._check_keys(values, tuple(KEYS), "the manifest")
        if len(self.chain) == 1 and not str(values.get("title", "")).strip():
            self._problem("title", 'has no title; add title = "…"')
        for key in _LISTS:
            if key in values and not isinstance(values[key], list):
                self._problem(key, f"{key} is a single value; write {key} = [ … ]")
        for key in KEYS:
            if key not in _COMPOUND:
                self._check_single(key, values)
        for key, known in (("order", ORDERS), ("notes", PLACES_OF_NOTES)):
            if key in values and values[key] not in known:
                self._problem(key, f"{key} is {values[key]!r}; give one of {', '.join(known)}")
        for value in values.get("index", []) if isinstance(values.get("index"), list) else []:
            if value not in INDEXES:
                self._problem("index", f"index has {value!r}; give any of {', '.join(INDEXES)}")
        for key, kinds in (("part", dict), ("corrections", (dict, str))):
            listed = values.get(key, [])
            if not isinstance(listed, list) or not all(isinstance(one, kinds) for one in listed):
                self._problem(key, f"{key} is no list of tables; begin each with [[{key}]]")

    def _check_part(self, part: Mapping[str, Any]) -> None:
        self._check_keys(part, _PART_KEYS, "a part")
        for key in ("title", "introduction"):
            self._check_single(key, part)
        title = str(part.get("title", ""))
        if not part.get("essays"):
            line = self._line_of(title) if title else self._line_of_key("part")
            message = f"the part “{title}” lists no essay; give it essays or take it out"
            self.problems.append(ConfigError(f"{self.name}:{line}: {message}"))
        if part.get("introduction") and not title.strip():
            line = self._line_of_key("part")
            message = 'a part with an introduction has no title; add title = "…"'
            self.problems.append(ConfigError(f"{self.name}:{line}: {message}"))

    def _check_single(self, key: str, values: Mapping[str, Any]) -> None:
        if isinstance(values.get(key), list | dict):
            self._problem(key, f'{key} is no single value; write {key} = "…"')

    def _check_keys(self, values: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        for key in values:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
                self._problem(key, f"{what} has an unknown key {key!r}{hint}")

    def _entries(self, listed: object) -> Iterator[Entry]:
        if not isinstance(listed, list):
            self._problem("essays", 'essays is no list; write essays = ["first.md"]')
            return
        for item in listed:
            table = item if isinstance(item, dict) else {"file": item}
            named = next((key for key in _FILE_KEYS if _is_file_name(table.get(key))), "file")
            source = table.get(named)
            if not isinstance(source, str) or not source:
                self._problem("essays", f"an essay has no file: {item!r}")
                continue
            place = f"{self.name}:{self._line_of(source)}"
            if isinstance(table.get("headnote"), list | dict):
                message = 'headnote is no single value; write headnote = "…"'
                self.problems.append(ConfigError(f"{place}: {message}"))
            if not isinstance(table.get("edited", False), bool):
                message = f"edited is {table['edited']!r}; give true or false, without quotes"
                self.problems.append(ConfigError(f"{place}: {message}"))
            if source.endswith(".toml"):
                yield from self._included(source, place)
                continue
            self._check_overrides(table, named, place)
            path, _, fragment = source.partition("#") if ".epub#" in source else (source, "", "")
            yield Entry(
                path,
                place,
                fragment,
                {key: _plain(value) for key, value in table.items() if key not in (named, *_OWN)},
                str(table.get("headnote", "")),
                bool(table.get("edited", False)),
                self.file.parent / path,
            )

    def _check_overrides(self, table: Mapping[str, Any], named: str, place: str) -> None:
        from packager.read.fields import field_named, nearest

        for key in table:
            if key not in (named, *_OWN) and field_named(key) is None:
                near = nearest(key)
                hint = f"did you mean {near!r}?" if near else "see the front matter reference"
                text = f"{place}: the essay's table has an unknown key {key!r}; {hint}"
                self.problems.append(ConfigError(text))

    def _included(self, source: str, place: str) -> Iterator[Entry]:
        file = self.file.parent / source
        if file.resolve() in self.chain:
            self.problems.append(ConfigError(f"{place}: {source} includes itself; take it out"))
        elif not file.is_file():
            self.problems.append(ConfigError(f"{place}: {source} is not there"))
        else:
            reader = _Reader(file, str(file), self.problems, self.chain)
            inside = reader.manifest()
            self.included += [file, *reader.included]
            yield from inside.entries

    def _problem(self, key: str, message: str) -> None:
        self.wrong.add(key)
        self.problems.append(ConfigError(f"{self.name}:{self._line_of_key(key)}: {message}"))

    def _line_of_key(self, key: str) -> int:
        names = "|".join(
            map(re.escape, (key, *(old for old, new in ALIASES.items() if new == key)))
        )
        pattern = re.compile(rf"\s*(\[\[?)?\s*[\"']?(?:{names})[\"']?\s*[=\].]")
        return next((n for n, line in enumerate(self.lines, 1) if pattern.match(line)), 1)

    def _line_of(self, text: str) -> int:
        """Return the line of the next place where a string is written out, in reading order."""
        for forms in ((f'"{text}"', f"'{text}'"), (text,)):
            found = [at for form in forms if (at := self.text.find(form, self.seen)) >= 0]
            if found:
                self.seen = min(found) + len(text)
                return self.text.count("\n", 0, min(found)) + 1
        return next((n for n, line in enumerate(self.lines, 1) if text in line), 1)


def _ours(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values under our names of the keys, each of the kind that we work with.

    TOML's own dates and numbers become the text that was written. A list of one may be given as
    that one, the indexes as ``true``, and a series as a table of its name and number.
    """
    ours = {ALIASES.get(key, key): value for key, value in values.items()}
    series = ours.get("series")
    if isinstance(series, dict) and _text_in(series, "name", "title"):
        ours["series"] = _text_in(series, "name", "title")
        ours.setdefault("series-index", _text_in(series, "number", "index", "position"))
    if ours.get("index") is True:
        ours["index"] = list(INDEXES)
    elif ours.get("index") is False:
        del ours["index"]
    for key in _LISTS:
        if isinstance(ours.get(key), str):
            ours[key] = [ours[key]]
    return {key: value if key in _COMPOUND else _written(value) for key, value in ours.items()}


def _written(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _text_in(table: Mapping[str, Any], *keys: str) -> str:
    return next((str(table[key]) for key in keys if table.get(key) not in (None, "")), "")


def _is_file_name(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "://" not in value


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return str(value.get("name", ""))
    return str(value)

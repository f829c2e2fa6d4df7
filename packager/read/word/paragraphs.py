"""The paragraphs of a Word file by what they are: headings, quotes, code, items of lists.

Styles become those that the reader's style map knows, by what a file's own are based on; code is
told by its font; the numbers that Word counts are worked out and given to lists and headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from packager.read.word import styles as meaning
from packager.read.word.names import beside, child, children, name_of, set_value, text_of, value
from packager.read.word.numbering import TYPES, Counter, Level
from packager.read.word.styles import Styles
from packager.read.word.tokens import Tokens

_HEADING = re.compile(r"Heading[1-9]\Z")
# Styles of lists, followed by a level; the last is for the further paragraphs of an item
_BULLET, _NUMBER, _MORE = "pkBullet", "pkNumber", "pkMore"
_MOST_OF = 0.5  # of a text: where more is set like code, it is a typescript
_DEEPEST_LIST = 5  # what mammoth's style map has
_DEEPEST_HEADING = 6  # as HTML has
_OWN = "pk-style"  # the id of a style that was replaced, which lists may hang on


@dataclass
class Paragraphs:
    """What a document's paragraphs are rewritten by; lists count on from part to part."""

    styles: Styles
    counter: Counter
    tokens: Tokens

    def rewrite(self, root: etree._Element) -> None:
        """Rewrite the paragraphs of a part."""
        paragraphs = [node for node in root.iter(etree.Element) if name_of(node) == "w:p"]
        self._styles(paragraphs)
        self._lists(paragraphs)

    def _styles(self, paragraphs: Iterable[etree._Element]) -> None:
        """Give paragraphs and runs the styles that their own are based on, and code its own."""
        code: list[etree._Element] = []
        pieces: list[etree._Element] = []
        all_text = code_text = 0
        for paragraph in paragraphs:
            runs = [node for node in paragraph.iter(etree.Element) if name_of(node) == "w:r"]
            lengths = [len(text_of(run).strip()) for run in runs]
            all_text += sum(lengths)
            properties = child(paragraph, "w:pPr")
            id_ = meaning.style_id(properties)
            means = self.styles.meanings.get(id_, "")
            level = meaning.outline_level(properties)
            if not means and level is not None and level < _DEEPEST_HEADING:
                means = f"Heading{level + 1}"
            typed = [run for run, length in zip(runs, lengths, strict=True) if length]
            mono = [run for run in typed if self._is_code(run, id_)]
            if means == meaning.CODE or (not means and typed and len(mono) == len(typed)):
                code.append(paragraph)
                code_text += sum(lengths)
            elif means:
                _set_style(paragraph, means)
            else:
                pieces += mono
                code_text += sum(len(text_of(run).strip()) for run in mono)
        if code_text > all_text * _MOST_OF:
            return
        for paragraph in code:
            _set_style(paragraph, meaning.CODE)
        for run in pieces:
            _set_run_style(run, meaning.VERBATIM)

    def _is_code(self, run: etree._Element, paragraph_style: str) -> bool:
        properties = child(run, "w:rPr")
        style = meaning.style_id(properties)
        font = meaning.font_of(properties) or self.styles.fonts.get(style, "")
        font = font or self.styles.fonts.get(paragraph_style, "")
        return style in self.styles.runs or meaning.is_monospace(font)

    def _lists(self, paragraphs: list[etree._Element]) -> None:
        """Count the lists; give each item the number it has, and its further paragraphs to it."""
        last: tuple[str, int] | None = None
        run: dict[int, tuple[str, int]] = {}  # by depth: the list and number of the last item
        for paragraph in paragraphs:
            place = self._place(paragraph)
            level = self.counter.level(place) if place else None
            if place and level and not level.is_blank and _is_heading(paragraph):
                self._number_heading(paragraph, place)
                last, run = None, {}
            elif place and level and not level.is_blank:
                self._item(paragraph, place, level, run)
                last = place
            elif last and (place or self._is_indented(paragraph, last)):
                _drop_number(paragraph)
                depth = min(last[1], place[1]) if place else last[1]
                _set_style(paragraph, f"{_MORE}{min(depth, _DEEPEST_LIST - 1) + 1}")
            elif text_of(paragraph).strip():
                _drop_number(paragraph)
                last, run = None, {}

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = child(paragraph, "w:pPr")
        own = meaning.list_place(properties)
        place = own or self.styles.numbering.get(_first_style(paragraph))
        return place if place and place[0] != "0" else None

    def _number_heading(self, paragraph: etree._Element, place: tuple[str, int]) -> None:
        """Write the number of a heading before its words."""
        self.counter.count(place)
        label = self.counter.label(place)
        if label:
            _put_before(paragraph, f"{label} ")
        _drop_number(paragraph)

    def _item(
        self,
        paragraph: etree._Element,
        place: tuple[str, int],
        level: Level,
        run: dict[int, tuple[str, int]],
    ) -> None:
        """Make a paragraph an item; where HTML would count on otherwise, tell the number."""
        number, depth = self.counter.count(place), place[1]
        shown = min(depth, _DEEPEST_LIST - 1) + 1
        if not _means_something(paragraph):
            _drop_number(paragraph)
            _set_style(paragraph, f"{_BULLET if level.is_bullet else _NUMBER}{shown}")
        if not level.is_bullet:
            before = run.get(depth)
            kind = f' type="{TYPES[level.format]}"' if level.format in TYPES else ""
            start = f' start="{number}"' if number != 1 else ""
            follows = before == (place[0], number - 1)
            if not follows:
                _put_before(paragraph, self.tokens.item(kind + start, begins=bool(before)))
        run[depth] = place[0], number
        for deeper in [one for one in run if one > depth]:
            del run[deeper]

    def _is_indented(self, paragraph: etree._Element, last: tuple[str, int]) -> bool:
        """Return whether a paragraph without a number stands as far in as the item before it."""
        if child(paragraph, "w:pPr", "w:pStyle") is not None and _means_something(paragraph):
            return False
        indent = child(paragraph, "w:pPr", "w:ind")
        left = value(indent, "left") or value(indent, "start")
        level = self.counter.level(last)
        right = value(indent, "right") or value(indent, "end")
        is_in = left.isdigit() and level is not None and int(left) == level.indent > 0
        return is_in and right in {"", "0"}  # a quotation stands in from both sides


def _first_style(paragraph: etree._Element) -> str:
    return str(paragraph.get(_OWN) or meaning.style_id(child(paragraph, "w:pPr")))


def _means_something(paragraph: etree._Element) -> bool:
    style = meaning.style_id(child(paragraph, "w:pPr"))
    return style.startswith("pk") or bool(_HEADING.match(style))


def _is_heading(paragraph: etree._Element) -> bool:
    return bool(_HEADING.match(meaning.style_id(child(paragraph, "w:pPr"))))


def _set_style(paragraph: etree._Element, style: str) -> None:
    named = _style_of(paragraph, "pPr", "pStyle")
    if paragraph.get(_OWN) is None and value(named):
        paragraph.set(_OWN, value(named))
    set_value(named, style)


def _set_run_style(run: etree._Element, style: str) -> None:
    set_value(_style_of(run, "rPr", "rStyle"), style)


def _style_of(element: etree._Element, properties_name: str, name: str) -> etree._Element:
    """Return the element that names a paragraph's or run's style, made where there is none."""
    properties = child(element, f"w:{properties_name}")
    if properties is None:
        properties = beside(element, properties_name)
        element.insert(0, properties)
    named = child(properties, f"w:{name}")
    if named is None:
        named = beside(element, name)
        properties.insert(0, named)
    return named


def _drop_number(paragraph: etree._Element) -> None:
    """Let a paragraph be in no list, whatever its style says."""
    properties = child(paragraph, "w:pPr")
    if properties is None:
        return
    for number in list(children(properties, "w:numPr")):
        properties.remove(number)


def _put_before(paragraph: etree._Element, text: str) -> None:
    """Put text before the first run of a paragraph."""
    run, inner = beside(paragraph, "r"), beside(paragraph, "t")
    inner.text = text
    run.append(inner)
    properties = child(paragraph, "w:pPr")
    if properties is None:
        paragraph.insert(0, run)
    else:
        properties.addnext(run)

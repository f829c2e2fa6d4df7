"""The parts of a Word file that hold text, rewritten: formulas, ruby, fields, boxes, lists, code.

mammoth 1.13 passes over what it has no handler for, text and all (``w:fldSimple``, ``w:dir``,
``w:ruby``, ``m:oMath``, text boxes without a fallback); it counts no lists, and knows of styles
their own names alone.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from packager.read.formulas import formula
from packager.read.word import styles as meaning
from packager.read.word.equations import tex_of
from packager.read.word.names import beside, child, children, is_on, name_of, text_of, value
from packager.read.word.numbering import Counter
from packager.read.word.paragraphs import Paragraphs
from packager.read.word.styles import Styles
from packager.read.word.tokens import FOREIGN, Tokens
from packager.xhtml import escape

_UNWRAPPED = frozenset(("w:fldSimple", "w:dir", "w:bdo"))
_FIELDS_OF_PAGES = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF)\b")


@dataclass
class Part:
    """A rewriting in progress: what it needs to know, and what it has to tell."""

    styles: Styles
    counter: Counter
    tokens: Tokens = field(default_factory=Tokens)
    told: Tally[str] = field(default_factory=Tally)
    """How many of what was left out: ``hidden``, ``contents``, ``chart``, ``comment``."""

    def rewrite(self, root: etree._Element) -> None:
        """Rewrite the tree of a part."""
        for node in root.iter(etree.Element):
            if node.text and FOREIGN.search(node.text):
                node.text = FOREIGN.sub("\ufffd", node.text)
        self._formulas(root)
        self._wrappers(root)
        self._boxes(root)
        self._runs(root)
        self._contents(root)
        Paragraphs(self.styles, self.counter, self.tokens).rewrite(root)

    def _formulas(self, root: etree._Element) -> None:
        """Put a token in the place of each formula; one on a line of its own is displayed."""
        for node in _named(root, "m:oMathPara"):
            inner = [tex for one in _named(node, "m:oMath") if (tex := _tex(one))]
            self._replace(node, " ".join(self._formula(tex, block=True) for tex in inner))
        for node in _named(root, "m:oMath"):
            tex = _tex(node)
            self._replace(node, self._formula(tex, block=False) if tex else "")

    def _formula(self, tex: str, *, block: bool) -> str:
        return self.tokens.markup(
            lambda: formula(tex), (lambda: formula(tex, block=True)) if block else None
        )

    def _replace(self, node: etree._Element, text: str) -> None:
        """Put a run of text in the place of an element."""
        parent = node.getparent()
        if parent is None:
            return
        word = _word_beside(node)
        run, inner = beside(word, "r"), beside(word, "t")
        inner.text = text
        run.append(inner)
        run.tail = node.tail
        if name_of(parent) in {"w:body", "w:tc", "w:footnote", "w:endnote", "w:txbxContent"}:
            paragraph = beside(word, "p")
            paragraph.append(run)
            parent.replace(node, paragraph)
        else:
            parent.replace(node, run)

    def _wrappers(self, root: etree._Element) -> None:
        """Unwrap what only says something of the text in it; ruby becomes a token."""
        for node in _named(root, "w:ruby"):
            base, aid = text_of(child(node, "w:rubyBase")), text_of(child(node, "w:rt"))
            ruby = f"<ruby>{escape(base)}<rt>{escape(aid)}</rt></ruby>" if aid else escape(base)
            parent = node.getparent()
            if parent is not None:
                inner = beside(node, "t")
                inner.text = self.tokens.markup(ruby)
                parent.replace(node, inner)
        for node in _named(root, *_UNWRAPPED):
            if _FIELDS_OF_PAGES.match(value(node, "instr")):
                _remove(node)
            else:
                _unwrap(node)

    def _boxes(self, root: etree._Element) -> None:
        """Take the text of text boxes out behind their paragraph, and count what has no text."""
        for node in _named(root, "AlternateContent"):
            fallback = child(node, "Fallback")
            if fallback is not None and len(fallback):
                continue
            for choice in list(children(node, "Choice")):
                for inner in reversed(list(choice)):
                    node.addnext(inner)
            _remove(node)
        for drawing in _named(root, "w:drawing"):
            kinds = {name_of(node) for node in drawing.iter(etree.Element)}
            if "w:txbxContent" in kinds:
                self._box(drawing)
            elif "pic" not in kinds and kinds & {"chart", "relIds", "wsp"}:
                self.told["drawing"] += bool(kinds & {"chart", "relIds"})
        self.told["comment"] += len(_named(root, "w:commentReference"))

    @staticmethod
    def _box(drawing: etree._Element) -> None:
        paragraph = next((up for up in drawing.iterancestors() if name_of(up) == "w:p"), None)
        boxes = [node for node in drawing.iter(etree.Element) if name_of(node) == "w:txbxContent"]
        if paragraph is None:
            return
        for block in reversed([block for box in boxes for block in box]):
            paragraph.addnext(block)

    def _runs(self, root: etree._Element) -> None:
        """Take out hidden text, and the line under a link's words, which is no emphasis."""
        linked = _in_links(root)
        for run in _named(root, "w:r"):
            properties = child(run, "w:rPr")
            if properties is None:
                continue
            if is_on(child(properties, "w:vanish")) and text_of(run).strip():
                self.told["hidden"] += 1
                _remove(run)
            elif run in linked and (line := child(properties, "w:u")) is not None:
                properties.remove(line)

    def _contents(self, root: etree._Element) -> None:
        """Take out tables of contents: their page numbers are of another book."""
        for box in _named(root, "w:sdt"):
            gallery = value(child(box, "w:sdtPr", "w:docPartObj", "w:docPartGallery"))
            if gallery == "Table of Contents":
                self.told["contents"] += 1
                _remove(box)
        for paragraph in _named(root, "w:p"):
            style = meaning.style_id(child(paragraph, "w:pPr"))
            if self.styles.meanings.get(style) == meaning.CONTENTS:
                self.told["contents"] += 1
                _remove(paragraph)


def _named(root: etree._Element, *names: str) -> list[etree._Element]:
    wanted = set(names)
    return [node for node in root.iter(etree.Element) if name_of(node) in wanted]


def _tex(node: etree._Element) -> str:
    try:
        return tex_of(node)
    except RecursionError:
        return "".join(map(str, node.itertext()))


def _word_beside(node: etree._Element) -> etree._Element:
    """Return the nearest element of Word's own namespace, for names of new ones."""
    return next((up for up in node.iterancestors() if name_of(up).startswith("w:")), node)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _unwrap(node: etree._Element) -> None:
    for inner in reversed(list(node)):
        node.addnext(inner)
    _remove(node)


def _in_links(root: etree._Element) -> set[etree._Element]:
    """Return the runs of links: in an element, or between the marks of a field."""
    found = {run for link in _named(root, "w:hyperlink") for run in _named(link, "w:r")}
    found |= set(_in_fields(root))
    return found


def _in_fields(root: etree._Element) -> Iterator[etree._Element]:
    fields: list[bool] = []
    for run in _named(root, "w:r"):
        if any(fields):
            yield run
        for node in run:
            name, kind = name_of(node), value(node, "fldCharType")
            if name == "w:instrText" and fields and "HYPERLINK" in (node.text or ""):
                fields[-1] = True
            elif name == "w:fldChar" and kind == "begin":
                fields.append(False)
            elif name == "w:fldChar" and kind == "end" and fields:
                fields.pop()

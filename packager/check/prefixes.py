"""Prefixes of properties: the ``prefix`` attribute, its grammar, and what it declares.

https://www.w3.org/TR/epub-33/#sec-prefix-attr
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from packager.check import vocabularies as vocab
from packager.check.facts import OPS, Document, Element, Package
from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_NCNAME = lazy_pattern(r"[^\x00-@\[-^`{-\xbf][-\w.]*\Z")
# https://www.rfc-editor.org/rfc/rfc3986#section-2, with the characters beyond ASCII that IRIs have
_NOT_URI = lazy_pattern(r"""[\s"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})|\A[A-Za-z][\w+.-]*:(?://)?\Z""")
_PROPERTY = lazy_pattern(r"(?:([^:\s]+):)?(\S+)\Z")
_SPACE = " \t\r\n"
_ILLEGAL = "\u00a0\u0085\u1680\u2028\u2029\u202f\u205f\u3000\u000b\u000c"  # white space, not XML's


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a ``prefix`` attribute by the id that it has, and the words for it."""

    id: str
    message: str


def read_prefixes(value: str) -> tuple[dict[str, str], list[Fault]]:  # noqa: PLR0912 - a scanner
    """Return the mappings of a ``prefix`` attribute and what is wrong with its syntax."""
    faults: list[Fault] = []
    mappings: dict[str, str] = {}
    text = value.strip(_SPACE)
    if value != text:
        faults.append(Fault("OPF-004", "the prefix attribute has space around it; remove that"))
    position = 0
    while position < len(text):
        name = _word(text, position, ":" + _SPACE)
        position += len(name)
        if not name:
            faults.append(Fault("OPF-004a", "a prefix is empty; give it a name before the colon"))
        elif not _NCNAME.match(name):
            faults.append(Fault("OPF-004b", f"the prefix {name!r} is no name that XML allows"))
        gap = _gap(text, position)
        position += len(gap)
        bound = not gap and text[position : position + 1] == ":"  # else it declares nothing
        if text[position : position + 1] == ":":
            position += 1
            if gap:
                faults.append(Fault("OPF-004c", f"the colon has to be right behind {name!r}"))
            gap = _gap(text, position)
            if not gap and position < len(text):
                bound = False
                faults.append(Fault("OPF-004d", f"the prefix {name!r} needs a space behind it"))
            position += len(gap)
        elif position < len(text):
            faults.append(Fault("OPF-004c", f"the prefix {name!r} has no colon behind it; add one"))
        if position >= len(text):
            faults.append(Fault("OPF-005", f"the prefix {name!r} has no URL; write one behind it"))
            break
        if gap.strip(" "):
            faults.append(Fault("OPF-004e", f"write one space between {name!r} and its URL"))
        uri = _word(text, position, _SPACE + _ILLEGAL)
        position += len(uri)
        if _NOT_URI.search(uri):
            faults.append(Fault("OPF-006", f"the prefix {name!r} has no valid URL: {uri!r}"))
        elif name and bound:
            mappings[name] = uri
        gap = _gap(text, position)
        position += len(gap)
        if gap.strip(_SPACE):
            faults.append(Fault("OPF-004f", f"write plain spaces behind the URL of {name!r}"))
    return mappings, faults


def _word(text: str, start: int, stops: str) -> str:
    end = start
    while end < len(text) and text[end] not in stops:
        end += 1
    return text[start:end]


def _gap(text: str, start: int) -> str:
    end = start
    while end < len(text) and (text[end] in _SPACE or text[end] in _ILLEGAL):
        end += 1
    return text[start:end]


def prefix_attribute(document: Document) -> tuple[str, Element] | None:
    """Return the value of the document's ``prefix`` attribute and its element."""
    root = document.root
    if root is None:
        return None
    value = root.get("prefix" if isinstance(document, Package) else f"{{{OPS}}}prefix")
    return None if value is None else (value, root)


def reserved_prefixes(document: Document) -> Mapping[str, str]:
    """Return the prefixes that need no declaration in a document, with their URLs."""
    if isinstance(document, Package):
        return vocab.PACKAGE_PREFIXES
    return vocab.CONTENT_PREFIXES


def declared_prefixes(document: Document) -> set[str]:
    """Return the prefixes that properties in a document may have."""
    found = prefix_attribute(document)
    mappings = read_prefixes(found[0])[0] if found else {}
    lost = {
        vocab.DC_ELEMENTS,
        *default_vocabularies(document),
    }  # these have no prefix, so none is declared
    own = {prefix for prefix, uri in mappings.items() if uri not in lost}
    return set(reserved_prefixes(document)) | own


def default_vocabularies(document: Document) -> Mapping[str, str]:
    """Return the vocabularies whose words have no prefix in a document: URL → name."""
    if isinstance(document, Package):
        return vocab.PACKAGE_VOCABULARIES
    return vocab.CONTENT_VOCABULARIES


def property_parts(word: str) -> re.Match[str] | None:
    """Return the parts of a property, ``None`` where a side of its colon is empty."""
    return None if word.startswith(":") or word.endswith(":") else _PROPERTY.match(word)

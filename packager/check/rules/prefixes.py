"""Rules on ``prefix`` attributes: their grammar, and which prefixes may be declared.

https://www.w3.org/TR/epub-33/#sec-prefix-attr
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packager.check import vocabularies as vocab
from packager.check.facts import Document, Overlay, Package, Svg, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.prefixes import (
    Fault,
    default_vocabularies,
    prefix_attribute,
    read_prefixes,
    reserved_prefixes,
)
from packager.check.registry import rule

_FILE = "EPUB/content.opf"
_PREFIX = "https://www.w3.org/TR/epub-33/#sec-prefix-attr"
_RESERVED = "https://www.w3.org/TR/epub-33/#sec-reserved-prefixes"
_OPEN = 'unique-identifier="id"'


def _prefixed(value: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what gives the sound book's package a ``prefix`` attribute."""
    return {_FILE: ((_OPEN, f'{_OPEN} prefix="{value}"'),)}


def _faults(document: Document, id_: str) -> Iterator[Problem]:
    found = prefix_attribute(document)
    if found is None:
        return
    value, element = found
    mappings, faults = read_prefixes(value)
    for fault in (*faults, *_meanings(document, mappings)):
        if fault.id == id_:
            yield Problem(document.place(element), fault.message)


def _meanings(document: Document, mappings: Mapping[str, str]) -> Iterator[Fault]:
    reserved = {**vocab.PACKAGE_PREFIXES, **vocab.CONTENT_PREFIXES}
    reserved = dict(reserved_prefixes(document)) if document.version == "3" else reserved
    defaults = default_vocabularies(document)
    for prefix, uri in mappings.items():
        if prefix == "_":
            yield Fault("OPF-007a", "the prefix '_' must not be declared; choose a name")
        elif uri in defaults:
            name = defaults[uri]
            yield Fault("OPF-007b", f"the default vocabulary of {name} needs no prefix; drop it")
        elif uri == vocab.DC_ELEMENTS:
            yield Fault("OPF-007c", "Dublin Core elements have no prefix here; use dcterms")
        elif prefix in reserved and reserved[prefix] != uri:
            yield Fault("OPF-007", f"the prefix {prefix!r} is reserved for {reserved[prefix]}")


def _add_prefix_rule(
    id_: str, name: str, manual: str, bad: str, severity: Severity = Severity.ERROR
) -> None:
    """Register the rule of one id on ``prefix`` attributes."""

    def check(document: Document) -> Iterator[Problem]:
        if isinstance(document, (Package, Xhtml, Svg, Overlay)):
            yield from _faults(document, id_)

    check.__doc__ = manual
    check.__module__ = __name__
    spec = _RESERVED if id_.startswith("OPF-007") else _PREFIX
    rule(
        id_,
        sees=Document,
        severity=severity,
        versions=("3",),
        spec=spec,
        bad=_prefixed(bad),
        name=name,
    )(check)


_W = Severity.WARNING
_add_prefix_rule(
    "OPF-004", "prefix-space-around", "A ``prefix`` attribute has no space around its value.",
    " a: http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule("OPF-004a", "prefix-empty", "No prefix is empty.", ": http://a.example/")
_add_prefix_rule(
    "OPF-004b", "prefix-name", "A prefix is a name without a colon.", "1a: http://a.example/"
)
_add_prefix_rule(
    "OPF-004c", "prefix-colon", "A prefix has a colon right behind it.", "a http://a.example/"
)
_add_prefix_rule(
    "OPF-004d",
    "prefix-space",
    "A space stands between a prefix and its URL.",
    "a:http://a.example/",
)
_add_prefix_rule(
    "OPF-004e", "prefix-one-space", "Spaces, no other white space, are before the URL.",
    "a:&#9;http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule(
    "OPF-004f", "prefix-mapping-space", "Plain space, no other, stands between two prefixes.",
    "a: http://a.example/&#160;b: http://b.example/", _W,
)  # fmt: skip
_add_prefix_rule("OPF-005", "prefix-url", "A prefix has a URL.", "a:")
_add_prefix_rule(
    "OPF-006", "prefix-url-valid", "The URL of a prefix is valid.", "a: http://a.example/{}"
)
_add_prefix_rule(
    "OPF-007", "prefix-reserved", "A reserved prefix keeps its meaning.",
    "dcterms: http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule(
    "OPF-007a", "prefix-underscore", "The prefix ``_`` is not declared.", "_: http://a.example/"
)
_add_prefix_rule(
    "OPF-007b", "prefix-default-vocabulary", "A default vocabulary has no prefix.",
    "a: http://idpf.org/epub/vocab/package/meta/#",
)  # fmt: skip
_add_prefix_rule(
    "OPF-007c", "prefix-dc-elements", "No prefix stands for Dublin Core's element set.",
    "a: http://purl.org/dc/elements/1.1/",
)  # fmt: skip

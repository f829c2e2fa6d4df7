"""Repairs of what readers need not know: sounds, pictures and films of other kinds, ``switch``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.check.media import is_core
from packager.fix.draft import Draft
from packager.fix.element_moves import as_division, unwrap
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.fix.words import shown_in_switch
from packager.xhtml import drop, local_name

_SHOWN_AS = ("src", "data")


@repair("foreign-resource-without-fallback", "picture-image-foreign", safe=False, stage=9)
def foreign_resources(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out what asks for a file of a kind that readers need not know; its contents stay.

    https://www.w3.org/TR/epub-33/#sec-foreign-resources
    """
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None:
            continue
        name = local_name(element)
        said = _without_foreign(draft, finding.path, element)
        if said:
            draft.touch(finding.path)
            yield Change(finding.path, f"<{name}>: {said}", finding.rule)


def _without_foreign(draft: Draft, base: str, element: Element) -> str:
    """Take what is foreign out of an element, or the element; return what was done."""
    name, parent = local_name(element), element.getparent()
    if name == "img" and parent is not None and local_name(parent) == "picture":
        return _from_its_sources(draft, base, element)
    if name == "source" and parent is not None and local_name(parent) in ("audio", "video"):
        drop(element)
        left = [c for c in parent if local_name(c) == "source"]
        if not left and parent.get("src") is None:
            as_division(parent)
        return "a sound or film of another kind taken out"
    if name == "video" and _is_foreign(draft, base, element.get("poster")):
        del element.attrib["poster"]
        return "a poster of another kind taken out"
    if any(_is_foreign(draft, base, element.get(key)) for key in _SHOWN_AS):
        return _in_place_of(element)
    return ""


def _in_place_of(element: Element) -> str:
    """Put what is left in the place of an element that asks for a foreign file."""
    name = local_name(element)
    if name == "input":
        label = str(element.attrib.pop("alt", ""))
        for key in ("src", "width", "height"):
            element.attrib.pop(key, None)
        element.set("type", "submit")
        if label:
            element.set("value", label)
        return "a button of words in place of the picture"
    if name in ("audio", "video", "object", "iframe"):
        as_division(element)
        return "made a <div> of what stands in it"
    if name in ("img", "embed", "track"):
        drop(element)
        return "taken out"
    return ""


def _from_its_sources(draft: Draft, base: str, image: Element) -> str:
    """Let the ``img`` of a ``picture`` show the first of its sources that every reader knows."""
    for source in image.itersiblings("{*}source", preceding=True):
        href = str(source.get("srcset") or "").split(",")[0].split()
        if href and not _is_foreign(draft, base, href[0]):
            image.set("src", href[0])
            return f"shows {href[0]} as its fallback"
    return ""


def _is_foreign(draft: Draft, base: str, href: str | None) -> bool:
    if not href:
        return False
    entry = draft.entry(resolve(href, base).path)
    return entry is not None and not is_core(entry.media_type)


@repair("deprecated-elements", safe=False, stage=5)
def switches(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave of an ``epub:switch`` what readers of EPUB 3 show: MathML and SVG, else the default.

    https://www.w3.org/TR/epub-33/#sec-xhtml-content-switch: deprecated; readers differ in which
    of the alternatives they show.
    """
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        for switch in tree.named("switch"):
            shown = shown_in_switch(switch)
            if shown is None or not tree.holds(switch):
                continue
            for alternative in list(switch):
                if alternative is not shown:
                    drop(alternative)
            unwrap(shown, "")
            unwrap(switch, "")
            draft.touch(path)
            yield Change(path, "the alternative that is shown left of a switch", findings[0].rule)
        for trigger in tree.named("trigger"):
            draft.remove(trigger, path)
            yield Change(path, "a trigger taken out, which no reader obeys", findings[0].rule)

"""How many sections a page of a book for education has: what its contents are compared with."""

from __future__ import annotations

from packager.check.facts import XHTML, Document, Nav, Xhtml
from packager.check.profiles import has_profile

SECTIONS = "sections:"  # a feature of a page, its number behind
_SECTION = f"{{{XHTML}}}section"


def count_sections(document: Document) -> None:
    """Add to the features of a page of EDUPUB how many entries of the contents it is worth.

    Each ``section`` is one, and the ``body`` where it begins with something else.
    """
    if not isinstance(document, Xhtml) or isinstance(document, Nav):
        return
    if not has_profile(document, "edupub"):
        return
    count = sum(1 for _ in document.named(_SECTION))
    body = next(document.named(f"{{{XHTML}}}body"), None)
    first = None if body is None else next(body.iterchildren("*"), None)
    own = first is None or first.tag != _SECTION
    document.features.add(f"{SECTIONS}{count + own}")

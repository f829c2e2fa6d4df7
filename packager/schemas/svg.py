"""SVG in EPUB 3: nearly anything, but HTML where HTML belongs and epub:type where it may stand.

EPUB 3.3 §6.2 (https://www.w3.org/TR/epub-33/#sec-svg) restricts SVG only in ``foreignObject``
and ``title``; EPUBCheck 5.3 tells of faults against SVG itself as advice, not as errors.
"""

from __future__ import annotations

from packager.schemas.grammar import Grammar

SVG = "http://www.w3.org/2000/svg"

# The elements on which epub:type may stand: structural, graphic and text content elements.
_TYPED = (
    "a circle ellipse g glyph image line marker mask path pattern polygon polyline rect svg switch"
    " symbol text textPath tref tspan use view"
)
_ATTRIBUTES = {"epub:type": "nmtokens"}


def add_svg(grammar: Grammar, *, id_type: str, foreign: str, title: str) -> None:
    """Add SVG under the prefix ``svg``; ``foreign`` and ``title`` are what those two may hold."""
    grammar.wild["#svg"] = lambda tag: tag.startswith(f"{{{SVG}}}") and tag not in special
    grammar.wild["#not-svg"] = lambda tag: not tag.startswith(f"{{{SVG}}}")
    model = (
        "(text | #svg | #not-svg | svg:foreignObject | svg:title | svg:desc | svg:metadata"
        + "".join(f" | svg:{name}" for name in _TYPED.split())
        + ")*"
    )
    special = {grammar.tag(f"svg:{name}") for name in _TYPED.split()}
    special |= {
        grammar.tag(f"svg:{name}") for name in ("foreignObject", "title", "desc", "metadata")
    }
    identity = {"id": id_type}
    for name in _TYPED.split():
        grammar.define(f"svg:{name}", model, {**_ATTRIBUTES, **identity}, open=True)
    root = {**_ATTRIBUTES, "epub:prefix": "text", **identity}
    grammar.define("svg:svg~root", model, root, open=True)
    grammar.define("#svg", model, identity, open=True)
    grammar.define("svg:foreignObject", foreign, identity, open=True)
    grammar.define("svg:title", title, identity, open=True)
    for name in ("desc", "metadata"):
        grammar.define(f"svg:{name}", "any", identity, open=True)

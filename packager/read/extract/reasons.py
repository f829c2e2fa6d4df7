# ruff: noqa: E501 - tables and patterns read better on one line
"""Why a block was left out, in one or two words for the person who looks."""

from __future__ import annotations

from packager.read.extract.blocks import Block
from packager.read.extract.words import KINDS
from packager.read.furniture import furniture

_WORDS = {
    "related": "other pieces", "share": "share bar", "comments": "comments", "subscribe": "subscription",
    "nav": "navigation", "footer": "page footer", "tags": "tags", "sidebar": "sidebar", "ad": "advertisement",
    "popup": "notice", "author": "about the author", "meta": "byline and date", "caption": "caption",
    "product": "product", "form": "form", "hidden": "not shown", "sitebox": "about the site",
}  # fmt: skip


def reason_for(block: Block) -> str:
    """Return why a block is not of the essay, by what tells most."""
    found = furniture(block.text) if len(block.text) <= 200 else None  # noqa: PLR2004
    for mask in (block.near, block.far):
        for number, kind in enumerate(KINDS):
            if mask >> number & 1 and kind in _WORDS and kind not in {"meta", "caption"}:
                return _WORDS[kind]
    tags = {str(element.tag) for element in block.path}
    for tag, reason in (
        ("nav", "navigation"),
        ("footer", "page footer"),
        ("aside", "sidebar"),
        ("form", "form"),
    ):
        if tag in tags:
            return reason
    if found:
        return found.kind
    for number, kind in enumerate(KINDS):
        if block.near >> number & 1 and kind in _WORDS:
            return _WORDS[kind]
    if block.link_words > len(block.words) / 2:
        return "links"
    return "outside the essay"

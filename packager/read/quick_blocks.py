"""Python-Markdown's blocks, of which a plain paragraph is told at a glance.

Python-Markdown 3.10 asks a dozen processors for each block whether it is theirs, and the last takes
what nobody wants as a paragraph. None of them wants a single line that begins with a letter, so
such a one is a paragraph at once. What comes out is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from markdown.blockparser import BlockParser


def quicken(parser: BlockParser) -> None:
    """Let a parser take plain paragraphs the short way."""

    def parse(parent: Element, blocks: list[str]) -> None:
        while blocks:
            block = blocks[0]
            if block[:1].isalpha() and "\n" not in block and not parser.state.isstate("list"):
                del blocks[0]
                SubElement(parent, "p").text = block
                continue
            for processor in parser.blockprocessors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    untyped: Any = parser
    untyped.parseBlocks = parse

"""Python-Markdown's inline marks, tried only where a text can hold them.

Python-Markdown 3.10 runs every inline pattern (some thirty) over every text. Most texts have none
of the characters that a pattern begins with, and a look for a character costs a tenth of a
search. What comes out is the same; should a later version call its method otherwise, all patterns
run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from markdown import Markdown

# name of the pattern → characters of which one is in every text that it matches
TRIGGERS = {
    "backtick": "`",
    "escape": "\\",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "not_strong": "*_",
    "em_strong": "*_",
    "footnote": "[",
    "strike": "~",
    "mark": "=",
    "subscript": "~",
    "superscript": "^",
    "bracketed-span": "[",
}


def _names(registry: Any) -> list[str]:
    return [item.name for item in registry._priority]


class SkippingProcessor(InlineProcessor):
    """The tree processor of inline marks, passing over patterns that cannot match."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._triggers: list[str] = []

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        """Return the tree with its inline marks resolved."""
        registry = self.md.inlinePatterns
        # Asked for by name first, because a registry is sorted when something is taken from it
        places = {registry.get_index_for_name(name): name for name in _names(registry)}
        self._triggers = [TRIGGERS.get(places[at], "") for at in range(len(places))]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Return a text with placeholders in place of its marks (the base class's method)."""
        if isinstance(data, AtomicString):
            return data
        start = 0
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        patterns, triggers = self.inlinePatterns, self._triggers
        count = len(patterns)
        while patternIndex < count:
            trigger = triggers[patternIndex]
            if trigger and trigger[0] not in data and trigger[-1] not in data:
                patternIndex += 1  # noqa: N806 - the base class's name
                start = 0
                continue
            data, matched, start = apply(patterns[patternIndex], data, patternIndex, start)
            if not matched:
                patternIndex += 1  # noqa: N806 - the base class's name
        return data

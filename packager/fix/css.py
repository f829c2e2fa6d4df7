"""Style sheets edited in place: single declarations replaced or dropped, every other byte kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import tinycss2

from packager.data_classes import dataclass

_BREAK = re.compile(r"\r\n|\r|\n|\f")
_GROUPS = frozenset(("media", "supports", "layer", "container"))
_SKIP = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\\.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """One declaration: where it stands (offsets in the text), its selector, name and value."""

    selector: str
    name: str
    value: str
    line: int
    start: int
    end: int


# What becomes of a declaration: ``None`` it stays, ``""`` it goes, else its new value.
Decide = Callable[[Said], str | None]


def declarations(text: str, *, is_attribute: bool = False) -> list[Said]:
    """Return the declarations of a style sheet, or of a ``style`` attribute, in their order."""
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def offset(node: tinycss2.ast.Node) -> int:
        return int(starts[min(node.source_line, len(starts)) - 1] + node.source_column - 1)

    def walk(selector: str, nodes: Iterable[tinycss2.ast.Node]) -> Iterator[Said]:
        for node in nodes:
            if node.type == "declaration":
                start = offset(node)
                end = _end(text, start)
                value = text[start:end].partition(":")[2].strip()
                yield Said(selector, node.lower_name, value, node.source_line, start, end)

    def rules(nodes: Iterable[tinycss2.ast.Node]) -> Iterator[Said]:
        for node in nodes:
            if node.type == "qualified-rule":
                selector = " ".join(tinycss2.serialize(node.prelude).split())
                yield from walk(selector, tinycss2.parse_blocks_contents(node.content))
            elif node.type == "at-rule" and node.content is not None:
                if node.lower_at_keyword in _GROUPS:
                    yield from rules(tinycss2.parse_rule_list(node.content))
                else:
                    inside = tinycss2.parse_blocks_contents(node.content)
                    yield from walk(f"@{node.lower_at_keyword}", inside)

    if is_attribute:
        return list(walk("", tinycss2.parse_blocks_contents(text)))
    return list(rules(tinycss2.parse_stylesheet(text)))


def _end(text: str, start: int) -> int:
    """Return where a declaration ends: before its semicolon or the end of its block."""
    place, depth = start, 0
    while place < len(text):
        skipped = _SKIP.match(text, place)
        if skipped:
            place = skipped.end()
            continue
        character = text[place]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character in ";}" and depth <= 0:
            break
        place += 1
    return place


def edited(text: str, decide: Decide, *, is_attribute: bool = False) -> tuple[str, list[Said]]:
    """Return a style sheet with the declarations as ``decide`` has them, and those it changed."""
    changed: list[Said] = []
    for said in reversed(declarations(text, is_attribute=is_attribute)):
        new = decide(said)
        if new is None:
            continue
        changed.append(said)
        start, end = said.start, said.end
        if new:
            end -= len(text[start:end]) - len(text[start:end].rstrip())
            text = f"{text[:start]}{said.name}: {new}{text[end:]}"
            continue
        end += text[end : end + 1] == ";"
        line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        behind = re.compile(r"[ \t]*(?:\r\n|\r|\n)").match(text, end)
        if not text[line_start:start].strip() and behind:
            start, end = line_start, behind.end()
        text = text[:start] + text[end:]
    return text, changed[::-1]


def without_rules(text: str, is_gone: Callable[[str, str], bool]) -> str:
    """Return a style sheet without the at-rules for which ``is_gone(keyword, content)`` holds."""
    nodes = tinycss2.parse_stylesheet(text)
    kept = [
        node
        for node in nodes
        if not (
            node.type == "at-rule"
            and node.content is not None
            and is_gone(node.lower_at_keyword, tinycss2.serialize(node.content))
        )
    ]
    return text if len(kept) == len(nodes) else str(tinycss2.serialize(kept))


def sound(text: str) -> str:
    """Return a style sheet without what no parser of CSS takes; the rest as it was written.

    https://www.w3.org/TR/css-syntax-3/#error-handling: readers skip the same parts.
    """
    parts = []
    for node in tinycss2.parse_stylesheet(text):
        if node.type == "error":
            continue
        if node.type == "qualified-rule":
            content = tinycss2.parse_blocks_contents(node.content)
            if any(part.type in ("error", "qualified-rule") for part in content):
                kept = [p for p in content if p.type in ("declaration", "comment")]
                inner = "".join(
                    f"\n  {p.serialize()}{';' if p.type == 'declaration' else ''}" for p in kept
                )
                parts.append(f"{tinycss2.serialize(node.prelude)}{{{inner}\n}}")
                continue
        parts.append(node.serialize())
    return "".join(parts)

"""What device rules look for in a stylesheet: functions, units, declarations, selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import tinycss2

from packager.check.facts import Stylesheet
from packager.check.finding import Place
from packager.data_classes import dataclass


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration: its selector (empty in a ``style`` attribute), name, value and line."""

    selector: str
    name: str
    value: str
    line: int
    functions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stylesheet read: its declarations, selectors with lines, and at-rules that are empty."""

    declarations: tuple[Declaration, ...]
    selectors: tuple[tuple[str, int], ...]
    empty_at_rules: tuple[tuple[str, int], ...]
    comments: tuple[tuple[str, int], ...]


def read_sheet(sheet: Stylesheet) -> Sheet:
    """Return what a stylesheet says. Never fails; what is no CSS is passed over."""
    return _read(sheet.text, sheet.is_attribute)


def place_in(sheet: Stylesheet, line: int) -> Place:
    """Return the place of a line of the stylesheet in the file that holds it."""
    return Place(sheet.path, sheet.line + line - 1)


@lru_cache(maxsize=32)
def _read(text: str, is_attribute: bool) -> Sheet:
    collector = _Collector()
    if is_attribute:
        collector.declarations_of("", tinycss2.parse_blocks_contents(text))
    else:
        collector.rules(tinycss2.parse_stylesheet(text))
    return Sheet(
        tuple(collector.declarations),
        tuple(collector.selectors),
        tuple(collector.empty),
        tuple(collector.comments),
    )


class _Collector:
    def __init__(self) -> None:
        self.declarations: list[Declaration] = []
        self.selectors: list[tuple[str, int]] = []
        self.empty: list[tuple[str, int]] = []
        self.comments: list[tuple[str, int]] = []

    def rules(self, nodes: Iterable[tinycss2.ast.Node]) -> None:
        for node in nodes:
            if node.type == "comment":
                self.comments.append((node.value, node.source_line))
            elif node.type == "qualified-rule":
                selector = " ".join(tinycss2.serialize(node.prelude).split())
                self.selectors.append((selector, node.source_line))
                self.declarations_of(selector, tinycss2.parse_blocks_contents(node.content))
            elif node.type == "at-rule" and node.content is not None:
                if all(part.type in ("whitespace", "comment") for part in node.content):
                    self.empty.append((node.lower_at_keyword, node.source_line))
                if node.lower_at_keyword in ("media", "supports", "layer", "container"):
                    self.rules(tinycss2.parse_rule_list(node.content))
                else:
                    inside = tinycss2.parse_blocks_contents(node.content)
                    self.declarations_of(f"@{node.lower_at_keyword}", inside)

    def declarations_of(self, selector: str, nodes: Iterable[tinycss2.ast.Node]) -> None:
        for node in nodes:
            if node.type == "declaration":
                found = list(_tokens(node.value))
                self.declarations.append(
                    Declaration(
                        selector,
                        node.lower_name,
                        tinycss2.serialize(node.value).strip().lower(),
                        node.source_line,
                        tuple(token.lower_name for token in found if token.type == "function"),
                        tuple(token.lower_unit for token in found if token.type == "dimension"),
                    )
                )
            elif node.type == "comment":
                self.comments.append((node.value, node.source_line))


def _tokens(nodes: Iterable[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    for node in nodes:
        yield node
        inside = node.arguments if node.type == "function" else getattr(node, "content", None)
        if inside:
            yield from _tokens(inside)


_LENGTH = re.compile(r"(-?[\d.]+)em\b")


def side_margins_em(declaration: Declaration) -> float:
    """Return the larger of the left and right margin or padding in em that a declaration sets."""
    name, parts = declaration.name, declaration.value.replace("!important", "").split()
    if name in ("margin-left", "margin-right", "padding-left", "padding-right"):
        sides = parts[:1]
    elif name in ("margin", "padding"):
        # right and left stand second and fourth; with fewer values, second or first
        sides = parts[1::2] or parts[:1]
    else:
        return 0.0
    found = [_LENGTH.fullmatch(side) for side in sides]
    return max((float(match[1]) for match in found if match), default=0.0)


def selects(selector: str, *names: str) -> bool:
    """Return whether one of a selector list's parts is just the element of one of the names."""
    return any(part.strip().lower() in names for part in selector.split(","))

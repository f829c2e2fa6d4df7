"""Style sheets of a book made fit for a web page: each reaches its own part only, nothing outside.

Nothing here fails: what is no CSS is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import tinycss2

from packager.build.rendition import BookFile
from packager.paths import path_of
from packager.targets._one_page import data_uri

_ROOTS = re.compile(r"(?:html|body|:root)(?![\w-])", re.I)
_NESTING = ("media", "supports")
_END = "</"  # would end the style element, wherever it stands


def web_style(file: BookFile, files: Mapping[str, BookFile], scope: str = "") -> str:
    """Return a style sheet of the book for the elements inside ``scope``, a selector.

    Fonts and imports are left out, as is what asks only e-readers (``-epub-``); images are put in.
    """
    text = file.data.decode("utf-8", "replace")
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "\n".join(_rules(rules, scope, file, files))


def _rules(
    nodes: Iterable[tinycss2.ast.Node], scope: str, sheet: BookFile, files: Mapping[str, BookFile]
) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            body = "; ".join(_declarations(node.content, sheet, files))
            selectors = _scoped(node.prelude, scope)
            if body and _END not in selectors:
                yield f"{selectors} {{ {body} }}"
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in _NESTING:
            inside = tinycss2.parse_rule_list(
                node.content, skip_comments=True, skip_whitespace=True
            )
            rules = "\n".join(_rules(inside, scope, sheet, files))
            condition = tinycss2.serialize(node.prelude).strip()
            if rules and _END not in condition:
                yield f"@{node.lower_at_keyword} {condition} {{\n{rules}\n}}"


def _declarations(
    content: Iterable[tinycss2.ast.Node], sheet: BookFile, files: Mapping[str, BookFile]
) -> Iterator[str]:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration" or node.lower_name.startswith("-epub-"):
            continue
        value = _with_images(node.value, sheet, files)
        if value is not None:
            important = " !important" if node.important else ""
            yield f"{node.name}: {value}{important}"


def _with_images(
    tokens: list[tinycss2.ast.Node], sheet: BookFile, files: Mapping[str, BookFile]
) -> str | None:
    """Return a value with its images put in; nothing where one is not among the book's files."""
    parts = []
    for token in tokens:
        address = _address(token)
        if address is None:
            parts.append(token.serialize())
            continue
        file = files.get(path_of(address, sheet.path))
        if file is None or not file.media_type.startswith("image/"):
            return None
        parts.append(f'url("{data_uri(file)}")')
    value = "".join(parts).strip()
    return None if _END in value else value


def _address(token: tinycss2.ast.Node) -> str | None:
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name in ("url", "src", "image-set", "image"):
        return next((str(one.value) for one in token.arguments if one.type == "string"), "")
    return None


def _scoped(prelude: list[tinycss2.ast.Node], scope: str) -> str:
    """Return selectors that reach only what stands inside ``scope``, or is it."""
    groups: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    selectors = [tinycss2.serialize(group).strip() for group in groups]
    if not scope:
        return ", ".join(selectors)
    return ", ".join(
        _ROOTS.sub(lambda _: scope, selector, count=1)
        if _ROOTS.match(selector)
        else f"{scope} {selector}"
        for selector in selectors
    )

"""Style sheets and ``style`` attributes in a drawing, without what reaches out or is broken.

https://www.w3.org/TR/css-syntax-3/ · https://www.w3.org/TR/epub-33/#sec-css (``direction`` and
``unicode-bidi`` are not for style sheets in a book)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

_FORBIDDEN = frozenset(("direction", "unicode-bidi", "behavior", "-moz-binding"))
_KEPT_RULES = frozenset(("media", "supports"))
DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[\sA-Za-z0-9+/=]+\Z")


def safe_declarations(css: str, drop: Callable[[str], None]) -> str:
    """Return the declarations of a ``style`` attribute that are safe; ``drop`` hears what goes."""
    import tinycss2

    nodes = tinycss2.parse_blocks_contents(css)
    if not any(node.type == "error" for node in nodes) and _is_harmless(css):
        return css
    return ";".join(_declarations(nodes, drop))


def safe_sheet(css: str, drop: Callable[[str], None]) -> str:
    """Return a style sheet without imports, fonts, outside addresses and broken rules."""
    import tinycss2

    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    if _is_harmless(css) and all(node.type == "qualified-rule" for node in nodes):
        blocks = [tinycss2.parse_blocks_contents(node.content) for node in nodes]
        if not any(node.type == "error" for block in blocks for node in block):
            return css
    return "\n".join(_rules(nodes, drop))


def _is_harmless(css: str) -> bool:
    """Return whether nothing in the text could name an address, spelled out or escaped."""
    lowered = css.lower()
    words = ("url", "image", "import", "direction", "unicode-bidi", "src", "behavior", "binding")
    return (
        "\\" not in css
        and "@" not in css
        and "<" not in css
        and not any(w in lowered for w in words)
    )


def _rules(nodes: Iterable[Any], drop: Callable[[str], None]) -> Iterable[str]:
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            prelude = tinycss2.serialize(node.prelude).strip()
            body = ";".join(_declarations(tinycss2.parse_blocks_contents(node.content), drop))
            if prelude and body:
                yield f"{prelude}{{{body}}}"
        elif node.type == "at-rule":
            if node.lower_at_keyword in _KEPT_RULES and node.content is not None:
                inner = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                body = "".join(_rules(inner, drop))
                yield f"@{node.lower_at_keyword}{tinycss2.serialize(node.prelude)}{{{body}}}"
            elif node.lower_at_keyword in ("import", "font-face"):
                drop("outside references")


def _declarations(nodes: Iterable[Any], drop: Callable[[str], None]) -> Iterable[str]:
    import tinycss2

    for node in nodes:
        if node.type != "declaration" or node.lower_name in _FORBIDDEN or not node.value:
            continue
        if any(_reaches_out(token) for token in node.value):
            drop("outside references")
            continue
        important = " !important" if node.important else ""
        yield f"{node.name}:{tinycss2.serialize(node.value).strip()}{important}"


def _reaches_out(token: Any) -> bool:
    """Return whether a token of a value names an address outside the drawing."""
    if token.type == "url":
        return not is_inside(token.value)
    if token.type == "function":
        if token.lower_name in ("url", "src"):
            strings = [part.value for part in token.arguments if part.type == "string"]
            return not (strings and is_inside(strings[0]))
        return token.lower_name in ("image", "image-set", "expression", "cross-fade") or any(
            _reaches_out(part) for part in token.arguments
        )
    return bool(token.type == "error") or any(
        _reaches_out(part) for part in getattr(token, "content", None) or ()
    )


def is_inside(address: str) -> bool:
    """Return whether an address is a place in the drawing or an image that it carries itself."""
    return address.strip().startswith("#") or bool(DATA_IMAGE.match(address.strip()))

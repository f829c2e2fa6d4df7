"""Formulas in TeX as MathML; the only module that imports latex2mathml.

MathML is what EPUB readers can set, search and read aloud
(https://www.w3.org/TR/epub-33/#sec-xhtml-mathml). The TeX source is kept as ``alttext``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml import etree

from packager.read.foreign import sound_math
from packager.xhtml import escape

_LONGEST = 5_000
_DEEPEST = 40
_MACRO = re.compile(r"\\(?:newcommand|renewcommand|def|require|input|include|write|catcode)\b")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ENVIRONMENTS = re.compile(r"\\(begin|end)\{(equation|displaymath|math)\*?\}")
_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|gather|multline|eqnarray)\}")
_LABEL = re.compile(r"\\(?:label|tag)\*?\{[^{}]*\}|\\nonumber\b|\\notag\b")


@lru_cache(maxsize=2048)
def mathml(tex: str, *, block: bool = False) -> str:
    """Return a ``math`` element for a formula; empty where it cannot be converted."""
    tex = tex.strip()
    if not tex or len(tex) > _LONGEST or _MACRO.search(tex) or _depth(tex) > _DEEPEST:
        return ""
    from latex2mathml.converter import convert

    plain = _LABEL.sub("", _ENVIRONMENTS.sub("", tex)).strip()
    plain = _NUMBERED.sub(r"\\\1{\2*}", plain)
    try:
        made = convert(plain, display="block" if block else "inline")
        tree = etree.fromstring(made.encode(), _PARSER)
    except _failures():
        return ""  # the caller shows the source instead, and says so
    if _has_leftovers(tree):
        return ""
    tree.set("alttext", " ".join(tex.split()))
    sound = sound_math(tree)
    if sound is None:
        return ""
    return etree.tostring(sound, encoding="unicode", with_tail=False)


def formula(tex: str, *, block: bool = False) -> str:
    """Return a formula as markup, as code in TeX where it cannot be MathML."""
    made = mathml(tex, block=block)
    inner = made or f'<code class="language-tex">{escape(tex.strip())}</code>'
    return f'<p class="math-block">{inner}</p>' if block else inner


@cache
def _failures() -> tuple[type[Exception], ...]:
    """Return what latex2mathml 3.81 raises on a formula; its exceptions have no common base."""
    from latex2mathml import exceptions

    own = [kind for kind in vars(exceptions).values() if isinstance(kind, type)]
    builtin = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError)
    return (*own, *builtin, StopIteration, SyntaxError, TypeError, ValueError)


def _depth(tex: str) -> int:
    deepest = depth = 0
    for character in tex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return max(deepest, tex.count("\\left"), tex.count("\\begin"))


def _has_leftovers(tree: etree._Element) -> bool:
    """Return whether a command was not understood and stands in the formula as its name."""
    return any("\\" in (node.text or "") and len(node.text or "") > 1 for node in tree.iter())

"""Formulas in TeX as MathML; the only module that imports latex2mathml.

MathML is what EPUB readers can set, search and read aloud
(https://www.w3.org/TR/epub-33/#sec-xhtml-mathml). The TeX source is kept as ``alttext``.
"""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from functools import cache, lru_cache

from lxml import etree

from packager.lazy_pattern import lazy_pattern
from packager.read.foreign import sound_math
from packager.xhtml import escape

_LONGEST = 5_000
_DEEPEST = 40
_MACRO = lazy_pattern(r"\\(?:newcommand|renewcommand|def|require|input|include|write|catcode)\b")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ENVIRONMENTS = lazy_pattern(r"\\(begin|end)\{(equation|displaymath|math)\*?\}")
_NUMBERED = lazy_pattern(r"\\(begin|end)\{(align|alignat|gather|multline|eqnarray)\}")
_ASCII = re.compile(r"[\x00-\x7f]*\Z")
# Words in a formula, which stay as they are, or a sign that has a command
_SIGN = lazy_pattern(r"\\(?:text\w*|mbox)\s*\{[^{}]*\}|[^\x00-\x7f]")
_SIGNS = {"−": "-", "⋅": r"\cdot ", "∗": "*", "√": r"\surd ", "′": "'", "″": "''"}
_LABEL = lazy_pattern(r"\\(?:label|tag)\*?\{[^{}]*\}|\\nonumber\b|\\notag\b")


@lru_cache(maxsize=2048)
def mathml(tex: str, *, block: bool = False) -> str:
    """Return a ``math`` element for a formula; empty where it cannot be converted."""
    tex = tex.strip()
    if not tex or len(tex) > _LONGEST or _MACRO.search(tex) or _depth(tex) > _DEEPEST:
        return ""
    from latex2mathml.converter import convert

    plain = _LABEL.sub("", _ENVIRONMENTS.sub("", tex)).strip()
    plain = _commands(_NUMBERED.sub(r"\\\1{\2*}", plain))
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


def _commands(tex: str) -> str:
    """Return TeX with its operators as commands, which the converter takes for letters else."""
    if _ASCII.match(tex):
        return tex
    known = _signs()
    return _SIGN.sub(lambda sign: known.get(sign[0], sign[0]), tex)


@cache
def _signs() -> dict[str, str]:
    """Return the command of each operator and relation that latex2mathml knows."""
    from latex2mathml.symbols_parser import SYMBOLS

    known: dict[str, str] = {}
    for command, code in SYMBOLS.items():
        sign = chr(int(code, 16))
        if unicodedata.category(sign) in {"Sm", "So", "Po"} and command[1:].isalpha():
            known.setdefault(sign, f"{command} ")
    return known | _SIGNS


def tex_behind(math: etree._Element) -> str:
    """Return the TeX that makes exactly this element, its ``alttext``; empty where none does."""
    tex = str(math.get("alttext") or "")
    made = mathml(tex, block=math.get("display") == "block")
    if not made or "$" in tex:
        return ""
    alone = copy(math)
    alone.tail = None
    again = etree.fromstring(made.encode(), _PARSER)
    return tex if _canonical(again) == _canonical(alone) else ""


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


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

"""Word's formulas (OMML, ECMA-376 part 1, chapter 22.1) as TeX.

TeX is what Markdown holds and what becomes ``alttext``; MathML is made of it as of any formula.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from lxml import etree

from packager.read.word.names import child, children, is_on, name_of, value

_DEEPEST = 60  # as deep as a formula may be nested
_ESCAPES = str.maketrans({
    **{c: f"\\{c}" for c in "{}$&#_%"},
    "\\": "\\backslash ", "^": "\\hat{}", "~": "\\sim ", "\u00a0": "\\ ",
    "\u2061": None, "\u2062": None, "\u2063": None, "\u2064": None, "\u200b": None,
})  # fmt: skip
_NAMED = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf "
    "limsup ln log max min sec sin sinh sup tan tanh".split()
)
_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar",
    "\u0305": "overline", "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check",
    "\u20d7": "vec", "\u20db": "dddot", "\u20d6": "overleftarrow", "\u0332": "underline",
}  # fmt: skip
_GROUPS = {
    "\u23de": "overbrace", "\u23df": "underbrace", "\u2190": "overleftarrow",
    "\u2192": "overrightarrow",
}  # fmt: skip
_LARGE = {
    "\u2211": "\\sum", "\u220f": "\\prod", "\u2210": "\\coprod", "\u222b": "\\int",
    "\u222c": "\\iint", "\u222d": "\\iiint", "\u222e": "\\oint", "\u22c3": "\\bigcup",
    "\u22c2": "\\bigcap", "\u22c1": "\\bigvee", "\u22c0": "\\bigwedge",
}  # fmt: skip
_FENCES = {
    "{": "\\{", "}": "\\}", "\u2016": "\\|", "\u27e8": "\\langle ", "\u27e9": "\\rangle ",
    "\u2308": "\\lceil ", "\u2309": "\\rceil ", "\u230a": "\\lfloor ", "\u230b": "\\rfloor ",
    "": ".",
}  # fmt: skip
_SCRIPTS = {
    "double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak",
    "sans-serif": "mathsf", "monospace": "mathtt",
}  # fmt: skip
_STYLES = {"b": "mathbf", "bi": "boldsymbol"}


def tex_of(formula: etree._Element) -> str:
    """Return an ``m:oMath`` (or what stands in one) as TeX; empty for one without content.

    Of an element that the standard does not name the content is kept.

    Raises:
        RecursionError: it is nested deeper than any formula is.
    """
    return " ".join(_all(formula, 0).split())


def _all(element: etree._Element | None, depth: int) -> str:
    """Return the content of an element."""
    if element is None:
        return ""
    if depth > _DEEPEST:
        raise RecursionError
    return "".join(_one(inner, depth) for inner in element)


def _one(element: etree._Element, depth: int) -> str:
    name = name_of(element)
    make = _MAKERS.get(name)
    if make is not None:
        return make(element, depth + 1)
    if name.endswith("Pr") or name in {"w:del", "w:moveFrom", "m:phant"}:
        return ""
    return _all(element, depth + 1)


def _part(element: etree._Element, name: str, depth: int) -> str:
    return _all(child(element, f"m:{name}"), depth).strip()


def _run(element: etree._Element, _depth: int) -> str:
    """Return a run of signs in its style; a named function by its command."""
    text = "".join(node.text or "" for node in element if name_of(node) in {"m:t", "w:t"})
    properties = child(element, "m:rPr")
    if is_on(child(properties, "m:nor")) or (" " in text.strip() and _is_words(text)):
        return f"\\text{{{_plain(text)}}}"
    script = _SCRIPTS.get(value(child(properties, "m:scr")))
    style = value(child(properties, "m:sty"))
    plain = unicodedata.normalize("NFKC", text) if _is_alphanumeric(text) else text
    made = plain.translate(_ESCAPES)
    word = plain.strip()
    if word in _NAMED:
        return f"\\{word} "
    if script:
        return f"\\{script}{{{made}}}"
    if style in _STYLES and word:
        return f"\\{_STYLES[style]}{{{made}}}"
    if style == "p" and len(word) > 1 and word.isalpha():
        return f"\\mathrm{{{made}}}"
    return made


def _is_words(text: str) -> bool:
    return all(part.isalpha() and len(part) > 1 for part in text.split())


def _is_alphanumeric(text: str) -> bool:
    """Return whether a text is in the italic letters that Unicode has for formulas."""
    return any("MATHEMATICAL ITALIC" in unicodedata.name(c, "") for c in text)


def _plain(text: str) -> str:
    return "".join("\\" + c if c in "{}$&#_%" else " " if c in "\\^~" else c for c in text)


def _fraction(element: etree._Element, depth: int) -> str:
    top, bottom = _part(element, "num", depth), _part(element, "den", depth)
    kind = value(child(element, "m:fPr", "m:type"))
    if kind in {"lin", "skw"}:
        return f"{{{top}}}/{{{bottom}}}"
    return f"{{{{{top}}}\\atop{{{bottom}}}}}" if kind == "noBar" else f"\\frac{{{top}}}{{{bottom}}}"


def _scripts(*names: str) -> Callable[[etree._Element, int], str]:
    marks = {"sub": "_", "sup": "^"}

    def made(element: etree._Element, depth: int) -> str:
        base = _part(element, "e", depth)
        tails = "".join(f"{marks[n]}{_grouped(_part(element, n, depth))}" for n in names)
        return f"{_grouped(base)}{tails}"

    return made


def _grouped(base: str) -> str:
    return base if len(base) == 1 and base.isalnum() else f"{{{base}}}"


def _before(element: etree._Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"{{}}_{{{below}}}^{{{above}}}{_grouped(_part(element, 'e', depth))}"


def _radical(element: etree._Element, depth: int) -> str:
    degree = _part(element, "deg", depth)
    hidden = is_on(child(element, "m:radPr", "m:degHide")) or not degree
    return f"\\sqrt{'' if hidden else f'[{degree}]'}{{{_part(element, 'e', depth)}}}"


def _fenced(element: etree._Element, depth: int) -> str:
    """Return a delimiter's parts between its fences; one that is given as nothing is invisible."""
    properties = child(element, "m:dPr")

    def fence(name: str, default: str) -> str:
        given = child(properties, f"m:{name}")
        sign = default if given is None else value(given)
        return _FENCES.get(sign, sign)

    separator = fence("sepChr", "|")
    inner = f" {'' if separator == '.' else separator} ".join(
        _all(part, depth).strip() for part in children(element, "m:e")
    )
    return f"\\left{fence('begChr', '(')}{inner}\\right{fence('endChr', ')')} "


def _large(element: etree._Element, depth: int) -> str:
    properties = child(element, "m:naryPr")
    given = child(properties, "m:chr")
    sign = "\u222b" if given is None else value(given)
    made = _LARGE.get(sign, sign)
    for name, mark in (("sub", "_"), ("sup", "^")):
        inner = _part(element, name, depth)
        if inner and not is_on(child(properties, f"m:{name}Hide")):
            made += f"{mark}{{{inner}}}"
    return f"{made}{{{_part(element, 'e', depth)}}}"


def _function(element: etree._Element, depth: int) -> str:
    return f"{_part(element, 'fName', depth)}{{{_part(element, 'e', depth)}}}"


def _limit(command: str, mark: str) -> Callable[[etree._Element, int], str]:
    def made(element: etree._Element, depth: int) -> str:
        base, limit = _part(element, "e", depth), _part(element, "lim", depth)
        if base.removeprefix("\\").strip() in _NAMED or base.startswith(("\\underb", "\\overb")):
            return f"{base}{mark}{{{limit}}}"
        return f"\\{command}{{{limit}}}{{{base}}}"

    return made


def _accent(element: etree._Element, depth: int) -> str:
    given = child(element, "m:accPr", "m:chr")
    sign = "\u0302" if given is None else value(given)
    inner = _part(element, "e", depth)
    command = _ACCENTS.get(sign)
    return f"\\{command}{{{inner}}}" if command else f"\\overset{{{sign}}}{{{inner}}}"


def _bar(element: etree._Element, depth: int) -> str:
    above = value(child(element, "m:barPr", "m:pos")) == "top"
    return f"\\{'overline' if above else 'underline'}{{{_part(element, 'e', depth)}}}"


def _group(element: etree._Element, depth: int) -> str:
    properties = child(element, "m:groupChrPr")
    given = child(properties, "m:chr")
    sign = "\u23df" if given is None else value(given)
    inner = _part(element, "e", depth)
    if sign in _GROUPS:
        return f"\\{_GROUPS[sign]}{{{inner}}}"
    place = "overset" if value(child(properties, "m:pos")) == "top" else "underset"
    return f"\\{place}{{{sign}}}{{{inner}}}"


def _rows(element: etree._Element, depth: int) -> str:
    return _table(_all(part, depth).strip() for part in children(element, "m:e"))


def _matrix(element: etree._Element, depth: int) -> str:
    return _table(
        " & ".join(_all(cell, depth).strip() for cell in children(row, "m:e"))
        for row in children(element, "m:mr")
    )


def _table(rows: Iterable[str]) -> str:
    inner = r" \\ ".join(rows)
    return f"\\begin{{matrix}}{inner}\\end{{matrix}}"


def _boxed(element: etree._Element, depth: int) -> str:
    return f"\\boxed{{{_part(element, 'e', depth)}}}"


_MAKERS: dict[str, Callable[[etree._Element, int], str]] = {
    "m:r": _run, "w:r": _run, "m:f": _fraction, "m:sSup": _scripts("sup"),
    "m:sSub": _scripts("sub"), "m:sSubSup": _scripts("sub", "sup"), "m:sPre": _before,
    "m:rad": _radical, "m:d": _fenced, "m:nary": _large, "m:func": _function,
    "m:limLow": _limit("underset", "_"), "m:limUpp": _limit("overset", "^"), "m:acc": _accent,
    "m:bar": _bar, "m:groupChr": _group, "m:eqArr": _rows, "m:m": _matrix, "m:borderBox": _boxed,
}  # fmt: skip

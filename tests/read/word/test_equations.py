"""Formulas of Word as TeX, and as MathML in the essay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.read.formulas import mathml
from packager.read.word.equations import tex_of
from tests.read.test_docx import paragraph, reading

_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def omml(inside: str) -> etree._Element:
    return etree.fromstring(f'<m:oMath xmlns:m="{_M}">{inside}</m:oMath>')


def r(text: str, style: str = "") -> str:
    mark = f"<m:rPr>{style}</m:rPr>" if style else ""
    return f"<m:r>{mark}<m:t>{text}</m:t></m:r>"


def part(name: str, inside: str) -> str:
    return f"<m:{name}>{inside}</m:{name}>"


def made(name: str, inside: str = "", **parts: str) -> str:
    return part(name, inside + "".join(part(key, text) for key, text in parts.items()))


_X = r("x")
_FORMULAS = {
    "a fraction": (made("f", num=_X, den=r("2")), r"\frac{x}{2}"),
    "a fraction in line": (
        made("f", '<m:fPr><m:type m:val="lin"/></m:fPr>', num=_X, den=r("2")),
        "{x}/{2}",
    ),
    "a binomial": (
        made("f", '<m:fPr><m:type m:val="noBar"/></m:fPr>', num=r("n"), den=r("k")),
        r"{{n}\atop{k}}",
    ),
    "a power": (made("sSup", e=_X, sup=r("10")), "x^{10}"),
    "an index": (made("sSub", e=r("ab"), sub=r("i")), "{ab}_i"),
    "both": (made("sSubSup", e=_X, sub=r("i"), sup=r("2")), "x_i^2"),
    "both in front": (made("sPre", sub=r("a"), sup=r("b"), e=_X), "{}_{a}^{b}x"),
    "a root": (
        made("rad", '<m:radPr><m:degHide m:val="1"/></m:radPr>', deg="", e=_X),
        r"\sqrt{x}",
    ),
    "a cube root": (made("rad", deg=r("3"), e=_X), r"\sqrt[3]{x}"),
    "fences": (made("d", e=_X), r"\left(x\right)"),
    "fences of other kinds": (
        made("d", '<m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>', e=_X),
        r"\left\{x\right.",
    ),
    "a sum": (
        made("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', sub=r("i"), sup=r("n"), e=_X),
        r"\sum_{i}^{n}{x}",
    ),
    "an integral": (made("nary", sub="", sup="", e=_X), r"\int{x}"),
    "a function": (made("func", fName=r("sin", '<m:sty m:val="p"/>'), e=_X), r"\sin{x}"),
    "a limit": (made("limLow", e=r("lim"), lim=r("n→0")), r"\lim_{n→0}"),
    "something below": (made("limLow", e=r("AB"), lim=_X), r"\underset{x}{AB}"),
    "an accent": (made("acc", '<m:accPr><m:chr m:val="⃗"/></m:accPr>', e=_X), r"\vec{x}"),
    "the usual accent": (made("acc", e=_X), r"\hat{x}"),
    "a bar": (made("bar", '<m:barPr><m:pos m:val="top"/></m:barPr>', e=_X), r"\overline{x}"),
    "a brace": (made("groupChr", e=_X), r"\underbrace{x}"),
    "a matrix": (
        made("m", made("mr", e=_X) + made("mr", e=r("y"))),
        r"\begin{matrix}x \\ y\end{matrix}",
    ),
    "lines": (
        part("eqArr", part("e", _X) + part("e", r("y"))),
        r"\begin{matrix}x \\ y\end{matrix}",
    ),
    "letters of formulas": (r("𝑥") + r("+𝜋"), "x+π"),
    "upright words": (r("max") + r("for all", "<m:nor/>"), r"\max \text{for all}"),
    "bold and double letters": (
        r("v", '<m:sty m:val="b"/>') + r("R", '<m:scr m:val="double-struck"/>'),
        r"\mathbf{v}\mathbb{R}",
    ),
    "signs that TeX reads": (r("5%&amp;a_b{}"), r"5\%\&a\_b\{\}"),
    "what has another name": (part("new", _X), "x"),
}


@pytest.mark.parametrize("name", _FORMULAS)
def test_formulas_of_word_are_tex_that_can_be_set(name: str) -> None:
    markup, tex = _FORMULAS[name]
    assert tex_of(omml(markup)) == tex
    assert mathml(tex)


def test_a_formula_in_a_text_is_mathml_with_its_source() -> None:
    """They were left out of the book, with a warning."""
    formula = f'<m:oMath xmlns:m="{_M}">{_FORMULAS["a power"][0]}</m:oMath>'
    words = "<w:r><w:t>So </w:t></w:r>"
    body = reading(f"<w:p>{words}{formula}{words}</w:p>").essay.body
    assert body.startswith("<p>So <math")
    assert 'alttext="x^{10}"' in body


def test_a_formula_on_a_line_of_its_own_is_displayed() -> None:
    formula = (
        f'<m:oMathPara xmlns:m="{_M}"><m:oMath>{_X}<m:r><m:t>=1</m:t></m:r></m:oMath></m:oMathPara>'
    )
    body = reading(paragraph("Text.") + f"<w:p>{formula}</w:p>").essay.body
    assert '<p class="math-block"><math' in body
    assert 'display="block"' in body


_NAMES = "f sSup sSub rad d nary func limLow acc bar m mr eqArr e r t box".split()


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.text("abπ∑→%\\{ ", max_size=4).map(r),
        lambda inner: st.tuples(st.sampled_from(_NAMES), st.lists(inner, max_size=3)).map(
            lambda pair: part(pair[0], "".join(part("e", one) for one in pair[1]))
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_formula_is_tex_on_one_line(inside: str) -> None:
    tex = tex_of(omml(inside))
    assert "\n" not in tex
    assert tex.count("{") - tex.count(r"\{") >= 0


def test_a_formula_nested_without_end_keeps_its_signs() -> None:
    deep = "<m:e>" * 150 + _X + "</m:e>" * 150
    formula = f'<m:oMath xmlns:m="{_M}">{deep}</m:oMath>'
    assert "x" in reading(paragraph("Text.") + f"<w:p>{formula}</w:p>").essay.body

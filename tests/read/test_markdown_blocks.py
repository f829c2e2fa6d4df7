"""Definition lists, raw HTML and drawings in Markdown, as people write them."""

from __future__ import annotations

import re

import pytest

from packager.read import Source, read


def body(text: str, language: str = "en") -> str:
    matter = f"---\ntitle: Tea\nlang: {language}\n---\n"
    return read(Source("tea.md", (matter + text).encode()))[0].essay.body


@pytest.mark.parametrize("sign", [": ", ":   ", ":\t"])
def test_a_term_may_have_several_definitions(sign: str) -> None:
    made = body(f"Term\n{sign}One.\n{sign}Two.\n")
    assert re.sub(r"\s+", "", made) == "<dl><dt>Term</dt><dd>One.</dd><dd>Two.</dd></dl>"


def test_terms_with_an_empty_line_between_are_one_list() -> None:
    made = body("Tea\n: A leaf.\n\nCup\n: A vessel.\n")
    assert made.count("<dl>") == 1
    assert re.findall(r"<dt>(\w+)", made) == ["Tea", "Cup"]
    assert made.count("<dd>") == 2


def test_inline_svg_is_kept_and_cannot_act() -> None:
    made = body(
        '<svg viewBox="0 0 9 9" onload="x()"><script>alert(1)</script>'
        '<a href="javascript:x()"><circle r="3" onclick="y()"/></a>'
        '<image href="http://evil.example/x.png"/></svg>\n'
    )
    assert '<circle r="3"/>' in made
    assert 'viewBox="0 0 9 9"' in made
    for bad in ("script", "onload", "onclick", "evil"):
        assert bad not in made


def test_names_of_html_in_capitals_are_names() -> None:
    made = body('<P ALIGN="center">x <A HREF="http://e.example/">y</A></P>\n')
    assert made == '<p class="center">x <a href="http://e.example/">y</a></p>'


@pytest.mark.parametrize(
    "price", ["It costs $5 and $10.", "From $5-$10 each.", "$20 million for $3 shares"]
)
def test_prices_are_no_formulas(price: str) -> None:
    assert body(price) == f"<p>{price}</p>"


@pytest.mark.parametrize("rule", ["***", "* * *", "---", "___", "- - -"])
def test_a_rule_is_a_scene_break(rule: str) -> None:
    assert '<hr class="scene-break"/>' in body(f"One.\n\n{rule}\n\nTwo.")


def test_brackets_that_were_escaped_hold_words_or_a_formula() -> None:
    assert body("\\[Update: this was changed.\\]\n") == "<p>[Update: this was changed.]</p>"
    assert "<math" in body("\\[\nE = mc^2\n\\]\n")


def test_a_drawing_keeps_what_it_says_to_those_who_cannot_see_it() -> None:
    made = body(
        '<svg viewBox="0 0 9 9" role="img" aria-label="A red circle"><circle r="3"/></svg>\n'
    )
    assert 'aria-label="A red circle"' in made
    assert 'role="img"' in made
    assert 'role="img"' in body('<svg><title>Blue</title><circle r="3"/></svg>\n')
    assert 'aria-hidden="true"' in body('<svg aria-hidden="true"><circle r="3"/></svg>\n')

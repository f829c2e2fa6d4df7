"""The one way from a text's markup to its essay, for readers whose text comes as HTML.

Word's converter, feeds and exports give a piece that is all text: nothing has to be looked for
in it, but its notes, headings, links and images are to be settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from packager import xhtml
from packager.errors import SourceError
from packager.model import Footnote, Note, Reading
from packager.read import ReadOptions, Source, linked_notes
from packager.read.assemble import Found, assemble
from packager.read.clean import parse, settle
from packager.read.headings import repair
from packager.read.sound import sound


def reading_of(  # noqa: PLR0913 - what is known of a text
    source: Source,
    content: str | etree._Element,
    found: Sequence[Found],
    options: ReadOptions,
    *,
    base: str = "",
    notes: Iterable[Note] = (),
) -> Reading:
    """Return the essay that markup and the candidates for its metadata make.

    ``base`` is the address that relative links start from.

    Raises:
        SourceError: the markup holds no text.
    """
    tree = parse(content) if isinstance(content, str) else content
    taken = dict(linked_notes.take(tree))
    root, said = sound(tree, source.name, base)
    trees = {label: sound(element, source.name, base)[0] for label, element in taken.items()}
    title = next((str(f.value) for f in found if f.field == "title" and f.value), "")
    heading = repair(root, title)
    assets, told = settle([root, *trees.values()], source, options, base=base)
    body = xhtml.inner(root).strip()
    if not body:
        raise SourceError(f"{source.name}: holds no text")
    candidates = [*found, *([Found("title", heading, "first heading")] if heading else [])]
    footnotes = [Footnote(label, xhtml.inner(note).strip()) for label, note in trees.items()]
    return assemble(source, candidates, body, footnotes, assets, [*notes, *said, *told], options)

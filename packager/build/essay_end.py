"""What stands under an essay of an anthology: who wrote it, where it is from, how to cite it."""

from __future__ import annotations

from collections.abc import Sequence

from packager.build.bylines import isolated, plain_text, turned
from packager.build.document import language_attributes
from packager.build.publication import published_line
from packager.build.source import citation
from packager.build.web_links import licence_link
from packager.build.words import words_in
from packager.model import Essay, Person
from packager.xhtml import escape

_ENDS = (".", "!", "?", "…", "。", "．", "؟", "।")


def essay_end(essay: Essay) -> str:
    """Return the end of an essay as markup: short biographies, credit line, licence, citation.

    The biography is the first block of the long one, which stands among the contributors.
    """
    words = words_in(essay.language)
    lines = [
        _short(credit.person, essay.language) for credit in essay.credits if credit.role != "ant"
    ]
    source = published_line(essay, words)
    told = (essay.rights, essay.permission)
    rights = [isolated(text, essay.language) for text in told if text]
    if essay.license:
        rights.append(f"{escape(words('licence'))}: {licence_link(essay.license)}")
    lines += [f'<p class="first-published">{source}</p>'] if source else []
    lines += [f'<p class="rights">{_sentences(rights)}</p>'] if rights else []
    cited = f"{escape(words('cite'))}: {citation(essay, words)}"
    lines.append(f'<p class="citation">{cited}</p>')
    inside = "\n".join(line for line in lines if line)
    return f'<footer class="essay-end">\n{inside}\n</footer>'


def _sentences(parts: Sequence[str]) -> str:
    """Return parts one after the other, with a full stop between where one has none."""
    ended = (part if plain_text(part).endswith(_ENDS) else f"{part}." for part in parts[:-1])
    return " ".join((*ended, *parts[-1:]))


def _short(person: Person, language: str) -> str:
    from packager import xhtml

    if not person.bio:
        return ""
    root = xhtml.parse(person.bio)
    first = next(iter(root), None)
    if first is None or xhtml.local_name(first) != "p":
        return ""
    for element in root.iter():
        element.attrib.pop("id", None)
    first.tail = None
    mark = language_attributes(person.language or language, language)
    mark += turned(xhtml.text_of(first), language)
    return f'<p class="short-bio"{mark}>{xhtml.inner(first)}</p>'

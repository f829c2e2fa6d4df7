# ruff: noqa: E501 - tables and patterns read better on one line
"""An essay as Markdown with front matter: the inverse of :mod:`packager.read.markdown`.

What Markdown cannot say stays as HTML: tables with merged cells, formulas, ruby, what has a
class that matters. Images are named as files in a folder beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from packager import xhtml
from packager.model import Essay, Person
from packager.xhtml import EPUB, XHTML, local_name

_TYPE = f"{{{EPUB}}}type"
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = _HEADINGS | frozenset(
    "p div section article aside header footer main blockquote ul ol dl pre table figure hr address "
    "details nav form fieldset center".split()
)
_TRANSPARENT = frozenset("div section article header footer main center".split())
_EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_SPECIAL = re.compile(r"[\\`*_\[\]<~$^{}]|&(?=#?\w+;)|(?<==)=|:(?=\w*:)|(?<=\+)\+|(?<=\|)\|")
# A bracket behind a backslash would open a formula; these have no escape everywhere.
_ENTITIES = {
    "[": "&#91;", "]": "&#93;", "\\": "&#92;", "&": "&amp;", "=": "&#61;", "<": "&lt;", "~": "&#126;", "^": "&#94;",
    ":": "&#58;", "{": "&#123;", "}": "&#125;", "$": "&#36;", "+": "&#43;", "|": "&#124;",
}  # fmt: skip
_START = re.compile(r"^(\s*)([-+>#|:]|\d+(?=[.)]\s))")


def essay_as_markdown(
    essay: Essay, images: Mapping[str, str] | None = None, comment: str = ""
) -> str:
    """Return the essay as a Markdown file; ``images`` gives the address of each asset by name.

    ``comment`` is written into the front matter behind ``#``.
    """
    writer = _Writer(dict(images or {}))
    body = writer.blocks(xhtml.parse(essay.body)).strip()
    notes = []
    for note in essay.footnotes:
        text = writer.blocks(xhtml.parse(note.body)).strip()
        notes.append(f"[^{note.label}]: " + _indented(text, "    "))
    return _front_matter(essay, comment) + "\n" + "\n\n".join([body, *notes]).strip() + "\n"


def _front_matter(essay: Essay, comment: str) -> str:
    import yaml

    values: dict[str, object] = {"title": essay.title}
    people = [_person(person) for person in essay.authors]
    simple = {
        "subtitle": essay.subtitle, "date": essay.published, "modified": essay.modified, "lang": essay.language,
        "publication": essay.publication, "source": essay.source_url, "description": essay.description,
        "tags": list(essay.tags), "license": essay.license, "rights": essay.rights, "doi": essay.doi, "issn": essay.issn,
        "volume": essay.volume, "issue": essay.issue, "pages": essay.pages, "place": essay.place,
    }  # fmt: skip
    if people:
        values["author"] = people if len(people) > 1 else people[0]
    for role, key in (("edt", "editor"), ("trl", "translator"), ("ill", "illustrator")):
        names = [credit.person.name for credit in essay.credits if credit.role == role]
        if names:
            values[key] = names if len(names) > 1 else names[0]
    values |= {key: value for key, value in simple.items() if value}
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    note = "".join(f"# {line}\n" for line in comment.splitlines())
    return f"---\n{text}{note}---\n"


def _person(person: Person) -> object:
    details = {"name": person.name}
    if person.bio:
        details["bio"] = " ".join(xhtml.text_of(xhtml.parse(person.bio)).split())
    if person.url:
        details["url"] = person.url
    return person.name if len(details) == 1 else details


def _indented(text: str, margin: str) -> str:
    """Return a text whose lines, but the first, are indented."""
    return text.replace("\n", f"\n{margin}").replace(f"\n{margin}\n", "\n\n")


class _Writer:
    """Holds the names that images get while one essay is written."""

    def __init__(self, images: dict[str, str]) -> None:
        self.images = images

    def blocks(self, parent: etree._Element) -> str:
        """Return what stands in an element as blocks with empty lines between them."""
        parts: list[str] = []
        run: list[str] = [_escaped(parent.text or "")]
        for child in parent:
            if not isinstance(child.tag, str):
                run.append(_escaped(child.tail or ""))
                continue
            if local_name(child) in _BLOCKS:
                self._close(run, parts)
                if made := self.block(child):
                    # Two lists of one kind in a row would become one.
                    if (
                        parts
                        and local_name(child) in {"ul", "ol"}
                        and re.match(r"(?:- |\d+\. )", parts[-1])
                    ):
                        parts.append("<!-- -->")
                    parts.append(made)
                run = [_escaped(child.tail or "")]
            else:
                run += [self.inline(child), _escaped(child.tail or "")]
        self._close(run, parts)
        return "\n\n".join(parts)

    @staticmethod
    def _close(run: list[str], parts: list[str]) -> None:
        text = _paragraph("".join(run))
        if text:
            parts.append(text)

    def block(self, node: etree._Element) -> str:  # noqa: PLR0911 - one return a kind of block
        """Return one block."""
        name = local_name(node)
        if name == "hr":
            return (
                '<hr class="scene-break"/>'
                if "scene-break" in (node.get("class") or "")
                else "* * *"
            )
        if name == "pre":
            return self._code(node)
        if _has_meaning(node) or name in {"figure", "dl", "details", "address", "aside"}:
            return self._figure(node) if name == "figure" else self._raw(node)
        if name == "p":
            return _paragraph(self.inlines(node))
        if name in _HEADINGS:
            text = " ".join(self.inlines(node).split()).rstrip("#")
            return f"{'#' * int(name[1])} {text}" if text else ""
        if name == "blockquote":
            inner = self.blocks(node)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
        if name in {"ul", "ol"}:
            return self._list(node, ordered=name == "ol")
        if name == "table":
            return self._table(node)
        return self.blocks(node) if name in _TRANSPARENT else self._raw(node)

    def _list(self, node: etree._Element, *, ordered: bool) -> str:
        items = [child for child in node if local_name(child) == "li"]
        if any(item.get("value") for item in items) or node.get("type") or node.get("reversed"):
            return self._raw(node)
        start = int(node.get("start") or 1) if re.fullmatch(r"\d+", node.get("start") or "1") else 1
        bodies = [self.blocks(item) for item in items]
        loose = any(local_name(child) == "p" for item in items for child in item)
        lines = []
        for number, text in enumerate(bodies, start):
            mark = f"{number}. " if ordered else "- "
            lines.append(mark.ljust(4) + _indented(text, "    ") if text else mark.strip())
        return ("\n\n" if loose else "\n").join(lines)

    def _code(self, node: etree._Element) -> str:
        code = next((child for child in node if local_name(child) == "code"), node)
        text = "".join(_lines_of(node)).strip("\n")
        language = re.search(
            r"language-([\w+#-]+)", f"{code.get('class') or ''} {node.get('class') or ''}"
        )
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        return f"{fence}{language[1] if language else ''}\n{text}\n{fence}"

    def _figure(self, node: etree._Element) -> str:
        return self._raw(node)

    def _table(self, node: etree._Element) -> str:
        rows = list(node.iter(f"{{{XHTML}}}tr"))
        cells = [[cell for cell in row if local_name(cell) in {"td", "th"}] for row in rows]
        every = [cell for row in cells for cell in row]
        plain = (
            len(rows) > 1 and cells[0] and all(local_name(cell) == "th" for cell in cells[0])
            and len({len(row) for row in cells}) == 1
            and not any(cell.get("colspan") or cell.get("rowspan") for cell in every)
            and not any(local_name(inner) in _BLOCKS or local_name(inner) == "br" for cell in every for inner in cell.iter(etree.Element) if inner is not cell)
            and not any(local_name(inner) in {"caption", "tfoot", "colgroup", "table"} for inner in node.iter(etree.Element) if inner is not node)
            and not any(local_name(cell) == "th" for row in cells[1:] for cell in row)
        )  # fmt: skip
        if not plain:
            return self._raw(node)
        lines = [" | ".join(self._cell(cell) for cell in row) for row in cells]
        rule = " | ".join("---" for _ in cells[0])
        return "\n".join(f"| {line} |" for line in [lines[0], rule, *lines[1:]])

    def _cell(self, cell: etree._Element) -> str:
        return " ".join(self.inlines(cell).split()).replace("|", "\\|")

    def _raw(self, node: etree._Element) -> str:
        """Return an element as HTML, its images under their new names, on lines of its own."""
        for image in node.iter(f"{{{XHTML}}}img"):
            image.set("src", self._address(image.get("src") or ""))
        holder = etree.Element(f"{{{XHTML}}}div", nsmap=xhtml.NAMESPACES)
        tail, node.tail = node.tail, None
        parent = node.getparent()
        place = parent.index(node) if parent is not None else 0
        holder.append(node)
        text = re.sub(r"\n\s*\n", "\n", xhtml.inner(holder).strip())
        if parent is not None:
            parent.insert(place, node)
        node.tail = tail
        return text

    def _address(self, source: str) -> str:
        name = source.removeprefix("asset:")
        return self.images.get(name, source)

    def inlines(self, node: etree._Element) -> str:
        """Return the inline content of an element."""
        parts = [_escaped(node.text or "")]
        for child in node:
            if isinstance(child.tag, str):
                parts.append(self.inline(child))
            parts.append(_escaped(child.tail or ""))
        return "".join(parts)

    def inline(self, node: etree._Element) -> str:  # noqa: PLR0911 - one return a kind of element
        """Return one inline element."""
        name = local_name(node)
        noteref = _noteref(node)
        if noteref:
            return f"[^{noteref}]"
        if name == "br":
            return "  \n"
        if name == "math" and (tex := _tex(node)):
            return tex
        if name in _EMPHASIS and not node.attrib:
            if any(
                _EMPHASIS.get(local_name(outer)) == _EMPHASIS[name]
                for outer in node.iterancestors()
            ):
                return self.inlines(node)
            return _marked(self.inlines(node), _EMPHASIS[name])
        if name == "code" and not len(node) and not node.attrib:
            text = node.text or ""
            fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
            pad = " " if text.startswith("`") or text.endswith("`") else ""
            return (
                f"{fence}{pad}{text}{pad}{fence}"
                if text.strip() and "\n" not in text
                else self._raw(node)
            )
        if name == "a" and node.get("href") and set(node.attrib) <= {"href", "data-href", "title"}:
            text = self.inlines(node)
            if "\n" not in text.strip() and text.strip():
                return (
                    f"[{text}](<{node.get('href')}>)"
                    if re.search(r"[\s()<>]", node.get("href") or "")
                    else f"[{text}]({node.get('href')})"
                )
        if name == "img":
            alt = _escaped(" ".join((node.get("alt") or "").split()))
            address = self._address(node.get("src") or "")
            return (
                f"![{alt}](<{address}>)"
                if re.search(r"[\s()<>]", address)
                else f"![{alt}]({address})"
            )
        if (
            name == "span"
            and not (set(node.attrib) - {"class", "data-href"})
            and not _has_meaning(node)
        ):
            return self.inlines(node)
        return self._raw(node)


def _lines_of(code: etree._Element) -> Iterator[str]:
    """Yield the text of code, in which a ``br`` ends a line too."""
    for event, node in etree.iterwalk(code, events=("start", "end")):
        if event == "start":
            yield "\n" if local_name(node) == "br" else node.text or ""
        elif node is not code:
            yield node.tail or ""


def _tex(math: etree._Element) -> str:
    """Return a formula between signs, as its source has it; empty where that means another."""
    from packager.read.formulas import tex_behind
    from packager.read.span_marks import looks_like_tex

    previous = math.getprevious()
    parent = math.getparent()
    holder = parent.text if parent is not None else ""
    before = previous.tail if previous is not None else holder
    if (before or " ")[-1].isalnum() or (math.tail or " ")[0].isdigit():
        return ""
    tex = tex_behind(math)
    if math.get("display") == "block":
        return f"$${tex}$$" if tex else ""
    return f"${tex}$" if tex and looks_like_tex(tex) else ""


def _noteref(node: etree._Element) -> str:
    """Return the label of the note that an element is the reference to."""
    link = (
        node[0]
        if local_name(node) == "sup" and len(node) == 1 and not (node.text or "").strip()
        else node
    )
    if local_name(link) == "a" and link.get(_TYPE) == "noteref":
        return (link.get("href") or "").removeprefix("#fn-")
    return ""


def _has_meaning(node: etree._Element) -> bool:
    names = set((node.get("class") or "").split())
    return bool(
        names
        & {"epigraph", "pull-quote", "verse", "callout", "embed", "highlight", "caption", "credit"}
    )


def _marked(text: str, mark: str) -> str:
    """Return a text between marks, its outer spaces outside them."""
    inner = text.strip()
    if not inner or "\n\n" in inner:
        return text
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :]
    return f"{start}{mark}{inner}{mark}{end}"


def _escaped(text: str) -> str:
    """Return text that Markdown takes for nothing but text."""
    plain = re.sub(r"[ \t\r\n]+", " ", text)
    return _SPECIAL.sub(lambda sign: _ENTITIES.get(sign[0], "\\" + sign[0]), plain)


def _paragraph(text: str) -> str:
    lines = [
        line.strip(" ") if not line.endswith("  ") else line.strip(" ") + "  "
        for line in text.strip().split("\n")
    ]
    lines = [
        _START.sub(r"\1\\\2", line)
        if not re.match(r"\d", line.lstrip())
        else re.sub(r"^(\s*\d+)([.)])(?=\s|$)", r"\1\\\2", line)
        for line in lines
    ]
    return "\n".join(lines).strip()

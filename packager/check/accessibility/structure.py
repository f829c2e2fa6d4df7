"""The order of a text is in its markup: language, headings, lists, tables, landmarks, focus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from packager.check.accessibility._names import content_name, name_of
from packager.check.facts import OPS, XHTML, XML, Element, Nav, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.language_tags import is_well_formed
from packager.check.registry import rule
from packager.xhtml import local_name

_WCAG = "https://www.w3.org/TR/WCAG22/"
_CHAPTER = "EPUB/chapter.xhtml"
_LEAD = '<p class="lead">'
_LANG = f"{{{XML}}}lang"
_LANDMARKS = {"nav": "navigation", "main": "main", "aside": "complementary"}
# https://www.w3.org/TR/wai-aria-1.2/#landmark_roles, and the sections of DPUB-ARIA that are ones
_LANDMARK_ROLES = frozenset(
    "banner complementary contentinfo form main navigation region search doc-toc doc-index "
    "doc-pagelist".split()
)
# https://www.w3.org/TR/dpub-aria-1.1/: epub:type values with a role of the same name
_ROLES = frozenset(
    """abstract acknowledgments afterword appendix bibliography chapter colophon conclusion
    credits dedication endnotes epilogue errata foreword glossary index introduction part preface
    prologue""".split()
)
_DEPRECATED = frozenset(["directory", "doc-biblioentry", "doc-endnote"])
_PARENTS = {
    "listitem": ("list", ("ul", "ol", "menu")),
    "option": ("listbox", ("select", "datalist")),
    "tab": ("tablist", ()),
    "row": ("table", ("table", "tbody", "thead", "tfoot")),
}


def _html(document: Xhtml, *names: str) -> Iterator[Element]:
    return document.named(*(f"{{{XHTML}}}{name}" for name in names))


@rule(
    "A11Y-020",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#language-of-page",
    bad={_CHAPTER: ((' lang="en" xml:lang="en"', ""),)},
)
def document_language(document: Xhtml) -> Iterator[Problem]:
    """A document says its language: the voice that reads it is chosen by it."""
    root = document.root
    if root is not None and not (root.get("lang") or root.get(_LANG) or "").strip():
        yield Problem(document.place(root), "add lang and xml:lang to <html>")


@rule(
    "A11Y-021",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#language-of-parts",
    bad={_CHAPTER: ((' lang="en" xml:lang="en"', ' lang="en" xml:lang="fr"'),)},
)
def language_agrees(document: Xhtml) -> Iterator[Problem]:
    """``lang`` and ``xml:lang`` of an element name the same language."""
    for element in document.orders:
        first, second = element.get("lang"), element.get(_LANG)
        if first and second and first.split("-")[0].lower() != second.split("-")[0].lower():
            yield Problem(document.place(element), f"lang is {first!r}, xml:lang {second!r}")


@rule(
    "A11Y-022",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#language-of-page",
    bad={_CHAPTER: ((' lang="en" xml:lang="en"', ' lang="en_GB" xml:lang="en_GB"'),)},
)
def language_valid(document: Xhtml) -> Iterator[Problem]:
    """A language is a tag such as ``en`` or ``pt-BR`` (BCP 47)."""
    for element in document.orders:
        tag = element.get("lang") or element.get(_LANG)
        if tag and not is_well_formed(tag.strip()):
            yield Problem(document.place(element), f"{tag!r} is no language tag")


@rule(
    "A11Y-023",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={_CHAPTER: (('<h2 id="water">Water</h2>', '<h4 id="water">Water</h4>'),)},
)
def heading_order(document: Xhtml) -> Iterator[Problem]:
    """Headings go down one level at a time: a step that is missing sounds like a lost part."""
    last = 0
    for element in document.orders:
        name = local_name(element)
        if len(name) == 2 and name[0] == "h" and name[1] in "123456":  # noqa: PLR2004 - h1 to h6
            level = int(name[1])
            if last and level > last + 1:
                yield Problem(document.place(element), f"<h{level}> follows <h{last}>")
            last = level


@rule(
    "ACC-005",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={
        _CHAPTER: (
            (
                _LEAD,
                "<table><tr><td>Tea</td><td>Minutes</td></tr>"
                "<tr><td>Green</td><td>2</td></tr></table>" + _LEAD,
            ),
        )
    },
)
def table_headers(document: Xhtml) -> Iterator[Problem]:
    """A table of data names its columns or rows by ``th``."""
    for table in _html(document, "table"):
        rows = list(table.iter(f"{{{XHTML}}}tr"))
        is_layout = table.get("role") in ("presentation", "none")
        if len(rows) > 1 and not is_layout and next(table.iter(f"{{{XHTML}}}th"), None) is None:
            yield Problem(document.place(table), "mark the heads of columns or rows with <th>")


@rule(
    "ACC-012",
    sees=Xhtml,
    severity=Severity.USAGE,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={_CHAPTER: ((_LEAD, "<table><tr><th>Green</th><td>2</td></tr></table>" + _LEAD),)},
)
def table_caption(document: Xhtml) -> Iterator[Problem]:
    """A table has a ``caption``, so that one knows what it is before hearing it."""
    for table in _html(document, "table"):
        in_figure = next(table.iterancestors(f"{{{XHTML}}}figure"), None) is not None
        if table.find(f"{{{XHTML}}}caption") is None and not in_figure:
            yield Problem(document.place(table), "add a <caption>")


@rule(
    "A11Y-024",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={
        _CHAPTER: ((_LEAD, '<table><tr><th scope="col"></th></tr><tr><td>1</td></tr></table><p>'),)
    },
)
def table_header_empty(document: Xhtml) -> Iterator[Problem]:
    """A table's ``th`` has words; the empty corner is a ``td``."""
    for header in _html(document, "th"):
        if not content_name(header) and not name_of(document, header):
            yield Problem(document.place(header), "write <td> for the empty corner")


@rule(
    "A11Y-025",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={
        _CHAPTER: (
            (
                _LEAD,
                '<table><tr><th id="green">Green</th><td headers="black">2</td></tr></table>'
                + _LEAD,
            ),
        )
    },
)
def table_cell_headers(document: Xhtml) -> Iterator[Problem]:
    """The ``headers`` of a cell name cells of the same table."""
    for cell in _html(document, "td", "th"):
        for id_ in (cell.get("headers") or "").split():
            if id_ not in document.ids or cell.get("id") == id_:
                yield Problem(document.place(cell), f"headers names {id_!r}, which is no cell")


@rule(
    "A11Y-026",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={
        _CHAPTER: (
            (
                _LEAD,
                '<table summary="Minutes"><caption>Minutes</caption>'
                "<tr><th>Green</th><td>2</td></tr></table>" + _LEAD,
            ),
        )
    },
)
def table_named_twice(document: Xhtml) -> Iterator[Problem]:
    """Caption and ``summary`` of a table do not say the same."""
    for table in _html(document, "table"):
        caption = table.find(f"{{{XHTML}}}caption")
        summary = (table.get("summary") or "").strip()
        if caption is not None and summary and content_name(caption) == summary:
            yield Problem(document.place(table), "the summary repeats the caption")


@rule(
    "A11Y-027",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={_CHAPTER: (("</section>", "<aside><p>a</p></aside><aside><p>b</p></aside></section>"),)},
)
def landmark_unique(document: Xhtml) -> Iterator[Problem]:
    """Landmarks of one kind have names that tell them apart."""
    found: Counter[tuple[str, str]] = Counter()
    for element in _html(document, *_LANDMARKS):
        role = element.get("role") or _LANDMARKS[local_name(element)]
        if role not in _LANDMARK_ROLES:  # role="note" takes an aside out of the landmarks
            continue
        label = (element.get("aria-labelledby") or element.get("aria-label") or "").strip()
        found[role, label] += 1
        if found[role, label] == 2:  # noqa: PLR2004 - told once, at the second
            yield Problem(document.place(element), f"two {role} landmarks are named alike")


@rule(
    "A11Y-028",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec="https://www.w3.org/TR/epub-a11y-tech-11/#sec-epub-type",
    bad={_CHAPTER: ((' role="doc-chapter"', ""),)},
)
def type_has_role(document: Xhtml) -> Iterator[Problem]:
    """A part that ``epub:type`` names has the role that assistive technology knows it by."""
    if isinstance(document, Nav):
        return
    for section in _html(document, "section", "article"):
        kinds = _ROLES.intersection((section.get(f"{{{OPS}}}type") or "").split())
        if kinds and not section.get("role"):
            yield Problem(document.place(section), f'add role="doc-{min(kinds)}"')


@rule(
    "A11Y-029",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#name-role-value",
    bad={_CHAPTER: (("<ul>", '<ul role="directory">'),)},
)
def role_deprecated(document: Xhtml) -> Iterator[Problem]:
    """Roles that ARIA has given up are not used."""
    for element in document.orders:
        for role in _DEPRECATED.intersection((element.get("role") or "").split()):
            yield Problem(document.place(element), f"the role {role} is deprecated; take it out")


@rule(
    "A11Y-030",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#info-and-relationships",
    bad={_CHAPTER: ((_LEAD, '<p class="lead" role="listitem">'),)},
)
def role_parent(document: Xhtml) -> Iterator[Problem]:
    """A part such as ``listitem`` stands in the whole that it is a part of."""
    for element in document.orders:
        wanted = _PARENTS.get(element.get("role") or "")
        if wanted is None:
            continue
        around = [(e.get("role"), local_name(e)) for e in element.iterancestors()]
        if not any(role == wanted[0] or name in wanted[1] for role, name in around):
            yield Problem(document.place(element), f"put it into an element of role {wanted[0]}")


@rule(
    "A11Y-031",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#keyboard-accessible",
    bad={
        _CHAPTER: (
            ('<h1 id="title"', '<h1 accesskey="t" id="title"'),
            ('<h2 id="water"', '<h2 accesskey="t" id="water"'),
        )
    },
)
def access_keys_unique(document: Xhtml) -> Iterator[Problem]:
    """An access key belongs to one element."""
    seen: set[str] = set()
    for element in document.orders:
        key = element.get("accesskey")
        if key and key in seen:
            yield Problem(document.place(element), f"the access key {key!r} is taken")
        seen.add(key or "")


@rule(
    "A11Y-032",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#focus-order",
    bad={_CHAPTER: ((_LEAD, '<p class="lead" tabindex="3">'),)},
)
def focus_order(document: Xhtml) -> Iterator[Problem]:
    """The focus follows the text: no ``tabindex`` above 0."""
    for element in document.orders:
        value = (element.get("tabindex") or "0").strip()
        if value.isdigit() and int(value) > 0:
            yield Problem(document.place(element), f"tabindex is {value}; write 0")


@rule(
    "A11Y-033",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="accessibility",
    spec=f"{_WCAG}#timing-adjustable",
    bad={_CHAPTER: (("<title>", '<meta http-equiv="refresh" content="30"/><title>'),)},
)
def page_refresh(document: Xhtml) -> Iterator[Problem]:
    """A page stays until its reader leaves it."""
    for meta in _html(document, "meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            yield Problem(document.place(meta), "take the refresh out")

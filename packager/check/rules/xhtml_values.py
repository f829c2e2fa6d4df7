"""What HTML asks of an element beyond its own attributes: counts, pairs, texts that must be there.

https://html.spec.whatwg.org/multipage/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import SVG, XHTML, XML, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import rule
from packager.schemas.values import check_of

_H = f"{{{XHTML}}}"
_SVG = f"{{{SVG}}}svg"
_LANG = f"{{{XML}}}lang"
_META = "https://html.spec.whatwg.org/multipage/semantics.html#the-meta-element"
_UTF_8 = "text/html; charset=utf-8"
_CHAPTER = "EPUB/chapter.xhtml"


def _add(markup: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the change that puts markup at the end of the chapter."""
    return {_CHAPTER: (("</section>", f"{markup}\n</section>"),)}


def _agree(lang: str, xml_lang: str) -> bool:
    return lang.lower() == xml_lang.lower()


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes",
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml' lang='en' xml:lang='fr'>"
        b"<head><title>Tea</title></head><body><p>One</p></body></html>"
    },
)
def languages_agree(document: Xhtml) -> Iterator[Problem]:
    """``lang`` and ``xml:lang`` of an element say the same.

    Some readers hyphenate and speak by the one, some by the other.
    """
    if document.root is None or not {"lang", _LANG} <= document.attributes:
        return
    tags = document.tags
    if tags is not None:
        both = (tag for tag in tags if _LANG in tag and "lang" in tag)
        if all(_agree(tag["lang"], tag[_LANG]) for tag in both):
            return
    for element in document.root.iter("*"):
        lang, xml_lang = element.get("lang"), element.get(_LANG)
        if lang is not None and xml_lang is not None and not _agree(lang, xml_lang):
            yield Problem(
                document.place(element),
                f'lang is "{lang}" and xml:lang is "{xml_lang}"; give both the same value',
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-req",
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
        b"</head><body><p>One</p></body></html>"
    },
)
def page_title_not_empty(document: Xhtml) -> Iterator[Problem]:
    """``title`` holds text: readers show it and screen readers say it first."""
    titles = document.named(_H + "title")
    if document.keeps_to is not None and document.root is not None and _SVG not in document.names:
        titles = document.root[0].iterchildren(_H + "title")  # it stands in the head only
    for title in titles:
        if not "".join(map(str, title.itertext())).strip():
            yield Problem(document.place(title), "<title> is empty; write the chapter's title")


@rule(
    "RSC-017",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/semantics.html#the-head-element",
    bad={_CHAPTER: (("<title>On Tea</title>", ""),)},
)
def head_has_title(document: Xhtml) -> Iterator[Problem]:
    """``head`` holds a ``title``."""
    if "rendition-mapping" in document.features:
        return  # a list for programs, which nobody reads
    if (
        document.keeps_to is not None
        and _H + "title" in document.names
        and _SVG not in document.names
    ):
        return  # a title stands in a head only, and outside of drawings there is one of those
    for head in document.named(_H + "head"):
        if head.find(_H + "title") is None:
            yield Problem(document.place(head), "<head> has no <title>; add one")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_META,
    bad={_CHAPTER: (("</head>", '<meta charset="utf-8"/></head>'),)},
)
def encoding_declared_once(document: Xhtml) -> Iterator[Problem]:
    """The encoding is declared at most once, and as UTF-8."""
    metas = list(document.named(_H + "meta"))
    charsets = [meta for meta in metas if meta.get("charset") is not None]
    for meta in charsets[1:]:
        yield Problem(document.place(meta), "a second <meta charset>; remove it")
    for meta in metas:
        if (meta.get("http-equiv") or "").strip().lower() != "content-type":
            continue
        content = (meta.get("content") or "").strip()
        if "".join(content.lower().split()) != "".join(_UTF_8.split()):
            yield Problem(document.place(meta), f'content is "{content}"; write "{_UTF_8}"')
        if charsets:
            yield Problem(
                document.place(meta), "the encoding is declared by <meta charset> too; remove one"
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/semantics.html#attr-link-sizes",
    bad={_CHAPTER: (('rel="stylesheet"', 'rel="stylesheet" sizes="16x16"'),)},
)
def sizes_of_icons(document: Xhtml) -> Iterator[Problem]:
    """``sizes`` of a ``link`` stands with ``rel="icon"`` only."""
    for link in document.named(_H + "link"):
        if link.get("sizes") is not None and "icon" not in (link.get("rel") or "").lower().split():
            yield Problem(document.place(link), 'sizes does not go without rel="icon"; remove it')


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-bdo-element",
    bad=_add("<p><bdo>Tea</bdo></p>"),
)
def direction_overridden(document: Xhtml) -> Iterator[Problem]:
    """``bdo`` says in ``dir`` which direction it sets."""
    for element in document.named(_H + "bdo"):
        if element.get("dir") is None:
            yield Problem(document.place(element), '<bdo> lacks dir; write dir="ltr" or dir="rtl"')


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/form-elements.html#the-select-element",
    bad=_add(
        '<p><select><option selected="selected">Green</option>\n'
        '<option selected="selected">Black</option></select></p>'
    ),
)
def one_option_selected(document: Xhtml) -> Iterator[Problem]:
    """A ``select`` without ``multiple`` has at most one option that is selected."""
    for select in document.named(_H + "select"):
        if select.get("multiple") is None:
            chosen = [o for o in select.iter(_H + "option") if o.get("selected") is not None]
            if len(chosen) > 1:
                yield Problem(
                    document.place(select),
                    f"{len(chosen)} options are selected; keep one, or add multiple",
                )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/media.html#the-track-element",
    bad=_add('<audio controls="controls"><track src="tea.vtt" label=""/></audio>'),
)
def tracks_labelled(document: Xhtml) -> Iterator[Problem]:
    """A track's ``label`` is not empty, and one track at most is the default."""
    for track in document.named(_H + "track"):
        if track.get("label") == "":
            yield Problem(document.place(track), "label of <track> is empty; write or remove it")
    for media in document.named(_H + "audio", _H + "video"):
        defaults = [t for t in media.findall(_H + "track") if t.get("default") is not None]
        for track in defaults[1:]:
            yield Problem(document.place(track), "a second default track; keep one")


# https://html.spec.whatwg.org/multipage/microdata.html#values
_ITEM_VALUES = {
    "a": "href",
    "area": "href",
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "source": "src",
    "track": "src",
    "video": "src",
}


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/microdata.html#values",
    bad=_add('<p itemscope="itemscope"><a itemprop="url">Tea</a></p>'),
)
def item_values(document: Xhtml) -> Iterator[Problem]:
    """An element with ``itemprop`` has the attribute from which its value is read."""
    if "itemprop" not in document.attributes:
        return
    for name, attribute in _ITEM_VALUES.items():
        for element in document.named(_H + name):
            if element.get("itemprop") is not None and element.get(attribute) is None:
                yield Problem(
                    document.place(element),
                    f"<{name} itemprop> lacks {attribute}, which is its value; add it",
                )


# https://html.spec.whatwg.org/multipage/input.html#attr-input-type
_INPUT_VALUES = {
    "date": "date",
    "number": "input-number",
    "range": "decimal",
    "color": "hex-colour",
    "month": "month",
    "time": "time",
    "week": "week",
    "datetime-local": "local-date-time",
    "email": "mail",
}


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/input.html#attr-input-value",
    bad=_add('<p><input type="number" value="ten"/></p>'),
)
def input_values(document: Xhtml) -> Iterator[Problem]:
    """The value of an ``input`` is one of its type: a date, a number, a colour and so on."""
    for element in document.named(_H + "input"):
        kind = (element.get("type") or "").strip().lower()
        value = element.get("value")
        if value is not None and kind in _INPUT_VALUES and not _fits(kind, value):
            yield Problem(document.place(element), f'value "{value}" is not of the type {kind}')


def _fits(kind: str, value: str) -> bool:
    if value == "" and kind != "range":
        return True
    return check_of(_INPUT_VALUES[kind])(value)

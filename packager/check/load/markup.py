"""XML files parsed safely: no external entity, no network, no growth without bound.

What the parser does not tell (encoding, XML declaration, document type) is read from the bytes.
A file that is not well-formed is a fact, with the place of the first fault.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import name2codepoint

from lxml import etree

from packager.check.facts import Element, Markup, Trouble
from packager.check.load.encoding import agreed_encoding, seen_encoding
from packager.check.load.position import line_starts
from packager.lazy_pattern import lazy_pattern

MAX_DOCUMENT_BYTES = 128 * 1024 * 1024
MAX_ATTRIBUTES = 10_000
_CROWDED_BYTES = 6 * MAX_ATTRIBUTES
MAX_TAGS = 2_000_000  # each element takes a few hundred bytes of memory, however short its tag
MAX_DEPTH = 5_000

_DECLARATION = lazy_pattern(
    r"""<\?xml\s+version\s*=\s*["']([^"']*)["'](?:\s+encoding\s*=\s*["']([^"']*)["'])?"""
)
_DOCTYPE = lazy_pattern(
    r"""<!DOCTYPE\s+(?P<name>[^\s>\[]+)\s*
    (?:PUBLIC\s+(?P<q1>["'])(?P<public>.*?)(?P=q1)(?:\s*(?P<q2>["'])(?P<system>.*?)(?P=q2))?
      |SYSTEM\s+(?P<q3>["'])(?P<only>.*?)(?P=q3))?
    \s*(?:\[(?P<internal>.*?)\]\s*)?>""",
    re.DOTALL | re.VERBOSE,
)
_BEFORE = lazy_pattern(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_EXTERNAL_ENTITY = lazy_pattern(
    r"""<!ENTITY\s+(?:%\s+)?(\S+)\s+(?:SYSTEM|PUBLIC)\b""",
)
_ENTITY = lazy_pattern(r"&([A-Za-z][A-Za-z0-9]*);")
_HEAD = 64 * 1024
_LONGEST_PROLOG = 512
_FAULT_OF_TEXT = lazy_pattern(r"&|\]\]>|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TAGS = lazy_pattern(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<[^\s"'<>]*(?:[^"'<>]|"[^"]*"|'[^']*')*>""",
    re.DOTALL,
)
_VALUES = lazy_pattern(r""""[^"]*"|'[^']*'""")
_WHOLE_TAG = lazy_pattern(r"<(?:!|\?|[^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*>)")

_plain = etree.XMLParser(
    resolve_entities=False, huge_tree=True, no_network=True, load_dtd=False, remove_comments=True
)
# Entities of the internal subset are expanded by the parser that guards against their growth.
_recovering = etree.XMLParser(
    resolve_entities=False,
    huge_tree=True,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
    recover=True,
)
_guarded = etree.XMLParser(
    resolve_entities="internal",
    huge_tree=False,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
)


def parse(  # noqa: PLR0911 - each way a file cannot be read returns
    data: bytes, *, dtd_entities: bool = False
) -> tuple[Element | None, Markup]:
    """Return the root of an XML file, or ``None`` where it is not well-formed, and its facts.

    With ``dtd_entities`` the named entities of XHTML 1.1's document type are known where the
    document names one: EPUB 2 has them, EPUB 3 has not. Bytes that are no UTF-8 are replaced,
    as EPUBCheck's reader does.
    """
    markup, codec = read_markup(data)
    if markup.trouble:
        return None, markup
    if len(data) > MAX_DOCUMENT_BYTES:
        return None, _with(markup, Trouble(f"the file is larger than {MAX_DOCUMENT_BYTES:,} bytes"))
    if not data:
        return None, _with(markup, Trouble("the file is empty"))
    if data.count(b"<") > MAX_TAGS:
        return None, _with(markup, Trouble(f"the file has more than {MAX_TAGS:,} tags; split it"))
    parser = _plain
    if "<!ENTITY" in markup.internal:
        parser = _guarded
    elif dtd_entities and markup.system and b"&" in data:
        data = _with_known_entities(data, codec)
    if markup.encoding in ("UCS-4", "UTF-16") or (markup.has_bom and markup.declared):
        data = _as_utf8(data, codec)
    if _is_crowded(data):
        message = f"a tag has more than {MAX_ATTRIBUTES:,} attributes; take some out"
        return None, _with(markup, Trouble(message))
    try:
        root = _parsed(data, parser, markup, codec)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = str(error.msg or "").rpartition(", line ")[0] or str(error.msg)
        return None, _with(markup, Trouble(message, line, column))
    except _DamagedTagError as error:
        message = "a character that is no UTF-8 stands in a tag"
        return None, _with(markup, Trouble(message, *error.place))
    except (ValueError, LookupError) as error:
        return None, _with(markup, Trouble(str(error), 1, 1))
    unknown = next(root.iter(etree.Entity), None) if markup.doctype and b"&" in data else None
    if unknown is not None:  # libxml2 lets it pass where a DTD that it did not read may declare it
        message = f"the entity {unknown.text} is not declared"
        return None, _with(markup, Trouble(message, unknown.sourceline))
    return root, markup


def _is_crowded(data: bytes) -> bool:
    """Return whether a tag has so many attributes that libxml2, quadratic in them, takes minutes.

    Only what stands between two ``<`` and is long enough for that is looked at.
    """
    if len(data) < _CROWDED_BYTES:
        return False
    attributes = rb"""[^\s"'>/]+(?:\s+[^\s"'=>]+\s*=\s*(?:"[^"]*"|'[^']*')){%d}""" % MAX_ATTRIBUTES
    long = (piece for piece in data.split(b"<") if len(piece) >= _CROWDED_BYTES)
    return any(re.match(attributes, piece) for piece in long)


def _parsed(data: bytes, parser: etree.XMLParser[Element], markup: Markup, codec: str) -> Element:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        if markup.encoding.startswith(("UTF-16", "UCS", "UTF-32", "US-ASCII")):
            raise
        text = data.decode(codec, "replace")
        if "\ufffd" not in text:
            raise
    place = _damaged_tag(text)
    try:
        root = etree.fromstring(_as_utf8(text.encode(), "utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if place is None or error.position <= place:
            raise
    if place is not None:
        raise _DamagedTagError(place)
    return root


class _DamagedTagError(Exception):
    """Bytes that are no UTF-8 stand in a tag, outside of values: line and column."""

    def __init__(self, place: tuple[int, int]) -> None:
        super().__init__(place)
        self.place = place


def _damaged_tag(text: str) -> tuple[int, int] | None:
    """Return line and column of the first replaced character in a tag or document type.

    In text and values it is a character like others. XML's fifth edition takes it in names too,
    EPUBCheck's parser keeps to the fourth (https://www.w3.org/TR/2006/REC-xml-20060816/#NT-Letter).
    """
    for tag in _TAGS.finditer(text):
        if tag[0].startswith(("<!--", "<![CDATA[", "<?")):
            continue
        bare = _VALUES.sub(lambda value: " " * len(value[0]), tag[0])
        at = bare.find("\ufffd")
        if at >= 0:
            before = text[: tag.start() + at]
            return before.count("\n") + 1, len(before) - before.rfind("\n")
    return None


def beginning(data: bytes, markup: Markup) -> Element | None:
    """Return the tree of what stands before the fault in a file that is not well-formed.

    What ends there ends too early: nothing may be concluded from what is missing.
    """
    fault = markup.trouble
    if fault is None or fault.line is None:
        return None
    _, codec = read_markup(data)
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    starts = line_starts(text)
    if fault.line > len(starts):
        return None
    end = starts[fault.line - 1] + max(0, (fault.column or 1) - 1)
    cut = text.rfind("<", 0, end + 1)
    if not text[end:].strip() and _WHOLE_TAG.match(text, max(cut, 0)):
        cut = end  # all was read, its end is missing
    whole = _WHOLE_TAG.match(text, max(cut, 0), end)
    if whole and text[cut + 1] not in "/!?" and _FAULT_OF_TEXT.search(text, whole.end(), end + 3):
        cut = whole.end()  # the start tag was read, the text behind it is at fault
    last = text.rfind("<", 0, max(cut, 0))
    if last >= 0 and not _WHOLE_TAG.match(text, last, cut):
        cut = last  # a lost quote is noticed at the next tag only
    head = re.sub(r"\A<\?xml[^>]*\?>", lambda m: " " * len(m[0]), text[: max(cut, 0)])
    if not head.strip():
        return None
    try:
        root = etree.fromstring(head.encode(), _recovering)
    except etree.XMLSyntaxError:
        return None
    if root is not None and "&" in head:
        etree.strip_elements(root, etree.Entity, with_tail=False)  # nobody expects such nodes
    return root


def read_markup(data: bytes) -> tuple[Markup, str]:
    """Return what the first lines say of the file, and the codec that reads it."""
    start = data.find(b"<html", 0, _LONGEST_PROLOG)
    prolog = data[: max(start, 0)]
    # The files of a book begin alike. What stands in brackets or comments may not end there.
    if start > 0 and b"[" not in prolog and b"<!--" not in prolog:
        return _read_prolog(prolog + b"<html")
    return _read_markup(data)


@lru_cache(maxsize=64)
def _read_prolog(prolog: bytes) -> tuple[Markup, str]:
    return _read_markup(prolog)


def _read_markup(data: bytes) -> tuple[Markup, str]:
    seen = seen_encoding(data)
    encoding, codec, has_bom = seen
    head = data[:_HEAD].decode(codec, "replace").removeprefix("\ufeff")
    declaration = _DECLARATION.match(head)
    version, declared = "1.0", ""
    after = 0
    trouble = None
    if declaration:
        version, declared = declaration[1], declaration[2] or ""
        after = head.find("?>") + 2
        encoding, codec, trouble = agreed_encoding(head, declaration, seen)
    if codec.startswith("utf-32") and has_bom:  # EPUBCheck's parser takes the mark for text
        trouble = Trouble("the file is UTF-32 with a byte order mark; save it as UTF-8", 1, 1)
    facts = _doctype(head, after)
    markup = Markup(
        encoding=encoding,
        declared=declared,
        version=version,
        has_bom=has_bom,
        trouble=trouble,
        **facts,  # type: ignore[arg-type]
    )
    return markup, codec


def _doctype(head: str, after: int) -> dict[str, object]:
    before = _BEFORE.match(head, after)
    start = before.end() if before else after
    found = _DOCTYPE.match(head, start)
    if not found:
        return {}
    internal = found["internal"] or ""
    end = found.end()
    line = head.count("\n", 0, end) + 1
    return {
        "doctype": found[0],
        "doctype_name": found["name"],
        "doctype_place": (line, end - head.rfind("\n", 0, end)),
        "public": found["public"],
        "system": found["system"] if found["public"] is not None else found["only"],
        "internal": internal,
        "external_entities": tuple(_EXTERNAL_ENTITY.findall(internal)),
    }


def _with(markup: Markup, trouble: Trouble) -> Markup:
    return markup._replace(trouble=trouble)


def _as_utf8(data: bytes, codec: str) -> bytes:
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    return re.sub(r"\A<\?xml[^>]*\?>", lambda m: " " * len(m[0]), text).lstrip(" ").encode()


def _with_known_entities(data: bytes, codec: str) -> bytes:
    """Write the entities of XHTML's document type as characters; others stay and are a fault."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return data

    def character(match: re.Match[str]) -> str:
        code = name2codepoint.get(match[1])
        known = code is not None and match[1] not in ("lt", "gt", "amp", "quot", "apos")
        return f"&#{code};" if known else match[0]

    return _ENTITY.sub(character, text).encode(codec)


def text_of(data: bytes) -> str:
    """Return the text of an XML file, for its lines and columns."""
    _, codec = read_markup(data)
    return data.decode(codec, "replace").removeprefix("\ufeff")

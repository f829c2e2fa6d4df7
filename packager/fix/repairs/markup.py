"""Repairs of markup: files that are not well-formed, elements and attributes out of place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.facts import OPF
from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.element_moves import rename
from packager.fix.gap_moves import title_for
from packager.fix.registry import Change, repair
from packager.fix.shape import settled
from packager.fix.tree import Element, decoded, root_of
from packager.fix.words import as_html
from packager.html5 import parse_document, xml_characters
from packager.schemas.grammar import Grammar
from packager.xhtml import EPUB, XHTML, local_name

_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|(?:lt|gt|amp|quot|apos);)(?:\w+;?)?")
_ROOT = re.compile(r"<(?![!?/])[A-Za-z][\w:.-]*")
_PREFIXES = {"epub": EPUB, "xlink": "http://www.w3.org/1999/xlink"}
_DOCTYPE = re.compile(
    r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*'|\[.*?\]\s*(?=>))*>\s*", re.DOTALL | re.IGNORECASE
)
_XHTML_11 = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"\n'
    '  "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">\n'
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PAGES = (".xhtml", ".html", ".htm")


@repair(
    "xml-well-formed", "package-readable", "xml-encoding", "xhtml-encoding", "xml-encoding-utf16",
    "xml-version", uncovers=True, stage=1,
)  # fmt: skip
def well_formed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write XML anew that no XML parser reads: first its ``&`` and prefixes, then as HTML is read.

    A browser's way to read broken HTML (https://html.spec.whatwg.org/#parsing) keeps every word.
    """
    for path in dict.fromkeys(finding.path for finding in findings):
        data = draft.files.get(draft.real(path))
        if data is None:
            continue
        text = decoded(data)
        mended = _spelled(text)
        if root_of(mended) is not None:
            said = "characters and prefixes written as XML wants them, in UTF-8"
        elif _is_page(path, text):
            mended, said = _as_page(text), "written anew as XHTML"
        else:
            mended, said = _recovered(mended), "elements closed"
        if mended and mended.encode() != data and root_of(mended) is not None:
            draft.put(draft.real(path), mended.encode())
            yield Change(path, said, findings[0].rule)


def _is_page(path: str, text: str) -> bool:
    return path.lower().endswith(_PAGES) or bool(re.search(r"<(?:html|body)\b", text[:4096], re.I))


def _spelled(text: str) -> str:
    """Return XML text with characters, entities and prefixes put right, its tags as they are."""

    def character(match: re.Match[str]) -> str:
        known = html.unescape(match[0]) if match[0].endswith(";") else match[0]
        return known if known != match[0] else "&amp;" + match[0][1:]

    text = re.sub(
        r"\A\s*(<\?xml[^>]*\?>)?",
        lambda m: '<?xml version="1.0" encoding="utf-8"?>' if m[1] else "",
        text,
    )
    text = xml_characters(text)
    if "<!ENTITY" not in text and "<![CDATA[" not in text:
        text = _AMPERSAND.sub(character, text)
    start = _ROOT.search(text)
    if start is not None:
        end = text.find(">", start.end())
        tag = text[start.start() : end]
        for prefix, space in _PREFIXES.items():
            if f"xmlns:{prefix}=" not in text and re.search(rf"[\s</]{prefix}:\w", text):
                tag = f'{start[0]} xmlns:{prefix}="{space}"' + tag[len(start[0]) :]
        text = text[: start.start()] + tag + text[end:]
    return text


def _as_page(text: str) -> str:
    prolog = ""
    if re.match(r"\s*<\?xml[^>]*\?>", text):
        prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
    doctype = _DOCTYPE.search(text[:4096])
    root = parse_document(as_html(text))
    etree.cleanup_namespaces(root, top_nsmap={None: XHTML, "epub": EPUB})
    for node in root.iter(f"{{{XHTML}}}*"):
        if len(node) == 0 and not node.text and not _is_void(node):
            node.text = ""
    said = doctype[0] if doctype and "<!ENTITY" not in doctype[0] else ""
    return f"{prolog}{said}{etree.tostring(root, encoding='unicode')}\n"


def _is_void(node: Element) -> bool:
    from packager.xhtml import VOID

    return local_name(node) in VOID


def _recovered(text: str) -> str:
    """Return what libxml2 makes of broken XML, ``""`` where a start tag would be lost."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None or sum(1 for _ in root.iter(etree.Element)) < len(_ROOT.findall(text)):
        return ""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(root, encoding="unicode")


@repair("xhtml-2-namespace", "xhtml-2-root", "xhtml-content-model", uncovers=True, stage=2)
def namespace(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Put a page whose root is in no namespace into that of XHTML."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None or str(tree.root.tag) != "html":
            continue
        text = tree.text
        mended = re.sub(r"<html\b(?![^>]*\sxmlns\s*=)", f'<html xmlns="{XHTML}"', text, count=1)
        if mended != text and root_of(mended) is not None:
            draft.put(draft.real(path), mended.encode())
            yield Change(path, "put into the namespace of XHTML", findings[0].rule)


@repair("xhtml-content-model", "xhtml-2-content-model", stage=4)
def content_model(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Move, wrap, rename or unwrap elements and attributes until HTML lets them stand."""
    yield from _shaped(draft, findings, _page_grammar(draft))


@repair("ncx-elements", stage=4)
def ncx_model(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Bring the NCX to what its content model takes; give ids and kinds that are missing."""
    from packager.schemas.ncx import ncx

    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        for number, node in enumerate([] if tree is None else tree.root.iter(etree.Element), 1):
            name = local_name(node)
            if name == "pageTarget" and node.get("type") not in ("front", "normal", "special"):
                node.set("type", "normal")
            elif name in ("navPoint", "navTarget") and not _is_name(str(node.get("id") or "")):
                node.set("id", f"entry-{number}")
            elif name == "ncx" and node.get("version") is None:
                node.set("version", "2005-1")
            else:
                continue
            draft.touch(path)
            yield Change(path, f"an attribute of {name} written", findings[0].rule)
    yield from _shaped(draft, findings, ncx())


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_][\w.-]*", text))


@repair("container-content-model", stage=4)
def container_model(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Bring container.xml to what its content model takes."""
    from packager.schemas import ocf

    for path in {finding.path for finding in findings}:
        tree = draft.tree(path)
        if tree is not None and tree.root.get("version") != "1.0":
            tree.root.set("version", "1.0")
            draft.touch(path)
            yield Change(path, "version set to 1.0", findings[0].rule)
    yield from _shaped(draft, findings, ocf.container("2" if draft.is_epub_2 else "3"))


@repair("package-content-model", stage=5)
def package_model(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Put the parts of the package in their order and take attributes away that it has not."""
    from packager.schemas.opf import package_2, package_3

    package = draft.package
    if package is None or not str(package.tag).startswith(f"{{{OPF}}}"):
        return
    order = ("metadata", "manifest", "spine", "tours", "guide", "bindings", "collection")
    parts = [child for child in package if local_name(child) in order]
    wanted = sorted(parts, key=lambda child: order.index(local_name(child)))
    if wanted != parts:
        for child in wanted:
            package.append(child)
        draft.touch(draft.opf)
        yield Change(draft.opf, "parts put in their order", findings[0].rule)
    yield from _shaped(draft, findings, package_2() if draft.is_epub_2 else package_3())


def _page_grammar(draft: Draft) -> Grammar:
    if draft.is_epub_2:
        from packager.schemas.xhtml11 import grammar as grammar_2

        return grammar_2()
    from packager.schemas.xhtml3 import grammar

    return grammar()


def _shaped(draft: Draft, findings: Sequence[Finding], grammar: Grammar) -> Iterator[Change]:
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        root, done = settled(tree.root, grammar)
        if done:
            tree.root = root
            draft.touch(path)
        rule = next(finding.rule for finding in findings if finding.path == path)
        yield from (Change(path, said, rule) for said in done)


@repair("excluded-descendants", "image-map-in-link", stage=5)
def nested(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Make what may not stand inside its like a ``span``: a link in a link, a form in a form."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = tree.at(finding) if tree is not None else None
        if element is None or local_name(element) in ("html", "body"):
            continue
        name = local_name(element)
        rename(element, "div" if name in ("form", "table", "header", "footer", "main") else "span")
        for key in ("href", "for", "rel", "target", "type", "name"):
            element.attrib.pop(key, None)
        draft.touch(finding.path)
        yield Change(finding.path, f"an inner <{name}> made <{local_name(element)}>", finding.rule)


@repair("languages-agree", "language-agrees", stage=5)
def languages_agree(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Let ``lang`` say what ``xml:lang`` says, which XML readers go by."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        for node in [] if tree is None else tree.root.iter(etree.Element):
            lang, xml = node.get("lang"), node.get(_LANG)
            if lang is not None and xml is not None and lang.lower() != xml.lower():
                node.set("lang", xml)
                draft.touch(path)
                yield Change(path, f"lang {lang!r} made {xml!r}", findings[0].rule)


@repair("doctype", "external-identifiers", "external-entities", stage=2)
def doctype(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the document type of the book's time, or none on files that need none."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        wanted = ""
        if local_name(tree.root) == "html":
            wanted = _XHTML_11 if draft.is_epub_2 else "<!DOCTYPE html>\n"
        mended = _DOCTYPE.sub(wanted, tree.prolog, count=1)
        if mended != tree.prolog:
            tree.prolog = mended
            draft.touch(path)
            yield Change(path, "document type put right", findings[0].rule)


@repair("page-title-not-empty", "head-has-title", "document-title", stage=5)
def page_title(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give a page without a title its first heading as one."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        head = None if tree is None else tree.root.find(f"{{{XHTML}}}head")
        # A mapping of renditions lies outside the manifest, is read by programs and has no title.
        if tree is None or head is None or draft.entry(path) is None:
            continue
        title = head.find(f"{{{XHTML}}}title")
        if title is None:
            title = etree.Element(f"{{{XHTML}}}title")
            title.tail = "\n"
            head.insert(0, title)
        if not (title.text or "").strip():
            title.text = title_for(tree.root) or path.rpartition("/")[2]
            draft.touch(path)
            yield Change(path, f"title set to {title.text!r}", findings[0].rule)


@repair("encoding-declared-once", stage=5)
def encoding(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave one declaration of the encoding, ``<meta charset="utf-8"/>``."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        metas = [] if tree is None else tree.named("meta")
        said = [
            m
            for m in metas
            if m.get("charset") or m.get("http-equiv", "").lower() == "content-type"
        ]
        for extra in said[1:]:
            draft.remove(extra, path)
            yield Change(path, "a second declaration of the encoding taken out", findings[0].rule)

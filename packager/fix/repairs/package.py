"""Repairs of the package's metadata: what every book has to say of itself."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC

from packager import languages
from packager.check.facts import DC, OPF
from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.fix.words import words_of
from packager.xhtml import drop, local_name, text_of

_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?")
_REQUIRED = ("package-content-model", "metadata-not-empty", "title-not-empty")
_SAMPLE = 20_000
_SURE = 0.5


@repair("package-version", uncovers=True, stage=1)
def version(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the version that the package was made for: 3.0 where it has a nav or a property."""
    package = draft.package
    if package is None or not str(package.tag).startswith(f"{{{OPF}}}"):  # OEBPS 1 has none
        return
    signs = [n for n in package.iter() if n.get("properties") or n.get("property")]
    package.set("version", "3.0" if signs else "2.0")
    draft.touch(draft.opf)
    yield Change(draft.opf, f"version set to {package.get('version')}", findings[0].rule)


@repair("modified-once", "modified-format", *_REQUIRED, stage=2)
def modified(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write ``dcterms:modified`` once, in UTC: the time that was meant, else that of the repair."""
    metadata = draft.part("metadata")
    if metadata is None or draft.is_epub_2:
        return
    found = [
        m for m in metadata if m.get("property") == "dcterms:modified" and not m.get("refines")
    ]
    if len(found) == 1 and _MODIFIED.match((found[0].text or "").strip()):
        return
    times = [time for meta in found if (time := _time_of(meta.text or ""))]
    stamp = max(times, default=draft.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for extra in found[1:]:
        draft.remove(extra)
    if found:
        found[0].text = stamp
        draft.touch(draft.opf)
    else:
        draft.add_meta("meta", stamp, property="dcterms:modified")
    yield Change(draft.opf, f"dcterms:modified set to {stamp}", findings[0].rule)


def _time_of(text: str) -> str:
    match = _DATE.match(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}Z"


@repair(*_REQUIRED, "language-that-kindle-knows", "package-languages", stage=2)
def language(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write a ``dc:language`` that is a tag: the one that was meant, the pages', or the text's."""
    found = draft.dc("language")
    good = [element for element in found if (element.text or "").strip()]
    for element in good:
        text = (element.text or "").strip()
        tag = languages.canonical(text) or languages.canonical(languages.suggestion(text))
        if tag and tag != text and any(f.rule != "package-content-model" for f in findings):
            element.text = tag
            draft.touch(draft.opf)
            yield Change(draft.opf, f"dc:language {text!r} made {tag}", findings[0].rule)
        elif not tag and any(f.rule != "package-content-model" for f in findings):
            element.text = _language(draft)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"dc:language {text!r} made {element.text}", findings[0].rule)
    if good or draft.part("metadata") is None:
        for element in found:
            if element not in good:
                draft.remove(element)
                yield Change(draft.opf, "an empty dc:language taken out", findings[0].rule)
        return
    tag = _language(draft)
    if found:
        found[0].text = tag
        draft.touch(draft.opf)
    else:
        draft.add_meta("dc:language", tag)
    yield Change(draft.opf, f"dc:language set to {tag}", findings[0].rule)


def _prose(body: Element) -> str:
    """Return the text of a page without its code, which is in no language of people."""
    copy = deepcopy(body)
    for node in [*copy.iter("{*}pre", "{*}code", "{*}script", "{*}style")]:
        drop(node)
    return text_of(copy)


def _language(draft: Draft) -> str:
    """Return the language that the pages say, else that of their text, ``und`` for neither."""
    sample = ""
    for path in draft.spine_paths():
        tree = draft.tree(path)
        if tree is not None:
            said = tree.root.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.root.get(
                "lang"
            )
            if said and (tag := languages.canonical(str(said))):
                return tag
            body = tree.root.find("{*}body")
            sample += " " + _prose(tree.root if body is None else body)
        if len(sample) > _SAMPLE:
            break
    tag, share = languages.detect(sample[:_SAMPLE])
    return tag if tag and share >= _SURE else "und"


@repair(*_REQUIRED, stage=2)
def title(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write a ``dc:title``: the first page's that has a heading or a title, else the file's."""
    found = draft.dc("title")
    good = [element for element in found if (element.text or "").strip()]
    for element in found:
        if good and element not in good:
            draft.remove(element)
            yield Change(draft.opf, "an empty dc:title taken out", findings[0].rule)
    if good or draft.part("metadata") is None:
        return
    text = _title(draft)
    if found:
        found[0].text = text
        draft.touch(draft.opf)
    else:
        draft.add_meta("dc:title", text)
    yield Change(draft.opf, f"dc:title set to {text!r}", findings[0].rule)


def _title(draft: Draft) -> str:
    for path in draft.spine_paths():
        tree = draft.tree(path)
        if tree is None:
            continue
        for element in (*tree.named("h1"), *tree.named("title")):
            if text := " ".join(text_of(element).split()):
                return text
    return draft.name.rpartition("/")[2].removesuffix(".epub") or "Untitled"


@repair(
    "unique-identifier-found",
    "unique-identifier-named",
    "unique-identifier-is-identifier",
    *_REQUIRED,
    stage=2,
)
def identifier(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """See that ``unique-identifier`` names a ``dc:identifier`` with a value.

    Where there is none, its value is a UUID of the text, so that the same book gets the same one.
    """
    package = draft.package
    if package is None or draft.part("metadata") is None:
        return
    found = draft.dc("identifier")
    filled = [element for element in found if (element.text or "").strip()]
    named = package.get("unique-identifier")
    for element in found:
        if filled and element not in filled:
            draft.remove(element)
            yield Change(draft.opf, "an empty dc:identifier taken out", findings[0].rule)
    if any(element.get("id") == named and named for element in filled):
        return
    if filled:
        chosen = filled[0]
    else:
        text = "".join(words_of(draft.files[path]) for path in draft.spine_paths())
        value = uuid.uuid5(uuid.NAMESPACE_URL, text or draft.name).urn
        made = found[0] if found else draft.add_meta("dc:identifier", value)
        if made is None:
            return
        chosen = made
        chosen.text = value
        yield Change(draft.opf, f"dc:identifier set to {value}", findings[0].rule)
    if not chosen.get("id"):
        taken = {node.get("id") for node in package.iter()}
        chosen.set("id", str(named) if named and named not in taken else draft.free_id("book-id"))
    if package.get("unique-identifier") != chosen.get("id"):
        package.set("unique-identifier", str(chosen.get("id")))
        yield Change(draft.opf, f"unique-identifier names {chosen.text!r}", findings[0].rule)
    draft.touch(draft.opf)


@repair("date-format", "date-valid", *_REQUIRED, stage=2)
def date(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write dates as ISO 8601 has them where they can be read; an empty one goes."""
    from packager.check.rules.metadata import date_trouble

    for element in draft.dc("date"):
        text = (element.text or "").strip()
        if not text:
            draft.remove(element)
            yield Change(draft.opf, "an empty dc:date taken out", findings[0].rule)
        elif date_trouble(text):
            iso = _iso(text)
            if iso and not date_trouble(iso):
                element.text = iso
                draft.touch(draft.opf)
                yield Change(draft.opf, f"dc:date {text!r} made {iso}", findings[0].rule)


def _iso(text: str) -> str:
    match = _DATE.search(text)
    if match:
        return match[0][:10]
    year = re.fullmatch(r"\D*(\d{4})\D*", text)
    return year[1] if year else ""


@repair("metadata-not-empty", "package-content-model", stage=3)
def empty_metadata(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out Dublin Core elements and metas that hold nothing."""
    metadata = draft.part("metadata")
    if metadata is None:
        return
    for element in list(metadata.iter()):
        if not isinstance(element.tag, str) or len(element) or (element.text or "").strip():
            continue
        is_dc = element.tag.startswith(f"{{{DC}}}") and local_name(element) not in (
            "title",
            "language",
            "identifier",
        )
        if is_dc or (element.tag == f"{{{OPF}}}meta" and element.get("property")):
            _drop_refiners(draft, str(element.get("id") or ""))
            draft.remove(element)
            yield Change(draft.opf, f"an empty {local_name(element)} taken out", findings[0].rule)


def _drop_refiners(draft: Draft, id_: str) -> None:
    metadata = draft.part("metadata")
    for meta in [] if metadata is None or not id_ else list(metadata):
        if meta.get("refines") == f"#{id_}":
            draft.remove(meta)


@repair("refines-found", "refines-relative", "refinement-target", stage=4)
def refines(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Make ``refines`` lead to an id, or take out the meta that refines what is not there."""
    package = draft.package
    if package is None:
        return
    ids = {node.get("id") for node in package.iter()}
    for meta in [node for node in package.iter() if node.get("refines")]:
        target = str(meta.get("refines"))
        if target not in ids and target.lstrip("#") in ids:
            if not target.startswith("#"):
                meta.set("refines", f"#{target}")
        elif target in ids:
            meta.set("refines", f"#{target}")
        elif target.startswith("#"):
            draft.remove(meta)
        else:
            continue
        draft.touch(draft.opf)
        if meta.get("refines") != target or meta.getparent() is None:
            yield Change(draft.opf, f"a meta that refined {target!r} mended", findings[0].rule)

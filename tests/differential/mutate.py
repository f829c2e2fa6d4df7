"""Seeded mutations: a sound book in, the same book with one or two faults out.

A mutation draws a file of the book and an operation for its kind. XML is changed as a tree where
that can be done and as bytes where the fault is one of syntax. Nothing here knows what either
checker reports: the operations say only how people and tools damage books.
"""

# ruff: noqa: ARG001, PLR0911 - operations share one signature; each kind of damage returns

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from tests.differential import words

Entry = tuple[zipfile.ZipInfo, bytes]


@dataclass(slots=True)
class Mutant:
    """A book being broken: its entries in order and what was done to it."""

    entries: list[Entry]
    done: list[str] = field(default_factory=list)

    def replace(self, path: str, data: bytes) -> None:
        """Put other bytes in an entry's place."""
        self.entries = [(i, data if i.filename == path else old) for i, old in self.entries]

    def data(self) -> bytes:
        """Return the book as a ZIP archive."""
        out = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
            warnings.simplefilter("ignore")  # a name that stands twice is one of the faults
            for info, data in self.entries:
                fresh = zipfile.ZipInfo(info.filename, (2020, 1, 1, 0, 0, 0))
                fresh.compress_type = info.compress_type
                fresh.external_attr = info.external_attr
                archive.writestr(fresh, data)
        return out.getvalue()


def mutate(book: bytes, key: str) -> tuple[bytes, list[str]]:
    """Return the broken book and one line a mutation, the same for the same book and key."""
    rng = random.Random(key)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        mutant = Mutant([(info, archive.read(info)) for info in archive.infolist()])
    wanted = 1 if rng.random() < 0.85 else 2
    for _attempt in range(40):
        if len(mutant.done) >= wanted:
            break
        _mutate_once(mutant, rng)
    return mutant.data(), mutant.done


def mutate_document(data: bytes, mode: str, key: str) -> tuple[bytes, list[str]]:
    """Return a broken document that stands alone, its kind named by EPUBCheck's mode."""
    rng = random.Random(key)
    kind = "smil" if mode == "mo" else mode
    done: list[str] = []
    wanted = 1 if rng.random() < 0.85 else 2
    for _attempt in range(40):
        if len(done) >= wanted:
            break
        line, fresh = (_bytes if rng.random() < 0.08 else _tree_of(kind))(data, rng)
        if line and fresh != data:
            data = fresh
            done.append(line)
    return data, done


def _tree_of(kind: str) -> Callable[[bytes, random.Random], tuple[str, bytes]]:
    return lambda data, rng: _tree(data, kind, rng)


def _mutate_once(mutant: Mutant, rng: random.Random) -> None:
    kinds: dict[str, list[str]] = {}
    for info, data in mutant.entries:
        kinds.setdefault(_kind(info.filename, data), []).append(info.filename)
    weights = [(kind, words.KINDS.get(kind, 0)) for kind in sorted(kinds)]
    kind = rng.choices([k for k, _ in weights], [w for _, w in weights])[0]
    path = rng.choice(kinds[kind])
    data = next(data for info, data in mutant.entries if info.filename == path)
    if kind == "binary":
        _damage_entry(mutant, path, data, rng)
    elif kind == "css":
        line, fresh = _css(data, rng)
        _put(mutant, path, data, fresh, line)
    elif rng.random() < 0.06:
        _damage_entry(mutant, path, data, rng)
    elif rng.random() < 0.08:
        line, fresh = _bytes(data, rng)
        _put(mutant, path, data, fresh, line)
    else:
        line, fresh = _tree(data, kind, rng)
        _put(mutant, path, data, fresh, line)


def _put(mutant: Mutant, path: str, old: bytes, fresh: bytes, line: str) -> None:
    if line and fresh != old:
        mutant.replace(path, fresh)
        mutant.done.append(f"{path}: {line}")


def _kind(path: str, data: bytes) -> str:
    suffix = path.rpartition(".")[2].lower()
    if path == "META-INF/container.xml":
        return "container"
    if path.startswith("META-INF/"):
        return "metainf"
    if suffix in ("xhtml", "html", "htm", "xht"):
        return "nav" if b'epub:type="toc"' in data else "xhtml"
    if b"<dtbook" in data[:400]:
        return "dtbook"
    known = {"opf": "opf", "ncx": "ncx", "css": "css", "smil": "smil", "svg": "svg", "xml": "xml"}
    return known.get(suffix, "binary")


# ------------------------------------------------------------------------------------- entries


def _damage_entry(mutant: Mutant, path: str, data: bytes, rng: random.Random) -> None:
    """Drop, rename, double, truncate or repack one entry."""
    index = next(i for i, (info, _) in enumerate(mutant.entries) if info.filename == path)
    info = mutant.entries[index][0]
    choice = rng.choice(["drop", "rename", "truncate", "stray", "empty", "garble", "order", "case"])
    if choice == "drop":
        del mutant.entries[index]
    elif choice in ("rename", "case"):
        folder, slash, name = path.rpartition("/")
        name = rng.choice(words.FILE_NAMES) if choice == "rename" else name.swapcase()
        fresh = zipfile.ZipInfo(folder + slash + name)
        fresh.compress_type = info.compress_type
        mutant.entries[index] = (fresh, data)
        choice = f"{choice} to {name!r}"
    elif choice == "truncate":
        mutant.entries[index] = (info, data[: rng.randrange(len(data) + 1)])
    elif choice == "stray":
        folder = path.rpartition("/")[0]
        name = rng.choice(words.FILE_NAMES)
        mutant.entries.append((zipfile.ZipInfo(f"{folder}/{name}" if folder else name), data))
        choice = f"stray copy {name!r}"
    elif choice == "empty":
        mutant.entries[index] = (info, b"")
    elif choice == "garble" and len(data) > 4:
        at = rng.randrange(len(data))
        mutant.entries[index] = (info, data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :])
    else:
        choice = "order"
        mutant.entries.append(mutant.entries.pop(index))
    mutant.done.append(f"{path}: entry {choice}")


# --------------------------------------------------------------------------------------- bytes


def _bytes(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Damage the syntax of an XML file: encoding, declarations, references, tags."""
    text = data.decode("utf-8", "replace")
    choice = rng.choice(words.SYNTAX)
    if choice == "utf-16":
        return choice, re.sub(r'encoding="[^"]*"', 'encoding="UTF-16"', text, count=1).encode(
            "utf-16"
        )
    if choice == "latin-1":
        text = re.sub(r'encoding="[^"]*"', 'encoding="ISO-8859-1"', text, count=1)
        return choice, text.encode("latin-1", "xmlcharrefreplace")
    if choice == "bad utf-8":
        at = rng.randrange(len(data))
        return choice, data[:at] + b"\xff\xfe\x80" + data[at:]
    if choice == "bom":
        return choice, b"\xef\xbb\xbf" + data
    if choice == "no declaration":
        return choice, re.sub(r"^<\?xml[^>]*\?>\s*", "", text).encode()
    if choice == "xml 1.1":
        return choice, text.replace('version="1.0"', 'version="1.1"', 1).encode()
    if choice == "doctype":
        doctype = rng.choice(words.DOCTYPES)
        text = re.sub(r"<!DOCTYPE[^>]*>", "", text)
        return f"doctype {doctype}", re.sub(
            r"^(<\?xml[^>]*\?>)?", lambda m: (m.group(1) or "") + doctype, text, count=1
        ).encode()
    if choice == "entity":
        spots = [m.start() + 1 for m in re.finditer(r">[^<]*\w", text)]
        at = rng.choice(spots) if spots else len(text)
        word = rng.choice(words.ENTITIES)
        return f"{choice} {word}", (text[:at] + word + text[at:]).encode()
    if choice == "lost end tag":
        ends = [*re.finditer(r"</[\w:]+>", text)]
        if not ends:
            return "", data
        end = rng.choice(ends)
        return f"{choice} {end.group()}", (text[: end.start()] + text[end.end() :]).encode()
    quotes = [m.start() for m in re.finditer('"', text)]
    if choice == "lost quote" and quotes:
        at = rng.choice(quotes)
        return choice, (text[:at] + text[at + 1 :]).encode()
    spots = [m.start() for m in re.finditer(r"[<&]", text)] or [0]
    at = rng.choice(spots)
    return "extra <", (text[:at] + "<" + text[at:]).encode()


# ---------------------------------------------------------------------------------------- trees


def _tree(data: bytes, kind: str, rng: random.Random) -> tuple[str, bytes]:
    """Change elements, attributes or text of an XML file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return "", data
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    element = rng.choice(elements)
    names = [*_OPERATIONS]
    operation = rng.choices(names, [_OPERATIONS[n][0] for n in names])[0]
    before = f"{etree.QName(element).localname}@{element.sourceline}"
    said = _OPERATIONS[operation][1](element, kind, rng)
    if not said:
        return "", data
    head = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n' if data.lstrip().startswith(b"<?xml") else b""
    )
    doctype = root.getroottree().docinfo.doctype
    fresh = etree.tostring(root, encoding="unicode", with_tail=False).encode()
    middle = doctype.encode() + b"\n" if doctype else b""
    return f"{operation} {before}: {said}", head + middle + fresh


def _drop(element: etree._Element, kind: str, rng: random.Random) -> str:
    parent = element.getparent()
    if parent is None:
        return ""
    previous = element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
    return "gone"


def _unwrap(element: etree._Element, kind: str, rng: random.Random) -> str:
    parent = element.getparent()
    if parent is None or len(element) == 0:
        return ""
    at = parent.index(element)
    for child in reversed([*element]):
        parent.insert(at, child)
    parent.remove(element)
    return "children stand in its place"


def _copy(element: etree._Element) -> etree._Element:
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False))


def _double(element: etree._Element, kind: str, rng: random.Random) -> str:
    if element.getparent() is None:
        return ""
    copy = _copy(element)
    copy.tail = element.tail
    element.addnext(copy)
    return "twice"


def _rename(element: etree._Element, kind: str, rng: random.Random) -> str:
    space = etree.QName(element).namespace
    name = rng.choice(words.elements_for(kind, space))
    element.tag = f"{{{space}}}{name}" if space else name
    return f"is now {name}"


def _respace(element: etree._Element, kind: str, rng: random.Random) -> str:
    space = rng.choice(words.NAMESPACES)
    name = etree.QName(element).localname
    element.tag = f"{{{space}}}{name}" if space else name
    return f"namespace {space}"


def _move(element: etree._Element, kind: str, rng: random.Random) -> str:
    root = element.getroottree().getroot()
    inside = set(element.iter())
    spots = [e for e in root.iter() if isinstance(e.tag, str) and e not in inside]
    if element is root or not spots:
        return ""
    target = rng.choice(spots)
    element.tail = None
    target.insert(rng.randrange(len(target) + 1), element)
    return f"into {etree.QName(target).localname}"


def _swap(element: etree._Element, kind: str, rng: random.Random) -> str:
    other = element.getnext()
    if other is None or not isinstance(other.tag, str):
        return ""
    other.addnext(element)
    return f"behind {etree.QName(other).localname}"


def _insert(element: etree._Element, kind: str, rng: random.Random) -> str:
    space = etree.QName(element).namespace
    if kind in ("xhtml", "nav") and rng.random() < 0.9:
        markup = rng.choice(words.MARKUP)
        wrapped = etree.fromstring(
            f'<x xmlns="{words.XHTML}" xmlns:epub="{words.OPS}" '
            f'xmlns:xlink="{words.XLINK}">{markup}</x>'
        )
        element.insert(rng.randrange(len(element) + 1), wrapped[0])
        return f"got {markup}"
    name = rng.choice(words.elements_for(kind, space))
    child = etree.Element(f"{{{space}}}{name}" if space else name)
    if rng.random() < 0.5:
        child.text = "text"
    element.insert(rng.randrange(len(element) + 1), child)
    return f"got {name}"


def _text(element: etree._Element, kind: str, rng: random.Random) -> str:
    choice = rng.choice(["add", "tail", "empty", "blank", "value"])
    if choice == "add":
        element.text = (element.text or "") + "stray text"
    elif choice == "tail":
        if element.getparent() is None:
            return ""
        element.tail = "stray text"
    elif choice == "empty":
        element.text = None
    elif choice == "blank":
        element.text = "  "
    else:
        element.text = rng.choice(words.TEXTS)
    return f"text {choice} {element.text!r}"


def _attribute_drop(element: etree._Element, kind: str, rng: random.Random) -> str:
    if not element.attrib:
        return ""
    key = rng.choice([*element.attrib])
    del element.attrib[key]
    return f"lost {etree.QName(str(key)).localname}"


def _attribute_rename(element: etree._Element, kind: str, rng: random.Random) -> str:
    if not element.attrib:
        return ""
    key = str(rng.choice([*element.attrib]))
    value = str(element.attrib.pop(key))
    name = rng.choice(words.attributes_for(kind))
    element.set(name, value)
    return f"{etree.QName(key).localname} is now {name}"


def _attribute_add(element: etree._Element, kind: str, rng: random.Random) -> str:
    name = rng.choice(words.attributes_for(kind))
    value = rng.choice(words.values_for(name))
    element.set(name, value)
    return f"got {name}={value!r}"


def _attribute_value(element: etree._Element, kind: str, rng: random.Random) -> str:
    if not element.attrib:
        return ""
    key = str(rng.choice([*element.attrib]))
    old = str(element.attrib[key])
    name = etree.QName(key).localname
    if name in words.REFERENCES:
        value = rng.choice(words.damaged_hrefs(old))
    else:
        choices = [rng.choice(words.values_for(name)), "", old.upper(), old + " " + old, old + "x"]
        value = rng.choice(choices)
    element.set(key, value)
    return f"{name}={value!r}"


def _id_twice(element: etree._Element, kind: str, rng: random.Random) -> str:
    root = element.getroottree().getroot()
    ids = [e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
    if not ids:
        return ""
    value = rng.choice(ids) or ""
    element.set("id", value)
    return f"id={value!r} again"


_OPERATIONS: dict[str, tuple[int, Callable[[etree._Element, str, random.Random], str]]] = {
    "drop": (12, _drop),
    "unwrap": (4, _unwrap),
    "double": (8, _double),
    "rename": (10, _rename),
    "respace": (2, _respace),
    "move": (9, _move),
    "swap": (4, _swap),
    "insert": (10, _insert),
    "text": (7, _text),
    "attribute-drop": (10, _attribute_drop),
    "attribute-rename": (4, _attribute_rename),
    "attribute-add": (9, _attribute_add),
    "attribute-value": (14, _attribute_value),
    "id-twice": (2, _id_twice),
}


# ------------------------------------------------------------------------------------------ CSS


def _css(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Damage a style sheet: its syntax, its references, its encoding."""
    text = data.decode("utf-8", "replace")
    choice = rng.choice(["delete", "insert", "insert", "insert", "utf-16", "latin", "truncate"])
    if choice == "utf-16":
        return choice, text.encode("utf-16")
    if choice == "latin":
        return choice, ('@charset "ISO-8859-1";\n' + text).encode("latin-1", "replace")
    if choice == "truncate":
        return choice, data[: rng.randrange(len(data) + 1)]
    if choice == "delete" and text:
        spots = [m.start() for m in re.finditer(r"[{}();:@\"'.#]", text)]
        if not spots:
            return "", data
        at = rng.choice(spots)
        return f"lost {text[at]!r} at {at}", (text[:at] + text[at + 1 :]).encode()
    snippet = rng.choice(words.CSS)
    spots = [0, len(text), *(m.end() for m in re.finditer(r"[{};]\s*", text))]
    at = rng.choice(spots)
    return f"got {snippet!r} at {at}", (text[:at] + snippet + text[at:]).encode()

"""EPUB 3 that old readers show too: formulas and drawings also as PNG, style of CSS 2.1.

Adobe's engine on Kobo, PocketBook, Sony and old Nooks, Kindles of before 2012 and the like know
no MathML: they show its letters in a row. Some know no SVG either. What EPUB 2 has for its
readers, NCX, guide and the cover's ``meta``, every book of packager has; here is the rest.

A formula or an inline drawing stands in the page twice: as a picture, whose alternative text is
the formula's, and as itself in a span that is not displayed. A second style sheet turns the two
around inside ``@supports (math-style: compact)``: that property is MathML Core's own, so an engine
that answers yes sets formulas itself, and its voice reads them. All others, those too that
drop the second sheet altogether, keep the picture. No other way does as much: ``altimg`` and
``epub:switch`` are ignored by the very readers that would need them, ``hidden`` by some of them,
and a formula in a file of its own is one that nobody meets in the text.

Facts: https://www.w3.org/TR/mathml-core/#the-math-style-property, and the known ways of Adobe's
engine (:mod:`packager.check.devices.adobe`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files as package_files

from lxml import etree

from packager.build.metadata import manifest_id
from packager.build.page import IMAGES, STYLES
from packager.build.rendition import BookFile, Rendition
from packager.html5 import MATHML, SVG, XHTML
from packager.media_types import CSS
from packager.model import Note, NoteKind
from packager.paths import href_between, path_of
from packager.targets import Finished, Product
from packager.targets._documents import body_of, with_body, with_pages
from packager.targets._old_css import old_css
from packager.targets._pictures import (
    Picture,
    UndrawnError,
    drawing_picture,
    formula_picture,
    require,
)
from packager.xhtml import text_of

SUFFIX = ".compat.epub"
IS_EPUB = True

PICTURE, ORIGINAL = "drawn-picture", "drawn-original"  # classes of the two of a pair
_SVG_TYPE = "image/svg+xml"
_OLD, _NEW = f"{STYLES}compat.css", f"{STYLES}compat-new.css"
_LARGEST = 300_000  # bytes of a page that Sony's and Adobe's first readers open


def make(finished: Finished) -> Product:
    """Return the book for old readers.

    Raises:
        ConfigError: it has formulas or drawings, and the libraries that draw are not installed.
    """
    work = _Work(finished.rendition)
    changed = with_pages(finished.rendition, work.page)
    ids = {file.id for file in changed.files}
    made = [work.sheet(_OLD, ids)]
    made += [work.sheet(_NEW, ids)] if work.has_pairs else []
    made += [
        BookFile(path, manifest_id(f"image-{path.rpartition('/')[2][:-4]}", ids), "image/png", data)
        for path, data in work.pictures.items()
    ]
    kept = (file for file in changed.files if file.path not in work.replaced)
    files = tuple(
        replace(file, data=old_css(file.data.decode("utf-8", "replace")).encode())
        if file.media_type == CSS
        else file
        for file in kept
    )
    large = [_large(file) for file in files if len(file.data) > _LARGEST and ".xhtml" in file.path]
    return Product(replace(changed, files=(*files, *made)), (*work.notes, *large))


def _large(file: BookFile) -> Note:
    size = len(file.data) // 1000
    text = f"{file.path} has {size} kB; the first readers open at most {_LARGEST // 1000} a file"
    return Note(NoteKind.WARNING, text, rule="target compat", file=file.path)


@dataclass
class _Work:
    """What is gathered while pages are changed: pictures by path, sizes, what was replaced."""

    rendition: Rendition
    pictures: dict[str, bytes] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)  # CSS of the sizes of formulas, by class
    replaced: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    has_pairs: bool = False

    def __post_init__(self) -> None:
        self.files = {file.path: file for file in self.rendition.files}

    def sheet(self, path: str, ids: set[str]) -> BookFile:
        """Return a style sheet of this target; the first has the sizes of formulas too."""
        name = path.rpartition("/")[2]
        text = package_files("packager.targets").joinpath(name).read_text("utf-8")
        rules = "".join(f".{name} {{ {rule} }}\n" for name, rule in sorted(self.rules.items()))
        data = text + (rules if path == _OLD else "")
        return BookFile(path, manifest_id(f"style-{name[:-4]}", ids), CSS, data.encode())

    def page(self, file: BookFile) -> BookFile:
        """Return a page changed."""
        body = body_of(file)
        has_pairs = False
        for element in list(body.iter(f"{{{MATHML}}}math", f"{{{SVG}}}svg")):
            if _is_inside(element, (SVG, MATHML)):
                continue
            make = self._formula if element.tag == f"{{{MATHML}}}math" else self._drawing
            image = self._drawn(element, file, make)
            if image is not None:
                _pair(element, image)
                has_pairs = True
        for image in body.iter(f"{{{XHTML}}}img"):
            self._file_of(image, file)
        for ruby in body.iter(f"{{{XHTML}}}ruby"):
            _add_brackets(ruby)
        self.has_pairs = self.has_pairs or has_pairs
        sheets = (_OLD, _NEW) if has_pairs else (_OLD,)
        head = "".join(
            f'<link rel="stylesheet" type="text/css" href="{href_between(file.path, path)}"/>'
            for path in sheets
        )
        return with_body(file, body, head)

    def _drawn(
        self,
        element: etree._Element,
        file: BookFile,
        make: Callable[[etree._Element, BookFile], etree._Element],
    ) -> etree._Element | None:
        """Return the picture of an element; the source of a formula that cannot be drawn.

        What has neither is left as it is.
        """
        require()
        try:
            return make(element, file)
        except UndrawnError as error:
            what = element.get("alttext") or _described(element) or "a drawing"
            source = str(element.get("alttext") or "").strip()
            shown = "; they get its source instead" if source else ""
            text = f"{what!r} has no picture for old readers: {error}{shown}"
            self.notes.append(Note(NoteKind.WARNING, text, rule="target compat", file=file.path))
            if not source:
                return None
            code = etree.Element(f"{{{XHTML}}}code")
            code.text = source
            return code

    def _formula(self, math: etree._Element, file: BookFile) -> etree._Element:
        picture = formula_picture(math)
        image = self._image(picture, file, "formula")
        image.set("alt", math.get("alttext") or " ".join(text_of(math).split()))
        # In em, so that it grows with the text. Without width as an attribute: MuPDF would heed it.
        width, drop = round(picture.width_em * 100), round(picture.drop_em * 100)
        drop = 0 if _is_alone(math) else drop
        name = f"drawn-{width}-{drop}"
        line = f"; vertical-align: -{drop / 100}em" if drop else ""
        self.rules[name] = f"width: {width / 100}em{line}"
        image.set("class", f"drawn-formula {name}")
        return image

    def _drawing(self, svg: etree._Element, file: BookFile) -> etree._Element:
        picture = drawing_picture(etree.tostring(svg, with_tail=False))
        image = self._image(picture, file, "drawing")
        image.set("alt", _described(svg))
        image.set("width", str(picture.width_px))
        image.set("height", str(picture.height_px))
        return image

    def _image(self, picture: Picture, file: BookFile, kind: str) -> etree._Element:
        stamp = hashlib.sha256(picture.data).hexdigest()[:12]
        path = f"{IMAGES}{kind}-{stamp}.png"
        self.pictures[path] = picture.data
        return etree.Element(f"{{{XHTML}}}img", src=href_between(file.path, path))

    def _file_of(self, image: etree._Element, page: BookFile) -> None:
        """Give an image that is a file of SVG a PNG in its place."""
        path = path_of(image.get("src", ""), page.path)
        file = self.files.get(path)
        if file is None or file.media_type != _SVG_TYPE:
            return
        require()
        data = file.data if file.file is None else file.file.read_bytes()
        try:
            picture = drawing_picture(data)
        except UndrawnError as error:
            text = f"{path} has no picture for old readers: {error}"
            self.notes.append(Note(NoteKind.WARNING, text, rule="target compat", file=page.path))
            return
        target = f"{path.removesuffix('.svg')}.png"
        number = 1
        while target in self.files or self.pictures.get(target, picture.data) != picture.data:
            number += 1
            target = f"{path.removesuffix('.svg')}-{number}.png"
        self.pictures[target] = picture.data
        self.replaced.add(path)
        image.set("src", href_between(page.path, target))
        if not image.get("width") and not image.get("height"):
            image.set("width", str(picture.width_px))
            image.set("height", str(picture.height_px))


def _is_inside(element: etree._Element, spaces: tuple[str, ...]) -> bool:
    return any(
        str(ancestor.tag).startswith(tuple(f"{{{space}}}" for space in spaces))
        for ancestor in element.iterancestors()
    )


def _is_alone(element: etree._Element) -> bool:
    """Return whether no text stands in a formula's line, on which it would have to stand.

    MuPDF lets what reaches below the line reach into the next.
    """
    return element.get("display") == "block" or _stands_alone(element)


def _stands_alone(element: etree._Element) -> bool:
    holder = element.getparent()
    while holder is not None and holder.tag == f"{{{XHTML}}}span":
        holder = holder.getparent()
    return holder is None or text_of(holder).strip() == text_of(element).strip()


def _pair(element: etree._Element, image: etree._Element) -> None:
    """Put a picture before an element, each in a span that the style sheets show or not."""
    is_block = element.get("display") == "block" and not _stands_alone(element)
    kind = f"{PICTURE} drawn-block" if is_block else PICTURE
    picture = etree.Element(f"{{{XHTML}}}span", {"class": kind})
    original = etree.Element(f"{{{XHTML}}}span", {"class": ORIGINAL})
    original.tail, element.tail = element.tail, None
    element.addprevious(picture)
    element.addprevious(original)
    picture.append(image)
    original.append(element)


def _described(svg: etree._Element) -> str:
    """Return what a drawing says of itself; nothing for one that is hidden from voices."""
    if svg.get("aria-hidden") == "true" or svg.get("role") in ("presentation", "none"):
        return ""
    if label := svg.get("aria-label", ""):
        return label
    wanted = svg.get("aria-labelledby", "").split()
    named = [e for e in svg.iter(etree.Element) if e.get("id") in wanted]
    titles = named or [e for e in svg if e.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]
    return " ".join(" ".join(text_of(e).split()) for e in titles or _letters(svg))


def _letters(svg: etree._Element) -> Iterator[etree._Element]:
    return svg.iter(f"{{{SVG}}}text")


def _add_brackets(ruby: etree._Element) -> None:
    """Put brackets around readings, which are shown only where no ruby is known."""
    if any(True for _ in ruby.iter(f"{{{XHTML}}}rp")):
        return
    for reading in ruby.findall(f"{{{XHTML}}}rt"):
        for text, put in (("（", reading.addprevious), ("）", reading.addnext)):
            bracket = etree.Element(f"{{{XHTML}}}rp")
            bracket.text = text
            put(bracket)

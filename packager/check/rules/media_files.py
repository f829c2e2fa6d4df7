"""Rules on media types: those the manifest gives, and whether the bytes agree.

https://www.w3.org/TR/epub-33/#sec-core-media-types
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OEB, Package, Resource
from packager.check.finding import Place, Problem, Severity
from packager.check.image_headers import trouble_of_image
from packager.check.registry import rule

_FILE = "EPUB/content.opf"
_OPF_2 = '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"'
_OEBPS = '<package xmlns="http://openebook.org/namespaces/oeb-package/1.0/"'
_CORE = "https://www.w3.org/TR/epub-33/#sec-core-media-types"
_CHECKED = frozenset(["image/jpeg", "image/png", "image/gif"])
_EXTENSIONS = {
    "image/jpeg": ("jpeg", "jpg", "jpe", "jif", "jfif", "jfi"),
    "image/gif": ("gif",),
    "image/png": ("png",),
    "image/webp": ("webp",),
}
_SIGNATURE_BYTES = 4
_HEADER_BYTES = 65_536  # profiles and thumbnails of cameras stand in front of a JPEG's size
_NAMES = {"image/jpeg": "JPEG", "image/gif": "GIF", "image/png": "PNG", "image/webp": "WebP"}
_PREFERRED = {
    "application/ecmascript": "application/javascript",
    "text/javascript": "application/javascript",
    "application/x-font-ttf": "font/ttf",
    "application/font-sfnt": "font/ttf",
    "application/vnd.ms-opentype": "font/otf",
    "application/font-woff": "font/woff",
}


@rule("MED-004", sees=Resource, spec=_CORE, bad={"EPUB/cover.png": b"GI"})
def image_header(resource: Resource) -> Iterator[Problem]:
    """An image has at least the bytes by which its kind is known."""
    if resource.item.media_type in _CHECKED and len(resource.head) < _SIGNATURE_BYTES:
        yield Problem(
            Place(resource.path), f"the image has {resource.size} bytes; it is cut off, replace it"
        )


@rule("PKG-021", sees=Resource, spec=_CORE, bad={"EPUB/cover.png": b"no image at all"})
def image_readable(resource: Resource) -> Iterator[Problem]:
    """What is declared as an image can be opened as one: its header is whole and makes sense."""
    if resource.item.media_type not in _CHECKED:
        return
    if not resource.kind.startswith("image/"):
        yield Problem(Place(resource.path), "is no image that can be opened; replace it")
        return
    data = resource.head
    if resource.kind != "image/png":
        data = resource.book.archive.head_of(resource.path, _HEADER_BYTES) or data
    trouble = trouble_of_image(resource.kind, data, is_whole=len(data) == resource.size)
    if trouble:
        yield Problem(Place(resource.path), f"cannot be opened: {trouble}; replace it")


@rule(
    "OPF-029",
    sees=Resource,
    spec=_CORE,
    bad={"EPUB/cover.png": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + b"\0" * 50},
)
def image_type(resource: Resource) -> Iterator[Problem]:
    """The bytes of an image are of the media type that the manifest gives."""
    declared = resource.item.media_type
    if declared not in _CHECKED or len(resource.head) < _SIGNATURE_BYTES:
        return
    if resource.kind != declared:
        found = resource.kind or "of no kind that is known"
        yield Problem(Place(resource.path), f"is {found}, the manifest says {declared}; correct it")


@rule(
    "PKG-022",
    sees=Resource,
    severity=Severity.WARNING,
    spec=_CORE,
    bad={
        "EPUB/cover.gif": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
        _FILE: (
            ("</manifest>", '<item id="a" href="cover.gif" media-type="image/png"/></manifest>'),
        ),
    },
)
def image_extension(resource: Resource) -> Iterator[Problem]:
    """An image's file name ends as its kind does."""
    extensions = _EXTENSIONS.get(resource.kind)
    name = resource.path.rpartition("/")[2]
    _, dot, extension = name.rpartition(".")
    if extensions and dot and resource.kind == resource.item.media_type:
        known = {e for group in _EXTENSIONS.values() for e in group}
        if extension.lower() not in extensions and extension.lower() in known:
            kind = _NAMES[resource.kind]
            yield Problem(Place(resource.path), f"is {kind} but named .{extension}; rename it")


def _is_oebps(package: Package) -> bool:
    return package.root is not None and str(package.root.tag).startswith(f"{{{OEB}}}")


@rule(
    "OPF-035",
    sees=Package,
    severity=Severity.WARNING,
    versions=("2",),
    bad={
        _FILE: (
            (
                'href="chapter.xhtml" media-type="application/xhtml+xml"',
                'href="chapter.xhtml" media-type="text/html"',
            ),
        )
    },
)
def item_not_html(package: Package) -> Iterator[Problem]:
    """A text of the book is XHTML and declared as it, not ``text/html``."""
    for item in package.items:
        if item.media_type == "text/html" and not _is_oebps(package):
            yield Problem(item.place, "is declared as text/html; write application/xhtml+xml")


@rule(
    "OPF-037",
    sees=Package,
    severity=Severity.WARNING,
    versions=("2",),
    bad={_FILE: (('media-type="text/css"', 'media-type="text/x-oeb1-css"'),)},
)
def item_type_deprecated(package: Package) -> Iterator[Problem]:
    """Media types of OEB 1 are not used any more."""
    for item in package.items:
        if item.media_type in ("text/x-oeb1-document", "text/x-oeb1-css") and not _is_oebps(
            package
        ):
            yield Problem(item.place, f"the media type {item.media_type} is out of use; replace it")


@rule(
    "OPF-038",
    sees=Package,
    severity=Severity.WARNING,
    versions=("2",),
    bad={
        _FILE: (
            (_OPF_2, _OEBPS),
            ("application/xhtml+xml", "text/html"),
        )
    },
)
def oebps_document_type(package: Package) -> Iterator[Problem]:
    """In the form of OEBPS 1.2 a text is ``text/x-oeb1-document``."""
    for item in package.items:
        if _is_oebps(package) and item.media_type == "text/html":
            yield Problem(item.place, "is text/html; OEBPS 1.2 has text/x-oeb1-document")


@rule(
    "OPF-039",
    sees=Package,
    severity=Severity.WARNING,
    versions=("2",),
    bad={_FILE: ((_OPF_2, _OEBPS),)},
)
def oebps_css_type(package: Package) -> Iterator[Problem]:
    """In the form of OEBPS 1.2 a style sheet is ``text/x-oeb1-css``."""
    for item in package.items:
        if _is_oebps(package) and item.media_type == "text/css":
            yield Problem(item.place, "is text/css; OEBPS 1.2 has text/x-oeb1-css")


@rule(
    "OPF-090",
    sees=Package,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_CORE,
    bad={
        "EPUB/tea.js": b"print()",
        _FILE: (
            (
                "</manifest>",
                '<item id="js" href="tea.js" media-type="text/javascript"/></manifest>',
            ),
        ),
    },
)
def item_type_preferred(package: Package) -> Iterator[Problem]:
    """Where a kind of file has several media types, the one that EPUB prefers is used."""
    for item in package.items:
        better = _PREFERRED.get(item.media_type)
        if better:
            yield Problem(item.place, f"is {item.media_type}; {better} is preferred")

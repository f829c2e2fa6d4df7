"""The cover of a book as two JPEGs of a size for listings; drawn where the book has none."""

from __future__ import annotations

import io
import posixpath
from datetime import UTC, datetime

from PIL import Image

from packager.check.facts import OPF, Archive, Package
from packager.check.load import markup
from packager.image_formats import media_type_of
from packager.paths import path_of
from packager.rasters import UnreadableError, upright

COVER_PX = (800, 1200)
THUMBNAIL_PX = (150, 240)
_QUALITY = 82
_MOST_PIXELS = 16_000_000
_SVG = "image/svg+xml"


def cover_path(archive: Archive, package: Package) -> str:
    """Return the path of the image that is the cover, or nothing.

    EPUB 3 names it by the property ``cover-image``, EPUB 2 by ``<meta name="cover">`` or a page
    in its guide; an image called "cover" is taken last.
    """
    items = [item for item in package.items if item.path in archive]
    images = [item for item in items if item.media_type.startswith("image/")]
    for item in images:
        if "cover-image" in item.properties:
            return item.path
    named = {meta.content for meta in package.metas if meta.name == "cover"}
    for item in images:
        if item.id in named or item.path in named:
            return item.path
    for page in _cover_pages(package):
        if found := _first_image(archive, page):
            return found
    return next((item.path for item in images if "cover" in item.path.lower()), "")


def _cover_pages(package: Package) -> list[str]:
    guide = [
        e for e in package.named(f"{{{OPF}}}reference") if e.get("type", "").lower() == "cover"
    ]
    return [path_of(e.get("href", ""), package.path) for e in guide]


def _first_image(archive: Archive, page: str) -> str:
    data = archive.bytes_of(page)
    root = None if data is None else markup.parse(data)[0]
    if root is None:
        return ""
    for element in root.iter("{*}img", "{*}image"):
        href = element.get("src") or element.get("{http://www.w3.org/1999/xlink}href") or ""
        path = posixpath.normpath(path_of(href, page))
        if path in archive:
            return path
    return ""


def pictures_of(
    data: bytes | None, title: str, author: str, language: str
) -> list[tuple[bytes, tuple[int, int]]]:
    """Return cover and thumbnail as JPEG with their sizes; drawn where ``data`` is no image."""
    image = None if data is None else _opened(data)
    if image is None:
        image = _drawn(title, author, language)
    cover = _scaled(image, COVER_PX)
    return [_jpeg(cover), _jpeg(_scaled(cover, THUMBNAIL_PX))]


def _opened(data: bytes) -> Image.Image | None:
    media_type = media_type_of(data)
    if not media_type.startswith("image/") or media_type == _SVG:
        return None
    try:
        image = upright(data, media_type, _MOST_PIXELS)
    except UnreadableError:
        return None
    if image.mode in ("RGBA", "LA"):
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _drawn(title: str, author: str, language: str) -> Image.Image:
    from packager.build.cover import drawn_cover
    from packager.model import Book, Credit, Person

    credits = (Credit(Person(author)),) if author else ()
    long_ago = datetime(1980, 1, 1, tzinfo=UTC)
    asset, _ = drawn_cover(Book(title, (), language or "en", "", long_ago, credits=credits))
    return Image.open(io.BytesIO(asset.data)).convert("RGB")


def _scaled(image: Image.Image, box_px: tuple[int, int]) -> Image.Image:
    """Return an image that fits into a box, never larger than it was."""
    factor = min(box_px[0] / image.width, box_px[1] / image.height, 1)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _jpeg(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    # Baseline, because old engines show progressive images late or not at all.
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=False)
    return out.getvalue(), image.size

# ruff: noqa: E501 - tables and patterns read better on one line
"""Images of web pages that load late or in several sizes: each gets its best address in ``src``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from packager.read.extract.page import remove

_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-image", "data-img-src", "data-hi-res-src",
    "data-full-src", "data-large-file", "data-orig-file", "data-echo", "data-actualsrc", "data-default-src", "data-delayed-url", "data-image-src", "data-img-url", "data-srcurl", "data-raw-src", "data-pin-media",
)  # fmt: skip
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-sizes-srcset")
_PLACEHOLDER = re.compile(
    r"^data:image/(?:gif|png|svg)|placeholder|blank\.(?:gif|png)|spacer|1x1|transparent|loading\.|lazy-?load|grey\.gif|pixel\.(?:gif|png)|/t\.gif|empty\.",
    re.I,
)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+([\d.]+)([wxh]))?\s*(?:,|\Z)")
_LIMIT_PX = 2000  # wider than any reader shows


def resolve(body: etree._Element) -> None:
    """Settle the images of a page (HTML elements with bare names) where they stand."""
    _rescue_from_noscript(body)
    for picture in list(body.iter("picture")):
        _settle_picture(picture)
    for image in body.iter("img"):
        address = best_address(image)
        if address:
            image.set("src", address)
        for name in ("srcset", "sizes", *_LAZY, *_LAZY_SETS):
            image.attrib.pop(name, None)
    _drop_repeated(body)


def best_address(image: etree._Element) -> str:
    """Return where an image is to be had in its best size; empty if the element does not say."""
    plain = (image.get("src") or "").strip()
    lazy = next(
        (value.strip() for name in _LAZY if _is_address(value := image.get(name) or "")), ""
    )
    sets = [image.get(name) or "" for name in _LAZY_SETS]
    largest = max((candidate for text in sets for candidate in candidates(text)), default=(0.0, ""))
    if largest[1] and largest[0] > 0:
        return largest[1]
    if lazy and (not plain or _PLACEHOLDER.search(plain) or lazy != plain):
        return lazy
    if plain and not _PLACEHOLDER.search(plain[:200]):
        return plain
    return (
        lazy
        or largest[1]
        or (
            ""
            if plain.startswith("data:image/gif") or plain.startswith("data:image/svg")
            else plain
        )
    )


def _is_address(text: str) -> bool:
    text = text.strip()
    return (
        bool(text)
        and " " not in text
        and not text.startswith(("data:", "{", "["))
        and ("/" in text or "." in text)
    )


def candidates(srcset: str) -> Iterator[tuple[float, str]]:
    """Give the addresses of a ``srcset`` with a measure of their size; what is too large is 0.

    See https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
    """
    for match in _CANDIDATE.finditer(srcset[:20_000]):
        address, number, unit = match[1].rstrip(","), match[2], match[3]
        if address.startswith("data:"):
            continue
        try:
            size = float(number) if number else 1.0
        except ValueError:
            continue
        if unit == "x" or not unit:
            size *= 500
        yield (size if size <= _LIMIT_PX else 1 / size), address


def _rescue_from_noscript(body: etree._Element) -> None:
    """Put the image of a ``noscript`` in the place of the stand-in that a script would replace."""
    for element in list(body.iter("noscript")):
        images = list(element.iter("img"))
        if len(images) != 1 or not _is_address(images[0].get("src") or ""):
            continue
        kept = images[0]
        before = element.getprevious()
        after = element.getnext()
        for neighbour in (before, after):
            stand_in = _only_image(neighbour)
            if stand_in is None:
                continue
            if not kept.get("alt") and stand_in.get("alt"):
                kept.set("alt", stand_in.get("alt") or "")
            owner = stand_in.getparent()
            if owner is not None:
                kept.tail = stand_in.tail
                owner.replace(stand_in, kept)
            remove(element)
            break
        else:
            if element.getparent() is not None:
                kept.tail = element.tail
                element.tail = None
                parent = element.getparent()
                assert parent is not None  # noqa: S101 - looked at above
                parent.replace(element, kept)


def _only_image(element: etree._Element | None) -> etree._Element | None:
    if element is None or not isinstance(element.tag, str):
        return None
    if element.tag == "img":
        return element
    found = list(element.iter("img"))
    return found[0] if len(found) == 1 and not "".join(element.itertext()).strip() else None


def _settle_picture(picture: etree._Element) -> None:
    """Give a picture's image the best of its sources, of kinds that e-readers know first."""
    image = next(picture.iter("img"), None)
    sources = []
    for source in picture.iter("source"):
        kind = source.get("type") or ""
        text = source.get("srcset") or source.get("data-srcset") or ""
        if "avif" not in kind and "webp" not in kind:
            sources += list(candidates(text))
    if image is None:
        sources = sources or [
            c
            for s in picture.iter("source")
            for c in candidates(s.get("srcset") or s.get("data-srcset") or "")
        ]
        if sources:
            image = etree.SubElement(picture, "img")
            image.set("src", max(sources)[1])
            image.set("alt", "")
    elif sources and not (image.get("srcset") or "").strip():
        plain = image.get("src") or ""
        if not plain or _PLACEHOLDER.search(plain[:200]):
            image.set("src", max(sources)[1])
    for source in list(picture.iter("source")):
        remove(source)
    if image is not None:
        parent = picture.getparent()
        if parent is not None:
            image.tail = picture.tail
            picture.tail = None
            parent.replace(picture, image)


def _drop_repeated(body: etree._Element) -> None:
    """Of an image that stands twice in one figure or link keep the first: lightboxes do that."""
    for figure in list(body.iter("figure", "a")):
        seen: set[str] = set()
        for image in list(figure.iter("img")):
            name = re.sub(r"[?#].*", "", image.get("src") or "")
            if name in seen:
                remove(image)
            seen.add(name)

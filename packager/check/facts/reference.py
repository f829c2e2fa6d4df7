"""References: a URL as it is written, what it resolves to, and what it is for."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from packager.check.finding import Place


class Use(StrEnum):
    """What a reference is for: it decides what it may point to."""

    HYPERLINK = "hyperlink"  # a, area (XHTML), a (SVG)
    LINK = "link"  # link of any other rel
    STYLESHEET = "stylesheet"
    IMPORT = "import"  # @import in CSS
    SCRIPT = "script"
    IMAGE = "image"  # img@src, img@srcset, input@src, svg image, math altimg
    PICTURE_IMAGE = "picture-image"  # img in picture
    PICTURE_SOURCE = "picture-source"  # source in picture
    POSTER = "poster"
    AUDIO = "audio"
    VIDEO = "video"
    TRACK = "track"
    IFRAME = "iframe"
    OBJECT = "object"
    EMBED = "embed"
    FONT = "font"  # @font-face src
    CSS_URL = "css-url"  # any other url() of CSS
    CITE = "cite"  # blockquote, q, ins, del
    LONGDESC = "longdesc"
    SVG_USE = "svg-use"
    SVG_PAINT = "svg-paint"
    SVG_CLIP = "svg-clip-path"
    SVG_OTHER = "svg-other"  # gradients, filters, foreign objects …
    NAV_TOC = "nav-toc"
    NAV_PAGE_LIST = "nav-page-list"
    NAV_LANDMARKS = "nav-landmarks"
    NAV_OTHER = "nav-other"
    NAV_REGION = "nav-region"
    NCX = "ncx"
    OVERLAY_TEXT = "overlay-text"
    OVERLAY_TEXTREF = "overlay-textref"  # epub:textref of seq and body
    OVERLAY_AUDIO = "overlay-audio"
    SEARCH_KEY = "search-key"
    PROCESSING_INSTRUCTION = "xml-stylesheet"
    GENERIC = "generic"  # what DTBook names: loaded, whatever for
    OTHER = "other"


class Url(NamedTuple):
    """A URL as it was written and what it resolves to.

    ``path`` is a path in the container, percent-decoded (``""`` for what is not in it);
    ``absolute`` the serialized URL of what lies outside. ``leaks`` says that it climbs above
    the root (EPUB 3.3 §4.2.5), ``trouble`` why it is no valid URL string (``""`` for a valid one).
    """

    written: str
    scheme: str = ""
    path: str = ""
    query: str | None = None
    fragment: str | None = None
    absolute: str = ""
    leaks: bool = False
    trouble: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether it points outside the container by a scheme that names a host or a resource."""
        return bool(self.scheme) and self.scheme not in ("data", "file")

    @property
    def is_local(self) -> bool:
        """Whether it points into the container."""
        return not self.scheme


class Reference(NamedTuple):
    """One reference of a document or stylesheet to something else.

    ``element`` and ``attribute`` are local names (``""`` in CSS). ``declared_type`` is the
    ``type`` attribute beside it. ``has_fallback`` says that an ``object`` brings content to show
    in its place; ``group`` is the number of the ``audio``, ``video`` or ``picture`` element around
    it, so that a rule sees its alternatives together (EPUB 3.3 §3.4). ``nav`` is the epub:type
    of the ``nav`` around it. ``order`` is the number of the element in its document.
    """

    source: str
    use: Use
    url: Url
    place: Place
    element: str = ""
    attribute: str = ""
    declared_type: str = ""
    rel: str = ""
    has_fallback: bool = False
    group: int | None = None
    nav: str = ""
    order: int = 0

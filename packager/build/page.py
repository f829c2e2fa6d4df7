"""What page makers yield: one XHTML file of the reading order, ready but for its frame."""

from __future__ import annotations

from dataclasses import field

from packager.build.content import Features
from packager.data_classes import dataclass
from packager.model import Asset, Essay

CONTENT = "EPUB/"
TEXT = "EPUB/text/"
IMAGES = "EPUB/images/"
STYLES = "EPUB/styles/"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a label, the fragment in the page, and what stands below it.

    ``label`` is plain text.
    """

    label: str
    fragment: str = ""
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML file of the reading order.

    ``stem`` is its file name without suffix, distinct in the book and made of a slug, so that it
    stays the same in the next edition; markup of other pages refers to it by ``href="page:STEM"``.
    ``body`` is what stands inside ``body``, references resolved (see
    :func:`packager.build.content.finished`).

    ``stylesheet`` is CSS that this page alone has. ``entry`` is its line in the contents
    (``None`` for none), ``landmark`` its ``epub:type`` there and ``guide`` its type in the guide of
    EPUB 2. ``level`` is 0 for what others stand below: a page of level 1 hangs under the last page
    of level 0.
    """

    stem: str
    title: str
    body: str
    language: str
    direction: str = ""
    writing_mode: str = ""
    head: str = ""
    entry: Entry | None = None
    level: int = 0
    landmark: str = ""
    guide: str = ""
    assets: tuple[Asset, ...] = ()
    features: Features = field(default_factory=Features)
    essay: Essay | None = None
    stylesheet: str = ""

    @property
    def path(self) -> str:
        """The path in the book."""
        return f"{TEXT}{self.stem}.xhtml"

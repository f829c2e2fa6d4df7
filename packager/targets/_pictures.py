"""Formulas and drawings as PNG: the only module that imports ziamath and resvg-py.

Both are in the extra ``packager[compat]``. A picture is black on white: a transparent one would
vanish where a reader shows black pages. What is drawn is bounded in size and, where a stranger
made it, has been cleaned before (:mod:`packager.svg`); nothing but the markup and fonts is read.
"""

from __future__ import annotations

import io
import re
import warnings
from copy import deepcopy
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lxml import etree

from packager.data_classes import dataclass
from packager.errors import ConfigError
from packager.html5 import MATHML, SVG
from packager.xhtml import local_name, text_of

if TYPE_CHECKING:
    from packager.build.sfnt import Sfnt

_SIZE = 24  # units that ziamath sets one em in
_PX_PER_EM = 64  # sharp at 300 dots an inch and large type
_PX_PER_CSS_PX = 2.0
_WIDEST_PX = 1600
_MOST_PIXELS = 3_500_000  # Apple takes four million
_DEFAULT = (300.0, 150.0)  # https://drafts.csswg.org/css-images-3/#default-object-size
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|pc|mm|cm|in|em|ex)?\s*\Z")
# https://www.w3.org/TR/css-values-3/#absolute-lengths; em and ex as of a usual 16px
_PX = {
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "em": 16,
    "ex": 8,
}
_HINT = "pip install 'packager[compat]'"


class UndrawnError(Exception):
    """A picture cannot be drawn; its text says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and how large it is meant to be shown: a drawing in pixels, a formula in em.

    ``drop_em`` is how far a formula reaches below the line that its text stands on.
    """

    data: bytes
    width_px: int = 0
    height_px: int = 0
    width_em: float = 0.0
    drop_em: float = 0.0


def require() -> None:
    """Do nothing if the libraries are installed.

    Raises:
        ConfigError: they are not.
    """
    if find_spec("ziamath") is None or find_spec("resvg_py") is None:
        raise ConfigError(f"--target compat draws formulas and SVG as PNG; install it: {_HINT}")


def formula_picture(math: etree._Element) -> Picture:
    """Return a formula, set in STIX Two Math.

    Raises:
        UndrawnError: it has an element or a character that cannot be set.
    """
    with warnings.catch_warnings():
        # ziamath 0.13 finds its font by importlib.resources.path, which Python 3.11 deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.zmath import Math

    settable = _settable(math)
    missing = sorted({c for c in text_of(settable) if not c.isspace() and not _has_glyph(c)})
    if missing:
        raise UndrawnError(f"no glyph of the font for formulas for {' '.join(missing)}")
    plain = etree.tostring(settable, encoding="unicode")
    try:
        svg = str(Math(plain, size=_SIZE).svg())
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
            RecursionError) as error:  # fmt: skip
        # ziamath 0.13 tells an element that it does not know in any of these ways
        raise UndrawnError(f"its MathML cannot be set ({error})") from error
    _, top, width, height = (float(part) for part in _view_box(svg))
    if width <= 0 or height <= 0:
        raise UndrawnError("nothing of it is to be seen")
    return Picture(
        _png(svg, width, height, _PX_PER_EM / _SIZE),
        width_em=width / _SIZE,
        drop_em=max(top + height, 0) / _SIZE,
    )


# What ziamath 0.13 sets; of others it sets the content and says so in the log.
_SET = frozenset(
    """
    math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover none
    """.split()
)


def _settable(math: etree._Element) -> etree._Element:
    """Return a copy of a formula in the elements that ziamath sets.

    Raises:
        UndrawnError: it has another one.
    """
    copy = deepcopy(math)
    copy.tail = None
    for element in list(copy.iter(f"{{{MATHML}}}semantics")):
        for other in element[1:]:  # annotations: the same formula in another language
            element.remove(other)
        element.tag = f"{{{MATHML}}}mrow"
    for element in copy.iter(f"{{{MATHML}}}mstyle"):
        element.tag = f"{{{MATHML}}}mrow"  # its attributes are heeded there too
    unknown = sorted({local_name(element) for element in copy.iter(etree.Element)} - _SET)
    if unknown:
        raise UndrawnError(f"<{unknown[0]}> cannot be set")
    return copy


def drawing_picture(svg: bytes) -> Picture:
    """Return a drawing.

    Raises:
        UndrawnError: it is no SVG, or has no size.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise UndrawnError(f"it is not well-formed ({error.msg})") from error
    width, height = _size(root)
    root.set("width", f"{width:g}")  # in pixels: resvg 0.47 takes no inches
    root.set("height", f"{height:g}")
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    letters = "".join(text_of(element) for element in root.iter(f"{{{SVG}}}text"))
    data = _png(text, width, height, _PX_PER_CSS_PX, letters)
    shown = min(1.0, _WIDEST_PX / width)
    return Picture(data, max(round(width * shown), 1), max(round(height * shown), 1))


def _png(svg: str, width: float, height: float, zoom: float, letters: str = "") -> bytes:
    """Return a PNG, grey where there is no colour, at most so large as readers take."""
    import resvg_py
    from PIL import Image

    zoom = min(zoom, _WIDEST_PX / width, (_MOST_PIXELS / (width * height)) ** 0.5)
    size = max(round(width * zoom), 1), max(round(height * zoom), 1)
    files, family = _fonts(letters)
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=size[0],
            height=size[1],
            background="#ffffff",
            skip_system_fonts=True,
            font_files=files,
            font_family=family,
            serif_family=family,
            sans_serif_family=family,
            monospace_family=family,
        )
    except ValueError as error:
        raise UndrawnError(f"it cannot be drawn ({error})") from error
    with Image.open(io.BytesIO(bytes(drawn))) as image:
        flat = image.convert("RGB")
    red, green, blue = flat.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        flat = red
    packed = io.BytesIO()
    flat.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _fonts(letters: str) -> tuple[list[str], str]:
    """Return font files that have all letters, and the family for any that a drawing asks for.

    Raises:
        UndrawnError: no font has one of them.
    """
    from packager.build.fonts import face_for

    files: dict[str, None] = {}
    missing = {char for char in letters if not char.isspace() and char not in _UNSEEN}
    for char in ["a", *sorted(missing)]:  # Literata first, which "a" asks for
        if char != "a" and char not in missing:
            continue
        face = face_for(char)
        if face is None:
            raise UndrawnError(f"no font has {char!r}")
        files[str(face.file)] = None
        missing = {other for other in missing if not face.covers(other)}
    return (list(files) if letters.strip() else []), "Literata"


def _size(root: etree._Element) -> tuple[float, float]:
    """Return how large a drawing says that it is, in CSS pixels.

    https://svgwg.org/svg2-draft/coords.html#SizingSVGInCSS
    """
    if root.tag != f"{{{SVG}}}svg":
        raise UndrawnError("it is no SVG")
    box = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""), re.I)]
    ratio = box[2] / box[3] if len(box) == 4 and box[2] > 0 and box[3] > 0 else 0.0  # noqa: PLR2004
    width, height = (_length(root.get(name, "")) for name in ("width", "height"))
    if width and not height:
        height = width / ratio if ratio else _DEFAULT[1]
    elif height and not width:
        width = height * ratio if ratio else _DEFAULT[0]
    elif not width:
        width, height = (box[2], box[3]) if ratio else _DEFAULT
    if not 0 < width < 1e6 or not 0 < height < 1e6 or not 1e-3 < width / height < 1e3:  # noqa: PLR2004
        raise UndrawnError(f"its size is {width:g} × {height:g}")
    return width, height


def _length(text: str) -> float:
    found = _LENGTH.match(text)
    try:
        return float(found[1]) * _PX[found[2] or "px"] if found else 0.0
    except ValueError:
        return 0.0


def _view_box(svg: str) -> list[str]:
    return svg.partition('viewBox="')[2].partition('"')[0].split()


def _has_glyph(char: str) -> bool:
    tables = _math_font()
    return char in _UNSEEN or tables is None or bool(tables.glyph(ord(char)))


# Invisible times, function application and the like, and what only joins or spaces
_UNSEEN = frozenset("\u2061\u2062\u2063\u2064\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad")


@cache
def _math_font() -> Sfnt | None:
    from importlib.resources import as_file, files

    from packager.build.sfnt import open_face

    folder = files("ziamath").joinpath("fonts")
    found = next((one for one in folder.iterdir() if one.name.endswith((".ttf", ".otf"))), None)
    if found is None:
        return None
    with as_file(found) as file:
        return open_face(file)

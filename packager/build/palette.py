"""Colours of a cover: told apart by a hash, readable by construction.

Colours are chosen in OKLCH, where equal lightness looks equally light whatever the hue
(https://bottosson.github.io/posts/oklab/), so that the contrast of text is the same for
every title; it also holds on a grey screen.
"""

from __future__ import annotations

import math
from hashlib import sha256

from packager.data_classes import dataclass

Colour = tuple[int, int, int]

# Angles of the accent from the ground: neighbours and opposites look meant, others by chance.
_ACCENTS = (150, 180, 210, 60, -60, 120)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one cover, from the ground to the accent."""

    ground: Colour
    low: Colour
    middle: Colour
    accent: Colour
    title: Colour
    small: Colour


def seed_of(*texts: str) -> bytes:
    """Return 32 bytes that are the same for the same texts on every machine."""
    return sha256("\n".join(texts).encode()).digest()


def palette_of(seed: bytes) -> Palette:
    """Return the palette that a seed chooses: dark ground or light, hue, accent.

    The title has at least 7:1 against the ground, the smaller text 4.5:1 (WCAG 2.2,
    success criteria 1.4.6 and 1.4.3).
    """
    hue = int.from_bytes(seed[:2], "big") * 360 / 65536
    accent = hue + _ACCENTS[seed[2] % len(_ACCENTS)]
    if seed[3] % 5 < 3:  # noqa: PLR2004 - three covers of five are dark
        return Palette(
            ground=oklch(0.305 + seed[4] % 4 * 0.015, 0.072, hue),
            low=oklch(0.40, 0.085, hue),
            middle=oklch(0.56, 0.10, hue + (accent - hue) * 0.25),
            accent=oklch(0.78, 0.125, accent),
            title=oklch(0.965, 0.018, accent),
            small=oklch(0.86, 0.07, accent),
        )
    return Palette(
        ground=oklch(0.935 + seed[4] % 3 * 0.012, 0.026, hue),
        low=oklch(0.855, 0.058, hue),
        middle=oklch(0.70, 0.105, hue + (accent - hue) * 0.25),
        accent=oklch(0.54, 0.15, accent),
        title=oklch(0.27, 0.065, hue),
        small=oklch(0.43, 0.11, accent),
    )


def oklch(lightness: float, chroma: float, hue_degrees: float) -> Colour:
    """Return a colour in sRGB; chroma gives way where sRGB has no such colour."""
    angle = math.radians(hue_degrees)
    while True:
        linear = _linear(lightness, chroma * math.cos(angle), chroma * math.sin(angle))
        if chroma <= 0 or all(-1e-4 <= channel <= 1.0001 for channel in linear):  # noqa: PLR2004
            red, green, blue = (round(255 * _encoded(channel)) for channel in linear)
            return red, green, blue
        chroma = max(0.0, chroma - 0.004)


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    if channel <= 0.0031308:  # noqa: PLR2004 - IEC 61966-2-1
        return 12.92 * channel
    return float(1.055 * channel ** (1 / 2.4) - 0.055)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1."""

    def decoded(value: int) -> float:
        channel = value / 255
        if channel <= 0.04045:  # noqa: PLR2004 - IEC 61966-2-1
            return channel / 12.92
        return float(((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = (decoded(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

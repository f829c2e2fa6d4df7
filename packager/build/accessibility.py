"""Accessibility metadata, inferred from what is in the book and never claimed beyond it.

The terms are schema.org's as EPUB Accessibility 1.1 asks for them
(https://www.w3.org/TR/epub-a11y-11/#sec-discovery). ``dcterms:conformsTo`` is left out: whether
alternative texts say the right thing, no program can know.
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.build.content import Features
from packager.build.words import Words


def accessibility(features: Features, words: Words, is_vertical: bool) -> Iterator[tuple[str, str]]:
    """Yield the properties (without ``schema:``) and their values, in a stable order."""
    modes = ["textual"]
    modes += ["visual"] if features.images or features.drawings or features.videos else []
    modes += ["auditory"] if features.sounds or features.videos else []
    for mode in modes:
        yield "accessMode", mode
    if not features.images_without_alt and not features.sounds and not features.videos:
        yield "accessModeSufficient", "textual"
    if len(modes) > 1:
        yield "accessModeSufficient", ",".join(modes)
    yield from (("accessibilityFeature", name) for name in _features(features, is_vertical))
    if features.moving or features.videos:
        yield "accessibilityHazard", "unknown"
    elif features.sounds:
        yield "accessibilityHazard", "unknownSoundHazard"
        yield "accessibilityHazard", "noFlashingHazard"
        yield "accessibilityHazard", "noMotionSimulationHazard"
    else:
        yield "accessibilityHazard", "none"
    yield "accessibilitySummary", _summary(features, words)


def _features(features: Features, is_vertical: bool) -> Iterator[str]:
    yield "structuralNavigation"
    yield "tableOfContents"
    yield "readingOrder"
    yield "displayTransformability"
    yield "ARIA"
    yield "unlocked"
    if not features.images_without_alt:
        yield "alternativeText"
    if features.formulas:
        yield "MathML"
        if not features.formulas_without_text:
            yield "describedMath"
    if features.ruby:
        yield "rubyAnnotations"
    if is_vertical:
        yield "verticalWriting"


def _summary(features: Features, words: Words) -> str:
    keys = ["summary_text"] if not features.images_without_alt else []
    if features.images_without_alt:
        keys.append("summary_missing")
    elif features.images:
        keys.append("summary_images")
    if features.formulas:
        keys.append("summary_math")
    gap = "" if words.language in ("ja", "zh", "zh-Hant") else " "
    return gap.join(words(key) for key in keys)

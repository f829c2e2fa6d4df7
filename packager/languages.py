"""Language tags: whether a word is one, how it is written, and which language a text is in.

Tags are those of BCP 47 (https://www.rfc-editor.org/rfc/rfc5646); the codes that they may hold
stand in ``languages.tsv``. Kindle refuses a book whose ``dc:language`` is no language, so a tag
is looked up, not only matched.
"""

from __future__ import annotations

import re
from functools import cache

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern
from packager.package_data import package_text

# RFC 5646, section 2.1, with the parts that have fixed places named
_TAG = lazy_pattern(
    r"(?P<language>[a-z]{2,3})(?P<extlang>-[a-z]{3}(?![a-z0-9]))?"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?\Z"
)
_RTL_SCRIPTS = frozenset("Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi".split())
_RTL_LANGUAGES = frozenset("ar arc ckb dv fa he khw ks nqo ps sd syr ug ur uz-AF yi".split())
# What people write who mean a country, or a language by an old name or code
_MEANT = {
    "us": "en-US", "usa": "en-US", "uk": "en-GB", "gb": "en-GB", "jp": "ja", "cn": "zh", "kr": "ko",
    "tw": "zh-TW", "cz": "cs", "dk": "da", "gr": "el", "in": "en-IN", "au": "en-AU", "at": "de-AT",
    "se": "sv", "ua": "uk", "br": "pt-BR", "iw": "he", "ji": "yi", "mandarin": "zh", "farsi": "fa",
    "brazilian": "pt-BR", "flemish": "nl-BE", "castilian": "es", "castellano": "es", "eng": "en",
    "english (us)": "en-US", "english (uk)": "en-GB", "american english": "en-US",
    "british english": "en-GB", "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant",
    "brazilian portuguese": "pt-BR", "bengali": "bn", "norwegian bokmal": "nb",
}  # fmt: skip
_OLD = {"iw": "he", "ji": "yi", "in": "id", "mo": "ro", "sh": "sr-Latn"}


@dataclass(frozen=True, slots=True)
class _Codes:
    two: frozenset[str]
    three: frozenset[str]
    shorter: dict[str, str]  # three letters -> two
    names: dict[str, str]  # as people write it, case-folded -> code
    scripts: frozenset[str]
    regions: frozenset[str]


def _every(text: str, width: int) -> frozenset[str]:
    return frozenset(text[at : at + width] for at in range(0, len(text), width))


@cache
def _codes() -> _Codes:
    """Return the tables of ``languages.tsv``."""
    shorter: dict[str, str] = {}
    names: dict[str, str] = {}
    lists: dict[str, str] = {}
    two = set()
    for line in package_text("packager", "languages.tsv").splitlines():
        if line.startswith("#"):
            continue
        code, *rest = line.split("\t")
        if len(rest) == 1:
            lists[code] = rest[0]
            continue
        two.add(code)
        shorter.update(dict.fromkeys(rest[0].split(), code))
        for name in rest[1].split(", "):
            names.setdefault(name, code)
    return _Codes(
        frozenset(two),
        _every(lists["iso639-3"], 3),
        shorter,
        names,
        _every(lists["scripts"], 4),
        _every(lists["regions"], 2),
    )


def canonical(tag: str) -> str | None:
    """Return a language tag as BCP 47 writes it, or nothing where it is none.

    An underscore is taken for a hyphen (``pt_BR``); three letters become two where there are
    two (RFC 5646, section 2.2.1); case follows section 2.1.1.
    """
    plain = tag.strip().replace("_", "-").lower()
    match = _TAG.match(plain)
    if not match:
        return None
    codes = _codes()
    language = match["language"]
    language = _OLD.get(language) or codes.shorter.get(language, language)
    known = language[:2] if "-" in language else language
    if known not in codes.two and known not in codes.three and known not in {"und", "mul"}:
        return None
    if match["extlang"]:  # zh-yue is written yue (section 4.5)
        language = match["extlang"][1:]
        if language not in codes.three:
            return None
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    if script and script not in codes.scripts:
        return None
    if region.isalpha() and region not in codes.regions:
        return None
    parts = [language, script, region, match["variants"].strip("-")]
    parts += [match["extensions"].strip("-"), (match["private"] or "").strip("-")]
    return "-".join(part for part in parts if part)


def english_name(code: str) -> str:
    """Return what a language of two letters is called in English; nothing where it is unknown."""
    return next((name.title() for name, known in _codes().names.items() if known == code), "")


def suggestion(text: str) -> str:
    """Return the tag that somebody means who writes ``english``, ``us`` or ``en_US.UTF-8``.

    Empty where there is nothing near.
    """
    plain = " ".join(text.casefold().split())
    if plain in _MEANT:
        return _MEANT[plain]
    code = _codes().names.get(plain)
    if code:
        return code
    locale = re.match(r"([a-z]{2,3})(?:[_-]([a-z]{2}))?(?=[.@_-]|\s|\Z)", plain)
    if locale:
        language, region = locale[1], locale[2]
        return (region and canonical(f"{language}-{region}")) or canonical(language) or ""
    first = re.split(r"[\s,;/(]", plain)[0]
    return _codes().names.get(first, "")


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``: which way a text of that language runs."""
    parts = tag.split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():  # noqa: PLR2004 - a script subtag has four letters
            return "rtl" if part.title() in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0].lower() in _RTL_LANGUAGES else "ltr"


_FEWEST_LETTERS = 40  # below, trigrams tell nothing
_MOST = 20_000  # characters looked at: a language shows in less
_HAN = lazy_pattern("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = lazy_pattern("[\u3040-\u30ff]")
_HANGUL = lazy_pattern("[\uac00-\ud7af\u1100-\u11ff]")
# The one-script languages that the statistics below leave to us
_TRADITIONAL = frozenset("這個們來時說國對會學過還後發經點產開關")
_SIMPLIFIED = frozenset("这个们来时说国对会学过还后发经点产开关")


def detect(text: str) -> tuple[str, float]:
    """Return the language that a text is in and how sure that is, from 0 to 1.

    Empty where nothing can be told. East Asian scripts are told by their characters, the
    others by turbohtml's trigrams.
    """
    sample = text[:_MOST]
    letters = sum(c.isalpha() for c in sample)
    if not letters:
        return "", 0.0
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    hangul = len(_HANGUL.findall(sample))
    if (han + kana + hangul) * 3 > letters:
        if hangul > han + kana:
            return "ko", 1.0
        if kana * 20 > han:
            return "ja", 1.0
        old = sum(c in _TRADITIONAL for c in sample)
        new = sum(c in _SIMPLIFIED for c in sample)
        return ("zh-Hant" if old > new else "zh-Hans" if new else "zh"), 1.0
    if letters < _FEWEST_LETTERS:  # "hi" is Zulu to a count of trigrams
        return "", 0.0
    from turbohtml.detect import detect_language

    match = detect_language(sample)
    tag = canonical(match.language or "") or ""
    return tag, match.confidence if tag else 0.0

"""Names of people: how they sort, which part is the family's, and which are organisations.

The tables stand in ``names.tsv``. Rules follow the *Names of Persons* of IFLA and the Chicago
Manual of Style (16.71 to 16.87), as far as a name shows which of them it needs; a front matter
``sort-name`` always wins.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from packager.lazy_pattern import lazy_pattern
from packager.package_data import package_text

_EAST_ASIAN = lazy_pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARTICLES = frozenset({"al-", "el-", "as-", "ad-", "an-", "ar-", "at-", "az-"})
_ROMAN = re.compile(r"(?=[IVX])(?:X{0,2})(?:IX|IV|V?I{0,3})\Z")
# One or two syllables of Hanyu Pinyin: an initial, a final
_KOREAN_GIVEN = re.compile(r"[A-Z][a-z]{1,5}-[a-z]{2,6}\Z")
_LONGEST_KOREAN = 6  # letters of a family's name: Hwang, Namgoong is rarely written so
_PINYIN = lazy_pattern(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    r"|un|uo|üe|a|e|i|o|u|ü)['’]?){1,2}\Z"
)


@cache
def table(kind: str) -> frozenset[str]:
    """Return the words of one kind in ``names.tsv``, case-folded."""
    for line in package_text("packager", "names.tsv").splitlines():
        name, _, words = line.partition("\t")
        if name == kind:
            return frozenset(words.casefold().split())
    raise KeyError(kind)


def _is_east_asian(name: str) -> bool:
    return not name.isascii() and _EAST_ASIAN.search(name) is not None


def is_organisation(name: str) -> bool:
    """Return whether a name is an organisation's: it has a word such as ``Institute``."""
    if _is_east_asian(name):
        return name.endswith(tuple(table("organisation-script")))
    words = [word.strip("()’'").casefold() for word in name.replace(",", " ").split()]
    if not words:
        return False
    if words[0] in table("organisation-start") and len(words) > 1:
        return True
    if any(word in table("organisation-word") for word in words):
        return True
    plain = name.strip()
    return len(words) == 1 and len(plain) > 2 and plain.isupper() and plain.isascii()  # noqa: PLR2004


def without_credentials(name: str) -> str:
    """Return a name without the titles before it and the degrees behind: ``Dr. A B, PhD``."""
    parts = [part.strip() for part in name.split(",")]
    while len(parts) > 1 and all(w.casefold() in table("credential") for w in parts[-1].split()):
        parts.pop()
    words = ", ".join(parts).split()
    while len(words) > 2 and words[-1].strip(",()").casefold() in table("credential"):  # noqa: PLR2004
        if words[-1].casefold() in {"ma", "do", "ct"}:  # names as well: Yo-Yo Ma
            break
        words.pop()
        words[-1] = words[-1].rstrip(",")
    while len(words) > 1 and words[0].casefold() in table("title"):
        words.pop(0)
    return " ".join(words)


def sort_name(name: str, language: str = "") -> str:
    """Return a name as an index sorts it: ``Beethoven, Ludwig van``.

    ``language`` is a BCP 47 tag that helps where the name alone leaves two readings.
    """
    plain = " ".join(name.split())
    if not plain or _is_east_asian(plain) or is_organisation(plain):
        return plain
    plain = without_credentials(plain) or plain
    words = plain.split()
    before: list[str] = []
    while len(words) > 1 and words[0].casefold() in table("honorific"):
        before.append(words.pop(0))
    behind: list[str] = []
    while len(words) > 2 and words[-1].strip(",").casefold() in table("suffix"):  # noqa: PLR2004
        behind.insert(0, words.pop())
        words[-1] = words[-1].rstrip(",")
    if any(word.endswith(",") for word in words):
        return plain  # it is written "Family, Given" already
    base = language.partition("-")[0].lower()
    family, given = _parts(words, base)
    rest = [given, *behind, *before] if family else [*behind, *before]
    return ", ".join(part for part in (family or given, *rest) if part)


def _parts(words: list[str], language: str) -> tuple[str, str]:
    """Return the family's part and the rest; no family where the name is sorted as it stands."""
    whole = " ".join(words)
    folded = [word.casefold() for word in words]
    if len(words) == 1 or _sorts_as_it_stands(words, folded, language):
        return "", whole
    if _family_comes_first(words, folded, language):
        return words[0], " ".join(words[1:])
    start = _family_start(words, folded, language)
    given, family = words[:start], words[start:]
    moved: list[str] = []
    while len(family) > 1 and _moves_behind(family[0], language, moved):
        moved.append(family.pop(0))
    if family[0][:3] in _ARTICLES:
        moved.append(family[0][:3])
        family[0] = family[0][3:]
    if family[0][:2] in {"d'", "d’"}:
        moved.append(family[0][:2])
        family[0] = family[0][2:]
    return " ".join(family), " ".join([*given, *moved])


def _sorts_as_it_stands(words: list[str], folded: list[str], language: str) -> bool:
    if language in table("as-is-languages") or folded[0] in table("burmese"):
        return True
    if any(word in table("toponym") or word in table("patronymic-particle") for word in folded[1:]):
        return folded[-1] not in table("bin-families")
    if len(words) == 2 and _ROMAN.match(words[1]) and len(words[1]) > 1:  # noqa: PLR2004
        return True  # Elizabeth II
    last = folded[-1]
    if last.endswith(("dóttir", "dottir")):
        return True
    letters = set("".join(folded))
    return last.endswith("son") and (
        bool(letters & set("ðþ")) or (folded[0] in table("icelandic-given") and last[-4] == "s")
    )


def _family_comes_first(  # noqa: PLR0911 - one return a language
    words: list[str], folded: list[str], language: str
) -> bool:
    """Return whether a romanised name begins with the family's, as far as it shows."""
    first, last = folded[0], folded[-1]
    if language == "hu":
        return first not in table("hungarian-given") and len(words) in {2, 3}
    if last.endswith(("вич", "вна", "ич")) and len(words) == 3:  # noqa: PLR2004
        return True  # Достоевский Фёдор Михайлович
    if first in table("korean-family") and len(words) == 2 and "-" in words[1]:  # noqa: PLR2004
        return True  # Moon Jae-in
    if len(words) == 2 and _KOREAN_GIVEN.match(words[1]) and len(words[0]) <= _LONGEST_KOREAN:  # noqa: PLR2004
        return True  # Bong Joon-ho: only Korean given names go on in lower case behind a hyphen
    if first in table("korean-family") and len(words) == 3 and language == "ko":  # noqa: PLR2004
        return True
    if first in table("vietnamese-family") and len(words) > 2:  # noqa: PLR2004
        return last not in table("vietnamese-family") or language == "vi"
    if first in table("chinese-family") and len(words) == 2:  # noqa: PLR2004
        given = unicodedata.normalize("NFC", last)
        if not _PINYIN.match(given):
            return False
        return last not in table("chinese-family") or language == "zh"
    return False


def _family_start(words: list[str], folded: list[str], language: str) -> int:
    """Return the place of the first word that is the family's or one of its particles."""
    start = len(words) - 1
    if folded[start] in table("family-suffix") and start > 1:
        start -= 1
    if start > 2 and folded[start - 1] in table("joins-surnames"):  # noqa: PLR2004
        start -= 2  # Ortega y Gasset
    elif start > 1 and language != "pt" and folded[start - 1] in table("spanish-family"):
        start -= 1  # García Márquez
    elif start > 2 and language == "es" and folded[start - 1] not in table("particle"):  # noqa: PLR2004
        start -= 1  # two given names and two of the family
    while start > 1 and _is_particle(words[start - 1], folded[start - 1]):
        start -= 1
    return start


def _is_particle(word: str, folded: str) -> bool:
    if word[0].islower():
        return folded in table("particle") or folded in table("with-family")
    return folded in table("with-family") or folded in table("capital-particle")


def _moves_behind(word: str, language: str, moved: list[str]) -> bool:
    """Return whether a particle goes behind the given names: a small one does."""
    folded = word.casefold()
    if not word[0].islower() or language == "af":
        return False
    if language == "fr" and moved and folded in {"la", "le", "les"}:
        return False  # Georges de la Tour: La Tour, Georges de
    return folded in table("after-given")

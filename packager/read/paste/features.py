"""What can be seen of one line of a paste by itself: its length, shape, words and marks.

A line gets a set of names (``len:5``, ``kind:share``); :mod:`packager.read.paste.headline` and
:mod:`packager.read.paste.measures` say what stands beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from packager.data_classes import dataclass
from packager.dates import dates_in
from packager.read.furniture import furniture
from packager.read.paste.lines import weight

_STEPS = (8, 16, 28, 45, 70, 110, 170, 260, 420, 700)
LONG = 110  # a line that weighs this much is a paragraph, rarely a headline
_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\Z")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|co|de|fr|io|edu|gov)\b", re.I)
_MAIL = re.compile(r"\S+@\S+\.\w+|\[email.protected\]")
_AGO = re.compile(
    r"\b\d+\s*(?:s|m|h|d|w|mo|y|sec|min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|years?)"
    r"\.?\s+ago\b|\bhace \d+|\bvor \d+ (?:stunden|tagen|minuten)|\bil y a \d+"
    r"|\d+\s*(?:時間|日|分)前"
    r"|\bmin(?:ute)?s? read\b", re.I
)  # fmt: skip
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\b", re.I)
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|av|af|door|words by|written by|text by|posted by|author|autor|text)"
    r"\b[: ]\s*(?=\S)", re.I
)  # fmt: skip
_CREDIT = re.compile(
    r"\b(?:photo|image|picture|credit|photograph|illustration|courtesy|getty|shutterstock|istock"
    r"|unsplash|afp|reuters|file photo|foto|bild|crédit|copyright)\b", re.I
)  # fmt: skip
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?[€£$]")
_LIST = re.compile(r"(?:[-•*·▪◦‣–—►→]|\d{1,2}[.)]|[a-z][.)])\s+\S", re.I)
_SMALL = frozenset(
    "the a an of to in and that is was for it with as on be at by this are from or have had not "
    "but "
    "der die das und ist von mit den dem ein eine nicht zu auf für sich des im le la les des et "
    "est "
    "une un que qui dans pour pas sur el los las que y en un una es por con no se del o e não "
    "uma os "
    "as do da em para com il che di è un una per non si het een van dat niet zijn i w nie na z "
    "się że "
    "to jest och att det som en av på är för inte og at ikke и в не на что с это как by je se "
    "že".split()
)


@dataclass(frozen=True, slots=True)
class Look:
    """What one line looks like by itself."""

    weight: float
    ends: bool
    is_long: bool
    kind: str
    how: str
    has_date: bool
    shape: str
    words: int
    small: float
    names: tuple[str, ...]


def _step(value: float) -> int:
    return bisect_left(_STEPS, value)


def look_at(text: str) -> Look:
    """Return what a line looks like; equal lines are looked at once."""
    return _look(text[:2000], weight(text))


@lru_cache(maxsize=20_000)
def _look(text: str, size: float) -> Look:  # noqa: PLR0912 - one branch a mark
    match = furniture(text) if size < 420 else None  # noqa: PLR2004 - a long paragraph is none
    words = text.split()
    letters = sum(c.isalpha() for c in text)
    upper = sum(c.isupper() for c in text)
    digits = sum(c.isdigit() for c in text)
    capital = sum(word[0].isupper() for word in words) / max(1, len(words))
    small = sum(word.strip(".,;:!?\"'").casefold() in _SMALL for word in words) / max(1, len(words))
    ends = bool(_END.search(text))
    has_date = size < LONG and bool(dates_in(text))
    names = [f"len:{_step(size)}", f"small:{min(5, int(small * 10))}"]
    if match:
        names += [f"kind:{match.kind}", f"kind:{match.kind}:{match.how}", f"how:{match.how}"]
    names.append(f"end:{_last(text)}")
    names.append(f"cap:{int(capital * 4)}:{min(3, len(words) // 4)}")
    if letters and upper == letters and letters > 2:  # noqa: PLR2004
        names.append("allcaps")
    if digits * 3 > len(text):
        names.append("digits")
    if not letters:
        names.append("noletters")
    if has_date:
        names.append("date")
        names.append(f"date:{_step(size)}")
    for name, pattern in _PATTERNS:
        if pattern.search(text):
            names.append(name)
    if _BYLINE.match(text) and size < LONG:
        names.append("byline")
    if _LIST.match(text):
        names.append("bullet")
    first = text[0]
    if first.islower():
        names.append("lower")
    elif first in "\"“«„‘'「":
        names.append("quoted")
    if any(mark in text for mark in ("|", "›", "»", " > ", " / ", "·", "•")) and size < 2 * LONG:
        names.append("bars")
    if "," in text:
        names.append(f"commas:{min(3, text.count(','))}")
    if text.count(". ") + text.count("。"):
        names.append("sentences")
    if text.endswith("?"):
        names.append("question")
    shape = f"{_step(size)}{'d' if has_date else ''}{'.' if ends else ''}"
    return Look(
        size, ends, size >= LONG and (ends or size >= 2 * LONG), match.kind if match else "",
        match.how if match else "", has_date, shape, len(words), small, tuple(names),
    )  # fmt: skip


_PATTERNS = (
    ("address", _ADDRESS),
    ("mail", _MAIL),
    ("ago", _AGO),
    ("clock", _CLOCK),
    ("credit", _CREDIT),
    ("price", _PRICE),
    ("at-name", re.compile(r"(?:^|\s)[@#]\w")),
    ("copyright", re.compile("[©®]|\\(c\\)", re.I)),
    ("you", re.compile(r"\b(?:you|your|our|us|we)\b", re.I)),
    ("says", re.compile(r"\b(?:said|says|told|according to|sagte|dit|dijo|disse)\b", re.I)),
    ("cut", re.compile(r"(?:\.\.\.|…|\[…\]|»|>>|→)\s*\Z")),
    ("colon", re.compile(r"[:：]\s*\Z")),
    ("braces", re.compile(r"[{};]\s*\Z|^\s*(?:def|var|let|const|import|#include)\b")),
    ("counted", re.compile(r"\(\d+\)\s*\Z")),
    (
        "disclosure",
        re.compile(r"\b(?:disclosure|disclaimer|editor.s note|correction|update)\b", re.I),
    ),
)


MARKS = tuple(name for name, _ in _PATTERNS)


def _last(text: str) -> str:
    last = text.rstrip("\"'”’»)]")[-1:] or text[-1]
    if last in ".。":
        return "."
    if last in "!?！？؟":
        return "!"
    if last in ":：":
        return ":"
    if last in ",;、":
        return ","
    return "w" if last.isalpha() else "0" if last.isdigit() else "x"

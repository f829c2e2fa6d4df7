"""What can be seen of each line of a paste: its length, shape, words, place and neighbours.

Each line gets a set of names (``len:5``, ``kind:share``); :mod:`packager.read.paste.model`
holds how much each speaks for and against the line's being of the essay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache

from packager.data_classes import dataclass
from packager.dates import dates_in
from packager.read.furniture import furniture
from packager.read.paste.lines import Line, weight

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


def features(  # noqa: PLR0915 - one statement a name
    lines: list[Line], title: int
) -> list[list[str]]:
    """Return the names that describe each line; ``title`` is the title's line, or -1."""
    looks = [look_at(line.text) for line in lines]
    count = len(lines)
    gaps = sum(line.gap for line in lines)
    gapped = gaps * 8 > count  # paragraphs are set apart at all
    copies = Counter(line.text for line in lines)
    long_at = [at for at, look in enumerate(looks) if look.is_long]
    runs = _runs(looks)
    mass = _mass(looks)
    markers = _since_marker(looks)
    title_words = _words(lines[title].text) if title >= 0 else frozenset()
    result = []
    for at, (line, look) in enumerate(zip(lines, looks, strict=True)):
        names = ["bias", *look.names]
        size = _step(look.weight)
        after_gap = at + 1 == count or lines[at + 1].gap
        gap = f"{int(line.gap)}{int(after_gap)}" if gapped else "no"
        names += [f"gap:{gap}", f"gap:{gap}:{size}", f"gap:{gap}:{int(look.ends)}"]
        names.append(f"run:{min(6, runs[at].bit_length())}")
        names.append(f"run:{min(6, runs[at].bit_length())}:{size}")
        before = bisect_left(long_at, at)
        after = len(long_at) - before - int(look.is_long)
        names.append(f"longs-before:{_few(before)}")
        names.append(f"longs-after:{_few(after)}")
        since = at - long_at[before - 1] if before else 99
        until_at = before + int(look.is_long)
        until = long_at[until_at] - at if until_at < len(long_at) else 99
        names += [f"since:{_few(since)}", f"until:{_few(until)}"]
        names.append(f"between:{_few(since)}:{_few(until)}")
        if not look.is_long:
            names.append(f"between:{_few(since)}:{_few(until)}:{int(look.ends)}")
        for radius, sums in mass:
            names.append(f"mass{radius}:{sums[at]}")
        for step in (-2, -1, 1, 2):
            other = at + step
            if not 0 <= other < count:
                names.append(f"edge:{step}")
                continue
            there = looks[other]
            names.append(f"near:{step}:{_step(there.weight)}{'.' if there.ends else ''}")
            if there.kind:
                names.append(f"near-kind:{step}:{there.kind}")
            if there.shape == look.shape:
                names.append(f"same:{step}:{size}")
        names.append(f"marker:{markers[at]}")
        if copies[line.text] > 1:
            names += ["copy", f"copy:{size}"]
        if title >= 0:
            apart = at - title
            names.append(f"title:{_few(apart) if apart >= 0 else 'before'}")
            if apart > 0 and not look.is_long and title_words:
                shared = len(title_words & _words(line.text)) / len(title_words)
                names.append(f"titlewords:{int(shared * 3)}")
        else:
            names.append("title:none")
        names.append(f"place:{int(at * 5 / count)}")
        result.append(names)
    return result


def _few(number: int) -> str:
    for most in (0, 1, 2, 3, 5, 8, 14, 25, 50):
        if number <= most:
            return str(most)
    return "99"


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w{4,}", text.casefold()))


def _runs(looks: list[Look]) -> list[int]:
    """Return for each line how many lines of its sort (paragraph, or not) stand together."""
    runs = [0] * len(looks)
    start = 0
    for at in range(1, len(looks) + 1):
        if at == len(looks) or looks[at].is_long != looks[start].is_long:
            for place in range(start, at):
                runs[place] = at - start
            start = at
    return runs


def _mass(looks: list[Look]) -> list[tuple[int, list[int]]]:
    """Return the step of the weight of sentences around each line, near and far."""
    sums = [0.0]
    for look in looks:
        sums.append(sums[-1] + (look.weight if look.ends and look.weight >= 45 else 0))  # noqa: PLR2004
    result = []
    for radius in (3, 8, 20):
        steps = []
        for at in range(len(looks)):
            low, high = max(0, at - radius), min(len(looks), at + radius + 1)
            steps.append(_step((sums[high] - sums[low]) / (2 * radius + 1) * 2))
        result.append((radius, steps))
    return result


_MARKERS = frozenset("related comments subscribe share legal ad".split())


def _since_marker(looks: list[Look]) -> list[str]:
    """Return which furniture was last seen before each line, and how far back."""
    result = []
    kind, far, longs = "none", 99, 0
    for look in looks:
        result.append(f"{kind}:{_few(far) if far < 8 else 'far'}:{min(2, longs)}")  # noqa: PLR2004
        far += 1
        longs += look.is_long
        if look.kind in _MARKERS and look.how != "has":
            kind, far, longs = look.kind, 0, 0
    return result

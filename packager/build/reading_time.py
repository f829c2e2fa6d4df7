"""How long an essay takes to read.

Speeds are means of silent reading: 238 words of English prose a minute (M. Brysbaert, "How
many words do we read per minute?", 2019), about 400 characters of Japanese or Chinese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from packager.lazy_pattern import lazy_pattern
from packager.model import Essay
from packager.word_runs import runs

WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = 400
_TAG = re.compile(r"<[^>]*>")
_FIRST_CHARACTER = "\u3040"
_CHARACTER = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_MARK = lazy_pattern("['’-]")  # between two letters they make one word of two


def minutes_of(essay: Essay) -> int:
    """Return the minutes, at least one; notes are not counted."""
    return _minutes(essay.body)


@lru_cache(maxsize=4096)
def _minutes(body: str) -> int:
    text = _TAG.sub(" ", body)
    characters = 0
    if max(text, default="") >= _FIRST_CHARACTER and _CHARACTER.search(text):
        characters = len(_CHARACTER.findall(text))
        text = _CHARACTER.sub(" ", text)
    return max(1, round(word_count(text) / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))


def word_count(text: str) -> int:
    r"""Return the number of words, those with a hyphen or an apostrophe in them being one.

    They are those of the pattern ``[^\W_]+(?:['’-][^\W_]+)*``.
    """
    return len(runs(text).split()) - sum(map(_joins, _MARK.finditer(text)))


def _joins(found: re.Match[str]) -> bool:
    text, at = found.string, found.start()
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()

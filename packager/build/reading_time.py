"""How long an essay takes to read.

Speeds are means of silent reading: 238 words of English prose a minute (M. Brysbaert, "How
many words do we read per minute?", 2019), about 400 characters of Japanese or Chinese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from packager.model import Essay

WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = 400
_TAG = re.compile(r"<[^>]*>")
_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def minutes_of(essay: Essay) -> int:
    """Return the minutes, at least one; notes are not counted."""
    return _minutes(essay.body)


@lru_cache(maxsize=4096)
def _minutes(body: str) -> int:
    text = _TAG.sub(" ", body)
    characters = 0
    if _CHARACTER.search(text):
        characters = len(_CHARACTER.findall(text))
        text = _CHARACTER.sub(" ", text)
    words = len(_WORD.findall(text))
    return max(1, round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))

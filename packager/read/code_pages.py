"""Code pages of the Latin script that detectors take for windows-1252: Mac Roman and DOS.

They are told by where their signs stand: a small letter is inside a word, no capital follows a
small letter, a quotation mark is at a word's edge. In the wrong code page most do not.
"""

from __future__ import annotations

_COMMON = "cp1252"
_OTHERS = (("mac_roman", "Mac Roman"), ("cp850", "DOS code page 850"))
_LOOKED_AT = 400_000
_FEWEST = 2  # signs: one proves nothing
_FITS, _FAILS = 0.9, 0.6  # shares of the signs that stand where they may
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÿ")
_WORDS = frozenset("àáéèíóôö")  # that are words by themselves
_AT_EDGES = frozenset("“”‘„‚«»‹›…–—©®™°·•§¿¡£€\u00a0")
_PER_LETTER = frozenset("’ªº")  # stand behind a letter


def older_latin(data: bytes) -> tuple[str, str]:
    """Return the codec of bytes in an older Latin code page and its name; empty for none."""
    sample = data[:_LOOKED_AT]
    if _share(sample.decode(_COMMON, "replace")) > _FAILS:
        return "", ""
    shares = [(_share(sample.decode(codec, "replace")), codec, name) for codec, name in _OTHERS]
    share, codec, name = max(shares, key=lambda one: one[0])
    return (codec, name) if share >= _FITS else ("", "")


def _share(text: str) -> float:
    """Return the share of the signs beyond ASCII that stand where they may; 1 if there are few."""
    count = fitting = 0
    padded = f" {text} "
    for at, sign in enumerate(padded):
        if sign > "\x7f":
            count += 1
            fitting += _fits(padded[at - 1], sign, padded[at + 1])
    return fitting / count if count >= _FEWEST else 1.0


def _fits(before: str, sign: str, after: str) -> bool:
    is_alone = before.isspace() and after.isspace()
    if sign in _LETTERS:
        return before.isalpha() or after.isalpha() or (is_alone and sign in _WORDS)
    if sign.lower() in _LETTERS:
        is_word = is_alone and sign.lower() in _WORDS
        return not before.islower() and (after.isalpha() or before.isupper() or is_word)
    if sign in _PER_LETTER:
        return before.isalnum()
    return sign in _AT_EDGES and not (before.isalpha() and after.isalpha())

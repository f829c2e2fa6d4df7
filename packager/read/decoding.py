"""Bytes of a text file as text, whatever encoding they are in.

UTF-8 is expected. A byte order mark, UTF-16, and the older encodings of one or two bytes are
recognised and told in a note, because a wrong guess shows only in the accents.
"""

from __future__ import annotations

import re
from typing import Protocol

from packager.errors import SourceError
from packager.html5 import xml_characters
from packager.model import Note, NoteKind
from packager.read.bounds import refuse_large
from packager.read.misread import first_misread, mended

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_SAMPLE = 4096
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 0.05  # a share of control characters that no text has
_LEAST_CONFIDENT = 0.3
_LEAST_FOREIGN = 0.2
_FEW = 12  # accents and signs; with more the detector's statistics are right
_LATIN = frozenset(
    "windows-1250 windows-1254 windows-1257 windows-1258 iso-8859-2 iso-8859-3 iso-8859-4 "
    "iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-16".split()
)
# Letters of Icelandic and signs within a word: what other code pages look like in windows-1252
_NOT_WESTERN = re.compile(
    "[\u00d0\u00dd\u00de\u00f0\u00fd\u00fe\u00b9\u00b3\u00a4\u00a6\u00af\ufffd\x81\x8d\x8f\x90\x9d]"
    "|[\u00a3\u00a5\u00a9\u00b6\u00bc\u00be](?=[^\\W\\d])|(?<=[^\\W\\d])[\u00a1\u00bf](?=[^\\W\\d])"
)
_LETTERS = re.compile("[\u00c0-\u00ff]{3}")  # no Western word has three accents in a row
_SURROGATE = re.compile(rb"\xff\xfe|\xed[\xa0-\xbf][\x80-\xbf]")  # never in UTF-8 nor in prose
_SPACES = (("\r", "\n"), ("\x0b", " "), ("\x0c", "\n"))


class _Warn(Protocol):
    def __call__(self, message: str, line: int | None = None) -> None:
        """Keep a warning about the encoding."""


def decode(data: bytes, name: str, *, is_written: bool = False) -> tuple[str, tuple[Note, ...]]:
    """Return the text, its lines ended by line feeds, with only XML's characters, and notes.

    ``is_written`` says that the text is somebody's own file, in which a misread character is a
    slip to be mended; of a page that was copied every character is kept.

    Raises:
        SourceError: the bytes are empty, blank, no text at all, or too many.
    """
    refuse_large(len(data), name)
    notes: list[Note] = []

    def warn(message: str, line: int | None = None) -> None:
        notes.append(Note(NoteKind.WARNING, message, rule="encoding", file=name, line=line))

    text = _text(data, name, warn).replace("\r\n", "\n")
    for old, new in _SPACES:  # a table of str.translate is asked for each character
        text = text.replace(old, new)
    if is_written and (place := first_misread(text)) >= 0:
        line = text.count("\n", 0, place) + 1
        warn("holds characters that a program misread as Latin-1; read as they were meant", line)
        text = mended(text)
    clean = xml_characters(text)
    if len(clean) < len(text):
        line = text.count("\n", 0, _first_difference(text, clean)) + 1
        lost = len(text) - len(clean)
        warn(f"{lost} control character{'s' * (lost > 1)} removed that no book can hold", line)
    if not clean.strip():
        raise SourceError(f"{name}: is empty; give a file with text in it")
    return clean, tuple(notes)


def is_binary(data: bytes) -> bool:
    """Return whether bytes are no text in any encoding."""
    if any(data.startswith(mark) for mark, _, _ in _MARKS) or unmarked_utf16(data):
        return False
    sample = data[:_SAMPLE]
    return len(_BINARY.findall(sample)) > max(2, len(sample) * _MOST_BINARY)


def _text(data: bytes, name: str, warn: _Warn) -> str:
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            if label != "UTF-8":
                warn(f"is {label}; read as such")
            return data[len(mark) :].decode(codec, "replace")
    if codec := unmarked_utf16(data):
        warn("is UTF-16 without a byte order mark; read as such")
        return data.decode(codec, "replace")
    if is_binary(data):
        raise SourceError(f"{name}: holds binary data; give a text file")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _older(data, line, warn)


def _older(data: bytes, line: int, warn: _Warn) -> str:
    """Decode what is not UTF-8: mostly UTF-8 with a slip, or an older encoding."""
    lenient = data.decode("utf-8", "replace")
    slips = lenient.count("\ufffd")
    sound = sum(character > "\x7f" for character in lenient) - slips
    if sound > slips or _SURROGATE.search(data):
        warn(f"{slips} byte{'s' * (slips > 1)} not UTF-8, shown as \ufffd; save it as UTF-8", line)
        return lenient
    from packager.read.code_pages import older_latin

    codec, label = older_latin(data)
    if not codec:
        codec, label = _guessed(data)
    warn(f"is not UTF-8; read as {label}", line)
    return data.decode(codec, "replace")


def _guessed(data: bytes) -> tuple[str, str]:
    """Return the codec that bytes are most probably in, and what it is called.

    A few accents tell the code pages of the Latin script apart badly: where they make sense in
    the commonest one, it is that.
    """
    from turbohtml.detect import detect

    match = detect(data)
    western = data.decode("cp1252", "replace")
    accents = sum(byte > 0x7F for byte in data)  # noqa: PLR2004 - ASCII ends there
    is_latin = (match.encoding or "").lower() in _LATIN
    is_foreign = not is_latin and bool(_LETTERS.search(western))
    least = _LEAST_FOREIGN if is_foreign else _LEAST_CONFIDENT
    if not match.codec or not match.encoding or match.confidence < least:
        return "cp1252", "windows-1252"
    if is_latin and accents < _FEW and not _NOT_WESTERN.search(western):
        return "cp1252", "windows-1252"
    return match.codec, match.encoding


def unmarked_utf16(data: bytes) -> str:
    """Return the codec if every other byte of a sample is nearly always NUL."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2 or b"\x00" not in sample:  # noqa: PLR2004 - two characters tell nothing
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _first_difference(text: str, other: str) -> int:
    pairs = zip(text, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(other))

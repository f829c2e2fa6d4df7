"""Bytes become text whatever their encoding, and a guess is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.errors import PackagerError, SourceError
from packager.read.decoding import decode


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(codec: str) -> None:
    assert decode("Ünïcode, 日本語\n".encode(codec), "a.md")[0] == "Ünïcode, 日本語\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_and_told(codec: str) -> None:
    text, notes = decode("An ordinary text, without a mark.".encode(codec), "a.md")
    assert text == "An ordinary text, without a mark."
    assert "UTF-16" in notes[0].message


def test_western_bytes_are_read_as_windows_1252_and_told() -> None:
    text, notes = decode("Déjà vu, “naïve” façade – café crème.".encode("cp1252"), "a.md")
    assert text == "Déjà vu, “naïve” façade – café crème."
    assert "windows-1252" in notes[0].message


def test_a_slip_in_utf8_costs_one_character_and_names_its_line() -> None:
    text, notes = decode("Größe, Füße\n".encode() + b"bad \xff byte", "a.md")
    assert text == "Größe, Füße\nbad \ufffd byte"
    assert notes[0].line == 2


def test_line_ends_of_all_systems_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\nd", "a.md")[0] == "a\nb\nc\nd"


def test_characters_that_xml_cannot_hold_are_removed_and_told() -> None:
    text, notes = decode(b"fine\nA NUL \x00 and a bell \x07 in a text", "a.md")
    assert text == "fine\nA NUL  and a bell  in a text"
    assert "2 control characters" in notes[0].message
    assert notes[0].line == 2


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf", bytes(range(256)) * 4])
def test_what_is_no_text_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"^a\.md: [^\n]+$"):
        decode(data, "a.md")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_for_xml_or_one_line_of_refusal(data: bytes) -> None:
    try:
        text, refusal = decode(data, "a.md")[0], ""
    except PackagerError as error:
        text, refusal = "", str(error)
    assert "\n" not in refusal
    assert "\r" not in text
    assert "\x00" not in text


@pytest.mark.parametrize(
    "text",
    ["Ærø er en ø", "£5 and €6", "Café", "¿Dónde está?", "It’s a test", "Não há água", "Größe"],
)
def test_a_few_western_accents_are_windows_1252(text: str) -> None:
    """Statistics of three letters say Baltic or Polish."""
    decoded, notes = decode(text.encode("cp1252"), "a.md")
    assert decoded == text
    assert notes[0].message == "is not UTF-8; read as windows-1252"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Łódź leży w środkowej Polsce; mieszka tu sześciuset tysięcy osób.", "cp1250"),
        ("Příliš žluťoučký kůň", "cp1250"),
        ("Ąžuolas", "cp1257"),
        ("Işık", "cp1254"),
        ("Привет", "cp1251"),
        ("Καλημέρα", "cp1253"),
        ("שלום", "cp1255"),
        ("中文", "gb18030"),
        ("안녕하세요", "euc_kr"),
        ("これは日本語の文章です。", "shift_jis"),
    ],
)
def test_other_code_pages_are_recognised_in_few_words(text: str, codec: str) -> None:
    assert decode(text.encode(codec), "a.md")[0] == text


def test_windows_characters_that_became_controls_are_read_as_they_were_meant() -> None:
    """A program that took windows-1252 for Latin-1 leaves them; YAML refuses a file for one."""
    text, notes = decode(
        "---\ntitle: It\x92s \x93tea\x94\x81\n---\n\nText\x85".encode(), "a.md", is_written=True
    )
    assert text == "---\ntitle: It’s “tea”\n---\n\nText…"
    assert (notes[0].line, "misread as Latin-1" in notes[0].message) == (2, True)

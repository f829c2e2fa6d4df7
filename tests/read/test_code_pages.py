"""Older code pages of the Latin script are told from windows-1252."""

from __future__ import annotations

import pytest

from packager.model import NoteKind
from packager.read.code_pages import older_latin
from packager.read.decoding import decode

_TEXTS = {
    "French": "Le café était fermé. L’été dernier, à Paris, nous avons mangé des pâtés où l’on "
    "chante « ça » et “naïve”. ÉCOLE DÉSERTÉE.",
    "German": "Die Straße war naß – größer als früher, „schön“ und über alles. Äpfel und Öl.",
    "English": "I don’t know “what” he’s doing — really… it’s fine.",
    "a quotation": "“Hello,” he said.",
    "Spanish": "¿Qué pasó en España? El niño comió; ¡olé! Año tras año, la canción.",
    "Portuguese": "Não há razão; às vezes é melhor. Avô e avó, à noite.",
}
_DOS = str.maketrans({"’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."})


@pytest.mark.parametrize("name", _TEXTS)
def test_mac_roman_is_told_from_windows_1252(name: str) -> None:
    text = _TEXTS[name]
    assert older_latin(text.encode("mac_roman"))[0] == "mac_roman"
    assert older_latin(text.encode("cp1252")) == ("", "")
    read, notes = decode(text.encode("mac_roman"), "a.txt")
    assert read == text
    assert notes[0].kind is NoteKind.WARNING
    assert notes[0].message == "is not UTF-8; read as Mac Roman"


@pytest.mark.parametrize("name", ["French", "German", "Spanish"])
def test_texts_of_dos_are_told_too(name: str) -> None:
    text = _TEXTS[name].translate(_DOS).replace("« ", "").replace(" »", "")
    assert older_latin(text.encode("cp850"))[0] == "cp850"
    assert older_latin(text.encode("latin-1")) == ("", "")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Zażółć gęślą jaźń – Łódź, świat, ćma", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "iso8859-2"),
        ("İstanbul'da şiir yazıyor, çağ, öğün", "cp1254"),
        ("Lietuvių kalba, ąžuolas, šaltis", "cp1257"),
        ("Ελληνικά γράμματα και λόγια", "cp1253"),
        ("Чай - это напиток", "cp1251"),
        ("Чай - это напиток", "koi8-r"),
        ("茶は日本の文化", "shift_jis"),
        ("茶是一种饮料", "gbk"),
        ("é", "cp1252"),
    ],
)
def test_other_encodings_are_none_of_them(text: str, codec: str) -> None:
    assert older_latin(text.encode(codec)) == ("", "")

"""Names of extracted files: what evidence names them leaves its folder on no system and fools nobody."""

from __future__ import annotations

import unicodedata

import pytest

from forensics_app.services.extracting.safe_names import TakenNames, numbered, safe_name


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("letter.txt", "letter.txt"),
        ("Счёт № 387.pdf", "Счёт № 387.pdf"),
        ("..", "unnamed"),
        (".", "unnamed"),
        ("", "unnamed"),
        (" . . ", "unnamed"),
        ("../../etc/passwd", "_.._.._etc_passwd"),
        ("..\\..\\Windows\\win.ini", "_.._.._Windows_win.ini"),
        ("/etc/shadow", "_etc_shadow"),
        ("C:\\boot.ini", "C__boot.ini"),
        ("file.txt:stream", "file.txt_stream"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("com1 .txt", "_com1 .txt"),
        ("COM¹", "_COM¹"),
        ("LPT9.tar.gz", "_LPT9.tar.gz"),
        ("Console", "Console"),
        ("desktop.ini", "_desktop.ini"),
        (".bashrc", "_.bashrc"),
        ("-rf", "_-rf"),
        ("$MFT", "_$MFT"),
        ("trailing. ", "trailing"),
        ("a\nb\tc", "a[LF]b[TAB]c"),
        ("invoice_\u202egpj.exe", "invoice_[RLO]gpj.exe"),
        ("zero\u200bwidth", "zero[ZWSP]width"),
    ],
)
def test_hostile_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_long_names_keep_their_extension_and_whole_characters() -> None:
    name = safe_name("é" * 300 + ".docx")
    assert name.endswith(".docx")
    assert len(name.encode("utf-8")) <= 151
    assert len(safe_name("x" * 300).encode("utf-8")) <= 151


def test_a_safe_name_stays_as_it_is() -> None:
    for name in ("_CON", "letter.txt", "invoice_[RLO]gpj.exe", "_.bashrc"):
        assert safe_name(name) == name


def test_names_that_some_system_takes_for_one_are_numbered() -> None:
    taken = TakenNames()
    assert taken.free("Photo.JPG") == "Photo.JPG"
    assert taken.free("photo.jpg") == "photo (2).jpg"
    assert taken.free("photo.jpg") == "photo (3).jpg"
    assert taken.free("photo (2).jpg") == "photo (2) (2).jpg"
    assert taken.free(unicodedata.normalize("NFC", "é.txt")) == "é.txt"
    assert taken.free(unicodedata.normalize("NFD", "é.txt")).endswith(" (2).txt")
    assert numbered("README", 2) == "README (2)"

"""Names keep their bytes and show their tricks; times keep what the evidence said."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model import names
from forensics_app.model.locator import Locator, artifact_id
from forensics_app.model.times import iso_from_unix, utc_text


def test_a_right_to_left_override_is_spelled_out() -> None:
    assert names.visible("invoice_\u202egpj.exe") == "invoice_[RLO]gpj.exe"
    assert names.is_spoofed("invoice_\u202egpj.exe")
    assert not names.is_spoofed("rechnung_äöü_発票.pdf")


def test_terminal_escapes_do_not_survive() -> None:
    assert "\x1b" not in names.visible("\x1b[2Jgone\n")


@given(st.text())
def test_visible_text_never_holds_a_control_or_format_character(text: str) -> None:
    shown = names.visible(text)
    assert names.visible(shown) == shown


def test_a_slash_inside_a_name_is_not_a_folder() -> None:
    assert names.display_path((b"dir", b"a/b")) == "/dir/a\\x2fb"


def test_ids_differ_by_every_part_of_the_place() -> None:
    base = Locator("s1", "s1", (b"a", b"b"), None, "5-128-1")
    others = [
        Locator("s2", "s1", (b"a", b"b"), None, "5-128-1"),
        Locator("s1", "s1.p1", (b"a", b"b"), None, "5-128-1"),
        Locator("s1", "s1", (b"a/b",), None, "5-128-1"),
        Locator("s1", "s1", (b"a", b"b"), b"s", "5-128-1"),
        Locator("s1", "s1", (b"a", b"b"), None, "5-128-2"),
        Locator("s1", "s1", (b"a", b"b"), None, "5-128-1", 1),
    ]
    key = bytes(32)
    assert len({artifact_id(key, loc) for loc in [base, *others]}) == 7
    assert artifact_id(key, base) != artifact_id(b"\x01" * 32, base)


@pytest.mark.parametrize(
    ("seconds", "nanoseconds", "text"),
    [
        (0, 0, "1970-01-01T00:00:00"),
        (-11644473600, 0, "1601-01-01T00:00:00"),
        (4102444800, 100, "2100-01-01T00:00:00.0000001"),
        (951782400, 500_000_000, "2000-02-29T00:00:00.5"),
    ],
)
def test_unix_seconds_to_iso(seconds: int, nanoseconds: int, text: str) -> None:
    assert iso_from_unix(seconds, nanoseconds) == text


def test_own_times_are_utc() -> None:
    local = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    assert utc_text(local) == "2026-03-29T00:30:00Z"
    assert utc_text(datetime(2026, 1, 1, 0, 0, 0, 1000, tzinfo=UTC)) == "2026-01-01T00:00:00.001Z"


def test_path_of_encoded_names_is_told_apart_from_names_with_slashes() -> None:
    def encoded(*raw: bytes) -> list[str]:
        return [base64.b64encode(name).decode() for name in raw]

    assert names.encoded_path(encoded(b"a", b"b.txt")) == "a/b.txt"
    assert names.encoded_path(encoded(b"a/b.txt")) == "a\\x2fb.txt"
    assert names.encoded_path(encoded(b"a", b"\xff"), *encoded(b"ads")) == "a/\\xff:ads"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (r"O=LKA Hessen\, Abteilung 3,C=DE", "O=“LKA Hessen, Abteilung 3”, C=DE"),
        (r"O=a\C3\A4+OU=b", "O=“aä” + OU=b"),
        ("O=LKA Hessen,C=DE", "O=LKA Hessen,C=DE"),
        (r"Weber \, Anna", r"Weber \, Anna"),  # no name of RFC 4514
    ],
)
def test_a_certificate_is_named_without_the_signs_that_escape(stored: str, shown: str) -> None:
    assert names.subject_shown(stored) == shown

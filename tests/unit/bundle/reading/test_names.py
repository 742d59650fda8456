"""Names of files in a bundle are harmless and always fit the grammar, whatever the evidence is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.bundle.reading.grammar import is_reference, path_fault
from forensics_app.bundle.writing.names import bundle_name, data_path, file_name, usable_name

ID = "ABCDEFGHIJKLMNOP"
TEXT = st.text(max_size=300)


@given(TEXT, TEXT)
def test_every_path_fits_the_grammar(exhibit: str, name: str) -> None:
    assert path_fault(data_path(exhibit, ID, name)) is None


@given(TEXT, st.integers(1, 9999))
def test_every_bundle_name_fits_the_grammar(reference: str, number: int) -> None:
    assert is_reference(bundle_name(reference, number))
    assert is_reference(usable_name(reference))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("Ferienfotos Größe.JPEG", "Ferienfotos_Gro_e.JPEG"),
        ("invoice_\u202egpj.exe", "invoice__gpj.exe"),
        ("../../etc/passwd", "etc_passwd"),
        ("写真.png", "unnamed.png"),
        ("", "unnamed"),
        (".bashrc", "bashrc"),
        ("a" * 100 + ".txt", "a" * 56 + ".txt"),
        ("x:Zone.Identifier", "x_Zone.Identifier"),
    ],
)
def test_examples(name: str, expected: str) -> None:
    assert file_name(ID, name) == f"{ID}_{expected}"


@pytest.mark.parametrize("exhibit", ["documents", "seal-nonce.bin", "CON", "LPT1.x", "", "..", "EX/001"])
def test_an_exhibit_cannot_take_a_reserved_place(exhibit: str) -> None:
    folder = data_path(exhibit, ID, "x").split("/")[1]
    assert folder.startswith(("exhibit", "EX_001"))


def test_a_usable_name_stays_as_it_is() -> None:
    assert usable_name("FR-2026-0417-B01") == "FR-2026-0417-B01"
    assert bundle_name("Dossier n° 17/é", 3) == "Dossier_n_17_e-B03"

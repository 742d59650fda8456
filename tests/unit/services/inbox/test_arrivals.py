"""Which files of an inbox belong together, and when they are complete."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from forensics_app.services.inbox.arrivals import Arrival, ArrivalKind, scan
from forensics_app.services.inbox.settling import Settling, is_whole


def _zip(path: Path, name: str = "a") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(name, b"x" * 100)
    return path


def _groups(inbox: Path) -> dict[str, tuple[str, ArrivalKind, list[str]]]:
    return {a.main: (a.sender, a.kind, [f.path for f in a.files]) for a in scan(inbox).arrivals}


def test_a_bundle_with_its_seal_addenda_and_letter_is_one_arrival_of_its_sender(tmp_path: Path) -> None:
    folder = tmp_path / "lab-a" / "2026-11"
    for name in ("B-1.zip", "B-1.asice", "B-1.dispatch.0123abcd.asice"):
        _zip(folder / name)
    (folder / "letter.pdf").write_bytes(b"%PDF")
    names = ["B-1.asice", "B-1.dispatch.0123abcd.asice", "B-1.zip", "letter.pdf"]
    assert _groups(tmp_path) == {"B-1.zip": ("lab-a", ArrivalKind.BUNDLE, names)}


def test_the_letter_in_the_folder_of_a_bundle_named_sealed_zip_goes_with_it(tmp_path: Path) -> None:
    """Its stem has two readings, and it is one bundle all the same."""
    for name in ("B-1.sealed.zip", "B-1.asice", "letter.pdf"):
        _zip(tmp_path / "lab" / name)
    found = _groups(tmp_path)
    assert {main: files for main, (_, _, files) in found.items()} == {
        "B-1.sealed.zip": ["B-1.asice", "B-1.sealed.zip", "letter.pdf"]
    }


def test_two_bundles_of_one_folder_are_two_and_a_letter_to_neither_stands_alone(tmp_path: Path) -> None:
    for name in ("B-1.zip", "B-2.zip", "B-2.asice", "B-2.cover.pdf", "letter.pdf"):
        _zip(tmp_path / "lab" / name)
    found = _groups(tmp_path)
    assert found["B-1.zip"][2] == ["B-1.zip"]
    assert found["B-2.zip"][2] == ["B-2.asice", "B-2.cover.pdf", "B-2.zip"]
    assert found["letter.pdf"][1] is ArrivalKind.OTHER


def test_a_seal_and_an_addendum_that_come_alone(tmp_path: Path) -> None:
    _zip(tmp_path / "B-1.asice")
    _zip(tmp_path / "C-9.receipt.0123abcd.asice")
    found = _groups(tmp_path)
    assert found["B-1.asice"][:2] == ("", ArrivalKind.SEAL)
    assert found["C-9.receipt.0123abcd.asice"][:2] == ("", ArrivalKind.ADDENDUM)


def test_an_unpacked_bundle_is_taken_with_everything_in_it(tmp_path: Path) -> None:
    bag = tmp_path / "lab" / "B-1"
    (bag / "data" / "deep").mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    (bag / "data" / "deep" / "x.bin").write_bytes(b"123")
    _zip(tmp_path / "lab" / "B-1.asice")
    sender, kind, files = _groups(tmp_path)["B-1"]
    assert (sender, kind) == ("lab", ArrivalKind.BUNDLE)
    assert files == ["B-1.asice", "B-1/bagit.txt", "B-1/data/deep/x.bin"]


def test_a_parcel_has_its_volumes_and_volumes_without_a_list_wait_as_something_else(tmp_path: Path) -> None:
    for name in ("P-1.parcel.asice", "P-1.key.p7m", "P-1.v00001.p7m", "OPEN.fr.txt", "Q-1.v00001.p7m"):
        _zip(tmp_path / name)
    found = _groups(tmp_path)
    assert found["P-1.parcel.asice"][1:] == (
        ArrivalKind.PARCEL,
        ["OPEN.fr.txt", "P-1.key.p7m", "P-1.parcel.asice", "P-1.v00001.p7m"],
    )
    assert found["Q-1.v00001.p7m"][1] is ArrivalKind.OTHER


def test_links_and_special_files_are_reported_and_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    _zip(secret / "B-1.zip")
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "link.zip").symlink_to(secret / "B-1.zip")
    (inbox / "lab").symlink_to(secret)
    os.mkfifo(inbox / "pipe.zip")
    found = scan(inbox)
    assert found.arrivals == []
    assert sorted(p.name for p in found.passed_over) == ["lab", "link.zip", "pipe.zip"]


@pytest.mark.parametrize("name", ["B-1.zip.part", ".B-1.zip.swp", "~B-1.zip", "B-1.zip.FILEPART", "x.tmp"])
def test_what_a_copying_program_has_not_finished_is_not_there_yet(tmp_path: Path, name: str) -> None:
    _zip(tmp_path / name)
    assert scan(tmp_path).arrivals == []


def _only(inbox: Path) -> Arrival:
    (arrival,) = scan(inbox).arrivals
    return arrival


def _ready(settling: Settling, inbox: Path, at: float) -> bool:
    ((_, waiting),) = settling.look(scan(inbox).arrivals, at)
    return waiting is None


def test_a_file_that_grows_is_taken_when_it_stopped_growing(tmp_path: Path) -> None:
    settling = Settling(quiet_s=30, patience_s=3600)
    whole = _zip(tmp_path / "B-1.zip").read_bytes()
    (tmp_path / "B-1.zip").write_bytes(whole[:50])
    assert not _ready(settling, tmp_path, 0)
    assert not _ready(settling, tmp_path, 60)  # quiet, but a ZIP does not end like this
    (tmp_path / "B-1.zip").write_bytes(whole)
    assert not _ready(settling, tmp_path, 70)
    assert not _ready(settling, tmp_path, 99)
    assert _ready(settling, tmp_path, 100)


def test_what_never_becomes_whole_is_taken_in_the_end(tmp_path: Path) -> None:
    settling = Settling(quiet_s=30, patience_s=3600)
    (tmp_path / "B-1.zip").write_bytes(b"PK\x03\x04 cut")
    assert not _ready(settling, tmp_path, 0)
    assert not _ready(settling, tmp_path, 3599)
    assert _ready(settling, tmp_path, 3600)


def test_a_share_that_was_away_is_looked_at_afresh(tmp_path: Path) -> None:
    settling = Settling(quiet_s=30, patience_s=3600)
    _zip(tmp_path / "B-1.zip")
    assert not _ready(settling, tmp_path, 0)
    settling.forget()
    assert not _ready(settling, tmp_path, 31)
    assert _ready(settling, tmp_path, 62)


def test_an_unpacked_bundle_is_whole_when_it_has_what_its_bag_info_states(tmp_path: Path) -> None:
    bag = tmp_path / "B-1"
    (bag / "data").mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    assert not is_whole(_only(tmp_path))
    (bag / "bag-info.txt").write_text("Payload-Oxum: 7.2\n")
    (bag / "data" / "a").write_bytes(b"1234")
    assert not is_whole(_only(tmp_path))
    (bag / "data" / "b").write_bytes(b"123")
    assert is_whole(_only(tmp_path))

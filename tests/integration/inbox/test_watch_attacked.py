"""What a partner with write access to one folder of the inbox, or a forwarder of a parcel, can do to it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.model.times import SystemClock
from forensics_app.services.inbox import arrivals
from forensics_app.services.inbox.arrivals import ArrivedFile
from forensics_app.services.inbox.check_order import CheckSettings
from forensics_app.services.inbox.watching import NOT_TAKEN, WatchOrder, watch
from forensics_app.services.verifying.register import CheckedBundle, note
from tests.world.cases import sealwright
from tests.world.parcels import Sender
from tests.world.signing import signing_key

NOBODY = CheckSettings(("en",), (".txt",))
PASSPHRASE = "correct horse battery"


@pytest.fixture
def partner(inbox: Path) -> Path:
    """The folder that an attacker can write to."""
    return inbox


@pytest.fixture
def settings(sender: Sender, tmp_path: Path) -> CheckSettings:
    """With an identity that signs receipts and opens parcels."""
    password = tmp_path / "password"
    password.write_text(f"{PASSPHRASE}\n")
    about = ("--name", "Lab Roma", "--organisation", "Lab", "--country", "IT")
    sealwright("identity", "new", *about, "--password-file", password)
    trust = sender.bundle.parent.parent / "trust-demo.pem"
    opens = {"opener": "Lab Roma", "opener_password": str(password)}
    return CheckSettings(
        ("en",), (".txt",), (str(trust),), signer="Lab Roma", signer_password=str(password), **opens
    )


def _watched(partner: Path, settings: CheckSettings) -> tuple[dict[str, int], list[dict[str, Any]]]:
    order = WatchOrder(
        partner.parent, partner.parent.parent / "out", settings,
        interval_s=0.0, quiet_s=0.0, patience_s=0.0, once=True,
    )  # fmt: skip
    said: list[dict[str, Any]] = []
    counts = watch(order, clock=SystemClock(), tell=said.append, cancelled=lambda: False)
    return counts, said


def _deliver(sender: Sender, folder: Path) -> None:
    for suffix in (".asice", ".zip"):
        shutil.copy(sender.bundle.with_suffix(suffix), folder / f"X-B01{suffix}")


def _other_seal(sender: Sender, verdict: str) -> CheckedBundle:
    """A bundle of the same reference under another seal, as it was checked before."""
    return CheckedBundle(
        "/elsewhere/X.zip", sender.bundle.stem, "Lab", "5" * 64, verdict, "2026-11-20T08:00:00Z"
    )


def test_no_receipt_is_signed_for_a_second_seal_of_a_reference_nor_for_a_forwarded_parcel(
    partner: Path, sender: Sender, settings: CheckSettings, tmp_path: Path
) -> None:
    """Whoever can open a parcel can encrypt the bundle again for others, as if the sender had."""
    _deliver(sender, partner)
    note([_other_seal(sender, "verified")])
    certificate = tmp_path / "roma.pem"
    password = ("--password-file", tmp_path / "password")
    sealwright("identity", "encryption", "Lab Roma", "-o", certificate, *password)
    der = x509.load_pem_x509_certificate(certificate.read_bytes()).public_bytes(Encoding.DER)
    forwarded = partner.parent / "lab-turin"
    forwarded.mkdir()
    sender.parcel(
        forwarded, signers=(signing_key("other"),), certificates=(der,), passphrases=(), shares=None
    )
    counts, said = _watched(partner, settings)
    filed = {e["kind"]: e for e in said if e["event"] == "filed"}
    assert counts == {"unconfirmed": 2}
    assert filed["bundle"]["verdict"] == "verified"
    assert filed["bundle"]["clash"]
    assert filed["parcel"]["verdict"] == "unconfirmed"
    for one in filed.values():
        assert one["receipt"] == {"signed": None, "prepared": [], "needs": "reason"}


@pytest.mark.slow
def test_a_stranger_who_used_the_reference_first_holds_up_no_bundle(
    partner: Path, sender: Sender, settings: CheckSettings
) -> None:
    _deliver(sender, partner)
    note([_other_seal(sender, "unconfirmed")])
    counts, said = _watched(partner, settings)
    filed = next(e for e in said if e["event"] == "filed")
    assert counts == {"verified": 1}
    assert filed["clash"]  # said all the same
    assert filed["receipt"]["outcome"] == "accepted"


def test_folders_in_folders_without_end_cost_their_own_sender_alone(partner: Path) -> None:
    bag = partner / "B-1"
    bag.mkdir()
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    handle = os.open(bag, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(1200):  # deeper than a path can be written down, and than a program may nest calls
        os.mkdir("a", dir_fd=handle)
        below = os.open("a", os.O_RDONLY | os.O_DIRECTORY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)
    other = partner.parent / "lab-turin"
    other.mkdir()
    (other / "letter.txt").write_text("good")
    try:
        counts, said = _watched(partner, NOBODY)
    finally:
        os.system(f"rm -rf '{bag}'")  # noqa: S605  # what Python can't remove either
    assert counts == {"other": 1}
    passed = [e for e in said if e["event"] == "passed-over"]
    assert [(e["path"], e["reason"]) for e in passed] == [(str(bag), "too-deep")]


def test_a_file_that_can_never_be_taken_does_not_keep_a_run_from_ending(
    partner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is exchanged each time it is copied."""
    bad = partner / "bad.bin"
    bad.write_bytes(b"x" * 100)
    other = partner.parent / "lab-turin"
    other.mkdir()
    (other / "letter.txt").write_text("good")
    real_open = os.open

    def exchanged(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if path == "bad.bin":
            bad.write_bytes(b"y" * 100)
        return real_open(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", exchanged)
    status = bad.stat()
    monkeypatch.setattr(
        "forensics_app.services.inbox.arrivals._file",
        _frozen("bad.bin", (status.st_size, status.st_mtime_ns, status.st_ino)),
    )
    counts, said = _watched(partner, NOBODY)
    assert counts == {"other": 1, NOT_TAKEN: 1}
    assert [e["event"] for e in said].count("changed") == 1


def _frozen(name: str, values: tuple[int, int, int]) -> Any:
    def made(path: str, status: os.stat_result) -> ArrivedFile:
        if path == name:
            return ArrivedFile(path, *values)
        return ArrivedFile(path, status.st_size, status.st_mtime_ns, status.st_ino)

    return made


def test_a_folder_that_becomes_a_link_leads_nowhere(
    partner: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Right after it was looked at, where it still was a folder."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.pem").write_text("SECRET")
    below = partner / "today"
    below.mkdir()
    real = arrivals.list_folder

    def exchanged(name: str, *, dir_fd: int) -> int:
        if name == "today" and not below.is_symlink():
            below.rmdir()
            below.symlink_to(secret)
        return real(name, dir_fd=dir_fd)

    monkeypatch.setattr(arrivals, "list_folder", exchanged)
    counts, _ = _watched(partner, NOBODY)
    assert counts == {}
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file() and b"SECRET" in p.read_bytes()]


def test_names_that_are_no_text_or_command_a_terminal_are_filed_and_shown_as_text(partner: Path) -> None:
    for name in (b"\xff\xfe.txt", b"\x1b[31mred.txt", b"a\nb.txt", "\u202egpj.txt".encode()):
        (partner / os.fsdecode(name)).write_bytes(name)
    out = partner.parent.parent / "out2"
    done = sealwright("watch", partner.parent, "--out", out, "--once", "--quiet", 0, "--interval", 0.1)
    assert not any(sign in done.stdout for sign in ("\x1b[31m", "a\nb", "\u202e"))
    lines = [json.loads(line) for line in (out / "inbox.jsonl").read_text().splitlines()]
    assert sum(line["event"] == "filed" for line in lines) == 4
    assert all(p.name.isascii() and p.name.isprintable() for p in (out / "other").iterdir())

"""Shares of a parcel's key reach their holders as files, printed cards, or encrypted for each."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from forensics_app.i18n import set_language
from forensics_app.parcel.envelope import EnvelopeError
from forensics_app.parcel.sealed_share import open_share, seal_share
from forensics_app.parcel.shares import ShareError, show_share, split_key
from forensics_app.report.forms.share_card import share_card_data
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.parcels import KINDS, Sender, make_sender, recipient
from tests.world.signing import NOW, write_pem


@dataclass(frozen=True)
class Made:
    sender: Sender
    identity: str
    password: Path


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Made:
    password = tmp_path / "secret"
    password.write_text("a passphrase\n")
    files = ("--password-file", password, "--root-password-file", password)
    code, _, err = run("identity", "new", "--name", "Claire", "--country", "FR", *files)
    assert code == 0, err
    return Made(make_sender(tmp_path / "sender", b"evidence"), "Claire", password)


def make(run: Run, made: Made, folder: Path, *more: object) -> tuple[int, str, str]:
    signed = ("--identity", made.identity, "--password-file", made.password)
    return run("parcel", "make", made.sender.bundle, folder, *signed, "--name", "P", *more)


def test_cards_are_printed_beside_the_files(run: Run, made: Made, tmp_path: Path) -> None:
    shares = tmp_path / "shares"
    code, _, err = make(run, made, tmp_path / "p", "--shares", "2/3", "--shares-to", shares)
    assert code == 0, err
    assert {p.name for p in shares.iterdir()} == {
        f"P.share{n}of3.{ending}" for n in (1, 2, 3) for ending in ("json", "pdf")
    }
    assert all(p.stat().st_mode & 0o077 == 0 for p in shares.iterdir())
    require_judge("pdftotext")
    text = subprocess.run(
        ["pdftotext", "-layout", shares / "P.share2of3.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    groups = [
        word
        for line in text.splitlines()
        if line.split()[:1] in (["A"], ["B"], ["C"])
        for word in line.split()[1:]
    ]
    typed = tmp_path / "typed.txt"
    typed.write_text(" ".join(groups).lower(), encoding="ascii")
    opened = tmp_path / "B.zip"
    given = ("--share", typed, "--share", shares / "P.share3of3.json")
    code, _, err = run("parcel", "open", tmp_path / "p", "-o", opened, *given)
    assert opened.read_bytes() == made.sender.bundle.read_bytes(), err


def test_shares_that_are_encrypted_for_their_holders(run: Run, made: Made, tmp_path: Path) -> None:
    shares, holders = tmp_path / "shares", []
    for number, kind in enumerate(("RSA-2048", "P-256", "P-384")):
        holders += ["--share-holder", write_pem(tmp_path / f"{number}.pem", recipient(kind).certificate)]
    asked = ("--shares", "2/3", "--shares-to", shares)
    code, _, err = make(run, made, tmp_path / "q", *asked, *holders[:4])
    assert code == 2, err
    assert not (tmp_path / "q").exists()
    code, out, err = make(run, made, tmp_path / "p", *asked, *holders)
    assert code == 0, err
    assert {p.name for p in shares.iterdir()} == {f"P.share{n}of3.p7m" for n in (1, 2, 3)}

    require_judge("openssl")
    opened = []
    for number, kind in ((1, "RSA-2048"), (3, "P-384")):
        key, certificate = recipient(kind).write(tmp_path, kind)
        plain = tmp_path / f"share{number}.json"
        command = [
            "openssl",
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "DER",
            "-inkey",
            key,
            "-recip",
            certificate,
        ]
        subprocess.run([*command, "-in", shares / f"P.share{number}of3.p7m", "-out", plain], check=True)
        opened += ["--share", plain]
        assert plain.read_text(encoding="ascii").split('"value":"')[1][:20] not in out
    code, _, err = run("parcel", "open", tmp_path / "p", "-o", tmp_path / "B.zip", *opened)
    assert (tmp_path / "B.zip").read_bytes() == made.sender.bundle.read_bytes(), err


@pytest.mark.parametrize("kind", KINDS)
def test_sealed_share_opens_for_its_holder_alone(kind: str) -> None:
    _, (share, _) = split_key("ab" * 16, 2, 2)
    sealed = seal_share(share, recipient(kind).certificate)
    assert open_share(sealed, recipient(kind).opens) == share
    assert share.value not in sealed
    with pytest.raises(EnvelopeError):
        open_share(sealed, recipient(kind, 3).opens)
    for at in range(0, len(sealed), 7):
        flipped = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]
        with pytest.raises((EnvelopeError, ShareError)):
            open_share(flipped, recipient(kind).opens)


def test_command_opens_a_sealed_share(run: Run, tmp_path: Path) -> None:
    _, (share, _) = split_key("ab" * 16, 2, 2)
    who = recipient("P-256")
    key, certificate = who.write(tmp_path, "me")
    (tmp_path / "pw").write_text("p12 secret")
    require_judge("openssl")
    pack = ["openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", "pass:p12 secret"]
    subprocess.run([*pack, "-out", tmp_path / "me.p12"], check=True, env={**os.environ})
    sealed = tmp_path / "share.p7m"
    sealed.write_bytes(seal_share(share, who.certificate))
    ask = ("parcel", "open-share", sealed, "-o")
    opener = ("--key", tmp_path / "me.p12", "--password-file", tmp_path / "pw")
    code, _, err = run(*ask, tmp_path / "share.json", *opener)
    assert code == 0, err
    assert (tmp_path / "share.json").read_bytes() == share.line
    sealed.write_bytes(seal_share(share, recipient("P-256", 8).certificate))
    assert run(*ask, tmp_path / "other.json", *opener)[0] != 0
    assert run(*ask, tmp_path / "other.json")[0] == 2
    assert not (tmp_path / "other.json").exists()


@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_card_shows_every_character_of_the_share(language: str) -> None:
    _, (share, _) = split_key("ab" * 16, 2, 2)
    set_language(language)
    try:
        data = share_card_data(
            show_share(share), parcel=share.parcel, number=1, threshold=2, count=2, made=NOW
        )
    finally:
        set_language("en")
    assert "-".join(" ".join(row for _, row in data["rows"]).split()) == show_share(share)
    assert [letter for letter, _ in data["rows"]] == ["A", "B", "C"]

"""The whole job without the command line, by mouse and keys on a real X server with a window manager."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.model.bundle import bundle_stem
from tests.ui.shooting.screen import User, wait_for, x_server
from tests.world.cases import PROJECT, environment

PASSPHRASE = "correct horse battery"
PRIVATE = "ask the prosecutor first"


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A stick's folder with three files, of which two matter."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "invoice-014.txt").write_text("To be paid into another account\n")
    (folder / "invoice-015.txt").write_text("As agreed\n")
    (folder / "holiday.txt").write_text("Sea and sun\n")
    return folder


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    """Somebody who starts the program for the first time."""
    home = tmp_path / "home"
    home.mkdir()
    seen = tmp_path / "seen.json"
    with x_server() as display:
        places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        ours = environment(DISPLAY=display, SEALWRIGHT_HOME=str(home / "keys"), **places)
        for other in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
            ours.pop(other, None)
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.shooting.watched", str(seen)], env=ours, cwd=PROJECT
        )
        try:
            someone = User(display, seen)
            wait_for(lambda: someone.look()["window"], 60)
            yield someone
            someone.press("ctrl+q")
            assert program.wait(30) == 0
        finally:
            program.kill()
            program.wait(10)


def test_main_job_from_a_new_case_to_a_verified_bundle(user: User, evidence: Path, tmp_path: Path) -> None:
    case, out = tmp_path / "case", tmp_path / "out"
    out.mkdir()
    user.use("Skip the tour")
    make_case(user, case)
    add_evidence(user, evidence)
    filter_and_tag(user)
    bundle = export(user, out)
    verify(user, as_a_receiver(tmp_path / "home" / "keys"))
    with zipfile.ZipFile(bundle) as sealed:
        assert not [name for name in sealed.namelist() if PRIVATE.encode() in sealed.read(name)]
        named = [name.rpartition("_")[2] for name in sealed.namelist() if "/data/EX-001/" in name]
    assert sorted(named) == ["invoice-014.txt", "invoice-015.txt"]


def make_case(user: User, case: Path) -> None:
    user.use("New case", kind="ActionTile")
    user.fill("Reference", "FR-2026-0417")
    user.fill("Title", "Invoice fraud")
    user.fill("Examiner", "A. Petit")
    user.fill("Agency", "LAB Lyon")
    user.use("Choose a country")
    user.type("France")
    user.press("Return")
    user.fill("Folder", str(case))
    user.use("Create case now")
    user.see("Invoice fraud", kind="Elided")
    assert (case / "case.sqlite").is_file()


def add_evidence(user: User, evidence: Path) -> None:
    user.go("alt+2", "Evidence")
    user.use("Add evidence…")
    user.use("Folder…")
    user.fill("Directory:", str(evidence))
    user.press("Return")
    user.use("Read 1 source")
    user.see("Reading finished. Nothing was written to the evidence.", 60)


def filter_and_tag(user: User) -> None:
    user.go("alt+3", "Artifacts")
    user.see("holiday.txt", kind="row")
    user.press("slash")
    user.type("invoice")
    user.gone("holiday.txt", kind="row")
    user.use("invoice-014.txt", kind="row")
    user.press("ctrl+a")
    user.press("space")
    user.see("2 selected artifacts")
    user.fill("Tag name", "Relev", kind="QLineEdit")  # “Relevant” is suggested now
    user.click(user.see("Note", kind="QPlainTextEdit")["at"])
    user.type(PRIVATE)
    wait_for(lambda: (user.find("Note", kind="QPlainTextEdit") or {})["text"] == PRIVATE)
    assert user.see("Tag name", kind="QLineEdit")["text"] == "Relev"
    user.fill("Tag name", "Relevant", kind="QLineEdit")
    user.use("Tag", kind="Button")  # closes the suggestions too
    user.see("Tagged 2 artifacts “Relevant”.")


def export(user: User, out: Path) -> Path:
    user.go("alt+6", "Export")
    user.see("everything with this tag")
    user.see("2 of 3")
    user.use("Review what is left out")
    user.use("Continue")  # what is left out
    user.see("Also for anyone who knows a passphrase")
    user.use("Continue")  # who receives it
    user.use("New identity…")
    for field in ("New passphrase", "Repeat passphrase"):
        user.fill(field, PASSPHRASE)
    user.use("Create identity")
    user.fill("Folder", str(out))
    user.fill("Passphrase or PIN", PASSPHRASE)
    user.use("Seal 2 artifacts")
    user.see("The bundle is sealed", 60)
    (bundle,) = out.glob("*.zip")
    assert bundle.name.endswith(".sealed.zip")
    assert bundle.with_name(f"{bundle_stem(bundle.name)}.asice").is_file()
    return bundle


def as_a_receiver(keys: Path) -> Path:
    """Take the identity away, whose seals its own home knows at once. Where it is now."""
    return (keys / "identities").rename(keys.with_name("of the sender"))


def verify(user: User, identities: Path) -> None:
    """Unconfirmed at first; verified once the fingerprint was compared, which the signer reads out."""
    user.use("Verify now")
    user.see("UNCONFIRMED", 60)
    user.see("32 characters left")
    (chain,) = identities.glob("*/chain.pem")
    certificate = ssl.PEM_cert_to_DER_cert(
        chain.read_text().split("-----END")[0] + "-----END CERTIFICATE-----"
    )
    digest = hashlib.sha256(certificate).hexdigest()
    for number, row in enumerate("ABCD"):
        if user.find(f"Row {row} as read out") is not None:
            user.fill(f"Row {row} as read out", digest[16 * number : 16 * number + 16])
    user.use("Trust this signer…")
    user.use("Trust this signer")
    taken_back = "To take this back, remove the entry under “Partners” in Preferences."
    user.see(f"A. Petit is now on your trusted list. {taken_back}", 60)
    user.see("VERIFIED", 60)

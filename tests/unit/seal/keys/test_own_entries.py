"""What one's own identity signed is known on that computer, and nothing that lies in a parcel is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import axis_sentence, verdict_sentence
from forensics_app.model.findings import Axis, Verdict, VerificationReport
from forensics_app.model.trust import TrustSource, TrustStore
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.home import ENVIRONMENT
from forensics_app.seal.keys.identities import IdentityStore
from forensics_app.seal.keys.own_entries import known_own_entries, own_entries, remember_practice
from forensics_app.services.trust.trust import trust_for_run
from tests.vectors import pki
from tests.vectors.bundle import Plan, build
from tests.vectors.vector import as_zip
from tests.world.receiving import policy, verify_path
from tests.world.signing import NOW

ENGLISH = translator_for("en")


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "home"))
    return tmp_path / "home"


def _verify(tmp_path: Path, signer: pki.Identity = pki.SIGNER) -> VerificationReport:
    sent = as_zip(build(Plan(signers=(signer,)))).write(tmp_path / "parcel")
    (tmp_path / "parcel" / "trust.pem").write_bytes(pki.pem(*signer.chain))
    return verify_path(sent, replace(policy(()), trust=trust_for_run(clock=_Clock())))


def test_a_bundle_of_ones_own_is_verified_and_said_to_be_that(home: Path, tmp_path: Path) -> None:
    remember_practice(home, pki.SIGNER.certificate)
    own = tuple(replace(entry, source=TrustSource.OWN) for entry in own_entries(home))
    sent = as_zip(build(Plan(signers=(pki.SIGNER,)))).write(tmp_path / "parcel")
    report = verify_path(sent, replace(policy(()), trust=TrustStore(own)))
    assert report.verdict is Verdict.VERIFIED
    assert report.seal.signers[0].trust == "own"
    assert axis_sentence(report, Axis.ORIGIN, ENGLISH).startswith("Signed by your own identity ")
    said = verdict_sentence(report, ENGLISH)
    assert said.startswith("Everything is as it was sealed, by your own identity.")


def test_the_identity_of_a_practice_case_is_not_called_ones_own(home: Path, tmp_path: Path) -> None:
    remember_practice(home, pki.SIGNER.certificate)
    report = _verify(tmp_path)
    assert (report.verdict, report.seal.signers[0].trust) == (Verdict.VERIFIED, "practice")
    for said in (axis_sentence(report, Axis.ORIGIN, ENGLISH), verdict_sentence(report, ENGLISH)):
        assert "practice" in said
        assert "own identity" not in said
        assert "trusted list" not in said


def test_a_certificate_chosen_for_one_check_is_not_said_to_be_on_the_list(home: Path, tmp_path: Path) -> None:
    pem = tmp_path / "given.pem"
    pem.write_bytes(pki.pem(pki.SIGNER.certificate))
    sent = as_zip(build(Plan(signers=(pki.SIGNER,)))).write(tmp_path / "parcel")
    trust = trust_for_run((pem,), clock=_Clock())
    report = verify_path(sent, replace(policy(()), trust=trust))
    assert (report.verdict, report.seal.signers[0].trust) == (Verdict.VERIFIED, "chosen")
    for said in (axis_sentence(report, Axis.ORIGIN, ENGLISH), verdict_sentence(report, ENGLISH)):
        assert "this check" in said
        assert "trusted list" not in said


def test_what_lies_in_a_parcel_makes_nobody_known(home: Path, tmp_path: Path) -> None:
    assert _verify(tmp_path).verdict is Verdict.UNCONFIRMED


def test_an_own_identity_vouches_for_itself_and_not_for_its_authority(home: Path, tmp_path: Path) -> None:
    remember_practice(home, pki.SIGNER.certificate)
    assert _verify(tmp_path, pki.COLLEAGUE).verdict is Verdict.UNCONFIRMED


def test_identities_are_entries_of_their_own_certificate_alone(home: Path) -> None:
    made = IdentityStore(home).create(Holder("Marie", "Labo", "FR"), b"geheim", now=NOW)
    (entry,) = own_entries(home)
    assert (entry.certificate, entry.source, entry.authority) == (made.chain[0], TrustSource.OWN, False)


def test_a_folder_that_is_no_identity_makes_nobody_known(home: Path) -> None:
    (home / "identities" / "broken").mkdir(parents=True)
    assert known_own_entries(home) == ()

"""Trust gets in only with a fingerprint told by another way, and is kept across changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from forensics_app.errors import (
    CertificateInvalidError,
    FingerprintMismatchError,
    RevocationFileInvalidError,
    TrustEntryNotFoundError,
    UsageError,
)
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.status.folder import RevocationFolder
from forensics_app.seal.trust import TrustFile, run_entries
from tests.world.signing import NOW, signing_key, write_pem

SIGNER, ROOT = signing_key().chain


@pytest.fixture
def trust(tmp_path: Path) -> TrustFile:
    return TrustFile(tmp_path / "home")


def add(trust: TrustFile, path: Path, reported: str, subject: str | None = None) -> TrustEntry:
    return trust.add(
        path, role=TrustRole.SEAL, expected_fingerprint=reported, subject=subject, label=None, now=NOW
    )


def test_the_told_fingerprint_must_be_the_certificates(trust: TrustFile, tmp_path: Path) -> None:
    path = write_pem(tmp_path / "c.pem", SIGNER)
    wrong = fingerprint(ROOT)
    with pytest.raises(FingerprintMismatchError) as caught:
        add(trust, path, wrong)
    assert (caught.value.expected, caught.value.actual) == (wrong, fingerprint(SIGNER))
    assert trust.load().entries == ()


def test_separators_and_case_of_a_fingerprint_do_not_matter(trust: TrustFile, tmp_path: Path) -> None:
    path = write_pem(tmp_path / "c.pem", SIGNER)
    reported = ":".join(fingerprint(SIGNER)[i : i + 2] for i in range(0, 64, 2)).upper()
    entry = add(trust, path, reported)
    assert trust.load().entries == (entry,)
    assert (entry.certificate, entry.authority, entry.label) == (SIGNER, False, "DEMO Marie Dürand")


@pytest.mark.parametrize("reported", ["", "abcd", "z" * 64, "a" * 63])
def test_half_a_fingerprint_is_none(trust: TrustFile, tmp_path: Path, reported: str) -> None:
    with pytest.raises(UsageError):
        add(trust, write_pem(tmp_path / "c.pem", SIGNER), reported)


def test_a_subject_goes_with_an_authority_only(trust: TrustFile, tmp_path: Path) -> None:
    name = x509.load_der_x509_certificate(SIGNER).subject.rfc4514_string()
    entry = add(trust, write_pem(tmp_path / "ca.pem", ROOT), fingerprint(ROOT), name)
    assert (entry.authority, entry.subject) == (True, name)
    with pytest.raises(UsageError):
        add(trust, write_pem(tmp_path / "c.pem", SIGNER), fingerprint(SIGNER), name)
    with pytest.raises(UsageError):
        add(trust, tmp_path / "ca.pem", fingerprint(ROOT), "no name")


def test_removing_and_revoking_by_the_beginning_of_a_fingerprint(trust: TrustFile, tmp_path: Path) -> None:
    add(trust, write_pem(tmp_path / "c.pem", SIGNER), fingerprint(SIGNER))
    add(trust, write_pem(tmp_path / "ca.pem", ROOT), fingerprint(ROOT))
    trust.revoke(fingerprint(SIGNER)[:12], "2026-01-01T00:00:00Z")
    assert [e.revoked_since for e in trust.load().entries] == ["2026-01-01T00:00:00Z", None]
    add(trust, tmp_path / "c.pem", fingerprint(SIGNER))
    assert {e.revoked_since for e in trust.load().entries} == {"2026-01-01T00:00:00Z", None}
    trust.remove(fingerprint(SIGNER))
    assert [e.fingerprint for e in trust.load().entries] == [fingerprint(ROOT)]
    with pytest.raises(TrustEntryNotFoundError):
        trust.remove(fingerprint(SIGNER))
    with pytest.raises(TrustEntryNotFoundError):
        trust.remove(fingerprint(ROOT)[:4])


def test_a_file_that_is_no_certificate_is_refused(trust: TrustFile, tmp_path: Path) -> None:
    path = tmp_path / "x.pem"
    path.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(CertificateInvalidError):
        add(trust, path, "a" * 64)
    with pytest.raises(CertificateInvalidError):
        add(trust, tmp_path / "absent", "a" * 64)


def test_a_damaged_store_is_reported_and_not_replaced(trust: TrustFile, tmp_path: Path) -> None:
    add(trust, write_pem(tmp_path / "c.pem", SIGNER), fingerprint(SIGNER))
    store = tmp_path / "home" / "trust.json"
    store.write_bytes(store.read_bytes()[:-20])
    before = store.read_bytes()
    with pytest.raises(CertificateInvalidError):
        trust.load()
    with pytest.raises(CertificateInvalidError):
        add(trust, tmp_path / "c.pem", fingerprint(SIGNER))
    assert store.read_bytes() == before


def test_a_file_named_for_one_run_gives_every_certificate_in_it(tmp_path: Path) -> None:
    entries = run_entries(write_pem(tmp_path / "t.pem", ROOT, SIGNER), role=TrustRole.SEAL, now=NOW)
    assert [(e.certificate, e.authority) for e in entries] == [(ROOT, True), (SIGNER, False)]


def test_a_kept_revocation_list_that_was_changed_is_not_used(tmp_path: Path) -> None:
    """Whoever could swap it could take a revocation back; so it is an error, not one list fewer."""
    digest = RevocationFolder(tmp_path).add(b"a list")
    assert TrustFile(tmp_path).load().revocation == (b"a list",)
    path = next(tmp_path.rglob(f"{digest}*"))
    path.write_bytes(b"another list")
    with pytest.raises(RevocationFileInvalidError) as caught:
        TrustFile(tmp_path).load()
    assert caught.value.path == str(path)
    RevocationFolder(tmp_path).remove(digest)
    assert TrustFile(tmp_path).load().revocation == ()


def test_lists_outlive_changes_of_the_trusted_certificates(tmp_path: Path) -> None:
    RevocationFolder(tmp_path).add(b"a list")
    pem = write_pem(tmp_path / "a.pem", signing_key().certificate)
    store = TrustFile(tmp_path)
    store.add(
        pem,
        role=TrustRole.SEAL,
        expected_fingerprint=fingerprint(signing_key().certificate),
        subject=None,
        label=None,
        now=NOW,
    )
    assert store.load().revocation == (b"a list",)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"trust/1", b"trust/2"),
        (b'"revoked_since":', b'"limit":"2027","revoked_since":'),
        (b'],"type"', b'],"except":"","type"'),
        (b"\n", b""),
        (b'{"entries":[{', b'[{"entries":[{'),
    ],
    ids=["another kind", "an unknown word of an entry", "an unknown word", "cut off", "no list of ours"],
)
def test_a_list_that_says_more_than_is_known_or_less_is_not_taken(
    was: bytes, becomes: bytes, trust: TrustFile, tmp_path: Path
) -> None:
    add(trust, write_pem(tmp_path / "c.pem", SIGNER), fingerprint(SIGNER))
    path = tmp_path / "home" / "trust.json"
    data = path.read_bytes()
    path.write_bytes(data.replace(was, becomes, 1))
    with pytest.raises(CertificateInvalidError):
        trust.load()
    path.write_bytes(b"[]\n")
    with pytest.raises(CertificateInvalidError):
        trust.load()
    path.write_bytes(data)
    assert len(trust.load().entries) == 1

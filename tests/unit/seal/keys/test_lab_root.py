"""A root's revocations: nothing is lost, and the earlier of two times stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from forensics_app.errors import IdentityAmbiguousError, IdentityExistsError, KeyFileInvalidError, UsageError
from forensics_app.seal.certificates.making import Holder, make_signer
from forensics_app.seal.keys.identities import IdentityStore
from forensics_app.seal.keys.lab_root import LabRoot, RootStore
from tests.world.signing import NOW

HOLDER = Holder("Labo", "Labo", "FR")


@pytest.fixture
def store(tmp_path: Path) -> RootStore:
    return RootStore(tmp_path)


@pytest.fixture
def root(store: RootStore) -> LabRoot:
    return store.create(HOLDER, b"root", now=NOW, demo=False, crl_url=None)


def test_a_root_is_found_by_its_name_beside_an_identity_that_has_its_own(
    store: RootStore, tmp_path: Path
) -> None:
    identities = IdentityStore(tmp_path)
    own = [identities.create(Holder(name, "Labo"), b"geheim", now=NOW) for name in ("A", "B")]
    assert len(store.all()) == 2
    with pytest.raises(IdentityAmbiguousError) as refused:
        store.find("Labo Root")
    assert len(refused.value.ids.split(", ")) == len(own)
    made = store.create(HOLDER, b"root", now=NOW, demo=False, crl_url=None)
    assert store.find("Labo Root") == made
    assert {r.label for r in store.all()} == {"Labo Root"}
    store.create(HOLDER, b"root", now=NOW, demo=False, crl_url=None)
    with pytest.raises(IdentityAmbiguousError):
        store.find("Labo Root")


def issued(store: RootStore, root: LabRoot, count: int) -> list[bytes]:
    key = store.unlock(root, b"root")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return [make_signer(Holder(f"E{i}"), key, root.loaded, now=NOW).certificate for i in range(count)]


def test_revocations_at_the_same_moment_are_all_kept(store: RootStore, root: LabRoot) -> None:
    certificates = issued(store, root, 24)

    def revoke(certificate: bytes) -> None:
        store.revoke(root, certificate, since="2026-04-01T00:00:00Z", reason="superseded", now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(revoke, certificates))
    assert len(store.revoked(root)) == len(certificates)
    crl = x509.load_der_x509_crl(store.make_crl(root, store.unlock(root, b"root"), now=NOW, days=1))
    serials = {x509.load_der_x509_certificate(c).serial_number for c in certificates}
    assert {entry.serial_number for entry in crl} == serials


def test_the_earlier_time_stands(store: RootStore, root: LabRoot) -> None:
    (certificate,) = issued(store, root, 1)
    for since in ("2026-04-10T00:00:00Z", "2026-04-01T00:00:00Z", "2026-04-15T00:00:00Z"):
        store.revoke(root, certificate, since=since, reason="key-compromise", now=NOW)
    (known,) = store.revoked(root)
    assert known.since == "2026-04-01T00:00:00Z"
    crl = x509.load_der_x509_crl(store.make_crl(root, store.unlock(root, b"root"), now=NOW, days=1))
    (entry,) = list(crl)
    told = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
    assert told.invalidity_date_utc.isoformat() == "2026-04-01T00:00:00+00:00"
    assert entry.revocation_date_utc == NOW


def test_a_damaged_list_of_revocations_is_not_an_empty_one(store: RootStore, root: LabRoot) -> None:
    (certificate,) = issued(store, root, 1)
    (root.folder / "revoked.json").write_text("[{")
    with pytest.raises(KeyFileInvalidError):
        store.is_revoked(certificate)
    with pytest.raises(KeyFileInvalidError):
        store.revoke(root, certificate, since="2026-04-01T00:00:00Z", reason="superseded", now=NOW)


def test_an_unknown_reason_is_refused(store: RootStore, root: LabRoot) -> None:
    (certificate,) = issued(store, root, 1)
    with pytest.raises(UsageError):
        store.revoke(root, certificate, since="2026-04-01T00:00:00Z", reason="holiday", now=NOW)


def test_a_root_is_restored_once(store: RootStore, root: LabRoot, tmp_path: Path) -> None:
    backup = tmp_path / "b.p12"
    backup.write_bytes(store.backup(root, b"root", b"safe"))
    with pytest.raises(IdentityExistsError):
        store.restore(backup, b"safe", b"new", now=NOW)

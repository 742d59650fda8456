"""A laboratory's own root: its folder, what it revoked, and the list of that which partners take in.

One folder each under `roots`: `root.pem`, `key.pem` under a passphrase, `about.json`; a root that was made
together with an identity lies in that identity's folder. `revoked.json` grows there: nothing is taken out, so
a list speaks of ended certificates too.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import (
    IdentityAmbiguousError,
    IdentityNotFoundError,
    KeyFileInvalidError,
    PassphraseNeededError,
    RootNotHereError,
    UsageError,
)
from forensics_app.model.times import utc_text
from forensics_app.seal.certificates.loading import load_certificates
from forensics_app.seal.certificates.making import Holder, common_name, fingerprint, is_authority, make_root
from forensics_app.seal.forms import der
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.keys.files import decrypt_key, encrypt_key, read_pkcs12_key, write_pkcs12
from forensics_app.seal.keys.identities import ID_CHARACTERS, ROOT_KEY, pem, put_folder
from forensics_app.system.locks import alone_in

_CHAIN, _CERTIFICATE, _KEY = "chain.pem", "root.pem", "key.pem"
_REVOKED, _ABOUT = "revoked.json", "about.json"
_EXPIRED_ON_LIST = x509.ObjectIdentifier("2.5.29.60")  # expiredCertsOnCRL, X.509 (2019) clause 9.5.2.8
_SHORTEST_PREFIX = 4
REASONS = {  # RFC 5280 section 5.3.1, those that a laboratory can mean
    "unspecified": x509.ReasonFlags.unspecified,
    "key-compromise": x509.ReasonFlags.key_compromise,
    "affiliation-changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation-of-operation": x509.ReasonFlags.cessation_of_operation,
    "privilege-withdrawn": x509.ReasonFlags.privilege_withdrawn,
}


@dataclass(frozen=True, slots=True)
class LabRoot:
    """One root as a list shows it. `certificate` is DER; `crl_url` where its list is published, if it is."""

    root_id: str
    label: str
    certificate: bytes
    not_after: str
    folder: Path
    key_path: Path
    crl_url: str | None = None

    @property
    def loaded(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate)


@dataclass(frozen=True, slots=True)
class Revoked:
    """One revoked certificate. Times are UTC in sealed form; `serial` decimal, `reason` a key of REASONS."""

    serial: str
    fingerprint: str
    label: str
    since: str
    reason: str
    recorded_at: str


class RootStore:
    """The lab roots under one user folder. An id is the start of the root certificate's fingerprint."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def create(
        self, holder: Holder, passphrase: bytes, *, now: datetime, demo: bool, crl_url: str | None
    ) -> LabRoot:
        """A root of its own. Raises PassphraseNeededError, UsageError, OutputNotWritableError."""
        if not passphrase:
            raise PassphraseNeededError(identity=holder.name)
        if crl_url is not None and not (crl_url.startswith(("http://", "https://")) and crl_url.isascii()):
            raise UsageError(name="--crl-url", value=crl_url)
        key, certificate = make_root(holder, now=now, demo=demo)
        return self._put(key, certificate, passphrase, now, crl_url)

    def restore(self, path: Path, file_passphrase: bytes, passphrase: bytes, *, now: datetime) -> LabRoot:
        """A root out of its backup (PKCS#12). What it revoked is not in there.

        Raises KeyFileInvalidError, WrongPassphraseError, PassphraseNeededError, IdentityExistsError.
        """
        held = read_pkcs12_key(path, file_passphrase)
        certificate = x509.load_der_x509_certificate(held.certificate)
        if not is_authority(certificate) or not isinstance(held.key, ec.EllipticCurvePrivateKey):
            raise KeyFileInvalidError(path=str(path), detail="not-a-root")
        if not passphrase:
            raise PassphraseNeededError(identity=common_name(certificate))
        return self._put(held.key, certificate, passphrase, now, None)

    def all(self) -> tuple[LabRoot, ...]:
        """Every root, by label."""
        own = [_read(f, _CERTIFICATE, _KEY) for f in _folders(self._home / "roots")]
        others = [
            _read(f, _CHAIN, ROOT_KEY)
            for f in _folders(self._home / "identities")
            if (f / ROOT_KEY).is_file()
        ]
        return tuple(sorted((*own, *others), key=lambda r: (r.label, r.root_id)))

    def find(self, asked: str) -> LabRoot:
        """By id, unique beginning of an id, or label. Raises IdentityNotFoundError, IdentityAmbiguousError.

        Of several with this label the one is meant that was made as a root: an identity that has a root to
        itself names it by its laboratory too.
        """
        wanted = asked.strip()
        every = self.all()
        found = [r for r in every if wanted.lower() == r.root_id or wanted == r.label]
        found = [r for r in found if r.folder.parent == self._home / "roots"] or found
        if not found and len(wanted) >= _SHORTEST_PREFIX:
            found = [r for r in every if fingerprint(r.certificate).startswith(wanted.lower())]
        if len(found) > 1:
            raise IdentityAmbiguousError(identity=asked, ids=", ".join(r.root_id for r in found))
        if not found:
            raise IdentityNotFoundError(identity=asked)
        return found[0]

    def above(self, chain: tuple[bytes, ...], label: str) -> LabRoot:
        """The root here that issued an identity. Raises RootNotHereError where it is elsewhere."""
        found = next((r for r in self.all() if chain[1:] == (r.certificate,)), None)
        if found is None:
            raise RootNotHereError(identity=label)
        return found

    def issuer_of(self, certificate: x509.Certificate) -> LabRoot:
        """The root here that issued a certificate. Raises RootNotHereError."""
        for root in self.all():
            try:
                certificate.verify_directly_issued_by(root.loaded)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return root
        raise RootNotHereError(identity=common_name(certificate))

    def unlock(self, root: LabRoot, passphrase: bytes) -> ec.EllipticCurvePrivateKey:
        """Its key. Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError."""
        key = decrypt_key(root.key_path, passphrase, root.certificate, root.label)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise KeyFileInvalidError(identity=root.label, path=str(root.key_path), detail="key-type")
        return key

    def backup(self, root: LabRoot, passphrase: bytes, new_passphrase: bytes) -> bytes:
        """Key and certificate as PKCS#12 under a passphrase of its own. Raises what `unlock` does."""
        return write_pkcs12(self.unlock(root, passphrase), (root.certificate,), root.label, new_passphrase)

    def revoked(self, root: LabRoot) -> tuple[Revoked, ...]:
        """What it revoked, in the order of recording. Raises KeyFileInvalidError."""
        path = root.folder / _REVOKED
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
            return tuple(Revoked(**entry) for entry in entries)
        except FileNotFoundError:
            return ()
        except OSError as e:
            raise KeyFileInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
        except (ValueError, TypeError, RecursionError) as e:
            raise KeyFileInvalidError(path=str(path), detail=str(e)) from e

    def revoke(self, root: LabRoot, certificate: bytes, *, since: str, reason: str, now: datetime) -> Revoked:
        """Record that a certificate counts no longer since a UTC time (sealed form).

        Recorded again, the earlier of the two times stands. Raises KeyFileInvalidError, UsageError.
        """
        if reason not in REASONS:
            raise UsageError(name="--reason", value=reason)
        loaded = x509.load_der_x509_certificate(certificate)
        entry = Revoked(
            serial=str(loaded.serial_number),
            fingerprint=fingerprint(certificate),
            label=common_name(loaded),
            since=since,
            reason=reason,
            recorded_at=utc_text(now),
        )
        with alone_in(root.folder):  # another run's revocation, recorded meanwhile, would be lost
            before = {r.fingerprint: r for r in self.revoked(root)}
            known = before.get(entry.fingerprint)
            if known is not None and known.since <= since:
                return known
            before[entry.fingerprint] = entry
            _replace(root.folder / _REVOKED, [asdict(r) for r in before.values()])
        return entry

    def is_revoked(self, certificate: bytes) -> Revoked | None:
        """What any root here says of a certificate."""
        wanted = fingerprint(certificate)
        every = (r for root in self.all() for r in self.revoked(root))
        return next((r for r in every if r.fingerprint == wanted), None)

    def make_crl(self, root: LabRoot, key: ec.EllipticCurvePrivateKey, *, now: datetime, days: int) -> bytes:
        """The root's revocation list (RFC 5280 section 5), DER, to be renewed within `days`.

        Numbers are seconds since 1970, so they rise on a restored root too. Entries say since when a key is
        not to be trusted (invalidityDate) where that is before the recording.
        """
        moment = now.replace(microsecond=0)
        above = root.loaded.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root.loaded.subject)
            .last_update(moment)
            .next_update(moment + timedelta(days=days))
            .add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
            .add_extension(_keeps_ended_since(root.loaded.not_valid_before_utc), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False
            )
        )
        for entry in self.revoked(root):
            builder = builder.add_revoked_certificate(_entry(entry))
        while True:  # until `s` is the lower of its two values, as in all that a seal may hold
            made = builder.sign(key, hashes.SHA256())
            if decode_dss_signature(made.signature)[1] <= key.curve.group_order // 2:
                return made.public_bytes(Encoding.DER)

    def _put(
        self,
        key: ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        passphrase: bytes,
        now: datetime,
        crl_url: str | None,
    ) -> LabRoot:
        encoded = certificate.public_bytes(Encoding.DER)
        folder = private_folder(self._home / "roots") / fingerprint(encoded)[:ID_CHARACTERS]
        files = {_CERTIFICATE: pem(encoded), _KEY: encrypt_key(key, passphrase)}
        put_folder(folder, files, common_name(certificate), now, {"crl_url": crl_url})
        return _read(folder, _CERTIFICATE, _KEY)


def _keeps_ended_since(moment: datetime) -> x509.UnrecognizedExtension:
    time = der.tlv(der.GENERALIZED_TIME, f"{moment:%Y%m%d%H%M%SZ}".encode("ascii"))
    return x509.UnrecognizedExtension(_EXPIRED_ON_LIST, time)


def _entry(entry: Revoked) -> x509.RevokedCertificate:
    recorded, since = (datetime.fromisoformat(t) for t in (entry.recorded_at, entry.since))
    builder = x509.RevokedCertificateBuilder().serial_number(int(entry.serial)).revocation_date(recorded)
    if entry.reason != "unspecified":  # RFC 5280 section 5.3.1: left out rather than written
        builder = builder.add_extension(x509.CRLReason(REASONS[entry.reason]), critical=False)
    if since < recorded:
        builder = builder.add_extension(x509.InvalidityDate(since.replace(microsecond=0)), critical=False)
    return builder.build()


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return [f for f in parent.iterdir() if f.is_dir() and not f.name.startswith(".")]


def _read(folder: Path, certificates: str, key: str) -> LabRoot:
    try:
        certificate = load_certificates((folder / certificates).read_bytes())[-1]
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        crl_url = about.get("crl_url")
    except OSError as e:
        raise KeyFileInvalidError(
            identity=folder.name, path=str(folder), detail=os.strerror(e.errno or 0)
        ) from e
    except (ValueError, AttributeError, RecursionError) as e:
        raise KeyFileInvalidError(identity=folder.name, path=str(folder), detail=str(e)) from e
    encoded = certificate.public_bytes(Encoding.DER)
    return LabRoot(
        root_id=fingerprint(encoded)[:ID_CHARACTERS],
        label=common_name(certificate),
        certificate=encoded,
        not_after=utc_text(certificate.not_valid_after_utc),
        folder=folder,
        key_path=folder / key,
        crl_url=None if crl_url is None else str(crl_url),
    )


def _replace(path: Path, value: object) -> None:
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        write_private(fresh, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8"))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)

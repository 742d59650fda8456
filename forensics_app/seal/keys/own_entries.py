"""The user's own identities as entries of trust: what was signed with a key that is kept here is known.

Only certificates out of the user's own folder get here, each for itself and for seals alone: nothing that
lies in or beside a bundle, and no authority above an identity. One that was revoked here says so.
"""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from forensics_app.errors import KeyFileInvalidError
from forensics_app.model.trust import TrustEntry, TrustRole, TrustSource
from forensics_app.seal.certificates.loading import CertificateUnreadableError, load_certificate
from forensics_app.seal.certificates.making import common_name, fingerprint
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.keys.identities import IdentityStore
from forensics_app.seal.keys.lab_root import RootStore

_PRACTICE = "practice"
_SUFFIX = ".der"
_MAX_BYTES = 1 << 20


def own_entries(home: Path) -> tuple[TrustEntry, ...]:
    """Every identity, oldest first, then those of practice cases, whose keys were not kept.

    Raises KeyFileInvalidError.
    """
    roots = RootStore(home)
    entries = []
    for identity in IdentityStore(home).all():
        revoked = roots.is_revoked(identity.chain[0])
        since = None if revoked is None else revoked.since
        entries.append(_entry(identity.chain[0], identity.label, identity.created_at, since, TrustSource.OWN))
    return (*entries, *_practice(home))


def known_own_entries(home: Path) -> tuple[TrustEntry, ...]:
    """The same; none where the folder holds what is no identity of ours: then nobody is known by it."""
    try:
        return own_entries(home)
    except KeyFileInvalidError:
        return ()


def remember_practice(home: Path, certificate: bytes) -> None:
    """Keep the certificate (DER) of a made-up identity that signed a practice case on this computer."""
    path = private_folder(home / _PRACTICE) / f"{fingerprint(certificate)}{_SUFFIX}"
    if not path.exists():
        write_private(path, certificate)


def _practice(home: Path) -> list[TrustEntry]:
    found = []
    for path in sorted((home / _PRACTICE).glob(f"*{_SUFFIX}")):
        try:
            data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b""
            loaded: x509.Certificate = load_certificate(data)
        except (OSError, CertificateUnreadableError):
            continue
        if fingerprint(data) == path.stem:
            found.append(_entry(data, common_name(loaded), "", None, TrustSource.PRACTICE))
    return found


def _entry(
    certificate: bytes, label: str, added_at: str, revoked_since: str | None, source: TrustSource
) -> TrustEntry:
    return TrustEntry(
        role=TrustRole.SEAL,
        certificate=certificate,
        fingerprint=fingerprint(certificate),
        label=label,
        added_at=added_at,
        revoked_since=revoked_since,
        source=source,
    )

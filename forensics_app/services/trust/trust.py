"""Trust: whose seals this user accepts. Every entry is the user's own act, with a fingerprint told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustEntry, TrustRole, TrustStore
from forensics_app.seal.home import home_folder
from forensics_app.seal.keys.own_entries import known_own_entries
from forensics_app.seal.trust import TrustFile, run_entries
from forensics_app.services.input.moments import utc_of

__all__ = [
    "TrustEntry",
    "TrustRole",
    "TrustStore",
    "add_trust",
    "load_trust",
    "namesakes",
    "remove_trust",
    "revoke_trust",
    "trust_for_run",
]


def add_trust(
    certificate_file: Path,
    *,
    role: TrustRole,
    fingerprint: str,
    subject: str | None = None,
    label: str | None = None,
    clock: Clock,
) -> TrustEntry:
    """Trust a certificate whose SHA-256 fingerprint the user was told by another way than the file.

    Raises FingerprintMismatchError, CertificateInvalidError, UsageError.
    """
    return TrustFile(home_folder()).add(
        certificate_file,
        role=role,
        expected_fingerprint=fingerprint,
        subject=subject,
        label=label,
        now=clock.now(),
    )


def namesakes(entry: TrustEntry) -> tuple[str, ...]:
    """Fingerprints of other certificates that this user trusts under the label of `entry`, as people read it.

    Raises CertificateInvalidError, RevocationFileInvalidError.
    """
    name = _as_read(entry.label)
    same = (e.fingerprint for e in load_trust().entries if _as_read(e.label) == name)
    return tuple(sorted(set(same) - {entry.fingerprint}))


def _as_read(label: str) -> str:
    """Without what people don't see: case, width, and space."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def load_trust() -> TrustStore:
    """Everything this user trusts. Raises CertificateInvalidError, RevocationFileInvalidError."""
    return TrustFile(home_folder()).load()


def trust_for_run(
    seal_files: Sequence[Path] = (), time_files: Sequence[Path] = (), *, clock: Clock
) -> TrustStore:
    """What this user trusts, what `--trust` and `--trust-time` add for one run, and own identities.

    Raises CertificateInvalidError.
    """
    more: list[TrustEntry] = []
    for files, role in ((seal_files, TrustRole.SEAL), (time_files, TrustRole.TIME)):
        for path in files:
            more += run_entries(path, role=role, now=clock.now())
    # what the user calls somebody goes first; who is known here by a key is known by more than a file
    own = known_own_entries(home_folder())
    return load_trust().with_entries((*own, *more))


def remove_trust(fingerprint: str) -> tuple[TrustEntry, ...]:
    """Forget a certificate, by its fingerprint or the beginning of it. Raises TrustEntryNotFoundError."""
    return TrustFile(home_folder()).remove(fingerprint)


def revoke_trust(fingerprint: str, since: str) -> tuple[TrustEntry, ...]:
    """Stop accepting what a certificate signed since a time (ISO 8601; a date is its midnight UTC).

    Raises TrustEntryNotFoundError, UsageError.
    """
    return TrustFile(home_folder()).revoke(fingerprint, utc_of(since, "--since"))

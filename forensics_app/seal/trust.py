"""The user's trusted certificates, in one file that is replaced whole (`trust.json` in the user's folder).

Nothing gets in here by itself: an entry is made from a file the user names and the fingerprint they were told
by another way.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import (
    CertificateInvalidError,
    FingerprintMismatchError,
    OutputNotWritableError,
    TrustEntryNotFoundError,
    UsageError,
)
from forensics_app.model import sealed_json
from forensics_app.model.sealed_json import JsonValue
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustEntry, TrustRole, TrustSource, TrustStore
from forensics_app.seal.certificates.loading import (
    CertificateUnreadableError,
    load_certificate,
    load_certificates,
)
from forensics_app.seal.certificates.making import common_name, fingerprint, is_authority
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.status.folder import RevocationFolder
from forensics_app.system.locks import lock_alone

_FILE = "trust.json"
_TYPE = "sealwright/trust/1"
_SHORTEST_PREFIX = 8
_MAX_CERTIFICATE_FILE_BYTES = 1 << 20


class TrustFile:
    """The trusted certificates under one user folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / _FILE

    def load(self) -> TrustStore:
        """Every entry, oldest first, and the revocation lists that the user took in.

        Raises CertificateInvalidError when the file is not one of ours, RevocationFileInvalidError.
        """
        return TrustStore(self._entries(), self._lists.all())

    @property
    def _lists(self) -> RevocationFolder:
        return RevocationFolder(self._home)

    def _entries(self) -> tuple[TrustEntry, ...]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as e:
            raise CertificateInvalidError(path=str(self._path), detail=os.strerror(e.errno or 0)) from e
        try:
            return _read(data)
        except (sealed_json.SealedJsonError, KeyError, TypeError, ValueError, binascii.Error) as e:
            raise CertificateInvalidError(path=str(self._path), detail="not a list of trust") from e

    def add(
        self,
        certificate_file: Path,
        *,
        role: TrustRole,
        expected_fingerprint: str,
        subject: str | None,
        label: str | None,
        now: datetime,
    ) -> TrustEntry:
        """Trust the first certificate of a PEM or DER file.

        Raises FingerprintMismatchError unless its SHA-256 is the one told, CertificateInvalidError,
        UsageError.
        """
        certificate = read_certificates(certificate_file)[0]
        encoded = certificate.public_bytes(Encoding.DER)
        actual, expected = fingerprint(encoded), normal_fingerprint(expected_fingerprint)
        if actual != expected:
            raise FingerprintMismatchError(path=str(certificate_file), expected=expected, actual=actual)
        return self.add_known(encoded, role=role, subject=subject, label=label, now=now)

    def add_known(
        self, encoded: bytes, *, role: TrustRole, subject: str | None, label: str | None, now: datetime
    ) -> TrustEntry:
        """Trust a certificate (DER) whose fingerprint was compared already.

        Raises CertificateInvalidError, UsageError.
        """
        certificate = x509.load_der_x509_certificate(encoded)
        authority = is_authority(certificate)
        if subject is not None and not authority:
            raise UsageError(name="--subject", value=subject)
        entry = TrustEntry(
            role=role,
            certificate=encoded,
            fingerprint=fingerprint(encoded),
            label=label or common_name(certificate),
            added_at=utc_text(now),
            authority=authority,
            subject=None if subject is None else normal_subject(subject),
        )
        with self._changing() as entries:
            same = [e for e in entries if _same_place(e, entry)]
            entries[:] = [e for e in entries if e not in same]
            kept = next((e.revoked_since for e in same if e.revoked_since), None)
            entry = replace(entry, revoked_since=kept)
            entries.append(entry)
        return entry

    def remove(self, asked: str) -> tuple[TrustEntry, ...]:
        """Forget every entry of this certificate. Raises TrustEntryNotFoundError."""
        with self._changing() as entries:
            found = _find(entries, asked)
            entries[:] = [e for e in entries if e not in found]
        return found

    def revoke(self, asked: str, since: str) -> tuple[TrustEntry, ...]:
        """Mark a certificate as revoked since a UTC time (sealed form). Raises TrustEntryNotFoundError."""
        with self._changing() as entries:
            found = _find(entries, asked)
            marked = tuple(replace(e, revoked_since=since) for e in found)
            entries[:] = [marked[found.index(e)] if e in found else e for e in entries]
        return marked

    @contextmanager
    def _changing(self) -> Iterator[list[TrustEntry]]:
        """The entries to change in place; written when the block ends without an error."""
        private_folder(self._home)
        lock = os.open(self._home / "trust.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock_alone(lock)
            entries = list(self._entries())
            yield entries
            self._write(entries)
        finally:
            os.close(lock)

    def _write(self, entries: list[TrustEntry]) -> None:
        data = sealed_json.dump_line({"type": _TYPE, "entries": [_json(e) for e in entries]})
        fresh = self._path.with_name(f".{_FILE}-{secrets.token_hex(8)}")
        try:
            write_private(fresh, data)
            fresh.replace(self._path)
        except OSError as e:
            raise OutputNotWritableError(path=str(self._path), reason=os.strerror(e.errno or 0)) from e
        finally:
            fresh.unlink(missing_ok=True)


def read_certificates(path: Path) -> list[x509.Certificate]:
    """Every certificate of a PEM file, or the one of a DER file. Raises CertificateInvalidError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_CERTIFICATE_FILE_BYTES + 1)
    except OSError as e:
        raise CertificateInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    if len(data) > _MAX_CERTIFICATE_FILE_BYTES:
        raise CertificateInvalidError(path=str(path), detail="too-large")
    try:
        return load_certificates(data)
    except CertificateUnreadableError as e:
        raise CertificateInvalidError(path=str(path), detail="not-a-certificate") from e


def run_entries(path: Path, *, role: TrustRole, now: datetime) -> tuple[TrustEntry, ...]:
    """What `--trust FILE.pem` says for one run: each certificate of the file, CAs among them as CAs alone.

    Raises CertificateInvalidError.
    """
    entries = []
    for certificate in read_certificates(path):
        encoded = certificate.public_bytes(Encoding.DER)
        entries.append(
            TrustEntry(
                role=role,
                certificate=encoded,
                fingerprint=fingerprint(encoded),
                label=common_name(certificate),
                added_at=utc_text(now),
                authority=is_authority(certificate),
                source=TrustSource.CHOSEN,
            )
        )
    return tuple(entries)


def normal_fingerprint(typed: str) -> str:
    """64 lower-case hex characters of what was typed, separators left out. Raises UsageError."""
    text = re.sub(r"[\s:.-]", "", typed).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise UsageError(name="--fingerprint", value=typed)
    return text


def normal_subject(typed: str) -> str:
    """The RFC 4514 text of a name as it is compared. Raises UsageError."""
    try:
        return x509.Name.from_rfc4514_string(typed).rfc4514_string()
    except ValueError as e:
        raise UsageError(name="--subject", value=typed) from e


def _same_place(a: TrustEntry, b: TrustEntry) -> bool:
    return (a.role, a.fingerprint, a.subject) == (b.role, b.fingerprint, b.subject)


def _find(entries: list[TrustEntry], asked: str) -> tuple[TrustEntry, ...]:
    wanted = re.sub(r"[\s:.-]", "", asked).lower()
    found = tuple(e for e in entries if len(wanted) >= _SHORTEST_PREFIX and e.fingerprint.startswith(wanted))
    if len({e.fingerprint for e in found}) != 1:
        raise TrustEntryNotFoundError(fingerprint=asked)
    return found


def _json(entry: TrustEntry) -> JsonValue:
    return {
        "role": entry.role.value,
        "certificate": base64.b64encode(entry.certificate).decode("ascii"),
        "label": entry.label,
        "added_at": entry.added_at,
        "subject": entry.subject,
        "revoked_since": entry.revoked_since,
    }


def _read(data: bytes) -> tuple[TrustEntry, ...]:
    """Raises ValueError, SealedJsonError for anything but what is written here, and all of it: what is cut
    off, or says more than this version knows, may say something else of whom to trust.
    """
    if not data.endswith(b"\n"):
        raise ValueError("cut off")
    value = sealed_json.parse(data[:-1])
    if not isinstance(value, dict) or value.keys() != {"type", "entries"} or value["type"] != _TYPE:
        raise ValueError("another kind of list")
    entries = tuple(map(_entry, value["entries"]))
    if list(map(_json, entries)) != value["entries"]:
        raise ValueError("an entry that says more")
    return entries


def _entry(value: Any) -> TrustEntry:
    certificate = base64.b64decode(value["certificate"], validate=True)
    loaded = load_certificate(certificate)
    return TrustEntry(
        role=TrustRole(value["role"]),
        certificate=certificate,
        fingerprint=fingerprint(certificate),
        label=str(value["label"]),
        added_at=str(value["added_at"]),
        authority=is_authority(loaded),
        subject=None if value["subject"] is None else str(value["subject"]),
        revoked_since=None if value["revoked_since"] is None else str(value["revoked_since"]),
    )

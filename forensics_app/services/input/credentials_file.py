"""Credentials for encrypted volumes: from a file of JSON lines, and from what is typed.

A line is one object: exactly one of `password`, `recovery_key`, `key_file`, `startup_key`, and optionally
`volume` (docs/user-guide.md, "Encrypted volumes"). Nothing of a line is ever put into an error.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from forensics_app.errors import CredentialsFileError, CredentialsLineError
from forensics_app.model.credentials import Credential, CredentialKind, LockedVolume

_MOST_BYTES = 1 << 20
_MOST_LINES = 1000
_MOST_KEY_BYTES = 8 << 20  # as cryptsetup bounds key files
_KINDS = {
    "password": CredentialKind.PASSWORD,
    "recovery_key": CredentialKind.RECOVERY_KEY,
    "key_file": CredentialKind.KEY_FILE,
    "startup_key": CredentialKind.STARTUP_KEY,
}
_FILES = (CredentialKind.KEY_FILE, CredentialKind.STARTUP_KEY)
_ANSWER = Path("-")  # standard input, as errors name it; key files are then named with their whole path
_VOLUME = re.compile(r"s\d{1,4}(\.[a-z]+\d*)*\Z")
_BITLOCKER_RECOVERY = re.compile(r"\d{6}(-\d{6}){7}\Z")
_FILEVAULT_RECOVERY = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){5}\Z")


def read_credentials(path: Path) -> tuple[Credential, ...]:
    """The credentials of a file, which may be a pipe such as /dev/fd/3; key files are read beside it.

    Raises CredentialsFileError and CredentialsLineError, which say the line and never what stands in it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as e:
        raise CredentialsFileError(path=str(path), detail=e.strerror or type(e).__name__) from e
    if len(data) > _MOST_BYTES or data.count(b"\n") > _MOST_LINES:
        raise CredentialsFileError(path=str(path), detail="credentials-too-large")
    found: list[Credential] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            found.append(_credential(path, number, line))
    if not found:
        raise CredentialsFileError(path=str(path), detail="credentials-none")
    return tuple(found)


def typed_credential(typed: str, locked: LockedVolume) -> Credential:
    """What somebody typed for a volume: a recovery key where it has the form of one, else a password."""
    kind = CredentialKind.PASSWORD
    form = _BITLOCKER_RECOVERY if locked.name.startswith("BitLocker") else _FILEVAULT_RECOVERY
    if CredentialKind.RECOVERY_KEY in locked.accepts and form.match(typed.strip().upper()):
        kind, typed = CredentialKind.RECOVERY_KEY, typed.strip().upper()
    return Credential(kind, typed.encode("utf-8"), locked.layer_id)


def answered_credential(line: bytes, locked: LockedVolume) -> Credential | None:
    """What another program answered when it was asked for the credential of a volume: a line as in a file of
    credentials, or `{}` to leave the volume locked.

    Raises CredentialsLineError, which never says what stands in the line.
    """
    if not _values(_ANSWER, 1, line):
        return None
    return replace(_credential(_ANSWER, 1, line), volume=locked.layer_id)


def _credential(path: Path, number: int, line: bytes) -> Credential:
    values = _values(path, number, line)
    volume = values.pop("volume", None)
    if volume is not None and not (isinstance(volume, str) and _VOLUME.match(volume)):
        raise CredentialsLineError(path=str(path), line=number, detail="credentials-volume")
    ((key, value),) = values.items() if len(values) == 1 else (("", None),)
    if key not in _KINDS or not isinstance(value, str) or not value:
        raise CredentialsLineError(path=str(path), line=number, detail="credentials-keys")
    kind = _KINDS[key]
    return Credential(kind, _key_bytes(path, number, value) if kind in _FILES else _secret(value), volume)


def _values(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError):  # its text quotes the line: not kept, not even as the cause
        values = None
    if not isinstance(values, dict):
        raise CredentialsLineError(path=str(path), line=number, detail="credentials-not-json")
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key stands twice")
    return values


def _secret(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _key_bytes(path: Path, number: int, named: str) -> bytes:
    """The content of a key file; a relative path counts from the folder of the credentials file."""
    data = b""
    # the text of an error says the name, which may be a secret that was put in the wrong place
    with suppress(OSError, ValueError), (path.parent / named).open("rb") as file:
        data = file.read(_MOST_KEY_BYTES + 1)
    if not 0 < len(data) <= _MOST_KEY_BYTES:
        raise CredentialsLineError(path=str(path), line=number, detail="credentials-key-file")
    return data

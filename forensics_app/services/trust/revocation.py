"""Revocation lists and OCSP answers that the user got by another way than a bundle."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from forensics_app.errors import RevocationFileInvalidError
from forensics_app.seal.status.revocation import MAX_STATUS_BYTES, StatusUnreadableError, lists_in
from forensics_app.seal.status.revocation_answers import read_statement


def read_revocation(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """Every list and answer in these files (PEM lists, DER lists, DER OCSP responses), in DER.

    Raises RevocationFileInvalidError: what the user names must be readable, or its absence would be silent.
    """
    return tuple(statement for path in paths for statement in _read(path))


def _read(path: Path) -> tuple[bytes, ...]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_STATUS_BYTES + 1)
        if len(data) > MAX_STATUS_BYTES:
            raise RevocationFileInvalidError(path=str(path), detail="too-large")
        found = lists_in(data)
        for statement in found:
            read_statement(statement)
    except OSError as e:
        raise RevocationFileInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    except StatusUnreadableError as e:
        raise RevocationFileInvalidError(path=str(path), detail=str(e)) from e
    return found

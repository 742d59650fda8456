"""The user's own revocation lists and OCSP answers: one file each in their folder, named by its SHA-256.

Which of them says something of a certificate, and whether its issuer signed it, is judged when it is used.
All are kept: an old list can be the only one that speaks of a moment.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from forensics_app.errors import RevocationFileInvalidError
from forensics_app.seal.home import private_folder, write_private

_ENDING = ".der"


class RevocationFolder:
    """Under one user folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "revocation"

    def all(self) -> tuple[bytes, ...]:
        """DER of each, by digest. Raises RevocationFileInvalidError for a file that was changed."""
        if not self._folder.is_dir():
            return ()
        return tuple(_read(p) for p in sorted(self._folder.glob(f"[0-9a-f]*{_ENDING}")))

    def add(self, statement: bytes) -> str:
        """Keep one (DER), and say its digest. Raises OutputNotWritableError."""
        digest = hashlib.sha256(statement).hexdigest()
        path = private_folder(self._folder) / f"{digest}{_ENDING}"
        if not path.exists():
            write_private(path, statement)
        return digest

    def remove(self, digest: str) -> None:
        """Forget one."""
        (self._folder / f"{digest}{_ENDING}").unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as e:
        raise RevocationFileInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    if hashlib.sha256(data).hexdigest() != path.name.removesuffix(_ENDING):
        raise RevocationFileInvalidError(path=str(path), detail="list-changed")
    return data

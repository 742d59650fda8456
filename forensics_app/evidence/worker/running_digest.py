"""One digest of many bytes by whichever of two libraries is the faster.

The OpenSSL that comes with `cryptography` (4.0) has a faster MD5 than that of many Pythons (3.0): 801 against
757 MB/s on the machine of docs/performance.md. MD5 is the longest chain of a medium, so that counts. SHA-1
and SHA-256 are as fast in both. Both let go of the interpreter while they work.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import Hash


class RunningDigest(Protocol):
    """What is asked of a digest that grows, as hashlib has it."""

    def update(self, data: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


def running_digest(name: str) -> RunningDigest:
    """A digest of nothing yet, by its name in hashlib. Raises ValueError for an unknown one."""
    return (_md5() if name == "md5" else None) or hashlib.new(name, usedforsecurity=False)


def _md5() -> RunningDigest | None:
    """None where `cryptography` has no MD5: its OpenSSL may be the system's, which may be bound to FIPS."""
    # one worker of an ingest digests the medium, and the others would load this for nothing
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.hashes import MD5, Hash  # as well

    try:
        return _OfCryptography(Hash(MD5()))  # noqa: S303 - what containers store
    except UnsupportedAlgorithm:
        return None


class _OfCryptography:
    """A `cryptography` Hash as hashlib's."""

    def __init__(self, running: Hash) -> None:
        self._running = running
        self.update = running.update

    def hexdigest(self) -> str:
        """Of everything so far; more may follow."""
        return self._running.copy().finalize().hex()

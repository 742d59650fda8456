"""What a verification may rely on: whom the user trusts, what time it is, whose arithmetic. A value, no more.

An empty policy confirms nobody. Nothing in or beside a bundle ever adds to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forensics_app.model.trust import TrustStore
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic


@dataclass(frozen=True, slots=True)
class Policy:
    """`now` is the injected clock's time (UTC), for certificates whose use no token dates.

    `signing_time_tolerance`: how far the signer's own clock may be from the token's time before it is said;
    `clock_tolerance`: how far ahead of this computer's clock a stated time may be.
    `status_age`: how long a revocation status that states no end is current.
    `expected_events`: digests (64 hex) of addenda that the reader knows to have been made.
    `threads`: how many read and hash at once.
    `md5_sha1`: compute MD5 and SHA-1 of contents too, which takes a second reading of them.
    """

    now: datetime
    trust: TrustStore = field(default_factory=TrustStore)
    arithmetic: Arithmetic = OPENSSL
    signing_time_tolerance: timedelta = timedelta(hours=24)
    clock_tolerance: timedelta = timedelta(hours=1)
    status_age: timedelta = timedelta(days=1)
    expected_events: tuple[str, ...] = ()
    threads: int = 2
    md5_sha1: bool = False

    @property
    def openssl_too(self) -> bool:
        """Whether another process may digest beside this one: it has no other arithmetic."""
        return self.threads > 1 and self.arithmetic is OPENSSL

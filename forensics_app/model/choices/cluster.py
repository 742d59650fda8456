"""Which cluster reads, and what its workers said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A Dask scheduler, as `tls://HOST:PORT`; `tls` is the folder with `ca.pem`, `cert.pem` and `key.pem`,
    None where the address is one of this computer."""

    address: str
    tls: str | None = None


class RefusalReason(StrEnum):
    """Why a worker of a cluster may not read: another program, no evidence, or another version of it."""

    PROGRAM = "program"
    UNSEEN = "unseen"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class RefusedWorker:
    """`worker` is its name, `address` where the scheduler reaches it; `detail` technical, what is there and
    what is here."""

    worker: str
    address: str
    reason: RefusalReason
    detail: str

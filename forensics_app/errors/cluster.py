"""Clusters that can't be asked to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.evidence import EvidenceError
from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class ClusterError(ForensicsError):
    """A cluster that can't be used. `address` as the user gave it."""

    code: ClassVar[str] = "cluster"
    address: str = ""


@dataclass(eq=False)
class ClusterSupportMissingError(ClusterError):
    """The extra `cluster` is not installed."""

    code: ClassVar[str] = "cluster-support-missing"


@dataclass(eq=False)
class ClusterAddressError(ClusterError):
    """No `tls://HOST:PORT`, nor `tcp://` of this very computer."""

    code: ClassVar[str] = "cluster-address"


@dataclass(eq=False)
class ClusterTlsError(ClusterError):
    """An address outside this computer without TLS in both directions."""

    code: ClassVar[str] = "cluster-tls"


@dataclass(eq=False)
class ClusterKeysError(ClusterError):
    """A file of the TLS folder that can't be used. `path` is the file."""

    code: ClassVar[str] = "cluster-keys"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class ClusterUnreachableError(ClusterError):
    """No scheduler answers there."""

    code: ClassVar[str] = "cluster-unreachable"
    detail: str = ""


@dataclass(eq=False)
class ClusterRefusedError(EvidenceError):
    """No worker of a cluster may read this source. `workers` names each with its reason."""

    code: ClassVar[str] = "cluster-refused"
    address: str = ""
    workers: str = ""

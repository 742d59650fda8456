"""The cluster that a command reads or verifies on, connected for as long as it runs."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from forensics_app.errors import ClusterError, ClusterSupportMissingError
from forensics_app.evidence.cluster.address import checked_address
from forensics_app.model.choices.cluster import ClusterAddress

if TYPE_CHECKING:
    from forensics_app.evidence.cluster.dask_cluster import DaskCluster


ReadingCluster: TypeAlias = "DaskCluster"
"""What a command reads or verifies on. Named only: the library behind it is there when one is asked for."""


def cluster_fault(address: str, keys: str) -> ClusterError | None:
    """Why a cluster could not be used, as far as that is known without asking it; `keys` empty for none."""
    asked = ClusterAddress(address, keys or None)
    try:
        checked_address(asked)
    except ClusterError as e:
        return e
    return None if find_spec("distributed") else ClusterSupportMissingError(address=address)


def connected(asked: ClusterAddress | None) -> AbstractContextManager[ReadingCluster | None]:
    """None where no cluster is asked for.

    Raises ClusterAddressError, ClusterTlsError, ClusterKeysError, ClusterSupportMissingError; on entering,
    ClusterUnreachableError.
    """
    return nullcontext() if asked is None else connected_to(asked)


def connected_to(asked: ClusterAddress) -> AbstractContextManager[ReadingCluster]:
    """The cluster that is asked for. Raises as `connected`."""
    tls = checked_address(asked)
    try:
        # an extra of its own, which few have and nobody else should wait for
        from forensics_app.evidence.cluster.dask_cluster import DaskCluster
    except ImportError as e:
        raise ClusterSupportMissingError(address=asked.address) from e
    return DaskCluster(asked.address, tls)

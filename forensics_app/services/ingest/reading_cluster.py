"""The cluster that an ingest reads on, connected for as long as it runs."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from forensics_app.errors import ClusterSupportMissingError
from forensics_app.evidence.cluster.address import checked_address
from forensics_app.evidence.cluster.remote_worker import Cluster
from forensics_app.model.choices.cluster import ClusterAddress, RefusedWorker


class ReadingCluster(Cluster, Protocol):
    """What an ingest asks of a cluster besides reading."""

    @property
    def refused(self) -> tuple[RefusedWorker, ...]:
        """Workers that were not let read, each once."""
        ...


def connected(asked: ClusterAddress | None) -> AbstractContextManager[ReadingCluster | None]:
    """None where no cluster is asked for.

    Raises ClusterAddressError, ClusterTlsError, ClusterKeysError, ClusterSupportMissingError; on entering,
    ClusterUnreachableError.
    """
    if asked is None:
        return nullcontext()
    tls = checked_address(asked)
    try:
        # an extra of its own, which few have and nobody else should wait for
        from forensics_app.evidence.cluster.dask_cluster import DaskCluster
    except ImportError as e:
        raise ClusterSupportMissingError(address=asked.address) from e
    return DaskCluster(asked.address, tls)

"""Opening the image that contents are derived again from: its medium alone, or the volumes in it as well."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from forensics_app.evidence.cluster.remote_worker import Cluster
from forensics_app.evidence.medium_reader import MediumReader
from forensics_app.model.choices.cluster import ClusterAddress
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import OpenedSource, SourceSpec
from forensics_app.services.sources.opening import AskCredential, open_with

FIRST_ID = "s1"  # until it is known which source it is


@dataclass(frozen=True, slots=True)
class RederiveOptions:
    """`source` names a source of the bundle where size and digests don't; `medium_digest` reads the whole
    image for the digest of the medium besides; `credentials` open the volumes that contents lie in; `cluster`
    reads in place of this computer's `workers`."""

    source: str | None = None
    medium_digest: bool = False
    workers: int = 2
    credentials: tuple[Credential, ...] = ()
    cluster: ClusterAddress | None = None


def open_medium(
    stack: ExitStack, image: Path, options: RederiveOptions, source_id: str, cluster: Cluster | None
) -> tuple[MediumReader, OpenedSource]:
    """The medium. Raises the EvidenceErrors of opening."""
    spec = SourceSpec(str(image), "", source_id)
    reader = stack.enter_context(MediumReader(spec, workers=options.workers, cluster=cluster))
    return reader, reader.open_medium()


def open_layers(
    stack: ExitStack,
    image: Path,
    options: RederiveOptions,
    source_id: str,
    cluster: Cluster | None,
    *,
    needed: frozenset[str],
    snapshots: bool,
    ask: AskCredential | None,
) -> MediumReader:
    """Volumes that no credential opens are missing then, which each content in them says."""
    spec = SourceSpec(
        str(image),
        "",
        source_id,
        accept_truncated=True,
        credentials=options.credentials,
        shadow_copies=snapshots,
    )

    def ask_for(volume: LockedVolume) -> Credential | None:
        inside = any(layer.startswith(f"{volume.layer_id}.") for layer in needed)
        return ask(str(image), volume) if inside and ask is not None else None

    def make(wanted: SourceSpec) -> MediumReader:
        return MediumReader(wanted, workers=options.workers, cluster=cluster)

    reader, _, _ = open_with(stack, spec, make, ask=ask_for)
    return reader

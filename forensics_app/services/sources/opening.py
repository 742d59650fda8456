"""Opening a source for ingest, with the credentials that a person gives on being asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from forensics_app.evidence.cluster.remote_worker import Cluster
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import SourceRecord
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import DERIVED, LayerKind, Omission, OpenedSource, SourceSpec

_Reader = TypeVar("_Reader", bound=EvidenceReader)

AskCredential = Callable[[str, LockedVolume], Credential | None]
"""Asks a person for the credential of a volume in the source named; None leaves it locked."""


class Answers:
    """What was answered when all sources were opened only to ask, before the first of them is read.

    The number of a source isn't known then, so volumes are remembered by their place in the source.
    """

    def __init__(self, ask: AskCredential) -> None:
        self._ask = ask
        self._given: dict[tuple[str, str], Credential | None] = {}

    def first(self, source: str, volume: LockedVolume) -> Credential | None:
        """Ask, and remember the answer."""
        answer = self._ask(source, volume)
        self._given[source, _place(volume)] = answer
        return answer

    def again(self, source: str, volume: LockedVolume) -> Credential | None:
        """What was answered for this volume; asked where that is not known or does not fit."""
        key = (source, _place(volume))
        if volume.tried or key not in self._given:
            return self._ask(source, volume)
        answer = self._given[key]
        return None if answer is None else replace(answer, volume=volume.layer_id)


def _place(volume: LockedVolume) -> str:
    return volume.layer_id.partition(".")[2]


def open_source(
    stack: ExitStack,
    spec: SourceSpec,
    *,
    workers: int,
    ask: Callable[[LockedVolume], Credential | None],
    cluster: Cluster | None = None,
) -> tuple[EvidenceReader, OpenedSource, tuple[Omission, ...]]:
    """The source with every volume open that can be, as `open_with`; read by a `cluster` if given."""
    digesting = not Path(spec.path).is_dir()  # of a folder there is no medium
    return open_with(
        stack,
        spec,
        lambda wanted: EvidenceReader(wanted, workers=workers, digesting=digesting, cluster=cluster),
        ask=ask,
    )


def open_with(
    stack: ExitStack,
    spec: SourceSpec,
    make: Callable[[SourceSpec], _Reader],
    *,
    ask: Callable[[LockedVolume], Credential | None],
) -> tuple[_Reader, OpenedSource, tuple[Omission, ...]]:
    """The reader that `make` gives, opened with every volume that can be; `stack` closes it.

    Each locked volume is asked about, also one that shows only in another that was opened, and again where
    the credential given did not fit (`LockedVolume.tried` then counts it), until `ask` says to leave it.
    Raises the EvidenceErrors of opening, and what `ask` raises.
    """
    fixed, given, left = spec.credentials, dict[str, Credential](), set[str]()
    while True:
        reader = make(spec)
        stack.enter_context(reader)
        opened, omissions = reader.open()
        answered = False
        for volume in reader.locked:
            given.pop(volume.layer_id, None)  # it did not fit: not to be tried for ever
            credential = None if volume.layer_id in left else ask(volume)
            if credential is None:
                left.add(volume.layer_id)
            else:
                given[volume.layer_id], answered = credential, True
        if not answered:
            return reader, opened, omissions
        reader.close()
        spec = replace(spec, credentials=(*fixed, *given.values()))


def spec_of_record(
    record: SourceRecord, path: Path, exhibit: str, credentials: tuple[Credential, ...]
) -> SourceSpec:
    """How a source of a case is opened once more, from `path`: as it was read, and as far as it goes."""
    layers = () if record.opened is None else record.opened.layers
    return SourceSpec(
        str(path),
        exhibit,
        record.source_id,
        accept_truncated=True,  # what was catalogued of it counts; each content is compared
        archives=record.request.archives,
        credentials=credentials,
        shadow_copies=any(layer.kind is LayerKind.SNAPSHOT for layer in layers),
    )


def closed_layers(record: SourceRecord, opened: OpenedSource) -> tuple[str, ...]:
    """Layers of the catalogue that are not open this time: nobody gave their key."""
    layers = () if record.opened is None else record.opened.layers
    here = {layer.layer_id for layer in opened.layers}
    return tuple(layer.layer_id for layer in layers if layer.kind in DERIVED and layer.layer_id not in here)


def lies_in(layer_id: str, outer: Iterable[str]) -> bool:
    """Whether a layer is one of these or lies in one."""
    return any(f"{layer_id}.".startswith(f"{one}.") for one in outer)

"""Opening the sources of a case once more, to copy contents out of them."""

from __future__ import annotations

import os
from contextlib import ExitStack

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import SourceRecord
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import DERIVED, LayerKind, OpenedSource, SourceSpec
from forensics_app.services.cases import Case
from forensics_app.services.ingest_opening import AskCredential, open_with

_WORKERS = max(1, min(4, (os.cpu_count() or 1) - 1))  # beside the two threads that digest and write


class SealingSources:
    """Opens sources with the credentials given, and asks for those of volumes that were read at ingest."""

    def __init__(self, case: Case, credentials: tuple[Credential, ...], ask: AskCredential | None) -> None:
        self._queries = case.store.queries
        self._credentials = credentials
        self._ask = ask
        self._closed: tuple[str, ...] = ()

    def open(self, stack: ExitStack, source_id: str, exhibit: str) -> tuple[EvidenceReader, OpenedSource]:
        """A source that was catalogued; `stack` closes its reader. Raises the EvidenceErrors of opening."""
        record = next(s for s in self._queries.sources() if s.source_id == source_id)
        layers = () if record.opened is None else record.opened.layers
        spec = SourceSpec(
            str(self._queries.source_path(source_id)),
            exhibit,
            source_id,
            accept_truncated=True,  # what was catalogued of it can be sealed; each content is compared
            archives=record.request.archives,
            credentials=self._credentials,
            shadow_copies=any(layer.kind is LayerKind.SNAPSHOT for layer in layers),
        )
        archives = any(layer.kind is LayerKind.ARCHIVE for layer in layers)  # unpacked once by each worker
        reader, opened, _ = open_with(
            stack,
            spec,
            lambda wanted: EvidenceReader(wanted, workers=1 if archives else _WORKERS, copying=True),
            ask=lambda volume: self._credential(record, volume),
        )
        here = {layer.layer_id for layer in opened.layers}
        self._closed = tuple(x.layer_id for x in layers if x.kind in DERIVED and x.layer_id not in here)
        return reader, opened

    def is_closed(self, layer_id: str) -> bool:
        """Whether a layer of the source that was opened last lies in one that isn't open this time."""
        return any(f"{layer_id}.".startswith(f"{closed}.") for closed in self._closed)

    def _credential(self, record: SourceRecord, volume: LockedVolume) -> Credential | None:
        layers = () if record.opened is None else record.opened.layers
        read = any(x.kind is LayerKind.DECRYPTED and x.parent_id == volume.layer_id for x in layers)
        return self._ask(record.path, volume) if read and self._ask is not None else None

"""Opening the sources of a case once more, to copy contents out of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack, closing

from forensics_app.errors import EvidenceError, ReadFailedError
from forensics_app.evidence.copying.plain_medium import PlainMedium
from forensics_app.evidence.copying.plain_pool import PlainPool, plain_memory
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import SourceRecord
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import ContainerFormat, LayerKind, OpenedSource, SourceSpec
from forensics_app.model.progress import Progress, Report
from forensics_app.services.cases.case import Case
from forensics_app.services.sources.fingerprint import unchanged_files
from forensics_app.services.sources.opening import (
    Answers,
    AskCredential,
    closed_layers,
    lies_in,
    open_with,
    spec_of_record,
)

_WORKERS = max(1, min(4, (os.cpu_count() or 1) - 1))  # beside the two threads that digest and write


class SealingSources:
    """Opens sources with the credentials given, and asks for those of volumes that were read at ingest."""

    def __init__(self, case: Case, credentials: tuple[Credential, ...], ask: AskCredential | None) -> None:
        self._queries = case.store.queries
        self._credentials = credentials
        self._answers = None if ask is None else Answers(ask)
        self._first = False
        self._closed: tuple[str, ...] = ()
        self._prepared: tuple[SourceSpec, EvidenceReader] | None = None

    def open(self, stack: ExitStack, source_id: str, exhibit: str) -> tuple[EvidenceReader, OpenedSource]:
        """A source that was catalogued; `stack` closes its reader. Raises the EvidenceErrors of opening."""
        record = self._record(source_id)
        prepared, self._prepared = self._prepared, None

        def reader_of(wanted: SourceSpec) -> EvidenceReader:
            nonlocal prepared
            ready, prepared = prepared, None
            return ready[1] if ready is not None and ready[0] == wanted else self._reader(record, wanted)

        reader, opened, _ = open_with(
            stack,
            self._spec(record, exhibit),
            reader_of,
            ask=lambda volume: self._credential(record, volume),
        )
        self._closed = closed_layers(record, opened)
        return reader, opened

    def ask_first(self, wanted: Iterable[str], report: Report) -> None:
        """Open the sources in whose encrypted volumes layers of `wanted` lie, only to ask for their keys:
        before anything is written. What is answered is used when contents are copied. Raises the
        EvidenceErrors of opening.
        """
        if self._answers is None:
            return
        self._first, among = True, tuple(wanted)
        try:
            for record in self._queries.sources():
                layers = () if record.opened is None else record.opened.layers
                decrypted = [x.layer_id for x in layers if x.kind is LayerKind.DECRYPTED]
                if any(lies_in(layer, decrypted) for layer in among):
                    report(Progress(stage="open", subject=record.path))
                    with ExitStack() as stack:
                        self.open(stack, record.source_id, record.exhibit)
        finally:
            self._first = False

    def prepare(self, stack: ExitStack, source_id: str, exhibit: str) -> None:
        """Have a worker ready for the case that this source is opened; `stack` ends it."""
        record = self._record(source_id)
        spec = self._spec(record, exhibit)
        reader = stack.enter_context(self._reader(record, spec))
        reader.prepare()
        self._prepared = spec, reader

    def _spec(self, record: SourceRecord, exhibit: str) -> SourceSpec:
        path = self._queries.source_path(record.source_id)
        return spec_of_record(record, path, exhibit, self._credentials)

    def _reader(self, record: SourceRecord, spec: SourceSpec) -> EvidenceReader:
        layers = () if record.opened is None else record.opened.layers
        archives = any(layer.kind is LayerKind.ARCHIVE for layer in layers)  # unpacked once by each worker
        return EvidenceReader(spec, workers=1 if archives else _WORKERS, copying=True)

    def plain_pool(self, stack: ExitStack, source_id: str) -> PlainPool | None:
        """Reads a raw image whose files are still as they were when it was catalogued; else None.

        `stack` closes it.
        """
        medium = self._plain_medium(source_id)
        memory = None if medium is None else plain_memory()
        if medium is None or memory is None:
            return None
        stack.enter_context(closing(medium))
        return stack.enter_context(closing(PlainPool(medium, memory, Limits())))

    def _plain_medium(self, source_id: str) -> PlainMedium | None:
        record = self._record(source_id)
        opened = record.opened
        if opened is None or opened.format not in (ContainerFormat.RAW, ContainerFormat.SPLIT_RAW):
            return None
        files = unchanged_files(record.fingerprint)
        if self._queries.source_path(source_id) not in files:
            return None
        try:
            medium = PlainMedium(files)
        except EvidenceError:
            return None  # whoever opens it by a worker says why
        if medium.size_bytes != opened.size_bytes:
            medium.close()
            return None
        return medium

    def is_closed(self, layer_id: str) -> bool:
        """Whether a layer of the source that was opened last lies in one that isn't open this time."""
        return lies_in(layer_id, self._closed)

    def _record(self, source_id: str) -> SourceRecord:
        record = self._queries.source(source_id)
        if record is None:
            raise ReadFailedError(path=source_id, detail="not opened")
        return record

    def _credential(self, record: SourceRecord, volume: LockedVolume) -> Credential | None:
        layers = () if record.opened is None else record.opened.layers
        read = any(x.kind is LayerKind.DECRYPTED and x.parent_id == volume.layer_id for x in layers)
        if not read or self._answers is None:
            return None
        return (self._answers.first if self._first else self._answers.again)(record.path, volume)

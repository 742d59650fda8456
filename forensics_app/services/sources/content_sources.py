"""The sources of a case, opened once more to look into artifacts, and kept open while they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from forensics_app.errors import ContentLockedError, EvidenceError, ReadFailedError, SourceChangedError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Entry
from forensics_app.model.case import SourceRecord
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import OpenedSource
from forensics_app.services.cases.case import Case
from forensics_app.services.sources.opening import closed_layers, lies_in, open_with, spec_of_record

_KEPT = 3  # each costs a process


@dataclass(frozen=True, slots=True)
class _Open:
    reader: EvidenceReader
    stack: ExitStack
    closed: tuple[str, ...]  # layers of the catalogue that are not open this time
    locked: tuple[LockedVolume, ...]
    path: str


class ContentSources:
    """Belongs to the thread that opened the case."""

    def __init__(self, case: Case, limits: Limits) -> None:
        self._case = case
        self._limits = limits
        self._credentials: tuple[Credential, ...] = ()
        self._open: OrderedDict[str, _Open] = OrderedDict()

    def add(self, credential: Credential) -> None:
        """Open with this one too, from now on: kept in memory alone, until `close`."""
        if credential in self._credentials:
            return
        self._credentials = (*self._credentials, credential)
        self._close_all()

    def try_key(self, volume: LockedVolume, credential: Credential) -> bool:
        """Open the volume's source with this one too, from now on; where it does not open the volume, it is
        forgotten (False). Raises the EvidenceErrors of opening."""
        if credential not in self._credentials:
            self.add(credential)
        if all(one.layer_id != volume.layer_id for one in self._source(_source_of(volume.layer_id)).locked):
            return True
        self._credentials = tuple(one for one in self._credentials if one != credential)
        self._close_all()
        return False

    def reader(self, entry: Entry) -> EvidenceReader:
        """A reader with the entry's source open. Raises the EvidenceErrors of opening, SourceChangedError
        where it isn't the source that was catalogued, ContentLockedError."""
        layer_id = entry.locator.layer_id
        opened = self._source(entry.locator.source_id)
        if lies_in(layer_id, opened.closed):
            raise ContentLockedError(path=opened.path, layer=layer_id)
        return opened.reader

    def locked(self, entry: Entry) -> LockedVolume | None:
        """The volume whose key would open the entry's layer, if its source is open and asks for one."""
        opened = self._open.get(entry.locator.source_id)
        for volume in () if opened is None else opened.locked:
            if f"{entry.locator.layer_id}.".startswith(f"{volume.layer_id}."):
                return volume
        return None

    def locked_volumes(self, layer_ids: Iterable[str]) -> tuple[LockedVolume, ...]:
        """The volumes whose keys would open those of these layers that can't be read now. A source that
        can't be opened has none: whoever reads it hears why."""
        found: list[LockedVolume] = []
        by_source: dict[str, list[str]] = {}
        for layer_id in layer_ids:
            by_source.setdefault(_source_of(layer_id), []).append(layer_id)
        for source_id, layers in by_source.items():
            with suppress(EvidenceError):
                opened = self._source(source_id)
                closed = [layer for layer in layers if lies_in(layer, opened.closed)]
                found += [v for v in opened.locked if any(lies_in(layer, [v.layer_id]) for layer in closed)]
        return tuple(found)

    def source(self, source_id: str) -> OpenedSource | None:
        """What the catalogue says of a source."""
        return self._record(source_id).opened

    def close(self) -> None:
        """End every process and forget the keys."""
        self._close_all()
        self._credentials = ()

    def _source(self, source_id: str) -> _Open:
        """A source, open now and kept so for a while."""
        opened = self._open.get(source_id)
        if opened is None:
            opened = self._open[source_id] = self._opened(self._record(source_id))
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)[1].stack.close()
        self._open.move_to_end(source_id)
        return opened

    def _close_all(self) -> None:
        while self._open:
            self._open.popitem()[1].stack.close()

    def _record(self, source_id: str) -> SourceRecord:
        record = self._case.store.queries.source(source_id)
        if record is None:
            raise ReadFailedError(path=source_id, detail="not opened")
        return record

    def _opened(self, record: SourceRecord) -> _Open:
        path = self._case.store.queries.source_path(record.source_id)
        spec = spec_of_record(record, path, record.exhibit, self._credentials)
        with ExitStack() as stack:
            reader, opened, _ = open_with(
                stack,
                spec,
                lambda wanted: EvidenceReader(wanted, workers=1, limits=self._limits),
                ask=lambda volume: None,
            )
            _check_same(record.opened, opened, str(path))
            closed = closed_layers(record, opened)
            return _Open(reader, stack.pop_all(), closed, reader.locked, str(path))


def _source_of(layer_id: str) -> str:
    return layer_id.partition(".")[0]


def _check_same(known: OpenedSource | None, opened: OpenedSource, path: str) -> None:
    """Raises SourceChangedError for an image of another size, or in another format, than was catalogued."""
    if known is not None and (known.format, known.size_bytes) != (opened.format, opened.size_bytes):
        raise SourceChangedError(path=path)

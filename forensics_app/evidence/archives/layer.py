"""An archive as a source: its members as the files of the one layer that it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ForensicsError, ReadFailedError, SourceChangedError
from forensics_app.evidence.archives.formats import ArchiveFormat
from forensics_app.evidence.archives.members.budget import Budget
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.entries import MemberEntries, Place
from forensics_app.evidence.archives.members.member import Archive, ArchiveError, Note
from forensics_app.evidence.archives.opening import open_archive
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Entry, Extent
from forensics_app.model.evidence import ArchiveOptions, Omission
from forensics_app.model.names import Components


class ArchiveLayer:
    """The files of an archive. An entry's address is the member's place in the archive."""

    def __init__(
        self,
        source: ByteSource,
        kind: ArchiveFormat,
        options: ArchiveOptions,
        *,
        name: bytes,
        source_id: str,
        layer_id: str,
        alive: Callable[[int], None],
    ) -> None:
        self._source = source
        self._kind = kind
        self._options = options
        self._name = name
        self._source_id = source_id
        self._layer_id = layer_id
        self._alive = alive
        self._archive: Archive | None = None

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Every name in a fixed order: the archive is the one directory, its members the names."""
        entries = MemberEntries(self._source_id, self._layer_id)
        budget = Budget(self._options, self._source.size_bytes, members=None)
        place = Place((), "", (Extent(self._layer_id, 0, self._source.size_bytes),))
        done = 0
        at(WalkPlace(0, 0), ())
        try:
            if stops.get(0) == 0:
                return
            self._archive = self._open(budget.left_bytes)
            for member in self._archive.members():
                if isinstance(member, Note):
                    yield [], [entries.omission(member, ())]
                    continue
                done += 1
                at(WalkPlace(0, done), ())
                entry, omissions = entries.entry(place, member, budget)
                yield [entry], omissions
                if stops.get(0) == done:
                    return
        except ArchiveError as e:
            yield [], [entries.omission(Note(e.code, e.detail), () if done else None)]
        except ForensicsError as e:
            note = Note(OmissionCode.ARCHIVE_DAMAGED, detail_of(e))
            yield [], [entries.omission(note, () if done else None)]

    def content(self, target: Target) -> MemberContent:
        """The content of an entry. Raises TskError or a ForensicsError where it can't be opened at all."""
        try:
            if self._archive is None:
                self._archive = self._open(None)
            content = self._archive.content(int(target.address or ""))
        except ArchiveError as e:
            raise ReadFailedError(layer=self._layer_id, detail=e.detail) from e
        except ValueError as e:
            raise ReadFailedError(layer=self._layer_id, detail=f"no address: {target.address!r}") from e
        if target.size_bytes not in (-1, content.size_bytes):
            raise SourceChangedError
        return content

    def _open(self, limit_bytes: int | None) -> Archive:
        limit = {} if limit_bytes is None else {"limit_bytes": limit_bytes}
        return open_archive(self._source, self._kind, self._name, alive=self._alive, **limit)

"""Archives in the files of a layer: their members, archives in those members, down to a bound.

It walks the layer beneath once more, looks at the first bytes of each file, and lists what is in the archives
among them, each right where its file comes. So the order follows from the evidence alone, as every walk's.

An address is `ADDRESS@N/PLACE[/PLACE...]`: the file in the layer beneath, how many components of the path
are that file's, and the place of the member in each archive on the way down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.archives.chain import ArchiveChain
from forensics_app.evidence.archives.content_source import archive_source, file_archive, unread_file
from forensics_app.evidence.archives.formats import HEAD_BYTES, ArchiveFormat, archive_format
from forensics_app.evidence.archives.members.budget import Budget
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.entries import MemberEntries, Place
from forensics_app.evidence.archives.members.member import Archive, ArchiveError, Member, Note
from forensics_app.evidence.archives.opening import open_archive
from forensics_app.evidence.contents.extents import CONCATENATED
from forensics_app.evidence.contents.layer_files import LayerFiles, WalkPlace
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target, not_read, target_of
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind, Entry
from forensics_app.model.evidence import ArchiveOptions, Omission
from forensics_app.model.names import Components

_SMALLEST_BYTES = 18  # an empty gzip file; every other archive is larger
At = Callable[[WalkPlace, Components], None]
Found = Iterator[tuple[list[Entry], list[Omission]]]


@dataclass(frozen=True, slots=True)
class _Inside:
    """An opened archive and where it lies; `depth` 1 for one in a file of the layer beneath."""

    archive: Archive
    place: Place
    budget: Budget
    depth: int


class NestedArchives:
    """The files in archives that are files of the layer beneath."""

    def __init__(
        self,
        beneath: LayerFiles,
        options: ArchiveOptions,
        *,
        source_id: str,
        layer_id: str,
        beneath_id: str,
        sparse_bytes: int,
        alive: Callable[[int], None],
    ) -> None:
        self._beneath = beneath
        self._options = options
        self._source_id = source_id
        self._layer_id = layer_id
        self._sparse_bytes = sparse_bytes
        self._alive = alive
        self._chain = ArchiveChain(beneath, beneath_id, alive)
        self._entries = MemberEntries(source_id, layer_id)
        self._opened = 0

    def walk(self, stops: dict[int, int], at: At) -> Found:
        """Every name in a fixed order. Directories of the layer beneath have even numbers, archives odd
        ones."""
        self._entries = MemberEntries(self._source_id, self._layer_id)
        self._opened = 0
        looked_at = 0
        beneath_stops = {number // 2: names for number, names in stops.items() if number % 2 == 0}

        def at_beneath(place: WalkPlace, components: Components) -> None:
            at(WalkPlace(place.directory * 2, place.names), components)

        for entries, _ in self._beneath.walk(beneath_stops, at_beneath):
            for entry in entries:
                looked_at += 1
                self._alive(looked_at)
                if (entry.size_bytes or 0) >= _SMALLEST_BYTES and not_read(entry, self._sparse_bytes) is None:
                    yield from self._file(entry, stops, at)

    def content(self, target: Target) -> MemberContent:
        """The content of an entry. Raises TskError or a ForensicsError where it can't be opened at all."""
        content = self._chain.content(target)
        if content.size_bytes != target.size_bytes:
            raise SourceChangedError
        return content

    # --- listing -------------------------------------------------------------------------------------

    def _file(self, entry: Entry, stops: dict[int, int], at: At) -> Found:
        """What is in a file of the layer beneath, where it is an archive."""
        try:
            content = self._beneath.content(target_of(entry))
        except (TskError, ForensicsError):
            return  # told where the layer beneath is examined
        components = entry.locator.components
        if entry.locator.stream is not None:
            name = components[-1] if components else b""  # the root folder has attributes too
            components = (*components[:-1], name + b":" + entry.locator.stream)
        try:
            kind = file_archive(content)
            unread = None if kind is not None else unread_file(content, components[-1] if components else b"")
            if kind is not None or unread is not None:
                place = Place(
                    components,
                    f"{entry.locator.address or ''}@{len(components)}/",
                    entry.extents if entry.extent_class in CONCATENATED else None,
                    allocated=entry.allocated,
                    orphan=entry.orphan,
                )
                if kind is None:
                    yield self._note(Note(OmissionCode.ARCHIVE_NOT_SUPPORTED, unread or ""), place)
                    return
                budget = Budget(self._options, content.size_bytes)
                yield from self._archive(content, kind, place, budget, 1, stops, at)
        finally:
            with suppress(SourceChangedError):  # told where the layer beneath is examined
                content.close()

    def _archive(
        self,
        content: StoredContent,
        kind: ArchiveFormat,
        place: Place,
        budget: Budget,
        depth: int,
        stops: dict[int, int],
        at: At,
    ) -> Found:
        if depth > self._options.depth:
            yield self._note(Note(OmissionCode.ARCHIVE_TOO_DEEP, kind.value), place)
            return
        number = self._opened
        self._opened += 1
        at(WalkPlace(number * 2 + 1, 0), place.components)
        if stops.get(number * 2 + 1) == 0:
            return
        archive: Archive | None = None
        try:
            archive = open_archive(
                archive_source(content, kind),
                kind,
                place.components[-1] if place.components else b"",
                limit_bytes=budget.left_bytes,
                alive=self._alive,
            )
            inside = _Inside(archive, place, budget, depth)
            yield from self._members(inside, number * 2 + 1, stops, at)
        except ArchiveError as e:
            yield self._note(Note(e.code, e.detail), place)
        except (TskError, ForensicsError) as e:
            yield self._note(Note(OmissionCode.ARCHIVE_DAMAGED, detail_of(e)), place)
        finally:
            if archive is not None:
                archive.close()

    def _members(self, inside: _Inside, number: int, stops: dict[int, int], at: At) -> Found:
        done = 0
        for member in inside.archive.members():
            if isinstance(member, Note):
                yield self._note(member, inside.place)
                continue
            inside.budget.member()
            done += 1
            at(WalkPlace(number, done), inside.place.components)
            entry, omissions = self._entries.entry(inside.place, member, inside.budget)
            yield [entry], omissions
            if member.kind is ArtifactKind.FILE and entry.withheld is None:
                yield from self._member(inside, member, entry, stops, at)
            if stops.get(number) == done:
                return

    def _member(self, inside: _Inside, member: Member, entry: Entry, stops: dict[int, int], at: At) -> Found:
        """What is in a member, where it is an archive itself."""
        if (member.size_bytes or 0) < _SMALLEST_BYTES:
            return
        try:
            kind = archive_format(inside.archive.head(member, HEAD_BYTES))
            if kind is None:
                return
            content = inside.archive.content(member.place)
        except (ArchiveError, ForensicsError):
            return  # told where the member is examined
        place = Place(
            entry.locator.components,
            f"{entry.locator.address}/",
            entry.extents or None,
            allocated=entry.allocated,
            orphan=entry.orphan,
        )
        yield from self._archive(content, kind, place, inside.budget, inside.depth + 1, stops, at)

    def _note(self, note: Note, place: Place) -> tuple[list[Entry], list[Omission]]:
        return [], [self._entries.omission(note, place.components)]

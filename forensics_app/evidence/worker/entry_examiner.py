"""Examining the entries of an opened source: where their contents come from, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from forensics_app.errors import ForensicsError
from forensics_app.evidence.contents.double_reading import DoubleRead
from forensics_app.evidence.contents.extent_reader import ExtentReader
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import (
    HOLLOW_FACTOR,
    Target,
    extension_of,
    not_read,
    omission_of,
    target_of,
    unreadable,
)
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.protocol.messages import Options
from forensics_app.evidence.spaces.artifact import space_content, space_entry
from forensics_app.evidence.spaces.beyond_end import beyond_end_detail
from forensics_app.evidence.spaces.names import NOT_READ, SpaceKind
from forensics_app.evidence.spaces.space import Space
from forensics_app.evidence.worker.examining import examine_target, results_of_failure
from forensics_app.evidence.worker.source_layers import Alive, SourceLayers
from forensics_app.examine.content import WholeContent
from forensics_app.examine.examination import WINDOW_BYTES, TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import RuleScanner
from forensics_app.model.artifact import Derivable, Entry, Examination, Extent, ExtentClass, Read, ReadOutcome
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import (
    LayerKind,
    Omission,
    OmissionStage,
)
from forensics_app.model.times import TimeKind

_AT_ONCE = (ExtentClass.RUNS, ExtentClass.NTFS_RESIDENT)
_FEW_PIECES = 8
_T = TypeVar("_T")


class EntryExaminer:
    """Examines entries of `source`, one after the other; `alive` as of SourceLayers."""

    def __init__(self, source: SourceLayers, alive: Alive) -> None:
        self._source = source
        self._alive = alive
        self._memory = TypeMemory()
        self._scanner: RuleScanner | None = None
        self._wanted: tuple[Options | None, ExamineOptions] = (None, ExamineOptions((), False, False))

    def examine_entry(self, entry: Entry, options: Options) -> tuple[Examination, tuple[Omission, ...]]:
        """Digests, type and EXIF of one entry. What can't be read is told, never raised.

        An entry without content of its own comes back as `not-read`, with the reason.
        """
        nothing = not_read(entry, options.sparse_bytes)
        if nothing is None and (entry.size_bytes or 0) > options.sparse_bytes:
            nothing = self._beyond(entry)
        if nothing is not None:
            return nothing
        at_once = self._at_once(entry, options)
        if at_once is not None:
            return at_once
        target = target_of(entry)
        direct = self._runs(entry)
        if options.double_read:
            found, omissions = self._examine_twice(entry, target, options, direct)
        else:
            found, omissions = self.examine(target, options, direct=direct, modified=_modified(entry))
        if entry.extent_class is ExtentClass.ENCRYPTED:
            code, stage = OmissionCode.CONTENT_ENCRYPTED, OmissionStage.READ
            omissions += (omission_of(self._source.source_id, target, code, stage, None),)
        return found, omissions

    def _beyond(self, entry: Entry) -> tuple[Examination, tuple[Omission, ...]] | None:
        """The result for a large entry next to nothing of which can be there: its extents lie behind the end
        of the medium, or nobody knows them and it is larger than its volume. A damaged size field must not
        cost hours of reading what isn't there. None for others.
        """
        if not entry.extents:
            return self._without_room(entry)
        size, inside = entry.size_bytes or 0, 0
        for layer_id, at, length in entry.extents:
            if layer_id is None or at is None:
                return None
            try:
                inside += max(0, min(length, self._source.layer(layer_id).size_bytes - at))
            except ForensicsError:
                return None
        if inside * HOLLOW_FACTOR >= size:
            return None
        detail = f"{size - inside} of {size} bytes lie behind the end of the medium"
        code = OmissionCode.CONTENT_UNREADABLE
        return unreadable(self._source.source_id, target_of(entry), code, detail)

    def _without_room(self, entry: Entry) -> tuple[Examination, tuple[Omission, ...]] | None:
        layer_id, size = entry.locator.layer_id, entry.size_bytes or 0
        if self._source.kind(layer_id) in (LayerKind.ARCHIVE, LayerKind.FOLDER):
            return None  # bounded by itself, and by the file that is there
        try:
            room = self._source.layer(layer_id).size_bytes
        except ForensicsError:
            return None
        if not room or size <= room * (1 if entry.extent_class is ExtentClass.RUNS else HOLLOW_FACTOR):
            return None
        detail = f"{size} bytes in a volume of {room}"
        code = OmissionCode.CONTENT_UNREADABLE
        return unreadable(self._source.source_id, target_of(entry), code, detail)

    def _at_once(self, entry: Entry, options: Options) -> tuple[Examination, tuple[Omission, ...]] | None:
        """A small plain file in few pieces, or one that lies in its MFT record: read, and nothing to open.
        None for any other, and for one of which not every byte can be read.

        `_runs` says why it may be read at its runs. Readers for it took longer than reading and digesting it.
        """
        pieces = entry.extents
        if not 0 < len(pieces) <= _FEW_PIECES or not entry.allocated or entry.extent_class not in _AT_ONCE:
            return None
        length = sum([piece.length_bytes for piece in pieces])
        if length != entry.size_bytes or length > WINDOW_BYTES:
            return None
        if options.double_read or self._source.window is not None:
            return None
        if self._source.kind(entry.locator.layer_id) is LayerKind.ARCHIVE:
            return None
        try:
            data = self._joined(pieces)
        except (TskError, ForensicsError):
            return None
        if data is None:
            return None
        content = WholeContent(data)
        found, problems = examine(
            content,
            extension_of(entry),
            self._asked(options),
            self._memory,
            alive=_at_work,
            scanner=self._rules(),
        )
        if not problems:
            return found, ()
        target = target_of(entry)
        return found, tuple(
            omission_of(self._source.source_id, target, OmissionCode(p.value), OmissionStage.EXAMINE, None)
            for p in problems
        )

    def _joined(self, pieces: tuple[Extent, ...]) -> bytes | None:
        """The bytes of all pieces; None where one of them isn't stored. Raises ReadFailedError."""
        data = b""
        for layer_id, at, length in pieces:
            if layer_id is None or at is None:
                return None
            data += self._source.layer(layer_id).read(at, length)
        return data

    def _examine_twice(
        self, entry: Entry, target: Target, options: Options, direct: StoredContent | None
    ) -> tuple[Examination, tuple[Omission, ...]]:
        """By the file system and by the extents; where only the extents give anything, by them."""
        try:
            content = self._source.content(target)
        except (TskError, ForensicsError) as e:
            found, omissions = self.examine(target, options, direct=direct)
            if direct is None:
                return found, omissions
            code, detail = OmissionCode.DOUBLE_READ_DIFFERS, f"not by the file system: {detail_of(e)}"
            omission = omission_of(self._source.source_id, target, code, OmissionStage.READ, detail)
            return found._replace(derivable=Derivable.NO), (*omissions, omission)
        double = DoubleRead(content, entry, self._source.layer)
        return self.examine(target, options, direct=content, double=double, modified=_modified(entry))

    def examine_space(
        self, layer_id: str, kind: SpaceKind, options: Options
    ) -> tuple[Entry | None, Examination | None, tuple[Omission, ...]]:
        """What no file of a layer uses, or its slack, as one entry, examined. Where there is no telling, an
        omission.
        """
        self._alive(layer_id, 0)
        try:
            space = self._source.space(layer_id, kind)
        except (TskError, ForensicsError) as e:
            code = NOT_READ[kind]
            omission = Omission(code, self._source.source_id, layer_id, 1, OmissionStage.READ, detail_of(e))
            return None, None, (omission,)
        place = self._source.place(layer_id)
        source_id, whole = self._source.source_id, self._source.whole_name(layer_id)
        entry = space_entry(kind, space, source_id=source_id, layer_id=layer_id, place=place, whole=whole)
        content = space_content(space, place=place, layers=self._source.layer)
        found, omissions = self.examine(target_of(entry), options, direct=content)
        if space.beyond_bytes == 0:
            return entry, found, omissions
        missing = self._beyond_end(entry, space)
        if found.read.outcome is ReadOutcome.COMPLETE:  # as far as it is there
            found = found._replace(read=Read(ReadOutcome.PARTIAL, (), missing.code))
        return entry, found, (*omissions, missing)

    def _beyond_end(self, entry: Entry, space: Space) -> Omission:
        """What of a space lies behind the end of what is there, which its size and digest leave out."""
        code = self._source.code_beyond_end(entry.locator.layer_id)
        detail = beyond_end_detail(space.beyond_bytes)
        return omission_of(self._source.source_id, target_of(entry), code, OmissionStage.READ, detail)

    def examine(
        self,
        target: Target,
        options: Options,
        *,
        direct: StoredContent | None = None,
        double: DoubleRead | None = None,
        modified: str | None = None,
    ) -> tuple[Examination, tuple[Omission, ...]]:
        """The same for what `target` names; `direct` is its content where that is at hand already.

        `modified`: of a file on this computer, its time as it was listed.
        """
        try:
            content = direct or self._source.content(target)
            if modified is not None:
                content.check_modified(modified)
        except (TskError, ForensicsError) as e:
            return results_of_failure(self._source.source_id, target, e)
        return examine_target(
            content,
            target,
            self._asked(options),
            self._memory,
            source_id=self._source.source_id,
            alive=lambda done: self._alive(target.shown, done),
            double=double,
            scanner=self._rules(),
        )

    def _asked(self, options: Options) -> ExamineOptions:
        if self._wanted[0] is not options:  # the same object for all entries of a task
            algorithms = tuple(DigestAlgorithm(name) for name in options.algorithms)
            self._wanted = options, ExamineOptions(algorithms, options.media_type, options.exif)
        return self._wanted[1]

    def _rules(self) -> RuleScanner | None:
        if self._source.rules and self._scanner is None:
            self._alive(self._source.source_id, 0)
            self._scanner = RuleScanner(self._source.rules)
        return self._scanner

    def _runs(self, entry: Entry) -> StoredContent | None:
        """The content of a plain allocated file straight from its runs, which is what libtsk would read too.

        It saves opening the inode again: for small files that costs more than reading them. Everything with a
        rule of its own (resident, compressed, deleted, cut short) goes through the file system, as does every
        content when it is sealed, and with `--double-read` each is read by both ways.
        """
        if self._source.kind(entry.locator.layer_id) is LayerKind.ARCHIVE:
            return None  # its archive has a checksum to compare
        if not entry.allocated or entry.extent_class is not ExtentClass.RUNS or not entry.extents:
            return None
        size = entry.size_bytes or 0
        if sum(extent.length_bytes for extent in entry.extents) != size:
            return None
        reader = ExtentReader(entry.extents, self._source.layer)
        return StoredContent(
            size,
            self._patient(reader.read),
            extents=lambda: (entry.extents, entry.extent_class),
            layers=self._source.layer,
            shared_chunk=None if self._source.window is None else self._patient(reader.shared_chunk),
        )

    def _patient(self, read: Callable[[int, int], _T]) -> Callable[[int, int], _T]:
        """The same, waiting a little for what the digest of the medium is about to unpack."""
        window = self._source.window
        if window is None:
            return read

        def waiting(offset_bytes: int, size_bytes: int) -> _T:
            window.patient = True
            try:
                return read(offset_bytes, size_bytes)
            finally:
                window.patient = False

        return waiting


def _at_work(done_bytes: int) -> None:
    """What is over at once needs no sign of life."""


def _modified(entry: Entry) -> str | None:
    """The raw time of modification of what has no place on a medium."""
    if entry.extent_class is not ExtentClass.NONE:
        return None
    return next((time.raw for time in entry.times if time.kind is TimeKind.MODIFIED), None)

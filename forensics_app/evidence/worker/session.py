"""What a worker process does with its one source: open it, list layers, examine entries, read contents.

Everything here runs in the worker and is called by `worker.py`; tests call it in their own process to put a
failing byte source beneath it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ForensicsError
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.ewf.read_ahead import SharedReadAhead
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.processes.shared_window import WindowEnd
from forensics_app.evidence.processes.slots import SlotMemory
from forensics_app.evidence.protocol.messages import (
    Attach,
    Chunk,
    Copied,
    Copy,
    Derived,
    DeriveItem,
    Digest,
    Digested,
    FindBytes,
    Open,
    Opened,
    OpenMedium,
    Options,
    Part,
    Prepare,
    ReadPart,
    Sought,
)
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.worker.content_window import ContentWindow
from forensics_app.evidence.worker.copier import Copier
from forensics_app.evidence.worker.entry_examiner import EntryExaminer
from forensics_app.evidence.worker.media_digests import RunningDigests
from forensics_app.evidence.worker.source_layers import Alive, Opener, SourceLayers
from forensics_app.evidence.worker.unacquired import Unacquired
from forensics_app.model.artifact import Entry, Examination, Extent, Gap
from forensics_app.model.evidence import (
    Omission,
    OmissionStage,
)
from forensics_app.model.names import Components

_CHUNK_BYTES = 1 << 20


class Session:
    """One source in one worker. `alive(at, done_bytes)` is called whenever something moves."""

    def __init__(
        self,
        alive: Alive,
        *,
        opener: Opener = open_source,
        window: WindowEnd | None = None,
    ) -> None:
        """`window`: where chunks of a packed image are lent from worker to worker."""
        self._alive = alive
        self._source = SourceLayers(alive, opener=opener, window=window)
        self._examiner = EntryExaminer(self._source, alive)
        self._copier: Copier | None = None
        self._lacking: Unacquired | None = None
        self._window = ContentWindow(self._source.content, self._moved, self._unacquired)
        self._digesting: tuple[tuple[str | None, tuple[str, ...], bool], RunningDigests] | None = None

    def open(self, request: Open) -> Opened:
        """Open the source and look at every layer. Raises EvidenceErrors."""
        self._lacking = None
        return self._source.open(request)

    def open_medium(self, request: OpenMedium) -> Opened:
        """Open an image for the bytes of its medium alone. Raises EvidenceErrors, also for a folder."""
        self._lacking = None
        return self._source.open_medium(request)

    def prepare(self, request: Prepare) -> None:
        """Open a source ahead of `attach`. Never raises: what fails here fails again there."""
        self._source.prepare(request)

    def attach(self, request: Attach) -> None:
        """Open a source whose layers are known. Raises SourceChangedError where its files have moved."""
        self._lacking = None
        self._source.attach(request)

    def walk(
        self, layer_id: str, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Entries of a layer in their order, name by name; a layer that can't be opened is an omission."""
        try:
            files = self._source.files(layer_id)
        except (TskError, ForensicsError) as e:
            code = OmissionCode.FILE_SYSTEM_DAMAGED
            yield [], [Omission(code, self._source.source_id, layer_id, 1, OmissionStage.WALK, detail_of(e))]
            return
        for entries, omissions in files.walk(stops, at):
            yield entries, [*omissions, *self.unacquired.of_entries(entries)]

    def examine_entry(self, entry: Entry, options: Options) -> tuple[Examination, tuple[Omission, ...]]:
        """Digests, type and EXIF of one entry. What can't be read is an omission, never an error."""
        found, omissions = self._examiner.examine_entry(entry, options)
        return found, omissions + self.unacquired.of_examined(entry, found)

    def examine(self, target: Target, options: Options) -> tuple[Examination, tuple[Omission, ...]]:
        """The same for what `target` names."""
        return self._examiner.examine(target, options)

    def examine_space(
        self, layer_id: str, kind: SpaceKind, options: Options
    ) -> tuple[Entry | None, Examination | None, tuple[Omission, ...]]:
        """What no file of a layer uses, or its slack, as one entry, examined; else an omission."""
        entry, found, omissions = self._examiner.examine_space(layer_id, kind, options)
        if entry is not None:
            omissions += tuple(self.unacquired.of_space(entry, kind))
        return entry, found, omissions

    def digest(self, request: Digest) -> Digested | None:
        """Digests of a layer, or of the whole medium; None where it stops before the end, as asked.

        Raises ReadFailedError, SourceChangedError.
        """
        what = (request.layer_id, request.algorithms, request.around)
        if self._digesting is None or self._digesting[0] != what:
            self._stop_digesting()
            layer_id, opened = request.layer_id, self._source
            source = opened.medium() if layer_id is None else opened.layer(layer_id)
            read_ahead = self._shared_read_ahead() if request.layer_id is None else None
            running = RunningDigests(source, request.algorithms, around=request.around, read_ahead=read_ahead)
            self._digesting = what, running
        else:
            running = self._digesting[1]
        at = request.layer_id or self._source.source_id
        paused = False
        try:
            paused = not running.advance(request.until_bytes, lambda done: self._alive(at, done))
            if paused:
                return None
            digests, gaps = running.finish()
        finally:
            if not paused:
                self._stop_digesting()
        self.check_unchanged()
        return Digested(digests, gaps)

    def _shared_read_ahead(self) -> SharedReadAhead | None:
        """Reads the medium through the window, where it is this worker's to fill."""
        window, medium = self._source.window, self._source.medium()
        if window is None or not window.writes or not isinstance(medium, ChunkMedium):
            return None
        return SharedReadAhead(medium, window)

    def _stop_digesting(self) -> None:
        if self._digesting is not None:
            self._digesting[1].close()
            self._digesting = None

    def content(self, target: Target) -> Iterator[Chunk]:
        """The content of an entry, exactly its size, gaps as zeros. Raises TskError or ForensicsErrors."""
        content = self._source.content(target)
        for offset in range(0, content.size_bytes, _CHUNK_BYTES):
            gaps = len(content.gaps)
            last = content.gaps[-1:]
            data = content.read(offset, min(_CHUNK_BYTES, content.size_bytes - offset))
            yield Chunk(data, gap=len(content.gaps) != gaps or content.gaps[-1:] != last)
        content.close()

    def part(self, request: ReadPart) -> Part:
        """Bytes of a content from an offset on, at most 8 MiB. Raises TskError, ForensicsError,
        SourceChangedError."""
        self.unacquired.lies_at(request.target, request.extents)
        part = self._window.part(request.target, request.offset_bytes, request.length_bytes)
        self.check_unchanged()
        return part

    def find(self, request: FindBytes) -> Sought:
        """The next or the last place of one of the needles in a range of a content. Raises as `part`."""
        self.unacquired.lies_at(request.target, request.extents)
        sought = self._window.find(request)
        self.check_unchanged()
        return sought

    def extents(self, extents: tuple[Extent, ...]) -> Iterator[Chunk]:
        """Bytes of layers by their extents alone. Raises ReadFailedError."""
        for extent in extents:
            source = None if extent.layer_id is None else self._source.layer(extent.layer_id)
            for done in range(0, extent.length_bytes, _CHUNK_BYTES):
                length = min(_CHUNK_BYTES, extent.length_bytes - done)
                if source is None or extent.offset_bytes is None:
                    yield Chunk(bytes(length), gap=False)
                else:
                    yield Chunk(source.read(extent.offset_bytes + done, length), gap=False)

    def derive(self, items: tuple[DeriveItem, ...]) -> Iterator[Derived]:
        """Digests of contents by their extents alone. Raises SourceChangedError."""
        # few workers ever prove anything
        from forensics_app.evidence.worker.extent_digests import ExtentDigester

        yield from ExtentDigester(
            self._source.layer, lambda done: self._alive(self._source.source_id, done)
        ).run(items)
        self.check_unchanged()

    def copy(self, request: Copy, memory: SlotMemory) -> Copied:
        """Contents into a slot of the memory that is shared with the parent. Raises SourceChangedError."""
        if self._copier is None:
            self._copier = Copier(self._source.content, self._source.layer, self._moved, memory)
        copied = self._copier.copy(request)
        self.check_unchanged()
        return copied

    @property
    def unacquired(self) -> Unacquired:
        """What of the contents could not be read when the image was made."""
        if self._lacking is None:
            self._lacking = Unacquired(self._source, self._moved)
        return self._lacking

    def _unacquired(
        self, target: Target, content: StoredContent, offset_bytes: int, size_bytes: int
    ) -> tuple[Gap, ...] | None:
        return self.unacquired.within(target, content, offset_bytes, size_bytes)

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when a file of the image moved while it was read."""
        self._source.check_unchanged()

    def _moved(self, done_bytes: int) -> None:
        self._alive(self._source.source_id, done_bytes)

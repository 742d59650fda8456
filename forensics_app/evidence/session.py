"""What a worker process does with its one source: open it, list layers, examine entries, read contents.

Everything here runs in the worker and is called by `worker.py`; tests call it in their own process to put a
failing byte source beneath it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from forensics_app.errors import ForensicsError, ReadFailedError, SourceChangedError
from forensics_app.evidence.archives.archive_layers import (
    archive_files,
    archive_scan,
    with_archive_layers,
)
from forensics_app.evidence.byte_source import ByteSource, Window
from forensics_app.evidence.container import Container
from forensics_app.evidence.copying import Copier
from forensics_app.evidence.derived_layers import Opening
from forensics_app.evidence.deriving import Wanted
from forensics_app.evidence.double_reading import DoubleRead
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.ewf_image import ChunkMedium
from forensics_app.evidence.examining import examine_target, results_of_failure
from forensics_app.evidence.extent_reader import ExtentReader
from forensics_app.evidence.file_system import TskError
from forensics_app.evidence.filesystem_tsk import FileSystem
from forensics_app.evidence.folder_files import FolderFiles
from forensics_app.evidence.layer_files import LayerFiles, TskFiles
from forensics_app.evidence.media_digests import RunningDigests
from forensics_app.evidence.messages import (
    Attach,
    Chunk,
    Copied,
    Copy,
    Derived,
    DeriveItem,
    Digest,
    Digested,
    FileFacts,
    Open,
    Opened,
    OpenMedium,
    Options,
    Target,
)
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.opening import open_source
from forensics_app.evidence.own_file_systems import tree_of
from forensics_app.evidence.raw_opening import open_raw
from forensics_app.evidence.rederiving import Deriver
from forensics_app.evidence.scan import Scanner
from forensics_app.evidence.shared_window import ChunkWindow, WindowEnd
from forensics_app.evidence.signatures import hint
from forensics_app.evidence.slots import SlotMemory
from forensics_app.evidence.source_record import image_source, logical_source, medium_source
from forensics_app.evidence.stored_content import StoredContent
from forensics_app.evidence.targets import not_read, target_of
from forensics_app.evidence.tree_files import TreeFiles
from forensics_app.evidence.unallocated.artifact import unallocated_content, unallocated_entry
from forensics_app.evidence.unallocated.place import ADDRESS as UNALLOCATED
from forensics_app.evidence.unallocated.volume import UnallocatedSpace
from forensics_app.evidence.unreadable import omission_of
from forensics_app.evidence.walk import WalkPlace
from forensics_app.examine.examination import TypeMemory
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import RuleScanner
from forensics_app.model.artifact import Derivable, Entry, Examination, Extent, ExtentClass
from forensics_app.model.credentials import Credential
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import (
    ARCHIVES,
    DERIVED,
    ArchiveOptions,
    ContainerFormat,
    Layer,
    LayerKind,
    Omission,
    OmissionStage,
    OpenedSource,
)
from forensics_app.model.names import Components

_CHUNK_BYTES = 1 << 20
RAW_FORMATS = (ContainerFormat.RAW, ContainerFormat.SPLIT_RAW)

Alive = Callable[[str, int], None]


class Session:
    """One source in one worker. `alive(at, done_bytes)` is called whenever something moves."""

    def __init__(
        self,
        alive: Alive,
        *,
        opener: Callable[[Path], Container | Path] = open_source,
        window: WindowEnd | None = None,
    ) -> None:
        """`window`: where chunks of a packed image are lent from worker to worker."""
        self._alive = alive
        self._window_end = window
        self._window: ChunkWindow | None = None
        self._opener = opener
        self._path = Path()
        self._source: Container | Path | None = None
        self._source_id = ""
        self._layers: dict[str, Layer] = {}
        self._derived: dict[str, ByteSource] = {}
        self._keys: dict[str, Credential] = {}
        self._files: dict[str, LayerFiles] = {}
        self._free: dict[str, UnallocatedSpace] = {}
        self._archives = ArchiveOptions()
        self._memory = TypeMemory()
        self._rules = b""
        self._scanner: RuleScanner | None = None
        self._wanted: dict[Options, ExamineOptions] = {}
        self._copier: Copier | None = None
        self._digesting: tuple[tuple[str | None, tuple[str, ...], bool], RunningDigests] | None = None

    # --- opening ---------------------------------------------------------------------------------

    def open(self, request: Open) -> Opened:
        """Open the source and look at every layer. Raises EvidenceErrors."""
        self._archives, self._rules = request.archives, request.rules
        self._start(request.path, request.source_id, as_file=request.archives.as_file)
        if isinstance(self._opened, Path):
            source = with_archive_layers(logical_source(request, self._opened), self._archives)
            self._take_layers(source)
            return Opened(source, (), ())
        container = self._opened
        if container.format in ARCHIVES:
            scan = archive_scan(container.medium, request.source_id)
        else:
            scan = Scanner(
                container.medium,
                request.source_id,
                skip=request.skip,
                alive=self._alive,
                wanted=Wanted(request.credentials, request.shadow_copies),
            ).run()
        self._derived, self._keys = scan.opened, scan.keys
        source, omissions = image_source(request, container, scan)
        source = with_archive_layers(source, self._archives)
        container.check_unchanged()
        self._take_layers(source)
        return Opened(source, omissions, self._facts(), scan.keys, scan.locked)

    def open_medium(self, request: OpenMedium) -> Opened:
        """Open an image for the bytes of its medium alone. Raises EvidenceErrors, also for a folder."""
        self._start(request.path, request.source_id)
        container = self._as_medium()
        source = medium_source(request, container)
        container.check_unchanged()
        self._take_layers(source)
        return Opened(source, (), self._facts())

    def attach(self, request: Attach) -> None:
        """Open a source whose layers are known. Raises SourceChangedError where its files have moved."""
        as_file = request.source.format is ContainerFormat.FILE
        self._start(request.path, request.source.source_id, as_file=as_file)
        if request.source.format in RAW_FORMATS:
            self._as_medium()
        self._keys, self._archives, self._rules = request.keys, request.archives, request.rules
        self._take_layers(request.source)
        if self._facts() != request.files:
            raise SourceChangedError(path=str(self._path))

    def _start(self, path: bytes, source_id: str, *, as_file: bool = False) -> None:
        self._path = Path(os.fsdecode(path))
        self._source_id = source_id
        self._alive(source_id, 0)
        self._source = self._opener(self._path)
        if as_file and isinstance(self._source, Container) and self._source.format in ARCHIVES:
            self._source.close()
            self._source = self._path
        medium = self._source.medium if isinstance(self._source, Container) else None
        if self._window_end is not None and isinstance(medium, ChunkMedium):
            self._window = medium.share(self._window_end)

    @property
    def _opened(self) -> Container | Path:
        """The container, or the path of a logical source. Raises ReadFailedError before any is open."""
        if self._source is None:
            raise ReadFailedError(path=str(self._path), detail="not opened")
        return self._source

    def _as_medium(self) -> Container:
        """The image; a file in which nothing is recognised is one too where that is what is asked for.

        Raises ReadFailedError for a folder, and what `open_raw` raises.
        """
        if not isinstance(self._opened, Container):
            if not self._path.is_file():
                raise ReadFailedError(path=str(self._path), detail="a logical source has no medium")
            self._source = container = open_raw(self._path)
            return container
        return self._opened

    def _take_layers(self, source: OpenedSource) -> None:
        self._layers = {layer.layer_id: layer for layer in source.layers}

    def _facts(self) -> tuple[FileFacts, ...]:
        if isinstance(self._opened, Path):
            return ()
        return tuple(
            FileFacts(os.fsencode(f.path), f.facts.size_bytes, f.facts.mtime_ns, f.facts.inode)
            for f in self._opened.files
        )

    # --- layers ----------------------------------------------------------------------------------

    def medium(self) -> ByteSource:
        """The bytes of the medium. Raises ReadFailedError for a logical source, which has none."""
        if isinstance(self._opened, Path):
            raise ReadFailedError(path=str(self._path), detail="a logical source has no medium")
        return self._opened.medium

    def layer(self, layer_id: str) -> ByteSource:
        """The bytes of a layer. Raises ReadFailedError for one that isn't there."""
        layer = self._layers.get(layer_id)
        if layer is None:
            raise ReadFailedError(path=str(self._path), layer=layer_id, detail="no such layer")
        if layer.parent_id is None:
            return self.medium()
        if layer.kind not in DERIVED:
            return Window(self.layer(layer.parent_id), layer.offset_bytes, layer.length_bytes)
        if layer_id not in self._derived:
            opening = Opening(self._layers, self.layer, self._keys, lambda: self._alive(layer_id, 1))
            self._derived[layer_id] = Window(opening.open(layer), 0, layer.length_bytes)
        return self._derived[layer_id]

    def files(self, layer_id: str) -> LayerFiles:
        """The files of a layer. Raises TskError or ForensicsErrors where they can't be opened."""
        if layer_id not in self._files:
            self._files[layer_id] = self._open_files(layer_id)
        return self._files[layer_id]

    def _open_files(self, layer_id: str) -> LayerFiles:
        layer = self._layers.get(layer_id)
        if layer is not None and layer.kind is LayerKind.ARCHIVE:
            return archive_files(
                layer,
                self._archives,
                source_id=self._source_id,
                name=os.fsencode(self._path.name),
                medium=self.medium,
                files=self.files,
                alive=self._alive,
            )
        if isinstance(self._opened, Path):
            return FolderFiles(self._opened, source_id=self._source_id, layer_id=layer_id)
        source, place = self.layer(layer_id), self._place(layer_id)
        tree = tree_of(self._layers[layer_id], source, lambda reach: self._alive(layer_id, reach))
        if tree is not None:
            return TreeFiles(
                tree, source, source_id=self._source_id, layer_id=layer_id, place=place, layers=self.layer
            )
        return TskFiles(
            self._file_system(layer_id, source),
            source,
            source_id=self._source_id,
            layer_id=layer_id,
            place=place,
            layers=self.layer,
        )

    def _place(self, layer_id: str) -> tuple[str, int]:
        """The layer that extents of this one refer to, and where in it this one begins."""
        offset, root = 0, self._layers[layer_id]
        while root.parent_id is not None and root.kind not in DERIVED:
            offset += root.offset_bytes
            root = self._layers[root.parent_id]
        return root.layer_id, offset

    def _file_system(self, layer_id: str, source: ByteSource) -> FileSystem:
        def alive(reach_bytes: int) -> None:
            self._alive(layer_id, reach_bytes)

        try:
            return FileSystem(source, alive)
        except ReadFailedError:
            return FileSystem(source, alive, hint=hint(source))

    # --- listing and examining -------------------------------------------------------------------

    def walk(
        self, layer_id: str, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Entries of a layer in their order, name by name; a layer that can't be opened is an omission."""
        try:
            files = self.files(layer_id)
        except (TskError, ForensicsError) as e:
            code = OmissionCode.FILE_SYSTEM_DAMAGED
            yield [], [Omission(code, self._source_id, layer_id, 1, OmissionStage.WALK, detail_of(e))]
            return
        yield from files.walk(stops, at)

    def examine_entry(self, entry: Entry, options: Options) -> tuple[Examination, tuple[Omission, ...]]:
        """Digests, type and EXIF of one entry. What can't be read is told, never raised.

        An entry without content of its own comes back as `not-read`, with the reason.
        """
        nothing = not_read(entry, options.sparse_bytes)
        if nothing is not None:
            return nothing
        target = target_of(entry)
        direct = self._runs(entry)
        if options.double_read:
            found, omissions = self._examine_twice(entry, target, options, direct)
        else:
            found, omissions = self.examine(target, options, direct=direct)
        if entry.extent_class is ExtentClass.ENCRYPTED:
            code, stage = OmissionCode.CONTENT_ENCRYPTED, OmissionStage.READ
            omissions += (omission_of(self._source_id, target, code, stage, None),)
        return found, omissions

    def _examine_twice(
        self, entry: Entry, target: Target, options: Options, direct: StoredContent | None
    ) -> tuple[Examination, tuple[Omission, ...]]:
        """By the file system and by the extents; where only the extents give anything, by them."""
        try:
            content = self._content(target)
        except (TskError, ForensicsError) as e:
            found, omissions = self.examine(target, options, direct=direct)
            if direct is None:
                return found, omissions
            code, detail = OmissionCode.DOUBLE_READ_DIFFERS, f"not by the file system: {detail_of(e)}"
            told = omission_of(self._source_id, target, code, OmissionStage.READ, detail)
            return replace(found, derivable=Derivable.NO), (*omissions, told)
        double = DoubleRead(content, entry, self.layer)
        return self.examine(target, options, direct=content, double=double)

    def examine_unallocated(
        self, layer_id: str, options: Options
    ) -> tuple[Entry | None, Examination | None, tuple[Omission, ...]]:
        """What no file of a layer uses, as one entry, examined. Where there is no telling, an omission."""
        self._alive(layer_id, 0)
        try:
            space = self._unallocated(layer_id)
        except (TskError, ForensicsError) as e:
            code = OmissionCode.UNALLOCATED_NOT_READ
            told = Omission(code, self._source_id, layer_id, 1, OmissionStage.READ, detail_of(e))
            return None, None, (told,)
        place = self._place(layer_id)
        entry = unallocated_entry(space, source_id=self._source_id, layer_id=layer_id, place=place)
        content = unallocated_content(space, place=place, layers=self.layer)
        found, omissions = self.examine(target_of(entry), options, direct=content)
        return entry, found, omissions

    def _unallocated(self, layer_id: str) -> UnallocatedSpace:
        if layer_id not in self._free:
            source = self.layer(layer_id)
            file_system = self._file_system(layer_id, source)
            self._free[layer_id] = UnallocatedSpace(
                file_system, source, lambda reach: self._alive(layer_id, reach)
            )
        return self._free[layer_id]

    def examine(
        self,
        target: Target,
        options: Options,
        *,
        direct: StoredContent | None = None,
        double: DoubleRead | None = None,
    ) -> tuple[Examination, tuple[Omission, ...]]:
        """The same for what `target` names; `direct` is its content where that is at hand already."""
        wanted = self._wanted.get(options)
        if wanted is None:
            wanted = self._wanted[options] = ExamineOptions(
                tuple(DigestAlgorithm(name) for name in options.algorithms), options.media_type, options.exif
            )
        if self._rules and self._scanner is None:
            self._alive(target.shown, 0)
            self._scanner = RuleScanner(self._rules)
        try:
            content = direct or self._content(target)
        except (TskError, ForensicsError) as e:
            return results_of_failure(self._source_id, target, e)
        return examine_target(
            content,
            target,
            wanted,
            self._memory,
            source_id=self._source_id,
            alive=lambda done: self._alive(target.shown, done),
            double=double,
            scanner=self._scanner,
        )

    def _runs(self, entry: Entry) -> StoredContent | None:
        """The content of a plain allocated file straight from its runs, which is what libtsk would read too.

        It saves opening the inode again: for small files that costs more than reading them. Everything with a
        rule of its own (resident, compressed, deleted, cut short) goes through the file system, as does every
        content when it is sealed, and with `--double-read` each is read by both ways.
        """
        layer = self._layers.get(entry.locator.layer_id)
        if layer is not None and layer.kind is LayerKind.ARCHIVE:
            return None  # its archive has a checksum to compare
        if not entry.allocated or entry.extent_class is not ExtentClass.RUNS or not entry.extents:
            return None
        size = entry.size_bytes or 0
        if sum(extent.length_bytes for extent in entry.extents) != size:
            return None
        return StoredContent(
            size,
            self._patient(ExtentReader(entry.extents, self.layer).read),
            extents=lambda: (entry.extents, entry.extent_class),
            layers=self.layer,
        )

    def _patient(self, read: Callable[[int, int], bytes]) -> Callable[[int, int], bytes]:
        """The same, waiting a little for what the digest of the medium is about to unpack."""
        window = self._window
        if window is None:
            return read

        def waiting(offset_bytes: int, size_bytes: int) -> bytes:
            window.patient = True
            try:
                return read(offset_bytes, size_bytes)
            finally:
                window.patient = False

        return waiting

    def _content(self, target: Target) -> StoredContent:
        if target.address == UNALLOCATED:
            space, place = self._unallocated(target.layer_id), self._place(target.layer_id)
            return unallocated_content(space, place=place, layers=self.layer)
        return self.files(target.layer_id).content(target)

    # --- bytes -----------------------------------------------------------------------------------

    def digest(self, request: Digest) -> Digested | None:
        """Digests of a layer, or of the whole medium; None where it stops before the end, as asked.

        Raises ReadFailedError, SourceChangedError.
        """
        what = (request.layer_id, request.algorithms, request.around)
        if self._digesting is None or self._digesting[0] != what:
            self._stop_digesting()
            source = self.medium() if request.layer_id is None else self.layer(request.layer_id)
            views = self._views() if request.layer_id is None else None
            running = RunningDigests(source, request.algorithms, around=request.around, views=views)
            self._digesting = what, running
        else:
            running = self._digesting[1]
        at = request.layer_id or self._source_id
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

    def _views(self) -> Callable[[int, int], list[memoryview]] | None:
        """Reads the medium through the window, where it is this worker's to fill."""
        window, medium = self._window, self.medium()
        if window is None or not window.writes or not isinstance(medium, ChunkMedium):
            return None
        return lambda offset, size: medium.read_into(window, offset, size)

    def _stop_digesting(self) -> None:
        if self._digesting is not None:
            self._digesting[1].close()
            self._digesting = None

    def content(self, target: Target) -> Iterator[Chunk]:
        """The content of an entry, exactly its size, gaps as zeros. Raises TskError or ForensicsErrors."""
        content = self._content(target)
        for offset in range(0, content.size_bytes, _CHUNK_BYTES):
            gaps = len(content.gaps)
            last = content.gaps[-1:]
            data = content.read(offset, min(_CHUNK_BYTES, content.size_bytes - offset))
            yield Chunk(data, gap=len(content.gaps) != gaps or content.gaps[-1:] != last)
        content.close()

    def extents(self, extents: tuple[Extent, ...]) -> Iterator[Chunk]:
        """Bytes of layers by their extents alone. Raises ReadFailedError."""
        for extent in extents:
            source = None if extent.layer_id is None else self.layer(extent.layer_id)
            for done in range(0, extent.length_bytes, _CHUNK_BYTES):
                length = min(_CHUNK_BYTES, extent.length_bytes - done)
                if source is None or extent.offset_bytes is None:
                    yield Chunk(bytes(length), gap=False)
                else:
                    yield Chunk(source.read(extent.offset_bytes + done, length), gap=False)

    def derive(self, items: tuple[DeriveItem, ...]) -> Iterator[Derived]:
        """Digests of contents by their extents alone. Raises SourceChangedError."""
        yield from Deriver(self.layer, lambda done: self._alive(self._source_id, done)).run(items)
        self.check_unchanged()

    def copy(self, request: Copy, memory: SlotMemory) -> Copied:
        """Contents into a slot of the memory that is shared with the parent. Raises SourceChangedError."""
        if self._copier is None:
            self._copier = Copier(
                self._content, self.layer, lambda done: self._alive(self._source_id, done), memory
            )
        copied = self._copier.copy(request)
        self.check_unchanged()
        return copied

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when a file of the image moved while it was read."""
        if isinstance(self._opened, Container):
            self._opened.check_unchanged()

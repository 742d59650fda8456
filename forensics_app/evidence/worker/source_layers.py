"""One source as a worker has it open: its container, the bytes of its layers, the files in them.

Layers are opened when they are asked for, and kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from forensics_app.errors import ReadFailedError, SourceChangedError
from forensics_app.evidence.archives.layers import (
    archive_files,
    archive_scan,
    with_archive_layers,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.bytes.replayed import ReplayedVolume
from forensics_app.evidence.containers.acquisition_errors import AcquisitionErrors
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.contents.layer_files import LayerFiles
from forensics_app.evidence.contents.replayed_files import ReplayedFiles
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.filesystems.free_space import unallocated_space
from forensics_app.evidence.filesystems.kinds import FAMILY_OF, OWN_FILE_SYSTEMS, FileSystemKind
from forensics_app.evidence.filesystems.replay import is_replayed
from forensics_app.evidence.filesystems.replaying import replayed_volume
from forensics_app.evidence.filesystems.signatures import hint
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.filesystems.tsk_files import TskFiles
from forensics_app.evidence.folders.files import FolderFiles
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.opening.packed_image import packed_image_file, packed_images
from forensics_app.evidence.opening.raw import open_raw
from forensics_app.evidence.processes.shared_window import ChunkWindow, WindowEnd
from forensics_app.evidence.protocol.messages import Attach, FileFacts, Open, Opened, OpenMedium, Prepare
from forensics_app.evidence.scanning.derived_layer_search import Wanted
from forensics_app.evidence.scanning.derived_layers import Opening
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.evidence.spaces.artifact import space_content
from forensics_app.evidence.spaces.names import SpaceKind, whole_name
from forensics_app.evidence.spaces.space import Space
from forensics_app.evidence.worker.source_record import (
    RAW_FORMATS,
    image_source,
    logical_source,
    medium_source,
)
from forensics_app.model.credentials import Credential
from forensics_app.model.evidence import (
    ARCHIVES,
    DERIVED,
    ArchiveOptions,
    ContainerFormat,
    Layer,
    LayerKind,
    OpenedSource,
)

Alive = Callable[[str, int], None]
Opener = Callable[[Path, Incomplete], Container | Path]
_NO_ARCHIVES = ArchiveOptions()
_Bytes = Callable[[str], ByteSource]
_SPACES = frozenset(kind.value for kind in SpaceKind)  # addresses that no file has


class SourceLayers:
    """`alive(at, done_bytes)` is called whenever something moves; `window` is where chunks of a packed image
    are lent from worker to worker.
    """

    def __init__(self, alive: Alive, *, opener: Opener, window: WindowEnd | None) -> None:
        self._alive = alive
        self._opener = opener
        self._window_end = window
        self.window: ChunkWindow | None = None
        self._path = Path()
        self._source: Container | Path | None = None
        self._prepared: tuple[bytes, str, bool, bool] | None = None  # what of `_start` was done ahead
        self.source_id = ""
        self.rules = b""
        self._layers: dict[str, Layer] = {}
        self._derived: dict[str, ByteSource] = {}
        self._sources: dict[str, ByteSource] = {}
        self._keys: dict[str, Credential] = {}
        self._files: dict[str, LayerFiles] = {}
        self._volumes: dict[str, ReplayedVolume] = {}
        self._spaces: dict[tuple[str, SpaceKind], Space] = {}
        self._archives = ArchiveOptions()

    # --- opening ---------------------------------------------------------------------------------

    def open(self, request: Open) -> Opened:
        """Open the source and look at every layer. Raises EvidenceErrors."""
        self._archives, self.rules = request.archives, request.rules
        self._start(
            request.path,
            request.source_id,
            archives=request.archives,
            accept=request.accept_truncated,
            digest=True,
        )
        if isinstance(self._opened, Path):
            source = with_archive_layers(logical_source(request, self._opened), self._archives)
            self._take_layers(source)
            packed = packed_image_file(self._opened, request.source_id) if self._opened.is_file() else ()
            return Opened(source, packed, ())
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
        alive = partial(self._alive, request.source_id)
        source, omissions = image_source(request, container, scan, alive)
        if container.format in ARCHIVES:
            omissions += tuple(packed_images(container.medium, request.source_id, b""))
        source = with_archive_layers(source, self._archives)
        container.check_unchanged()
        self._take_layers(source)
        return Opened(source, omissions, self._facts(), scan.keys, scan.locked)

    def open_medium(self, request: OpenMedium) -> Opened:
        """Open an image for the bytes of its medium alone. Raises EvidenceErrors, also for a folder."""
        self._start(request.path, request.source_id, archives=ArchiveOptions(as_image=True))
        container = self._as_medium()
        source = medium_source(request, container)
        container.check_unchanged()
        self._take_layers(source)
        return Opened(source, (), self._facts())

    def prepare(self, request: Prepare) -> None:
        """Open a source ahead of `attach`. Never raises: what fails here fails again there."""
        with suppress(Exception):  # whatever was raised would be taken for the answer to `attach`
            archives, accept = request.archives, request.accept_truncated
            self._start(request.path, request.source_id, archives=archives, accept=accept)
            opened = self._source
            as_image = isinstance(opened, Container) and opened.format is ContainerFormat.COMPRESSED
            self._prepared = (request.path, request.source_id, archives.as_file, as_image)

    def attach(self, request: Attach) -> None:
        """Open a source whose layers are known. Raises SourceChangedError where its files have moved."""
        as_file = request.source.format is ContainerFormat.FILE
        as_image = request.source.format is ContainerFormat.COMPRESSED
        if self._prepared != (request.path, request.source.source_id, as_file, as_image):
            archives = replace(request.archives, as_file=as_file, as_image=as_image)
            self._start(request.path, request.source.source_id, archives=archives)
        self._prepared = None
        if request.source.format in RAW_FORMATS:
            self._as_medium()
        self._keys, self._archives, self.rules = request.keys, request.archives, request.rules
        self._take_layers(request.source)
        if self._facts() != request.files:
            raise SourceChangedError(path=str(self._path))

    def _start(
        self,
        path: bytes,
        source_id: str,
        *,
        archives: ArchiveOptions = _NO_ARCHIVES,
        accept: bool = True,
        digest: bool = False,
    ) -> None:
        """`accept` what is there of an image that isn't whole: who asks for its bytes knows it already.
        `digest`: of a compressed image the file's own digest is wanted.
        """
        self._path = Path(os.fsdecode(path))
        self.source_id = source_id
        self._alive(source_id, 0)
        incomplete = Incomplete(accept, self._moving(source_id))
        image: Container | None = None
        if archives.as_image and self._path.is_file():
            # loaded where it is asked for: every worker that is started would wait for it
            from forensics_app.evidence.opening.compressed_image import open_compressed_image

            limit = archives.limit_bytes
            image = open_compressed_image(self._path, incomplete, limit_bytes=limit, digest=digest)
        self._source = self._opener(self._path, incomplete) if image is None else image
        if archives.as_file and isinstance(self._source, Container) and self._source.format in ARCHIVES:
            self._source.close()
            self._source = self._path
        medium = self._source.medium if isinstance(self._source, Container) else None
        if self._window_end is not None and isinstance(medium, ChunkMedium):
            self.window = medium.share(self._window_end)

    def _moving(self, source_id: str) -> Callable[[], None]:
        """Says that opening goes on, each time with more done."""
        done = count(1)
        return lambda: self._alive(source_id, next(done))

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
        self._sources.clear()
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

    @property
    def acquisition_errors(self) -> AcquisitionErrors:
        """Sectors of the medium that its image was made without."""
        if isinstance(self._opened, Path):
            return AcquisitionErrors((), 1, 0)
        return self._opened.acquisition_errors

    def over(self, medium: ByteSource) -> SourceLayers:
        """The same source with another medium in its place, as large as its own."""
        made, container = SourceLayers(self._alive, opener=self._opener, window=None), self._opened
        made._source = replace(container, medium=medium) if isinstance(container, Container) else container
        made._path, made.source_id = self._path, self.source_id
        made._layers, made._keys, made._archives = self._layers, self._keys, self._archives
        return made

    @property
    def layers(self) -> Mapping[str, Layer]:
        """All layers by their ids."""
        return self._layers

    def kind(self, layer_id: str) -> LayerKind | None:
        """The kind of a layer; None for one that isn't there."""
        layer = self._layers.get(layer_id)
        return None if layer is None else layer.kind

    def whole_name(self, layer_id: str) -> bytes | None:
        """What all bytes of the layer are called as one artifact; None where files say which are in use."""
        return whole_name(self._layers[layer_id])

    def layer(self, layer_id: str) -> ByteSource:
        """The bytes of a layer. Raises ReadFailedError for one that isn't there."""
        source = self._sources.get(layer_id)  # asked for by every small content
        if source is None:
            source = self._sources[layer_id] = self._find_layer(layer_id)
        return source

    def _find_layer(self, layer_id: str) -> ByteSource:
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
                source_id=self.source_id,
                name=os.fsencode(self._path.name),
                medium=self.medium,
                files=self.files,
                alive=self._alive,
            )
        if isinstance(self._opened, Path):
            return FolderFiles(self._opened, source_id=self.source_id, layer_id=layer_id)
        source, place, layers = self.layer(layer_id), self.place(layer_id), self.layer
        if layer is None or not is_replayed(layer):
            return self._files_of(layer_id, source, place, layers)
        volume = self.replayed(layer)
        files = self._files_of(layer_id, volume, (layer_id, 0), lambda _: volume)
        return ReplayedFiles(files, volume, layer_id=layer_id, place=place)

    def _files_of(
        self, layer_id: str, source: ByteSource, place: tuple[str, int], layers: _Bytes
    ) -> LayerFiles:
        own = self._own_files(layer_id, source, place, layers)
        return own or self._tsk_files(layer_id, source, place, layers)

    def _tsk_files(
        self, layer_id: str, source: ByteSource, place: tuple[str, int], layers: _Bytes
    ) -> TskFiles:
        return TskFiles(
            self._file_system(layer_id, source),
            source,
            source_id=self.source_id,
            layer_id=layer_id,
            place=place,
            layers=layers,
            free=lambda: self.space(layer_id, SpaceKind.UNALLOCATED),
        )

    def replayed(self, layer: Layer) -> ReplayedVolume:
        """The bytes of a volume after replay; those of the layer itself are as on the medium."""
        known = self._volumes.get(layer.layer_id)
        if known is None:
            outer, at = self._layers[layer.parent_id or ""], layer.layer_id
            source = self.layer(outer.layer_id)
            known = self._volumes[at] = replayed_volume(
                layer.file_system or "",
                source,
                lambda: self._file_system(outer.layer_id, source),
                lambda reach: self._alive(at, reach),
            )
        return known

    def _own_files(
        self, layer_id: str, source: ByteSource, place: tuple[str, int], layers: _Bytes
    ) -> LayerFiles | None:
        """Of a layer that this program reads by itself. Raises as `files`."""
        layer = self._layers[layer_id]
        if layer.file_system not in OWN_FILE_SYSTEMS:
            return None
        # loaded where there is one: every worker that is started would wait for it
        from forensics_app.evidence.filesystems.own_readers import tree_of
        from forensics_app.evidence.filesystems.trees.files import TreeFiles  # as well

        tree = tree_of(layer, source, lambda reach: self._alive(layer_id, reach))
        if tree is None:
            return None
        return TreeFiles(
            tree, source, source_id=self.source_id, layer_id=layer_id, place=place, layers=layers
        )

    def place(self, layer_id: str) -> tuple[str, int]:
        """The layer that extents of this one refer to, and where in it this one begins."""
        offset, root = 0, self._layers[layer_id]
        while root.parent_id is not None and root.kind not in DERIVED:
            offset += root.offset_bytes
            root = self._layers[root.parent_id]
        return root.layer_id, offset

    def _file_system(self, layer_id: str, source: ByteSource) -> FileSystem:
        def alive(reach_bytes: int) -> None:
            self._alive(layer_id, reach_bytes)

        layer = self._layers[layer_id]
        if layer.kind is LayerKind.FILE_SYSTEM and not is_replayed(layer):  # one of several that fit
            return open_file_system(source, alive, hint=layer_id.rpartition(".")[2], by_copies=True)
        # without a family libtsk looks for one that no header names, through all of a large volume
        family = FAMILY_OF.get(layer.file_system or "")
        try:
            return open_file_system(source, alive, hint=family, by_copies=True)
        except ReadFailedError:
            return open_file_system(source, alive, hint=hint(source))

    # --- contents --------------------------------------------------------------------------------

    def content(self, target: Target) -> StoredContent:
        """The content that `target` names. Raises TskError or ForensicsErrors where it can't be opened."""
        if target.address in _SPACES:
            space = self.space(target.layer_id, SpaceKind(target.address))
            return space_content(space, place=self.place(target.layer_id), layers=self.layer)
        return self.files(target.layer_id).content(target)

    def space(self, layer_id: str, kind: SpaceKind) -> Space:
        """What no file of a layer uses, or its slack; of a layer without files all of it. Raises
        TskError or ForensicsErrors where there is no telling.
        """
        known = self._spaces.get((layer_id, kind))
        if known is None:
            layer = self._layers[layer_id]
            source = self.replayed(layer) if is_replayed(layer) else self.layer(layer_id)
            # whose bitmap is had from libtsk all the same
            is_hfs = layer.file_system == FileSystemKind.HFS.value
            if (layer.file_system in OWN_FILE_SYSTEMS and not is_hfs) or layer.kind is LayerKind.ARCHIVE:
                raise TskError(str(layer.file_system or layer.kind))
            if kind is SpaceKind.UNALLOCATED and whole_name(layer) is not None:
                known = Space(source, [(0, source.size_bytes)])
            elif kind is SpaceKind.SLACK and is_hfs:
                # as where files are listed
                from forensics_app.evidence.filesystems.hfs.slack import hfs_slack

                known = Space(source, hfs_slack(source, lambda reach: self._alive(layer_id, reach)))
            elif kind is SpaceKind.SLACK:
                known = Space(
                    source, self._tsk_files(layer_id, source, self.place(layer_id), self.layer).slack()
                )
            else:
                file_system = self._file_system(layer_id, source)
                known = unallocated_space(file_system, source, lambda reach: self._alive(layer_id, reach))
            self._spaces[layer_id, kind] = known
        return known

    def code_beyond_end(self, layer_id: str) -> OmissionCode:
        """Why a layer ends before its file system does: the image was cut off, or its partition is small."""
        layer = self._layers[layer_id]
        whole = layer.kind is LayerKind.PARTITION and layer.length_bytes <= self.layer(layer_id).size_bytes
        return OmissionCode.VOLUME_EXCEEDS_PARTITION if whole else OmissionCode.IMAGE_TRUNCATED

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when a file of the image moved while it was read."""
        if isinstance(self._opened, Container):
            self._opened.check_unchanged()

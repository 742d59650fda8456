"""File systems through libtsk. The only file that imports pytsk3; everything leaves it as plain values.

What libtsk does and this file mends or keeps visible:
* an exception in `Img_Info.read` surfaces as RuntimeError, sometimes much later: every failed read is kept in
  `failures`, so that a caller can see that an answer rests on bytes that were never read;
* it reads 64 KiB where it needs a few bytes: a bad sector among the others costs nothing;
* deleted names whose inode has another sequence number arrive without metadata: `open` takes the address;
* directory iteration can't go past an entry that fails: the rest is counted and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NoReturn, Protocol

import pytsk3  # type: ignore[import-not-found]

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, TriedTwice
from forensics_app.evidence.bytes.copies import ByCopies, Copy, read_placed
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, NodeType, Run
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.signatures import is_fat_boot_sector
from forensics_app.evidence.format_errors import TskError

_KINDS = {
    pytsk3.TSK_FS_TYPE_NTFS: FileSystemKind.NTFS,
    pytsk3.TSK_FS_TYPE_FAT12: FileSystemKind.FAT12,
    pytsk3.TSK_FS_TYPE_FAT16: FileSystemKind.FAT16,
    pytsk3.TSK_FS_TYPE_FAT32: FileSystemKind.FAT32,
    pytsk3.TSK_FS_TYPE_EXFAT: FileSystemKind.EXFAT,
    pytsk3.TSK_FS_TYPE_EXT2: FileSystemKind.EXT2,
    pytsk3.TSK_FS_TYPE_EXT3: FileSystemKind.EXT3,
    pytsk3.TSK_FS_TYPE_EXT4: FileSystemKind.EXT4,
    pytsk3.TSK_FS_TYPE_HFS: FileSystemKind.HFS,
    pytsk3.TSK_FS_TYPE_ISO9660: FileSystemKind.ISO9660,
    pytsk3.TSK_FS_TYPE_FFS1: FileSystemKind.UFS1,
    pytsk3.TSK_FS_TYPE_FFS1B: FileSystemKind.UFS1,
    pytsk3.TSK_FS_TYPE_FFS2: FileSystemKind.UFS2,
    pytsk3.TSK_FS_TYPE_YAFFS2: FileSystemKind.YAFFS2,
}
_KIND_BY_NUMBER = {int(number): kind for number, kind in _KINDS.items()}
_DETECT = {
    "ntfs": pytsk3.TSK_FS_TYPE_NTFS_DETECT,
    "fat": pytsk3.TSK_FS_TYPE_FAT_DETECT,
    "ext": pytsk3.TSK_FS_TYPE_EXT_DETECT,
    "hfs": pytsk3.TSK_FS_TYPE_HFS_DETECT,
    "iso9660": pytsk3.TSK_FS_TYPE_ISO9660_DETECT,
    "ufs": pytsk3.TSK_FS_TYPE_FFS_DETECT,
}
FAMILIES = tuple(_DETECT)
_LEAST_NODE_BYTES = 128  # of ext; records of NTFS are larger
# SystemError: a negative count of bytes comes back from libtsk (pytsk3 20260715, File.read_random)
_ERRORS = (OSError, RuntimeError, MemoryError, SystemError)
# what pytsk3 puts before the words of libtsk
_WRAPPER = re.compile(r"^\w+: \(tsk3\.cpp:\d+\) (.* with error: )?")
_NAME_TYPES = tuple(NodeType(c) for c in "-pcdbrlhswvV")  # TSK_FS_NAME_TYPE_ENUM 0..11
_META_TYPES = tuple(NodeType(c) for c in "-rdpcblshwvV")  # TSK_FS_META_TYPE_ENUM 0..11
_OWNER_BITS = 0xFFFFFFFF  # pytsk3 for Windows takes numbers above 2^31 for negative ones
_ALLOCATED = 1  # TSK_FS_NAME_FLAG_ALLOC, TSK_FS_META_FLAG_ALLOC
_UNALLOCATED_AND_USED = 0x02 | 0x04  # TSK_FS_META_FLAG_*
_FILLER, _SPARSE = 0x01, 0x02  # TSK_FS_ATTR_RUN_FLAG_*: what libtsk has no run for, and holes
_RUN_NOT_STORED = _FILLER | _SPARSE
# these store a run for every hole, or know none: what no run covers is missing
_WITHOUT_UNTOLD_HOLES = (
    FileSystemKind.NTFS, FileSystemKind.FAT12, FileSystemKind.FAT16, FileSystemKind.FAT32,
    FileSystemKind.EXFAT, FileSystemKind.ISO9660,
)  # fmt: skip
_CACHE_BYTES = 64 << 10  # TSK_IMG_INFO_CACHE_LEN
_SECTOR_BYTES = 512
_RESIDENT, _ENCRYPTED, _COMPRESSED = 0x04, 0x10, 0x20  # TSK_FS_ATTR_FLAG_*


class _Image(pytsk3.Img_Info):  # type: ignore[misc]
    """Our byte source as libtsk's image."""

    def __init__(
        self, source: ByteSource, alive: Callable[[int], None], copies: tuple[Copy, ...] = ()
    ) -> None:
        self._source = TriedTwice(source)
        self._alive = alive
        self._copies = copies
        self._reach = 0
        self._asked_again = False
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

    @property
    def failures(self) -> list[ForensicsError]:
        """Every read that failed twice."""
        return self._source.failures

    def read(self, offset: int, size: int) -> bytes:
        self._reach = max(self._reach, offset + size)
        self._alive(self._reach)
        asked_again, self._asked_again = self._asked_again, False
        try:
            return read_placed(self._copies, self._source.read, offset, size)
        except ForensicsError:
            ahead = offset % _SECTOR_BYTES == 0 and size <= _CACHE_BYTES
            if asked_again or not ahead:
                raise
            # libtsk fills its cache: told that nothing came, it asks for just the bytes that it needs, next
            self._asked_again = True
            self.failures.pop()
            return b""

    def head(self, size: int) -> bytes:
        """The first bytes, as libtsk is given them."""
        return read_placed(self._copies, self._source.read, 0, min(size, self._source.size_bytes))

    def stored(self, offset: int, size: int) -> bytes:
        """What stands there itself, whatever it was opened by."""
        self._alive(self._reach)
        return self._source.read(offset, size)

    def touches_copies(self, attribute: Attribute, block_bytes: int) -> bool:
        """Whether libtsk would give copies for some of the content."""
        return any(
            run.stored
            and run.address * block_bytes < at + len(copy)
            and at < (run.address + run.length) * block_bytes
            for at, copy in self._copies
            for run in attribute.runs
        )

    def alive(self) -> None:
        """Report that the reader is still at work, as a read does."""
        self._alive(self._reach)

    def get_size(self) -> int:
        return self._source.size_bytes

    def close(self) -> None:
        """The source is closed by its owner."""


class Copies(Protocol):
    """What a volume is opened by in place of what is damaged; each family says what they stand for."""

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The bytes, with their places in the volume."""


class SpareCopies(Protocol):
    """What families of file systems keep twice, each with the hint of its family. `alive` as FileSystem."""

    def of_refused(
        self, source: ByteSource, family: str | None, alive: Callable[[int], None]
    ) -> Iterator[tuple[str, Copies]]:
        """What to try where libtsk opens nothing. Raises ReadFailedError."""

    def of_unseen(
        self, source: ByteSource, kind: FileSystemKind | None, alive: Callable[[int], None]
    ) -> Iterator[tuple[str, Copies]]:
        """What to try in place of damage that libtsk doesn't see. Raises ReadFailedError."""


class FileSystem:
    """One file system of a byte source that begins with it.

    `spare` knows the copies that families keep; `spare_copies.open_file_system` brings those of all.
    `hint` is a key of signatures (`ntfs`, `fat`, `ext`, ...) that narrows what is tried. Raises TskError
    when no file system opens, ReadFailedError when a read failed on the way. `alive` is called on every
    read with how far into the source reads have come: what only reads the same again makes no progress.
    With `by_copies` a volume that doesn't open otherwise is opened by the copies of what is damaged
    (`SpareCopies.of_refused`). What libtsk doesn't see to be damaged, of ext and in the tables of FAT, is
    always taken from copies. `copies` tells of either; contents are as they are stored.
    """

    def __init__(
        self,
        source: ByteSource,
        alive: Callable[[int], None],
        spare: SpareCopies,
        *,
        hint: str | None = None,
        by_copies: bool = False,
    ) -> None:
        self.copies: Copies | None = None
        try:
            self._open_detected(_Image(source, alive), hint)
        except (TskError, ReadFailedError) as e:
            ambiguous = isinstance(e, TskError) and e.ambiguous
            if ambiguous or not by_copies or not self._opens_refused(source, hint, alive, spare):
                raise
        if self.copies is None:
            self._mend(source, alive, spare)
        info = self._fs.info
        number = int(info.ftype)
        if number not in _KIND_BY_NUMBER:
            raise TskError(f"unexpected file system type {number}")
        self.kind = _KIND_BY_NUMBER[number]
        self.sparse = self.kind not in _WITHOUT_UNTOLD_HOLES
        self.block_size_bytes = int(info.block_size)
        self.claimed_bytes = (int(info.last_block) + 1) * self.block_size_bytes
        self.root_address = int(info.root_inum)
        self.orphans_address = int(info.last_inum)
        self._first_address = int(info.first_inum)

    def _open_detected(self, image: _Image, hint: str | None) -> None:
        try:
            self._open_image(image, _DETECT.get(hint or "", pytsk3.TSK_FS_TYPE_DETECT))
        except TskError as e:
            if e.ambiguous or hint not in (None, "fat") or not _says_fat32(image):
                raise
            # libtsk counts clusters, where systems go by the header: FAT32 may have few of them
            self._open_image(image, pytsk3.TSK_FS_TYPE_FAT32)

    def _open_image(self, image: _Image, kind: int) -> None:
        self._image = image
        try:
            self._fs = pytsk3.FS_Info(image, 0, kind)
        except _ERRORS as e:
            self._raise(e)

    def _opens_refused(
        self, source: ByteSource, hint: str | None, alive: Callable[[int], None], spare: SpareCopies
    ) -> bool:
        for family, copies in spare.of_refused(source, hint, alive):
            if self._opens_by(copies, source, _DETECT[family], alive):
                return True
        return False

    def _opens_by(self, copies: Copies, source: ByteSource, kind: int, alive: Callable[[int], None]) -> bool:
        with suppress(TskError, ReadFailedError):
            self._open_image(_Image(source, alive, copies.copies), kind)
            self.copies = copies
            return True
        return False

    def _mend(self, source: ByteSource, alive: Callable[[int], None], spare: SpareCopies) -> None:
        """Take copies of what libtsk doesn't see to be damaged."""
        kind = _KIND_BY_NUMBER.get(int(self._fs.info.ftype))
        image, opened = self._image, self._fs
        for family, copies in spare.of_unseen(source, kind, alive):
            if self._opens_by(copies, source, _DETECT[family], alive):
                return
            self._image, self._fs = image, opened

    def structures(self, source: ByteSource) -> ByteSource:
        """`source`, which this was opened from, with the copies in the places of what is damaged."""
        return source if self.copies is None else ByCopies(source, self.copies.copies)

    def head(self, size_bytes: int) -> bytes:
        """The first bytes, as the file system was opened by them. Raises ReadFailedError."""
        return self._image.head(size_bytes)

    @property
    def failures(self) -> list[ForensicsError]:
        """Every read that failed so far, oldest first."""
        return self._image.failures

    def alive(self) -> None:
        """Say that work goes on, where nothing is read meanwhile."""
        self._image.alive()

    def names(self, address: int) -> Iterator[Name]:
        """The names in a directory, without `.` and `..` (but with the streams of `.`).

        Raises TskError or ReadFailedError when the directory, or the rest of it, can't be read.
        """
        try:
            directory = self._fs.open_dir(inode=address)
        except _ERRORS as e:
            self._raise(e)
        is_root = address == self.root_address
        while True:
            try:
                entry = next(directory)
            except StopIteration:
                return
            except _ERRORS as e:
                self._raise(e)
            yield self._name(entry, is_root=is_root)

    def deleted_nodes(self) -> Iterator[Name]:
        """Every inode that was in use once and isn't now, named as libtsk names those without a name.

        One that can't be read is passed over. A damaged count of inodes must not make this go on for hours:
        more of them than the volume has room for are none.
        """
        end = min(self.orphans_address, self._image.get_size() // _LEAST_NODE_BYTES + 1)
        for address in range(self._first_address, end):
            with suppress(TskError, ReadFailedError):
                entry = self._open(address)
                meta = entry.info.meta
                if int(meta.flags) & _UNALLOCATED_AND_USED == _UNALLOCATED_AND_USED:
                    yield Name(
                        name=b"OrphanFile-%d" % address,
                        type=NodeType.UNKNOWN,
                        allocated=False,
                        address=address,
                        sequence=meta.seq,
                        node=_node(meta),
                        attributes=self._attributes(entry),
                    )

    def node(self, address: int) -> tuple[Node, tuple[Attribute, ...]]:
        """An inode and its attributes, by address. Raises TskError or ReadFailedError."""
        entry = self._open(address)
        return _node(entry.info.meta), self._attributes(entry)

    def attributes(self, address: int) -> tuple[Attribute, ...]:
        """The attributes of an inode. Raises TskError or ReadFailedError."""
        return self._attributes(self._open(address))

    def content(self, address: int) -> Content:
        """A handle for reading what belongs to an inode. Raises TskError or ReadFailedError."""
        return Content(self, self._open(address))

    def is_copied(self, attribute: Attribute) -> bool:
        """Whether libtsk would give copies for what of a content is damaged."""
        return self._image.touches_copies(attribute, self.block_size_bytes)

    def stored(self, attribute: Attribute, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes of an attribute as they are. Raises ReadFailedError."""
        parts: list[bytes] = []
        block, at, end = self.block_size_bytes, offset_bytes, offset_bytes + size_bytes
        for run in attribute.runs:
            begin, behind = run.offset * block, (run.offset + run.length) * block
            if begin <= at < min(behind, end):
                step = min(behind, end) - at
                place = run.address * block + at - begin
                parts.append(self._image.stored(place, step) if run.stored else bytes(step))
                at += step
        if at < end:
            raise ReadFailedError(offset_bytes=at, size_bytes=end - at, detail="beyond the end")
        return b"".join(parts)

    def _open(self, address: int) -> pytsk3.File:
        try:
            entry = self._fs.open_meta(address)
            if entry.info.meta is None:
                raise TskError("no metadata")
        except _ERRORS as e:
            self._raise(e)
        return entry

    def _name(self, entry: pytsk3.File, *, is_root: bool) -> Name:
        info = entry.info.name
        meta = entry.info.meta
        attributes: tuple[Attribute, ...] = ()
        # nobody asks for the content of the directory above, whose pieces may be many: each directory in it
        # would have to go through all of them
        if meta is not None and (info.name != b".." and (is_root or info.name != b".")):
            with suppress(TskError, ReadFailedError):  # shown again, and recorded, when the content is read
                attributes = self._attributes(entry)
        kind = info.type
        return Name(
            info.name or b"",
            _NAME_TYPES[kind] if kind < len(_NAME_TYPES) else NodeType.UNKNOWN,
            info.flags & _ALLOCATED != 0,
            info.meta_addr,
            info.meta_seq,
            None if meta is None else _node(meta),
            attributes,
        )

    def _attributes(self, entry: pytsk3.File) -> tuple[Attribute, ...]:
        try:
            return tuple([_attribute(attribute, sparse=self.sparse) for attribute in entry])
        except _ERRORS as e:
            self._raise(e)

    def _raise(self, e: Exception) -> NoReturn:
        """The failed read behind an exception of libtsk, if there is one, else a TskError."""
        if isinstance(e, RuntimeError) and self._image.failures:
            raise self._image.failures[-1] from e
        text = _WRAPPER.sub("", " ".join(str(e).split())) or type(e).__name__
        raise TskError(text, ambiguous="multiple" in text.lower()) from e


class Content:
    """Reading from one inode."""

    def __init__(self, file_system: FileSystem, entry: pytsk3.File) -> None:
        self._file_system = file_system
        self._entry = entry

    @property
    def node(self) -> Node:
        """The inode itself."""
        return _node(self._entry.info.meta)

    def first(self, wanted: Callable[[int, int], bool]) -> Attribute | None:
        """The first attribute whose type and id are `wanted`. Raises TskError or ReadFailedError.

        The others, whose runs may be many, are not looked at.
        """
        try:
            for attribute in self._entry:
                info = attribute.info
                if wanted(info.type, info.id):
                    return _attribute(attribute, sparse=self._file_system.sparse)
        except _ERRORS as e:
            self._file_system._raise(e)
        return None

    def read(self, attribute: Attribute, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes of an attribute. Raises TskError or ReadFailedError."""
        if self._file_system.is_copied(attribute):
            return self._file_system.stored(attribute, offset_bytes, size_bytes)
        failed_before = len(self._file_system.failures)
        try:
            data: bytes = self._entry.read_random(offset_bytes, size_bytes, attribute.type, attribute.id)
        except _ERRORS as e:
            self._file_system._raise(e)
        if len(self._file_system.failures) > failed_before:
            raise self._file_system.failures[-1]
        if len(data) != size_bytes:
            raise TskError(f"{len(data)} bytes instead of {size_bytes}")
        return data


def _says_fat32(image: _Image) -> bool:
    """Whether a header of FAT has the sizes that FAT32 alone has."""
    try:
        head = image.head(512)
    except ForensicsError:
        return False
    narrow = head[17:19] + head[22:24]  # entries of the root, sectors of a table
    return is_fat_boot_sector(head) and not any(narrow) and any(head[36:40])


# values by their place: with their names each of these would cost a third more, for every name of a walk


def _node(meta: pytsk3.TSK_FS_META) -> Node:
    kind = meta.type
    return Node(
        meta.addr,
        _META_TYPES[kind] if kind < len(_META_TYPES) else NodeType.UNKNOWN,
        meta.flags & _ALLOCATED != 0,
        meta.size,
        meta.seq,
        meta.mode,
        meta.uid & _OWNER_BITS,
        meta.gid & _OWNER_BITS,
        (meta.mtime, meta.mtime_nano),
        (meta.atime, meta.atime_nano),
        (meta.ctime, meta.ctime_nano),
        (meta.crtime, meta.crtime_nano),
        meta.link or None,
    )


def _attribute(attribute: pytsk3.Attribute, *, sparse: bool) -> Attribute:
    info = attribute.info
    flags = info.flags
    resident = flags & _RESIDENT != 0
    return Attribute(
        info.type,
        info.id,
        info.name,
        info.size,
        resident,
        flags & _COMPRESSED != 0,
        flags & _ENCRYPTED != 0,
        ()
        if resident
        else tuple(
            [
                Run(run.addr, run.len, run.offset, False, sparse or flag & _FILLER == 0)
                if (flag := run.flags) & _RUN_NOT_STORED
                else Run(run.addr, run.len, run.offset, True)
                for run in attribute
            ]
        ),
        sparse,
    )

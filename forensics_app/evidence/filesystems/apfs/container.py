"""APFS containers: the newest checkpoint, the object map, and the volumes that it leads to.

Source: "Apple File System Reference" (Apple, 2020), Container and Object Maps. Block 0 holds a copy of a
superblock that may be old; the one of the highest transaction in the checkpoint area whose checksum agrees
counts.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.apfs.btree import BTree
from forensics_app.evidence.filesystems.apfs.object import (
    TYPE_OMAP,
    TYPE_SUPERBLOCK,
    TYPE_VOLUME,
    checksum_agrees,
    identity,
)
from forensics_app.evidence.filesystems.trees.inode_tree import Problem, no_problem
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError
from forensics_app.evidence.omission_codes import OmissionCode

_MAGIC, _VOLUME_MAGIC = b"NXSB", b"APSB"
_FUSION = 0x100
_MOST_VOLUMES = 100
_MOST_SNAPSHOTS = 1 << 20
_MOST_CHECKPOINT_BLOCKS = 1 << 16
_OMAP_SIZES = (16, 16)
_OMAP_DELETED, _OMAP_ENCRYPTED = 0x1, 0x4
_PHYSICAL = 0x40000000  # of an object's type: its number is that of its block
_VOLUME_UNENCRYPTED = 0x1
_CASE_INSENSITIVE, _NORMALIZATION_INSENSITIVE, _SEALED = 0x1, 0x8, 0x20
_ROLES = {
    0x0001: "System", 0x0002: "User", 0x0004: "Recovery", 0x0008: "VM", 0x0010: "Preboot",
    0x0020: "Installer", 0x0040: "Data", 0x0080: "Baseband", 0x00C0: "Update", 0x0100: "xART",
    0x0140: "Hardware", 0x0180: "Backup", 0x0240: "Enterprise", 0x02C0: "Prelogin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume's superblock. `index` is its place in the container's list, from 0."""

    index: int
    name: bytes
    role: str | None
    encrypted: bool
    hashed_names: bool
    sealed: bool
    snapshots: int
    files: int
    directories: int
    root_tree: int
    root_tree_physical: bool
    extent_tree: int
    object_map: int


class ObjectMap:
    """Where virtual objects lie, as of one transaction."""

    def __init__(self, source: ByteSource, block_bytes: int, block: int, xid: int, problem: Problem) -> None:
        raw = source.read(block * block_bytes, block_bytes)
        if identity(raw)[2] != TYPE_OMAP:
            raise MalformedError(f"block {block} is no object map")
        if not checksum_agrees(raw):
            problem(OmissionCode.CHECKSUM_DIFFERS, f"the checksum of the object map at block {block} differs")
        self._block_bytes = block_bytes
        self._xid = xid
        self._tree = BTree(
            source,
            block_bytes,
            struct.unpack_from("<Q", raw, 48)[0] * block_bytes,
            order=_omap_order,
            places=lambda child: child * block_bytes,
            fixed=_OMAP_SIZES,
        )

    def offset(self, oid: int) -> int:
        """Offset in bytes of a virtual object. Raises MalformedError, ReadFailedError."""
        found = self._tree.floor((oid << 64) | self._xid, no_problem)
        if found is None or struct.unpack_from("<Q", found.key)[0] != oid:
            raise MalformedError(f"object {oid} is not in the object map")
        flags, _, block = struct.unpack_from("<IIQ", found.value)
        if flags & _OMAP_DELETED:
            raise MalformedError(f"object {oid} is deleted")
        if flags & _OMAP_ENCRYPTED:
            raise MalformedError(f"object {oid} is encrypted")
        return int(block) * self._block_bytes


class Container:
    """The container at byte 0 of `source`. Opening raises MalformedError, ReadFailedError."""

    def __init__(self, source: ByteSource, problem: Problem) -> None:
        self.source = source
        head = source.read(0, 4096)
        if head[32:36] != _MAGIC:
            raise MalformedError("no container superblock")
        self.block_bytes: int = struct.unpack_from("<I", head, 36)[0]
        if self.block_bytes not in (4096, 8192, 16384, 32768, 65536):
            raise MalformedError(f"blocks of {self.block_bytes} bytes")
        raw = self._newest(source.read(0, self.block_bytes), problem)
        self.xid = identity(raw)[1]
        self.blocks: int = struct.unpack_from("<Q", raw, 40)[0]
        if struct.unpack_from("<Q", raw, 64)[0] & _FUSION:
            raise NotSupportedError("a Fusion container, which lies on two disks")
        count = min(struct.unpack_from("<I", raw, 180)[0], _MOST_VOLUMES)
        self._volume_oids = struct.unpack_from(f"<{count}Q", raw, 184)
        omap = struct.unpack_from("<Q", raw, 160)[0]
        self._objects = ObjectMap(source, self.block_bytes, omap, self.xid, problem)

    @property
    def size_bytes(self) -> int:
        """What the container says it needs."""
        return self.blocks * self.block_bytes

    def volume_numbers(self) -> list[int]:
        """Places in the list that have a volume."""
        return [index for index, oid in enumerate(self._volume_oids) if oid]

    def volume(self, index: int, problem: Problem) -> Volume:
        """One volume's superblock. Raises MalformedError, ReadFailedError."""
        if not 0 <= index < len(self._volume_oids):
            raise MalformedError(f"no volume {index}")
        offset = self._objects.offset(self._volume_oids[index])
        raw = self.source.read(offset, self.block_bytes)
        if raw[32:36] != _VOLUME_MAGIC or identity(raw)[2] != TYPE_VOLUME:
            raise MalformedError(f"no volume superblock at {offset}")
        if not checksum_agrees(raw):
            problem(
                OmissionCode.CHECKSUM_DIFFERS, f"the checksum of the volume superblock at {offset} differs"
            )
        incompatible, flags = struct.unpack_from("<Q", raw, 56)[0], struct.unpack_from("<Q", raw, 264)[0]
        role = struct.unpack_from("<H", raw, 964)[0]
        tree_type = struct.unpack_from("<I", raw, 116)[0]
        return Volume(
            index=index,
            name=raw[704:960].split(b"\x00", 1)[0],
            role=_ROLES.get(role),
            encrypted=not flags & _VOLUME_UNENCRYPTED,
            hashed_names=bool(incompatible & (_CASE_INSENSITIVE | _NORMALIZATION_INSENSITIVE)),
            sealed=bool(incompatible & _SEALED),
            snapshots=min(struct.unpack_from("<Q", raw, 216)[0], _MOST_SNAPSHOTS),
            files=struct.unpack_from("<Q", raw, 184)[0],
            directories=struct.unpack_from("<Q", raw, 192)[0],
            root_tree=struct.unpack_from("<Q", raw, 136)[0],
            root_tree_physical=bool(tree_type & _PHYSICAL),
            extent_tree=struct.unpack_from("<Q", raw, 1032)[0] if incompatible & _SEALED else 0,
            object_map=struct.unpack_from("<Q", raw, 128)[0],
        )

    def object_map(self, volume: Volume, problem: Problem) -> ObjectMap:
        """The object map of a volume. Raises MalformedError, ReadFailedError."""
        return ObjectMap(self.source, self.block_bytes, volume.object_map, self.xid, problem)

    def _newest(self, head: bytes, problem: Problem) -> bytes:
        """The superblock of the last checkpoint."""
        blocks, base = struct.unpack_from("<I", head, 104)[0], struct.unpack_from("<Q", head, 112)[0]
        found = head if checksum_agrees(head) else None
        if blocks > _MOST_CHECKPOINT_BLOCKS:  # the high bit says that the area lies in pieces
            problem(
                OmissionCode.CHECKSUM_DIFFERS, f"a checkpoint area of {blocks:#x} blocks was not looked at"
            )
            blocks = 0
        for block in range(base, base + blocks):
            try:
                raw = self.source.read(block * self.block_bytes, self.block_bytes)
            except ReadFailedError:
                continue
            if raw[32:36] != _MAGIC or identity(raw)[2] != TYPE_SUPERBLOCK or not checksum_agrees(raw):
                continue
            if found is None or identity(raw)[1] > identity(found)[1]:
                found = raw
        if found is None:
            problem(OmissionCode.CHECKSUM_DIFFERS, "no superblock has a checksum that agrees")
            return head
        return found


def _omap_order(key: bytes) -> int:
    oid, xid = struct.unpack_from("<QQ", key)
    return int((oid << 64) | xid)

"""Blocks and file entries of a UDF logical volume, wherever its partitions have them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.udf.entries import INDIRECT_ENTRY, FileEntry, parse_entry
from forensics_app.evidence.filesystems.udf.extents import Extents
from forensics_app.evidence.filesystems.udf.records import Address, long_reach, tag_of
from forensics_app.evidence.filesystems.udf.spaces import Space, Stretch, offset_of
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_TIMES_READ = 8  # each block of a volume, were it a list of extents, or an older version of a file entry
_TIMES_APART = 32  # each block of a volume, were it a piece by itself
_MOST_VERSIONS = 1 << 10
_CHAINED = 4096
_INDIRECT_AT = 36


class UdfBlocks:
    """`spaces`: those of the partitions by their number in the logical volume, None for one that isn't read.

    `mirrors`: of metadata partitions that are kept twice, by the same number.
    """

    def __init__(self, source: ByteSource, block_bytes: int) -> None:
        self.source = source
        self.block_bytes = block_bytes
        self.spaces: list[Space | None] = []
        self.mirrors: dict[int, Space] = {}
        blocks = source.size_bytes // block_bytes
        self._versions_left = _TIMES_READ * blocks
        self.extents = Extents(
            self.locate,
            self.read,
            block_bytes,
            most_lists=_TIMES_READ * blocks,
            most_apart=_TIMES_APART * blocks,
        )

    def locate(self, address: Address, count: int) -> Iterator[Stretch]:
        """Where `count` blocks lie. Raises MalformedError for a partition that isn't there or isn't read."""
        return self._space(address).stretches(address.block, count)

    def read(self, address: Address, size_bytes: int) -> bytes:
        """So many bytes from the beginning of a block on, from the mirror where they can't be read.

        Raises MalformedError where a block is nowhere, ReadFailedError.
        """
        try:
            return self._read(self._space(address), address, size_bytes)
        except (MalformedError, ReadFailedError):
            mirror = self.mirrors.get(address.partition)
            if mirror is None:
                raise
            return self._read(mirror, address, size_bytes)

    def entry(self, address: Address, problem: Problem) -> tuple[FileEntry, int]:
        """A file entry and the byte at which it begins; of several versions that are chained the last one.

        Raises MalformedError, ReadFailedError.
        """
        found = self._one_entry(address, problem)
        seen = {address}
        while found[0].strategy == _CHAINED:
            following = self._next_version(found[0].address)
            if following is None or following in seen:
                break
            self._versions_left -= 1
            if len(seen) >= _MOST_VERSIONS or self._versions_left < 0:
                raise MalformedError(
                    f"more than {len(seen)} versions of the file entry at block {address.block}"
                )
            try:
                found = self._one_entry(following, problem)
            except MalformedError:
                break  # its place was written down ahead, for a version that never came
            seen.add(following)
        if len(seen) > 1:
            text = f"{len(seen) - 1} older versions of the file entry at block {found[0].address.block}"
            problem(OmissionCode.SNAPSHOTS_NOT_READ, text)
        return found

    def _next_version(self, address: Address) -> Address | None:
        """Where an indirect entry behind a file entry leads to."""
        behind = Address(address.block + 1, address.partition)
        try:
            data = self.read(behind, _INDIRECT_AT + 16)
        except (MalformedError, ReadFailedError):
            return None
        if tag_of(data, behind.block).identifier != INDIRECT_ENTRY:
            return None
        leads_to = long_reach(data, _INDIRECT_AT)
        return leads_to.address if leads_to.length_bytes else None

    def _one_entry(self, address: Address, problem: Problem) -> tuple[FileEntry, int]:
        """The entry in this block, or in its mirror where a check fails here and none there."""
        mirror = self.mirrors.get(address.partition)
        if mirror is None:
            return self._entry_in(self._space(address), address, problem)
        problems: list[tuple[OmissionCode, str]] = []
        wrong: list[OmissionCode] = []
        try:
            found = self._entry_in(self._space(address), address, lambda *one: problems.append(one))
        except (MalformedError, ReadFailedError) as e:
            found = self._entry_in(mirror, address, problem)
            text = f"file entry at block {address.block} of the metadata: {detail_of(e)}"
            problems = [(OmissionCode.CHECKSUM_DIFFERS, text)]
        else:
            if problems:
                with suppress(MalformedError, ReadFailedError):
                    copy = self._entry_in(mirror, address, lambda code, text: wrong.append(code))
                    found = found if wrong else copy
        for code, text in problems:
            problem(code, text)
        return found

    def _entry_in(self, space: Space, address: Address, problem: Problem) -> tuple[FileEntry, int]:
        offset = offset_of(space, address.block)
        return parse_entry(self.source.read(offset, self.block_bytes), address, problem), offset

    def _read(self, space: Space, address: Address, size_bytes: int) -> bytes:
        parts: list[bytes] = []
        for offset, blocks in space.stretches(address.block, -(-size_bytes // self.block_bytes)):
            if offset is None:
                raise MalformedError(f"block {address.block} of partition {address.partition} is nowhere")
            length = min(blocks * self.block_bytes, size_bytes)
            parts.append(self.source.read(offset, length))
            size_bytes -= length
        return b"".join(parts)

    def _space(self, address: Address) -> Space:
        space = self.spaces[address.partition] if address.partition < len(self.spaces) else None
        if space is None:
            raise MalformedError(f"partition {address.partition} of the logical volume is not there")
        return space

"""What no stock tool does to an unmounted NTFS volume: make a folder, delete a file, set every time stamp.

mkntfs and ntfscp do the rest. Only for small volumes whose folders fit one level of index, as those of the
demo image do. Layouts: the on-disk structures as ntfs-3g's `layout.h` has them. Offsets and sizes in bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SECTOR = 512
ROOT_RECORD, QUOTA_RECORD = 5, 24
STANDARD_INFORMATION, FILE_NAME, DATA, INDEX_ROOT, INDEX_ALLOCATION, BITMAP, END = (
    0x10,
    0x30,
    0x80,
    0x90,
    0xA0,
    0xB0,
    0xFFFFFFFF,
)
IN_USE, IS_DIRECTORY = 1, 2
INDEX_PRESENT = 0x10000000  # in the attributes of a folder's $FILE_NAME
LAST_ENTRY = 2
FILETIME_EPOCH_S = 11644473600  # from 1601-01-01 to 1970-01-01


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds since 1970, UTC: created, modified, record changed, accessed."""

    created: int
    modified: int
    changed: int
    accessed: int

    def packed(self) -> bytes:
        every = (self.created, self.modified, self.changed, self.accessed)
        return struct.pack("<4Q", *((s + FILETIME_EPOCH_S) * 10_000_000 for s in every))


@dataclass(frozen=True, slots=True)
class Attribute:
    kind: int
    offset: int
    length: int
    resident: bool
    value_offset: int  # in the record; of the run list where it isn't resident
    value_length: int  # 0 where it isn't resident
    named: bool


class NtfsVolume:
    """An NTFS volume in memory; `bytes()` of it is the edited image."""

    def __init__(self, image: bytes) -> None:
        self._image = bytearray(image)
        sectors_per_cluster = image[0x0D]
        self._cluster = sectors_per_cluster * SECTOR
        self._record_size = 1024
        self._index_size = 4096
        mft_start = struct.unpack_from("<Q", image, 0x30)[0] * self._cluster
        self._mft: list[tuple[int, int]] = [(mft_start, self._record_size)]
        self._mft = self._runs(0, DATA)

    def __bytes__(self) -> bytes:
        return bytes(self._image)

    # --- records ----------------------------------------------------------------------------------

    def _place(self, number: int) -> int:
        """Where record `number` lies in the image."""
        left = number * self._record_size
        for start, length in self._mft:
            if left < length:
                return start + left
            left -= length
        raise IndexError(number)

    def _load(self, offset: int, size: int) -> bytearray:
        """A record or index block with its fix-ups undone."""
        block = self._image[offset : offset + size]
        usa, count = struct.unpack_from("<HH", block, 4)
        for i in range(1, count):
            block[i * SECTOR - 2 : i * SECTOR] = block[usa + 2 * i : usa + 2 * i + 2]
        return block

    def _store(self, offset: int, block: bytearray) -> None:
        usa, count = struct.unpack_from("<HH", block, 4)
        for i in range(1, count):
            block[usa + 2 * i : usa + 2 * i + 2] = block[i * SECTOR - 2 : i * SECTOR]
            block[i * SECTOR - 2 : i * SECTOR] = block[usa : usa + 2]
        self._image[offset : offset + len(block)] = block

    def _record(self, number: int) -> bytearray:
        return self._load(self._place(number), self._record_size)

    def _put_record(self, number: int, record: bytearray) -> None:
        self._store(self._place(number), record)

    def _attributes(self, record: bytearray) -> Iterator[Attribute]:
        offset = struct.unpack_from("<H", record, 20)[0]
        while (kind := struct.unpack_from("<I", record, offset)[0]) != END:
            length = struct.unpack_from("<I", record, offset + 4)[0]
            resident = record[offset + 8] == 0
            if resident:
                value_length, value = struct.unpack_from("<IH", record, offset + 16)
            else:
                value_length, value = 0, struct.unpack_from("<H", record, offset + 32)[0]
            named = record[offset + 9] > 0
            yield Attribute(kind, offset, length, resident, offset + value, value_length, named)
            offset += length

    def _runs(self, number: int, kind: int) -> list[tuple[int, int]]:
        """(start, length) of each stored run of a record's attribute."""
        record = self._record(number)
        runs = []
        for attribute in self._attributes(record):
            if attribute.kind != kind or attribute.resident:
                continue
            at, cluster = attribute.value_offset, 0
            while header := record[at]:
                length_size, offset_size = header & 15, header >> 4
                length = int.from_bytes(record[at + 1 : at + 1 + length_size], "little")
                at += 1 + length_size
                if offset_size:
                    cluster += int.from_bytes(record[at : at + offset_size], "little", signed=True)
                    runs.append((cluster * self._cluster, length * self._cluster))
                at += offset_size
        return runs

    def records(self) -> list[int]:
        """Every record that was ever written, in use or not."""
        count = sum(length for _, length in self._mft) // self._record_size
        found = []
        for number in range(count):
            place = self._place(number)
            if self._image[place : place + 4] == b"FILE":
                found.append(number)
        return found

    # --- folders ----------------------------------------------------------------------------------

    def _index_parts(self, folder: int) -> Iterator[tuple[int | None, bytearray, int]]:
        """A folder's index: (place of an index block or None for the root, block, offset of its header)."""
        record = self._record(folder)
        for attribute in self._attributes(record):
            if attribute.kind == INDEX_ROOT:
                yield None, record, attribute.value_offset + 16
        for start, length in self._runs(folder, INDEX_ALLOCATION):
            for place in range(start, start + length, self._index_size):
                if self._image[place : place + 4] == b"INDX":
                    yield place, self._load(place, self._index_size), 24

    def _entries(self, block: bytearray, header: int) -> Iterator[int]:
        """Offset of each index entry that holds a name."""
        offset = header + struct.unpack_from("<I", block, header)[0]
        while not struct.unpack_from("<I", block, offset + 12)[0] & LAST_ENTRY:
            yield offset
            offset += struct.unpack_from("<H", block, offset + 8)[0]

    def _put_index(self, folder: int, place: int | None, block: bytearray) -> None:
        if place is None:
            self._put_record(folder, block)
        else:
            self._store(place, block)

    def find(self, path: str) -> int:
        """The record of a path such as `/Invoices/a.pdf`. Raises FileNotFoundError."""
        number = ROOT_RECORD
        for name in path.strip("/").split("/"):
            number = self._find_in(number, name)
        return number

    def _find_in(self, folder: int, name: str) -> int:
        for _, block, header in self._index_parts(folder):
            for entry in self._entries(block, header):
                if _entry_name(block, entry) == name:
                    return int.from_bytes(block[entry : entry + 6], "little")
        raise FileNotFoundError(name)

    # --- the three edits --------------------------------------------------------------------------

    def make_folder(self, path: str) -> None:
        """Turn an empty file, just made by ntfscp, into an empty folder."""
        number = self.find(path)
        record = self._record(number)
        [data] = [a for a in self._attributes(record) if a.kind == DATA]
        if not data.resident or data.value_length:
            raise ValueError(path)
        instance = record[data.offset + 14 : data.offset + 16]
        entries = struct.pack("<QHHI", 0, 16, 0, LAST_ENTRY)
        per_block = self._index_size // self._cluster if self._cluster <= self._index_size else 1
        root = struct.pack("<IIIB3x", FILE_NAME, 1, self._index_size, per_block)
        root += struct.pack("<IIIB3x", 16, 16 + len(entries), 16 + len(entries), 0) + entries
        name = "$I30".encode("utf-16-le")
        head = struct.pack("<IIBBHH", INDEX_ROOT, 32 + len(root), 0, 4, 24, 0) + instance
        attribute = head + struct.pack("<IHBB", len(root), 32, 0, 0) + name + root
        rest = record[data.offset + data.length : struct.unpack_from("<I", record, 24)[0]]
        used = record[: data.offset] + attribute + rest
        record[: len(used)] = used
        struct.pack_into("<I", record, 24, len(used))
        record[22] |= IS_DIRECTORY
        self._put_record(number, record)
        self._for_each_name(number, lambda block, key: _set_bits(block, key + 0x38, INDEX_PRESENT))

    def set_times(self, number: int, times: Times) -> None:
        """In $STANDARD_INFORMATION, every $FILE_NAME and the index entry of the folder above."""
        record = self._record(number)
        for attribute in self._attributes(record):
            if attribute.kind == STANDARD_INFORMATION:
                record[attribute.value_offset : attribute.value_offset + 32] = times.packed()
        self._put_record(number, record)

        def write(block: bytearray, key: int) -> None:
            block[key + 8 : key + 40] = times.packed()

        self._for_each_name(number, write)

    def set_quota_times(self, time_s: int) -> None:
        """The change time in each entry of $Quota's index by owner."""
        record = self._record(QUOTA_RECORD)
        for attribute in self._attributes(record):
            name_at = attribute.offset + struct.unpack_from("<H", record, attribute.offset + 10)[0]
            if attribute.kind == INDEX_ROOT and record[name_at : name_at + 4] == "$Q".encode("utf-16-le"):
                for entry in self._entries(record, attribute.value_offset + 16):
                    data = entry + struct.unpack_from("<H", record, entry)[0]  # its first word
                    record[data + 16 : data + 24] = Times(time_s, 0, 0, 0).packed()[:8]
        self._put_record(QUOTA_RECORD, record)

    def clear_slack(self) -> None:
        """Zeros behind what each record and index block uses: old entries there still hold old times."""
        for number in self.records():
            record = self._record(number)
            used = struct.unpack_from("<I", record, 24)[0]
            record[used:] = bytes(len(record) - used)
            self._put_record(number, record)
            if record[22] & IS_DIRECTORY:
                for place, block, header in list(self._index_parts(number)):
                    if place is not None:
                        used = header + struct.unpack_from("<I", block, header + 4)[0]
                        block[used:] = bytes(len(block) - used)
                        self._store(place, block)

    def delete(self, path: str) -> None:
        """As a driver does: the index entry goes, record and clusters become free, the content stays."""
        number = self.find(path)
        record = self._record(number)
        [name] = [a for a in self._attributes(record) if a.kind == FILE_NAME]
        folder = int.from_bytes(record[name.value_offset : name.value_offset + 6], "little")
        self._remove_entry(folder, number)
        for kind in {a.kind for a in self._attributes(record) if not a.resident}:
            for start, length in self._runs(number, kind):
                for cluster in range(start // self._cluster, (start + length) // self._cluster):
                    self._clear_bit(6, DATA, cluster)
        self._clear_bit(0, BITMAP, number)
        record[22] &= ~IN_USE
        sequence = struct.unpack_from("<H", record, 16)[0]
        struct.pack_into("<H", record, 16, sequence + 1)
        self._put_record(number, record)

    def finish(self, serial: bytes) -> None:
        """A fixed serial number, and the copies that must agree: $MFTMirr and the boot sector at the end."""
        self._image[0x48:0x50] = serial
        sectors = struct.unpack_from("<Q", self._image, 0x28)[0]
        self._image[sectors * SECTOR : (sectors + 1) * SECTOR] = self._image[:SECTOR]
        [(mirror, length)] = self._runs(1, DATA)
        for number in range(min(4, length // self._record_size)):
            place = self._place(number)
            at = mirror + number * self._record_size
            self._image[at : at + self._record_size] = self._image[place : place + self._record_size]

    # --- their parts ------------------------------------------------------------------------------

    def _for_each_name(self, number: int, change: Callable[[bytearray, int], None]) -> None:
        """Call change(block, offset of the $FILE_NAME value) in the record and in the folder's index."""
        record = self._record(number)
        folders = set()
        for attribute in self._attributes(record):
            if attribute.kind == FILE_NAME:
                change(record, attribute.value_offset)
                folders.add(
                    int.from_bytes(record[attribute.value_offset : attribute.value_offset + 6], "little")
                )
        self._put_record(number, record)
        for folder in folders:
            for place, block, header in list(self._index_parts(folder)):
                for entry in self._entries(block, header):
                    if int.from_bytes(block[entry : entry + 6], "little") == number:
                        change(block, entry + 16)
                self._put_index(folder, place, block)

    def _remove_entry(self, folder: int, number: int) -> None:
        for place, block, header in list(self._index_parts(folder)):
            for entry in self._entries(block, header):
                if int.from_bytes(block[entry : entry + 6], "little") != number:
                    continue
                if struct.unpack_from("<I", block, entry + 12)[0]:
                    raise ValueError("an entry with a sub-node")
                length = struct.unpack_from("<H", block, entry + 8)[0]
                used = struct.unpack_from("<I", block, header + 4)[0]
                end = header + used
                block[entry : end - length] = block[entry + length : end]
                struct.pack_into("<I", block, header + 4, used - length)
                self._put_index(folder, place, block)
                return
        raise FileNotFoundError(number)

    def _clear_bit(self, number: int, kind: int, bit: int) -> None:
        byte = bit // 8
        for start, length in self._runs(number, kind):
            if byte < length:
                self._image[start + byte] &= ~(1 << bit % 8)
                return
            byte -= length
        record = self._record(number)
        [bitmap] = [a for a in self._attributes(record) if a.kind == kind and a.resident]
        record[bitmap.value_offset + byte] &= ~(1 << bit % 8)
        self._put_record(number, record)


def _entry_name(block: bytearray, entry: int) -> str:
    key = entry + 16
    return block[key + 0x42 : key + 0x42 + 2 * block[key + 0x40]].decode("utf-16-le")


def _set_bits(block: bytearray, offset: int, bits: int) -> None:
    value = struct.unpack_from("<I", block, offset)[0]
    struct.pack_into("<I", block, offset, value | bits)

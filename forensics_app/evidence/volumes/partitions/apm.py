"""Apple partition map: block 0 `ER`, then one `PM` block for each entry, big-endian."""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable, Scheme, TableArea

_MOST_ENTRIES = 1024
_TABLE, _FREE = "Apple_partition_map", "Apple_Free"
# the last: what xorriso calls parts of an ISO 9660 that lies beside HFS+
_RESERVED = ("Apple_Driver", "Apple_Patches", "Apple_Void", "ISO9660_data")


def read_apm(source: ByteSource) -> PartitionTable | None:
    """The partitions of an Apple partition map, or None where there is none."""
    first = read_up_to(source, 0, 512)
    if not first.startswith(b"ER"):
        return None
    block_size = struct.unpack_from(">H", first, 2)[0]
    if block_size not in (512, 1024, 2048, 4096):
        return None
    # some media count in 512-byte blocks whatever they declare
    block_size = next((s for s in (block_size, 512) if read_up_to(source, s, 2) == b"PM"), 0)
    if not block_size:
        return None
    partitions: list[Partition] = []
    areas = [TableArea(0, block_size, "driver descriptor")]
    announced = struct.unpack_from(">I", read_up_to(source, block_size, 8), 4)[0]
    count = min(announced, _MOST_ENTRIES)
    needed, missing = 0, announced - count
    for index in range(1, count + 1):
        block = peek(source, index * block_size, 512)
        if len(block) < 80 or not block.startswith(b"PM"):
            missing += 1
            continue
        start, length = struct.unpack_from(">II", block, 8)
        type_name = block[48:80].split(b"\x00")[0].decode("ascii", "replace")
        label = block[16:48].split(b"\x00")[0].decode("ascii", "replace")
        needed = max(needed, (start + length) * block_size)
        if type_name == _TABLE:
            areas.append(TableArea(start * block_size, length * block_size, "APM"))
        elif type_name != _FREE and length:
            reserved = type_name.startswith(_RESERVED)
            partitions.append(
                Partition(index, start * block_size, length * block_size, type_name, label or None, reserved)
            )
    problems = (f"{missing} of {announced} entries are not there",) if missing else ()
    return PartitionTable(Scheme.APM, block_size, tuple(partitions), tuple(areas), problems, needed)

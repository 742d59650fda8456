"""A partition table as layers: its own areas, its partitions, and what belongs to none."""

from __future__ import annotations

from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable
from forensics_app.model.evidence import Layer, LayerKind


def table_areas(root: Layer, table: PartitionTable, size_bytes: int) -> list[Layer]:
    """Bytes that hold the table itself, cut at the end of the disk."""
    return [
        Layer(
            f"{root.layer_id}.t{number}",
            root.layer_id,
            LayerKind.TABLE,
            area.offset_bytes,
            min(area.length_bytes, max(0, size_bytes - area.offset_bytes)),
            table.sector_size_bytes,
            area.name,
        )
        for number, area in enumerate(table.areas, start=1)
        if area.offset_bytes < size_bytes
    ]


def partition_layer(root: Layer, table: PartitionTable, partition: Partition) -> Layer:
    """A partition before anything in it was looked at."""
    return Layer(
        f"{root.layer_id}.p{partition.number}",
        root.layer_id,
        LayerKind.PARTITION,
        partition.offset_bytes,
        partition.length_bytes,
        table.sector_size_bytes,
        partition.type_name,
        partition.label,
    )


def without_partition(table: PartitionTable, size_bytes: int) -> list[tuple[int, int]]:
    """Offset and length of each area that no partition of a table covers, nor the table itself."""
    used = [(p.offset_bytes, p.offset_bytes + p.length_bytes) for p in table.partitions]
    used += [(area.offset_bytes, area.offset_bytes + area.length_bytes) for area in table.areas]
    return _between(used, size_bytes)


def unallocated(root: Layer, table: PartitionTable, used: list[Layer], size_bytes: int) -> list[Layer]:
    """What no other layer covers, in the order of the disk."""
    ends = [(layer.offset_bytes, layer.offset_bytes + layer.length_bytes) for layer in used]
    return [
        Layer(
            f"{root.layer_id}.u{number}",
            root.layer_id,
            LayerKind.UNALLOCATED,
            offset,
            length,
            table.sector_size_bytes,
        )
        for number, (offset, length) in enumerate(_between(ends, size_bytes), start=1)
    ]


def _between(used: list[tuple[int, int]], size_bytes: int) -> list[tuple[int, int]]:
    """Offset and length of what lies between ranges (begin and end), before the first and behind the last."""
    found = []
    position = 0
    for begin, end in [*sorted(used), (size_bytes, size_bytes)]:
        until = min(begin, size_bytes)
        if until > position:
            found.append((position, until - position))
        position = max(position, end)
    return found

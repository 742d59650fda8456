"""A partition table as layers: its own areas, its partitions, and what belongs to none."""

from __future__ import annotations

from forensics_app.evidence.partition_table import Partition, PartitionTable
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


def unallocated(root: Layer, table: PartitionTable, used: list[Layer], size_bytes: int) -> list[Layer]:
    """What no other layer covers, in the order of the disk."""
    found: list[Layer] = []
    position = 0
    ends = [(layer.offset_bytes, layer.offset_bytes + layer.length_bytes) for layer in used]
    for begin, end in [*sorted(ends), (size_bytes, size_bytes)]:
        if begin > position:
            found.append(
                Layer(
                    f"{root.layer_id}.u{len(found) + 1}",
                    root.layer_id,
                    LayerKind.UNALLOCATED,
                    position,
                    min(begin, size_bytes) - position,
                    table.sector_size_bytes,
                )
            )
        position = max(position, end)
    return [layer for layer in found if layer.length_bytes > 0]

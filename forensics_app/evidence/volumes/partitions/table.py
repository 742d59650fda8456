"""What a partition table says, whatever its scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LOST = "in no partition table"
"""The type of what was found beside the partitions of a table."""

LDM = "Windows LDM"
"""How the names of partition types begin that belong to a Windows dynamic disk."""


class Scheme(StrEnum):
    """Partitioning schemes that are read."""

    MBR = "MBR"
    GPT = "GPT"
    APM = "APM"
    SUN = "Sun"
    BSD = "BSD"
    NONE = "no partition table"


@dataclass(frozen=True, slots=True)
class Partition:
    """One used slot. `number` as operating systems count: 1 to 4 primary, logical from 5 on; Sun's from 0."""

    number: int
    offset_bytes: int
    length_bytes: int
    type_name: str
    label: str | None = None
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class TableArea:
    """Bytes that hold the table itself."""

    offset_bytes: int
    length_bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class PartitionTable:
    """`problems`: technical sentences about damage; `needed_bytes`: the size the table was made for."""

    scheme: Scheme
    sector_size_bytes: int
    partitions: tuple[Partition, ...]
    areas: tuple[TableArea, ...]
    problems: tuple[str, ...] = ()
    needed_bytes: int = 0

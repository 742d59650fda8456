"""What FAT and exFAT share beyond libtsk: entries of 32 bytes, found by libtsk's address.

The address is the place: 3, then one for each 32 bytes, from the first sector behind the file allocation
tables (FAT) or from the cluster heap (exFAT) on.
"""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import TriedTwice, read_up_to
from forensics_app.evidence.contents.nodes import Node, NodeType
from forensics_app.evidence.filesystems.fat.directories import ENTRY_BYTES
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import GenericDetails
from forensics_app.evidence.filesystems.tsk.name_display import shown_by_libtsk

FIRST_ADDRESS = 3


class EntryDetails(GenericDetails):
    """What FAT and exFAT share: directory entries found by libtsk's address."""

    def __init__(self, source: TriedTwice, kind: FileSystemKind, first_byte: int) -> None:
        super().__init__(kind)
        self._source = source
        self.first_byte = first_byte

    def address(self, offset: int) -> int:
        """libtsk's address of the entry at an offset."""
        return (offset - self.first_byte) // ENTRY_BYTES + FIRST_ADDRESS

    def supposed(self, node: Node) -> bool:
        """A deleted entry has lost its chain: libtsk supposes one run."""
        return not node.allocated and node.type is not NodeType.VIRTUAL

    def offset(self, address: int) -> int:
        """Where the entry with an address lies."""
        return self.first_byte + (address - FIRST_ADDRESS) * ENTRY_BYTES

    def entries(self, offset: int, count: int) -> bytes:
        """`count` entries; nothing where they can't be read."""
        if offset < self.first_byte:
            return b""
        try:
            return read_up_to(self._source, offset, count * ENTRY_BYTES)
        except ReadFailedError:
            return b""


def is_virtual(node: Node) -> bool:
    """Whether a node is none of the volume's own: libtsk makes it up."""
    return node.type in (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY) or node.address < FIRST_ADDRESS


def wtf8(units: bytes) -> bytes:
    """UTF-16 of little endian as WTF-8, which keeps surrogates that have no partner."""
    return units.decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass")


def shown_utf8(name: bytes) -> bytes:
    """A name of WTF-8 as libtsk shows it."""
    return shown_by_libtsk(name.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass"))

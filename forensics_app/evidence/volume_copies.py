"""The copies by which a volume may open that libtsk refuses, of each family that keeps some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from forensics_app.evidence.byte_copies import HeaderCopy
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.ext_copies import ExtCopies, ext_copies
from forensics_app.evidence.fat_tables import FatCopies
from forensics_app.evidence.ntfs_copies import NtfsCopies, ntfs_copies
from forensics_app.evidence.signatures import hint

Copies: TypeAlias = NtfsCopies | ExtCopies | HeaderCopy | FatCopies
KEEP_COPIES = ("ntfs", "ext", "hfs")


def copies_of(
    source: ByteSource, family: str | None, alive: Callable[[int], None]
) -> Iterator[tuple[str, Copies]]:
    """What to try, with its family: of this one, or that which the volume's own header names, else of each.
    `alive` as FileSystem. Raises ReadFailedError.
    """
    family = family or hint(source)
    if family in (None, "ntfs"):
        for found in ntfs_copies(source):
            yield "ntfs", found
    if family in (None, "ext"):
        for other in ext_copies(source, alive, refused=True):
            yield "ext", other
    if family in (None, "hfs"):
        from forensics_app.evidence.hfs_copies import hfs_copies  # every worker would wait for it

        if (alternate := hfs_copies(source)) is not None:
            yield "hfs", alternate

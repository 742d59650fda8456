"""The copies by which a volume opens that is damaged, of each family of file systems that keeps some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.ext.copies import ext_copies
from forensics_app.evidence.filesystems.fat.tables import fat_copies
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.ntfs.copies import ntfs_copies
from forensics_app.evidence.filesystems.signatures import hint as hint_of
from forensics_app.evidence.filesystems.tsk.file_system import Copies, FileSystem

KEEP_COPIES = ("ntfs", "ext", "hfs")


class _OfEachFamily:
    """The spare copies of every family, each with the hint of its family."""

    def of_refused(
        self, source: ByteSource, family: str | None, alive: Callable[[int], None]
    ) -> Iterator[tuple[str, Copies]]:
        """Those of this family, or of that which the volume's own header names, else of each.
        Raises ReadFailedError.
        """
        family = family or hint_of(source)
        if family in (None, "ntfs"):
            for found in ntfs_copies(source):
                yield "ntfs", found
        if family in (None, "ext"):
            for other in ext_copies(source, alive, refused=True):
                yield "ext", other
        if family in (None, "hfs"):
            # every worker would wait for it
            from forensics_app.evidence.filesystems.hfs.copies import hfs_copies

            if (alternate := hfs_copies(source)) is not None:
                yield "hfs", alternate

    def of_unseen(
        self, source: ByteSource, kind: FileSystemKind | None, alive: Callable[[int], None]
    ) -> Iterator[tuple[str, Copies]]:
        """Of ext and of the tables of FAT. Raises ReadFailedError for ext alone."""
        if kind in EXT_KINDS:
            for copies in ext_copies(source, alive, refused=False):
                yield "ext", copies
        elif kind in FAT_KINDS:
            with suppress(ReadFailedError):  # libtsk comes to it, or doesn't need it
                table = fat_copies(source, kind)
                if table is not None:
                    yield "fat", table


_SPARE = _OfEachFamily()


def open_file_system(
    source: ByteSource, alive: Callable[[int], None], *, hint: str | None = None, by_copies: bool = False
) -> FileSystem:
    """The file system that `source` begins with, of whatever family. Arguments and errors as FileSystem."""
    return FileSystem(source, alive, _SPARE, hint=hint, by_copies=by_copies)

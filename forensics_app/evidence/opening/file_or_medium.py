"""Whether a file without a container's signature is an image of a medium, or just a file.

It is a medium when it begins as one (partition table, file system, encrypted or other volume), or when
nothing at all is recognised in it and its size is whole sectors: a wiped disk looks like that. Anything that
libmagic knows by name (a picture, a document, an archive) is a single file. What is left, no whole number of
sectors without a name, is a medium where a file system opens: cut off, and its header damaged.
"""

from __future__ import annotations

from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.filesystems.signatures import disk_label, encryption, hint, swap, udf, unsupported
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.volumes.partitions.reading import has_lost_gpt, read_partition_table
from forensics_app.examine.filetype import media_type_of

_HEAD_BYTES = 64 << 10
_SECTOR_BYTES = 512


def is_plain_file(file: ByteSource) -> bool:
    """True for a single file, False for what has to be treated as a medium."""
    if any(known(file) for known in (hint, encryption, unsupported, udf, swap, disk_label)):
        return False
    if read_partition_table(file) is not None or has_lost_gpt(file):
        return False
    if media_type_of(read_up_to(file, 0, _HEAD_BYTES)) not in (None, "application/octet-stream"):
        return True
    return file.size_bytes % _SECTOR_BYTES != 0 and not _holds_file_system(file)


def _holds_file_system(file: ByteSource) -> bool:
    """Whether one opens, if only by a copy of its header."""
    # both loaded where it may be one of them: every worker that is started would wait for libtsk
    from forensics_app.evidence.filesystems.spare_copies import open_file_system  # as above
    from forensics_app.evidence.filesystems.tsk.file_system import FAMILIES

    for family in FAMILIES:
        if family != "iso9660":  # would be recognised, and may take libtsk minutes
            with suppress(TskError, ReadFailedError):
                open_file_system(file, lambda _: None, hint=family, by_copies=True)
                return True
    return False

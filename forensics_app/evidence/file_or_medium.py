"""Whether a file without a container's signature is an image of a medium, or just a file.

It is a medium when it begins as one (partition table, file system, encrypted or other volume), or when
nothing at all is recognised in it and its size is whole sectors: a wiped disk looks like that. Anything that
libmagic knows by name (a picture, a document, an archive) is a single file.
"""

from __future__ import annotations

from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.partitions import has_lost_gpt, read_partition_table
from forensics_app.evidence.signatures import disk_label, encryption, hint, swap, udf, unsupported
from forensics_app.examine.filetype import media_type_of

_HEAD_BYTES = 64 << 10
_SECTOR_BYTES = 512


def is_plain_file(file: ByteSource) -> bool:
    """True for a single file, False for what has to be treated as a medium."""
    if any(known(file) for known in (hint, encryption, unsupported, udf, swap, disk_label)):
        return False
    if read_partition_table(file) is not None or has_lost_gpt(file):
        return False
    named = media_type_of(read_up_to(file, 0, _HEAD_BYTES)) not in (None, "application/octet-stream")
    return named or file.size_bytes % _SECTOR_BYTES != 0

"""What the reparse point of a file says that the Windows Overlay Filter (WOF) shows unpacked.

Source: [MS-FSCC] 2.1.2.1 for the tag; wdm.h and ntifs.h of the Windows SDK for WOF_EXTERNAL_INFO and
FILE_PROVIDER_EXTERNAL_INFO.
"""

from __future__ import annotations

import struct
from enum import IntEnum

WOF_STREAM = b"WofCompressedData"
_WIM, _FILE = 1, 2


class WofFormat(IntEnum):
    """FILE_PROVIDER_COMPRESSION_*: how the stream is packed."""

    XPRESS4K = 0
    LZX = 1
    XPRESS8K = 2
    XPRESS16K = 3

    @property
    def chunk_bytes(self) -> int:
        """How much of the content each chunk of the stream stands for."""
        return _CHUNK_BYTES[self]


_CHUNK_BYTES = {
    WofFormat.XPRESS4K: 4 << 10,
    WofFormat.XPRESS8K: 8 << 10,
    WofFormat.XPRESS16K: 16 << 10,
    WofFormat.LZX: 32 << 10,
}


def wof_format(data: bytes) -> WofFormat | str:
    """How the data of a reparse point say that the stream is packed, or why it can't be unpacked."""
    if len(data) < 8:
        return "its reparse point is cut short"
    version, provider = struct.unpack_from("<II", data)
    if (version, provider) == (1, _WIM):
        return "its content lies in a WIM file"
    if (version, provider) != (1, _FILE) or len(data) < 16:
        return f"version {version}, provider {provider}"
    version, number = struct.unpack_from("<II", data, 8)
    if version != 1 or number not in WofFormat.__members__.values():
        return f"packed in a way that is not read: version {version}, algorithm {number}"
    return WofFormat(number)

"""Extended attributes of a tar's member, as pax records: star's and GNU tar's raw, libarchive's in base64.

Sources: star(5), "SCHILY.xattr"; tar(5) of libarchive, "LIBARCHIVE.xattr"; GNU tar's xheader.c.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from forensics_app.evidence.archives.tar.pax_header import Record

_RAW, _BASE64 = b"SCHILY.xattr.", b"LIBARCHIVE.xattr."
_AS_TEXT = (b"SCHILY.acl.access", b"SCHILY.acl.default", b"SCHILY.acl.ace", b"RHT.security.selinux")


def attributes_of(records: Sequence[Record]) -> tuple[Record, ...]:
    """(name, value) in the order stored, each name once: libarchive writes both forms."""
    found: dict[bytes, bytes] = {}
    for key, value in records:
        if key.startswith(_BASE64):
            decoded = _decoded(value)
            if decoded is not None:
                found.setdefault(unquote_to_bytes(key.removeprefix(_BASE64)), decoded)
        elif key.startswith(_RAW):
            found[unquote_to_bytes(key.removeprefix(_RAW))] = value  # GNU tar writes %3D for = and %25 for %
        elif key in _AS_TEXT:
            found[key] = value
    return tuple(found.items())


def _decoded(value: bytes) -> bytes | None:
    """The bytes of base64, which libarchive writes without padding; None where it is none."""
    try:
        return b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except Error:
        return None

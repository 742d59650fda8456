"""Extended attributes of files of this computer, where the system lets them be listed (Linux).

The download address that a browser keeps, or access control lists, are evidence as much as in an image. The
label of SELinux is left out: it is this computer's own, and every file has one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.stored_content import StoredContent

_OWN = (b"security.selinux",)


def attributes_of(path: Path, *, follow: bool) -> list[tuple[bytes, int]]:
    """Name and size of each, sorted by name. Raises OSError."""
    if sys.platform != "linux":
        return []
    names = sorted(os.fsencode(name) for name in os.listxattr(path, follow_symlinks=follow))
    return [(name, len(_value(path, name, follow=follow))) for name in names if name not in _OWN]


def address_of(name: bytes) -> str:
    """What finds an attribute of a file again."""
    return f"x{name.hex()}"


def name_at(address: str) -> bytes:
    """The attribute that an address means. Raises ReadFailedError for what is none."""
    try:
        return bytes.fromhex(address.removeprefix("x"))
    except ValueError as e:
        raise ReadFailedError(detail=f"no address: {address!r}") from e


def attribute_content(path: Path, name: bytes, *, follow: bool) -> StoredContent:
    """The value of an attribute. Raises ReadFailedError."""
    try:
        value = _value(path, name, follow=follow)
    except OSError as e:
        raise ReadFailedError(path=str(path), detail=e.strerror or type(e).__name__) from e

    def read(offset_bytes: int, size_bytes: int) -> bytes:
        return value[offset_bytes : offset_bytes + size_bytes]

    return StoredContent(len(value), read)


def _value(path: Path, name: bytes, *, follow: bool) -> bytes:
    if sys.platform != "linux":
        raise OSError("no extended attributes here")
    return os.getxattr(path, name, follow_symlinks=follow)

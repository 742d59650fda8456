"""Files that an image names: its parent, its extents. Opened from the image's own folder or not at all.

The names come from the evidence. A path, a link or a device in them must never reach another file.
"""

from __future__ import annotations

from pathlib import Path

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SegmentMissingError,
    SourceNotFoundError,
)
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile


def open_sibling(image: Path, name: str, role: str) -> ReadOnlyFile:
    """The file called `name` in the folder of `image`.

    Raises SegmentMissingError where it isn't there, FormatNotSupportedError where the name leads elsewhere;
    `role` says what it is to the image (`QCOW2 parent`).
    """
    plain = name.removeprefix("./")
    if not plain or plain in (".", "..") or any(c in plain for c in "/\\:\x00"):
        raise FormatNotSupportedError(path=str(image), format=f"{role} outside the image's folder: {name}")
    try:
        return ReadOnlyFile(image.with_name(plain), follow=False)
    except SourceNotFoundError as e:
        raise SegmentMissingError(path=str(image), segment=plain) from e
    except ReadFailedError as e:  # a symbolic link
        raise FormatNotSupportedError(path=str(image), format=f"{role} is a link: {name}") from e

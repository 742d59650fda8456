"""Parents of differencing disks: opened from the child's own folder, or refused by their name.

Children name their parents by paths of the computer where they were made. Only the last component counts:
copied into one folder, a chain opens; nothing outside that folder is ever touched. Whether the file found
is the parent that is meant, the format's own identity decides, and the source record shows its name.
"""

from __future__ import annotations

import re

from forensics_app.errors import FormatNotSupportedError, SegmentMissingError, SourceDamagedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.named_files import open_sibling

_MOST_PARENTS = 64


def open_parent(files: list[ReadOnlyFile], names: tuple[str, ...], format_name: str) -> ReadOnlyFile:
    """The parent of the last of `files`: the first of the names it gives that is there. Added to `files`.

    Raises SegmentMissingError where none is, FormatNotSupportedError where a child names no parent or the
    name is a link, SourceDamagedError for a chain that doesn't end.
    """
    child = files[-1]
    plain = tuple(dict.fromkeys(filter(None, (re.split(r"[/\\]", name)[-1] for name in names))))
    if not plain:
        raise FormatNotSupportedError(
            path=str(child.path), format=f"{format_name} differencing disk that names no parent"
        )
    parent: ReadOnlyFile | None = None
    missing: SegmentMissingError | None = None
    for name in plain:
        try:
            parent = open_sibling(child.path, name, f"{format_name} parent")
            break
        except SegmentMissingError as e:
            missing = missing or e
    if parent is None:
        raise missing or SegmentMissingError(path=str(child.path), segment=plain[0])
    if len(files) > _MOST_PARENTS or any(parent.facts.inode == file.facts.inode for file in files):
        parent.close()
        raise SourceDamagedError(
            path=str(child.path), format=format_name, detail=f"the chain of parents doesn't end: {plain[0]}"
        )
    files.append(parent)
    return parent


def check_identity(child: ReadOnlyFile, parent: ReadOnlyFile, format_name: str, *, same: bool) -> None:
    """Raises SourceDamagedError for a file of the right name that isn't the parent the child was made on."""
    if not same:
        name = parent.name.decode("utf-8", "backslashreplace")
        raise SourceDamagedError(
            path=str(child.path), format=format_name, detail=f"{name} is not the parent it was made on"
        )

"""From a path to a container or a logical source.

Content decides; raw is what is left where nothing is recognised, and it is recorded as such.
"""

from __future__ import annotations

import stat
from pathlib import Path

from forensics_app.errors import (
    EvidenceError,
    FormatNotSupportedError,
    SourceDamagedError,
    SourceEmptyError,
    SourceNotFoundError,
    SourcePermissionError,
)
from forensics_app.errors.evidence import SPECIAL_FILE
from forensics_app.evidence.archives.layers import as_archive
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete
from forensics_app.evidence.containers.segments import raw_segments
from forensics_app.evidence.containers.signatures import recognise
from forensics_app.evidence.opening.file_or_medium import is_plain_file
from forensics_app.evidence.opening.raw import open_raw

_MOST_MEDIUM_BYTES = 1 << 50  # no medium is larger; read at 1 GB/s it would take twelve days


def open_source(path: Path, incomplete: Incomplete = REFUSED) -> Container | Path:
    """An image as a Container; a folder or single file as its path. `incomplete`: what if it isn't whole.

    Raises the EvidenceErrors that EvidenceReader.open names.
    """
    try:
        status = path.stat()
    except FileNotFoundError as e:
        raise SourceNotFoundError(path=str(path)) from e
    except NotADirectoryError as e:
        raise SourceNotFoundError(path=str(path)) from e
    except PermissionError as e:
        raise SourcePermissionError(path=str(path)) from e
    except OSError as e:
        raise SourceNotFoundError(path=str(path)) from e
    if stat.S_ISDIR(status.st_mode):
        return path
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISBLK(status.st_mode)):
        raise FormatNotSupportedError(path=str(path), format=SPECIAL_FILE)
    file = ReadOnlyFile(path)
    try:
        if not file.size_bytes:
            raise SourceEmptyError(path=str(path))
        found = recognise(file)
        plain = found is None and len(raw_segments(path).present) < 2 and is_plain_file(file)
    finally:
        file.close()
    if found is None:
        return _unnamed(path, incomplete, plain=plain)
    if found.kind is None:
        raise FormatNotSupportedError(path=str(path), format=found.name)
    try:
        return _of_possible_size(path, found.kind.open(path, incomplete, recognise))
    except EvidenceError as e:
        e.path = e.path or str(path)
        raise


def _of_possible_size(path: Path, container: Container) -> Container:
    """A few bytes of a header make a medium that nobody could read to its end, or one that holds nothing.

    Raises SourceDamagedError.
    """
    size = container.medium.size_bytes
    if not 0 < size <= _MOST_MEDIUM_BYTES:
        container.close()
        raise SourceDamagedError(
            path=str(path), format=container.format.value, detail=f"a medium of {size} bytes"
        )
    return container


def _unnamed(path: Path, incomplete: Incomplete, *, plain: bool) -> Container | Path:
    """What no container's signature names: a single file, an archive (also one cut in parts), or raw."""
    container = open_raw(path, incomplete)
    archive = (
        None if container.missing else as_archive(container) if plain or len(container.files) > 1 else None
    )
    if archive is not None:
        return archive
    if plain:
        container.close()
        return path
    return container

"""How E01 and Ex01 are recognised (libewf, "Expert Witness Compression Format", segment file header)."""

from __future__ import annotations

import zlib
from pathlib import Path

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Ends, Recognise
from forensics_app.model.evidence import ContainerFormat

_FILE_HEADER_BYTES = 13
_SECTION_BYTES = 76
_FIRST_SECTIONS = (b"header\x00", b"header2\x00", b"data\x00", b"volume\x00", b"disk\x00")


def _has_first_section(ends: Ends) -> bool:
    """An E01 whose signature is damaged: its first section still is one, by its name and its checksum."""
    first = ends.head[_FILE_HEADER_BYTES : _FILE_HEADER_BYTES + _SECTION_BYTES]
    return first.startswith(_FIRST_SECTIONS) and zlib.adler32(first[:72]) == int.from_bytes(
        first[72:], "little"
    )


def _open(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.ewf.image import open_ewf  # only where there is one

    return open_ewf(path, incomplete)


EWF = ContainerKind(ContainerFormat.EWF, (b"EVF\x09\x0d\x0a\xff\x00",), _open, _has_first_section)
EWF2 = ContainerKind(ContainerFormat.EWF2, (b"EVF2\x0d\x0a\x81\x00",), _open)

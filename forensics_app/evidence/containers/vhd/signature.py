"""How VHD and VHDX are recognised (Microsoft, "VHD Image Format Specification" and [MS-VHDX] 2.2.1)."""

from __future__ import annotations

from pathlib import Path

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Ends, Recognise
from forensics_app.model.evidence import ContainerFormat

_FOOTER = b"conectix"


def _has_footer(ends: Ends) -> bool:
    """In the last sector; a VHD that was cut may still have the copy in front.

    The footer of old Virtual PC versions is one byte short.
    """
    return ends.head.startswith(_FOOTER) or ends.tail.startswith(_FOOTER) or ends.tail[1:9] == _FOOTER


def _open_vhd(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.vhd.vhd import open_vhd  # only where there is one

    return open_vhd(path, incomplete)


def _open_vhdx(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.vhd.vhdx import open_vhdx  # only where there is one

    return open_vhdx(path, incomplete)


VHD = ContainerKind(ContainerFormat.VHD, (), _open_vhd, _has_footer)
VHDX = ContainerKind(ContainerFormat.VHDX, (b"vhdxfile",), _open_vhdx)

"""How QCOW2 is recognised (QEMU, docs/interop/qcow2.rst)."""

from __future__ import annotations

from pathlib import Path

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Recognise
from forensics_app.model.evidence import ContainerFormat


def _open(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.qcow2.image import open_qcow2  # only where there is one

    return open_qcow2(path, incomplete, recognise)


QCOW2 = ContainerKind(ContainerFormat.QCOW2, (b"QFI\xfb",), _open)

"""How VMDK is recognised (VMware, "Virtual Disk Format 5.0")."""

from __future__ import annotations

from pathlib import Path

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Recognise
from forensics_app.model.evidence import ContainerFormat


def _open(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.vmdk.image import open_vmdk  # only where there is one

    return open_vmdk(path, incomplete)


VMDK = ContainerKind(ContainerFormat.VMDK, (b"KDMV", b"COWD", b"# Disk DescriptorFile"), _open)

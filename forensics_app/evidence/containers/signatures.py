"""Which container a file is, by its content. Its name plays no part."""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.containers.dmg.signature import DMG, is_encrypted
from forensics_app.evidence.containers.ewf.signature import EWF, EWF2
from forensics_app.evidence.containers.kind import ContainerKind, Ends, Recognised
from forensics_app.evidence.containers.qcow2.signature import QCOW2
from forensics_app.evidence.containers.vhd.signature import VHD, VHDX
from forensics_app.evidence.containers.vmdk.signature import VMDK

KINDS: tuple[ContainerKind, ...] = (EWF, EWF2, QCOW2, VMDK, VHDX, VHD, DMG)
"""Every container that is read, in the order in which they are asked."""

_HEAD_BYTES = 4096
_REFUSED = (
    (b"LVF\x09\x0d\x0a\xff\x00", "L01 (EnCase logical evidence)"),
    (b"LEF2\x0d\x0a\x81\x00", "Lx01 (EnCase logical evidence)"),
    (b"ADSEGMENTEDFILE\x00", "AD1 (AccessData logical image)"),
    (b"ADCRYPT\x00", "AD encryption"),
    (b"AFF10\x0d\x0a\x00", "AFF"),
    (b"AFFKEY\x00", "AFF"),
    (b"encrcdsa", "encrypted DMG"),
    (b"WithoutFreeSpace", "Parallels disk"),
    (b"WithouFreSpacExt", "Parallels disk"),
    (b"sprs", "Apple sparse image"),
    (b"QED\x00", "QED (QEMU enhanced disk)"),
    (b"\x3a\xff\x26\xed", "Android sparse image"),
    (b"partclone-image", "partclone image"),
    (b"\xbe\xba\xfe\xca\x00\x00\x00\x00", "SESparse delta (VMware)"),
)
_AFF4_NAMES = (b"aff4://", b"aff4%3A//", b"container.description", b"information.turtle")
_VDI_SIGNATURE = b"\x7f\x10\xda\xbe"  # at byte 64


def recognise(file: ByteSource) -> Recognised | None:
    """The container a file is, or None where nothing is recognised and raw is what is left.

    Raises ReadFailedError.
    """
    head = read_up_to(file, 0, _HEAD_BYTES)
    for kind in KINDS:
        if head.startswith(kind.magics):
            return _read(kind)
    for magic, name in _REFUSED:
        if head.startswith(magic):
            return Recognised(None, name)
    ends = Ends(file, head)
    if _is_vdi(head):
        return Recognised(None, "VDI (VirtualBox disk)")
    if _is_aff4(ends):
        return Recognised(None, "AFF4")
    for kind in KINDS:
        if kind.is_one_by_other_means is not None and kind.is_one_by_other_means(ends):
            return _read(kind)
    return Recognised(None, "encrypted DMG") if is_encrypted(ends) else None


def _read(kind: ContainerKind) -> Recognised:
    return Recognised(kind, kind.format.value)


def _is_vdi(head: bytes) -> bool:
    return head.startswith(b"<<< ") and head[64:68] in (_VDI_SIGNATURE, _VDI_SIGNATURE[::-1])


def _is_aff4(ends: Ends) -> bool:
    """A ZIP with the members that AFF4 has, or with the volume's own name as its comment."""
    if not ends.head.startswith(b"PK\x03\x04"):
        return False
    return any(word in ends.head for word in _AFF4_NAMES) or any(word in ends.tail for word in _AFF4_NAMES)

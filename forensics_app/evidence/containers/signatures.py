"""Which container a file is, told by its content. Its name plays no part."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.containers.dmg.without_trailer import begins_with_blocks, found_list
from forensics_app.model.evidence import ContainerFormat

_HEAD_BYTES = 4096
_TAIL_BYTES = 512
_READ = (
    (b"EVF\x09\x0d\x0a\xff\x00", ContainerFormat.EWF),
    (b"EVF2\x0d\x0a\x81\x00", ContainerFormat.EWF2),
    (b"QFI\xfb", ContainerFormat.QCOW2),
    (b"KDMV", ContainerFormat.VMDK),
    (b"COWD", ContainerFormat.VMDK),
    (b"# Disk DescriptorFile", ContainerFormat.VMDK),
    (b"vhdxfile", ContainerFormat.VHDX),
)
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
_EWF_HEADER_BYTES = 13
_VDI_SIGNATURE = b"\x7f\x10\xda\xbe"  # at byte 64


@dataclass(frozen=True, slots=True)
class Recognised:
    """A container that is read (`format`), or one that is recognised and refused by `name`."""

    format: ContainerFormat | None
    name: str


def recognise(file: ByteSource) -> Recognised | None:
    """The container a file is, or None where nothing is recognised and raw is what is left."""
    head = read_up_to(file, 0, _HEAD_BYTES)
    for magic, container in _READ:
        if head.startswith(magic):
            return Recognised(container, container.value)
    for magic, name in _REFUSED:
        if head.startswith(magic):
            return Recognised(None, name)
    if _is_ewf(head):
        return Recognised(ContainerFormat.EWF, ContainerFormat.EWF.value)
    if _is_vdi(head):
        return Recognised(None, "VDI (VirtualBox disk)")
    if head.startswith(b"PK\x03\x04") and any(word in head for word in _AFF4_NAMES):
        return Recognised(None, "AFF4")
    return _by_end(file, head)


def _is_ewf(head: bytes) -> bool:
    """An E01 whose signature is damaged: its first section still is one, by its name and its checksum."""
    first = head[_EWF_HEADER_BYTES : _EWF_HEADER_BYTES + 76]
    named = first.startswith((b"header\x00", b"header2\x00", b"data\x00", b"volume\x00", b"disk\x00"))
    return named and zlib.adler32(first[:72]) == int.from_bytes(first[72:], "little")


def _is_vdi(head: bytes) -> bool:
    return head.startswith(b"<<< ") and head[64:68] in (_VDI_SIGNATURE, _VDI_SIGNATURE[::-1])


def _by_end(file: ByteSource, head: bytes) -> Recognised | None:
    """VHD and DMG have their signature in the last sector; a VHD cut off may still have the copy in front."""
    tail = read_up_to(file, max(0, file.size_bytes - _TAIL_BYTES), _TAIL_BYTES)
    if head.startswith(b"PK\x03\x04") and any(word in tail for word in _AFF4_NAMES):
        return Recognised(None, "AFF4")  # a volume's own name is the comment of its ZIP
    # a VHD footer of old Virtual PC versions is one byte short
    if head.startswith(b"conectix") or tail.startswith(b"conectix") or tail[1:9] == b"conectix":
        return Recognised(ContainerFormat.VHD, ContainerFormat.VHD.value)
    if tail.startswith(b"koly"):
        return Recognised(ContainerFormat.DMG, ContainerFormat.DMG.value)
    if tail.endswith(b"cdsaencr") or b"cdsaencr" in tail:
        return Recognised(None, "encrypted DMG")
    if found_list(file) is not None or begins_with_blocks(file, head):  # one without its trailer
        return Recognised(ContainerFormat.DMG, ContainerFormat.DMG.value)
    return None

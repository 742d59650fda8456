"""What a volume is, told by its content: encrypted, walkable, or of a kind that isn't read.

Offsets and magics as the systems' own headers define them; `libblkid` lists the same ones. What can't be read
is no signature: a bad sector where another system would have its magic says nothing about this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.evidence.bytes.bad_sectors import peek, read_around
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.omission_codes import OmissionCode

_BITLOCKER_GUIDS = (  # of the BIOS parameter block, little-endian: volume, and the used-space-only variant
    bytes.fromhex("3bd66749292ed84a8399f6a339e3d001"),
    bytes.fromhex("3b4da89280dd0e4d9e4eb1e3284eaed8"),
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`name` as people write it; `code` the omission that it leads to, None where nothing is lost (swap)."""

    name: str
    code: OmissionCode | None


@dataclass(frozen=True, slots=True)
class _Magic:
    offset: int
    magic: bytes
    name: str


_ENCRYPTED = (
    _Magic(3, b"-FVE-FS-", "BitLocker"),
    _Magic(0x1A8, _BITLOCKER_GUIDS[0], "BitLocker To Go"),
    _Magic(0x1A8, _BITLOCKER_GUIDS[1], "BitLocker To Go"),
    _Magic(0, b"LUKS\xba\xbe", "LUKS"),
    _Magic(0, b"LUKS\xde\xad", "LUKS"),  # while it was being encrypted anew
    _Magic(88, b"CS\x01\x00", "FileVault (Core Storage)"),
)
_VOLUMES = (
    _Magic(4096, b"\xfc\x4e\x2b\xa9", "Linux RAID (md)"),
    _Magic(0, b"\xfc\x4e\x2b\xa9", "Linux RAID (md)"),
    _Magic(0, b"PRIVHEAD", "Windows dynamic disk (LDM)"),
    _Magic(0, b"SPACEDB ", "Windows storage space"),
)
_FILE_SYSTEMS = (
    _Magic(32, b"NXSB", "APFS"),
    _Magic(0, b"XFSB", "XFS"),
    _Magic(0x10040, b"_BHRfS_M", "Btrfs"),
    _Magic(3, b"ReFS\x00\x00\x00\x00", "ReFS"),
    _Magic(0x10034, b"ReIsEr", "ReiserFS"),
    _Magic(0x8000, b"JFS1", "JFS"),
    _Magic(0x400, b"\x10\x20\xf5\xf2", "F2FS"),
    _Magic(0x400, b"\xe2\xe1\xf5\xe0", "EROFS"),
    _Magic(0, b"hsqs", "SquashFS"),
    _Magic(0, b"\x45\x3d\xcd\x28", "cramfs"),
    _Magic(0x400, b"BD", "HFS"),
    _Magic(0x100000, b"\x0d\xd0\x01\xc0", "VMFS"),
    _Magic(0x200000, b"\x5e\xf1\xab\x2f", "VMFS"),
    # the list of names and values of a label of ZFS: its first pair, by whatever byte order the rest is
    _Magic(0x4010, b"\x00\x00\x00\x20\x00\x00\x00\x07version\x00", "ZFS"),
    _Magic(0x1018, bytes.fromhex("c68573f666ce90a9d96a60cf803df7ef"), "bcachefs"),
    _Magic(0x1018, bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81"), "bcache"),
)
_SWAP = (
    _Magic(4086, b"SWAPSPACE2", "Linux swap"),
    _Magic(4086, b"SWAP-SPACE", "Linux swap"),
    _Magic(4086, b"S1SUSPEND\x00", "Linux hibernation"),
)
_DISK_LABELS = (
    _Magic(508, b"\xda\xbe", "Sun disk label"),
    _Magic(512, b"WEV\x82", "BSD disk label"),
    _Magic(512, b"\x82VEW", "BSD disk label"),
    _Magic(0, b"RDSK", "Amiga rigid disk block"),
    _Magic(0, b"\x0b\xe5\xa9\x41", "SGI volume header"),
    _Magic(0, b"\x00" + b"\xff" * 10 + b"\x00", "disc in raw sectors of 2352 bytes"),
)
_FFS = frozenset({b"\x54\x19\x01\x00", b"\x00\x01\x19\x54", b"\x19\x01\x54\x19", b"\x19\x54\x01\x19"})


def encryption(source: ByteSource) -> Signature | None:
    """The encryption of a volume, if it says so. Looked for first: BitLocker To Go shows a decoy FAT."""
    return _first(source, _ENCRYPTED, OmissionCode.ENCRYPTED_VOLUME)


def unsupported(source: ByteSource) -> Signature | None:
    """A volume or file system that is recognised and not read, by name."""
    head = peek(source, 0, 4096)
    for sector in range(4):
        label = head[sector * 512 : sector * 512 + 32]
        if label[:8] == b"LABELONE" and label[24:32] == b"LVM2 001":
            return Signature("LVM2", OmissionCode.VOLUME_NOT_SUPPORTED)
    return _first(source, _VOLUMES, OmissionCode.VOLUME_NOT_SUPPORTED) or _first(
        source, _FILE_SYSTEMS, OmissionCode.FILE_SYSTEM_NOT_SUPPORTED
    )


def udf(source: ByteSource) -> Signature | None:
    """UDF in the volume recognition sequence (ECMA-167 part 2), alone or beside ISO 9660."""
    for step in (2048, 4096, 8192, 16384, 32768):  # its descriptors begin sectors, where these are larger
        for index in range(16):
            at = 0x8000 + index * step
            descriptor, bad = read_around(source, at, max(0, min(6, source.size_bytes - at)))
            if bad:
                continue  # one bad sector hides neither UDF nor what lies beside it
            if descriptor[1:5] == b"NSR0":
                return Signature("UDF", OmissionCode.FILE_SYSTEM_NOT_SUPPORTED)
            if not descriptor[1:6].strip(b"\x00"):
                break
    return None


def swap(source: ByteSource) -> Signature | None:
    """Swap space: an area, not a file system; nothing is lost by not listing it."""
    return _first(source, _SWAP, None)


def disk_label(source: ByteSource) -> Signature | None:
    """A partition table of a kind that isn't read; asked where no file system was found."""
    return _first(source, _DISK_LABELS, OmissionCode.VOLUME_NOT_SUPPORTED)


def hint(source: ByteSource) -> str | None:
    """Which family of file systems the volume's own header names; a key of FileSystem's hints."""
    head = peek(source, 0, 2048)
    if head[3:11] == b"NTFS    ":
        return "ntfs"
    if head[3:11] == b"EXFAT   " or is_fat_boot_sector(head):
        return "fat"
    if head[0x438:0x43A] == b"\x53\xef":
        return "ext"
    if head[0x400:0x402] in (b"H+", b"HX", b"BD"):
        return "hfs"
    if is_iso9660(source):
        return "iso9660"
    # FFS: fs_magic, 1372 bytes into a superblock at 8 KiB (UFS1) or 64 KiB (UFS2), in either byte order
    for superblock in (0x2000, 0x10000):
        if peek(source, superblock + 1372, 4) in _FFS:
            return "ufs"
    return None


def begins_with_volume(source: ByteSource) -> bool:
    """True where something recognisable begins: encrypted, with files to list, or known by name."""
    return bool(hint(source) or encryption(source) or unsupported(source))


def is_iso9660(source: ByteSource) -> bool:
    """True where the first volume descriptor of a disc stands in its place."""
    return peek(source, 0x8001, 5) == b"CD001"


def is_fat_boot_sector(sector: bytes) -> bool:
    """True for a BIOS parameter block that can be FAT's."""
    if len(sector) < 512 or sector[510:512] != b"\x55\xaa" or sector[0] not in (0xEB, 0xE9):
        return False
    bytes_per_sector = int.from_bytes(sector[11:13], "little")
    per_cluster, reserved, fats = sector[13], int.from_bytes(sector[14:16], "little"), sector[16]
    return (
        bytes_per_sector in (512, 1024, 2048, 4096)
        and per_cluster != 0
        and per_cluster & (per_cluster - 1) == 0
        and reserved != 0
        and fats in (1, 2)
        and (sector[21] >= 0xF8 or sector[21] == 0xF0)
    )


def _first(source: ByteSource, magics: tuple[_Magic, ...], code: OmissionCode | None) -> Signature | None:
    for magic in magics:
        if peek(source, magic.offset, len(magic.magic)) == magic.magic:
            return Signature(magic.name, code)
    return None

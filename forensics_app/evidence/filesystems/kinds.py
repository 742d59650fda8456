"""Kinds of file systems as the catalogue names them, their families, and which are read by our own code."""

from __future__ import annotations

from enum import StrEnum


class FileSystemKind(StrEnum):
    """File systems that libtsk opens, as the catalogue names them; HFS+ and ISO 9660 are listed otherwise."""

    NTFS = "ntfs"
    FAT12 = "fat12"
    FAT16 = "fat16"
    FAT32 = "fat32"
    EXFAT = "exfat"
    EXT2 = "ext2"
    EXT3 = "ext3"
    EXT4 = "ext4"
    HFS = "hfs+"
    ISO9660 = "iso9660"
    UFS1 = "ufs1"
    UFS2 = "ufs2"
    YAFFS2 = "yaffs2"


EXT_KINDS = frozenset({FileSystemKind.EXT2, FileSystemKind.EXT3, FileSystemKind.EXT4})


FAT_KINDS = frozenset(
    {FileSystemKind.FAT12, FileSystemKind.FAT16, FileSystemKind.FAT32, FileSystemKind.EXFAT}
)


FAMILY_OF: dict[str, str] = {
    FileSystemKind.NTFS: "ntfs",
    **dict.fromkeys(FAT_KINDS, "fat"),
    **dict.fromkeys(EXT_KINDS, "ext"),
    FileSystemKind.HFS: "hfs",
    FileSystemKind.ISO9660: "iso9660",
    FileSystemKind.UFS1: "ufs",
    FileSystemKind.UFS2: "ufs",
}  # what FileSystem takes as a hint


OWN_FILE_SYSTEMS = frozenset(
    {"xfs", "apfs", "udf", FileSystemKind.HFS.value, FileSystemKind.ISO9660.value}
)  # what own_file_systems reads, as the catalogue names it


XFS, APFS_CONTAINER = "XFS", "APFS"  # as signatures.unsupported names what it recognises


HFS = FileSystemKind.HFS.value


XFS_FILES, APFS_FILES = "xfs", "apfs"  # of layers that are walked

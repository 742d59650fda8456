"""File systems made without mounting: mkntfs + ntfscp, mke2fs + debugfs, mkfs.fat + mtools.

Identifiers and times are given, so the same tools give the same bytes. Sizes in bytes, times in seconds
since 1970 (UTC); `formatted` is when the volume is said to have been made. All raise BuildFailedError.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from forensics_app.training.making.content import VolumeContent, VolumeFile
from forensics_app.training.making.ntfs_edit import NtfsVolume, Times
from forensics_app.training.making.tools import run

NTFS_TOOLS = ("mkntfs", "ntfscp")
EXT4_TOOLS = ("mke2fs", "debugfs")
FAT_TOOLS = ("mkfs.fat", "mmd", "mcopy", "mdel")


def _staged(folder: Path, file: VolumeFile, content: bytes | None = None) -> Path:
    """The content as a file of the right modification time, to be copied in."""
    path = folder / "staged"
    path.write_bytes(file.content if content is None else content)
    os.utime(path, (file.modified, file.modified))
    return path


# --- NTFS -----------------------------------------------------------------------------------------


def ntfs(
    content: VolumeContent, folder: Path, *, size: int, first_sector: int, serial: bytes, formatted: int
) -> bytes:
    """A file is made a minute before `modified`, its record changed a second, it is read an hour after."""
    image = folder / "ntfs.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    geometry = ("-c", "4096", "-s", "512", "-p", str(first_sector), "-H", "16", "-S", "63")
    run("mkntfs", "-q", "-F", "-f", *geometry, "-L", content.label, image, now=formatted)
    empty = folder / "empty"
    empty.write_bytes(b"")
    for name in content.folders:
        run("ntfscp", "-f", image, empty, name, now=formatted)
        volume = NtfsVolume(image.read_bytes())
        volume.make_folder(name)
        image.write_bytes(bytes(volume))
    for file in content.files:
        run("ntfscp", "-f", image, _staged(folder, file), file.path, now=formatted)
        for stream, data in file.streams:
            run("ntfscp", "-f", "-N", stream, image, _staged(folder, file, data), file.path, now=formatted)
    volume = NtfsVolume(image.read_bytes())
    volume.clear_slack()
    volume.set_quota_times(formatted)
    for number in volume.records():
        volume.set_times(number, Times(formatted, formatted, formatted, formatted))
    for file in content.files:
        number = volume.find(file.path.decode())
        volume.set_times(
            number, Times(file.modified - 60, file.modified, file.modified + 1, file.modified + 3600)
        )
    for file in content.files:
        if file.deleted:
            volume.delete(file.path.decode())
    volume.finish(serial)
    return bytes(volume)


# --- ext4 -----------------------------------------------------------------------------------------


def ext4(content: VolumeContent, folder: Path, *, size: int, identifier: uuid.UUID, formatted: int) -> bytes:
    """Times of a file as on `ntfs`."""
    image = folder / "ext4.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    kind = ("-t", "ext4", "-b", "1024", "-I", "256", "-O", "^has_journal")
    extended = f"hash_seed={identifier},lazy_itable_init=0,root_owner=0:0"
    made = ("-U", str(identifier), "-E", extended, "-L", content.label, image)
    run("mke2fs", "-q", "-F", *kind, *made, now=formatted)
    lines = [b'mkdir "/%b"' % _one_word(name.encode()) for name in content.folders]
    lines += [
        b'symlink "/%b" "%b"' % (_one_word(path.encode()), _one_word(target.encode()))
        for path, target in content.links
    ]
    for number, file in enumerate(content.files):
        staged = folder / f"ext4-{number}"
        _staged(folder, file).rename(staged)
        lines.append(b'write "%b" "/%b"' % (_one_word(os.fsencode(staged)), _one_word(file.path)))
    for file in content.files:
        for name, value in _ext4_fields(file):
            lines.append(b'sif "/%b" %b %b' % (file.path, name.encode(), value.encode()))
    lines += [b'rm "/%b"' % file.path for file in content.files if file.deleted]
    run("debugfs", "-w", "-f", "-", image, script=b"\n".join(lines) + b"\n", now=formatted)
    return image.read_bytes()


def _one_word(text: bytes) -> bytes:
    """For the script of debugfs, which can read and write files of this computer too. Raises ValueError."""
    if any(byte < 0x20 or byte in b'"\\\x7f' for byte in text):
        raise ValueError(f"{text!r}: not a name that debugfs can be told")
    return text


def _ext4_fields(file: VolumeFile) -> list[tuple[str, str]]:
    times = {"crtime": -60, "mtime": 0, "ctime": 1, "atime": 3600}
    fields = [(name, f"@{file.modified + seconds}") for name, seconds in times.items()]
    return [("mode", "0100640"), ("uid", "1000"), ("gid", "1000"), *fields]


# --- FAT ------------------------------------------------------------------------------------------


def fat16(
    content: VolumeContent, folder: Path, *, size: int, hidden_sectors: int, serial: str, formatted: int
) -> bytes:
    """Clusters of one sector, so that a file of a few kilobytes can be in pieces."""
    image = folder / "fat.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    kind = ("-F", "16", "-s", "1", "-S", "512", "-h", str(hidden_sectors))
    run("mkfs.fat", *kind, "--invariant", "-i", serial, "-n", content.label, image, now=formatted)
    for name in content.folders:
        run("mmd", "-i", image, f"::{name}", now=formatted)
    reusers = {file.reused_by for file in content.files if file.reused_by is not None}
    for file in content.files:
        if not file.fragmented and file.path not in reusers and file.reused_by is None:
            _copy_to_fat(image, folder, file)
    for file in content.files:
        if file.fragmented:
            _copy_in_pieces(image, folder, file, formatted)
        if file.reused_by is not None:
            _copy_in_turn(image, folder, file, _named(content, file.reused_by))
    for file in content.files:
        if file.deleted and file.reused_by is None:
            run("mdel", "-i", image, b"::" + file.path, now=formatted)
    return image.read_bytes()


def _named(content: VolumeContent, path: bytes) -> VolumeFile:
    return next(file for file in content.files if file.path == path)


def _copy_to_fat(image: Path, folder: Path, file: VolumeFile) -> None:
    staged = _staged(folder, file)
    run("mcopy", "-m", "-i", image, staged, b"::" + file.path, now=file.modified)


def _copy_in_turn(image: Path, folder: Path, first: VolumeFile, second: VolumeFile) -> None:
    """The first is deleted before the second is written, which takes the first free clusters: its own."""
    _copy_to_fat(image, folder, first)
    run("mdel", "-i", image, b"::" + first.path, now=first.modified)
    _copy_to_fat(image, folder, second)


def _copy_in_pieces(image: Path, folder: Path, file: VolumeFile, formatted: int) -> None:
    """Three sectors are free before another file, the rest behind it: the file is laid around that one.

    The other is deleted too, so nothing on the medium says any more that its sector is not the file's.
    """
    hole = VolumeFile(b"hole.tmp", bytes(3 * 512), formatted)
    between = VolumeFile(b"between.tmp", b"window: 14,22,800,600\r\n", formatted)
    _copy_to_fat(image, folder, hole)
    _copy_to_fat(image, folder, between)
    run("mdel", "-i", image, "::hole.tmp", now=formatted)
    _copy_to_fat(image, folder, file)
    run("mdel", "-i", image, "::between.tmp", now=formatted)

"""The demo's file systems, made without mounting: mkntfs + ntfscp, mke2fs + debugfs, mkfs.fat + mtools.

Identifiers and times are fixed, so the same tools give the same bytes. Sizes in bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from pathlib import Path

from ntfs_edit import NtfsVolume, Times
from story import FORMATTED, Item, VolumeContent

_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def run(*arguments: str | bytes | Path, now: int = FORMATTED, script: bytes | None = None) -> None:
    """Run a tool with a fixed clock where it has one. Raises CalledProcessError with its words shown."""
    environment = {
        "PATH": _PATH,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(now),
        "E2FSPROGS_FAKE_TIME": str(now),
        "MTOOLS_SKIP_CHECK": "1",
    }
    done = subprocess.run(arguments, env=environment, input=script, capture_output=True, check=False)
    if done.returncode:
        print(done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        done.check_returncode()


def missing_tools() -> list[str]:
    needed = ("mkntfs", "ntfscp", "mke2fs", "debugfs", "mkfs.fat", "mmd", "mcopy", "mdel", "ewfacquire")
    return [name for name in needed if shutil.which(name, path=_PATH) is None]


def _staged(folder: Path, item: Item, content: bytes | None = None) -> Path:
    """The content as a file of the right modification time, to be copied in."""
    path = folder / "staged"
    path.write_bytes(item.content if content is None else content)
    os.utime(path, (item.modified, item.modified))
    return path


# --- NTFS -----------------------------------------------------------------------------------------


def ntfs(content: VolumeContent, folder: Path, *, size: int, first_sector: int, serial: bytes) -> bytes:
    image = folder / "ntfs.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    geometry = ("-c", "4096", "-s", "512", "-p", str(first_sector), "-H", "16", "-S", "63")
    run("mkntfs", "-q", "-F", "-f", *geometry, "-L", content.label, image)
    empty = folder / "empty"
    empty.write_bytes(b"")
    for name in content.folders:
        run("ntfscp", "-f", image, empty, name)
        volume = NtfsVolume(image.read_bytes())
        volume.make_folder(name)
        image.write_bytes(bytes(volume))
    for item in content.items:
        run("ntfscp", "-f", image, _staged(folder, item), item.path)
        for stream, data in item.streams:
            run("ntfscp", "-f", "-N", stream, image, _staged(folder, item, data), item.path)
    volume = NtfsVolume(image.read_bytes())
    volume.clear_slack()
    volume.set_quota_times(FORMATTED)
    for number in volume.records():
        volume.set_times(number, Times(FORMATTED, FORMATTED, FORMATTED, FORMATTED))
    for item in content.items:
        number = volume.find(item.path.decode())
        volume.set_times(
            number, Times(item.modified - 60, item.modified, item.modified + 1, item.modified + 3600)
        )
    for item in content.items:
        if item.deleted:
            volume.delete(item.path.decode())
    volume.finish(serial)
    return bytes(volume)


# --- ext4 -----------------------------------------------------------------------------------------


def ext4(content: VolumeContent, folder: Path, *, size: int, identifier: uuid.UUID) -> bytes:
    image = folder / "ext4.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    kind = ("-t", "ext4", "-b", "1024", "-I", "256", "-O", "^has_journal")
    extended = f"hash_seed={identifier},lazy_itable_init=0,root_owner=0:0"
    run("mke2fs", "-q", "-F", *kind, "-U", str(identifier), "-E", extended, "-L", content.label, image)
    lines = [b'mkdir "/%b"' % name.encode() for name in content.folders]
    lines += [b'symlink "/%b" "%b"' % (path.encode(), target.encode()) for path, target in content.links]
    for number, item in enumerate(content.items):
        staged = folder / f"ext4-{number}"
        _staged(folder, item).rename(staged)
        lines.append(b'write "%b" "/%b"' % (os.fsencode(staged), item.path))
    for item in content.items:
        for name, value in _ext4_fields(item):
            lines.append(b'sif "/%b" %b %b' % (item.path, name.encode(), value.encode()))
    lines += [b'rm "/%b"' % item.path for item in content.items if item.deleted]
    run("debugfs", "-w", "-f", "-", image, script=b"\n".join(lines) + b"\n")
    return image.read_bytes()


def _ext4_fields(item: Item) -> list[tuple[str, str]]:
    times = {"crtime": -60, "mtime": 0, "ctime": 1, "atime": 3600}
    fields = [(name, f"@{item.modified + seconds}") for name, seconds in times.items()]
    return [("mode", "0100640"), ("uid", "1000"), ("gid", "1000"), *fields]


# --- FAT ------------------------------------------------------------------------------------------


def fat16(content: VolumeContent, folder: Path, *, size: int, hidden_sectors: int, serial: str) -> bytes:
    """Clusters of one sector, so that a file of a few kilobytes can be in pieces."""
    image = folder / "fat.raw"
    image.write_bytes(b"")
    os.truncate(image, size)
    kind = ("-F", "16", "-s", "1", "-S", "512", "-h", str(hidden_sectors))
    run("mkfs.fat", *kind, "--invariant", "-i", serial, "-n", content.label, image)
    for name in content.folders:
        run("mmd", "-i", image, f"::{name}")
    for item in content.items:
        if item.fragmented:
            continue
        _copy_to_fat(image, folder, item)
    for item in content.items:
        if item.fragmented:
            _copy_in_pieces(image, folder, item)
    for item in content.items:
        if item.deleted:
            run("mdel", "-i", image, b"::" + item.path)
    return image.read_bytes()


def _copy_to_fat(image: Path, folder: Path, item: Item) -> None:
    staged = _staged(folder, item)
    run("mcopy", "-m", "-i", image, staged, b"::" + item.path, now=item.modified)


def _copy_in_pieces(image: Path, folder: Path, item: Item) -> None:
    """Three sectors are free before another file, the rest behind it: the file is laid around that one.

    The other is deleted too, so nothing on the medium tells any more that its sector is not the file's.
    """
    hole = Item(b"hole.tmp", bytes(3 * 512), FORMATTED)
    between = Item(b"between.tmp", b"window: 14,22,800,600\r\n", FORMATTED)
    _copy_to_fat(image, folder, hole)
    _copy_to_fat(image, folder, between)
    run("mdel", "-i", image, "::hole.tmp")
    _copy_to_fat(image, folder, item)
    run("mdel", "-i", image, "::between.tmp")

"""An image of a failing disk: an Ex01 that names the sectors that could not be read, and has zeros there."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.judging.judges import require_judge
from tests.made.containers.ewf2 import write_ex01

NAME = "NOTES.TXT"
LINES = b"".join(b"line %04d of the notes\r\n" % number for number in range(200))
UNREAD = (1024, 512)  # offset in the notes, and how much
SECTOR_BYTES = 512


def without_sectors(medium: bytes, sectors: tuple[tuple[int, int], ...]) -> bytes:
    """The medium with zeros in place of these (first sector, number of sectors)."""
    data = bytearray(medium)
    for first, count in sectors:
        data[first * SECTOR_BYTES : (first + count) * SECTOR_BYTES] = bytes(count * SECTOR_BYTES)
    return bytes(data)


def fat_with(folder: Path, *files: tuple[str, bytes]) -> bytes:
    """A FAT12 of 4 MiB, made by mkfs.fat and mtools."""
    image = folder / "fat.dd"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    subprocess.run([require_judge("mkfs.fat"), "-F", "12", image], check=True, capture_output=True)
    for name, data in files:
        (folder / name).write_bytes(data)
        subprocess.run([require_judge("mcopy"), "-i", image, folder / name, "::"], check=True)
    return image.read_bytes()


def failing_disk(folder: Path) -> Path:
    """An Ex01 with the notes, of which one sector could not be read, and a file that is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    medium = fat_with(folder, (NAME, LINES), ("WHOLE.TXT", b"all of it\r\n"))
    at = medium.index(LINES) + UNREAD[0]
    assert at % SECTOR_BYTES == 0
    unread = ((at // SECTOR_BYTES, UNREAD[1] // SECTOR_BYTES),)
    (image,) = write_ex01(folder, without_sectors(medium, unread), unread=unread)
    return image

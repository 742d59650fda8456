"""Many small images for one case of millions of artifacts: FAT16 and, every fifth, ext4, 20,000 files each.

Four templates are made by mke2fs, mkfs.fat and mtools from trees of generated files; an image is a template
with a serial number or UUID of its own, and with its number in most of its names and contents. The rest is
alike in all images of a template, as the files of an operating system are. The same number gives the same
image, but for the times that ext4 gives its folders.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

FILES = 20_000  # in each image
MOST_FILES = 50_000  # in one of them, or FAT16 is full
_FOLDERS = 200
_MARK = b"s#####"  # becomes s00001 in the first image
_SIZE_LIMIT = {"fat": 512, "ext4": 1024}  # bytes: one cluster or block for nearly all files
_SERIAL = 0x5EA1E600
_UUID = uuid.UUID("5ea1e600-0000-4000-8000-000000000000")
_FIRST_MOMENT, _MOMENTS_S = 1_451_606_400, 315_360_000  # 2016 to 2025
_TEMPLATES = {"fat": (1, 2, 3), "ext4": (4,)}  # seeds
_EVERY_EXT4 = 5
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = ("notes", "invoice", "holiday", "draft", "log", "copy", "scan", "list", "mail", "report")
_RARE_WORD = "contract"  # one name in 250


def image_paths(folder: Path, count: int) -> list[Path]:
    """Where the images lie, in their order."""
    return [folder / f"exhibit-{number:03d}.dd" for number in range(1, count + 1)]


def make_images(folder: Path, count: int, *, files: int = FILES) -> list[Path]:
    """`count` images with `files` files each; those that are there are kept.

    Raises OSError, CalledProcessError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    templates: dict[tuple[str, int], bytes] = {}
    paths = image_paths(folder, count)
    for number, path in enumerate(paths, 1):
        if path.exists():
            continue
        kind = "ext4" if number % _EVERY_EXT4 == 0 else "fat"
        seeds = _TEMPLATES[kind]
        key = kind, seeds[number % len(seeds)]
        if key not in templates:
            with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as made:
                templates[key] = _template(Path(made), *key, files)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(_numbered(templates[key], kind, number))
        unfinished.rename(path)
    return paths


def _numbered(template: bytes, kind: str, number: int) -> bytes:
    """A template with the number of an image in its names, contents and serial number."""
    mark = b"s%05d" % number
    image = template.replace(_MARK, mark)
    if kind == "ext4":
        return image.replace(_UUID.bytes, uuid.UUID(int=_UUID.int + number).bytes)
    image = image.replace(_wide(_MARK), _wide(mark))
    return image.replace(struct.pack("<I", _SERIAL), struct.pack("<I", _SERIAL + number))


def _wide(text: bytes) -> bytes:
    return text.decode("ascii").encode("utf-16-le")


def _template(folder: Path, kind: str, seed: int, files: int) -> bytes:
    """The bytes of an image whose number is still to be written into it."""
    path, tree = folder / "template", folder / "tree"
    created = _fill(tree, random.Random(seed), files, _SIZE_LIMIT[kind])
    (_ext4 if kind == "ext4" else _fat)(path, tree, created)
    return path.read_bytes()


def _fill(tree: Path, rng: random.Random, files: int, limit: int) -> dict[str, int]:
    """Files in a tree; when each was created, in Unix seconds, by its path."""
    created = {}
    for number in range(files):
        folder = tree / f"d{number % _FOLDERS:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        ending, data = _content(rng, number, limit)
        word = _RARE_WORD if number % 250 == 0 else rng.choice(_WORDS)
        mark = "system" if number % 10 == 7 else _MARK.decode()  # as long: alike in all images of a template
        first = "".join(rng.choices(_LETTERS, k=5))  # a long name's characters 6 to 11 lie together
        path = folder / f"{first}{mark}-{word}-{number}.{ending}"
        path.write_bytes(data)
        if number % 400 == 11:
            os.truncate(path, int(10 ** rng.uniform(4, 6.3)) if limit > 512 else limit)  # a hole behind it
        moment = _FIRST_MOMENT + rng.randrange(_MOMENTS_S)
        os.utime(path, (moment + rng.randrange(10_000_000), moment))
        created[str(path.relative_to(tree))] = moment - rng.randrange(10_000_000)
    return created


def _content(rng: random.Random, number: int, limit: int) -> tuple[str, bytes]:
    """What a file's name ends in, and its content. One in four is a picture, one in a hundred of these with a
    position; one in 200 files is called .jpg and is none.
    """
    mark = b"system" if number % 10 == 7 else _MARK
    if number % 4 == 0:
        body = mark + b"%d " % number + rng.randbytes(rng.randrange(limit // 8, limit // 2))
        return "jpg", _jpeg(body, position=number % 40 == 0)
    if number % 50 == 1:
        return "pdf", b"%%PDF-1.4\n%% %s %d\n1 0 obj <<>> endobj\n%%%%EOF\n" % (mark, number)
    if number % 20 == 3:
        return "dat", b""
    words = " ".join(rng.choices(_WORDS, k=rng.randrange(2, limit // 10)))
    text = b"%s %d %s\n" % (mark, number, words.encode())
    return ("jpg" if number % 200 == 7 else "txt"), text[:limit]


def _jpeg(body: bytes, *, position: bool) -> bytes:
    """A JPEG's frame with EXIF, and noise for a picture."""
    pairs = struct.pack("<6I", 48, 1, 51, 1, 24, 1), struct.pack("<6I", 2, 1, 21, 1, 7, 1)
    model = b"EOS 5D\0\0"
    directory = struct.pack("<HHHII", 2 if position else 1, 0x0110, 2, 7, 38)
    directory += struct.pack("<HHII", 0x8825, 4, 1, 46) if position else bytes(12)
    tiff = b"II*\0" + struct.pack("<I", 8) + directory + bytes(4) + model
    if position:
        at = 46 + 2 + 4 * 12 + 4
        entries = [(1, 2, 2, b"N\0\0\0"), (2, 5, 3, struct.pack("<I", at))]
        entries += [(3, 2, 2, b"E\0\0\0"), (4, 5, 3, struct.pack("<I", at + 24))]
        tiff += struct.pack("<H", 4) + b"".join(struct.pack("<HHI", *e[:3]) + e[3] for e in entries)
        tiff += bytes(4) + b"".join(pairs)
    exif = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda" + body + b"\xff\xd9"


def _gone(paths: Iterator[str]) -> list[str]:
    """Which of these are removed again: one in twenty, no picture."""
    return [path for path in paths if path.endswith("3.txt")]


def _ext4(path: Path, tree: Path, created: dict[str, int]) -> None:
    features = "^metadata_csum,^uninit_bg,^dir_index,^has_journal,^resize_inode,^64bit"
    blocks = len(created) * 6 // 5 + 2600
    options = f"-q -t ext4 -b 1024 -I 256 -m 0 -N {len(created) + 1024} -U {_UUID} -O {features}".split()
    extended = f"hash_seed={_UUID},lazy_itable_init=0"
    subprocess.run(
        ["mke2fs", *options, "-E", extended, "-d", tree, path, f"{blocks}k"], check=True, capture_output=True
    )
    lines = [f'sif "/{name}" crtime @{moment}' for name, moment in created.items()]
    lines += [f'rm "/{name}"' for name in _gone(iter(created))]
    script = "\n".join(lines).encode()
    subprocess.run(["debugfs", "-w", "-f", "-", path], input=script, check=True, capture_output=True)


def _fat(path: Path, tree: Path, created: dict[str, int]) -> None:
    kib = max(2400, len(created) * 9 // 16 + 1200)  # FAT16: 4,085 to 65,524 clusters of 512 bytes
    path.write_bytes(b"")
    os.truncate(path, kib << 10)
    subprocess.run(
        ["mkfs.fat", "-F16", "-s1", "-f1", "-i", f"{_SERIAL:08x}", path], check=True, capture_output=True
    )
    quiet = {**os.environ, "MTOOLS_SKIP_CHECK": "1", "TZ": "UTC"}
    folders = sorted(str(folder) for folder in tree.iterdir())
    subprocess.run(["mcopy", "-s", "-m", "-Q", "-i", path, *folders, "::"], check=True, env=quiet)
    gone = [f"::{name}" for name in _gone(iter(created))]
    subprocess.run(["mdel", "-i", path, *gone], check=True, env=quiet)
    _set_created(path)


def _set_created(path: Path) -> None:
    """mcopy gives every file the time at which it ran for its creation: here some days before its change."""
    image = bytearray(path.read_bytes())
    for at in range(0, len(image) - 64, 32):
        long_name = image[at + 11] == 0x0F and image[at + 12] == 0 and image[at + 26 : at + 28] == b"\0\0"
        short = at + 32
        if long_name and image[short + 11] in (0x20, 0x10):
            date, clock = struct.unpack_from("<HH", image, short + 24)[0], image[short + 22 : short + 24]
            day = max(1, (date & 31) - (at >> 5) % 20)
            image[short + 13] = 0
            image[short + 14 : short + 16] = clock
            struct.pack_into("<H", image, short + 16, date & ~31 | day)
    path.write_bytes(image)

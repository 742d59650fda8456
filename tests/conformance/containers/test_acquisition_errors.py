"""Images that say themselves that sectors could not be read when they were made: those of failing disks."""

from __future__ import annotations

import gzip
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from forensics_app.errors import SourceDamagedError
from forensics_app.evidence.containers.acquisition_errors import AcquisitionErrors
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.model.evidence import Layer, LayerKind
from tests.judging.judges import require_judge
from tests.made.containers.ewf2 import write_ex01
from tests.reading.derived_reading import password, read_layers
from tests.reading.evidence_reading import read_source
from tests.world.shared_data import shared

_DESCRIPTOR_BYTES = 76
_UNREAD = ((600, 8), (2000, 1), (604, 10))  # two of them overlap


def e01(folder: Path, medium: bytes) -> Path:
    """An E01 of encase6, with a section `error2` before its digests."""
    (folder / "medium.bin").write_bytes(medium)
    facts = ["-C", "c", "-D", "d", "-e", "x", "-E", "1", "-N", "n", "-m", "removable", "-M", "logical"]
    options = [*facts, "-c", "fast", "-b", "64", "-f", "encase6", "-S", "1GiB"]
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", *options, "medium.bin"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    image = folder / "image.E01"
    data = image.read_bytes()
    parts, offset = [], 13
    while True:
        name = data[offset : offset + 16].rstrip(b"\0")
        following = struct.unpack_from("<Q", data, offset + 16)[0]
        last = name == b"done"
        body = data[offset + _DESCRIPTOR_BYTES : len(data) if last else following]
        if name in (b"digest", b"hash") and not any(part[0] == b"error2" for part in parts):
            parts.append((b"error2", errors()))
        parts.append((name, body))
        if last:
            break
        offset = following
    made = data[:13]
    for name, body in parts:
        length = _DESCRIPTOR_BYTES + len(body)
        following = len(made) + (0 if name == b"done" else length)
        head = struct.pack("<16sQQ40x", name, following, length)
        made += head + struct.pack("<I", zlib.adler32(head)) + body
    image.write_bytes(made)
    return image


def errors() -> bytes:
    head = struct.pack("<I512x", len(_UNREAD))
    body = b"".join(struct.pack("<II", *one) for one in _UNREAD)
    return head + struct.pack("<I", zlib.adler32(head)) + body + struct.pack("<I", zlib.adler32(body))


def ex01(folder: Path, medium: bytes) -> Path:
    return write_ex01(folder, medium, unread=_UNREAD)[0]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A FAT12 with a file that begins before sector 600 and ends behind 2000, and one after it."""
    folder = tmp_path_factory.mktemp("fat")
    image = folder / "fat.dd"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    subprocess.run([require_judge("mkfs.fat"), "-F", "12", image], check=True, capture_output=True)
    for name, size in (("FIRST.BIN", 1 << 20), ("SECOND.BIN", 5000)):
        (folder / name).write_bytes(name.encode() * (size // len(name)))
        subprocess.run([require_judge("mcopy"), "-i", image, folder / name, "::"], check=True)
    return image


@pytest.mark.parametrize("make", [e01, ex01])
def test_sectors_that_were_not_read_at_acquisition_are_told_with_their_files(
    make: object, raw: Path, tmp_path: Path
) -> None:
    plain = read_source(raw)
    assert callable(make)
    image: Path = make(tmp_path, raw.read_bytes())
    if make is e01:
        command = [require_judge("ewfinfo"), str(image)]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert "600 - 613 number: 14" in shown
    found = read_source(image)
    assert found.found == plain.found
    assert found.source.stored_digests.md5 == found.media.md5
    assert [(o.code, o.locator, o.count, o.detail) for o in found.omissions] == [
        ("acquisition-errors", "s1", 15, "sectors 600-607, 608-613, 2000"),
        ("acquisition-errors", "s1:/FIRST.BIN", 1, "7680 of 1048572 bytes"),
    ]


def test_decrypted_volume_over_such_sectors_is_told(tmp_path: Path) -> None:
    """The volume has a line of its own, whether or not any of its files lies there."""
    with gzip.open(shared("testdata/self-made/luks1-ext4.raw.gz")) as file:
        medium = file.read()
    (image,) = write_ex01(tmp_path, medium, unread=((4500, 400),))
    read = read_layers(image, password("luks-SELF"))
    assert {layer for layer, found in read.files.items() if found} == {"s1.luks"}
    assert [(o.code, o.locator, o.count, o.detail) for o in read.omissions] == [
        ("acquisition-errors", "s1", 400, "sectors 4500-4899"),
        ("acquisition-errors", "s1.luks", 1, f"204800 of {len(medium)} bytes"),
    ]


def test_only_what_is_computed_from_such_sectors_is_told() -> None:
    layers = (
        Layer("s1", None, LayerKind.MEDIUM, 0, 10_000),
        Layer("s1.p1", "s1", LayerKind.PARTITION, 1000, 2000),
        Layer("s1.p1.luks", "s1.p1", LayerKind.DECRYPTED, 0, 1500),
        Layer("s1.p2", "s1", LayerKind.PARTITION, 4000, 3000),
        Layer("s1.p2.bde", "s1.p2", LayerKind.DECRYPTED, 0, 3000),
        Layer("s1.p2.bde.p1", "s1.p2.bde", LayerKind.PARTITION, 2000, 500),
        Layer("s1.p2.bde.p1.vss1", "s1.p2.bde.p1", LayerKind.SNAPSHOT, 0, 500),
    )
    errors = AcquisitionErrors(((4100, 50), (7500, 100)), 1, 10_000)
    assert [(o.locator, o.detail) for o in errors.of_layers(layers, "s1")] == [
        ("s1.p2.bde", "50 of 3000 bytes"),
        ("s1.p2.bde.p1.vss1", "50 of 3000 bytes"),
    ]


def test_damaged_list_of_such_sectors_is_an_error(raw: Path, tmp_path: Path) -> None:
    image = e01(tmp_path, raw.read_bytes())
    data = bytearray(image.read_bytes())
    at = data.index(b"error2\0") + _DESCRIPTOR_BYTES
    data[at + 520] ^= 1
    image.write_bytes(data)
    with pytest.raises(SourceDamagedError) as caught:
        open_source(image)
    assert "could not be read at acquisition" in caught.value.detail

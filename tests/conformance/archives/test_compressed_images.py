"""Raw disk images in compressed files and ZIPs, opened as images where that is asked for."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.compressed_image import open_compressed_image
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import SAMPLES, read_source

AS_IMAGE = ArchiveOptions(as_image=True)
GIB = 1 << 30


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("image") / "disk.raw"
    path.write_bytes(gzip.decompress((SAMPLES / "ext4-inline-data.raw.gz").read_bytes()))
    return path


def zipped(method: int) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        import io

        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("readme.txt", "what is in here")
            archive.writestr("evidence/disk.dd", data)
        return out.getvalue()

    return make


def zstd(data: bytes) -> bytes:
    judge = require_judge("zstd")
    return subprocess.run([judge, "-q", "-c"], input=data, capture_output=True, check=True).stdout


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstd": zstd,
    "zip-deflated": zipped(zipfile.ZIP_DEFLATED),
    "zip-stored": zipped(zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("name", PACKERS)
def test_compressed_image_is_read_as_the_image_itself(name: str, image: Path, tmp_path: Path) -> None:
    data = image.read_bytes()
    path = tmp_path / "disk.packed"
    path.write_bytes(PACKERS[name](data))
    plain, found = read_source(image), read_source(path, archives=AS_IMAGE)
    assert found.source.format is ContainerFormat.COMPRESSED
    assert found.source.size_bytes == len(data)
    assert found.paths() == plain.paths()
    assert [e.extents for e, _ in found.found] == [e.extents for e, _ in plain.found]
    assert [x.digests for _, x in found.found] == [x.digests for _, x in plain.found]
    # both digests: of the image, and of the file that it is in
    assert found.media.sha256 == hashlib.sha256(data).hexdigest()
    (note,) = found.source.notes
    assert note.endswith(f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    assert found.omissions == plain.omissions


def test_without_being_asked_it_is_one_file_and_that_is_told(image: Path, tmp_path: Path) -> None:
    path = tmp_path / "disk.gz"
    path.write_bytes(gzip.compress(image.read_bytes()))
    found = read_source(path)
    assert found.source.format is ContainerFormat.FILE
    assert "--compressed-image" in (found.omissions[0].detail or "")


def test_a_zip_with_two_images_is_read_as_an_archive(image: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dd", image.read_bytes())
        archive.writestr("b.dd", image.read_bytes())
    assert read_source(path, archives=AS_IMAGE).source.format is ContainerFormat.ZIP


def test_what_is_no_image_is_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(b"no image\n" * 300_000))
    assert read_source(path, archives=AS_IMAGE).source.format is ContainerFormat.FILE


def test_cut_image_is_read_as_far_as_it_goes(image: Path, tmp_path: Path) -> None:
    import random

    noise = random.Random(1).randbytes(1 << 20)
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(image.read_bytes() + noise)[:-300_000])
    found = read_source(path, archives=AS_IMAGE, accept_truncated=True)
    assert found.source.format is ContainerFormat.COMPRESSED
    assert "image-truncated" in found.codes()
    assert found.source.size_bytes > len(image.read_bytes())


def test_changed_byte_is_told_by_the_checksum(image: Path, tmp_path: Path) -> None:
    raw = bytearray(zipped(zipfile.ZIP_STORED)(image.read_bytes()))
    raw[len(raw) // 2] ^= 0xFF
    path = tmp_path / "changed.zip"
    path.write_bytes(raw)
    found = read_source(path, archives=AS_IMAGE)
    assert ("container-damaged", "zip: the checksum of the image differs") in [
        (o.code, o.detail) for o in found.omissions
    ]


def test_bomb_is_refused_in_bounded_time(image: Path, tmp_path: Path) -> None:
    import zlib

    path = tmp_path / "bomb.gz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as out:
        out.write(packer.compress(image.read_bytes()))
        for _ in range(600):
            out.write(packer.compress(bytes(1 << 20)))
        out.write(packer.flush())
    begun = time.process_time()
    with pytest.raises(FormatNotSupportedError):
        open_compressed_image(path, Incomplete(True), limit_bytes=256 << 20, digest=False)
    assert time.process_time() - begun < 10


def test_any_range_of_what_goes_forward_alone_is_exact(image: Path, tmp_path: Path) -> None:
    import random

    chosen = random.Random(3)
    data = image.read_bytes() + chosen.randbytes(3 << 20)
    path = tmp_path / "disk.xz"
    path.write_bytes(lzma.compress(data, preset=0))
    opened = open_compressed_image(path, Incomplete(), limit_bytes=GIB, digest=False)
    assert opened is not None
    for _ in range(60):
        at, size = chosen.randrange(len(data)), chosen.randrange(1, 700_000)
        size = min(size, len(data) - at)
        assert opened.medium.read(at, size) == data[at : at + size]
    opened.close()

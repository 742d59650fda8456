"""One medium in every container that qemu-img and ewfacquire make, at every chunk size and compression.

Read at the container level, in this process: whole, and in pieces that begin and end anywhere. Where a
container rounds its size up, what it adds is zeros. `test_container_samples` goes through everything above.
Nothing that is packaged writes Ex01 (ewfacquire 20140813 writes an E01 when asked for `encase7-v2`).
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pymodi  # type: ignore[import-not-found]
import pytest

from forensics_app.errors import SegmentMissingError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.model.evidence import ContainerFormat
from tests.judging.judges import require_judge
from tests.made.containers import udif

_RANDOM = random.Random(20261124)


def _medium() -> bytes:
    """3 MiB: noise, text, runs of one byte and holes, so that every kind of chunk comes up."""
    parts = []
    for number in range(96):
        kind = number % 4
        if kind == 0:
            parts.append(_RANDOM.randbytes(32 << 10))
        elif kind == 1:
            parts.append((b"sector of text %d\n" % number * 4000)[: 32 << 10])
        else:
            parts.append(bytes([0 if kind == 2 else number]) * (32 << 10))
    return b"".join(parts)


MEDIUM = _medium()

VMDK = ["monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "streamOptimized"]
QEMU = {
    **{f"vmdk-{name}": ("vmdk", [f"subformat={name}"], ContainerFormat.VMDK) for name in VMDK},
    "vmdk-zeroed-grain": ("vmdk", ["zeroed_grain=on"], ContainerFormat.VMDK),
    "vhd-dynamic": ("vpc", ["subformat=dynamic"], ContainerFormat.VHD),
    "vhd-fixed": ("vpc", ["subformat=fixed,force_size=on"], ContainerFormat.VHD),
    "vhdx-fixed": ("vhdx", ["subformat=fixed"], ContainerFormat.VHDX),
    **{
        f"vhdx-{size}M": ("vhdx", [f"subformat=dynamic,block_size={size}M"], ContainerFormat.VHDX)
        for size in (1, 8, 32)
    },
    **{
        f"qcow2-{size}": ("qcow2", [f"cluster_size={size}"], ContainerFormat.QCOW2)
        for size in (512, 4096, 65536, 2097152)
    },
    "qcow2-v2": ("qcow2", ["compat=0.10"], ContainerFormat.QCOW2),
    "qcow2-lazy": ("qcow2", ["lazy_refcounts=on,refcount_bits=1"], ContainerFormat.QCOW2),
    "qcow2-extended": ("qcow2", ["extended_l2=on,cluster_size=16384"], ContainerFormat.QCOW2),
    "qcow2-data-file": ("qcow2", ["data_file=beside.bin"], ContainerFormat.QCOW2),
    "qcow2-raw-data-file": ("qcow2", ["data_file=beside.bin,data_file_raw=on"], ContainerFormat.QCOW2),
    "qcow2-preallocated": ("qcow2", ["preallocation=metadata"], ContainerFormat.QCOW2),
}
COMPRESSED = {
    **{f"qcow2-compressed-{size}": [f"cluster_size={size}"] for size in (512, 65536, 2097152)},
    "qcow2-compressed-extended": ["extended_l2=on"],
    **{
        f"qcow2-zstd-{size}": [f"compression_type=zstd,cluster_size={size}"] for size in (512, 65536, 2097152)
    },
}


@pytest.mark.parametrize("name", QEMU)
def test_qemu_img(name: str, tmp_path: Path) -> None:
    kind, options, container = QEMU[name]
    image = converted(tmp_path, kind, "-o", *options)
    opened = same_medium(image, container)
    assert opened.problems == ()


@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_qcow2(name: str, tmp_path: Path) -> None:
    same_medium(converted(tmp_path, "qcow2", "-c", "-o", *COMPRESSED[name]), ContainerFormat.QCOW2)


def test_qcow2_whose_data_file_is_gone_is_refused_by_its_name(tmp_path: Path) -> None:
    image = converted(tmp_path, "qcow2", "-o", "data_file=beside.bin")
    (tmp_path / "beside.bin").unlink()
    with pytest.raises(SegmentMissingError) as caught:
        open_source(image)
    assert caught.value.segment == "beside.bin"


EWF = ["smart", "ftk", "encase2", "encase3", "encase4", "encase5", "encase6", "encase7"]
EWF += ["linen5", "linen6", "linen7", "ewfx", "ewf"]
LEVELS = ["none", "empty-block", "fast", "best"]


@pytest.mark.parametrize("kind", EWF)
def test_ewf_format(kind: str, tmp_path: Path) -> None:
    same_medium(acquired(tmp_path, "-f", kind, "-c", "fast"), ContainerFormat.EWF)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("sectors", [16, 64, 1024, 32768])
def test_e01_chunks(sectors: int, level: str, tmp_path: Path) -> None:
    image = acquired(tmp_path, "-f", "encase6", "-b", str(sectors), "-c", level)
    same_medium(image, ContainerFormat.EWF)


def test_e01_in_segments(tmp_path: Path) -> None:
    image = acquired(tmp_path, "-f", "encase6", "-S", str(1 << 20), "-c", "none")
    opened = same_medium(image, ContainerFormat.EWF)
    assert [segment.name for segment in opened.segments] == [
        "image.E01",
        "image.E02",
        "image.E03",
        "image.E04",
    ]


@pytest.mark.parametrize("size", [512, 4096])
def test_sector_size_is_told(size: int, tmp_path: Path) -> None:
    opened = same_medium(acquired(tmp_path, "-f", "encase6", "-P", str(size)), ContainerFormat.EWF)
    assert opened.sector_size_bytes == size


@pytest.mark.parametrize("kind", [udif.RAW, udif.ADC, udif.ZLIB, udif.BZIP2, udif.LZFSE, udif.LZMA], ids=str)
@pytest.mark.parametrize("chunk", [4096, 1 << 18, 1 << 20])
def test_udif(kind: int, chunk: int, tmp_path: Path) -> None:
    image = tmp_path / "image.dmg"
    udif.write_udif(image, MEDIUM, kind, chunk=chunk)
    same_medium(image, ContainerFormat.DMG)


@pytest.mark.parametrize("kind", [udif.RAW, udif.ADC, udif.ZLIB, udif.LZFSE], ids=str)
def test_udif_as_libmodi_reads_it(kind: int, tmp_path: Path) -> None:
    """The writer is right by another reader's word; bzip2 and LZMA libmodi doesn't read."""
    image = tmp_path / "image.dmg"
    udif.write_udif(image, MEDIUM, kind)
    handle = pymodi.handle()
    handle.open(str(image))
    assert handle.read_buffer_at_offset(handle.get_media_size(), 0) == MEDIUM
    handle.close()


@pytest.mark.parametrize("piece", [1 << 20, 1 << 18, 999936])
def test_split_raw(piece: int, tmp_path: Path) -> None:
    for number, at in enumerate(range(0, len(MEDIUM), piece), start=1):
        (tmp_path / f"image.{number:03d}").write_bytes(MEDIUM[at : at + piece])
    same_medium(tmp_path / "image.002", ContainerFormat.SPLIT_RAW)


def converted(folder: Path, kind: str, *options: str) -> Path:
    (folder / "medium.bin").write_bytes(MEDIUM)
    command = [
        require_judge("qemu-img"),
        "convert",
        "-f",
        "raw",
        "-O",
        kind,
        *options,
        "medium.bin",
        "image.dd",
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "medium.bin").unlink()
    return folder / "image.dd"


def acquired(folder: Path, *options: str) -> Path:
    (folder / "medium.bin").write_bytes(MEDIUM)
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", *options, "medium.bin"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "medium.bin").unlink()
    return min(folder.iterdir())


def same_medium(image: Path, container: ContainerFormat) -> Container:
    """Open, compare the whole, then 100 pieces; the container is closed again."""
    opened = open_source(image)
    assert isinstance(opened, Container)
    try:
        assert opened.format is container
        medium = opened.medium
        whole = medium.read(0, medium.size_bytes)
        assert whole[: len(MEDIUM)] == MEDIUM
        assert not whole[len(MEDIUM) :].strip(b"\x00")
        pick = random.Random(len(MEDIUM))
        for _ in range(100):
            offset = pick.randrange(medium.size_bytes)
            length = min(pick.choice((1, 511, 512, 4097, 70_001, 1_000_000)), medium.size_bytes - offset)
            assert medium.read(offset, length) == whole[offset : offset + length], (offset, length)
    finally:
        opened.close()
    return opened

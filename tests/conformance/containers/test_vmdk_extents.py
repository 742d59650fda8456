"""Extents of a VMDK that begin inside their file, or are stored nowhere; qemu-img is the judge.

Descriptors of partitions, as `VBoxManage internalcommands createrawvmdk` writes them, put several extents
into one file.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from tests.judging.judges import require_judge

STORE = random.Random("extents").randbytes(1 << 20)
DESCRIPTOR = """# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="{kind}"

# Extent description
{extents}

# The Disk Data Base
#DDB
ddb.adapterType = "ide"
"""


def read(folder: Path, *extents: str) -> bytes:
    image = described(folder, *extents)
    opened = open_source(image)
    assert isinstance(opened, Container)
    try:
        return opened.medium.read(0, opened.medium.size_bytes)
    finally:
        opened.close()


def described(folder: Path, *extents: str) -> Path:
    (folder / "store.bin").write_bytes(STORE)
    image = folder / "image.vmdk"
    image.write_text(DESCRIPTOR.format(kind="twoGbMaxExtentFlat", extents="\n".join(extents)))
    return image


def by_qemu(folder: Path) -> bytes:
    command = [require_judge("qemu-img"), "convert", "-f", "vmdk", "-O", "raw", "image.vmdk", "image.raw"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "image.raw").read_bytes()


def test_flat_extents_that_begin_inside_their_file(tmp_path: Path) -> None:
    found = read(tmp_path, 'RW 512 FLAT "store.bin" 1024', 'RW 256 FLAT "store.bin" 128')
    assert found == STORE[1024 * 512 : 1536 * 512] + STORE[128 * 512 : 384 * 512]
    assert found == by_qemu(tmp_path)


def test_sparse_extent_beside_a_flat_one(tmp_path: Path) -> None:
    (tmp_path / "store.bin").write_bytes(STORE)
    command = [require_judge("qemu-img"), "convert", "-f", "raw", "-O", "vmdk"]
    options = ["-o", "subformat=monolithicSparse", "store.bin", "sparse.vmdk"]
    subprocess.run([*command, *options], cwd=tmp_path, check=True, capture_output=True)
    found = read(tmp_path, 'RW 2048 SPARSE "sparse.vmdk"', 'RW 256 FLAT "store.bin" 64')
    assert found == STORE + STORE[64 * 512 : 320 * 512]
    assert found == by_qemu(tmp_path)


def test_extent_that_is_stored_nowhere_is_zeros(tmp_path: Path) -> None:
    """By VMware's description of the format; qemu-img passes over such lines."""
    found = read(tmp_path, 'RW 512 FLAT "store.bin" 0', "RW 63 ZERO", 'RW 256 FLAT "store.bin" 512')
    assert found == STORE[: 512 * 512] + bytes(63 * 512) + STORE[512 * 512 : 768 * 512]


def test_sparse_extent_with_more_room_than_its_line_says(tmp_path: Path) -> None:
    """The line counts: what follows begins behind it. libvmdk's places were those of neither."""
    (tmp_path / "store.bin").write_bytes(STORE)
    for name in ("one", "two"):
        command = [require_judge("qemu-img"), "convert", "-f", "raw", "-O", "vmdk"]
        options = ["-o", "subformat=monolithicSparse", "store.bin", f"{name}.vmdk"]
        subprocess.run([*command, *options], cwd=tmp_path, check=True, capture_output=True)
    image = tmp_path / "image.vmdk"
    extents = 'RW 1024 SPARSE "one.vmdk"\nRW 2048 SPARSE "two.vmdk"'
    image.write_text(DESCRIPTOR.format(kind="twoGbMaxExtentSparse", extents=extents))
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.medium.read(0, opened.medium.size_bytes) == STORE[: 1024 * 512] + STORE
    opened.close()


def test_extent_of_another_device_is_named(tmp_path: Path) -> None:
    image = described(tmp_path, "RW 63 ZERO", 'RW 512 FLATDEVICE "/dev/sda" 63')
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert caught.value.format == "VMDK with extents that are no files"

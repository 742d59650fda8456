"""Disks over a parent, made by qemu-img and qemu-io; the known answer is what qemu-img reads from them."""

from __future__ import annotations

import random
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from tests.conformance.containers.test_made_containers import MEDIUM
from tests.judging.judges import require_judge

WRITES = [
    "write -P 0x41 4096 2048",
    "write -P 0x42 131072 100352",
    "write -z 524288 262144",
    "write -P 0x43 3145216 512",
    "discard 1048576 65536",
]
CHILDREN = {
    "qcow2": ("qcow2", []),
    "qcow2-small-clusters": ("qcow2", ["cluster_size=512"]),
    "qcow2-v2": ("qcow2", ["compat=0.10"]),
    "qcow2-extended": ("qcow2", ["extended_l2=on"]),
    "vmdk": ("vmdk", []),
    "vmdk-zeroed-grain": ("vmdk", ["zeroed_grain=on"]),
    "vmdk-two-files": ("vmdk", ["subformat=twoGbMaxExtentSparse"]),
}


@pytest.mark.parametrize("larger", [0, 1 << 20], ids=["same-size", "larger"])
@pytest.mark.parametrize("name", CHILDREN)
def test_child_is_what_qemu_img_reads(name: str, larger: int, tmp_path: Path) -> None:
    kind, options = CHILDREN[name]
    parent = made_parent(tmp_path, kind)
    child = made_child(tmp_path, parent, "child", kind, options, len(MEDIUM) + larger)
    write(child, kind, WRITES)
    opened = compare(child, kind)
    assert opened.files[-1].path == parent


@pytest.mark.parametrize("kind", ["qcow2", "vmdk"])
def test_chain_of_four(kind: str, tmp_path: Path) -> None:
    below = made_parent(tmp_path, kind)
    for number in range(3):
        below = made_child(tmp_path, below, f"child{number}", kind, [], len(MEDIUM))
        write(below, kind, [f"write -P {0x51 + number} {number * 65536 + 70000 // 512 * 512} 98304"])
    opened = compare(below, kind)
    assert len([note for note in opened.notes if "child" in note]) == 2


@pytest.mark.parametrize("declared", ["raw", None])
def test_qcow2_over_a_raw_parent(declared: str | None, tmp_path: Path) -> None:
    parent = tmp_path / "parent.raw"
    parent.write_bytes(MEDIUM)
    child = made_child(tmp_path, parent, "child", "qcow2", [], len(MEDIUM), parent_kind="raw")
    if declared is None:  # older images don't say in which format the parent is: then its content tells
        data = bytearray(child.read_bytes())
        at = data.index(struct.pack(">I", 0xE2792ACA))
        data[at : at + 4] = b"\x00\x00\x00\x01"
        child.write_bytes(data)
    write_raw = WRITES if declared else []
    write(child, "qcow2", write_raw)
    opened = open_source(child)
    assert isinstance(opened, Container)
    if declared is None:
        assert opened.medium.read(0, len(MEDIUM)) == MEDIUM
    opened.close()


def test_delta_of_esx(tmp_path: Path) -> None:
    """`COWD`: grains of one sector, tables of 4096 entries. qemu-img reads it as `vmfsSparse`."""
    parent = made_parent(tmp_path, "vmdk")
    identity = next(line for line in parent.read_bytes()[:1536].split(b"\n") if line.startswith(b"CID="))
    written = {0: b"\x61" * 512, 7: b"\x62" * 512, 4095: b"\x63" * 512, 4096: b"\x64" * 512}
    sectors = len(MEDIUM) // 512
    (tmp_path / "child-delta.vmdk").write_bytes(cowd(sectors, written))
    child = tmp_path / "child.vmdk"
    child.write_text(
        "# Disk DescriptorFile\nversion=1\nCID=11223344\n"
        f"parent{identity.decode()}\n"
        f'createType="vmfsSparse"\nparentFileNameHint="{parent.name}"\n'
        f'# Extent description\nRW {sectors} VMFSSPARSE "child-delta.vmdk"\n'
    )
    truth = bytearray(MEDIUM)
    for sector, data in written.items():
        truth[sector * 512 : sector * 512 + 512] = data
    opened = open_source(child)
    assert isinstance(opened, Container)
    assert [segment.name for segment in opened.segments] == ["child.vmdk", "child-delta.vmdk", parent.name]
    assert opened.medium.read(0, len(truth)) == bytes(truth)
    opened.close()
    with pytest.raises(FormatNotSupportedError):  # alone, what it doesn't hold would be taken for zeros
        open_source(tmp_path / "child-delta.vmdk")


def cowd(sectors: int, written: dict[int, bytes]) -> bytes:
    """A COWD extent: header of four sectors, directory, one table for each 4096 sectors, then the grains."""
    tables = -(-sectors // 4096)
    directory_at, tables_at = 4, 5
    grains_at = tables_at + tables * 32
    entries = [0] * (tables * 4096)
    data = b""
    for sector, content in written.items():
        entries[sector] = grains_at + len(data) // 512
        data += content
    header = struct.pack(
        "<4sIIIIIII", b"COWD", 1, 2, sectors, 1, directory_at, tables, grains_at + len(written)
    )
    directory = struct.pack(f"<{tables}I", *(tables_at + 32 * number for number in range(tables)))
    packed = struct.pack(f"<{len(entries)}I", *entries)
    return header.ljust(2048, b"\x00") + directory.ljust(512, b"\x00") + packed + data


def made_parent(folder: Path, kind: str) -> Path:
    (folder / "medium.bin").write_bytes(MEDIUM)
    qemu_img(folder, "convert", "-f", "raw", "-O", kind, "medium.bin", f"parent.{kind}")
    (folder / "medium.bin").unlink()
    return folder / f"parent.{kind}"


def made_child(
    folder: Path, parent: Path, name: str, kind: str, options: list[str], size: int, *, parent_kind: str = ""
) -> Path:
    more = ["-o", ",".join(options)] if options else []
    arguments = ["-f", kind, *more, "-b", parent.name, "-F", parent_kind or kind]
    qemu_img(folder, "create", *arguments, f"{name}.{kind}", str(size))
    return folder / f"{name}.{kind}"


def write(image: Path, kind: str, commands: list[str]) -> None:
    if not commands:
        return
    arguments = [part for command in commands for part in ("-c", command)]
    command = [require_judge("qemu-io"), "-f", kind, *arguments, image.name]
    subprocess.run(command, cwd=image.parent, check=True, capture_output=True)


def compare(image: Path, kind: str) -> Container:
    """The medium, whole and in pieces, is what qemu-img converts the image to."""
    qemu_img(image.parent, "convert", "-f", kind, "-O", "raw", image.name, "truth.bin")
    truth = (image.parent / "truth.bin").read_bytes()
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.problems == ()
    assert opened.medium.size_bytes == len(truth)
    assert opened.medium.read(0, len(truth)) == truth
    pick = random.Random(4)
    for _ in range(100):
        offset = pick.randrange(len(truth))
        length = min(pick.choice((1, 513, 4097, 200_000)), len(truth) - offset)
        assert opened.medium.read(offset, length) == truth[offset : offset + length]
    opened.close()
    return opened


def qemu_img(folder: Path, *arguments: str) -> None:
    subprocess.run([require_judge("qemu-img"), *arguments], cwd=folder, check=True, capture_output=True)

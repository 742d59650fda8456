"""Containers that open although something is wrong with them, or that hold more than is read: all is told."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from tests.conformance.containers.test_container_samples import container
from tests.judging.judges import require_judge
from tests.made.containers import udif
from tests.reading.evidence_reading import sample, spec


def patched(image: Path, offset: int, data: bytes) -> None:
    with image.open("r+b") as file:
        file.seek(offset, 0 if offset >= 0 else 2)
        file.write(data)


def qcow2_marked_corrupt(image: Path) -> None:
    patched(image, 72, struct.pack(">Q", 2))


def qcow2_tables_zeroed(image: Path) -> None:
    at = struct.unpack(">Q", image.read_bytes()[40:48])[0]
    patched(image, at, bytes(8))


def vhd_copy_differs(image: Path) -> None:
    patched(image, 30, b"other")


def vhd_table_unused(image: Path) -> None:
    at = struct.unpack(">Q", image.read_bytes()[512 + 16 : 512 + 24])[0]
    patched(image, at, b"\xff" * 4)


def vhd_footer_sum_wrong(image: Path) -> None:
    patched(image, image.stat().st_size - 512 + 64, b"\0\0\0\0")


def vmdk_copies_differ(image: Path) -> None:
    at = struct.unpack_from("<Q", image.read_bytes(), 48)[0]
    table = struct.unpack_from("<I", image.read_bytes(), at * 512)[0]
    patched(image, table * 512, b"\x01\x00\x00\x00")


def vhdx_table_empty(image: Path) -> None:
    region = image.read_bytes()[192 << 10 : (192 << 10) + 512]
    guid = bytes.fromhex("6677c22d23f600429d64115e9bfd4a08")
    at = struct.unpack_from("<Q", region, region.index(guid) + 16)[0]
    patched(image, at, bytes(1024))


DAMAGES: list[tuple[str, Callable[[Path], None], str]] = [
    ("v3.qcow2", qcow2_marked_corrupt, "marked as corrupt"),
    ("v3.qcow2", qcow2_tables_zeroed, "lead to no cluster"),
    ("dynamic.vhd", vhd_copy_differs, "copy in front differ"),
    ("dynamic.vhd", vhd_table_unused, "leads to no block"),
    ("fixed.vhd", vhd_footer_sum_wrong, "checksum of the footer is wrong"),
    ("dynamic.vhdx", vhdx_table_empty, "leads to no block"),
    ("monolithic-sparse.vmdk", vmdk_copies_differ, "copies of the grain tables differ"),
]


@pytest.mark.parametrize(
    ("name", "damage", "reported"), DAMAGES, ids=[f"{d[0]}-{d[1].__name__}" for d in DAMAGES]
)
def test_damage_that_reading_gets_past_is_told(
    name: str, damage: Callable[[Path], None], reported: str, tmp_path: Path
) -> None:
    image = container(name, tmp_path)
    damage(image)
    with EvidenceReader(spec(image, accept_truncated=True)) as reader:
        _, omissions = reader.open()
    (line,) = [o for o in omissions if o.code == "container-damaged"]
    assert reported in (line.detail or "")


@pytest.mark.parametrize("name", ["child.vmdk", "child.vhd", "child.vhdx"])
def test_child_whose_header_forgot_its_parent_is_told(name: str, tmp_path: Path) -> None:
    """What the parent should give would be zeros."""
    image = container(name, tmp_path)
    data = bytearray(image.read_bytes())
    if name == "child.vmdk":
        at = data.index(b"parentCID=") + len(b"parentCID=")
        data[at : at + 8] = b"ffffffff"
    elif name == "child.vhd":
        for at in (0, len(data) - 512):
            struct.pack_into(">I", data, at + 60, 3)
    else:
        at = data.index(struct.pack("<II", 2 << 20, 2), 2 << 20)  # block size, flags: has a parent
        struct.pack_into("<I", data, at + 4, 0)
    image.write_bytes(data)
    with EvidenceReader(spec(image, accept_truncated=True)) as reader:
        _, omissions = reader.open()
    reported = [o.detail or "" for o in omissions if o.code == "container-damaged"]
    assert any("parent" in detail for detail in reported)


def test_snapshots_inside_a_qcow2_are_counted(tmp_path: Path) -> None:
    image = container("v3.qcow2", tmp_path)
    for name in ("before", "after"):
        subprocess.run([require_judge("qemu-img"), "snapshot", "-c", name, str(image)], check=True)
    with EvidenceReader(spec(image)) as reader:
        _, omissions = reader.open()
    assert [(o.code, o.count) for o in omissions] == [("snapshots-not-read", 2)]


def test_block_that_is_missing_from_a_dmg_is_a_gap_and_told(tmp_path: Path) -> None:
    """The tables say nothing of the last chunk: its sectors can't be read, and are not zeros."""
    medium = sample("ext2-names.raw", tmp_path).read_bytes()
    image = tmp_path / "image.dmg"
    udif.write_udif(image, medium[: -(1 << 18)], udif.ZLIB)
    patched(image, -512 + 492, struct.pack(">Q", len(medium) // 512))
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.medium.size_bytes == len(medium)
    assert len(opened.problems) == 1
    assert "no block describes" in opened.problems[0]
    opened.close()


def test_dmg_whose_property_list_has_entities_is_refused(tmp_path: Path) -> None:
    """A billion laughs: the parser refuses declarations of entities before it expands any."""
    image = tmp_path / "image.dmg"
    udif.write_udif(image, bytes(range(256)) * 4096, udif.ZLIB)
    data = image.read_bytes()
    laughs = b'<!DOCTYPE plist [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    at, size = struct.unpack_from(">QQ", data, len(data) - 512 + 216)
    text = data[at : at + size]
    head, _, rest = text.partition(b"?>")
    changed = head + b"?>" + laughs + rest[rest.index(b"<plist") :]
    trailer = bytearray(data[-512:])
    struct.pack_into(">QQ", trailer, 216, at, len(changed))
    image.write_bytes(data[:at] + changed + bytes(trailer))
    with pytest.raises(SourceDamagedError) as caught:
        open_source(image)
    assert "property list" in caught.value.detail


def test_vhd_of_the_first_virtual_pc_has_a_footer_of_511_bytes(tmp_path: Path) -> None:
    image = container("fixed.vhd", tmp_path)
    whole = open_source(image)
    assert isinstance(whole, Container)
    medium = whole.medium.read(0, whole.medium.size_bytes)
    whole.close()
    image.write_bytes(image.read_bytes()[:-1])
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.medium.read(0, opened.medium.size_bytes) == medium
    opened.close()


@pytest.mark.parametrize(
    "name", ["dynamic.vhd", "dynamic.vhdx", "v3.qcow2", "zlib.dmg", "monolithic-sparse.vmdk"]
)
def test_medium_of_impossible_size_is_refused(name: str, tmp_path: Path) -> None:
    """A few bytes of a header must not make a medium that nobody could read to its end."""
    image = container(name, tmp_path)
    data = image.read_bytes()
    if name == "v3.qcow2":
        patched(image, 24, struct.pack(">Q", 1 << 62))
    elif name == "zlib.dmg":
        patched(image, -512 + 492, struct.pack(">Q", 1 << 60))
    elif name == "dynamic.vhd":
        patched(image, -512 + 48, struct.pack(">Q", 1 << 62))
    elif name == "dynamic.vhdx":
        patched(image, data.index(struct.pack("<Q", 2 << 20), 2 << 20), struct.pack("<Q", 1 << 62))
    else:
        patched(image, 12, struct.pack("<Q", 1 << 60))
    with pytest.raises((SourceDamagedError, SourceTruncatedError)):
        open_source(image)


# --- refused by name ------------------------------------------------------------------------------------


def test_vhdx_whose_log_was_not_played_back_is_refused(tmp_path: Path) -> None:
    image = container("dynamic.vhdx", tmp_path)
    for at in (64 << 10, 128 << 10):
        patched(image, at + 48, bytes(range(16)))
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert "log" in caught.value.format


def test_sesparse_delta_is_named(tmp_path: Path) -> None:
    image = tmp_path / "disk-000001-sesparse.vmdk"
    image.write_bytes(struct.pack("<Q", 0xCAFEBABE).ljust(64 << 10, b"\x00"))
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert "SESparse" in caught.value.format


def test_qcow2_with_a_compression_that_is_not_known_is_named(tmp_path: Path) -> None:
    image = container("v3.qcow2", tmp_path)
    patched(image, 72, struct.pack(">Q", 8))
    patched(image, 104, b"\x07")
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert caught.value.format == "QCOW2 with compression type 7"


def test_dmg_in_segments_is_named(tmp_path: Path) -> None:
    image = container("zlib.dmg", tmp_path)
    patched(image, -512 + 60, struct.pack(">I", 3))
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert "3 segments" in caught.value.format

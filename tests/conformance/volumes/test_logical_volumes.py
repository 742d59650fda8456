"""LVM2: logical volumes as layers.

The samples' metadata were written by lvm2's own tools, the file systems put where `lvs` says that the extents
are (samples/making/make_lvm.sh). Judges: the digests of those file systems, and libvslvm for linear volumes.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import pyvslvm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.encryption.luks_volume import open_luks
from forensics_app.evidence.volumes.lvm.label import LvmDamaged
from forensics_app.evidence.volumes.lvm.metadata import read_volume_group
from forensics_app.evidence.volumes.lvm.volumes import VolumeNotReadable, find_groups
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.evidence import LayerKind, LayerState
from tests.conformance.encryption.test_encrypted import LUKS_PASSWORD, written
from tests.reading.derived_reading import password, read_layers
from tests.reading.evidence_reading import sample

ROOT = "c68bf683515a92106b0f2b2b15f1d281f4ba8c774a817f44f88f1434cbc67ef5"
STRIPED = "979f1a65d836a2f9bceb22e0c7108c000588ebf7faf22151e8cc30caf5926723"
PARTITIONS = (1 << 20, 7 << 20)  # of lvm-striped.raw
METADATA = 4096  # of a physical volume: its one metadata area
FILES = ["lost+found", "lines.txt", "name.txt"]


def test_volumes_over_two_partitions(tmp_path: Path) -> None:
    """Linear in two parts, empty, and striped over both."""
    read = read_layers(sample("lvm-striped.raw", tmp_path))
    assert read.codes() == []
    assert read.sha256["s1.p1.lv1"] == ROOT
    assert read.sha256["s1.p1.lv3"] == STRIPED
    assert [(la.layer_id, la.file_system, la.state) for la in read.source.layers[-5:]] == [
        ("s1.p1", "LVM2", LayerState.AREA),
        ("s1.p2", "LVM2", LayerState.AREA),
        ("s1.p1.lv1", "ext4", LayerState.WALKED),
        ("s1.p1.lv2", None, LayerState.EMPTY),
        ("s1.p1.lv3", "ext4", LayerState.WALKED),
    ]
    assert [la.description for la in read.source.layers if la.kind is LayerKind.LOGICAL_VOLUME] == [
        "LVM2 evidence/root",
        "LVM2 evidence/gap",
        "LVM2 evidence/striped",
    ]
    for layer_id, name in (("s1.p1.lv1", b"root\n"), ("s1.p1.lv3", b"striped\n")):
        assert sorted(row[0] for row in read.rows(layer_id) if row[0] in FILES) == sorted(FILES)
        extents = read.through_extents[layer_id]
        assert extents["name.txt"].rstrip(b"\x00") == name
        assert extents["lines.txt"].startswith(b"line 1 of " + name)


def test_linear_volume_agrees_with_libvslvm(tmp_path: Path) -> None:
    """libvslvm (20260901) opens no volume of more than one segment, and no group with a striped one."""
    data = bytearray(sample("lvm-linear.raw", tmp_path).read_bytes())
    inside = slice(131072 + 16 * 65536, 131072 + 20 * 65536)  # extents 16 to 19, as lvs says
    data[inside] = random.Random(1).randbytes(4 * 65536)
    path = written(tmp_path, bytes(data))
    judge = pyvslvm.handle()
    judge.open(str(path))
    judge.open_physical_volume_files([str(path)])
    theirs = judge.get_volume_group().get_logical_volume(1)
    file = ReadOnlyFile(path)
    (found,) = find_groups([("s1", file)]).groups
    volume = found.group.volumes[1]
    ours = found.open(volume)
    assert (volume.name, ours.size_bytes) == (theirs.name, theirs.size)
    assert ours.read(0, ours.size_bytes) == theirs.read_buffer_at_offset(theirs.size, 0) == data[inside]
    file.close()


def test_any_read_of_a_striped_volume_gives_its_bytes(tmp_path: Path) -> None:
    read = sample("lvm-striped.raw", tmp_path).read_bytes()

    class Partition:
        def __init__(self, offset: int, size: int) -> None:
            self.offset, self.size_bytes = offset, size

        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            assert offset_bytes + size_bytes <= self.size_bytes
            return read[self.offset + offset_bytes : self.offset + offset_bytes + size_bytes]

    parts = [("s1.p1", Partition(PARTITIONS[0], 6 << 20)), ("s1.p2", Partition(PARTITIONS[1], 5 << 20))]
    (group,) = find_groups(parts).groups
    sources = [group.open(volume) for volume in group.group.volumes]
    wholes = [b"".join(s.read(at, 4096) for at in range(0, s.size_bytes, 4096)) for s in sources]

    @settings(max_examples=120, deadline=None)
    @given(st.sampled_from((0, 1, 2)), st.integers(0, 1536 << 10), st.integers(0, 100_000))
    def check(number: int, offset: int, size: int) -> None:
        whole = wholes[number]
        offset = min(offset, len(whole))
        size = min(size, len(whole) - offset)
        assert sources[number].read(offset, size) == whole[offset : offset + size]

    check()


def test_a_missing_physical_volume_costs_what_lies_on_it(tmp_path: Path) -> None:
    data = bytearray(sample("lvm-striped.raw", tmp_path).read_bytes())
    data[PARTITIONS[1] : PARTITIONS[1] + 4096] = bytes(4096)  # the label of the second one
    read = read_layers(written(tmp_path, bytes(data)))
    assert read.sha256["s1.p1.lv1"] == ROOT
    assert "s1.p1.lv3" not in read.sha256
    assert ("volume-not-supported", "s1.p1.lv3") in [(code, at) for code, at, _ in read.codes()]
    (detail,) = [detail for _, at, detail in read.codes() if at == "s1.p1.lv3"]
    assert re.fullmatch(r"LVM2 evidence/striped: physical volume not in this source: \w{32}", detail or "")


def test_an_image_cut_inside_a_volume_is_told(tmp_path: Path) -> None:
    data = sample("lvm-linear.raw", tmp_path).read_bytes()
    read = read_layers(written(tmp_path, data[: 131072 + 10 * 65536]))
    assert ("image-truncated", "s1.lv1") in [(code, at) for code, at, _ in read.codes()]


# --- metadata that are damaged, or of a kind that isn't read -------------------------------------------


def crc(data: bytes) -> int:
    return zlib.crc32(data, 0xF597A6CF ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def with_text(data: bytes, change: Callable[[str], str]) -> bytes:
    """The linear sample with another text of the group, checksums made anew."""
    out = bytearray(data)
    at, size = struct.unpack_from("<QQ", out, METADATA + 40)
    text = (
        change(bytes(out[METADATA + at : METADATA + at + size]).rstrip(b"\x00").decode()).encode() + b"\x00"
    )
    out[METADATA + at : METADATA + at + len(text)] = text
    struct.pack_into("<QQI", out, METADATA + 40, at, len(text), crc(text))
    struct.pack_into("<I", out, METADATA, crc(bytes(out[METADATA + 4 : METADATA + 512])))
    return bytes(out)


@pytest.mark.parametrize(
    "kind", ["mirror", "raid1", "thin", "thin-pool", "cache", "vdo", "snapshot", "error"]
)
def test_other_types_of_segments_are_named(kind: str, tmp_path: Path) -> None:
    data = sample("lvm-linear.raw", tmp_path).read_bytes()
    changed = with_text(data, lambda text: text.replace('"striped"', f'"{kind}"', 1))
    file = ReadOnlyFile(written(tmp_path, changed))
    (group,) = find_groups([("s1", file)]).groups
    root, gap = group.group.volumes
    with pytest.raises(VolumeNotReadable) as caught:
        group.open(root)
    assert str(caught.value) == f"of type {kind}"
    assert group.open(gap).size_bytes == 4 * 65536
    file.close()


@pytest.mark.parametrize("there", ["first", "second"])
@pytest.mark.parametrize("kind", ["mirror", "raid1"])
def test_mirror_is_read_by_the_copy_that_is_there(kind: str, there: str, tmp_path: Path) -> None:
    """The linear volume made the image of a mirrored one, whose other image lies on another disk."""

    def mirrored(text: str) -> str:
        root = text[text.index("root {") : text.index("gap {")]
        count = sum(int(number) for number in re.findall(r"extent_count = (\d+)", root))
        image = root.replace("root {", "root_i0 {").replace('"VISIBLE"', '"HIDDEN"')
        other = image.replace("root_i0 {", "root_i1 {").replace('"pv0"', '"pv9"')
        names = ["root_i0", "root_i1"] if there == "first" else ["root_i1", "root_i0"]
        named = {
            "raid1": f'raids = ["m0", "{names[0]}", "m1", "{names[1]}"]',
            "mirror": f'mirror_count = 2 mirrors = ["{names[0]}", 0, "{names[1]}", 0]',
        }[kind]
        segment = f'segment1 {{ start_extent = 0 extent_count = {count} type = "{kind}" {named} }}'
        volume = f'\nroot {{ id = "x" status = ["READ", "VISIBLE"] segment_count = 1 {segment} }}\n'
        return text.replace(root, volume + image + other)

    data = sample("lvm-linear.raw", tmp_path).read_bytes()
    read = read_layers(written(tmp_path, with_text(data, mirrored)))
    assert read.codes() == []
    assert read.sha256["s1.lv1"] == ROOT
    assert "one of 2 copies" in (read.layer("s1.lv1").description or "")


def test_the_store_of_a_snapshot_is_not_taken_for_a_volume(tmp_path: Path) -> None:
    snapshot = (
        'snapshot0 { id = "x" status = ["READ"] segment_count = 1 segment1 { start_extent = 0'
        ' extent_count = 4 type = "snapshot" chunk_size = 8 origin = "root" cow_store = "gap" } }\n'
    )
    data = sample("lvm-linear.raw", tmp_path).read_bytes()
    changed = with_text(
        data, lambda text: text.replace("logical_volumes {", "logical_volumes {\n" + snapshot)
    )
    read = read_layers(written(tmp_path, changed))
    assert read.codes() == [("volume-not-supported", "s1.lv2", "LVM2 lines/gap: of type snapshot")]
    assert read.sha256["s1.lv1"] == ROOT


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (512 + 40, "the label's checksum does not hold"),
        (METADATA + 60, "its header does not hold"),
    ],
)
def test_a_flipped_bit_is_damage(place: int, named: str, tmp_path: Path) -> None:
    data = bytearray(sample("lvm-linear.raw", tmp_path).read_bytes())
    data[place] ^= 1
    read = read_layers(written(tmp_path, bytes(data)))
    ((code, locator, detail),) = read.codes()
    assert (code, locator) == ("volume-damaged", "s1")
    assert named in (detail or "")


def test_a_flipped_bit_in_the_text_is_damage(tmp_path: Path) -> None:
    data = bytearray(sample("lvm-linear.raw", tmp_path).read_bytes())
    at = struct.unpack_from("<Q", data, METADATA + 40)[0]
    data[METADATA + at + 100] ^= 1
    ((code, _, detail),) = read_layers(written(tmp_path, bytes(data))).codes()
    assert code == "volume-damaged"
    assert "its text's checksum does not hold" in (detail or "")


GROUP = (
    'vg {{ id = "a-b" seqno = 1 extent_size = 128 physical_volumes {{ pv0 {{ id = "c-d" pe_start = 256 }} }}'
    ' logical_volumes {{ lv {{ id = "e" status = ["VISIBLE"] segment_count = {count} {segments} }} }} }}'
)
SEGMENT = (
    'segment1 {{ start_extent = {start} extent_count = {extents} type = "striped" stripe_count = {count}'
    " stripe_size = {size} stripes = [{stripes}] }}"
)


def one_segment(**values: object) -> str:
    plain = {"start": 0, "extents": 4, "count": 1, "size": 0, "stripes": '"pv0", 0'}
    return GROUP.format(count=1, segments=SEGMENT.format(**{**plain, **values}))


def test_the_group_of_the_tests_below_is_read() -> None:
    (volume,) = read_volume_group(one_segment()).volumes
    assert (volume.size_bytes, volume.unsupported) == (4 * 65536, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "vg {" * 5000,
        "vg { " + "a { " * 5000,
        'vg { id = "unclosed ',
        "vg { id = [1, 2 }",
        "vg { id = }",
        "vg { seqno = 1 seqno = 2 }",
        "vg { } vg2 { }",
        "\x00\x01",
        GROUP.format(
            count=2, segments=SEGMENT.format(start=0, extents=4, count=1, size=0, stripes='"pv0", 0')
        ),
        one_segment(start=1),  # a hole before it
        one_segment(extents=0),
        one_segment(extents=-4),
        one_segment(extents=1 << 60),
        one_segment(stripes='"pv0"'),
        one_segment(stripes='"pv0", -1'),
        one_segment(stripes='0, "pv0"'),
        one_segment(stripes=""),
        one_segment(count=2),
        one_segment(count=2, stripes='"pv0", 0, "pv0", 2', size=0),
        one_segment(count=2, stripes='"pv0", 0, "pv0", 2', size=3),
        one_segment(extents=5, count=2, stripes='"pv0", 0, "pv0", 2', size=32),
        one_segment().replace("extent_size = 128", "extent_size = 0"),
        one_segment().replace("extent_size = 128", 'extent_size = "x"'),
        one_segment().replace("pe_start = 256", ""),
    ],
)
def test_malformed_text_is_damage(text: str) -> None:
    with pytest.raises(LvmDamaged):
        read_volume_group(text)


# --- nested ------------------------------------------------------------------------------------------


def test_luks_in_a_logical_volume(tmp_path: Path) -> None:
    """The encrypted volume fills the linear volume, which lies in two parts."""
    data = bytearray(sample("lvm-linear.raw", tmp_path).read_bytes())
    locked = sample("luks2-pbkdf2-cbc.raw", tmp_path).read_bytes().ljust(24 * 65536, b"\x00")
    data[131072 : 131072 + (1 << 20)] = locked[: 1 << 20]
    data[131072 + 20 * 65536 : 131072 + 28 * 65536] = locked[1 << 20 :]
    image = written(tmp_path, bytes(data))
    assert [volume.layer_id for volume in read_layers(image).locked] == ["s1.lv1"]
    read = read_layers(image, password(LUKS_PASSWORD))
    layer = read.layer("s1.lv1")
    assert (layer.kind, layer.file_system) == (LayerKind.LOGICAL_VOLUME, "LUKS")
    twin = read_layers(sample("encrypted-twin-ext4.raw", tmp_path))
    assert read.rows("s1.lv1.luks") == twin.rows("s1")
    assert read.through_extents["s1.lv1.luks"] == twin.through_extents["s1"]


def test_logical_volumes_in_luks(tmp_path: Path) -> None:
    """The usual encrypted Linux disk; encrypted here sector by sector with the sample's own volume key."""
    header = sample("luks2-argon2id-4096.raw", tmp_path)
    file = ReadOnlyFile(header)
    opened = open_luks(file, (Credential(CredentialKind.PASSWORD, LUKS_PASSWORD.encode()),), lambda: None)
    file.close()
    plain = sample("lvm-linear.raw", tmp_path).read_bytes()
    sectors = []
    for at in range(0, len(plain), 4096):
        mode = modes.XTS((at // 512).to_bytes(16, "little"))
        encryptor = Cipher(algorithms.AES(opened.key.secret), mode).encryptor()
        sectors.append(encryptor.update(plain[at : at + 4096]))
    image = written(tmp_path, header.read_bytes()[:524288] + b"".join(sectors))
    read = read_layers(image, password(LUKS_PASSWORD))
    assert read.layer("s1.luks").file_system == "LVM2"
    assert read.sha256["s1.luks.lv1"] == ROOT
    assert read.rows("s1.luks.lv1") == read_layers(sample("lvm-linear.raw", tmp_path)).rows("s1.lv1")

"""Sources that can't be opened, or not wholly: each has its own error, and none is taken for raw or empty."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from forensics_app.errors import (
    FormatNotSupportedError,
    SegmentMissingError,
    SourceDamagedError,
    SourceEmptyError,
    SourceNotFoundError,
    SourcePermissionError,
    SourceTruncatedError,
)
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.evidence import ContainerFormat, LayerKind, LayerState, OpenedSource
from tests.judging.judges import environment_lacks
from tests.reading.evidence_reading import read_source, sample, spec, unpack
from tests.world.shared_data import shared

DFVFS = "testdata/log2timeline_dfvfs/test_data/"
PLASO = "testdata/log2timeline_plaso/test_data/"
DIFFERENCING = "testdata/self-made/differencing/"


def opened(path: Path) -> OpenedSource:
    with EvidenceReader(spec(path)) as reader:
        return reader.open()[0]


def copied(name: str, folder: Path, size: int | None = None, target: str | None = None) -> Path:
    """A copy of a shared file, cut to `size` bytes."""
    source = shared(name)
    copy = folder / (target or source.name)
    copy.write_bytes(source.read_bytes()[:size])
    return copy


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError) as caught:
        opened(tmp_path / "nothing.dd")
    assert caught.value.path == str(tmp_path / "nothing.dd")


def test_file_without_permission(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        environment_lacks("an ordinary user (root may read everything)")
    image = sample("ext2-names.raw", tmp_path)
    image.chmod(0)
    with pytest.raises(SourcePermissionError):
        opened(image)


@pytest.mark.parametrize("name", ["empty.dd", "empty.E01", "empty.qcow2", "empty.txt"])
def test_empty_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    with pytest.raises(SourceEmptyError):
        opened(tmp_path / name)


def test_empty_e01_of_the_sleuth_kit() -> None:
    with pytest.raises(SourceEmptyError):
        opened(shared("testdata/sleuthkit_sleuthkit/test/data/bogus.E01"))


def test_malformed_e01_that_pyewf_opens_with_size_0() -> None:
    name = "testdata/SecurityRonin_ewf-forensic/core/tests/data/fuzz-crash-parse_segment-add-overflow.E01"
    with pytest.raises(SourceDamagedError) as caught:
        opened(shared(name))
    assert caught.value.format == "E01"


# --- images that were cut off -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"),
    [
        (PLASO + "ímynd.dd", 60_000),
        (PLASO + "ímynd.dd", 102_399),
        (PLASO + "image.E01", 3000),
        (PLASO + "image.E01", 4400),
        (PLASO + "image.qcow2", 200_000),
        (PLASO + "image.vmdk", 90_000),
        (DFVFS + "hfsplus.raw", 2_000_000),
        (DFVFS + "windows_volume.qcow2", 1_500_000),
        ("testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01", 1_000_000),
        ("testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img", 1_000_000),
        ("testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img", 1_000_000),
        ("testdata/ColinFinck_ntfs/testdata/testfs1", 1_048_576),
        ("testdata/unpacked/dfvfs-hist__89103e38_mbr.raw", 100_000),
        ("testdata/SecurityRonin_ewf-forensic/core/tests/data/zeros_128s_compressed.Ex01", 900),
    ],
)
def test_truncated_image_is_an_error(name: str, size: int, tmp_path: Path) -> None:
    with pytest.raises((SourceTruncatedError, SourceDamagedError)) as caught:
        opened(copied(name, tmp_path, size))
    if isinstance(caught.value, SourceTruncatedError):
        assert caught.value.actual_bytes < caught.value.expected_bytes
    else:
        assert name.endswith("Ex01")  # chained from its end: how much is missing, nothing tells


def test_truncated_image_can_be_accepted_and_says_what_is_missing(tmp_path: Path) -> None:
    image = copied(PLASO + "ímynd.dd", tmp_path, 31_000)
    found = read_source(image, accept_truncated=True)
    assert "image-truncated" in found.codes()
    assert found.examination("passwords.txt").read.outcome is ReadOutcome.COMPLETE
    lost = found.examination("a_directory/another_file")  # its block begins at 31,744
    assert (lost.read.outcome, lost.digests.sha256) == (ReadOutcome.UNREADABLE, None)
    assert "content-unreadable" in found.codes()


def test_untruncated_images_are_not_called_truncated() -> None:
    for name in (DFVFS + "iso9660.raw", DFVFS + "hfsplus.raw", "testdata/ColinFinck_ntfs/testdata/testfs1"):
        assert opened(shared(name)).layers[0].state is LayerState.WALKED


# --- segments -------------------------------------------------------------------------------------------


def test_e01_without_its_second_segment(tmp_path: Path) -> None:
    with pytest.raises(SegmentMissingError) as caught:
        opened(copied(DFVFS + "ext2.split.E01", tmp_path))
    assert caught.value.segment == "ext2.split.E02"


def test_e01_without_its_first_segment(tmp_path: Path) -> None:
    with pytest.raises(SegmentMissingError) as caught:
        opened(copied(DFVFS + "ext2.split.E02", tmp_path))
    assert caught.value.segment == "ext2.split.E01"


def test_stray_segment_beside_a_complete_e01_is_left_out(tmp_path: Path) -> None:
    image = copied(PLASO + "image.E01", tmp_path)
    copied(DFVFS + "ext2.split.E02", tmp_path, target="image.E02")
    found = read_source(image)
    assert [segment.name for segment in found.source.segments] == ["image.E01"]
    assert found.codes() == ["segment-stray"]
    assert found.omissions[0].locator == "image.E02"
    assert found.media.md5 == "d73c51f10c7ee6a681b7b619ccc6f1c4"


def split(folder: Path, names: list[str], piece: int = 1 << 20) -> list[Path]:
    """The ext2 sample cut into pieces of these names."""
    data = sample("ext4-inline-data.raw", folder).read_bytes()
    paths = []
    for number, name in enumerate(names):
        path = folder / name
        path.write_bytes(data[number * piece : (number + 1) * piece])
        paths.append(path)
    return paths


SEGMENT_NAMES = [
    ["x.001", "x.002", "x.003", "x.004"],
    ["x.000", "x.001", "x.002", "x.003"],
    ["x.001.raw", "x.002.raw", "x.003.raw", "x.004.raw"],
    ["x.dd.aa", "x.dd.ab", "x.dd.ac", "x.dd.ad"],
    ["xaa", "xab", "xac", "xad"],
    ["x.1of4", "x.2of4", "x.3of4", "x.4of4"],
    ["x_1of4.dd", "x_2of4.dd", "x_3of4.dd", "x_4of4.dd"],
]


@pytest.mark.parametrize("names", SEGMENT_NAMES, ids=lambda names: names[0])
def test_segments_are_joined(names: list[str], tmp_path: Path) -> None:
    paths = split(tmp_path, names)
    found = opened(paths[2])
    assert found.format is ContainerFormat.SPLIT_RAW
    assert [segment.name for segment in found.segments] == names
    assert found.size_bytes == 4 << 20


@pytest.mark.parametrize("names", SEGMENT_NAMES, ids=lambda names: names[0])
@pytest.mark.parametrize("missing", [1, 2])
def test_gap_in_the_segments_is_an_error(names: list[str], missing: int, tmp_path: Path) -> None:
    paths = split(tmp_path, names)
    paths[missing].unlink()
    with pytest.raises((SegmentMissingError, SourceTruncatedError)) as caught:
        opened(paths[0])
    if isinstance(caught.value, SegmentMissingError):
        assert caught.value.segment == names[missing]
    else:
        assert names[1][-2:] == "ab"  # without `ab` nothing says that `aa` is a segment at all


@pytest.mark.parametrize("names", SEGMENT_NAMES, ids=lambda names: names[0])
def test_last_segment_missing_is_an_error(names: list[str], tmp_path: Path) -> None:
    paths = split(tmp_path, names)
    paths[-1].unlink()
    with pytest.raises((SegmentMissingError, SourceTruncatedError)):
        opened(paths[0])


def test_middle_segment_that_was_cut_off_is_an_error(tmp_path: Path) -> None:
    paths = split(tmp_path, SEGMENT_NAMES[0])
    os.truncate(paths[1], 1000)
    with pytest.raises(SourceTruncatedError) as caught:
        opened(paths[0])
    assert caught.value.path == str(paths[1])


def test_stray_raw_segment_is_left_out(tmp_path: Path) -> None:
    """`x.001` is a whole volume; what lies beside it as `x.002` is something else."""
    image = tmp_path / "x.001"
    shutil.move(sample("ext2-names.raw", tmp_path), image)
    (tmp_path / "x.002").write_bytes(b"\x55" * 4096)
    found = read_source(image)
    assert [segment.name for segment in found.source.segments] == ["x.001"]
    assert found.codes() == ["segment-stray"]
    assert found.source.size_bytes == 2 << 20


# --- formats that are recognised and refused ------------------------------------------------------------


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"LVF\x09\x0d\x0a\xff\x00", "L01"),
        (b"LEF2\x0d\x0a\x81\x00", "Lx01"),
        (b"ADSEGMENTEDFILE\x00", "AD1"),
        (b"AFF10\x0d\x0a\x00", "AFF"),
        (b"<<< Oracle VM VirtualBox Disk Image >>>\n" + bytes(24) + b"\x7f\x10\xda\xbe", "VDI"),
        (b"PK\x03\x04\x14\x00" + bytes(24) + b"container.descriptionaff4://1234", "AFF4"),
        (b"QED\x00", "QED"),
        (b"QFI\xfb\x00\x00\x00\x01" + bytes(100), "QCOW version 1"),
    ],
)
def test_unsupported_container_is_named(beginning: bytes, name: str, tmp_path: Path) -> None:
    image = tmp_path / "image.dd"
    image.write_bytes(beginning.ljust(64 << 10, b"\x00"))
    with pytest.raises(FormatNotSupportedError) as caught:
        opened(image)
    assert name in caught.value.format


def test_encrypted_qcow2_is_refused_by_name() -> None:
    with pytest.raises(FormatNotSupportedError) as caught:
        opened(shared("testdata/self-made/encrypted.qcow2"))
    assert caught.value.format == "encrypted QCOW2"


def test_compressed_qcow2_is_read_truly(tmp_path: Path) -> None:
    plain = read_source(unpack(shared("testdata/self-made/compressed.raw.gz"), tmp_path))
    packed = read_source(shared("testdata/self-made/compressed.qcow2"))
    assert packed.media == plain.media
    assert packed.found == plain.found


def test_qcow2_reads_through_its_parent_and_shows_it() -> None:
    child, base = read_source(shared(DIFFERENCING + "child.qcow2")), shared(DIFFERENCING + "base.qcow2")
    assert [segment.name for segment in child.source.segments] == ["child.qcow2", "base.qcow2"]
    assert child.found == read_source(base).found


def test_qcow2_whose_parent_is_missing_is_refused_by_its_name() -> None:
    with pytest.raises(SegmentMissingError) as caught:
        opened(shared(DIFFERENCING + "childraw.qcow2"))
    assert caught.value.segment == "base.raw"


def test_qcow2_whose_parent_lies_elsewhere_is_refused() -> None:
    with pytest.raises(FormatNotSupportedError) as caught:
        opened(shared(DIFFERENCING + "backing-outside-folder.qcow2"))
    assert "../" in caught.value.format


def test_qcow2_whose_parent_is_a_link_is_refused(tmp_path: Path) -> None:
    image = copied(DIFFERENCING + "child.qcow2", tmp_path)
    (tmp_path / "base.qcow2").symlink_to(shared(DIFFERENCING + "base.qcow2"))
    with pytest.raises(FormatNotSupportedError):
        opened(image)


def test_vhdx_has_the_content_of_its_raw_twin(tmp_path: Path) -> None:
    raw = read_source(unpack(shared("testdata/self-made/compressed.raw.gz"), tmp_path))
    vhdx = read_source(unpack(shared(DIFFERENCING + "dynamic.vhdx.gz"), tmp_path))
    assert vhdx.source.format is ContainerFormat.VHDX
    assert (vhdx.media, vhdx.found) == (raw.media, raw.found)


# --- volumes that stay closed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("luks1-ext4", "LUKS"),
        ("luks2-ext4", "LUKS"),
        ("bde-xts128-ntfs", "BitLocker"),
        ("bde-cbc256-ntfs", "BitLocker"),
    ],
)
def test_encrypted_volume_is_an_omission_and_its_bytes_are_digested(
    name: str, system: str, tmp_path: Path
) -> None:
    found = read_source(unpack(shared(f"testdata/self-made/{name}.raw.gz"), tmp_path))
    assert found.codes() == ["encrypted-volume"]
    assert found.source.layers[0].file_system == system
    assert found.source.layers[0].state is LayerState.OMITTED
    assert found.found == ()
    assert found.media.sha256 is not None


def test_bitlocker_to_go_is_not_taken_for_its_decoy() -> None:
    found = read_source(shared("testdata/log2timeline_dfvfs/history/9c0660e6_bdetogo.raw"))
    assert found.codes() == ["encrypted-volume", "image-truncated"]
    assert found.source.layers[0].file_system == "BitLocker To Go"
    assert found.found == ()


@pytest.mark.parametrize(
    ("offset", "magic", "name"),
    [
        (0x10040, b"_BHRfS_M", "Btrfs"),
        (3, b"ReFS\x00\x00\x00\x00", "ReFS"),
        (0x400, b"\x10\x20\xf5\xf2", "F2FS"),
        (0, b"hsqs", "SquashFS"),
    ],
)
def test_system_that_is_not_read_is_named_and_not_shown_as_empty(
    offset: int, magic: bytes, name: str, tmp_path: Path
) -> None:
    image = tmp_path / "volume.dd"
    raw = bytearray(4 << 20)
    raw[offset : offset + len(magic)] = magic
    image.write_bytes(raw)
    found = read_source(image)
    assert found.codes() == ["file-system-not-supported"]
    assert (found.source.layers[0].file_system, found.found) == (name, ())


def test_shadow_copies_are_counted_where_they_are_not_read() -> None:
    with EvidenceReader(spec(shared(PLASO + "vsstest.qcow2"))) as reader:
        _, omissions = reader.open()
    assert [(o.code, o.count) for o in omissions] == [("snapshots-not-read", 2)]


def test_unknown_bytes_are_raw_with_an_omission(tmp_path: Path) -> None:
    image = tmp_path / "wiped.dd"
    image.write_bytes(random.Random(7).randbytes(1 << 20))
    found = read_source(image)
    assert found.source.format is ContainerFormat.RAW
    assert found.codes() == ["file-system-unknown"]


def test_medium_of_zeros_is_empty_and_nothing_is_omitted(tmp_path: Path) -> None:
    image = tmp_path / "zeros.dd"
    image.write_bytes(bytes(1 << 20))
    found = read_source(image)
    assert (found.source.layers[0].state, found.codes()) == (LayerState.EMPTY, [])


def test_picture_is_a_single_file_whatever_its_name(tmp_path: Path) -> None:
    picture = tmp_path / "disk.dd"
    picture.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(2035))
    found = opened(picture)
    assert (found.format, found.layers[0].kind) == (ContainerFormat.FILE, LayerKind.FOLDER)

"""The proof of the extents: the medium is read through them with pread alone, and must give the same bytes.

No file system library is in between; SHA-256 of what pread gave is compared with what ingest computed.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import pytest

from forensics_app.model.artifact import ArtifactKind, Entry, ExtentClass, ReadOutcome
from forensics_app.model.evidence import Segment
from tests.reading.evidence_reading import Reading, path_of, read_source, sample, unpack
from tests.world.shared_data import shared

RAW = {
    "ext2": "log2timeline_plaso/test_data/ímynd.dd",
    "mbr": "unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs": "ColinFinck_ntfs/testdata/testfs1",
    "exfat": "SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "fat12": "SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "ufs2": "SecurityRonin_forensic-vfs-engine/tests/data/ufs.img",
    "hfs": "log2timeline_dfvfs/test_data/hfsplus.raw",
    "iso": "log2timeline_dfvfs/test_data/iso9660.raw",
}
# content that doesn't follow from its bytes on the medium alone
NOT_DERIVABLE = (ExtentClass.NTFS_COMPRESSED, ExtentClass.SHORT, ExtentClass.XATTR, ExtentClass.NONE)


@pytest.mark.parametrize("name", RAW)
def test_shared_image(name: str) -> None:
    image = shared(f"testdata/{RAW[name]}")
    assert prove(image, read_source(image)) > 0


@pytest.mark.parametrize("name", ["ext4-inline-data.raw", "ext4-unwritten-extent.raw", "fat12-oem-names.raw"])
def test_sample(name: str, tmp_path: Path) -> None:
    image = sample(name, tmp_path)
    assert prove(image, read_source(image)) > 0


def test_ntfs_resident_sparse_and_compressed(tmp_path: Path) -> None:
    packed = shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz")
    image = unpack(packed, tmp_path)
    found = read_source(image)
    assert prove(image, found) > 20
    assert found.entry("res.txt").extent_class is ExtentClass.NTFS_RESIDENT
    assert found.entry("res.txt:stream").extent_class is ExtentClass.NTFS_RESIDENT
    assert found.entry("$BadClus:$Bad").extent_class is ExtentClass.ALL_SPARSE
    assert found.entry("comp/seq1.txt").extent_class is ExtentClass.NTFS_COMPRESSED
    assert found.entry("sparse").extents[0].layer_id is None


def test_resident_value_across_a_fix_up_is_told_in_pieces(tmp_path: Path) -> None:
    """The two bytes at the end of a sector of an MFT record lie elsewhere: the extents say where."""
    image = unpack(shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"), tmp_path)
    entry = read_source(image).entry("$Secure:$SDH")
    assert [extent.length_bytes for extent in entry.extents] == [142, 2]


def test_inline_content_is_told_in_its_two_places(tmp_path: Path) -> None:
    found = read_source(sample("ext4-inline-data.raw", tmp_path))
    assert [extent.length_bytes for extent in found.entry("t100").extents] == [60, 40]
    assert found.entry("t100").extent_class is ExtentClass.EXT4_INLINE
    assert [extent.length_bytes for extent in found.entry("tiny.txt").extents] == [4]


def test_blocks_of_an_unwritten_extent_are_no_content(tmp_path: Path) -> None:
    """Preallocated blocks hold what was there before; the file reads as zeros."""
    found = read_source(sample("ext4-unwritten-extent.raw", tmp_path))
    entry, examination = found.pair("pre")
    assert entry.extent_class is ExtentClass.ALL_SPARSE
    assert examination.digests.sha256 == hashlib.sha256(bytes(10000)).hexdigest()


def test_extents_of_a_partition_count_from_the_start_of_the_medium() -> None:
    found = read_source(shared(f"testdata/{RAW['mbr']}"))
    for layer_id in ("s1.p1", "s1.p5"):
        layer = found.layer(layer_id)
        for entry, _ in found.found:
            if entry.locator.layer_id == layer_id:
                for extent in entry.extents:
                    assert extent.layer_id == "s1"
                    assert extent.offset_bytes is not None
                    assert 0 <= extent.offset_bytes - layer.offset_bytes < layer.length_bytes


def test_compressed_content_is_that_of_its_plain_twin(tmp_path: Path) -> None:
    """seq1..3.txt were written with the same text: what LZNT1 gives must be it."""
    image = unpack(shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"), tmp_path)
    found = read_source(image)
    text = "".join(f"{number}\n" for number in range(1, 20001)).encode("ascii")
    assert len(text) == found.entry("comp/seq1.txt").size_bytes
    for name in ("seq1.txt", "seq2.txt", "seq3.txt"):
        assert found.examination(f"comp/{name}").digests.sha256 == hashlib.sha256(text).hexdigest()


def prove(image: Path, found: Reading) -> int:
    """Compare every content with what its extents give; the number compared."""
    assert found.source.segments == (Segment(image.name, image.stat().st_size),)
    fd = os.open(image, os.O_RDONLY)
    compared = 0
    try:
        for entry, examination in found.found:
            if examination.read.outcome is not ReadOutcome.COMPLETE:
                continue
            if entry.extent_class in NOT_DERIVABLE or entry.kind is ArtifactKind.DIRECTORY:
                continue
            data = through_extents(fd, entry)
            assert len(data) == entry.size_bytes, path_of(entry)
            assert hashlib.sha256(data).hexdigest() == examination.digests.sha256, path_of(entry)
            compared += 1
    finally:
        os.close(fd)
    return compared


def through_extents(fd: int, entry: Entry) -> bytes:
    parts = []
    for extent in entry.extents:
        if extent.layer_id is None or extent.offset_bytes is None:
            parts.append(bytes(extent.length_bytes))
        else:
            assert extent.layer_id == "s1"
            parts.append(os.pread(fd, extent.length_bytes, extent.offset_bytes))
    return b"".join(parts)


def test_samples_are_what_their_list_says() -> None:
    """A sample that isn't gzip any more would make the tests above pass on nothing."""
    for name in ("ext4-inline-data.raw", "ext4-unwritten-extent.raw"):
        packed = Path(__file__).parent.parent / "samples" / f"{name}.gz"
        assert len(gzip.decompress(packed.read_bytes())) == 4 << 20

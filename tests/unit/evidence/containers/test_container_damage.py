"""Damage inside containers: a chunk with a wrong checksum is a read that failed, never other bytes."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from forensics_app.errors import EvidenceError, FormatNotSupportedError, ReadFailedError, SegmentMissingError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.ewf.image import open_ewf
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.incomplete import REFUSED
from forensics_app.evidence.containers.qcow2.image import open_qcow2
from forensics_app.evidence.containers.signatures import recognise
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Gap
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import read_source, spec
from tests.world.shared_data import shared

E01 = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01"
CHUNK = 32768


def medium_of(path: Path) -> Container:
    opened = open_source(path)
    assert isinstance(opened, Container)
    return opened


def test_every_flipped_byte_of_an_e01_is_found_or_harmless(tmp_path: Path) -> None:
    """150 files with one bit changed: no chunk ever comes out with other bytes."""
    data = shared(E01).read_bytes()
    whole = open_ewf(shared(E01)).medium
    truth = whole.read(0, whole.size_bytes)
    chance = random.Random(20)
    failed = 0
    for number in range(150):
        broken = bytearray(data)
        broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.E01"
        path.write_bytes(broken)
        try:
            container = open_ewf(path)
        except EvidenceError:
            failed += 1
            continue
        for offset in range(0, len(truth), CHUNK):
            size = min(CHUNK, len(truth) - offset)
            try:
                assert container.medium.read(offset, size) == truth[offset : offset + size]
            except ReadFailedError:
                failed += 1
        container.close()
        path.unlink()
    assert failed > 100


def test_own_reader_gives_what_ewfacquire_was_given(tmp_path: Path) -> None:
    """The system's libewf, which is not pyewf's, makes an E01 of a raw file."""
    acquire = require_judge("ewfacquire")
    raw = tmp_path / "medium.raw"
    raw.write_bytes(random.Random(3).randbytes(700_416) + bytes(500_224) + b"text" * 75_008)
    target = tmp_path / "image"
    command = [acquire, "-u", "-t", str(target), "-c", "deflate:fast", "-S", "1048576", str(raw)]
    subprocess.run(command, check=True, capture_output=True)
    container = open_ewf(tmp_path / "image.E01")
    assert isinstance(container.medium, ChunkMedium)
    assert container.medium.read(0, container.medium.size_bytes) == raw.read_bytes()


def test_medium_with_a_damaged_chunk_is_digested_around_it_and_differs(
    tmp_path: Path,
) -> None:
    image = tmp_path / "flipped.E01"
    data = bytearray(shared(E01).read_bytes())
    data[1_000_000] ^= 0xFF
    image.write_bytes(data)
    gaps: list[Gap] = []
    with EvidenceReader(spec(image)) as reader:
        source, _ = reader.open()
        digests = reader.digest_medium(unread=gaps.append)
        with pytest.raises(ReadFailedError):
            reader.digest_medium()
    assert gaps == [Gap(196 * CHUNK, CHUNK)]
    assert digests.md5 != source.stored_digests.md5


# --- QCOW2 -------------------------------------------------------------------------------------------------


def qcow2(clusters: list[bytes | None], *, version: int = 3, features: int = 0, crypt: int = 0) -> bytes:
    """A QCOW2 with clusters of 4 KiB: plain ones, None for unallocated, b'' for one marked as zeros."""
    bits, size = 12, 4096
    l1_at, l2_at, data_at = size, 2 * size, 3 * size
    table, data = [], b""
    for cluster in clusters:
        if cluster is None:
            table.append(0)
        elif not cluster:
            table.append(1)
        else:
            table.append((1 << 63) | (data_at + len(data)))
            data += cluster
    header = struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", version, 0, 0, bits, len(clusters) * size, crypt, 1, l1_at, 0, 0, 0, 0
    ) + struct.pack(">QQQII", features, 0, 0, 4, 104)
    l1 = struct.pack(">Q", (1 << 63) | l2_at)
    l2 = struct.pack(f">{len(table)}Q", *table)
    return header.ljust(size, b"\0") + l1.ljust(size, b"\0") + l2.ljust(size, b"\0") + data


def test_qcow2_clusters_of_every_kind(tmp_path: Path) -> None:
    image = tmp_path / "q.img"
    image.write_bytes(qcow2([b"A" * 4096, None, b"", b"B" * 4096]))
    medium = open_qcow2(image, REFUSED, recognise).medium
    assert medium.read(0, medium.size_bytes) == b"A" * 4096 + bytes(8192) + b"B" * 4096
    assert medium.read(4095, 2) == b"A\0"


@pytest.mark.parametrize(
    ("features", "crypt", "name"),
    [
        (4, 0, "external data"),
        (8, 0, "compression type 0"),  # the bit says that it is another than zlib
        (1 << 9, 0, "features"),
        (0, 1, "encrypted"),
    ],
)
def test_qcow2_that_is_not_read_truly_is_refused_by_name(
    features: int, crypt: int, name: str, tmp_path: Path
) -> None:
    image = tmp_path / "q.img"
    image.write_bytes(qcow2([b"A" * 4096], features=features, crypt=crypt))
    with pytest.raises(FormatNotSupportedError) as caught:
        open_qcow2(image, REFUSED, recognise)
    assert name in caught.value.format


def test_qcow2_compressed_cluster_that_is_damaged_is_a_failed_read(tmp_path: Path) -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -12)
    packed = deflate.compress(b"C" * 4096) + deflate.flush()
    data = bytearray(qcow2([b"A" * 4096]))
    at = len(data)
    data[2 * 4096 : 2 * 4096 + 8] = struct.pack(">Q", 1 << 62 | at)
    image = tmp_path / "q.img"
    image.write_bytes(bytes(data) + packed)
    assert open_qcow2(image, REFUSED, recognise).medium.read(0, 4096) == b"C" * 4096
    image.write_bytes(bytes(data) + b"\xff" + packed[1:])
    with pytest.raises(ReadFailedError):
        open_qcow2(image, REFUSED, recognise).medium.read(0, 4096)


# --- VMDK --------------------------------------------------------------------------------------------------


def flat_vmdk(folder: Path, extent: str, content: bytes) -> Path:
    descriptor = folder / "disk.vmdk"
    descriptor.write_text(
        "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
        'createType="monolithicFlat"\n\n# Extent description\n'
        f'RW {len(content) // 512} FLAT "{extent}" 0\n\n# The Disk Data Base\n#DDB\n'
    )
    return descriptor


def test_flat_vmdk_reads_its_extent(tmp_path: Path) -> None:
    content = random.Random(5).randbytes(64 << 10)
    (tmp_path / "disk-flat.vmdk").write_bytes(content)
    container = medium_of(flat_vmdk(tmp_path, "disk-flat.vmdk", content))
    assert [segment.name for segment in container.segments] == ["disk.vmdk", "disk-flat.vmdk"]
    assert container.medium.read(0, container.medium.size_bytes) == content


def test_vmdk_extent_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SegmentMissingError) as caught:
        medium_of(flat_vmdk(tmp_path, "disk-flat.vmdk", bytes(64 << 10)))
    assert caught.value.segment == "disk-flat.vmdk"


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "sub/extent.vmdk"])
def test_vmdk_extent_outside_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FormatNotSupportedError):
        medium_of(flat_vmdk(tmp_path, name, bytes(64 << 10)))


def test_sparse_vmdk_is_itself_whatever_name_stands_in_it(tmp_path: Path) -> None:
    """The descriptor inside says `image.vmdk`; another file of that name beside it must not be read."""
    source = shared("testdata/log2timeline_plaso/test_data/image.vmdk")
    shutil.copyfile(source, tmp_path / "renamed.vmdk")
    (tmp_path / "image.vmdk").write_bytes(b"not a disk at all".ljust(131072, b"\0"))
    assert read_source(tmp_path / "renamed.vmdk").media == read_source(source).media

"""Files whose stored bytes aren't their content: reparse points of NTFS, and what fscrypt encrypted on ext4.

Each volume is made here; tags and layouts are those of [MS-FSCC] 2.1.2.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from forensics_app.model.artifact import ExtentClass, Gap, ReadOutcome
from tests.conformance.filesystems.test_deleted_files import content, ntfs_volume, run, sha256
from tests.reading.evidence_reading import Reading, read_source

_DATA, _REPARSE_POINT = 0x80, 0xC0
_CLUSTER = 4096
_WOF, _DEDUPLICATED, _CLOUD = 0x80000017, 0x80000013, 0x9000701A
_SYMBOLIC_LINK, _MOUNT_POINT = 0xA000000C, 0xA0000003


def add_reparse_point(volume: Any, path: str, tag: int, data: bytes) -> None:
    """As the last attribute but those of a higher type."""
    number = volume.find(path)
    record = volume._record(number)
    used = struct.unpack_from("<I", record, 24)[0]
    at = struct.unpack_from("<H", record, 20)[0]
    while struct.unpack_from("<I", record, at)[0] < _REPARSE_POINT:
        at += struct.unpack_from("<I", record, at + 4)[0]
    value = struct.pack("<IHH", tag, len(data), 0) + data
    length = (24 + len(value) + 7) & ~7
    head = struct.pack("<IIBBHHHIHBB", _REPARSE_POINT, length, 0, 0, 24, 0, 99, len(value), 24, 0, 0)
    longer = record[:at] + head + value.ljust(length - 24, b"\0") + record[at:used]
    record[: len(longer)] = longer
    struct.pack_into("<I", record, 24, len(longer))
    volume._put_record(number, record)


def make_sparse(volume: Any, path: str, *, kept_clusters: int) -> None:
    """Leave the first clusters of the content and make the rest a hole, as a filter driver does."""
    number = volume.find(path)
    record = volume._record(number)
    [data] = [a for a in volume._attributes(record) if a.kind == _DATA and not a.named]
    clusters = struct.unpack_from("<Q", record, data.offset + 24)[0] + 1
    at = data.value_offset
    lengths, offsets = record[at] & 15, record[at] >> 4
    place = record[at + 1 + lengths : at + 1 + lengths + offsets]
    runs = bytes([offsets << 4 | 1, kept_clusters]) + place if kept_clusters else b""
    runs += bytes([1, clusters - kept_clusters, 0])
    record[at : at + len(runs)] = runs
    volume._put_record(number, record)


def read_volume(volume: Any, folder: Path) -> Reading:
    image = folder / "reparse.dd"
    image.write_bytes(bytes(volume))
    return read_source(image)


@pytest.mark.parametrize(
    ("tag", "said"), [(_WOF, "WOF"), (_DEDUPLICATED, "chunk store"), (_CLOUD, "cloud storage")]
)
def test_content_that_a_placeholder_does_not_store_is_not_zeros(tag: int, said: str, tmp_path: Path) -> None:
    volume = ntfs_volume(tmp_path, {"/away.bin": content("away", 18_000)})
    add_reparse_point(volume, "/away.bin", tag, bytes(8))
    make_sparse(volume, "/away.bin", kept_clusters=0)
    found = read_volume(volume, tmp_path)
    entry, examination = found.pair("away.bin")
    assert (entry.extent_class, examination.read.outcome) == (ExtentClass.SHORT, ReadOutcome.UNREADABLE)
    assert examination.digests.sha256 is None
    [told] = found.omissions
    assert (told.code, told.locator) == ("content-unreadable", "s1:/away.bin")
    assert said in (told.detail or "")


def test_what_a_placeholder_stores_is_read_and_the_rest_is_a_gap(tmp_path: Path) -> None:
    volume = ntfs_volume(tmp_path, {"/half.bin": content("half", 18_000)})
    add_reparse_point(volume, "/half.bin", _DEDUPLICATED, bytes(8))
    make_sparse(volume, "/half.bin", kept_clusters=2)
    found = read_volume(volume, tmp_path)
    examination = found.examination("half.bin")
    assert examination.read.outcome is ReadOutcome.PARTIAL
    assert examination.read.gaps == (Gap(2 * _CLUSTER, 18_000 - 2 * _CLUSTER),)
    stored = content("half", 18_000)[: 2 * _CLUSTER]
    assert examination.digests.sha256 == sha256(stored.ljust(18_000, b"\0"))
    assert found.codes() == ["content-partial"]


def test_file_of_the_cloud_that_is_all_there_is_complete(tmp_path: Path) -> None:
    volume = ntfs_volume(tmp_path, {"/here.bin": content("here", 18_000)})
    add_reparse_point(volume, "/here.bin", _CLOUD, bytes(8))
    found = read_volume(volume, tmp_path)
    assert found.examination("here.bin").read.outcome is ReadOutcome.COMPLETE
    assert found.examination("here.bin").digests.sha256 == sha256(content("here", 18_000))
    assert found.codes() == []


def test_hole_of_a_file_without_a_reparse_point_is_zeros(tmp_path: Path) -> None:
    volume = ntfs_volume(tmp_path, {"/hole.bin": content("hole", 18_000)})
    make_sparse(volume, "/hole.bin", kept_clusters=0)
    found = read_volume(volume, tmp_path)
    assert found.examination("hole.bin").digests.sha256 == sha256(bytes(18_000))
    assert found.examination("hole.bin").read.outcome is ReadOutcome.COMPLETE


def test_links_and_junctions_of_ntfs_keep_their_target(tmp_path: Path) -> None:
    volume = ntfs_volume(tmp_path, {"/link.txt": b"", "/cut.txt": b""}, folders=("/junction",))

    def names(substitute: str, shown: str) -> tuple[bytes, bytes]:
        first, second = substitute.encode("utf-16-le"), shown.encode("utf-16-le")
        return struct.pack("<HHHH", 0, len(first), len(first), len(second)), first + second

    head, text = names("..\\target \U0001f4be.txt", "target")
    add_reparse_point(volume, "/link.txt", _SYMBOLIC_LINK, head + struct.pack("<I", 1) + text)
    head, text = names("\\??\\C:\\Users", "C:\\Users")
    add_reparse_point(volume, "/junction", _MOUNT_POINT, head + text)
    add_reparse_point(volume, "/cut.txt", _SYMBOLIC_LINK, b"\x00\x00")
    found = read_volume(volume, tmp_path)
    assert found.entry("link.txt").link_target == "..\\target \U0001f4be.txt".encode()
    assert found.entry("junction").link_target == b"\\??\\C:\\Users"
    assert found.entry("cut.txt").link_target is None


# --- ext4 -------------------------------------------------------------------------------------------------


def ext4(folder: Path, *options: str, commands: tuple[str, ...] = ()) -> Path:
    image, source = folder / "ext4.dd", folder / "source"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    source.write_bytes(content("ext4", 9000))
    run("mke2fs", "-q", "-F", "-t", "ext4", *options, image)
    for command in commands:
        run("debugfs", "-w", "-R", command.replace("SOURCE", str(source)), image)
    return image


def test_what_fscrypt_encrypted_is_told(tmp_path: Path) -> None:
    encrypted = 0x80800  # EXT4_EXTENTS_FL | EXT4_ENCRYPT_FL
    commands = (
        "mkdir kept",
        "write SOURCE kept/name",
        "write SOURCE plain",
        f"sif kept flags {encrypted:#x}",
        f"sif kept/name flags {encrypted:#x}",
    )
    found = read_source(ext4(tmp_path, "-O", "encrypt", commands=commands))
    assert found.entry("kept/name").extent_class is ExtentClass.ENCRYPTED
    assert found.entry("plain").extent_class is ExtentClass.RUNS
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("content-encrypted", "s1:/kept"),
        ("content-encrypted", "s1:/kept/name"),
    ]


def test_ext_that_asks_for_replay_and_has_nothing_to_replay_is_told(tmp_path: Path) -> None:
    image = ext4(tmp_path)
    assert read_source(image).codes() == []
    run("debugfs", "-w", "-R", "feature needs_recovery", image)
    assert read_source(image).codes() == ["not-closed"]  # the journal itself is empty


def test_bigalloc_is_named_and_not_called_damaged(tmp_path: Path) -> None:
    found = read_source(ext4(tmp_path, "-O", "bigalloc", "-C", "16384"))
    assert [(o.code, o.detail) for o in found.omissions] == [
        ("file-system-not-supported", "ext4 with bigalloc")
    ]

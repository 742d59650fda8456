"""File slack: what `icat -s` gives behind each content, and what lies behind a valid length besides."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.contents.targets import target_of
from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import ArtifactKind, Entry, ExtentClass, Read, ReadOutcome
from forensics_app.model.evidence import LayerState, Omission
from tests.conformance.filesystems.test_names_and_times import EXFAT
from tests.judging.judges import require_judge
from tests.judging.sleuthkit import block_bytes, icat, istat, istat_blocks, raw_of
from tests.reading.evidence_reading import path_of, read_source, sample
from tests.world.shared_data import shared

OPTIONS = Options(("sha256",), False, False, 1 << 32)
PUBLIC = {
    "mbr-ext2-ext4": "testdata/unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs": "testdata/ColinFinck_ntfs/testdata/testfs1",
    "ntfs-e01": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01",
    "fat12": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "exfat": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "hfs": "testdata/log2timeline_dfvfs/test_data/hfsplus.raw",
    "ext2-e01": "testdata/log2timeline_plaso/test_data/image.E01",
}
SAMPLES = (
    "ext2-names.raw",
    "ext4-inline-data.raw",
    "ext4-unwritten-extent.raw",
    "fat12-oem-names.raw",
    "encrypted-twin-ntfs.raw",
    "encrypted-twin-ext4.raw",
)
_KINDS = (
    ArtifactKind.FILE,
    ArtifactKind.STREAM,
    ArtifactKind.DIRECTORY,
    ArtifactKind.ATTRIBUTE,
    ArtifactKind.LINK,
)


def slack(image: Path) -> dict[str, tuple[Entry | None, bytes, tuple[Omission, ...]]]:
    """Of each walked layer the entry, the bytes at its extents, and what is told."""
    found = {}
    session = Session(lambda at, done: None)
    opened = session.open(Open(bytes(image), "s1", "EX-001", False, {})).source
    for layer in opened.layers:
        if layer.state is LayerState.WALKED:
            entry, examination, told = session.examine_space(layer.layer_id, SpaceKind.SLACK, OPTIONS)
            data = b""
            if entry is not None:
                assert examination is not None
                assert examination.digests.sha256 is not None
                data = b"".join(chunk.data for chunk in session.extents(entry.extents))
                assert b"".join(chunk.data for chunk in session.content(target_of(entry))) == data
            found[layer.layer_id] = entry, data, told
    return found


def places(entry: Entry) -> set[tuple[int, int]]:
    return {(extent.offset_bytes or 0, extent.length_bytes) for extent in entry.extents}


def assert_as_icat(image: Path, folder: Path) -> int:
    """Where content ends in a block, icat gives the rest of it; how many bytes that were."""
    raw, reading = raw_of(image, folder), read_source(image)
    medium = raw.read_bytes()
    compared = 0
    for layer_id, (area, data, told) in slack(image).items():
        assert area is not None, told
        assert data == b"".join(medium[at : at + length] for at, length in sorted(places(area)))
        expected: set[tuple[int, int]] = set()
        begin = reading.layer(layer_id).offset_bytes
        if reading.layer(layer_id).file_system == "ntfs":
            real = [e for e, _ in reading.found if e.allocated and path_of(e) != "$OrphanFiles"]
            expected = ntfs_places(raw, begin, {"5", *(e.inode or "" for e in real)})
        for entry, _ in reading.found:
            if entry.locator.layer_id != layer_id or not entry.allocated or entry.kind not in _KINDS:
                continue
            if entry.kind is ArtifactKind.LINK and reading.layer(layer_id).file_system == "hfs+":
                expected.add(link_place(raw, begin, entry))  # its target lies in a block of its own
            if entry.extent_class is not ExtentClass.RUNS or not entry.extents:
                continue
            _, offset, length = entry.extents[-1]
            if offset is None or entry.size_bytes is None:
                continue
            tail = icat(raw, begin, str(entry.locator.address), "-s")
            tail = tail[entry.size_bytes :]
            assert medium[offset + length :].startswith(tail), path_of(entry)
            if tail:
                expected.add((offset + length, len(tail)))
        assert places(area) == expected
        compared += area.size_bytes or 0
    return compared


def link_place(raw: Path, begin: int, entry: Entry) -> tuple[int, int]:
    """By istat."""
    block, size = block_bytes(raw, begin, "hfs"), entry.size_bytes or 0
    blocks = istat_blocks(istat(raw, begin, entry.inode or "")) or []
    return begin + blocks[-1] * block + size % block, block - size % block


def ntfs_places(raw: Path, begin: int, inodes: set[str]) -> set[tuple[int, int]]:
    """By istat: NTFS has attributes in clusters that are no content of any name."""
    block = block_bytes(raw, begin, "ntfs")
    found: set[tuple[int, int]] = set()
    for inode in inodes:
        text = istat(raw, begin, inode)
        for attribute, flags, size in re.findall(
            r"^Type: \S+ \(((?!128)\d+-\d+)\) .*Non-Resident(.*)size: (\d+) ", text, re.M
        ):
            tail = icat(raw, begin, f"{inode}-{attribute}", "-s")[int(size) :]
            if tail and "Compressed" not in flags:
                index, within = divmod(int(size), block)
                clusters = istat_blocks(text, attribute) or []
                found.add((begin + clusters[index] * block + within, len(tail)))
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_public_images_have_what_icat_gives(name: str, tmp_path: Path) -> None:
    assert assert_as_icat(shared(PUBLIC[name]), tmp_path)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_have_what_icat_gives(name: str, tmp_path: Path) -> None:
    assert assert_as_icat(sample(name, tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["iso9660.raw", "ufs.img"])
def test_where_there_is_no_telling_that_is_an_omission(name: str) -> None:
    folder = (
        "log2timeline_dfvfs/test_data"
        if name == "iso9660.raw"
        else "SecurityRonin_forensic-vfs-engine/tests/data"
    )
    for entry, _, told in slack(shared(f"testdata/{folder}/{name}")).values():
        assert (entry, [o.code for o in told]) == (None, ["slack-not-read"])


def test_what_lies_behind_a_valid_length_is_slack(tmp_path: Path) -> None:
    sound, image = read_source(shared(EXFAT)).entry("HELLO.TXT"), tmp_path / "exfat.img"
    data = bytearray(shared(EXFAT).read_bytes())
    heap, shift = struct.unpack_from("<I", data, 88)[0], data[108]
    at = (heap << shift) + (int(sound.locator.address or "") - 3) * 32
    struct.pack_into("<Q", data, at + 32 + 8, 3)
    image.write_bytes(data)
    [(_, begin, size)] = sound.extents
    assert begin is not None
    ((area, _, _),) = slack(image).values()
    assert area is not None
    assert [at for at, _ in places(area) if begin < at <= begin + size] == [begin + 3]


def test_a_file_with_two_names_has_its_slack_once(tmp_path: Path) -> None:
    image, word = tmp_path / "linked.raw", tmp_path / "word"
    word.write_bytes(b"ten bytes!")
    with image.open("wb") as file:
        file.truncate(2 << 20)
    subprocess.run([require_judge("mke2fs"), "-q", "-F", "-t", "ext2", "-b", "1024", str(image)], check=True)
    for request in (f"write {word} one", "link one two", "set_inode_field one links_count 2"):
        subprocess.run(
            [require_judge("debugfs"), "-w", "-R", request, str(image)], check=True, capture_output=True
        )
    ((area, data, _),) = slack(image).values()
    assert area is not None
    assert (len(places(area)), len(data)) == (1, 1014)


def test_slack_beyond_the_end_of_a_cut_image_is_an_omission_with_its_bytes(tmp_path: Path) -> None:
    whole = shared(PUBLIC["ntfs"])
    ((area, data, told),) = slack(whole).values()
    assert area is not None
    assert not told
    last, size = max(places(area))
    cut = tmp_path / "cut.raw"
    cut.write_bytes(whole.read_bytes()[: last + 1])
    session = Session(lambda at, done: None)
    session.open(Open(bytes(cut), "s1", "EX-001", True, {}))
    entry, examination, reported = session.examine_space("s1", SpaceKind.SLACK, OPTIONS)
    assert entry is not None
    assert examination is not None
    assert entry.size_bytes == len(data) - size + 1
    assert examination.read == Read(ReadOutcome.PARTIAL, (), "image-truncated")
    assert [(o.code, o.detail) for o in reported] == [
        ("image-truncated", f"{size - 1} bytes not read: beyond the end")
    ]

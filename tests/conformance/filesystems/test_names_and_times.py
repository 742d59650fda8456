"""Names are the file system's own bytes; times keep raw value, precision and zone; 0 is absent, never 1970.

Known answers: what the samples' scripts wrote, `istat` (raw bytes through its own reader), and Python's
struct over the image.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.model.artifact import Entry
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import Reading, read_source, sample, unpack
from tests.world.shared_data import shared

EXFAT = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img"
FAT = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img"


def names(found: Reading) -> set[bytes]:
    return {entry.locator.components[-1] for entry, _ in found.found}


def time(entry: Entry, kind: TimeKind) -> EvidenceTime:
    (found,) = [t for t in entry.times if t.kind is kind]
    return found


# --- names --------------------------------------------------------------------------------------------------


def test_ext2_names_are_bytes(tmp_path: Path) -> None:
    found = names(read_source(sample("ext2-names.raw", tmp_path)))
    assert found >= {
        b"bad\xff\xfe",
        b"latin-\xe9\xe8.txt",
        b"utf8-\xc3\xa9",
        b"ctl\x01\x1b[31m",
        b"nl\nx",
        b"rtl\xe2\x80\xaegpj.exe",
        b"back\\slash",
        b" lead",
        b"trail ",
        b"-rf",
        b"a" * 255,
    }


def test_name_with_a_slash_is_one_component(tmp_path: Path) -> None:
    found = read_source(sample("ext2-name-with-slash.raw", tmp_path))
    (entry,) = [e for e, _ in found.found if e.locator.components[-1] == b"a/b"]
    assert entry.locator.components == (b"a/b",)
    assert entry.locator.path_display() == "/a\\x2fb"


def test_fat_short_names_are_oem_bytes_and_long_names_utf8(tmp_path: Path) -> None:
    found = names(read_source(sample("fat12-oem-names.raw", tmp_path)))
    assert found >= {b"GR\x9aN.TXT", b"\x8e.TXT", "Grüße.txt".encode(), "日本.txt".encode()}
    assert not any(b"^" in name for name in found)


def test_ntfs_names_are_wtf8_with_lone_surrogates(tmp_path: Path) -> None:
    image = unpack(shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"), tmp_path)
    found = names(read_source(image))
    assert found >= {b"sur-\xed\xa0\x80x", b"\xed\xb0\x80", b"ok-\xe2\x82\xac", b"ctl\x01\x1b[31m", b"nl\nx"}
    assert not any(b"^" in name for name in found)


def test_names_told_apart_have_ids_told_apart(tmp_path: Path) -> None:
    for name in ("ext2-names.raw", "fat12-oem-names.raw"):
        found = read_source(sample(name, tmp_path))
        locators = [entry.locator.canonical() for entry, _ in found.found]
        assert len(set(locators)) == len(locators)


# --- times --------------------------------------------------------------------------------------------------


def test_ext4_times_are_nanoseconds_utc(tmp_path: Path) -> None:
    entry = read_source(sample("ext4-inline-data.raw", tmp_path)).entry("t5000")
    modified = time(entry, TimeKind.MODIFIED)
    assert (modified.raw, modified.precision, modified.zone) == (
        "1795530693.000000000",
        "1ns",
        TimeZoneKnowledge.UTC,
    )
    assert modified.value == "2026-11-24T14:31:33Z"


def test_ext4_time_past_2038_with_nanoseconds(tmp_path: Path) -> None:
    """The two epoch bits of the extra field (fs/ext4/ext4.h): 1 adds 2^32 seconds."""
    image = sample("ext4-inline-data.raw", tmp_path)
    offset = read_source(image).entry("tiny.txt").extents[0].offset_bytes
    assert offset is not None
    inode = offset - 40  # inline data begin 40 bytes into the inode
    patch(image, inode + 16, struct.pack("<i", -5))
    patch(image, inode + 136, struct.pack("<I", 123_456_789 << 2 | 1))
    modified = time(read_source(image).entry("tiny.txt"), TimeKind.MODIFIED)
    assert modified.raw == "4294967291.123456789"
    assert modified.value == "2106-02-07T06:28:11.123456789Z"


def test_zero_is_absent_and_never_1970(tmp_path: Path) -> None:
    image = sample("ext4-inline-data.raw", tmp_path)
    offset = read_source(image).entry("tiny.txt").extents[0].offset_bytes
    assert offset is not None
    patch(image, offset - 40 + 16, bytes(4))
    patch(image, offset - 40 + 136, bytes(4))
    modified = time(read_source(image).entry("tiny.txt"), TimeKind.MODIFIED)
    assert (modified.raw, modified.value) == ("0", None)


def test_deletion_time_of_an_ext_inode() -> None:
    found = read_source(shared("testdata/log2timeline_plaso/test_data/ímynd.dd"))
    deleted = time(found.entry("$OrphanFiles/OrphanFile-13"), TimeKind.DELETED)
    assert deleted.value == "2012-05-25T16:00:53Z"


def test_fat_times_are_local_with_their_precision() -> None:
    """istat, which reads them with TZ=UTC0, shows the same figures and calls them UTC: they are local."""
    entry = read_source(shared(FAT)).entry("HELLO.TXT")
    shown = {t.kind: (t.value, t.precision, t.zone) for t in entry.times}
    local = TimeZoneKnowledge.LOCAL_UNKNOWN
    written, accessed, created = istat(shared(FAT), entry)
    assert shown == {
        TimeKind.MODIFIED: (written, "2s", local),
        TimeKind.ACCESSED: (accessed[:10], "1d", local),
        TimeKind.CREATED: (shown[TimeKind.CREATED][0], "10ms", local),
    }
    assert (shown[TimeKind.CREATED][0] or "").startswith(created)


def test_exfat_times_carry_their_own_offset() -> None:
    """UtcOffset e0: valid, -32 quarters of an hour ([MS] exFAT specification 7.4.10)."""
    entry = read_source(shared(EXFAT)).entry("HELLO.TXT")
    modified = time(entry, TimeKind.MODIFIED)
    written, _, _ = istat(shared(EXFAT), entry)
    assert modified.value == f"{written}.47-08:00"
    assert (modified.raw, modified.precision, modified.zone) == (
        "5ce78eca93e0",
        "10ms",
        TimeZoneKnowledge.OFFSET,
    )


def test_exfat_time_without_a_valid_offset_is_local(tmp_path: Path) -> None:
    image = tmp_path / "exfat.img"
    image.write_bytes(shared(EXFAT).read_bytes())
    address = int(read_source(image).entry("HELLO.TXT").locator.address or "")
    heap, shift = struct.unpack("<I", read(image, 88, 4))[0], read(image, 108, 1)[0]
    patch(image, (heap << shift) + (address - 3) * 32 + 23, b"\x60")
    modified = time(read_source(image).entry("HELLO.TXT"), TimeKind.MODIFIED)
    assert modified.value == "2026-07-07T17:54:21.47"
    assert modified.zone is TimeZoneKnowledge.LOCAL_UNKNOWN


def test_ntfs_times_are_filetimes_with_those_of_the_name() -> None:
    """create-testfs1.sh: `touch -m -t 202101011337 empty-file`, in a zone of UTC."""
    entry = read_source(shared("testdata/ColinFinck_ntfs/testdata/testfs1")).entry("empty-file")
    modified = time(entry, TimeKind.MODIFIED)
    assert modified.precision == "100ns"
    assert (modified.value or "").startswith("2021-01-01T")
    assert int(modified.raw) % 10_000_000 == 0
    name_modified = time(entry, TimeKind.NAME_MODIFIED)
    assert name_modified.value != modified.value  # `touch` moves the file's time, not its name's
    kinds = {t.kind for t in entry.times}
    assert len(kinds) == 8


def test_iso_9660_time_keeps_its_offset() -> None:
    """The seven bytes of ECMA-119 9.1.5, found by hand in the image."""
    image = shared("testdata/log2timeline_dfvfs/test_data/iso9660.raw")
    (recorded,) = read_source(image).entry("PASSWORDS.TXT").times
    assert bytes.fromhex(recorded.raw) in image.read_bytes()
    assert recorded.precision == "1s"
    assert recorded.zone in (TimeZoneKnowledge.OFFSET, TimeZoneKnowledge.UTC)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kathmandu"])
def test_zone_of_the_computer_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_source(shared(FAT)).found
    monkeypatch.setenv("TZ", zone)
    assert read_source(shared(FAT)).found == before


def istat(image: Path, entry: Entry) -> tuple[str, str, str]:
    """Written, accessed, created of a FAT or exFAT entry as `YYYY-MM-DDTHH:MM:SS`."""
    command = [require_judge("istat"), "-z", "UTC0", str(image), (entry.locator.address or "").split("-")[0]]
    lines = subprocess.run(
        command, capture_output=True, check=True, text=True, env={"TZ": "UTC0"}
    ).stdout.splitlines()
    found = {}
    for line in lines:
        label, _, value = line.partition(":")
        if label in ("Written", "Accessed", "Created"):
            found[label] = value.strip()[:19].replace(" ", "T")
    return found["Written"], found["Accessed"], found["Created"]


def patch(image: Path, offset: int, data: bytes) -> None:
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def read(image: Path, offset: int, size: int) -> bytes:
    with image.open("rb") as file:
        file.seek(offset)
        return file.read(size)

"""NTFS whose boot sector or first records are damaged is read by the copies that it keeps, and that is told.

Known answers: the same volume before it was damaged.
"""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import Reading, path_of, read_source

CONTENT = b"what was written\n" * 2000
_RECORD, _BOOT_RECORD = 1024, 7


@pytest.fixture(scope="module", params=[512, 4096])
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume in sectors of 512 bytes, and of 4096."""
    folder = tmp_path_factory.mktemp("volume")
    return volume(folder, "-s", str(request.param), "-c", "4096", size=8 << 20)


@pytest.fixture(scope="module")
def large_clusters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume in clusters of 128 KiB."""
    return volume(tmp_path_factory.mktemp("volume"), "-s", "512", "-c", "131072", size=40 << 20)


def volume(folder: Path, *geometry: str, size: int) -> Path:
    image, file = folder / "ntfs.dd", folder / "letter.txt"
    image.write_bytes(b"")
    os.truncate(image, size)
    file.write_bytes(CONTENT)
    make = [
        require_judge("mkntfs"),
        "-q",
        "-F",
        "-f",
        *geometry,
        "-p",
        "0",
        "-H",
        "16",
        "-S",
        "63",
        str(image),
    ]
    subprocess.run(make, check=True, capture_output=True)
    subprocess.run(
        [require_judge("ntfscp"), "-f", image, file, "letter.txt"], check=True, capture_output=True
    )
    return image


def damaged(sound: Path, *changes: tuple[int, bytes], size: int | None = None) -> Path:
    data = bytearray(sound.read_bytes())
    for at, change in changes:
        data[at : at + len(change)] = change
    image = sound.with_name("damaged.dd")
    image.write_bytes(data.ljust(size or len(data), b"\0"))
    return image


def mft(image: Path) -> int:
    return int(struct.unpack_from("<Q", image.read_bytes(), 0x30)[0]) * 4096


def record_bytes(image: Path) -> int:
    size = struct.unpack_from("<b", image.read_bytes(), 0x40)[0]
    return int(size * 4096 if size > 0 else 1 << -size)


def reported(found: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in found.omissions]


def same_files(found: Reading, whole: Reading) -> bool:
    """Names, places and contents, but for what the damage lies in."""
    bytes_of = [[(path_of(e), e.extents, x.digests) for e, x in r.found] for r in (found, whole)]
    ours, theirs = ([f for f in files if f[0] not in ("$MFT", "$Boot", "$MFTMirr")] for files in bytes_of)
    return ours == theirs and found.examination("letter.txt").digests.sha256 == sha256(CONTENT)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


WIPED = (0, bytes(512))


def test_a_wiped_boot_sector_costs_nothing(sound: Path) -> None:
    found = read_source(damaged(sound, WIPED))
    assert same_files(found, read_source(sound))
    assert reported(found) == [("boot-sector-damaged", "s1")]
    assert reported(read_source(sound)) == []


def test_a_boot_sector_that_leads_nowhere_is_read_by_its_copy(sound: Path) -> None:
    found = read_source(damaged(sound, (0x30, struct.pack("<QQ", 1 << 40, 1 << 40))))
    assert same_files(found, read_source(sound))
    assert reported(found) == [("boot-sector-damaged", "s1")]


@pytest.mark.parametrize(("number", "bad"), [(0, bytes(_RECORD)), (3, bytes(_RECORD)), (0, b"FILE\xff\xff")])
def test_damaged_first_records_are_read_by_the_mirror(sound: Path, number: int, bad: bytes) -> None:
    found = read_source(damaged(sound, (mft(sound) + number * record_bytes(sound), bad)))
    assert same_files(found, read_source(sound))
    assert reported(found) == [("mft-damaged", "s1")]


def test_both_at_once_are_read(sound: Path) -> None:
    found = read_source(damaged(sound, WIPED, (mft(sound), bytes(4 * record_bytes(sound)))))
    assert same_files(found, read_source(sound))
    assert reported(found) == [("boot-sector-damaged", "s1"), ("mft-damaged", "s1")]


def test_contents_are_what_stands_there_and_not_the_copy(sound: Path) -> None:
    image = damaged(sound, WIPED, (mft(sound), bytes(_RECORD)))
    data = image.read_bytes()
    found = read_source(image)
    assert found.examination("$Boot").digests.sha256 == sha256(data[:8192])
    file_system = open_file_system(Bytes(data), lambda reach: None, by_copies=True)
    for record, at in ((_BOOT_RECORD, 0), (0, mft(sound))):
        content = file_system.content(record)
        attribute = content.first(lambda kind, number: kind == 128)
        assert attribute is not None
        assert content.read(attribute, 0, 8192) == data[at : at + 8192]


def test_without_both_nothing_is_guessed(sound: Path) -> None:
    data = sound.read_bytes()
    at = data.rfind(b"NTFS    ")
    found = read_source(damaged(sound, WIPED, (at, bytes(8))))
    assert [layer.state for layer in found.source.layers] == [LayerState.OMITTED]
    assert reported(found) == [("file-system-unknown", "s1")]


def test_what_was_made_over_it_is_not_called_ntfs(sound: Path) -> None:
    """The copy of an older volume's boot sector is left at the end of a younger one."""
    found = read_source(damaged(sound, WIPED, (4086, b"SWAPSPACE2")))
    assert [(layer.state, layer.file_system) for layer in found.source.layers] == [
        (LayerState.AREA, "Linux swap")
    ]


def test_a_copy_that_does_not_say_that_it_ends_there_is_not_used(sound: Path) -> None:
    size = sound.stat().st_size
    copy = sound.read_bytes()[-4096:]
    image = damaged(sound, WIPED, size=size + 4096)
    data = bytearray(image.read_bytes())
    data[-4096:] = copy
    image.write_bytes(data)
    assert [layer.state for layer in read_source(image).source.layers] == [LayerState.OMITTED]


# --- clusters that libtsk doesn't know ------------------------------------------------------------------


@pytest.mark.parametrize("wiped", [False, True])
def test_clusters_of_more_than_64_kib_are_read(large_clusters: Path, wiped: bool) -> None:
    whole = large_clusters.read_bytes()
    image = damaged(large_clusters, WIPED) if wiped else large_clusters
    found = read_source(image)
    entry, examination = found.pair("letter.txt")
    assert examination.digests.sha256 == sha256(CONTENT)
    place = whole.index(CONTENT)
    assert [(e.offset_bytes, e.length_bytes) for e in entry.extents] == [(place, len(CONTENT))]
    assert found.examination("$Boot").digests.sha256 == sha256(image.read_bytes()[:8192])
    assert reported(found) == ([("boot-sector-damaged", "s1")] if wiped else [])

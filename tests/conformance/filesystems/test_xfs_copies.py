"""XFS whose first superblock is damaged is read by the one of another allocation group, and that is told.

Known answers: the same volume before it was damaged. Volumes are made and filled by mkfs.xfs.
"""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.filesystems.xfs.copies import xfs_copies
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import Listed, read_in_process

SMALL = {"TEST_DIR": "1", "TEST_DEV": "1", "QA_CHECK_FS": "1"}  # what lets mkfs.xfs go below 300 MB
CONTENT = b"what was written\n" * 3000
FORMS = {
    "version 5": ("-d", "agcount=4"),
    "version 4": ("-m", "crc=0", "-d", "agcount=4"),
    "small blocks": ("-b", "size=1024", "-d", "agcount=3"),
}


def made(folder: Path, *form: str, mib: int = 64) -> Path:
    image, file, prototype = folder / "xfs.dd", folder / "letter", folder / "prototype"
    file.write_bytes(CONTENT)
    names = "".join(f"letter{n} ---644 0 0 {file}\n" for n in range(20))
    prototype.write_text(f"/\n0 0\nd--755 0 0\n{names}folder d--755 0 0\n{names}$\n$\n")
    image.write_bytes(b"")
    os.truncate(image, mib << 20)
    make = [require_judge("mkfs.xfs"), "-q", "-f", "-p", str(prototype), *form, str(image)]
    subprocess.run(make, check=True, capture_output=True, env={**os.environ, **SMALL})
    return image


@pytest.fixture(scope="module", params=list(FORMS.values()), ids=list(FORMS))
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("xfs"), *request.param)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("xfs"), *FORMS["version 5"])


def read_damaged(image: Path, *changes: tuple[int, bytes]) -> Listed:
    """What is read with these bytes changed, which are put back."""
    with image.open("r+b") as file:
        before = [(at, os.pread(file.fileno(), len(change), at)) for at, change in changes]
        try:
            for at, change in changes:
                os.pwrite(file.fileno(), change, at)
            return read_in_process(image)
        finally:
            for at, change in before:
                os.pwrite(file.fileno(), change, at)


def group_bytes(image: Path) -> int:
    with image.open("rb") as file:
        head = file.read(512)
    return int(struct.unpack_from(">I", head, 84)[0] * struct.unpack_from(">I", head, 4)[0])


def groups(image: Path) -> int:
    with image.open("rb") as file:
        return int(struct.unpack_from(">I", file.read(512), 88)[0])


def reported(found: Listed) -> list[tuple[str, str | None]]:
    return [(code, detail) for code, detail, _ in found.reported if code != "deleted-entries-not-listed"]


def by_copy(image: Path, group: int) -> list[tuple[str, str | None]]:
    return [("superblock-damaged", f"superblock: the copy at byte {group * group_bytes(image)}")]


@pytest.mark.parametrize("wiped", [512, 4096])
def test_wiped_beginning_costs_nothing(sound: Path, wiped: int) -> None:
    """With the group's own headers, and without."""
    whole = read_in_process(sound)
    assert len(whole.found) == 41
    assert reported(whole) == []
    found = read_damaged(sound, (0, bytes(wiped)))
    assert found.found == whole.found
    assert found.layers == whole.layers
    assert reported(found) == by_copy(sound, groups(sound) - 1)


def test_one_that_is_damaged_and_not_wiped_is_read_too(plain: Path) -> None:
    """Inodes of 7 bytes."""
    whole = read_in_process(plain)
    found = read_damaged(plain, (104, b"\0\7"))
    assert found.found == whole.found
    assert reported(found) == by_copy(plain, 3)


def test_the_middle_one_is_used_where_the_last_is_lost(plain: Path) -> None:
    """The others don't say where the root is."""
    found = read_damaged(plain, (0, bytes(512)), (3 * group_bytes(plain), bytes(512)))
    assert reported(found) == by_copy(plain, 1)
    assert len(found.found) == 41


def test_without_any_nothing_is_guessed(plain: Path) -> None:
    size = group_bytes(plain)
    found = read_damaged(plain, *((group * size, bytes(512)) for group in range(4)))
    assert [state for state, _ in found.layers] == [LayerState.OMITTED]
    assert [code for code, _ in reported(found)] == ["file-system-unknown"]


def test_few_places_of_a_large_volume_are_looked_at() -> None:
    class Counted(Bytes):
        reads = 0

        @property
        def size_bytes(self) -> int:
            return 1 << 41

        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            self.reads += 1
            return bytes(size_bytes)

    counted = Counted(b"")
    found: HeaderCopy | None = xfs_copies(counted, lambda reach: None)
    assert found is None
    assert counted.reads < 5000

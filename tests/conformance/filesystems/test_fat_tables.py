"""The two allocation tables of FAT: a difference is told; the second is used where the first is plainly none.

Known answers: the same volume before it was damaged, and fsck.fat.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Examination
from tests.conformance.filesystems.test_unallocated import OPTIONS
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import Listed, read_in_process

SECTOR = 512
FORMS = {"12": ("-s", "2", "4M"), "16": ("-s", "1", "12M"), "32": ("-s", "1", "36M")}


@pytest.fixture(scope="module", params=list(FORMS))
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume with files in pieces, some of them deleted."""
    folder = tmp_path_factory.mktemp("volume")
    image = folder / "fat.dd"
    *options, size = FORMS[request.param]
    image.write_bytes(b"")
    os.truncate(image, int(size[:-1]) << 20)
    make = [require_judge("mkfs.fat"), "-F", request.param, "-r", "64", *options, str(image)]
    subprocess.run(make, check=True, capture_output=True)
    copy = [require_judge("mcopy"), "-i", str(image)]
    for number in range(8):
        (folder / f"{number}.bin").write_bytes(bytes([number + 1]) * 3000)
        subprocess.run([*copy, str(folder / f"{number}.bin"), "::"], check=True)
    for number in (1, 3, 5):
        subprocess.run([require_judge("mdel"), "-i", str(image), f"::{number}.bin"], check=True)
    (folder / "pieces").write_bytes(bytes(range(256)) * 100)
    subprocess.run([*copy, str(folder / "pieces"), "::"], check=True)
    return image


def tables(image: Path) -> tuple[int, int]:
    """Where the first one begins, and its size."""
    boot = image.read_bytes()[:SECTOR]
    reserved, sectors = boot[14] | boot[15] << 8, boot[22] | boot[23] << 8
    return reserved * SECTOR, (sectors or int.from_bytes(boot[36:40], "little")) * SECTOR


def changed(image: Path, *changes: tuple[int, bytes]) -> Path:
    data = bytearray(image.read_bytes())
    for at, change in changes:
        data[at : at + len(change)] = change
    damaged = image.with_name("damaged.dd")
    damaged.write_bytes(data)
    return damaged


def ordinary(found: Listed) -> list[object]:
    """What was found but for the tables themselves."""
    return [pair for pair in found.found if not pair[0].locator.components[0].startswith(b"$")]


def free(image: Path) -> Examination | None:
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    return session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)[1]


def test_tables_that_agree_say_nothing(sound: Path) -> None:
    found = read_in_process(sound)
    assert len(found.found) > 8
    assert not [code for code, *_ in found.reported if code.startswith("allocation-table")]


def test_first_table_that_is_wiped_is_read_by_the_second(sound: Path) -> None:
    whole = read_in_process(sound)
    at, size = tables(sound)
    damaged = changed(sound, (at, bytes(size)))
    found = read_in_process(damaged)
    assert ordinary(found) == ordinary(whole)
    assert ("allocation-table-damaged", "table 2 is used", 1) in found.reported
    assert free(damaged) == free(sound)
    (table,) = (x for e, x in found.found if e.locator.components == (b"$FAT1",))
    assert table.digests.sha256 == hashlib.sha256(bytes(size)).hexdigest()  # what stands there, itself


def test_entries_that_differ_are_counted_and_the_first_table_is_used(sound: Path) -> None:
    whole = read_in_process(sound)
    at, size = tables(sound)
    second = changed(sound, (at + size + 48, b"\x5a" * 12))
    found = read_in_process(second)
    assert ordinary(found) == ordinary(whole)
    bits = int((whole.layers[0][1] or "")[3:])
    first = 48 * 8 // bits
    reported = [t for t in found.reported if t[0] == "allocation-tables-differ"]
    assert reported == [
        ("allocation-tables-differ", f"entries of clusters, the first of cluster {first}", 12 * 8 // bits)
    ]
    judge = subprocess.run([require_judge("fsck.fat"), "-n", str(second)], check=False, capture_output=True)
    assert b"FATs differ" in judge.stdout


def test_the_table_that_the_volume_says_is_in_use_is_read(sound: Path) -> None:
    """BPB_ExtFlags of FAT32."""
    whole = read_in_process(sound)
    if whole.layers[0][1] != "fat32":
        return
    at, size = tables(sound)
    older = changed(sound, (at + 16, bytes(size - 16)), (40, b"\x81\0"), (6 * SECTOR + 40, b"\x81\0"))
    found = read_in_process(older)
    assert ordinary(found) == ordinary(whole)
    assert found.reported == whole.reported


def test_free_space_is_known_by_a_copy_of_the_boot_sector(sound: Path) -> None:
    if read_in_process(sound).layers[0][1] == "fat32":
        assert free(changed(sound, (0, bytes(SECTOR)))) == free(sound) is not None

"""XFS whose last changes are in its log alone: both states are layers, the second as Linux shows it.

The samples were left so by Linux, and listed by it on a copy, after it had replayed the log
(samples/making/leave_dirty.py).
"""

from __future__ import annotations

import hashlib
import struct
import time
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.filesystems.xfs.geometry import parse_geometry
from forensics_app.evidence.filesystems.xfs.log_records import BLOCK, XfsLog, active_records
from forensics_app.evidence.filesystems.xfs.replay import replay_xfs
from forensics_app.model.evidence import LayerKind, LayerState
from tests.conformance.filesystems.test_xfs import by_pread
from tests.judging.kernel_listing import as_listed, kernel_listing, unpack_sparse
from tests.reading.evidence_reading import Reading, path_of, read_source, reported, scan_image

VERSIONS = pytest.mark.parametrize("name", ["xfs-dirty-v4", "xfs-dirty-v5"])
AFTER = "s1.replayed"


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("xfs-log")
    return {name: unpack_sparse(name, folder) for name in ("xfs-dirty-v4", "xfs-dirty-v5")}


@pytest.fixture(scope="module")
def readings(images: dict[str, Path]) -> dict[str, Reading]:
    return {name: read_source(image) for name, image in images.items()}


def layer_of(reading: Reading, layer_id: str) -> Reading:
    found = tuple(pair for pair in reading.found if pair[0].locator.layer_id == layer_id)
    return Reading(reading.source, reading.omissions, found, reading.media)


@VERSIONS
def test_after_replay_everything_is_as_linux_shows_it(name: str, readings: dict[str, Reading]) -> None:
    listed = {item.path: item for item in kernel_listing(name)}
    found = {item.path: item for item in as_listed(layer_of(readings[name], AFTER))}
    assert found.keys() == listed.keys()
    assert found == listed


@VERSIONS
def test_both_states_are_layers_of_the_same_bytes(name: str, readings: dict[str, Reading]) -> None:
    before, after = readings[name].source.layers
    assert (before.layer_id, before.kind, before.state) == ("s1", LayerKind.MEDIUM, LayerState.WALKED)
    assert (after.layer_id, after.parent_id, after.kind) == (AFTER, "s1", LayerKind.FILE_SYSTEM)
    assert (after.offset_bytes, after.length_bytes) == (0, before.length_bytes)
    assert set(readings[name].paths("s1")) != set(readings[name].paths(AFTER))
    assert not {o.code for o in readings[name].omissions if o.locator == AFTER} - {
        "deleted-entries-not-listed"
    }


@VERSIONS
def test_extents_alone_give_every_content_from_the_medium(
    name: str, images: dict[str, Path], readings: dict[str, Reading]
) -> None:
    proven = 0
    with images[name].open("rb") as raw:
        for entry, examination in layer_of(readings[name], AFTER).found:
            if examination.digests.sha256 is not None and entry.extents:
                data = by_pread(raw.fileno(), entry)[: entry.size_bytes]
                assert hashlib.sha256(data).hexdigest() == examination.digests.sha256, path_of(entry)
                assert {extent.layer_id for extent in entry.extents} <= {"s1", None}
                proven += 1
    assert proven > 300


# --- hostile logs -----------------------------------------------------------------------------------------


class Log:
    """A copy of a sample, to be altered in its log."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.path = folder / "altered.raw"
        self.raw = bytearray(image.read_bytes())
        geometry = parse_geometry(bytes(self.raw[:512]))
        self.begin = geometry.block_offset(geometry.log_start)
        source = ReadOnlyFile(image)
        log = XfsLog(source, geometry, lambda reach: None)
        self.records, problem = active_records(log)
        assert problem is None
        assert len(self.records) > 3
        source.close()

    def at(self, index: int) -> int:
        """Where a record begins in the image."""
        return self.begin + self.records[index].at * BLOCK

    def scan(self) -> tuple[list[str], list[tuple[str, str | None, str | None]]]:
        """Ids of the layers, and what is told of the journal."""
        self.path.write_bytes(self.raw)
        begun = time.process_time()
        found = scan_image(self.path)
        assert time.process_time() - begun < 20
        ids = [layer.layer_id for layer in found.layers]
        return ids, [line for line in reported(found) if line[0] != "deleted-entries-not-listed"]

    def transactions(self) -> int:
        self.path.write_bytes(self.raw)
        source = ReadOnlyFile(self.path)
        try:
            return replay_xfs(source, lambda reach: None).transactions
        finally:
            source.close()


@pytest.fixture
def v4(images: dict[str, Path], tmp_path: Path) -> Log:
    return Log(images["xfs-dirty-v4"], tmp_path)


@pytest.fixture
def v5(images: dict[str, Path], tmp_path: Path) -> Log:
    return Log(images["xfs-dirty-v5"], tmp_path)


def test_record_that_was_not_written_whole_ends_the_log(v5: Log) -> None:
    whole = v5.transactions()
    v5.raw[v5.at(-1) + 3 * BLOCK : v5.at(-1) + 4 * BLOCK] = bytes(BLOCK)
    ids, lines = v5.scan()
    assert ids == ["s1", AFTER]
    assert [line[0] for line in lines] == ["journal-not-replayed"]
    assert "was not written whole" in (lines[0][2] or "")
    assert 0 < v5.transactions() <= whole


def test_changed_byte_in_a_record_is_known_by_its_checksum(v5: Log) -> None:
    v5.raw[v5.at(1) + BLOCK + 100] ^= 0xFF
    _, lines = v5.scan()
    assert [(code, "wrong checksum" in (detail or "")) for code, _, detail in lines] == [
        ("journal-not-replayed", True)
    ]


def test_tail_that_no_record_stands_at_is_told(v4: Log) -> None:
    for index in range(len(v4.records)):
        struct.pack_into(">Q", v4.raw, v4.at(index) + 24, 1 << 32 | 3)
    ids, lines = v4.scan()
    assert ids == ["s1"]
    assert [line[0] for line in lines] == ["journal-not-replayed"]


def test_record_of_more_operations_than_it_has_room_for_ends(v4: Log) -> None:
    struct.pack_into(">I", v4.raw, v4.at(0) + 40, 0xFFFFFFFF)
    v4.scan()


def test_operation_longer_than_its_record_is_told(v4: Log) -> None:
    record = v4.records[0]
    struct.pack_into(">I", v4.raw, v4.at(0) + record.header_blocks * BLOCK + 4 + 12, 0x7FFFFFFF)
    _, lines = v4.scan()
    assert [line[0] for line in lines] == ["journal-not-replayed"]


def test_buffer_outside_of_the_volume_is_told_and_costs_itself(v4: Log) -> None:
    at = v4.raw.index(struct.pack("<H", 0x123C), v4.at(0))  # the first buffer's item
    struct.pack_into("<q", v4.raw, at + 8, 1 << 50)
    ids, lines = v4.scan()
    assert ids == ["s1", AFTER]
    assert [(code, "outside of the volume" in (detail or "")) for code, _, detail in lines] == [
        ("journal-not-replayed", True)
    ]


def test_item_of_unknown_kind_is_told(v4: Log) -> None:
    at = v4.raw.index(struct.pack("<H", 0x123B), v4.at(2))
    struct.pack_into("<H", v4.raw, at, 0x1277)
    _, lines = v4.scan()
    assert [(code, "unknown kind 0x1277" in (detail or "")) for code, _, detail in lines] == [
        ("journal-not-replayed", True)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_in_the_log_never_ends_the_scan(v4: Log, seed: int) -> None:
    import random

    chosen = random.Random(seed)
    for _ in range(40):
        record = chosen.choice(v4.records)
        at = v4.begin + record.at * BLOCK + chosen.randrange(record.blocks * BLOCK)
        if at < len(v4.raw):
            v4.raw[at] = chosen.randrange(256)
    ids, lines = v4.scan()
    assert ids == ["s1", AFTER] or lines

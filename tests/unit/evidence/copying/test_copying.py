"""What a worker says of contents that it copies: read plainly or not, given by their extents or not."""

from __future__ import annotations

import os

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import check_range
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.processes.slots import SLOT_BYTES, SlotMemory, new_memory
from forensics_app.evidence.protocol.messages import Copy, CopyItem
from forensics_app.evidence.worker.copier import Copier
from forensics_app.model.artifact import Extent, Gap

MEDIUM = os.urandom(6 << 20)
BAD = 5 << 20  # a sector that can't be read


class Medium:
    """Bytes with one bad place."""

    size_bytes = len(MEDIUM)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        check_range(offset_bytes, size_bytes, len(MEDIUM))
        if offset_bytes <= BAD < offset_bytes + size_bytes:
            raise ReadFailedError(detail="bad sector")
        return MEDIUM[offset_bytes : offset_bytes + size_bytes]


@pytest.fixture
def memory() -> SlotMemory:
    fd = new_memory()
    assert fd is not None
    return SlotMemory(fd)


def copier(memory: SlotMemory, contents: dict[str, bytes]) -> Copier:
    """Each content by the address in its target."""

    def content(target: Target) -> StoredContent:
        data = contents.get(target.address or "")
        if data is None:
            raise ReadFailedError(detail="no such file")
        return StoredContent(len(data), lambda offset, size: data[offset : offset + size])

    return Copier(content, lambda layer: Medium(), lambda done: None, memory)


def item(
    number: int, size: int, *extents: Extent, gaps: tuple[Gap, ...] = (), medium: bool = False
) -> CopyItem:
    target = Target("s1", str(number), (b"x",), size, "")
    return CopyItem(number, target, size, medium, bool(extents) and not medium, extents, gaps)


def test_small_contents_lie_one_behind_the_other_and_are_proved(memory: SlotMemory) -> None:
    contents = {"1": MEDIUM[100:600], "2": b"", "4": MEDIUM[:10] + bytes(20), "5": b"other", "6": b"resident"}
    asked = (
        item(1, 500, Extent("s1", 100, 300), Extent("s1", 400, 200)),
        item(2, 0),
        item(3, 10),
        item(4, 30, Extent("s1", 0, 10), Extent(None, None, 20)),
        item(5, 5, Extent("s1", 0, 5)),
        item(6, 8),
        item(7, 6),
    )
    contents["7"] = b"longer than catalogued"
    copied = copier(memory, contents).copy(Copy(9, 1, asked))
    assert [(r.number, r.size_bytes, r.proved) for r in copied.results] == [
        (1, 500, True),
        (2, 0, False),
        (3, None, False),
        (4, 30, True),
        (5, 5, False),
        (6, 8, False),
        (7, None, False),
    ]
    together = contents["1"] + contents["4"] + contents["5"] + contents["6"]
    assert memory.take(1, len(together)) == together


def test_what_could_not_be_read_at_ingest_counts_as_zeros(memory: SlotMemory) -> None:
    begin = BAD - 1000
    data = MEDIUM[begin:BAD] + bytes(512) + MEDIUM[BAD + 512 : BAD + 1000]
    gap = Gap(1000, 512)
    asked = (item(1, 2000, Extent("s1", begin, 2000), gaps=(gap,)), item(2, 2000, Extent("s1", begin, 2000)))
    copied = copier(memory, {"1": data, "2": data}).copy(Copy(0, 0, asked))
    assert [r.proved for r in copied.results] == [True, False]


@pytest.mark.parametrize("flipped", [None, 0, 2_100_000, 2_999_999])
def test_a_large_content_is_proved_window_by_window(memory: SlotMemory, flipped: int | None) -> None:
    size = 3_000_000
    data = bytearray(MEDIUM[7 : 7 + size])
    if flipped is not None:
        data[flipped] ^= 1
    one = item(1, size, Extent("s1", 7, 1_234_567), Extent("s1", 7 + 1_234_567, size))
    worker = copier(memory, {"1": bytes(data)})
    found, proved = b"", []
    for offset in range(0, size, SLOT_BYTES):
        length = min(SLOT_BYTES, size - offset)
        (result,) = worker.copy(Copy(0, 2, (one,), offset, length)).results
        assert result.size_bytes == length
        found += memory.take(2, length)
        proved.append(result.proved)
    assert found == data
    assert all(proved) is (flipped is None)


def test_a_medium_is_what_its_extents_give_and_a_bad_place_is_left_to_the_parent(memory: SlotMemory) -> None:
    size = len(MEDIUM)
    one = item(1, size, Extent("s1", 0, size), medium=True)
    worker = copier(memory, {})
    results = [
        worker.copy(Copy(0, 0, (one,), offset, SLOT_BYTES)).results[0].size_bytes
        for offset in range(0, size, SLOT_BYTES)
    ]
    assert results == [SLOT_BYTES, SLOT_BYTES, None]


def test_nothing_is_put_beyond_a_slot(memory: SlotMemory) -> None:
    with pytest.raises(ValueError, match="slot"):
        memory.put(0, SLOT_BYTES - 1, b"12")

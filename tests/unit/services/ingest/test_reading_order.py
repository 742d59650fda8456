"""The order in which an ingest reads: entries by their place on the disk, beside the digest of the medium."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forensics_app.errors import CancelledError
from forensics_app.evidence.protocol.packed_entries import batch_of, unpack
from forensics_app.model.artifact import Entry, Extent, ExtentClass
from forensics_app.model.progress import never_cancelled
from forensics_app.services.ingest.disk_order import DiskOrder
from forensics_app.services.ingest.reading_pace import STEP_BYTES, ReadingPace
from tests.world.catalogued import entry

LEAD = 1 << 30


def at(sequence: int, place: int | None) -> Entry:
    extents = () if place is None else (Extent(None, None, 512), Extent("s1", place, 4096))
    return entry(sequence, b"f%d" % sequence)._replace(extents=extents, extent_class=ExtentClass.RUNS)


def test_entries_come_in_the_order_of_the_disk(tmp_path: Path) -> None:
    """By the first byte that is stored; those without one first; equal places in the order of the walk."""
    found = [at(0, 900), at(1, None), at(2, 100), at(3, 900), at(4, 1 << 45), at(5, 0)]
    with DiskOrder(tmp_path) as waiting:
        waiting.add(batch_of(found[:3], ()), stored=())
        waiting.add(batch_of(found[3:], ()), stored=())
        given = [(unpack(packed), place) for packed, _, place in waiting]
        assert len(waiting) == 6
        assert waiting.total_bytes == sum(e.size_bytes or 0 for e in found)
    assert [e.sequence for e, _ in given] == [1, 5, 2, 0, 3, 4]
    assert [e for e, _ in sorted(given, key=lambda one: one[0].sequence)] == found


def test_what_is_stored_already_is_not_put_aside(tmp_path: Path) -> None:
    with DiskOrder(tmp_path) as waiting:
        waiting.add(batch_of([at(n, n * 512) for n in range(5)], ()), stored={0, 3})
        assert [unpack(packed).sequence for packed, _, _ in waiting] == [1, 2, 4]


def test_names_of_evidence_are_left_in_no_folder(tmp_path: Path) -> None:
    with DiskOrder(tmp_path) as waiting:
        waiting.add(batch_of([at(1, 512)], ()), stored=())
        assert list(tmp_path.iterdir()) == []


def test_the_digest_waits_for_the_examination() -> None:
    pace = ReadingPace(never_cancelled, LEAD)
    assert pace.digest_may_go_to(LEAD) == LEAD + STEP_BYTES
    with ThreadPoolExecutor(1) as digest:
        waiting = digest.submit(pace.digest_may_go_to, LEAD + STEP_BYTES)
        assert not waiting.done()
        pace.examination_is_at(STEP_BYTES)
        assert waiting.result(timeout=60) == LEAD + 2 * STEP_BYTES


def test_the_examination_waits_for_the_digest() -> None:
    pace = ReadingPace(never_cancelled, LEAD)
    with ThreadPoolExecutor(1) as examination:
        waiting = examination.submit(pace.examination_is_at, LEAD + STEP_BYTES)
        assert not waiting.done()
        pace.digest_may_go_to(STEP_BYTES)
        assert waiting.result(timeout=60) is None


def test_nobody_waits_for_what_is_over() -> None:
    pace = ReadingPace(never_cancelled, LEAD)
    pace.examination_is_elsewhere()
    assert pace.digest_may_go_to(100 * LEAD) == 100 * LEAD + STEP_BYTES
    pace = ReadingPace(never_cancelled, LEAD)
    pace.digest_is_over()
    pace.examination_is_at(100 * LEAD)


def test_the_end_of_the_medium_is_kept_until_the_files_are_done() -> None:
    """Where the examination is ahead of the digest, which goes on to the end once the files are done."""
    pace = ReadingPace(never_cancelled, LEAD)
    whole, kept = 8 * STEP_BYTES, STEP_BYTES // 2
    pace.keep_for_later(kept, whole)
    pace.examination_is_at(LEAD)
    assert pace.digest_may_go_to(LEAD) == LEAD + STEP_BYTES
    assert pace.digest_may_go_to(7 * STEP_BYTES) == whole - kept
    with ThreadPoolExecutor(1) as digest:
        waiting = digest.submit(pace.digest_may_go_to, whole - kept)
        pace.examination_is_at(whole)  # as far as a content can begin: it doesn't wait for what is kept
        assert not waiting.done()
        pace.examination_is_elsewhere()
        assert waiting.result(timeout=60) == whole - kept + STEP_BYTES


def test_no_more_is_kept_than_the_two_may_be_apart() -> None:
    """Else each would wait for the other."""
    pace = ReadingPace(never_cancelled, LEAD)
    pace.keep_for_later(3 * LEAD, 4 * LEAD)
    pace.digest_may_go_to(LEAD)
    pace.examination_is_at(2 * LEAD)
    assert pace.digest_may_go_to(3 * LEAD - 1) == 3 * LEAD
    pace.examination_is_at(4 * LEAD - 1)


def test_content_behind_the_medium_waits_for_nothing_that_is_kept() -> None:
    """A damaged file system may place it there, where nothing is ever digested."""
    pace = ReadingPace(never_cancelled, LEAD)
    whole = 4 * STEP_BYTES
    pace.keep_for_later(STEP_BYTES, whole)
    pace.digest_may_go_to(whole - STEP_BYTES - 1)
    with ThreadPoolExecutor(1) as examination:
        waiting = examination.submit(pace.examination_is_at, 1 << 60)
        try:
            assert waiting.result(timeout=0.5) is None
        finally:
            pace.digest_is_over()


def test_nothing_is_kept_of_what_is_unpacked_once() -> None:
    pace = ReadingPace(never_cancelled, LEAD, unpacked_once=True)
    pace.keep_for_later(LEAD, LEAD)
    assert pace.digest_may_go_to(LEAD // 2) > LEAD // 2


def test_a_stop_ends_the_waiting() -> None:
    stop = threading.Event()
    pace = ReadingPace(stop.is_set, LEAD)
    with ThreadPoolExecutor(1) as digest:
        waiting = digest.submit(pace.digest_may_go_to, 2 * LEAD)
        stop.set()
        with pytest.raises(CancelledError):
            waiting.result(timeout=60)

"""The ledger file: what is written, what survives a kill, what a full disk does."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from pathlib import Path

import pytest

from forensics_app.custody.ledger import Ledger
from forensics_app.errors import CustodyEventInvalidError, DiskFullError
from forensics_app.model.custody import CustodyEventType, EventDraft, Note, Person
from tests.world.cases import TickingClock


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    path = tmp_path / "custody.jsonl"
    path.touch()
    return Ledger(path, clock=TickingClock(), writable=True)


def seized() -> EventDraft:
    return EventDraft(
        event=CustodyEventType.SEIZED,
        persons=(Person("Jean Dupont", "officer", "BRDA", "FR", "7721"),),
        exhibits=("EX-001",),
        place="Lyon",
        notes=(Note("fr", "scellé n° 4"),),
    )


def test_the_head_follows_the_rule_of_the_bundle_format(ledger: Ledger, tmp_path: Path) -> None:
    """head(n) = SHA-256(head(n-1) || SHA-256(line n without LF)), worked out here with hashlib alone."""
    for _ in range(3):
        ledger.append(seized())
    head = bytes(32)
    for line in (tmp_path / "custody.jsonl").read_bytes().splitlines():
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    assert ledger.head() == (3, head.hex())


def test_every_key_is_always_there_and_nothing_is_a_number(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append(EventDraft(event=CustodyEventType.ACCESSED))
    ledger.append(seized())
    first, second = map(json.loads, (tmp_path / "custody.jsonl").read_text().splitlines())
    assert first.keys() == second.keys() == {
        "type", "sequence", "event_id", "nonce", "previous", "event", "time_utc", "local_offset",
        "clock_source", "place", "persons", "witness", "exhibits", "reason", "authority_reference", "tool",
        "physical_seal_before", "physical_seal_after", "digests_before", "digests_after", "artifacts",
        "refers_to", "notes",
    }  # fmt: skip
    assert (first["sequence"], second["sequence"]) == ("1", "2")
    assert first["previous"] == "0" * 64
    assert first["nonce"] != second["nonce"]


def test_an_unfinished_line_is_removed_with_a_note(ledger: Ledger, tmp_path: Path) -> None:
    """What a kill left behind the last LF was never acknowledged."""
    path = tmp_path / "custody.jsonl"
    ledger.append(seized())
    torn = b'{"artifacts":[],"auth'
    with path.open("ab") as file:
        file.write(torn)
    reader = Ledger(path, clock=TickingClock(), writable=False)
    assert reader.check().unbroken
    assert path.read_bytes().endswith(torn), "a reader changes nothing"
    again = Ledger(path, clock=TickingClock(), writable=True)
    check = again.check()
    assert check.unbroken
    assert check.count == 2
    removed = check.events[1]
    assert removed.reason == "unfinished-line-removed"
    assert hashlib.sha256(torn).hexdigest() in removed.notes[0].text


def test_text_that_is_not_unicode_is_refused_and_nothing_written(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(CustodyEventInvalidError):
        ledger.append(EventDraft(event=CustodyEventType.COPIED, place=os.fsdecode(b"caf\xe9")))
    assert (tmp_path / "custody.jsonl").read_bytes() == b""


def test_a_full_disk_leaves_the_ledger_as_it_was(ledger: Ledger, tmp_path: Path) -> None:
    """A limit on file size makes the kernel refuse a write half way, as a full disk does."""
    path = tmp_path / "custody.jsonl"
    ledger.append(seized())
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(DiskFullError):
            ledger.append(seized())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    ledger.append(seized())
    assert ledger.check().unbroken

"""What packaging/fuzzing found, read again through EvidenceReader: what was wrong must not come back.

A finding is a base image and what was done to it. Those whose base is one of the shared images are skipped
where these are absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.fuzzing import trial
from tests.fuzzing.bases import BASES, write
from tests.fuzzing.damage import Damage, Finding, finding_of
from tests.fuzzing.mutations import Mutator
from tests.fuzzing.oracle import complaints, missing_names
from tests.fuzzing.outcome import Item, Outcome
from tests.fuzzing.trial import QUICK, by_reader, by_session

FINDINGS = sorted((Path(__file__).parent / "findings").glob("*.json"))


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_finding(path: Path, tmp_path: Path) -> None:
    finding = finding_of(path)
    base = BASES[finding.base]
    assert hashlib.sha256(base.data()).hexdigest() == finding.base_sha256
    assert finding.complaints
    whole = by_session(write(base, base.data(), tmp_path))
    assert not whole.lost
    image = write(base, finding.damage.apply(base.data()), tmp_path)
    found = by_reader(image)
    assert complaints(base, finding.damage, whole, found) == []
    if base.raw:
        assert missing_names(image, found) == []


def test_there_are_findings() -> None:
    assert len(FINDINGS) > 5


# --- the fuzzer itself: a judge that never complains finds nothing ------------------------------------------


def test_damage_survives_being_written_down() -> None:
    damage = Damage(((5, b"\x00" * 600), (9, b"abc")), 4000)
    again = Finding("ext2", "0" * 64, damage, ("why",))
    assert json.loads(again.to_json())["patches"][0] == [5, "00", 600]


def test_a_seed_gives_the_same_damage_again() -> None:
    base = BASES["ext2"]
    made = [Mutator(base.data(), random.Random(f"1/{number}")).damage() for number in range(20)]
    again = [Mutator(base.data(), random.Random(f"1/{number}")).damage() for number in range(20)]
    assert made == again
    assert len(set(made)) > 15


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (Outcome(lost="exit -11"), "lost"),
        (Outcome(error="worker-lost"), "worker lost"),
        (Outcome(), "gone without an omission"),
        (Outcome(omissions=(("worker-crashed", "s1:/a", "TypeError: x"),)), "unhandled"),
    ],
)
def test_oracle_complains(found: Outcome, complaint: str, tmp_path: Path) -> None:
    base = BASES["ext2"]
    whole = by_session(write(base, base.data(), tmp_path))
    assert whole.items
    assert any(complaint in said for said in complaints(base, Damage(((0, b"\x01"),)), whole, found))


def test_oracle_misses_a_name(tmp_path: Path) -> None:
    base = BASES["ext2"]
    image = write(base, base.data(), tmp_path)
    whole = by_session(image)
    assert missing_names(image, whole) == []
    assert missing_names(image, replace(whole, items=whole.items[1:])) != []


def test_oracle_sees_other_bytes_called_complete() -> None:
    base = BASES["image.E01"]
    item = replace(_an_item(), sha256="1" * 64)
    whole, found = Outcome(items=(_an_item(),)), Outcome(items=(item,))
    assert any("other bytes" in said for said in complaints(base, Damage(((0, b"\x01"),)), whole, found))


def test_session_and_reader_give_the_same(tmp_path: Path) -> None:
    image = write(BASES["ext2"], BASES["ext2"].data(), tmp_path)
    one, other = by_session(image), by_reader(image)
    assert (one.items, one.omissions, one.layers) == (other.items, other.omissions, other.layers)
    assert QUICK.memory_bytes < 2 << 30


def test_process_that_hangs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_session", lambda image, alive: os.kill(os.getpid(), signal.SIGSTOP))
    assert by_session(tmp_path / "nothing", silence_s=1.0).lost == "silent"


def _an_item() -> Item:
    return Item("s1", "a", "12", True, "file", 5, "complete", "0" * 64, ())

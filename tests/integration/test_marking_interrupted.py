"""What a program that ended within a change of marks left undone is done by the next that opens the case."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from forensics_app.catalog.labels.marking import Marking
from forensics_app.catalog.store import Store
from forensics_app.custody.ledger import Ledger
from forensics_app.model.custody import CustodyReason
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases import marks
from forensics_app.services.cases.marks import mark, undo_marking, unmark
from forensics_app.services.sealing import seal
from tests.world.sealing import Bench, lines, make_bench

WORDS = {CustodyReason.ITEMS_MARKED: "marked", CustodyReason.ITEMS_UNMARKED: "unmarked"}
LETTER = ArtifactFilter(text="letter")


class Ended(BaseException):
    """The program ended here: what comes after it never ran."""


def _end(*_: object, **__: object) -> NoReturn:
    raise Ended


STEPS = [
    (marks, "settle_marks"),
    (marks, "_give_up_unreleased"),
    (Ledger, "append"),
    (Store, "acknowledge_custody"),
    (Marking, "settled"),
]


def _reported(bench: Bench) -> list[str]:
    """What the ledger says of marks, in its order."""
    with bench.open() as case:
        events = case.check_custody().events
        assert case.check_custody().broken is None
        assert case.store.marking.owed() == ()
    return [f"{WORDS[e.reason]} {e.notes[0].text}" for e in events if e.reason in WORDS]  # type: ignore[index]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files={"letter.txt": b"Dear counsel\n", "holiday.txt": b"Sea\n"})


@pytest.mark.parametrize(("where", "name"), STEPS, ids=[name for _, name in STEPS])
def test_each_change_of_marks_is_told_once_wherever_the_program_ended(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, where: object, name: str
) -> None:
    kind, clock = PrivacyMark.PRIVILEGED, bench.clock
    expected = []
    for change, word in ((_mark, "marked"), (_unmark, "unmarked"), (_undo, "marked"), (_mark, "marked")):
        with monkeypatch.context() as ended, bench.open() as case:
            ended.setattr(where, name, _end)
            if name == "_give_up_unreleased" and word == "unmarked":
                ended.undo()  # nothing is given up where nothing was marked
                change(case, kind, clock)
            else:
                with pytest.raises(Ended):
                    change(case, kind, clock)
        expected.append(f"{word} privileged=1")
        assert _reported(bench) == expected
    assert _reported(bench) == expected


def _mark(case: marks.Case, kind: PrivacyMark, clock: marks.Clock) -> None:
    mark(case, kind, LETTER, reason="letter to counsel", clock=clock)


def _unmark(case: marks.Case, kind: PrivacyMark, clock: marks.Clock) -> None:
    unmark(case, kind, LETTER, clock=clock)


def _undo(case: marks.Case, kind: PrivacyMark, clock: marks.Clock) -> None:
    assert undo_marking(case) == (kind, 1)


def test_a_whole_bundle_that_was_not_released_is_given_up_by_a_mark_that_was_cut_short(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ended:
        ended.setattr(seal, "release", _end)
        with pytest.raises(Ended):
            bench.seal()
    with monkeypatch.context() as ended, bench.open() as case:
        ended.setattr(marks, "_give_up_unreleased", _end)
        with pytest.raises(Ended):
            _mark(case, PrivacyMark.PRIVILEGED, bench.clock)
    bundle = bench.seal().path
    bench.assert_verified(bundle)
    named = {line["path"]["display"][-1] for line in lines(bundle, "metadata/catalog.jsonl")}
    assert "holiday.txt" in named
    assert "letter.txt" not in named

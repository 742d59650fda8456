"""Any edit, cut or move in a ledger is found, at the first place where the chain no longer holds."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forensics_app.custody.chain import BreakCode, check_chain
from forensics_app.custody.event_json import from_json, to_json
from forensics_app.custody.ledger import Ledger
from forensics_app.model import sealed_json
from forensics_app.model.custody import CustodyEventType, EventDraft, Note, Person
from forensics_app.model.digests import Digests
from tests.world.cases import TickingClock

COUNT = 8


@cache
def ledger_lines() -> tuple[bytes, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "custody.jsonl"
        path.touch()
        ledger = Ledger(path, clock=TickingClock(), writable=True)
        for number in range(COUNT):
            ledger.append(
                EventDraft(
                    event=list(CustodyEventType)[number],
                    persons=(Person("Ann"), Person("Émile", "clerk", "Cour", "FR", "9")),
                    exhibits=(f"EX-{number:03d}",),
                    digests_after=(("s1", Digests(md5="0" * 32)),),
                    notes=(Note("en", "x" * number + "y"),),
                )
            )
        return tuple(ledger.lines())


def known() -> tuple[int, str]:
    return COUNT, check_chain(ledger_lines()).head


@given(st.integers(0, COUNT - 1), st.data())
def test_an_edit_of_any_byte_is_located(place: int, data: st.DataObject) -> None:
    lines = list(ledger_lines())
    at = data.draw(st.integers(0, len(lines[place]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b not in (10, lines[place][at])))
    lines[place] = lines[place][:at] + bytes([byte]) + lines[place][at + 1 :]
    count, head = known()
    broken = check_chain(lines, known_count=count, known_head=head).broken
    assert broken is not None
    assert broken.sequence in (place + 1, place + 2), "the line, or the link behind it"


@given(st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=COUNT - 1))
def test_a_missing_event_is_located(missing: set[int]) -> None:
    lines = [line for number, line in enumerate(ledger_lines()) if number not in missing]
    count, head = known()
    broken = check_chain(lines, known_count=count, known_head=head).broken
    assert broken is not None
    first = min(missing)
    if all(number in missing for number in range(first, COUNT)):
        assert broken.code is BreakCode.CUT, "only a head kept elsewhere shows a cut end"
    else:
        assert (broken.sequence, broken.code) == (first + 1, BreakCode.SEQUENCE)


@given(st.permutations(range(COUNT)).filter(lambda order: list(order) != list(range(COUNT))))
def test_a_move_is_located(order: list[int]) -> None:
    broken = check_chain([ledger_lines()[number] for number in order]).broken
    assert broken is not None
    first_wrong = next(place for place, number in enumerate(order) if place != number)
    assert (broken.sequence, broken.code) == (first_wrong + 1, BreakCode.SEQUENCE)


def test_a_rewritten_chain_is_found_only_by_a_head_kept_elsewhere() -> None:
    """The keeper of a ledger can hash it anew; that is why heads stand in seals."""
    lines = list(ledger_lines())
    rewritten = [*lines[:-1], lines[-1].replace(b'"EX-007"', b'"EX-077"')]
    assert check_chain(rewritten).broken is None
    count, head = known()
    broken = check_chain(rewritten, known_count=count, known_head=head).broken
    assert broken is not None
    assert broken.code is BreakCode.HEAD


def test_an_event_survives_its_sealed_form() -> None:
    for line in ledger_lines():
        value = sealed_json.parse(line)
        assert sealed_json.dump(to_json(from_json(value))) == line

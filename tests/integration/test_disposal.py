"""The end of a case: a day that reminds, and the certificate of what was disposed of."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from forensics_app.errors import CaseDamagedError, DisposalNotFoundError, OutputExistsError, UsageError
from forensics_app.i18n.retention import retention_sentence
from forensics_app.model.custody import CustodyEventType, EventDraft, Note, Person
from forensics_app.model.retention import Retention, RetentionState
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.retention import read_retention, record_retention, retentions_in
from forensics_app.services.custody.events import add_event
from forensics_app.services.forms.disposal import write_certificate
from tests.world.cases import TickingClock, make_case, sealwright
from tests.world.signing import signing_key

LAST = Retention("2031-12-31", "Regulation of the laboratory, section 4")


def _case(path: Path) -> TickingClock:
    clock = TickingClock()
    make_case(path, clock=clock).close()
    return clock


def test_the_day_is_kept_ledgered_and_taken_back(tmp_path: Path) -> None:
    with make_case(tmp_path / "case", clock=TickingClock()) as case:
        assert read_retention(case.path) is None
        record_retention(case, LAST, language="en")
        record_retention(case, LAST, language="en")  # the same again is no change
        assert read_retention(case.path) == LAST
        record_retention(case, None, language="en")
        assert read_retention(case.path) is None
        events = [json.loads(line) for line in case.ledger.lines()]
        for wrong in ("2031-02-30", "31.12.2031", "20311231", ""):
            with pytest.raises(UsageError):
                record_retention(case, Retention(wrong, "x"), language="en")
        with pytest.raises(UsageError):
            record_retention(case, Retention("2031-12-31", " "), language="en")
    told = [[n["text"] for n in e["notes"]] for e in events if e["reason"] == "retention-recorded"]
    assert told == [["until=2031-12-31", LAST.reason], ["until=none"]]


@pytest.mark.parametrize(
    ("today", "state", "said"),
    [
        ("2031-11-30", RetentionState.KEPT, "31 days from now"),
        ("2031-12-01", RetentionState.SOON, "30 days from now"),
        ("2031-12-31", RetentionState.SOON, "is the last day"),
        ("2032-01-01", RetentionState.OVER, "1 day ago"),
    ],
)
def test_it_reminds_in_the_last_month_and_after(today: str, state: RetentionState, said: str) -> None:
    assert LAST.state(date.fromisoformat(today)) is state
    assert said in retention_sentence(LAST, date.fromisoformat(today))


def test_a_file_that_says_something_else_is_damage(tmp_path: Path) -> None:
    _case(tmp_path / "case")
    for text in (b"{}", b"\xff", b'{"until":"soon","reason":"x"}'):
        (tmp_path / "case" / "retention.json").write_bytes(text)
        with pytest.raises(CaseDamagedError):
            read_retention(tmp_path / "case")


def test_cases_are_listed_by_their_day(tmp_path: Path) -> None:
    for name, until in (("a", "2033-01-01"), ("b", "2030-01-01"), ("c", None)):
        with make_case(tmp_path / name, clock=TickingClock()) as case:
            if until is not None:
                record_retention(case, Retention(until, "x"), language="en")
    assert [p.name for p, _ in retentions_in([tmp_path])] == ["b", "a", "c"]
    assert "Retain until 2030-01-01" in sealwright("case", "due", tmp_path).stdout.splitlines()[0]
    sealwright("case", "retain", tmp_path / "c", "--until", "2020-01-01", "--reason", "law")
    assert "The retention period ended on 2020-01-01" in sealwright("list", tmp_path / "c").stderr


@pytest.fixture
def disposed(tmp_path: Path) -> tuple[Path, TickingClock]:
    clock = TickingClock()
    with make_case(tmp_path / "case", clock=clock) as case:
        draft = EventDraft(
            event=CustodyEventType.DISPOSED,
            reason="Overwritten once, then shredded <b>#set page()</b>",
            persons=(Person("A. Petit", "examiner", "LAB Lyon", "FR"),),
            witness=Person("C. Moreau", "clerk"),
            exhibits=("EX-001",),
            place="Lyon",
            authority_reference="3207 Js 118/26",
            physical_seal_before="B 4711",
            notes=(Note("en", "Certificate of the shredder: S-9"),),
        )
        add_event(case, draft, clock=clock)
    return tmp_path / "case", clock


def _write(source: Path, out: Path, clock: TickingClock, **more: object) -> bytes:
    given = {"sequence": None, "language": "en", **more}
    return write_certificate(source, out, trust=TrustStore(), clock=clock, **given).read_bytes()  # type: ignore[arg-type]


def test_the_certificate_says_all_that_the_event_says(
    disposed: tuple[Path, TickingClock], tmp_path: Path
) -> None:
    source, clock = disposed
    text = " ".join(_write(source, tmp_path / "c.txt", clock).decode().split())
    for said in (
        "EX-001", "A. Petit", "C. Moreau", "Lyon", "3207 Js 118/26", "B 4711", "Overwritten once",
        "Certificate of the shredder: S-9", "custody.jsonl:2", "Nobody signed this record digitally.",
    ):  # fmt: skip
        assert said in text
    page = _write(source, tmp_path / "c.html", clock, language="ar").decode()
    assert "<b>#set" not in page
    assert 'dir="rtl"' in page
    pdf = _write(source, tmp_path / "c.pdf", clock, key=signing_key())
    assert pdf.startswith(b"%PDF")
    assert b"/ETSI.CAdES.detached" in pdf
    with pytest.raises(OutputExistsError):
        _write(source, tmp_path / "c.pdf", clock)


def test_without_a_disposal_there_is_no_certificate(tmp_path: Path) -> None:
    clock = _case(tmp_path / "case")
    with pytest.raises(DisposalNotFoundError):
        _write(tmp_path / "case", tmp_path / "c.txt", clock)
    with pytest.raises(UsageError):
        _write(tmp_path / "case", tmp_path / "c.doc", clock)


def test_another_entry_is_no_disposal(disposed: tuple[Path, TickingClock], tmp_path: Path) -> None:
    source, clock = disposed
    with pytest.raises(DisposalNotFoundError):
        _write(source, tmp_path / "c.txt", clock, sequence=1)
    done = sealwright("custody", "certificate", source, "-o", tmp_path / "d.txt", "--event", "2")
    assert "Certificate:" in done.stdout

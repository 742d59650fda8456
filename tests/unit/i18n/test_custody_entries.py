"""What is said of an entry that the program recorded: from its notes and digests, whatever they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forensics_app.i18n import set_language
from forensics_app.i18n.custody import bundle_names, entry_particulars, sources_named
from forensics_app.i18n.translator import current
from forensics_app.model.custody import ClockSource, CustodyEvent, CustodyEventType, CustodyReason, Note
from forensics_app.model.digests import Digests

CODE = "0123456789abcdef" * 4


def event(reason: CustodyReason, *notes: str, code: str | None = None) -> CustodyEvent:
    return CustodyEvent(
        sequence=1,
        event_id="e",
        nonce=b"",
        previous="0" * 64,
        event=CustodyEventType.EXPORTED,
        time_utc="2026-01-01T00:00:00Z",
        local_offset=None,
        clock_source=ClockSource.COMPUTER,
        place=None,
        persons=(),
        witness=None,
        exhibits=(),
        reason=reason,
        authority_reference=None,
        tool=None,
        physical_seal_before=None,
        physical_seal_after=None,
        digests_before=None,
        digests_after=None if code is None else (("seal_code", Digests(sha256=code)),),
        artifacts=(),
        refers_to=None,
        notes=tuple(Note("zxx", one) for one in notes),
    )


WRITTEN = event(CustodyReason.BUNDLE_WRITTEN, "X-B01", code=CODE)
SHOWN_CODE = "seal code 0123 4567 89ab cdef …"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (event(CustodyReason.BUNDLE_SEALED, "X-B01"), ("X-B01",)),
        (WRITTEN, ("X-B01", SHOWN_CODE)),
        (event(CustodyReason.ADDENDUM_MADE, "X-B01.dispatch.0fe4d9b4.asice"), ("Sent", "X-B01")),
        (event(CustodyReason.ADDENDUM_IMPORTED, "X-B01.receipt.0fe4d9b4.asice"), ("Receipt", "X-B01")),
        (
            event(CustodyReason.ADDENDUM_IMPORTED, "X-B01.receipt.0fe4d9b4.asice", "rejected"),
            ("Receipt", "X-B01", "rejected"),
        ),
        (
            event(
                CustodyReason.PARCEL_MADE, "parcel.asice", "ab" * 32, "passphrase", "shares 2/3", code=CODE
            ),
            ("X-B01", "certificate abab abab abab abab …", "passphrase", "2 of 3 key shares", SHOWN_CODE),
        ),
        (event(CustodyReason.ITEMS_MARKED, "privileged=2"), ("privileged", "2 items")),
        (event(CustodyReason.CONTENTS_EXTRACTED, "4/5 extracted.csv SHA-256 27ae"), ("4 of 5 files",)),
        (event(CustodyReason.CONTENTS_OPENED, "1/1 extracted.csv SHA-256 27ae"), ("1 of 1 file",)),
        (event(CustodyReason.CONTENTS_REDERIVED, "X-B01 7/7"), ("X-B01", "7 of 7 files")),
        (event(CustodyReason.HASH_SET_MATCHED, "hash-set=NSRL; kind=known; hits=3"), ("NSRL", "3 hits")),
        (event(CustodyReason.INGEST_BEGUN), ()),
    ],
)
def test_an_entry_says_which_bundle_for_whom_and_how_much(entry: CustodyEvent, said: tuple[str, ...]) -> None:
    set_language("en")
    assert entry_particulars(entry, bundle_names([WRITTEN, entry]), current()) == said


@pytest.mark.parametrize("reason", CustodyReason)
@pytest.mark.parametrize("note", ["", "=", "a=9", "x.elsewhere.00000000.asice", "9" * 400, "privileged=²"])
def test_a_ledger_of_somebody_else_may_have_anything_in_it(reason: CustodyReason, note: str) -> None:
    strange = event(reason, note, note, code="f" * 63)
    assert "seal code" not in " ".join(entry_particulars(strange, bundle_names([strange]), current()))


def test_a_reading_is_told_by_the_source_whose_digests_its_end_bears() -> None:
    """Nothing is guessed where another reading of the same exhibit begins, or one stops, in between."""
    told = [
        (CustodyReason.INGEST_BEGUN, None, ("s1",)),
        (CustodyReason.RULES_APPLIED, None, ()),
        (CustodyReason.INGEST_COMPLETED, "s1", ("s1",)),
        (CustodyReason.INGEST_BEGUN, None, ()),
        (CustodyReason.INGEST_STOPPED, None, ()),
        (CustodyReason.INGEST_BEGUN, None, ()),
        (CustodyReason.INGEST_RESUMED, None, ("s2",)),
        (CustodyReason.STORED_DIGESTS_AGREE, "s2", ("s2",)),
        (CustodyReason.INGEST_COMPLETED, "s2", ("s2",)),
        (CustodyReason.BUNDLE_WRITTEN, "seal_code", ()),
        (CustodyReason.INGEST_EXTENDED, None, ()),
    ]
    events = [
        replace(
            event(reason),
            event_id=str(number),
            exhibits=("X",),
            digests_after=None if name is None else ((name, Digests(sha256=CODE)),),
        )
        for number, (reason, name, _) in enumerate(told)
    ]
    expected = {str(number): ids for number, (_, _, ids) in enumerate(told) if ids}
    assert sources_named(events) == expected
    elsewhere = [replace(events[0], exhibits=("Y",)), *events[1:]]
    assert "0" not in sources_named(elsewhere)

"""A sealed request says what was recorded, in its lowest form; nothing else is read as a request."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.bundle.writing.request_export import request_object
from forensics_app.errors import RequestFileError, RequestInvalidError
from forensics_app.model import sealed_json
from forensics_app.model.case import CaseFacts
from forensics_app.model.request import Authority, Formality, FormalityMet, HandlingCode, RequestRecord
from forensics_app.services.requests.file import from_fields, from_json, to_json, usable
from forensics_app.services.verifying.request_fields import request_fields
from forensics_app.verify.files.records import NotSealedFormError, Reader, Request, Request2
from forensics_app.verify.lists.request_record import record_1, record_2

FACTS = CaseFacts("R", "T", "E", "A", "FR", "2026-11-24T08:00:00Z")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SOME = st.none() | TEXT
FORMALITIES = st.builds(Formality, TEXT, st.sampled_from(FormalityMet), SOME)
RECORDS = st.builds(
    RequestRecord,
    instrument=SOME,
    authorities=st.lists(st.builds(Authority, TEXT, TEXT, SOME, SOME), max_size=2).map(tuple),
    requesting_reference=SOME,
    executing_reference=SOME,
    legal_basis=SOME,
    offence=SOME,
    urgency=SOME,
    deadline=st.none() | st.dates().map(str),
    formalities=st.lists(st.builds(Formality, TEXT, st.sampled_from(FormalityMet), SOME), max_size=2).map(
        tuple
    ),
    limits_of_use=SOME,
    retention=SOME,
    return_terms=SOME,
    languages=st.lists(TEXT, max_size=3).map(tuple),
    nonce=st.none() | st.binary(max_size=20),
    handling=st.lists(st.builds(HandlingCode, TEXT, TEXT, SOME, SOME), max_size=2).map(tuple),
)


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_what_is_sealed_is_what_was_recorded(record: RequestRecord) -> None:
    line = sealed_json.dump(request_object(record, FACTS))
    if record.format_version == 2:
        assert record_2(Reader(Request2).read(line)) == record
    else:
        assert record_1(Reader(Request).read(line)) == record
    assert from_fields(request_fields(record)) == record


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_what_a_case_keeps_is_read_again_or_was_refused(record: RequestRecord) -> None:
    try:
        kept = usable(record)
    except RequestInvalidError:
        return
    assert from_json(to_json(kept), "x") == kept
    assert usable(kept) == kept


@given(st.binary(max_size=200), RECORDS, st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_anything_else_is_refused_as_what_it_is(
    junk: bytes, record: RequestRecord, at: int, byte: int
) -> None:
    line = bytearray(sealed_json.dump(request_object(record, FACTS)))
    line[at % len(line)] = byte
    for data in (junk, bytes(line)):
        for reader in (Reader(Request), Reader(Request2)):
            try:
                value = reader.read(data)
            except NotSealedFormError:
                continue
            assert value.type.endswith(("/1", "/2"))
        try:
            from_json(data, "x")
        except (RequestFileError, RequestInvalidError):
            continue

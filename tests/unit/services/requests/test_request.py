"""A case's legal request: kept, told to the ledger, judged for its instrument, sealed in its lowest form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forensics_app.errors import RequestFileError, RequestInvalidError, UsageError
from forensics_app.i18n import LANGUAGES
from forensics_app.i18n.request_words import (
    FIELD_LABELS,
    INSTRUMENT_LABELS,
    PROBLEM_SENTENCES,
    ROLE_LABELS,
    problem_sentence,
)
from forensics_app.i18n.translator import translator_for
from forensics_app.model.custody import CustodyReason
from forensics_app.model.request import (
    Authority,
    AuthorityRole,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    ProblemSeverity,
    RequestField,
    RequestRecord,
    Urgency,
)
from forensics_app.services.requests.case_request import (
    TEMPLATES,
    check_request,
    handling_warnings,
    read_request,
    with_handling,
    write_request,
)
from forensics_app.services.requests.file import from_json, template_text, to_json
from forensics_app.services.verifying.verify import report_fields
from tests.world.cases import TickingClock, make_case
from tests.world.sealing import make_bench, read

HAMBURG = Authority("issuing", "Staatsanwaltschaft Hamburg", "DE", "poststelle@example.org")
LYON = Authority("executing", "Tribunal judiciaire de Lyon", "FR")
WHOLE = RequestRecord(
    instrument=Instrument.EIO,
    authorities=(HAMBURG, LYON),
    requesting_reference="3207 Js 118/26",
    executing_reference="EIO-FR-2026-1183",
    legal_basis="Directive 2014/41/EU, Article 13",
    offence="Fraud",
    urgency=Urgency.ROUTINE,
    deadline="2026-12-09",
    formalities=(Formality("A witness is present", FormalityMet.YES),),
    limits_of_use="Only proceedings 3207 Js 118/26.\nNo onward transfer without consent.",
    languages=("de", "fr"),
    nonce=bytes(range(16)),
    handling=(HandlingCode("TLP", "AMBER+STRICT"),),
)


def codes(record: RequestRecord, **asked: date) -> list[str]:
    return [p.code for p in check_request(record, **asked)]


def warned(*handling: HandlingCode, instrument: str | None = Instrument.EIO) -> list[str]:
    return [p.code for p in handling_warnings(RequestRecord(instrument=instrument, handling=handling))]


def test_record_is_kept_and_each_change_stands_in_the_ledger(tmp_path: Path) -> None:
    with make_case(tmp_path / "case", clock=TickingClock()) as case:
        assert read_request(case) == RequestRecord()
        before = case.ledger.head()[0]
        write_request(case, WHOLE)
        write_request(case, WHOLE)
        assert case.ledger.head()[0] == before + 1
        write_request(case, replace(WHOLE, limits_of_use="Everything"))
        events = case.check_custody().events[-2:]
        assert {e.reason for e in events} == {CustodyReason.REQUEST_RECORDED}
        first, second = (dict(e.digests_after or ())["request"].sha256 for e in events)
        assert first != second
        assert read_request(case).limits_of_use == "Everything"
    assert [p.name for p in (tmp_path / "case").iterdir() if p.name.startswith(".")] == []


def test_reader_of_a_case_cant_change_the_record(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    with bench.open(write=False) as case, pytest.raises(UsageError):
        write_request(case, WHOLE)


def test_texts_are_trimmed_and_what_is_empty_is_left_out(tmp_path: Path) -> None:
    with make_case(tmp_path / "case") as case:
        kept = write_request(
            case,
            RequestRecord(
                offence="  Fraud \r\n twice  ",
                legal_basis="   ",
                authorities=(Authority("issuing", " "), Authority("", " Zoll ", "de")),
                languages=("de", " ", "pt_BR", "de"),
            ),
        )
    assert kept == RequestRecord(
        offence="Fraud\ntwice", authorities=(Authority("", "Zoll", "DE"),), languages=("de", "pt-BR")
    )


@pytest.mark.parametrize(
    ("field", "record"),
    [
        ("legal_basis", RequestRecord(legal_basis="Article \u202e31")),
        ("requesting_reference", RequestRecord(requesting_reference="a\nb")),
        ("offence", RequestRecord(offence="x" * 20_000)),
        ("authorities", RequestRecord(authorities=(Authority("issuing", "Zoll", "QQ"),))),
        ("authorities", RequestRecord(authorities=(Authority("x", "A"),) * 201)),
        ("languages", RequestRecord(languages=("German",))),
        ("deadline", RequestRecord(deadline="9 December")),
        ("deadline", RequestRecord(deadline="2026-02-30")),
        ("handling", RequestRecord(handling=(HandlingCode("TLP", " "),))),
        ("nonce", RequestRecord(nonce=b"")),
    ],
)
def test_value_that_no_record_may_hold_is_refused(tmp_path: Path, field: str, record: RequestRecord) -> None:
    with make_case(tmp_path / "case") as case:
        with pytest.raises(RequestInvalidError) as refused:
            write_request(case, record)
        assert refused.value.field == field
        assert not (case.path / "request.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"instrument":1}',
        b'{"instruments":"eio"}',
        b'{"type":"sealwright/request/9"}',
        b'{"formalities":[{"asked":"x","met":"maybe"}]}',
        b"\xff",
        b"[" * 100_000,
        b'{"offence":"' + b"x" * (1 << 20) + b'"}',
    ],
)
def test_file_that_is_no_record_is_refused_with_its_name(text: bytes) -> None:
    with pytest.raises(RequestFileError) as refused:
        from_json(text, "asked.json")
    assert refused.value.path == "asked.json"


def test_what_is_written_is_read_again() -> None:
    assert from_json(to_json(WHOLE), "x") == WHOLE


@pytest.mark.parametrize("instrument", Instrument)
def test_template_asks_for_what_its_instrument_needs_and_fills_in(instrument: Instrument) -> None:
    template = TEMPLATES[instrument]
    values = json.loads(template_text(instrument))
    assert set(values) == {f.value for f in template.fields}
    assert {RequestField.INSTRUMENT, RequestField.AUTHORITIES} <= set(template.fields)
    empty = from_json(template_text(instrument).encode(), "template")
    assert empty == RequestRecord(instrument=instrument)  # nameless authorities are none
    missing = [p for p in check_request(empty) if p.severity is ProblemSeverity.MISSING]
    assert missing
    texts = dict.fromkeys(("requesting_reference", "legal_basis", "offence", "limits_of_use"), "x")
    roles = [*template.needed_roles, *[AuthorityRole.MEMBER] * template.members]
    countries = ("DE", "FR")
    filled = replace(
        empty,
        deadline="2026-12-09",
        authorities=tuple(Authority(r, f"A{i}", countries[i % 2]) for i, r in enumerate(roles)),
        **texts,
    )
    left = check_request(filled, today=date(2026, 11, 24))
    assert [p.code for p in left] == ([] if template.transfers else ["preserves-only"])


def test_what_is_missing_comes_before_what_is_doubtful() -> None:
    record = replace(
        WHOLE,
        authorities=(replace(LYON, country=None),),
        offence=None,
        deadline="2026-11-01",
        formalities=(Formality("Two witnesses"), Formality("Filmed", FormalityMet.NO)),
    )
    assert codes(record, today=date(2026, 11, 24)) == [
        "role-missing",
        "field-missing",
        "authority-country",
        "deadline-past",
        "formality-open",
        "formality-not-met",
    ]


def test_doubts_of_other_records() -> None:
    assert codes(RequestRecord()) == ["no-instrument"]
    assert codes(RequestRecord(instrument="warrant")) == ["unknown-instrument"]
    assert codes(replace(WHOLE, authorities=(HAMBURG, replace(LYON, country="DE")))) == ["same-country"]
    assert codes(replace(WHOLE, urgency=Urgency.EMERGENCY, deadline=None)) == ["emergency-without-deadline"]
    assert codes(WHOLE, today=date(2026, 12, 9)) == []


def test_europol_h1_with_use_in_court_is_warned_about_until_permission_is_recorded() -> None:
    h1 = HandlingCode("EUROPOL", "H1")
    assert warned(h1) == ["europol-h1-court"]
    assert warned(h1, instrument=None) == ["europol-h1-court"]
    assert warned(h1, instrument=Instrument.POLICE) == []
    assert warned(replace(h1, permission="Europol, 3 November 2026")) == []


def test_handling_codes_are_judged_within_their_own_scheme() -> None:
    assert warned(HandlingCode("TLP", "AMBER"), HandlingCode("EUROPOL", "H0")) == []
    assert warned(HandlingCode("TLP", "AMBER"), HandlingCode("TLP", "GREEN")) == ["handling-several"]
    assert warned(HandlingCode("TLP", "WHITE")) == ["tlp-white"]
    assert warned(HandlingCode("TLP", "PURPLE")) == ["handling-value-unknown"]
    assert warned(HandlingCode("tlp", "red")) == ["tlp-red"]
    assert warned(HandlingCode("EUROPOL", "H0"), HandlingCode("EUROPOL", "H3", "Ask before use")) == [
        "europol-h0-with-others"
    ]
    assert warned(HandlingCode("EUROPOL", "H2"), HandlingCode("EUROPOL", "H3")) == [
        "europol-h2-passing-on",
        "europol-h3-comment",
    ]
    assert warned(HandlingCode("INTERPOL", "RESTRICTED")) == []
    assert warned(HandlingCode("NATIONAL", "VS-NfD")) == ["handling-scheme-unknown"]


def test_codes_of_a_sealing_are_added_once() -> None:
    more = (HandlingCode("tlp", "amber+strict", "other"), HandlingCode("EUROPOL", "H1"))
    assert with_handling(WHOLE, (*more, more[1])).handling == (*WHOLE.handling, more[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_can_be_said(language: str) -> None:
    words = translator_for(language)
    hostile = "\u202ex{subject}<b>"
    record = replace(
        RequestRecord(instrument=hostile),
        handling=(HandlingCode(hostile, "X"),),
        authorities=(Authority("x", hostile),),
    )
    for problem in (*check_request(record), *handling_warnings(record), *check_request(RequestRecord())):
        said = problem_sentence(problem, words)
        assert said
        assert "\u202e" not in said
    assert set(PROBLEM_SENTENCES) >= {p.code for p in check_request(record)}
    assert set(INSTRUMENT_LABELS) == set(Instrument)
    assert set(ROLE_LABELS) == set(AuthorityRole)
    assert set(FIELD_LABELS) == set(RequestField)


def test_bundle_is_of_the_fourth_format_whatever_its_request(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    first = replace(WHOLE, authorities=(), deadline=None, formalities=())
    word = "sealwright/4"
    for name, record in (("X-B01.zip", first), ("X-B02.zip", WHOLE), ("X-B03.zip", RequestRecord())):
        with bench.open() as case:
            write_request(case, record)
        sealed = bench.seal(name, handling=(HandlingCode("EUROPOL", "H0"),))
        report = bench.assert_verified(sealed.path)
        assert report.bundle.format == word
        assert f"Sealwright-Format: {word}\n".encode() in read(sealed.path, "bag-info.txt")
        assert report.bundle.request == with_handling(record, (HandlingCode("EUROPOL", "H0"),))
        told = report_fields(report, translator_for("en"))["bundle"]["request"]
        assert told["requesting_reference"] == record.requesting_reference
        assert told["authorities"] == [
            {"role": a.role, "name": a.name, "country": a.country, "contact": a.contact}
            for a in record.authorities
        ]

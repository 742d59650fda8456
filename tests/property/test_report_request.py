"""A report never lies about the request: every field that is set appears, and none that is not."""

from __future__ import annotations

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.i18n.request_words import FIELD_LABELS, field_label
from forensics_app.i18n.translator import translator_for
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import RequestField, RequestRecord
from forensics_app.report.evidence.document import Section
from forensics_app.report.evidence.html import render_html
from forensics_app.report.evidence.report import evidence_document
from forensics_app.report.evidence.request import request_section
from forensics_app.report.layout.handling_marks import handling_codes
from tests.property.test_request_forms import RECORDS
from tests.world.report_facts import facts

EN = translator_for("en")


def texts(record: RequestRecord) -> list[str]:
    """Everything that somebody wrote into the record, as people read it."""
    plain = [
        record.requesting_reference,
        record.executing_reference,
        record.legal_basis,
        record.offence,
        record.deadline,
        record.limits_of_use,
        record.retention,
        record.return_terms,
        *record.languages,
    ]
    for one in record.authorities:
        plain += [one.name, one.contact]
    for asked in record.formalities:
        plain += [asked.asked, asked.note]
    for code in record.handling:
        plain += [handling_text(code.scheme, code.value), code.comment, code.permission]
    if record.nonce:
        plain.append(base64.b64encode(record.nonce).decode("ascii"))
    return [visible(text) for text in plain if text]


def said(section: Section) -> set[str]:
    """The labels of the facts that stand there."""
    return {fact.label for fact in section.facts}


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_every_field_that_is_set_appears_and_no_other(record: RequestRecord) -> None:
    section = request_section(record, EN)
    assert said(section) == {field_label(field, EN) for field in RequestField if record.holds(field)}
    whole = "\n".join(fact.value for fact in section.facts)
    for text in texts(record):
        assert text in whole
    assert bool(section.intro) is record.is_empty


@given(RECORDS)
@settings(max_examples=25, deadline=None)
def test_each_report_shows_every_handling_code_and_nothing_of_an_empty_request(record: RequestRecord) -> None:
    document = evidence_document(facts(request=record), EN)
    made = render_html(document).decode("utf-8")
    codes = handling_codes(record)
    assert set(codes) == {visible(handling_text(h.scheme, h.value)) for h in record.handling}
    assert codes == (() if document.handling is None else document.handling.codes)
    assert ('class="handling"' in made) is bool(record.handling)


@given(st.sampled_from(RequestField))
@settings(max_examples=len(RequestField), deadline=None)
def test_every_field_has_its_label(field: RequestField) -> None:
    assert EN.text(FIELD_LABELS[field])

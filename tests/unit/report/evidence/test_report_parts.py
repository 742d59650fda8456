"""Parts of a report that were left out by choice are gone from it, and named in it; others always stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forensics_app.i18n.report_parts import part_label
from forensics_app.i18n.translator import translator_for
from forensics_app.model.report_parts import ReportPart
from forensics_app.report.evidence.report import evidence_document
from tests.world.report_facts import full_facts

EN = translator_for("en")


@pytest.mark.parametrize("part", ReportPart)
def test_a_part_that_is_left_out_is_gone_and_named(part: ReportPart) -> None:
    whole = evidence_document(full_facts(), EN)
    less = evidence_document(replace(full_facts(), without=frozenset({part})), EN)
    titles = [section.title for section in less.sections]
    gone = [s.title for s in whole.sections if s.title not in titles]
    assert gone
    assert titles == [s.title for s in whole.sections if s.title not in gone]
    said = f"Omitted from this report at the author's choice: {part_label(part, EN)}."
    assert said in less.sections[-1].paragraphs
    assert not any(
        p.startswith("Omitted from this report at the author's choice") for p in whole.sections[-1].paragraphs
    )


def test_omissions_method_and_limits_stand_whatever_is_left_out() -> None:
    whole = [s.title for s in evidence_document(full_facts(), EN).sections]
    bare = evidence_document(replace(full_facts(), pictures=None, without=frozenset(ReportPart)), EN)
    kept = [s.title for s in bare.sections]
    assert kept == [whole[0], *whole[-4:-3], *whole[-2:]]
    assert "Limitations of this report" in kept

"""The legal request that a bundle answers, in a verification report."""

from __future__ import annotations

from forensics_app.i18n.translator import translator_for
from forensics_app.model.request import RequestRecord
from forensics_app.report.verification.request import request_section


def test_languages_are_named_and_their_codes_stay() -> None:
    """As in the window; the code is what was sealed, whatever a list of names calls it."""
    record = RequestRecord(languages=("de", "pt-BR", "qaa"))
    section = request_section(record, translator_for("en"))
    assert section is not None
    values = [fact.value for fact in section.facts]
    assert values == ["German (de), Portuguese (Brazil) (pt-BR), qaa"]

"""What a court reads is not addressed to whoever verified: no paper says “your trusted list”."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from forensics_app.i18n.findings import FINDING_SENTENCES, PARCEL_SENTENCES
from forensics_app.i18n.papers.on_paper import ON_PAPER, on_paper
from forensics_app.i18n.translator import LANGUAGES, translator_for
from tests.unit.i18n.catalogue import SOURCE

_TO_THE_USER = re.compile(r"\b(you|your|yours|the reader|reader's)\b", re.IGNORECASE)
_ON_PAPERS = (
    "forensics_app/i18n/verdicts.py",
    "forensics_app/i18n/verifying/",
    "forensics_app/report/verification/report.py",
    "forensics_app/report/verification/limits.py",
    "forensics_app/report/verification/request.py",
    "forensics_app/report/evidence/",
    "forensics_app/report/forms/receipt_page.py",
    "forensics_app/report/forms/custody_form.py",
    "forensics_app/report/forms/cover_sheet.py",
)


def test_every_sentence_to_the_user_has_another_on_paper() -> None:
    said = {
        one for one in (*FINDING_SENTENCES.values(), *PARCEL_SENTENCES.values()) if _TO_THE_USER.search(one)
    }
    with (SOURCE / "sealwright.pot").open("rb") as file:
        messages = list(read_po(file))
    for message in messages:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if any(place.startswith(_ON_PAPERS) for place, _ in message.locations):
            said |= {one for one in ids if _TO_THE_USER.search(one)}
    assert said == set(ON_PAPER)  # those that are gone go here too
    assert not [one for one in ON_PAPER.values() if _TO_THE_USER.search(one)]
    fields = re.compile(r"{[a-z]+}")
    assert all(
        sorted(fields.findall(said)) == sorted(fields.findall(other)) for said, other in ON_PAPER.items()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(language: str) -> None:
    window = translator_for(language)
    paper = on_paper(window)
    fields = {"label": "X", "subject": "S", "expected": "E", "actual": "A"}
    told = {one: paper.text(one, **fields) for one in ON_PAPER}
    assert all(told[one] == window.text(other, **fields) for one, other in ON_PAPER.items())
    assert len(set(told.values())) == len(told)
    assert paper.text("Seal code") == window.text("Seal code")

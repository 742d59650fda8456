"""The form of the legal request: what the instrument needs, what is open, what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestField,
    RequestRecord,
)
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.lock import take_lock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import TEMPLATES, read_request, write_request
from tests.ui.conftest import Until
from tests.ui.shooting.shoot_case import RECORD
from ui.dialogs.request.form import RequestForm
from ui.dialogs.request.request import RequestDialog
from ui.pages.case.page import CasePage
from ui.widgets.layout.tab_order import reading_order
from ui.widgets.statements.handling_tag import HandlingTag
from ui.widgets.statements.request_facts import RequestFacts
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places


def choose(form: RequestForm, instrument: str) -> None:
    form.instrument.setCurrentIndex(form.instrument.findData(instrument))


def dialog(qtbot: QtBot, window: MainWindow, record: RequestRecord) -> RequestDialog:
    made = RequestDialog(window.bench, record, window)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("instrument", Instrument)
def test_form_shows_the_fields_of_its_instrument_and_no_others(qtbot: QtBot, instrument: Instrument) -> None:
    form = RequestForm(RequestRecord())
    qtbot.addWidget(form)
    choose(form, instrument.value)
    shown = {f for f in form.fields() if (part := form.part(f)) is not None and not part.isHidden()}
    template = TEMPLATES[instrument]
    assert shown == set(template.fields)
    roles = [row.value.role for row in form.authorities.rows]
    assert roles == [*template.needed_roles, *["member"] * template.members]


def test_form_gives_back_the_record_that_it_was_given(qtbot: QtBot) -> None:
    written = replace(
        RECORD,
        legal_basis="Directive 2014/41/EU\nArticle 13",
        nonce=b"\x00\x01\x02",
        authorities=(
            Authority("issuing", "Zoll", "DE", "Hauptstraße 1\nHamburg"),
            Authority("courier", "Somebody", "QQ"),
        ),
        formalities=(Formality("First\nsecond", FormalityMet.NO, "why\nnot"),),
        handling=(HandlingCode("NATIONAL", "VS-NfD", "c", "p"),),
        urgency="at-once",
        languages=("de", "tlh"),
    )
    form = RequestForm(written)
    qtbot.addWidget(form)
    kept = form.record
    assert kept == written
    form.legal_basis.edit.setText("Another law")
    assert form.record == replace(written, legal_basis="Another law")


def test_what_another_instrument_does_not_ask_for_stays_in_sight(qtbot: QtBot) -> None:
    form = RequestForm(RECORD)
    qtbot.addWidget(form)
    choose(form, "epoc-pr")
    part = form.part(RequestField.FORMALITIES)
    assert part is not None
    assert not part.isHidden()
    assert form.record == replace(RECORD, instrument="epoc-pr")


def test_open_points_follow_what_is_typed(qtbot: QtBot, opened: MainWindow) -> None:
    made = dialog(qtbot, opened, RequestRecord())
    assert [p.code for p in made.problems.shown] == ["no-instrument"]
    choose(made.form, "eio")
    missing = [p.subject for p in made.problems.shown]
    assert missing == ["issuing", "executing", "requesting_reference", "offence"]
    assert made.form.legal_basis.value == "Directive 2014/41/EU"  # the one law of an EIO
    made.form.legal_basis.edit.clear()
    missing = [p.subject for p in made.problems.shown]
    assert missing == ["issuing", "executing", "requesting_reference", "legal_basis", "offence"]
    for row, (name, country) in zip(
        made.form.authorities.rows, (("Zoll", "DE"), ("Lyon", "FR")), strict=True
    ):
        row.name.setText(name)
        row.country.set_value(country)
    for field in (made.form.theirs, made.form.legal_basis, made.form.offence):
        field.edit.setText("x")
    assert made.problems.shown == ()
    codes = made.form.handling
    codes.add.setCurrentIndex(codes.add.findData("EUROPOL:H1"))
    codes.add.activated.emit(codes.add.currentIndex())
    assert [p.code for p in made.problems.shown] == ["europol-h1-court"]
    codes.rows.rows[0].permission.setText("Europol, 3 November")
    assert made.problems.shown == ()


def test_rows_and_chips_are_added_and_taken_away(qtbot: QtBot) -> None:
    form = RequestForm(RequestRecord(instrument="eio"))
    qtbot.addWidget(form)
    form.authorities.add_button.click()
    assert [row.value.role for row in form.authorities.rows] == ["issuing", "executing", "validating"]
    form.authorities.rows[0].remove.click()
    assert [row.value.role for row in form.authorities.rows] == ["executing", "validating"]
    languages = form.languages
    for tag in ("fr", "de", "fr"):
        languages.add.setCurrentIndex(languages.add.findData(tag))
        languages.add.activated.emit(languages.add.currentIndex())
    assert form.record.languages == ("fr", "de")
    languages._chips.itemAt(0).widget().click()  # type: ignore[union-attr]
    assert form.record.languages == ("de",)


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_remove_comes_last_in_its_row(qtbot: QtBot) -> None:
    """Tab led from the name to Remove, where the space bar would have taken the authority away."""
    form = RequestForm(RequestRecord(instrument="eio"))
    qtbot.addWidget(form)
    form.formalities.add_button.click()
    form.handling.add.setCurrentIndex(form.handling.add.findData("EUROPOL:H1"))
    form.handling.add.activated.emit(form.handling.add.currentIndex())
    form.show()
    for row in (*form.authorities.rows, *form.formalities.rows, *form.handling.rows.rows):
        assert list(reading_order(row))[-1] is row.remove


def test_without_an_instrument_the_first_authority_is_the_requesting_one(qtbot: QtBot) -> None:
    form = RequestForm(RequestRecord())
    qtbot.addWidget(form)
    for _ in range(2):
        form.authorities.add_button.click()
    assert [row.value.role for row in form.authorities.rows] == ["requesting", "central"]


def test_saved_request_stands_on_the_case_page(
    qtbot: QtBot, opened: MainWindow, small: Path, until: Until
) -> None:
    made = dialog(qtbot, opened, RECORD)
    made.form.theirs.edit.setText("3207 Js 119/26")
    made.save()
    until(lambda: opened.bench.case is not None and not opened.bench.case.overview.request.is_empty)  # type: ignore[union-attr]
    page = opened.pages[places.CASE]
    assert isinstance(page, CasePage)
    until(lambda: page._request.findChild(RequestFacts) is not None)
    facts = page._request.findChild(RequestFacts)
    assert facts is not None
    said = " ".join(t.accessibleName() for t in facts.findChildren(Text))
    assert "3207 Js 119/26" in said
    assert "Staatsanwaltschaft Hamburg, Germany" in said
    assert [t.text for t in facts.findChildren(HandlingTag)] == ["TLP:AMBER+STRICT", "Europol H1"]
    with open_case(small, write=False, clock=SystemClock()) as case:
        assert read_request(case).requesting_reference == "3207 Js 119/26"
        assert case.ledger.check().events[-1].reason == "request-recorded"


def test_what_cant_be_kept_is_said_and_the_form_stays(
    qtbot: QtBot, opened: MainWindow, small: Path, until: Until
) -> None:
    made = dialog(qtbot, opened, RECORD)
    made.form.deadline.edit.setText("9 December")
    made.save()
    assert made.form.deadline.edit.accessibleDescription().startswith("Enter a date such as")
    made.form.deadline.edit.setText("2026-12-09")
    made.form.offence.edit.setText("Fr\u202eaud")
    made.save()
    until(lambda: made._trouble.count() == 1)
    assert "Offence" in made._trouble.itemAt(0).widget().accessibleName()  # type: ignore[union-attr]
    made.form.offence.edit.setText("Fraud")
    lock = take_lock(small, clock=SystemClock())
    made.save()
    until(lambda: made._trouble.count() == 1 and made.save_button.isEnabled())
    assert "in use" in made._trouble.itemAt(0).widget().accessibleName().lower() or "process" in (  # type: ignore[union-attr]
        made._trouble.itemAt(0).widget().accessibleName()  # type: ignore[union-attr]
    )
    lock.release()


def test_request_that_was_changed_by_hand_is_told_and_can_be_recorded_again(
    qtbot: QtBot, window: MainWindow, small: Path, until: Until
) -> None:
    (small / "request.json").write_text("{", encoding="utf-8")
    bench = window.bench
    bench.open_case(small)
    until(lambda: bench.case is not None and bench.case.overview is not None)
    assert bench.case is not None
    assert bench.case.overview is not None
    assert bench.case.overview.request_error is not None
    assert bench.case.overview.total == 8
    made = dialog(qtbot, window, bench.case.overview.request)
    choose(made.form, "jit")
    made.save()
    until(lambda: bench.case.overview.request.instrument == "jit")  # type: ignore[union-attr]


def test_facts_say_every_part(qtbot: QtBot, small: Path) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        kept = write_request(case, RECORD)
    facts = RequestFacts(kept)
    qtbot.addWidget(facts)
    said = [t.accessibleName() for t in facts.findChildren(Text)]
    for text in ("Fraud, serious", "German, French", "Routine", "EIO-FR-2026-1183"):
        assert text in said
    assert RECORD.authorities[0].contact in [w.accessibleName() for w in facts.findChildren(QWidget)]


def test_the_law_follows_the_instrument_until_somebody_enters_another(
    qtbot: QtBot, opened: MainWindow
) -> None:
    form = dialog(qtbot, opened, RequestRecord()).form
    choose(form, "eio")
    choose(form, "epoc")
    assert form.legal_basis.value == "Regulation (EU) 2023/1543, Article 5"
    choose(form, "police")
    assert form.legal_basis.value == ""
    form.legal_basis.edit.setText("our own agreement")
    choose(form, "eio")
    assert form.legal_basis.value == "our own agreement"

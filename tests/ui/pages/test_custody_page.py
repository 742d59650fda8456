"""Custody in the window: the story, its checks, and events recorded, signed, handed over and corrected."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forensics_app.model.custody import CustodyEventType, EventDraft
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.record import CustodyRecord, record_of
from forensics_app.services.identities.identities import Holder, new_identity
from tests.ui.choosing import choose_country
from tests.ui.conftest import Until
from tests.world.trusting import trust_own_identities
from ui.dialogs.custody.entry import EntryDialog
from ui.dialogs.custody.event import EventDialog
from ui.dialogs.custody.hand_over import HandOverDialog
from ui.dialogs.custody.sign import SignDialog
from ui.dialogs.file_dialog import FileDialog
from ui.jobs.desk import JobKind
from ui.models.case.custody_story import Kind
from ui.pages.custody.page import CustodyPage
from ui.widgets.controls.buttons import Button
from ui.widgets.seals.custody_entry import StoryRow
from ui.window.main_window import MainWindow
from ui.words import places

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PASSPHRASE = "correct horse battery"


@pytest.fixture
def custody(opened: MainWindow, until: Until) -> CustodyPage:
    opened.go(places.CUSTODY)
    page = opened.pages[places.CUSTODY]
    assert isinstance(page, CustodyPage)
    until(lambda: bool(page._entries))
    return page


def identity(name: str) -> str:
    made = new_identity(Holder(name, "Labo", "FR"), PASSPHRASE.encode(), clock=SystemClock())
    return made.identity_id


def said(page: CustodyPage) -> str:
    return "\n".join(w.accessibleName() for w in page.findChildren(QLabel) if not w.isHidden())


def ledger(path: Path) -> CustodyRecord:
    with open_case(path, write=False, clock=SystemClock()) as case:
        return record_of(case)


def idle(page: CustodyPage, until: Until) -> None:
    jobs = page._bench.jobs
    until(lambda: all(jobs.running(kind) is None for kind in (JobKind.CASE, JobKind.FORM)))


def test_the_rail_leads_there_and_the_story_is_told(
    opened: MainWindow, custody: CustodyPage, small: Path, until: Until
) -> None:
    assert opened.header.isVisible()
    assert "The chain is unbroken" in said(custody)
    events = ledger(small).events
    rows = custody.findChildren(StoryRow)
    assert len(rows) == len(events)
    assert rows[0].accessibleName().startswith(f"no. {events[-1].sequence}, ")
    buttons = [b for b in rows[0].findChildren(Button) if b.text() == "Details…"]
    buttons[0].click()
    dialog = custody.findChild(EntryDialog)
    assert dialog is not None
    fields = {name: value for name, value, _ in dialog.fields}
    assert {"Event", "Person"} <= fields.keys()
    assert fields["Hash of the chain before this entry"] == events[-1].previous
    dialog.close()
    custody._choose(Kind.CORRECTIONS)
    until(lambda: "No entries of this kind." in said(custody))


def test_nothing_more_is_offered_until_the_ledger_came(window: MainWindow) -> None:
    page = CustodyPage(window.bench)
    assert page._more.isHidden()


def test_where_nobody_signs_there_is_no_field_for_a_passphrase(custody: CustodyPage, qtbot: QtBot) -> None:
    """A click into one that takes nothing left the keyboard in the note, which the ledger keeps for ever."""
    identity("Claire Moreau")
    qtbot.mouseClick(custody.record_button, Qt.MouseButton.LeftButton)
    dialog = custody.dialog
    assert isinstance(dialog, EventDialog)
    assert not dialog.signs.identity_id
    assert not dialog.signs.passphrase.isVisible()
    dialog.signs.identity.setCurrentIndex(1)
    assert dialog.signs.passphrase.isVisible()
    assert dialog.signs.passphrase.isEnabled()
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.signs.identity.setCurrentIndex(0)
    assert not dialog.signs.passphrase.isVisible()
    assert not dialog.signs.passphrase.text()
    dialog.reject()


def test_an_event_with_all_its_fields(custody: CustodyPage, small: Path, until: Until, qtbot: QtBot) -> None:
    qtbot.mouseClick(custody.record_button, Qt.MouseButton.LeftButton)
    dialog = custody.dialog
    assert isinstance(dialog, EventDialog)
    dialog.what.setCurrentIndex(dialog.what.findData("unsealed"))
    dialog.person.name.edit.setText("Claire; Moreau")
    fields = dialog.fields
    fields.when.edit.setText("yesterday")
    fields.digest_before.edit.setText("s1=123")
    choose_country(fields.witness.country.edit, "France (")  # a witness without a name
    dialog.act()
    assert "Semicolons" in dialog.person.name.edit.accessibleDescription()
    assert "2026-04-17" in fields.when.edit.accessibleDescription()
    assert "s1=123" in fields.digest_before.edit.accessibleDescription()
    assert custody._bench.jobs.running(JobKind.CASE) is None
    dialog.person.name.edit.setText("--help")  # a name is never taken for an option
    dialog.person.role.edit.setText("examiner")
    fields.when.edit.setText("2026-04-17 09:30")
    fields.digest_before.edit.setText(f"s1={'a' * 64}")
    fields.witness.name.edit.setText("A. Petit")
    fields.exhibits.edit.setText("EX-001, EX-009")
    assert fields.names.meant.isHidden()
    dialog.act()
    assert "Not in this case: EX-009." in fields.exhibits.edit.accessibleDescription()
    assert custody._bench.jobs.running(JobKind.CASE) is None
    fields.names.meant.click()
    fields.exhibits.edit.setText("EX-001, EX-002")  # it was another number that was meant
    dialog.act()
    assert custody._bench.jobs.running(JobKind.CASE) is None
    fields.names.meant.click()
    fields.seal_before.edit.setText("A-1")
    fields.seal_after.edit.setText("A-2")
    fields.place.edit.setText("Lyon")
    fields.reason.edit.setText("copying")
    fields.authority.edit.setText("TJ-69")
    fields.note.setPlainText("Le volume 3\nreste chiffré")
    fields.language.setCurrentIndex(fields.language.findData("fr"))
    before = len(ledger(small).events)
    dialog.act()
    idle(custody, until)
    until(lambda: len(custody._entries) == before + 1)
    event = ledger(small).events[-1]
    assert (event.event, event.time_utc) == (CustodyEventType.UNSEALED, "2026-04-17T09:30:00Z")
    assert [(p.name, p.role) for p in event.persons] == [("--help", "examiner")]
    assert event.witness is not None
    assert (event.witness.name, event.witness.country) == ("A. Petit", "FR")
    assert event.exhibits == ("EX-001", "EX-002")
    assert (event.physical_seal_before, event.physical_seal_after) == ("A-1", "A-2")
    assert (event.place, event.reason, event.authority_reference) == ("Lyon", "copying", "TJ-69")
    assert event.digests_before is not None
    assert event.digests_before[0][1].sha256 == "a" * 64
    assert [(n.lang, n.text) for n in event.notes] == [("fr", "Le volume 3\nreste chiffré")]
    assert "physical seal A-1 found, A-2 applied" in said(custody)
    until(lambda: custody.window().focusWidget() is custody.record_button)


def test_a_hand_over_with_both_passphrases(
    custody: CustodyPage, small: Path, tmp_path: Path, until: Until
) -> None:
    giver, taker = identity("Claire Moreau"), identity("Hugo Lemaire")
    trust_own_identities(tmp_path)
    custody.hand_over()
    dialog = custody.dialog
    assert isinstance(dialog, HandOverDialog)
    assert dialog.taker.name.value == "Hugo Lemaire"  # who signs for it is who received it
    dialog.taker.name.edit.clear()
    dialog.act()
    assert "Name is missing" in dialog.taker.name.edit.accessibleDescription()
    dialog.taker.name.edit.setText("Hugo Lemaire")
    dialog.giver_signs.identity.setCurrentIndex(dialog.giver_signs.identity.findData(giver))
    dialog.taker_signs.identity.setCurrentIndex(dialog.taker_signs.identity.findData(taker))
    dialog.giver_signs.passphrase.setText(PASSPHRASE)
    dialog.taker_signs.passphrase.setText("wrong")
    before = len(ledger(small).events)
    dialog.act()
    idle(custody, until)
    assert dialog.isVisible()
    assert len(ledger(small).events) == before  # nothing is recorded before both keys open
    dialog.giver_signs.passphrase.setText(PASSPHRASE)
    dialog.taker_signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(custody, until)
    until(lambda: len(custody._entries) == before + 2)
    record = ledger(small)
    assert [h.signed_by_both for h in record.hand_overs] == [True]
    assert "giver and taker signed" in said(custody)
    assert "1 of 1 hand-over signed by both sides." in said(custody)
    assert not dialog.giver_signs.passphrase.text()


def test_who_hands_over_makes_the_identities_that_are_missing(custody: CustodyPage) -> None:
    custody.hand_over()
    dialog = custody.dialog
    assert isinstance(dialog, HandOverDialog)
    dialog.show()
    giver, taker = dialog.giver_signs, dialog.taker_signs
    assert not giver.can_sign
    for signs, name in ((giver, "Claire Moreau"), (taker, "Hugo Lemaire")):
        assert signs.new.isVisible()
        signs.new.click()
        identity(name)
        custody._bench.identities_changed.emit()
        assert signs.identity.currentText().startswith(name)
    assert giver.identity.currentText().startswith("Claire Moreau")
    assert dialog.taker.name.value == "Hugo Lemaire"
    assert not giver.new.isVisible()
    assert not taker.new.isVisible()
    assert dialog.act_button.isEnabled()
    taker.identity.setCurrentIndex(taker.identity.findData(giver.identity_id))
    dialog.taker.name.edit.setText("Hugo Lemaire")
    dialog.act()
    assert "Choose a different identity for each party." in said(dialog)


def test_a_correction_and_a_signature_later(custody: CustodyPage, small: Path, until: Until) -> None:
    identity("Claire Moreau")
    wrong = ledger(small).events[-1]
    custody.correct(wrong)
    dialog = custody.dialog
    assert isinstance(dialog, EventDialog)
    dialog.act()
    assert custody._bench.jobs.running(JobKind.CASE) is None  # a correction says what is right
    dialog.fields.note.setPlainText("badge 4417")
    dialog.act()
    idle(custody, until)
    until(lambda: custody._entries[0].event.event is CustodyEventType.CORRECTED)
    corrected = ledger(small).events[-1]
    assert corrected.refers_to == wrong.event_id
    custody.sign(corrected)
    signing = custody.dialog
    assert isinstance(signing, SignDialog)
    signing.signs.passphrase.setText(PASSPHRASE)
    signing.act()
    idle(custody, until)
    until(lambda: custody._entries[0].signed)
    assert ledger(small).signers[corrected.sequence].name == "Claire Moreau"


def test_a_form_is_printed(
    custody: CustodyPage, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the kind that the chooser was set to, where its name has no ending."""
    for kind, begin in (("PDF (*.pdf)", b"%PDF"), ("Web page (*.html)", b"<!DOCTYPE html>")):
        monkeypatch.setattr(FileDialog, "exec", lambda dialog: 1)
        monkeypatch.setattr(FileDialog, "selectedFiles", lambda dialog: [str(tmp_path / "form")])
        monkeypatch.setattr(FileDialog, "selectedNameFilter", lambda dialog, kind=kind: kind)
        custody._print()
        idle(custody, until)
        (out,) = tmp_path.glob("form.*")
        assert out.read_bytes().startswith(begin)
        out.unlink()


def test_a_changed_line_is_located(custody: CustodyPage, small: Path, until: Until) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        case.record(EventDraft(CustodyEventType.ACCESSED))
    path = small / "custody.jsonl"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0].replace(b"created", b"creatod"), *lines[1:]]))
    custody._check_again()
    until(lambda: "The chain is broken at entry 2" in said(custody))
    assert "one before it was changed" in said(custody)

"""After the seal: receipts signed on the Verify page, and taken into the case that they belong to."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.addendum import AddendumDraft, AddendumEvent, Dispatch, ReceiptOutcome
from forensics_app.model.case import TagRecord
from forensics_app.model.custody import Note
from forensics_app.model.findings import About, Finding, Verdict
from forensics_app.model.request import RequestRecord
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.signing_key import CardReference
from forensics_app.services.addenda.keeping import keep_in_case
from forensics_app.services.addenda.making import make_addendum, write_addendum
from forensics_app.services.addenda.receive import receipt_draft, receive
from forensics_app.services.addenda.target import target_of_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.identities.identities import (
    Holder,
    export_identity,
    list_identities,
    new_identity,
    unlock_identity,
)
from forensics_app.services.trust.trust import add_trust
from forensics_app.training.drills.folder_names import DRILL_SET, DRILL_TRUST
from forensics_app.verify.codes import CODES
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of, check, tampered
from ui.dialogs.bundles.later_event import LaterEventDialog
from ui.dialogs.bundles.receipt import ReceiptDialog, page_path
from ui.dialogs.bundles.trust_signer import TrustSignerDialog
from ui.dialogs.signing.fields import SignFields
from ui.jobs.desk import JobKind
from ui.models.case.next_steps import Act, next_steps
from ui.models.case.sealed_bundles import Stand, stand_of
from ui.pages.case.page import CasePage
from ui.pages.case.sealed_card import SealedCard
from ui.pages.verify.page import VerifyPage
from ui.theme.state import State
from ui.widgets.layout.card import Card
from ui.widgets.statements.notices import StepRow
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Path as PathText
from ui.window.main_window import MainWindow
from ui.words import places

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PASSPHRASE = "correct horse battery"
CLOCK = SystemClock()


@pytest.fixture
def came(demo: Path, tmp_path: Path) -> Path:
    """The bundle as it came to the receiver."""
    (tmp_path / "there").mkdir()
    return Path(shutil.copy(bundle_of(demo), tmp_path / "there"))


@pytest.fixture
def case(demo: Path, tmp_path: Path) -> Path:
    """The sender's case, in which that bundle was sealed."""
    return Path(shutil.copytree(demo / "case", tmp_path / "sender"))


@contextmanager
def elsewhere() -> Iterator[None]:
    """At the receiver's computer, whose identities are not the sender's."""
    own = os.environ["SEALWRIGHT_HOME"]
    os.environ["SEALWRIGHT_HOME"] = f"{own}-there"
    try:
        yield
    finally:
        os.environ["SEALWRIGHT_HOME"] = own


WHY = "Fingerprint compared by telephone"


def identity(name: str) -> str:
    return new_identity(Holder(name, "Labor", "DE"), PASSPHRASE.encode(), clock=CLOCK).identity_id


def receipt(came: Path, who: str, outcome: ReceiptOutcome | None = None, into: Path | None = None) -> Path:
    """A receipt, made as `sealwright receive` makes it."""
    key = unlock_identity(who, PASSPHRASE.encode(), clock=CLOCK)
    received = receive(came, trust=TrustStore(), clock=CLOCK)
    draft = receipt_draft(
        received,
        path=came,
        signer_sha256=fingerprint(key.certificate),
        outcome=outcome or ReceiptOutcome.ACCEPTED,
        reason=None if outcome is ReceiptOutcome.REJECTED else Note("en", WHY),
    )
    assert received.target is not None
    return write_addendum(make_addendum(received.target, draft, [key], clock=CLOCK), into or came.parent)


def sealed_card(window: MainWindow, case: Path, until: Until) -> SealedCard:
    window.bench.open_case(case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.CASE)
    page = window.pages[places.CASE]
    assert isinstance(page, CasePage)
    card = page.findChild(SealedCard)
    assert isinstance(card, SealedCard)
    until(lambda: card._bundles is not None)
    return card


def stands(card: SealedCard) -> list[Stand]:
    return [b.stand for b in card._bundles or ()]


def rows(page: QWidget) -> list[str]:
    QApplication.processEvents()
    return [w.accessibleName() for w in page.findChildren(StepRow) if w.isVisibleTo(page)]


def said(page: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(w.accessibleName() for w in page.findChildren(QLabel) if w.isVisibleTo(page))


def taken(card: SealedCard, until: Until) -> None:
    until(lambda: card._bench.intake.waiting == 0 and card._bench.jobs.running(JobKind.CASE) is None)
    QApplication.processEvents()


def drop(widget: QWidget, paths: Sequence[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted() == widget.acceptDrops()
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, data, left, none))


# --- the case ---------------------------------------------------------------------------------------


def test_a_case_without_bundles_says_so(window: MainWindow, small: Path, until: Until) -> None:
    card = sealed_card(window, small, until)
    assert "No bundle of this case has been sealed yet." in said(card)
    assert not card.take_button.isVisible()
    assert not card.acceptDrops()


def test_a_receipt_comes_back_and_closes_the_loop(
    window: MainWindow, case: Path, came: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere():
        who = identity("Jana Brandt")
        file = receipt(came, who)
    card = sealed_card(window, case, until)
    assert stands(card) == [Stand.UNTOLD]
    assert any("Sealed; dispatch not recorded." in row for row in rows(card))
    monkeypatch.setattr("ui.pages.case.sealed_card.choose_addenda", lambda parent: [file])
    card.choose()
    assert not card.take_button.isEnabled()
    taken(card, until)
    until(lambda: stands(card) == [Stand.DOUBTFUL])  # whose key signed it is not known here yet
    assert f"Imported into the case: {file.name}" in "".join(rows(card)).replace("\u2068", "").replace(
        "\u2069", ""
    )
    assert any("Not confirmed:" in row for row in rows(card))
    (shown,) = {row for row in rows(card) if row.startswith("Receipt")}
    assert "accepted · every byte was checked" in shown
    assert "UNCONFIRMED" in shown
    assert "Jana Brandt" in shown
    certificate = came.parent / "jana.pem"
    with elsewhere():
        export_identity(who, certificate)
        told = _fingerprint(who)
    assert card.page is None
    everywhere = "".join("".join([said(card), *rows(card)]).split()).lower()
    assert "comparethefingerprint" in everywhere
    assert "openthefileontheverifypage" in everywhere  # there it is compared, half of it hidden
    assert told not in everywhere, "what has to be compared by telephone may not be read here"
    add_trust(certificate, role=TrustRole.SEAL, fingerprint=told, clock=CLOCK)
    window.bench.trust_changed.emit()
    until(lambda: stands(card) == [Stand.ACCEPTED])
    assert "on the Verify page" not in said(card)
    confirmed = [row for row in rows(card) if row.startswith("Imported into the case")]
    assert [("Not confirmed" in row, "Confirmed." in row) for row in confirmed] == [(False, True)]
    card.take([file])
    taken(card, until)
    until(lambda: stands(card) == [Stand.ACCEPTED])
    assert any(row.startswith("Already in the case") and "Confirmed." in row for row in rows(card))
    assert not window.trouble_bar.isVisible()
    assert card._bundles is not None
    report = card._bundles[0].report  # as where the sender's own key had signed it
    own = Finding("receipt-by-sender", *CODES["receipt-by-sender"], file.name, None, told, About.LATER)
    assert stand_of(replace(report, findings=(*report.findings, own))) is Stand.BY_SENDER


def _fingerprint(who: str) -> str:
    return fingerprint(unlock_identity(who, PASSPHRASE.encode(), clock=CLOCK).certificate)


def test_dropped_files_are_taken_in_one_by_one_and_refused_ones_say_why(
    window: MainWindow, case: Path, came: Path, tmp_path: Path, until: Until
) -> None:
    file = receipt(came, identity("Jana Brandt"), ReceiptOutcome.REJECTED)
    garbage = tmp_path / "X.receipt.00000000.asice"
    garbage.write_bytes(b"PK\x03\x04 no more")
    changed = tmp_path / "changed.asice"
    data = bytearray(file.read_bytes())
    data[data.index(b"rejected")] ^= 1
    changed.write_bytes(data)
    card = sealed_card(window, case, until)
    drop(card, [garbage, changed, tmp_path, file])
    taken(card, until)
    until(lambda: stands(card) == [Stand.REJECTED])
    refused = [t for t in window.bench.intake.taken if t.facts is None]
    assert [t.name for t in refused] == [garbage.name, changed.name, tmp_path.name]
    assert all(t.trouble is not None and t.trouble.sentence for t in refused)
    assert sum(row.startswith("Not imported: ") for row in rows(card)) == 3
    assert any("Rejected by a receipt." in row for row in rows(card))
    assert sorted(p.name for p in (case / "bundles").glob("*.receipt.*")) == [file.name]
    assert not window.trouble_bar.isVisible()  # each file has its sentence already
    window.bench.intake.forget()
    QApplication.processEvents()
    assert "Not imported" not in said(card)


def test_what_waits_is_not_taken_in_after_cancelling(
    window: MainWindow, case: Path, came: Path, until: Until
) -> None:
    who = identity("Jana Brandt")
    files = [receipt(came, who, outcome) for outcome in ReceiptOutcome]
    card = sealed_card(window, case, until)
    card.take(files)
    running = window.bench.jobs.running(JobKind.CASE)
    assert running is not None
    until(lambda: running.job.running)
    running.job._process.kill()
    running.job.stopping = True
    taken(card, until)
    assert [t.name for t in window.bench.intake.taken] == [f.name for f in files]
    assert sum("you cancelled" in row for row in rows(card)) == 2
    assert not list((case / "bundles").glob("*.receipt.*"))


def test_who_rejected_may_accept_later(window: MainWindow, case: Path, came: Path, until: Until) -> None:
    with elsewhere():
        who = identity("Jana Brandt")
        rejection = receipt(came, who, ReceiptOutcome.REJECTED)
    card = sealed_card(window, case, until)
    card.take([rejection])
    taken(card, until)
    until(lambda: stands(card) == [Stand.REJECTION_DOUBTFUL])  # whose key signed it is not known here
    assert any("Rejected by a receipt that is not confirmed" in row for row in rows(card))
    assert any(" · rejected · " in row and " · not confirmed" in row for row in rows(card)), rows(card)
    assert "The receiver's check found:" in said(card)
    found = [line for line in said(card).split("\n") if line.startswith("• ")]
    assert found
    for line in found:  # a sentence, and the code behind it
        sentence, _, code = line.removeprefix("• ").rpartition(" [")
        assert " " in sentence
        assert code.removesuffix("]") in CODES
    with elsewhere():
        acceptance = receipt(came, who, ReceiptOutcome.ACCEPTED)
    card.take([acceptance])
    taken(card, until)
    until(lambda: stands(card) == [Stand.DOUBTFUL])  # accepted, by somebody who is not known here
    assert len([row for row in rows(card) if row.startswith("Receipt")]) == 2


def test_what_was_rejected_and_sent_again_is_awaited(
    window: MainWindow, case: Path, came: Path, until: Until
) -> None:
    _dispatched(case)
    rejection = receipt(came, identity("Jana Brandt"), ReceiptOutcome.REJECTED)
    card = sealed_card(window, case, until)
    card.take([rejection])
    taken(card, until)
    until(lambda: stands(card) == [Stand.REJECTED])
    (report,) = (b.report for b in card._bundles or ())
    (first,) = (a for a in report.addenda if a.event is not None and a.event.dispatch is not None)
    (no,) = (a for a in report.addenda if a.event is not None and a.event.receipt is not None)
    assert first.event is not None
    assert no.event is not None

    def stand(sent: str, rejected: str, *, confirmed: bool = True, counts: bool = True) -> Stand:
        assert first.event is not None
        assert no.event is not None
        said = replace(no, event=replace(no.event, time_utc=rejected),
                       verdict=Verdict.VERIFIED if confirmed else Verdict.UNCONFIRMED)  # fmt: skip
        again = replace(first, event=replace(first.event, time_utc=sent), counts=counts)
        return stand_of(replace(report, addenda=(first, said, again)))

    early, late = "2126-01-02T08:00:00Z", "2126-01-02T08:00:00.5Z"
    assert stand(late, early) is Stand.SENT_AGAIN
    assert stand(early, late) is Stand.REJECTED
    assert stand(late, early, counts=False) is Stand.REJECTED
    assert stand(late, early, confirmed=False) is Stand.REJECTION_DOUBTFUL
    _dispatched(case)
    card = sealed_card(window, case, until)
    until(lambda: stands(card) == [Stand.SENT_AGAIN])
    assert any("Rejected by a receipt, then sent again; receipt awaited." in row for row in rows(card))
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    steps = next_steps(window.bench.case.overview, reading=False, bundles=card._bundles or ())
    (step,) = (s for s in steps if s.act is Act.BUNDLE)
    assert step.state is State.WAITING
    assert window.bench.settings.recent[0].stand == "sent-again"


def test_another_case_shows_its_own_bundles(
    window: MainWindow, case: Path, small: Path, until: Until
) -> None:
    assert len(stands(sealed_card(window, case, until))) == 1
    card = sealed_card(window, small, until)
    until(lambda: card._bundles == ())
    assert "No bundle of this case has been sealed yet." in said(card)


def _dispatched(case: Path) -> None:
    key = unlock_identity(identity("Claire Moreau"), PASSPHRASE.encode(), clock=CLOCK)
    draft = AddendumDraft(event=AddendumEvent.DISPATCH, dispatch=Dispatch("courier", (), ()))
    with open_case(case, write=True, clock=CLOCK) as opened:
        target = target_of_case(opened, None, trust=TrustStore(), clock=CLOCK)
        keep_in_case(opened, make_addendum(target, draft, [key], clock=CLOCK))


def test_a_dispatch_without_receipt_is_awaited(window: MainWindow, case: Path, until: Until) -> None:
    _dispatched(case)
    card = sealed_card(window, case, until)
    assert stands(card) == [Stand.AWAITED]
    assert any("Sent; receipt awaited." in row for row in rows(card)), rows(card)
    window.go(places.START)  # it was filled before the seals of the case were read
    (table,) = window.pages[places.START].findChildren(RowsTable)
    shown = [str(table.rows.index(0, column).data()) for column in range(table.rows.columnCount())]
    assert any("eceipt awaited" in cell for cell in shown), shown


def test_what_came_back_is_awaited_no_longer(window: MainWindow, case: Path, until: Until) -> None:
    _dispatched(case)
    card = sealed_card(window, case, until)
    (report,) = (b.report for b in card._bundles or ())
    (sent,) = report.addenda
    assert sent.event is not None
    moment = sent.event.time_utc.removesuffix("Z")

    def stand(*others: tuple[AddendumEvent, str]) -> Stand:
        assert sent.event is not None
        later = (
            replace(sent, event=replace(sent.event, event=e, time_utc=t, dispatch=None)) for e, t in others
        )
        return stand_of(replace(report, addenda=(sent, *later)))

    assert stand((AddendumEvent.RETURN, f"{moment}.5Z")) is Stand.RETURNED
    assert stand((AddendumEvent.OPENING, f"{moment}.5Z")) is Stand.AWAITED
    assert (
        stand((AddendumEvent.RETURN, f"{moment}.2Z"), (AddendumEvent.DISPATCH, f"{moment}.5Z"))
        is Stand.AWAITED
    )
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    returned = [replace(b, stand=Stand.RETURNED) for b in card._bundles or ()]
    due = replace(window.bench.case.overview, request=RequestRecord(deadline="2026-12-03"))
    answer, back, *_ = next_steps(due, reading=False, today=date(2026, 12, 1), bundles=returned)
    assert "was sent and returned. Send it again" in answer.text
    assert (back.act, back.text) == (Act.BUNDLE, "Sent, then returned; no receipt received.")
    assert "was returned" in back.title


def test_the_answer_to_a_request_says_what_stands_in_its_way(
    window: MainWindow, case: Path, until: Until
) -> None:
    """It asked to seal what was requested where that was sealed, and rejected or in question."""
    _dispatched(case)
    card = sealed_card(window, case, until)
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    due = replace(window.bench.case.overview, request=RequestRecord(deadline="2026-12-03"))
    said = {}
    for stand in Stand:
        bundles = [replace(b, stand=stand) for b in card._bundles or ()]
        said[stand] = next_steps(due, reading=False, today=date(2026, 12, 1), bundles=bundles)[0].text
    assert not [stand for stand, text in said.items() if text.startswith("Seal what was requested")]
    for stand in (Stand.REJECTED, Stand.REJECTION_DOUBTFUL):
        assert "was rejected by a receipt" in said[stand]
    for stand in (Stand.BROKEN, Stand.DOUBTFUL, Stand.QUESTIONED):
        assert said[stand].startswith("There are open questions about")
    without = next_steps(due, reading=False, today=date(2026, 12, 1), bundles=[])[0].text
    assert without.startswith("Seal what was requested")


def test_events_that_contradict_each_other_are_no_unconfirmed_reply(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    """“Reply not confirmed; see the reasons below”: nobody had replied, and the page gave no reason."""
    key = unlock_identity(identity("Claire Moreau"), PASSPHRASE.encode(), clock=CLOCK)
    with open_case(case, write=True, clock=CLOCK) as opened:
        target = target_of_case(opened, None, trust=TrustStore(), clock=CLOCK)
        for event in (AddendumEvent.OPENING, AddendumEvent.RETURN):  # neither knows of the other
            keep_in_case(opened, make_addendum(target, AddendumDraft(event=event), [key], clock=CLOCK))
    card = sealed_card(window, case, until)
    until(lambda: stands(card) == [Stand.QUESTIONED])
    assert any("There are open questions about the records made after sealing." in row for row in rows(card))
    assert "neither refers to the other" in said(card)
    (bundle,) = card.bundles
    card.open_bundle(bundle.code)
    assert card.page is not None
    qtbot.addWidget(card.page)
    assert "neither refers to the other" in said(card.page)


def test_who_sealed_everything_without_a_tag_is_not_told_to_select(
    window: MainWindow, case: Path, until: Until
) -> None:
    card = sealed_card(window, case, until)
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    untagged = replace(window.bench.case.overview, tags=())
    assert Act.CHOOSE in [s.act for s in next_steps(untagged, reading=False)]
    (sealed,) = card._bundles or ()
    today, near = date(2026, 12, 1), replace(untagged, request=RequestRecord(deadline="2026-12-03"))
    for stand in (Stand.UNTOLD, Stand.AWAITED, Stand.SENT_AGAIN, Stand.ACCEPTED):
        steps = next_steps(untagged, reading=False, bundles=[replace(sealed, stand=stand)])
        due = next_steps(near, reading=False, today=today, bundles=[replace(sealed, stand=stand)])
        assert due[0].act is Act.REQUEST
        assert ("was sent" in due[0].text) is (stand is not Stand.UNTOLD)
        assert steps
        assert Act.CHOOSE not in [s.act for s in steps]


def test_items_with_several_tags_are_counted_by_tag(window: MainWindow, case: Path, until: Until) -> None:
    """An item with two tags was counted twice in “items tagged”."""
    sealed_card(window, case, until)
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    tags = (TagRecord("Relevant", None, 2), TagRecord("Key", None, 1), TagRecord("Unused", None, 0))
    for few, title in ((tags[:1], "2 artifacts tagged"), (tags, "Relevant 2 · Key 1")):
        told = replace(window.bench.case.overview, tags=few, unsealed=None)
        (step,) = (s for s in next_steps(told, reading=False) if s.act is Act.EXPORT)
        assert re.sub("[\u2066-\u2069]", "", step.title) == title


def test_a_damaged_copy_of_a_seal_is_said_to_be_that(window: MainWindow, case: Path, until: Until) -> None:
    (seal,) = (case / "bundles").glob("*.asice")
    data = bytearray(seal.read_bytes())
    data[data.index(b"custody-head")] ^= 1
    seal.write_bytes(data)
    card = sealed_card(window, case, until)
    assert stands(card) == [Stand.BROKEN]
    assert any("The case's copy of this seal is invalid." in row for row in rows(card))


# --- the Verify page --------------------------------------------------------------------------------


def open_dialog(page: VerifyPage) -> ReceiptDialog:
    page._receipt()
    dialog = page.dialog
    assert isinstance(dialog, ReceiptDialog)
    if not dialog.outcome.currentData():
        accept(dialog)
    return dialog


def accept(dialog: ReceiptDialog) -> None:
    """The examiner's own word for what is unconfirmed."""
    dialog.outcome.setCurrentIndex(dialog.outcome.findData(ReceiptOutcome.ACCEPTED.value))
    dialog.reason.edit.setText(WHY)


def idle(window: MainWindow, until: Until) -> None:
    until(lambda: window.bench.jobs.running(JobKind.RECEIPT) is None)
    QApplication.processEvents()


def test_another_certificate_in_a_trusted_name_is_said_to_be_one(
    window: MainWindow, came: Path, until: Until
) -> None:
    warning = "You trust another certificate in this name."
    identity("Jana Brandt")
    page = check(window, came, until)
    assert warning not in said(page)
    assert window.bench.check.report is not None
    identity(window.bench.check.report.seal.signer or "")
    page = check(window, came, until)
    assert warning in said(page)


def test_the_receiver_signs_the_disposal_of_a_copy(window: MainWindow, came: Path, until: Until) -> None:
    identity("Jana Brandt")
    page = check(window, came, until)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Record later event…")
    button.click()
    dialog = page.other
    assert isinstance(dialog, LaterEventDialog)
    dialog.what.setCurrentIndex(dialog.what.findData("disposal"))
    dialog.reason.edit.setText("Retention ended")
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: not dialog.isVisible() and not window.bench.check.running)
    (file,) = came.parent.glob("*.disposal.*.asice")
    assert window.bench.check.report is not None
    assert [one.name for one in window.bench.check.report.addenda] == [file.name]
    assert "Disposed of" in "".join(rows(page))
    assert "Event signed and recorded." in said(page)


def test_a_receipt_is_signed_after_a_check(
    window: MainWindow, came: Path, case: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Jana Brandt")
    page = check(window, came, until)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Sign receipt…")
    compare = page.first_focus()  # who signed is not confirmed: that comes before any receipt
    assert isinstance(compare, QPushButton)
    assert compare.accessibleName() == "Compare certificate…"
    qtbot.keyClick(compare, Qt.Key.Key_Return)
    field = page.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName().startswith("Row ")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    dialog = page.dialog
    assert isinstance(dialog, ReceiptDialog)
    for field in dialog.findChildren(QLineEdit):
        assert field.accessibleName()
    dialog.act()
    assert "State whether the bundle is accepted or rejected." in said(dialog)
    assert dialog.reason.isHidden()
    assert "This identity sealed the bundle." not in said(dialog)
    (signer,) = list_identities()
    dialog._sealers = frozenset({signer.fingerprint})
    dialog._signer_chosen()
    assert "This identity sealed the bundle." in said(dialog)
    found_next_to_it = {"parts": [], "problems": []}
    window.bench.check.values["series"] = found_next_to_it
    dialog.outcome.setCurrentIndex(dialog.outcome.findData(ReceiptOutcome.ACCEPTED.value))
    dialog.act()
    assert dialog.reason.edit.accessibleDescription() == "The reason is missing."
    accept(dialog)
    dialog.act()
    assert "passphrase" in said(dialog)
    dialog.signs.passphrase.setText("wrong")
    dialog.act()
    idle(window, until)
    assert dialog.isVisible()
    assert not list(came.parent.glob("*.receipt.*"))
    assert "is wrong" in said(dialog)
    dialog.signs.passphrase.clear()
    qtbot.keyClicks(dialog.signs.passphrase, PASSPHRASE)
    QApplication.processEvents()
    assert "is wrong" not in said(dialog)
    dialog.person.name.edit.setText("Jana Brandt")
    dialog.place.edit.setText("Hamburg")
    dialog.note.setPlainText("Siegel unversehrt")
    dialog.page.box.setChecked(True)
    page_of_it = page_path(came.parent, came, ".pdf")
    dialog.act()
    assert dialog.isVisible()
    idle(window, until)
    (file,) = came.parent.glob("*.receipt.*.asice")
    assert b"ETSI.CAdES.detached" in page_of_it.read_bytes()
    assert not dialog.isVisible()
    assert not dialog.signs.passphrase.text()
    assert any(row.startswith("Receipt signed") for row in rows(page))
    assert window.bench.check.values["series"] == found_next_to_it
    assert {str(file), str(page_of_it)} <= {w.accessibleName() for w in page.findChildren(PathText)}
    assert window.job_line._text.accessibleName() == "Receipt created."
    assert "“After the seal” lists it once the bundle is verified again." in said(page)
    again = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Verify again")
    assert window.bench.check.report is not None
    qtbot.keyClick(again, Qt.Key.Key_Return)
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    assert [a.name for a in window.bench.check.report.addenda] == [file.name]
    check(window, came, until)
    until(lambda: "once the bundle is verified again" not in said(page) and bool(rows(page)))
    assert any(row.startswith("Receipt signed") for row in rows(page)), "it is gone after another check"
    check(window, file, until)
    assert not any(row.startswith("Receipt signed") for row in rows(page))
    assert f"Its bundle, {came.name}, is in the same folder." in said(page)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Verify the bundle")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    until(lambda: not window.bench.check.running)
    assert window.bench.check.path == came
    assert window.bench.check.report is not None
    assert [a.name for a in window.bench.check.report.addenda] == [file.name]
    assert not window.trouble_bar.isVisible()
    card = sealed_card(window, case, until)
    card.take([file])
    taken(card, until)
    until(lambda: bool(card._bundles) and bool(card._bundles[0].report.addenda))  # type: ignore[index]
    assert card._bundles is not None
    event = card._bundles[0].report.addenda[0].event
    assert event is not None
    assert event.receipt is not None
    assert (event.place, event.persons[0].name) == ("Hamburg", "Jana Brandt")
    assert [(note.lang, note.text) for note in event.notes] == [("en", WHY), ("en", "Siegel unversehrt")]
    assert event.receipt.outcome is ReceiptOutcome.ACCEPTED


def test_added_receipts_stay_with_their_bundle_and_the_page_with_its_card(
    window: MainWindow, came: Path, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = tmp_path / "post"
    apart.mkdir()
    other = tampered(demo, tmp_path, "altered")
    with elsewhere():
        file = receipt(other, identity("Jana Brandt"), ReceiptOutcome.REJECTED, apart)
    page = check(window, came, until)
    monkeypatch.setattr("ui.pages.verify.page.choose_addenda", lambda parent: [file])

    def added() -> list[str]:
        report = window.bench.check.report
        return [] if report is None else [a.name for a in report.addenda]

    def add() -> None:
        button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Add a receipt…")
        button.setFocus()
        button.click()
        until(lambda: not window.bench.check.running)
        until(lambda: getattr(window.focusWidget(), "accessibleName", str)() == "Add a receipt…")

    assert added() == []
    add()
    assert added() == [file.name]
    until(lambda: _addenda_head_in_sight(page))
    told = re.sub("[\u2066-\u2069]", "", "\n".join(rows(page)))
    assert f"Added: {file.name}. Included whenever this bundle is verified again" in told
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    assert f"It was given for the file with the SHA-256 {digest[:8]}…" in said(page)
    add()
    assert f"Already listed: {file.name}" in re.sub("[\u2066-\u2069]", "", "\n".join(rows(page)))

    check(window, other, until)
    assert added() == [], "another bundle took it along"
    drop(page, [came])
    until(lambda: not window.bench.check.running)
    assert added() == [file.name], "it is gone after another check"
    page._again_with_second()
    until(lambda: not window.bench.check.running)
    assert added() == [file.name]

    file.unlink()
    check(window, came, until)
    assert window.bench.check.report is not None, "the bundle can't be verified any more"
    told = re.sub("[\u2066-\u2069]", "", "\n".join(rows(page)))
    assert f"{file.name}. No longer where it was added from, so it was not checked now." in told
    assert "Already listed" not in told
    garbage = apart / "gone.asice"
    monkeypatch.setattr("ui.pages.verify.page.choose_addenda", lambda parent: [garbage])
    page._add_addendum()
    until(lambda: not window.bench.check.running)
    assert window.bench.check.report is None
    assert garbage.name in said(page)
    check(window, came, until)
    assert window.bench.check.report is not None
    assert not any(garbage.name in row for row in rows(page))


def _addenda_head_in_sight(page: VerifyPage) -> bool:
    (card,) = [
        card
        for card in page.findChildren(Card)
        if any(b.accessibleName() == "Add a receipt…" for b in card.findChildren(QPushButton))
    ]
    (head,) = [w for w in card.findChildren(QLabel) if w.accessibleName() == "After the seal"]
    return not head.visibleRegion().isEmpty()


def test_an_altered_bundle_can_only_be_rejected(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    identity("Jana Brandt")
    page = check(window, tampered(demo, tmp_path, "altered"), until)
    assert any(b.accessibleName() == "Sign rejection…" for b in page.findChildren(QPushButton))
    dialog = open_dialog(page)
    assert [dialog.outcome.itemData(i) for i in range(dialog.outcome.count())] == ["rejected"]
    assert "A result of ALTERED can't be accepted." in said(dialog)
    assert dialog.windowTitle() == "Rejection"
    assert dialog.act_button.accessibleName() == "Sign rejection"
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(window, until)
    assert not dialog.isVisible()
    assert any(row.startswith("Rejection signed") for row in rows(page))
    assert window.bench.check.receipt is not None
    assert window.bench.check.report is not None
    assert window.bench.check.report.verdict is Verdict.ALTERED


def test_without_a_readable_seal_only_a_form_is_offered(
    window: MainWindow, came: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Jana Brandt")
    with zipfile.ZipFile(came) as whole:
        parts = [(i, whole.read(i)) for i in whole.infolist() if not i.filename.endswith(".asice")]
    with zipfile.ZipFile(came, "w") as bare:
        for info, data in parts:
            bare.writestr(info, data)
    for seal in came.parent.glob("*.asice"):
        seal.unlink()
    page = check(window, came, until)
    names = [b.accessibleName() for b in page.findChildren(QPushButton)]
    assert "Rejection form…" in names
    assert "Sign rejection…" not in names
    dialog = open_dialog(page)
    assert "No seal of this bundle can be read, so nothing can be signed that refers to it." in said(dialog)
    assert [dialog.what.itemData(i) for i in range(dialog.what.count())] == [".pdf", ".html"]
    assert dialog.act_button.accessibleName() == "Create form"
    assert not dialog.signs.isVisible()
    dialog.act()
    idle(window, until)
    assert not dialog.isVisible(), said(dialog)
    assert list(came.parent.glob("*-rejection.pdf"))


def test_a_bundle_of_a_drill_is_called_practice_until_it_is_left(
    window: MainWindow, came: Path, until: Until
) -> None:
    place = came.parent / "07"
    (came.parent / DRILL_TRUST).mkdir()
    (came.parent / DRILL_SET).write_bytes(b"")
    place.mkdir()
    bundle = place / "bare.sealed.zip"
    with zipfile.ZipFile(bundle, "w") as bare:
        bare.writestr("bare/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    page = check(window, bundle, until)
    assert window.bench.check.report is not None
    assert not window.bench.check.report.seal.demo
    assert window.band.isVisible()
    assert "DEMO · This bundle belongs to a drill. Nothing in it is evidence." in said(window.band)
    page._start_over()
    assert page.subtitle() == "No bundle selected"
    assert not window.band.isVisible()
    page.back()
    assert window.band.isVisible()
    check(window, Path(shutil.move(bundle, came.parent / bundle.name)), until)
    assert not window.band.isVisible()


def test_a_practice_signer_is_called_that_before_it_is_trusted(
    window: MainWindow, came: Path, until: Until
) -> None:
    check(window, came, until)
    report = window.bench.check.report
    assert report is not None
    shown = TrustSignerDialog(report, window)
    shown.show()
    assert "This is a practice identity, as its certificate states (DEMO)." in said(shown)
    assert "under “Partners” in Preferences" in said(shown)
    shown.close()
    other = TrustSignerDialog(replace(report, seal=replace(report.seal, demo=False)), window)
    other.show()
    assert "practice identity" not in said(other)
    other.close()


def test_a_bundle_that_changed_since_its_check_is_not_accepted(
    window: MainWindow, demo: Path, came: Path, tmp_path: Path, until: Until
) -> None:
    identity("Jana Brandt")
    page = check(window, came, until)
    shutil.copy(tampered(demo, tmp_path, "altered"), came)
    dialog = open_dialog(page)
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(window, until)
    assert dialog.isVisible()
    assert "accepted" in said(dialog).split("Sign receipt")[-1]
    assert not list(came.parent.glob("*.receipt.*"))


def test_without_an_identity_there_is_a_page_for_pen_and_stamp(
    window: MainWindow, came: Path, tmp_path: Path, until: Until
) -> None:
    page = check(window, came, until)
    dialog = open_dialog(page)
    assert not dialog.signed
    assert "No identity is available to sign with. Create one here with New identity…" in said(dialog)
    assert dialog.act_button.accessibleName() == "Create form"
    dialog.folder.edit.setText(str(tmp_path / "gone"))
    dialog.dispatch.edit.setText(str(tmp_path / "gone.asice"))
    dialog.act()
    assert dialog.folder.edit.accessibleDescription() == "This folder does not exist."
    assert dialog.dispatch.edit.accessibleDescription() == "This file does not exist."
    assert window.bench.jobs.running(JobKind.RECEIPT) is None
    dialog.folder.edit.setText(str(came.parent))
    dialog.dispatch.edit.setText("")
    first = page_path(came.parent, came, ".pdf")
    dialog.act()
    idle(window, until)
    assert first.read_bytes().startswith(b"%PDF")
    assert page_path(came.parent, came, ".pdf") != first
    assert any(row.startswith("Form for signing by hand created") for row in rows(page))


def test_a_receipt_in_another_folder_is_listed_too_once_the_bundle_is_verified_again(
    window: MainWindow, came: Path, tmp_path: Path, until: Until
) -> None:
    identity("Jana Brandt")
    page = check(window, came, until)
    dialog = open_dialog(page)
    elsewhere = tmp_path / "outgoing"
    elsewhere.mkdir()
    dialog.folder.edit.setText(str(elsewhere))
    accept(dialog)
    dialog.person.name.edit.setText("Jana Brandt")
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(window, until)
    (file,) = elsewhere.glob("*.receipt.*.asice")
    next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Verify again").click()
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    assert window.bench.check.report is not None
    assert [one.name for one in window.bench.check.report.addenda] == [file.name]


def test_an_identity_made_in_the_receipt_dialog_signs_it_and_nothing_typed_is_lost(
    window: MainWindow, came: Path, until: Until
) -> None:
    page = check(window, came, until)
    dialog = open_dialog(page)
    dialog.show()
    dialog.place.edit.setText("Lyon")
    dialog.note.setPlainText("volume 3 stays encrypted")
    assert not dialog.signs.passphrase.isVisible()
    dialog.signs.new.click()
    made = window.dialogs.new_identity
    assert made is not None
    assert made.parentWidget() is dialog
    made.reject()  # and thought better of it
    assert dialog.signs.new.isVisible()
    dialog.signs.new.click()
    made = window.dialogs.new_identity
    assert made is not None
    made.name.edit.setText("Jana Brandt")
    for edit in (made.secret.passphrase, made.secret.again):
        edit.setText(PASSPHRASE)
    made.act()
    until(lambda: window.bench.jobs.running(JobKind.SETTINGS) is None)
    QApplication.processEvents()
    assert not made.isVisible()
    assert dialog.signed
    assert dialog.what.currentText() == "Signed receipt (.asice)"
    assert [dialog.what.itemData(i) for i in range(dialog.what.count())] == ["signed", ".pdf", ".html"]
    assert dialog.signs.identity.currentText().startswith("Jana Brandt")
    assert "No identity" not in said(dialog)
    assert not dialog.signs.new.isVisible()
    assert (dialog.place.value, dialog.note.toPlainText()) == ("Lyon", "volume 3 stays encrypted")
    assert dialog.person.name.value == "Jana Brandt"
    until(lambda: dialog.focusWidget() is dialog.signs.passphrase)
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(window, until)
    assert not dialog.isVisible()
    (file,) = came.parent.glob("*.receipt.*.asice")
    assert file.is_file()


def test_cancelling_stops_the_check_and_writes_nothing(window: MainWindow, came: Path, until: Until) -> None:
    page = check(window, came, until)
    dialog = open_dialog(page)
    dialog.act()
    assert window.bench.jobs.running(JobKind.RECEIPT) is not None
    dialog.reject()
    idle(window, until)
    assert [p.name for p in came.parent.iterdir()] == [came.name]
    assert dialog.isVisible()
    assert dialog.status.accessibleName() == "Cancelled. No receipt was written."
    dialog.reject()
    assert not dialog.isVisible()


def test_of_several_bundles_the_one_that_is_shown_gets_the_receipt(
    window: MainWindow, demo: Path, came: Path, tmp_path: Path, until: Until
) -> None:
    identity("Jana Brandt")
    other = shutil.copy(tampered(demo, tmp_path, "altered"), came.parent / "altered.zip")
    page = check(window, came.parent, until)
    verdicts = [r.verdict for r in window.bench.check.reports]
    assert sorted(verdicts) == [Verdict.ALTERED, Verdict.UNCONFIRMED]
    page._choose_report(verdicts.index(Verdict.ALTERED))
    QApplication.processEvents()
    dialog = open_dialog(page)
    assert dialog.subject() == str(other)
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    idle(window, until)
    assert not dialog.isVisible()
    assert [r.verdict for r in window.bench.check.reports] == verdicts
    assert window.bench.check.report is window.bench.check.reports[verdicts.index(Verdict.ALTERED)]
    (file,) = came.parent.glob("*.receipt.*.asice")
    assert window.bench.check.receipt is not None
    assert window.bench.check.receipt.path == file


def test_a_pin_that_is_typed_at_the_reader_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    identity("Jana Brandt")
    (facts,) = list_identities()
    card = CardReference("/usr/lib/reader.so", "lab", "0001", "01", pin_pad=True)
    monkeypatch.setattr("ui.dialogs.signing.fields.list_identities", lambda: (replace(facts, card=card),))
    fields = SignFields(optional=True)
    qtbot.addWidget(fields)
    assert not fields.asks  # nobody signs
    fields.identity.setCurrentIndex(1)
    assert fields.identity_id == facts.identity_id
    assert not fields.asks
    assert not fields.passphrase.isEnabled()

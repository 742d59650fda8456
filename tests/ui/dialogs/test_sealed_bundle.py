"""The menu and the page of a sealed bundle: what can be done long after the page Export was left."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.cli.main import main
from forensics_app.i18n import set_language
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.custody import CustodyReason
from forensics_app.model.supplement import SupplementKind
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.sealed_files import Output
from forensics_app.services.custody.events import custody_state
from forensics_app.services.sealed_bundles.whereabouts import code_of, find_bundle
from forensics_app.services.sealing.supplements import SupplementAsked
from tests.ui.conftest import Until
from tests.ui.pages.test_after_the_seal import (
    CLOCK,
    PASSPHRASE,
    identity,
    receipt,
    rows,
    said,
    sealed_card,
    taken,
)
from tests.ui.pages.test_verify_page import bundle_of
from tests.world.parcels import recipient
from tests.world.sealing import make_bench
from tests.world.signing import write_pem
from ui.dialogs.bundles.actions import LABELS
from ui.dialogs.bundles.dispatch import DispatchDialog
from ui.dialogs.bundles.later_event import LaterEventDialog
from ui.dialogs.bundles.make_parcel import MakeParcelDialog
from ui.dialogs.bundles.official_reference import OfficialReferenceDialog
from ui.dialogs.bundles.parcel_made import ParcelMadeDialog
from ui.dialogs.bundles.sealed_bundle import SealedBundleDialog
from ui.jobs.desk import JobKind
from ui.models.bundles.export_draft import RecipientDraft, asking
from ui.models.bundles.named_recipients import NamedRecipients
from ui.models.case.bundle_steps import BundleAct
from ui.models.case.sealed_bundles import Stand
from ui.pages.case.sealed_card import SealedCard
from ui.pages.export.page import ExportPage
from ui.pages.export.recipients import RecipientsStep
from ui.pages.export.supplement import SupplementCard
from ui.pages.verify.page import VerifyPage
from ui.settings.bundle_places import BundlePlaces
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.text.text import Path as PathText
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def lab(demo: Path, tmp_path: Path) -> Path:
    """The sender's case with its bundle and seal beside it, as sealing leaves them."""
    for file in (bundle_of(demo), Output(bundle_of(demo)).seal):
        shutil.copy(file, tmp_path)
    return Path(shutil.copytree(demo / "case", tmp_path / "sender"))


def press(widget: QWidget, words: str, qtbot: QtBot) -> None:
    QApplication.processEvents()  # what was just made is shown in the next turn
    button = next(
        b for b in widget.findChildren(QPushButton) if b.accessibleName() == words and b.isVisibleTo(widget)
    )
    assert button.isEnabled(), button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def focused_name(page: SealedBundleDialog) -> str:
    held = page.focusWidget()
    return "" if held is None else held.accessibleName()


def page_of(card: SealedCard, qtbot: QtBot) -> SealedBundleDialog:
    press(card, "Open…", qtbot)
    assert card.page is not None
    return card.page


def test_its_menu_offers_all_that_the_page_export_did(window: MainWindow, lab: Path, until: Until) -> None:
    card = sealed_card(window, lab, until)
    (bundle,) = card.bundles
    assert bundle.path == lab.parent / f"{bundle.name}.sealed.zip"
    entries = [a for a in card.actions_for(bundle).menu().actions() if a.text()]
    assert len(entries) == len(LABELS) == len(BundleAct)
    assert all(entry.isEnabled() for entry in entries)


def test_a_dispatch_is_recorded_from_the_case_and_ticked_off(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    steps = [row for row in rows(window.pages[places.CASE]) if "was sent" in row]
    assert len(steps) == 1
    page = page_of(card, qtbot)
    press(page, "Record the dispatch…", qtbot)
    until(lambda: page.acts.dialog is not None)
    dialog = page.acts.dialog
    assert isinstance(dialog, DispatchDialog)
    dialog.channel.edit.setText("courier")
    dialog.other.name.edit.setText("LKA Hamburg; Germany")
    for _, box in dialog.files:
        box.box.setChecked(True)
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    until(lambda: [b.stand for b in card.bundles[:1]] == [Stand.AWAITED])
    assert len(list(lab.parent.glob("*.dispatch.*.asice"))) == 1
    done = [row for row in rows(page) if row.startswith("Record dispatch")]
    assert len(done) == 1
    assert "to LKA Hamburg" in done[0].replace("\u2068", "").replace("\u2069", "")
    told = [plain(label.accessibleName()) for label in page.findChildren(QLabel)]
    assert "How it was sent: courier" in told, told
    assert any(one.startswith("Files sent: ") and ".sealed.zip (" in one for one in told), told
    assert any("Named in a recorded dispatch." in row for row in rows(page))
    waits = [row for row in rows(window.pages[places.CASE]) if row.startswith("Receipt of ")]
    assert len(waits) == 1
    until(lambda: focused_name(page) == "Add a time-stamp…")  # the next step that is open
    press(page, "Record the dispatch…", qtbot)  # to the same people again
    until(lambda: page.acts.dialog is not dialog)
    again = page.acts.dialog
    assert isinstance(again, DispatchDialog)
    assert [one.text for one, _ in again.boxes] == ["LKA Hamburg; DE"]


def parcel_dialog(page: SealedBundleDialog, until: Until, qtbot: QtBot) -> MakeParcelDialog:
    """The case may be read again meanwhile, and the page built anew: the button is pressed once it shows."""

    def pressed() -> bool:
        for button in page.findChildren(QPushButton):
            if button.accessibleName() == "Encrypt as a parcel…" and button.isVisibleTo(page):
                assert button.isEnabled(), button.toolTip()
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
                return True
        return False

    until(pressed)
    until(lambda: isinstance(page.acts.dialog, MakeParcelDialog) and page.acts.dialog.isVisible())
    dialog = page.acts.dialog
    assert isinstance(dialog, MakeParcelDialog)
    return dialog


def test_a_sealed_bundle_is_encrypted_and_the_parcel_opens_to_the_same_bundle(
    window: MainWindow,
    lab: Path,
    until: Until,
    qtbot: QtBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    bundle = bundle_of(lab.parent)
    page = page_of(card, qtbot)
    dialog = parcel_dialog(page, until, qtbot)
    folder = lab.parent / f"{bundle_stem(bundle.name)}-parcel"
    assert dialog.folder.value == str(folder)
    dialog.certificates.add_file(write_pem(tmp_path / "ana.pem", recipient("P-256").certificate))
    dialog.others.phrase.box.setChecked(True)
    for edit in (dialog.phrase.passphrase, dialog.phrase.again):
        edit.setText("four words of theirs")
    dialog.signs.passphrase.setText("not hers")
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None)
    assert dialog.isVisible()
    assert not folder.exists()
    assert not dialog.signs.passphrase.text()
    assert dialog.phrase.again.text() == "four words of theirs"  # it was not what was refused
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    assert not dialog.phrase.passphrase.text()
    told = page.acts.dialog
    assert isinstance(told, ParcelMadeDialog)
    words = said(told).replace("\u2068", "").replace("\u2069", "")
    assert f"Send the whole folder {folder.name}, and the seal code through another channel." in words
    assert str(folder) in [path.accessibleName() for path in told.findChildren(PathText)]
    until(lambda: any(row.startswith("Send the encrypted parcel") for row in rows(page)))
    with open_case(lab, write=False, clock=CLOCK) as case:
        last = custody_state(case).events[-1]
    assert last.reason == CustodyReason.PARCEL_MADE.value
    assert [note.text for note in last.notes[1:]][1:] == ["passphrase"]
    phrase, out = tmp_path / "phrase", tmp_path / "opened.zip"
    phrase.write_text("four words of theirs\n")
    opening = ["parcel", "open", str(folder), f"--output={out}", f"--passphrase-file={phrase}", "--json"]
    capsys.readouterr()
    main(opening)
    set_language("en")
    printed = capsys.readouterr()
    assert out.read_bytes() == bundle.read_bytes(), printed.err
    assert json.loads(printed.out)["bundle"]["verdict"] == "unconfirmed"  # as the bundle is here
    press(told, "Record the dispatch…", qtbot)
    until(lambda: isinstance(page.acts.dialog, DispatchDialog))
    dispatch = page.acts.dialog
    assert isinstance(dispatch, DispatchDialog)
    assert dispatch.parcel is not None
    assert dispatch.parcel[0] == folder
    assert [box.on for _, box in dispatch.files] == [False, False]  # what is readable without a key
    dispatch.reject()
    second = parcel_dialog(page, until, qtbot)
    assert second.folder.value == f"{folder}-2"


def test_a_parcel_that_nobody_could_open_or_that_would_carry_more_is_refused(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot, tmp_path: Path
) -> None:
    identity("Claire Moreau")
    page = page_of(sealed_card(window, lab, until), qtbot)
    dialog = parcel_dialog(page, until, qtbot)
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    assert "Nobody could open the parcel yet." in said(dialog)
    dialog.others.phrase.box.setChecked(True)
    dialog.phrase.passphrase.setText("four words of theirs")
    dialog.phrase.again.setText("four words of others")
    dialog.act()
    assert "The two passphrases of the parcel differ." in said(dialog)
    dialog.phrase.again.setText("four words of theirs")
    dialog.folder.edit.setText(str(lab.parent))
    dialog.act()
    assert "is not an empty folder." in dialog.folder.edit.accessibleDescription()
    (tmp_path / "new").mkdir()
    dialog.folder.edit.setText(str(tmp_path / "new"))
    dialog.others.split.box.setChecked(True)
    dialog.act()
    assert "Choose a folder for the shares." in said(dialog)
    dialog.others.folder.edit.setText(str(tmp_path / "new"))
    dialog.act()
    assert "The shares can't be in the folder of the parcel" in said(dialog)
    assert window.bench.jobs.running(JobKind.CASE) is None
    dialog.reject()
    assert not dialog.phrase.passphrase.text()


def test_a_dispatch_offers_those_who_were_named_at_sealing_also_after_a_new_start(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    """The draft of the export is gone by then. Without them, who asked for the evidence is offered."""
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    page = page_of(card, qtbot)
    named = NamedRecipients(window.bench.settings)
    code = card.bundles[0].code
    asked = [one.text for one in asking(window.bench.case.overview.request)]  # type: ignore[union-attr]
    named.note(code, ())
    for kept, offered in (
        ((), asked),
        ((RecipientDraft("LKA Hamburg", "DE", "de", ""),), ["LKA Hamburg; DE"]),
    ):
        named.note(code, kept)
        before = page.acts.dialog
        press(page, "Record the dispatch…", qtbot)
        until(lambda before=before: page.acts.dialog is not before)
        dialog = page.acts.dialog
        assert isinstance(dialog, DispatchDialog)
        assert [one.text for one, _ in dialog.boxes] == offered
        dialog.reject()


def test_without_an_identity_nothing_can_be_signed_and_the_button_says_so(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    page = page_of(sealed_card(window, lab, until), qtbot)
    press(page, "Record the dispatch…", qtbot)
    until(lambda: isinstance(page.acts.dialog, DispatchDialog) and page.acts.dialog.isVisible())
    dialog = page.acts.dialog
    assert isinstance(dialog, DispatchDialog)
    assert not dialog.act_button.isEnabled()
    assert "No identity" in dialog.act_button.accessibleDescription()
    dialog.reject()


def dispatch_dialog(window: MainWindow, lab: Path, until: Until, qtbot: QtBot) -> DispatchDialog:
    """Of the bundle of the case, with a parcel beside it, filled in but for the record."""
    bundle = bundle_of(lab.parent)
    parcel = bundle.with_name(f"{bundle_stem(bundle.name)}-parcel")
    parcel.mkdir()
    for name in ("P-1.parcel.asice", "P-1.key.p7m", "P-1.v00001.p7m"):
        (parcel / name).write_text(name, encoding="ascii")
    page = page_of(sealed_card(window, lab, until), qtbot)
    press(page, "Record the dispatch…", qtbot)
    until(lambda: page.acts.dialog is not None)
    dialog = page.acts.dialog
    assert isinstance(dialog, DispatchDialog)
    dialog.channel.edit.setText("courier")
    dialog.other.name.edit.setText("LKA Hamburg; DE")
    dialog.signs.passphrase.setText(PASSPHRASE)
    return dialog


def test_what_the_case_refuses_is_said_at_its_field_and_nothing_typed_is_lost(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    """In the words of the form: no key of the file format, no option. The passphrase stays as well."""
    identity("Claire Moreau")
    dialog = dispatch_dialog(window, lab, until, qtbot)
    dialog.other.name.edit.setText("Lab South; Atlantis")
    dialog.act()
    assert dialog.other.name.edit.hasFocus()
    assert "“Atlantis”" in dialog.other.name.edit.accessibleDescription()
    dialog.other.name.edit.setText("Lab South; Germany")
    dialog.recorded.box.setChecked(True)
    record, tracking = dialog.record, dialog.record.tracking
    record.reason.setCurrentIndex(record.reason.findData("technical-limits"))
    tracking.edit.setText("DHL\u202e0034")
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and tracking.edit.hasFocus())
    assert dialog.isVisible()
    said = tracking.edit.accessibleDescription()
    assert f"can't be used in the field “{tracking.label}”" in said
    assert "--" not in said
    assert dialog.signs.passphrase.text() == PASSPHRASE
    assert dialog.other.text == "Lab South; DE"
    QApplication.processEvents()  # what is wrong is brought into sight once it has its place
    top = tracking.mapTo(dialog._scroller.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= dialog._scroller.viewport().height() - tracking.height()
    tracking.edit.setText("DHL 0034")
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    assert dialog.signs.passphrase.text() == ""


def test_a_dispatch_with_the_record_of_its_transmission_names_the_parcel_and_the_record(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Claire Moreau")
    dialog = dispatch_dialog(window, lab, until, qtbot)
    record = dialog.record
    assert record.isHidden()
    dialog.recorded.box.setChecked(True)
    assert record.isVisible()
    assert dialog.parcel is not None
    assert dialog.parcel[1].on
    assert not any(box.on for _, box in dialog.files)
    record.reason.setCurrentIndex(record.reason.findData("technical-limits"))
    record.order.edit.setText("3207 Js 118/26")
    record.tracking.edit.setText("DHL 0034")
    record.first.edit.setText("2026-12-01")
    record.last.edit.setText("2026-12-31")
    record.other_language.setCurrentIndex(record.other_language.findData("ar"))
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    (written,) = lab.parent.glob("*.transmission-*.json")
    said_there = json.loads(written.read_bytes())
    assert said_there["means"] == "other-means"
    assert said_there["reason"] == "technical-limits"
    assert said_there["available_to"] == "2026-12-31"
    assert said_there["order"]["requesting_reference"] == "3207 Js 118/26"
    sent = {"P-1.parcel.asice", "P-1.key.p7m", "P-1.v00001.p7m"}
    assert {f["name"] for f in said_there["files"]} == sent
    with open_case(lab, write=False, clock=CLOCK) as case:
        facts = case.facts
    assert (said_there["sender"]["name"], said_there["sender"]["country"]) == (facts.agency, facts.country)
    pages = [written.with_name(written.name.replace("json", f"en-ar.{kind}")) for kind in ("html", "pdf")]
    html = pages[0].read_text("utf-8")
    assert html.count('lang="ar" dir="rtl"') > 10
    assert html.count("3207 Js 118/26") == 1  # what is the same in both languages stands once
    card = sealed_card(window, lab, until)
    until(lambda: [b.stand for b in card.bundles[:1]] == [Stand.AWAITED])
    (event,) = (a.event for a in card.bundles[0].report.addenda if a.event is not None and a.event.dispatch)
    assert event.dispatch is not None
    named = {f.name: f.sha256 for f in event.dispatch.files}
    for path in (written, *pages):
        assert named.pop(path.name) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert set(named) == sent
    page = page_of(card, qtbot)  # the list of a parcel is no seal that was sent ahead
    assert not any("Named in a recorded dispatch." in row for row in rows(page))
    assert any("Its files are named in a recorded dispatch." in row for row in rows(page))


def test_the_reference_of_the_official_system_is_added_afterwards_as_a_correction_of_the_dispatch(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Claire Moreau")
    said: list[str] = []
    page = page_of(sealed_card(window, lab, until), qtbot)
    page.acts.said.connect(lambda sentence, state: said.append(sentence))
    press(page, "Add official reference…", qtbot)
    until(lambda: said == ["Record the dispatch first: the reference completes it."])
    page.close()
    dialog = dispatch_dialog(window, lab, until, qtbot)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    card = sealed_card(window, lab, until)
    until(lambda: [b.stand for b in card.bundles[:1]] == [Stand.AWAITED])
    acts = card.actions_for(card.bundles[0])
    acts.do(BundleAct.OFFICIAL_REFERENCE)
    until(lambda: acts.dialog is not None)
    later = acts.dialog
    assert isinstance(later, OfficialReferenceDialog)
    later.act()
    assert "missing" in later.reference.edit.accessibleDescription()
    later.reference.edit.setText("EU-2026-77")
    later.recorded_at.edit.setText("2026-12-02T09:00+01:00")
    later.signs.passphrase.setText(PASSPHRASE)
    later.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not later.isVisible())
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 2)
    addenda = [a for a in card.bundles[0].report.addenda if a.event is not None]
    (sent,) = (a for a in addenda if a.event is not None and a.event.dispatch is not None)
    (corrected,) = (a.event for a in addenda if a is not sent)
    assert corrected is not None
    assert corrected.authority_reference == "EU-2026-77"
    assert corrected.refers_to == sent.event_sha256
    assert [note.text for note in corrected.notes] == ["Recorded on: 2026-12-02 09:00+01:00"]


def test_a_later_event_is_signed_and_corrected_from_the_case(
    window: MainWindow, lab: Path, until: Until
) -> None:
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    acts = card.actions_for(card.bundles[0])
    acts.do(BundleAct.EVENT)
    dialog = acts.dialog
    assert isinstance(dialog, LaterEventDialog)
    dialog.act()
    assert "State what happened." in said_in(dialog)
    dialog.what.setCurrentIndex(dialog.what.findData("correction"))
    dialog.act()
    assert "No addendum of this bundle is known that could be corrected." in said_in(dialog)
    dialog.what.setCurrentIndex(dialog.what.findData("disposal"))
    assert dialog.person.name.value == "Claire Moreau"
    dialog.reason.edit.setText("Retention ended")
    dialog.seal_before.edit.setText("S-17")
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 1)
    (made,) = card.bundles[0].report.addenda
    assert made.event is not None
    assert (made.event.event, made.event.reason) == (AddendumEvent.DISPOSAL, "Retention ended")
    assert made.event.physical_seal_before == "S-17"
    acts = card.actions_for(card.bundles[0])
    acts.do(BundleAct.EVENT)
    dialog = acts.dialog
    assert isinstance(dialog, LaterEventDialog)
    dialog.what.setCurrentIndex(dialog.what.findData("correction"))
    dialog.reason.edit.setText("Seal S-71")
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 2)
    events = [one.event for one in card.bundles[0].report.addenda if one.event is not None]
    (corrected,) = (one for one in events if one.event is AddendumEvent.CORRECTION)
    assert corrected.refers_to == made.event_sha256
    beside = {one.name for one in card.actions_for(card.bundles[0])._path.parent.glob("*.asice")}
    assert {one.name for one in card.bundles[0].report.addenda} <= beside, "who gets the bundle gets them too"


def test_an_event_recorded_where_the_bundle_is_verified_stands_in_its_open_case_too(
    window: MainWindow, lab: Path, until: Until
) -> None:
    """Case and Verify each listed events that the other did not, and both named one event as the last."""
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    path = card.actions_for(card.bundles[0])._path
    window.go(places.VERIFY)
    for event in ("opening", "return"):
        _record_on_verify(window, path, until, event)
    report = window.bench.check.report
    assert report is not None
    verified = [(one.name, one.latest) for one in report.addenda]
    assert [latest for _, latest in verified] == [False, True]
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 2)
    assert [(one.name, one.latest) for one in card.bundles[0].report.addenda] == verified


def _event_at_the_bundle(window: MainWindow, path: Path, until: Until, event: str) -> None:
    """Recorded on Verify while no case is open: it lies next to the bundle alone."""
    window.bench.close_case()
    _record_on_verify(window, path, until, event)


def test_an_event_that_lies_only_next_to_the_bundle_is_imported_on_its_page(
    window: MainWindow, lab: Path, until: Until
) -> None:
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    path = card.actions_for(card.bundles[0])._path
    window.go(places.VERIFY)
    _event_at_the_bundle(window, path, until, "opening")
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles))
    assert card.bundles[0].report.addenda == ()
    page = SealedBundleDialog(window.bench, card.actions_for(card.bundles[0]), window)
    page.open()
    [row] = [
        one for one in rows(page) if "1 addendum lies next to the bundle and is not in this case." in one
    ]
    assert ".opening." in row
    assert "Nothing has been recorded" not in said_in(page)
    [button] = [one for one in page.findChildren(Button) if one.text() == "Import into the case"]
    button.click()
    until(lambda: not window.bench.intake.waiting and window.bench.jobs.running(JobKind.CASE) is None)
    assert any("Imported into the case" in one for one in rows(page))
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 1)
    page.show_bundle(card.bundles[0])
    assert not any("lies next to the bundle" in one for one in rows(page))
    page.close()


def test_what_is_signed_from_the_case_follows_what_lies_only_next_to_the_bundle(
    window: MainWindow, lab: Path, until: Until
) -> None:
    """Both named the seal as what they followed: a forked story, which nobody had been warned of."""
    identity("Claire Moreau")
    card = sealed_card(window, lab, until)
    path = card.actions_for(card.bundles[0])._path
    window.go(places.VERIFY)
    _event_at_the_bundle(window, path, until, "opening")
    card = sealed_card(window, lab, until)
    acts, said = card.actions_for(card.bundles[0]), []
    acts.said.connect(lambda sentence, state: said.append(sentence))
    acts.do(BundleAct.EVENT)
    dialog = acts.dialog
    assert isinstance(dialog, LaterEventDialog)
    dialog.what.setCurrentIndex(dialog.what.findData("return"))
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None and not dialog.isVisible())
    card = sealed_card(window, lab, until)
    until(lambda: bool(card.bundles) and len(card.bundles[0].report.addenda) == 2)
    story = [(one.event.event, one.latest) for one in card.bundles[0].report.addenda if one.event is not None]
    assert story == [(AddendumEvent.OPENING, False), (AddendumEvent.RETURN, True)]
    assert "1 addendum next to the bundle was imported into the case first:" in "".join(said)
    assert not card.bundles[0].findings


def _record_on_verify(window: MainWindow, path: Path, until: Until, event: str) -> None:
    """An event that is signed where the bundle is verified."""
    window.bench.check_bundle(path)
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    page.other = None
    page.record_event()
    until(lambda: isinstance(page.other, LaterEventDialog))
    dialog = page.other
    assert isinstance(dialog, LaterEventDialog)
    dialog.what.setCurrentIndex(dialog.what.findData(event))
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: not dialog.isVisible() and not window.bench.check.running)


def said_in(dialog: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(w.accessibleName() for w in dialog.findChildren(QLabel) if w.isVisibleTo(dialog))


def test_the_record_says_what_is_missing_or_unusual_and_refuses_what_cannot_be(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    identity("Claire Moreau")
    dialog = dispatch_dialog(window, lab, until, qtbot)
    record = dialog.record
    dialog.recorded.box.setChecked(True)
    for first, last, words in (
        ("", "", "It is not stated from when to when"),
        ("2026-12-01", "2026-12-10", "less than 10 days"),
        ("2026-12-01", "2027-01-16", "more than 45 days"),
        ("2026-12-01", "2026-12-11", ""),
    ):
        record.first.edit.setText(first)
        record.last.edit.setText(last)
        text = record.doubts.text()
        assert words in text
        assert ("available" in text) is bool(words)
    assert "tracking number" in record.doubts.text()
    record.means.setCurrentIndex(record.means.findData("eu-system"))
    assert record.tracking.isHidden()
    assert "tracking number" not in record.doubts.text()
    record.means.setCurrentIndex(record.means.findData("other-means"))
    dialog.act()
    assert dialog.isVisible()  # the reason is missing
    record.reason.setCurrentIndex(1)
    record.last.edit.setText("2026-11-30")
    dialog.act()
    assert record.last.edit.accessibleDescription() == "This day is before the first one."
    record.last.edit.setText("2026-12-31")
    record.recorded_at.edit.setText("yesterday")
    dialog.act()
    assert "UTC offset" in record.recorded_at.edit.accessibleDescription()
    assert window.bench.jobs.running(JobKind.CASE) is None
    assert not list(lab.parent.glob("*.transmission-*"))


def test_a_receipt_that_comes_back_ticks_off_the_last_step(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    card = sealed_card(window, lab, until)
    page = page_of(card, qtbot)
    card.take([receipt(bundle_of(lab.parent), identity("Jana Brandt"))])
    taken(card, until)
    until(
        lambda: bool(card.bundles) and card.bundles[0].stand is Stand.ACCEPTED
    )  # one of this computer's own identities signed
    assert any(r.startswith("Wait for the receipt. Accepted; signed receipt confirmed.") for r in rows(page))
    assert any(r.startswith("Receipt · accepted") for r in rows(page))
    assert not any(r.startswith("Receipt of ") for r in rows(window.pages[places.CASE]))


def test_a_bundle_that_was_moved_is_located_and_another_is_refused(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot, tmp_path: Path
) -> None:
    stray = tmp_path / "elsewhere"
    stray.mkdir()
    moved = Path(shutil.move(bundle_of(lab.parent), stray / "renamed.zip"))
    card = sealed_card(window, lab, until)
    (bundle,) = card.bundles
    assert bundle.path is None
    page = page_of(card, qtbot)
    verify = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Verify")
    assert not verify.isEnabled()
    assert "Locate it first." in verify.toolTip()
    encrypt = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Encrypt as a parcel…")
    assert not encrypt.isEnabled()
    assert "Locate it first." in encrypt.toolTip()
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK\x05\x06" + bytes(18))
    page.acts.take_place(other)
    until(lambda: f"{other} is not this bundle." in said(page))
    page.acts.take_place(moved)
    until(lambda: bool(card.bundles) and card.bundles[0].path == moved)
    assert BundlePlaces(window.bench.settings).all == {bundle.code: moved}
    press(page, "Verify", qtbot)
    until(lambda: not window.bench.check.running)
    assert window.place == places.VERIFY
    assert window.bench.check.path == moved


def test_a_file_that_was_put_in_its_place_is_not_dispatched(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    card = sealed_card(window, lab, until)
    (bundle,) = card.bundles
    assert bundle.path is not None
    page = page_of(card, qtbot)
    bundle.path.write_bytes(b"PK\x05\x06" + bytes(18))
    Output(bundle.path).seal.unlink()
    press(page, "Record the dispatch…", qtbot)
    until(lambda: "is not this bundle." in said(page))
    assert page.acts.dialog is None


def test_its_seal_is_saved_under_the_bundles_name(
    window: MainWindow, lab: Path, until: Until, tmp_path: Path
) -> None:
    card = sealed_card(window, lab, until)
    acts, folder = card.actions_for(card.bundles[0]), tmp_path / "stick"
    folder.mkdir()
    heard: list[object] = []
    acts.said.connect(lambda sentence, state: heard.append(state))
    for _ in range(2):
        acts.save_seal(folder)
    (copy,) = folder.iterdir()
    assert copy.read_bytes() == Output(bundle_of(lab.parent)).seal.read_bytes()
    assert heard == [State.OK, State.BAD]  # never over another file


def test_a_supplement_begins_with_its_bundle(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    card = sealed_card(window, lab, until)
    page = page_of(card, qtbot)
    press(page, "Seal a supplement…", qtbot)
    assert window.place == places.EXPORT
    assert window.bench.export.supplements == card.bundles[0].code
    assert not page.isVisible()
    export = window.pages[places.EXPORT]
    assert isinstance(export, ExportPage)
    until(lambda: "Adds to the bundle" in said(export.side))
    assert card.bundles[0].name in said(export.side)


def test_a_supplement_is_offered_to_who_received_its_bundle(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot
) -> None:
    """Also where the request names somebody else, or nobody."""
    card = sealed_card(window, lab, until)
    (bundle,) = card.bundles
    received = RecipientDraft("LKA Hamburg", "DE", "de", "")
    NamedRecipients(window.bench.settings).note(bundle.code, (received,))
    window.bench.export.supplements, window.bench.export.supplements_name = bundle.code, bundle.name
    step = RecipientsStep(window.bench)
    qtbot.addWidget(step)
    until(lambda: step._earlier.count == 1)
    assert received not in window.bench.export.recipients
    step.show()
    press(step, "Add LKA Hamburg", qtbot)
    assert window.bench.export.recipients[-1] == received
    assert step._earlier.count == 0
    assert "de" in window.bench.export.languages
    card_of_seal = SupplementCard(window.bench)
    qtbot.addWidget(card_of_seal)
    card_of_seal.show()
    window.bench.export.recipients = ()
    until(lambda: card_of_seal.bundle.findData(bundle.code) > 0)
    card_of_seal.bundle.setCurrentIndex(0)
    assert card_of_seal._earlier.count == 0
    card_of_seal.bundle.setCurrentIndex(card_of_seal.bundle.findData(bundle.code))
    until(lambda: card_of_seal._earlier.count == 1)  # at once, where the bundle is chosen
    card_of_seal._earlier.chosen.emit(received)
    assert [one.text for one in window.bench.export.recipients] == ["LKA Hamburg; DE"]
    card_of_seal._earlier.chosen.emit(RecipientDraft("Procura di Milano", "IT", "it", ""))  # no papers in it
    assert "it" not in window.bench.export.languages


def test_a_supplement_stands_in_the_story_of_what_it_adds_to(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    """In its page and on the case's; the supplement names the bundle that it adds to."""
    (tmp_path / "series").mkdir()
    bench = make_bench(tmp_path / "series", files={"letter.txt": b"Dear Sir\n"})
    first = bench.seal("X-B01.zip")
    asked = SupplementAsked("X-B01", SupplementKind.ADDS, "Found later", "en")
    second = bench.seal("X-B02.zip", supplement=asked)
    card = sealed_card(window, bench.case, until)
    until(lambda: len(card.bundles) == 2)
    shown = {bundle.code: bundle for bundle in card.bundles}
    assert [one.name for one in shown[first.seal_code].supplements] == ["X-B02"]
    assert not shown[second.seal_code].supplements
    on_the_page = [plain(row) for row in rows(card)]
    assert any(row.startswith("Supplemented by X-B02") and "Found later" in row for row in on_the_page)
    assert any(row.startswith("Supplements X-B01") and "Found later" in row for row in on_the_page)
    card.open_bundle(first.seal_code)
    assert card.page is not None
    there = [plain(row) for row in rows(card.page)]
    assert any(row.startswith("Seal a supplement X-B02") for row in there)
    assert any(row.startswith("Supplemented by X-B02") for row in there)
    assert "Nothing has been recorded" not in said(card.page)
    card.open_bundle(second.seal_code)
    there = [plain(row) for row in rows(card.page)]
    assert any(row.startswith("Supplements X-B01") for row in there)
    assert not any(row.startswith("Seal a supplement") for row in there)


def plain(row: str) -> str:
    return row.replace("\u2068", "").replace("\u2069", "").replace(". ", " ").replace(", ", " ")


def test_a_receipt_taken_in_there_is_answered_there(
    window: MainWindow, lab: Path, until: Until, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = tmp_path / "came"
    came.mkdir()
    for file in (bundle_of(lab.parent), Output(bundle_of(lab.parent)).seal):
        shutil.copy(file, came)
    file = receipt(came / bundle_of(lab.parent).name, identity("Rosa Receiver"))
    card = sealed_card(window, lab, until)
    page = page_of(card, qtbot)
    page.acts.said.emit("the answer before", State.OK)
    monkeypatch.setattr("ui.dialogs.bundles.actions.choose_addenda", lambda parent: [file])
    press(page, "Import addendum…", qtbot)
    assert any(row.startswith("Checking 1 file") for row in rows(page))
    assert "the answer before" not in said(page)
    taken(card, until)
    assert any(file.name in row and "Imported into the case" in row for row in rows(page))


def test_where_a_bundle_is_comes_from_its_seal_alone(lab: Path) -> None:
    bundle = bundle_of(lab.parent)
    code = code_of(bundle, clock=CLOCK)
    assert code is not None
    with open_case(lab, write=False, clock=CLOCK) as case:
        assert find_bundle(case, bundle.stem, code, clock=CLOCK) == bundle
        assert find_bundle(case, bundle.stem, "0" * 64, clock=CLOCK) is None
        assert find_bundle(case, "no such", code, clock=CLOCK) is None

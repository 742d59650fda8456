"""Preferences: each change holds at once and after a restart; keys, partners and authorities are real."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import current
from forensics_app.i18n.translator import NC_
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.services.forms.lab_card import read_card_file
from forensics_app.services.identities.identities import (
    Holder,
    export_identity,
    list_identities,
    new_identity,
    unlock_identity,
)
from forensics_app.services.parcels.keys import certificate_fingerprint
from forensics_app.services.trust.trust import add_trust, load_trust
from tests.ui.choosing import choose_country
from tests.ui.conftest import Until
from tests.world.authorities.server import authorities
from tests.world.dask_cluster import make_keys, require_dask
from ui.dialogs.preferences import partners as preferences_partners
from ui.dialogs.preferences.dialog import PreferencesDialog
from ui.dialogs.preferences.identity_backup import BackUpIdentityDialog
from ui.dialogs.preferences.identity_card import LabCardDialog
from ui.dialogs.preferences.identity_import import ImportIdentityDialog
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.preferences.identity_parcels import ParcelCertificateDialog
from ui.dialogs.preferences.partner import CompareDialog, RevokeDialog
from ui.dialogs.preferences.sections import Section
from ui.dialogs.preferences.trust_certificate import TrustDialog
from ui.jobs.desk import JobKind
from ui.settings.settings import Settings
from ui.theme import THEMES, Theme, theme
from ui.widgets.seals.fingerprint import rows_of
from ui.widgets.statements.notices import Trouble
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
SECRET = "correct horse battery"


def preferences(window: MainWindow, section: Section) -> PreferencesDialog:
    window.dialogs.show_preferences(section)
    found = window.dialogs.preferences
    assert found is not None
    return found


def identity(name: str = "Marie Durand") -> str:
    made = new_identity(Holder(name, "Laboratory", "FR"), SECRET.encode(), clock=SystemClock())
    return made.identity_id


def idle(window: MainWindow) -> bool:
    return window.bench.jobs.running(JobKind.SETTINGS) is None


# --- language and look ------------------------------------------------------------------------------


def test_language_and_look_change_at_once_and_the_dialog_stays_where_it_was(
    window: MainWindow, until: Until
) -> None:
    preferences(window, Section.LOOK).look.languages["ar"].click()
    again = window.dialogs.preferences
    assert again is not None
    until(again.isVisible)
    assert current().language == "ar"
    assert again.layoutDirection() == Qt.LayoutDirection.RightToLeft
    again.look.themes["high-contrast"].click()
    assert theme().tokens is THEMES["high-contrast"]
    again = window.dialogs.preferences
    assert again is not None
    again.look.scales[2.0].click()
    again = window.dialogs.preferences
    assert again is not None
    assert again.section is Section.LOOK
    assert again.height() <= window.height()
    kept = Settings(Path(window.bench.settings._store.fileName()))
    assert (kept.language, kept.theme.tokens.name, kept.theme.scale) == ("ar", "high-contrast", 2.0)


def test_ctrl_comma_opens_them_and_arrows_go_through_the_sections(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.dialogs.preferences
    assert dialog is not None
    for section in list(Section)[1:]:
        qtbot.keyClick(dialog.sections.items[dialog.sections.current], Qt.Key.Key_Down)
        assert dialog.section is section
    assert all(item.accessibleName() for item in dialog.sections.items)


def test_reading_preferences_are_kept_and_used(opened: MainWindow, tmp_path: Path, until: Until) -> None:
    dialog = preferences(opened, Section.READING)
    dialog.reading.by_hand.click()
    dialog.reading.workers.setValue(1)
    dialog.reading.zone.setCurrentText("Europe/Nowhere")
    assert opened.bench.settings.zone == ""
    dialog.reading.zone.setCurrentText("europe/paris")
    assert opened.bench.settings.zone == "Europe/Paris"
    opened.bench.zones_asked.emit()
    zones = opened.dialogs.zones
    assert zones is not None
    assert zones.zone.currentText() == "Europe/Paris"
    (tmp_path / "one.bin").write_bytes(b"x" * 5000)
    opened.bench.add_sources([tmp_path / "one.bin"])
    running = opened.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    assert "--workers=1" in running.job.arguments
    until(lambda: opened.bench.jobs.running(JobKind.INGEST) is None)
    dialog.reading.automatic.click()
    assert opened.bench.settings.workers == 0


def test_a_cluster_is_kept_once_it_can_be_used_and_reads_from_then_on(
    opened: MainWindow, tmp_path: Path, until: Until
) -> None:
    require_dask()
    card = preferences(opened, Section.READING).reading.cluster
    settings = opened.bench.settings
    card.address.edit.setText("tls://192.0.2.1:8786")
    card.address.edit.editingFinished.emit()
    assert settings.cluster == ""  # no keys
    keys = make_keys(tmp_path / "keys") / "case"
    card.keys.edit.setText(str(keys))
    card.keys.edit.editingFinished.emit()
    assert (settings.cluster, settings.cluster_keys) == ("tls://192.0.2.1:8786", str(keys))
    settings.cluster = "no-address"  # so the job ends at once, and nobody is asked
    (tmp_path / "one.bin").write_bytes(b"x" * 5000)
    opened.bench.add_sources([tmp_path / "one.bin"])
    running = opened.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    assert "--cluster=no-address" in running.job.arguments
    assert f"--cluster-tls={keys}" in running.job.arguments
    until(lambda: opened.bench.jobs.running(JobKind.INGEST) is None)
    card.address.edit.setText("")
    card.address.edit.editingFinished.emit()
    assert settings.cluster == ""


# --- identities -------------------------------------------------------------------------------------


def test_an_identity_is_made_and_its_passphrase_is_in_no_argument(window: MainWindow, until: Until) -> None:
    section = preferences(window, Section.IDENTITIES).identities
    section.new()
    dialog = section.dialog
    assert isinstance(dialog, NewIdentityDialog)
    dialog.name.edit.setText("Marie Durand")
    choose_country(dialog.country.edit, "France (")
    assert dialog.country.value == "FR"
    dialog.secret.passphrase.setText("short")
    dialog.act()
    dialog.secret.passphrase.setText(SECRET)
    dialog.secret.again.setText(SECRET + "!")
    dialog.act()
    assert idle(window)  # the two differ
    dialog.secret.again.setText(SECRET)
    dialog.act()
    running = window.bench.jobs.running(JobKind.SETTINGS)
    assert running is not None
    assert SECRET not in " ".join(running.job.arguments)
    until(lambda: idle(window))
    (made,) = list_identities()
    assert made.label == "Marie Durand"
    assert unlock_identity(made.identity_id, SECRET.encode(), clock=SystemClock())
    assert section.table.current_key() == made.identity_id
    assert dialog.secret.passphrase.text() == ""


@pytest.mark.parametrize("keep", [True, False])
def test_a_pkcs12_file_is_imported_and_a_wrong_passphrase_is_told(
    window: MainWindow, tmp_path: Path, until: Until, keep: bool
) -> None:
    name = identity()
    file = next((tmp_path / "home").rglob("key.pem")).parent / "it.p12"
    file.write_bytes(_pkcs12(name))
    moved = tmp_path / "it.p12"
    moved.write_bytes(file.read_bytes())
    for path in sorted(file.parent.iterdir()):
        path.unlink()
    file.parent.rmdir()
    section = preferences(window, Section.IDENTITIES).identities
    section.import_file(moved)
    dialog = section.dialog
    assert isinstance(dialog, ImportIdentityDialog)
    dialog.keep.set_on(on=keep)
    dialog.secret.passphrase.setText("another one here")
    dialog.secret.again.setText("another one here")
    dialog.of_file.passphrase.setText("wrong")
    dialog.act()
    until(lambda: idle(window))
    assert dialog.isVisible()
    assert list_identities() == ()
    dialog.of_file.passphrase.setText("of the file")
    dialog.secret.passphrase.setText("another one here")
    dialog.secret.again.setText("another one here")
    dialog.act()
    until(lambda: idle(window))
    (made,) = list_identities()
    secret = b"of the file" if keep else b"another one here"
    assert unlock_identity(made.identity_id, secret, clock=SystemClock())


def _pkcs12(identity_id: str) -> bytes:
    key = unlock_identity(identity_id, SECRET.encode(), clock=SystemClock())
    certificates = [x509.load_der_x509_certificate(c) for c in key.chain]
    return pkcs12.serialize_key_and_certificates(
        b"it", key.key, certificates[0], certificates[1:], BestAvailableEncryption(b"of the file")
    )


def test_an_identity_is_backed_up_to_a_file_that_restores_it(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    name = identity()
    before = list_identities()[0].fingerprint
    section = preferences(window, Section.IDENTITIES).identities
    file = tmp_path / "safe" / "marie.p12"
    file.parent.mkdir()
    section.back_up(file)
    backing = section.dialog
    assert isinstance(backing, BackUpIdentityDialog)
    backing.own.passphrase.setText("wrong")
    backing.secret.passphrase.setText("for the safe alone")
    backing.secret.again.setText("for the safe alone")
    backing.act()
    until(lambda: idle(window) and backing.own.passphrase.hasFocus())
    assert not file.exists()
    assert backing.secret.again.text() == "for the safe alone"  # nobody types it again for another's fault
    backing.own.passphrase.setText(SECRET)
    backing.act()
    until(lambda: idle(window) and not backing.isVisible())
    assert b"PRIVATE" not in file.read_bytes()
    for kept in sorted((tmp_path / "home").rglob("*"), reverse=True):
        if name in str(kept):
            kept.unlink() if kept.is_file() else kept.rmdir()
    assert list_identities() == ()
    section.import_file(file, restoring=True)
    restoring = section.dialog
    assert isinstance(restoring, ImportIdentityDialog)
    restoring.of_file.passphrase.setText("for the safe alone")
    restoring.act()
    until(lambda: idle(window) and not restoring.isVisible())
    (made,) = list_identities()
    assert made.fingerprint == before
    assert unlock_identity(made.identity_id, b"for the safe alone", clock=SystemClock())


def test_certificate_and_card_are_written_and_read_back(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    name = identity()
    section = preferences(window, Section.IDENTITIES).identities
    section.offer_first()
    assert window.bench.settings.identity == name
    section.export(tmp_path / "own.pem")
    assert b"PRIVATE" not in (tmp_path / "own.pem").read_bytes()
    section.lab_card()
    dialog = section.dialog
    assert isinstance(dialog, LabCardDialog)
    dialog.folder.edit.setText(str(tmp_path))
    dialog.names["fr"].edit.setText("Laboratoire central")
    dialog.contact.edit.setText("+33 1 00 00 00 00")
    dialog.signs.passphrase.setText(SECRET)
    dialog.act()
    until(lambda: idle(window))
    card = read_card_file(dialog.card_file)
    assert card.name_in("fr") == "Laboratoire central"
    assert card.fingerprint == list_identities()[0].fingerprint
    assert dialog.card_file.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_the_certificate_for_parcels_is_written_twice_and_asks_for_the_passphrase_once(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    identity()
    section = preferences(window, Section.IDENTITIES).identities
    section.window().resize(section.window().width(), 420)
    section.parcel_certificate(tmp_path / "first.pem")
    dialog = section.dialog
    assert isinstance(dialog, ParcelCertificateDialog)
    dialog.secret.passphrase.setText(SECRET)
    dialog.act()
    until(lambda: idle(window))
    first = (tmp_path / "first.pem").read_bytes()
    assert b"PRIVATE" not in first
    digest = certificate_fingerprint(ssl.PEM_cert_to_DER_cert(first.decode()))
    until(lambda: dialog.result_values.get("fingerprint") == digest)
    assert digest != list_identities()[0].fingerprint  # not the key that signs
    told = section._said.itemAt(0).widget()
    assert "Fingerprint of the certificate for parcels: " in told.accessibleName()
    until(lambda: not told.visibleRegion().isEmpty())  # it is scrolled to
    section.parcel_certificate(tmp_path / "second.pem")
    again = section.dialog
    assert isinstance(again, ParcelCertificateDialog)
    assert again.signing == ()
    again.act()
    until(lambda: idle(window))
    assert (tmp_path / "second.pem").read_bytes() == first


# --- partners ---------------------------------------------------------------------------------------


def partner_certificate(tmp_path: Path) -> tuple[Path, str]:
    name = identity("Hamburg")
    file = tmp_path / "hamburg.pem"
    export_identity(name, file)
    return file, list_identities()[-1].fingerprint


def test_a_partner_is_imported_by_typing_compared_revoked_and_removed(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, fingerprint = partner_certificate(tmp_path)
    section = preferences(window, Section.PARTNERS).partners
    section.import_file(file)
    dialog = section.dialog
    assert isinstance(dialog, TrustDialog)
    dialog.role.setCurrentIndex(dialog.role.findData(TrustRole.TIME.value))
    dialog.fingerprint.setText("0" * 64)
    dialog.trust()
    assert load_trust().entries == ()
    shown = " ".join(w.accessibleName() for w in dialog.findChildren(QWidget))
    assert fingerprint not in shown.replace(" ", "")
    dialog.fingerprint.setText(fingerprint)
    dialog.trust()
    (entry,) = load_trust().entries
    assert entry.role is TrustRole.TIME
    section.compare()
    compare = section.dialog
    assert isinstance(compare, CompareDialog)
    for row, edit in compare.compare.edits.items():
        edit.setText(rows_of(fingerprint)[row])
    assert compare.compare.complete
    section.revoke()
    revoke = section.dialog
    assert isinstance(revoke, RevokeDialog)
    revoke.since.edit.setText("yesterday")
    revoke.act()
    assert load_trust().entries[0].revoked_since is None
    revoke.since.edit.setText("2026-04-01T00:00:00Z")
    revoke.act()
    assert load_trust().entries[0].revoked_since == "2026-04-01T00:00:00Z"
    monkeypatch.setattr(preferences_partners, "ask_to_remove_trust", lambda parent, name: False)
    section.remove()
    assert load_trust().entries
    monkeypatch.setattr(preferences_partners, "ask_to_remove_trust", lambda parent, name: True)
    section.remove()
    assert load_trust().entries == ()


def test_a_lab_card_beside_a_bundle_is_refused_with_its_reason(
    window: MainWindow, tmp_path: Path, demo: Path
) -> None:
    card = tmp_path / "beside" / "lab.labcard"
    card.parent.mkdir()
    card.write_bytes(b"PK\x03\x04 whatever")
    (card.parent / "seal.asice").write_bytes(next(demo.glob("*.asice")).read_bytes())
    section = preferences(window, Section.PARTNERS).partners
    section.import_file(card)
    dialog = section.dialog
    assert isinstance(dialog, TrustDialog)
    assert not dialog.fingerprint.isEnabled()  # nothing is read out and typed for nothing
    assert "Ask the laboratory for its card through another channel" in " ".join(
        w.accessibleName() for w in dialog.findChildren(Trouble)
    )
    dialog.fingerprint.setText("0" * 64)
    dialog.trust()
    assert dialog.isVisible()
    assert load_trust().entries == ()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_refusal_in_the_dialogs_of_partners_can_be_read_to_its_end(
    window: MainWindow, tmp_path: Path, demo: Path, until: Until, scale: float
) -> None:
    """It was squeezed into half a line, and the instruction above it too."""
    choose_theme(window, Theme(scale=scale))
    choose_language(window, "de")
    card = tmp_path / "beside" / "lab.labcard"
    card.parent.mkdir()
    card.write_bytes(b"PK\x03\x04 whatever")
    (card.parent / "seal.asice").write_bytes(next(demo.glob("*.asice")).read_bytes())
    file, fingerprint = partner_certificate(tmp_path)
    section = preferences(window, Section.PARTNERS).partners
    section.import_file(card)
    refused = section.dialog
    section.import_file(file)
    other = section.dialog
    assert isinstance(other, TrustDialog)
    other.fingerprint.setText("0" * 64)
    other.trust()
    other.fingerprint.setText(fingerprint)
    add_trust(file, role=TrustRole.SEAL, fingerprint=fingerprint, label="Hamburg", clock=SystemClock())
    section.show_all()
    section.revoke()
    revoke = section.dialog
    assert isinstance(revoke, RevokeDialog)
    revoke.since.edit.setText("gestern")
    revoke.act()
    for dialog in (refused, other, revoke):
        assert dialog is not None
        assert dialog.findChildren(Trouble)
        until(lambda dialog=dialog: not _squeezed(dialog))  # type: ignore[misc]


def _squeezed(dialog: QWidget) -> list[str]:
    """Labels of several lines that are lower than these need."""
    return [
        label.text()
        for label in dialog.findChildren(QLabel)
        if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width())
    ]


# --- time-stamps ------------------------------------------------------------------------------------


def test_authorities_are_listed_tried_and_ordered(window: MainWindow, until: Until) -> None:
    with authorities() as served:
        section = preferences(window, Section.TIME).time
        section.url.edit.setText("tsa.example.org")
        section.add()
        assert window.bench.settings.authorities == ()
        for url in (served.tsa, served.hostile("refuses")):
            section.url.edit.setText(url)
            section.add()
        assert window.bench.settings.authorities == (served.tsa, served.hostile("refuses"))
        for url in window.bench.settings.authorities:
            section.test(url)
            until(lambda: idle(window))
        good, bad = (section._checks[url] for url in window.bench.settings.authorities)
        facts = read_facts(served.time_authority.der)
        assert good.works is True
        assert not good.trusted
        assert facts.common_name in good.lines[0]
        assert bad.works is False
        assert "refused" in bad.lines[0]
        section._first(served.hostile("refuses"))
        section._remove(served.tsa)
        kept = Settings(Path(window.bench.settings._store.fileName()))
        assert kept.authorities == (served.hostile("refuses"),)


def test_the_agency_s_word_for_an_exhibit_stands_at_once_and_can_be_taken_back(window: MainWindow) -> None:
    card = preferences(window, Section.LOOK).look.own_word
    card.one.edit.setText("item")
    card.one.edit.editingFinished.emit()
    assert current().text(NC_("label", "Exhibits")) == "Exhibits"  # both or none
    card.several.edit.setText("items")
    card.several.edit.editingFinished.emit()
    assert (current().text(NC_("label", "Exhibit")), current().text(NC_("label", "Exhibits"))) == (
        "Item",
        "Items",
    )
    dialog = window.dialogs.preferences
    assert dialog is not None
    again = dialog.look.own_word
    assert (again.one.value, again.several.value) == ("item", "items")
    again.several.edit.setText("{items}")
    again.several.edit.editingFinished.emit()
    assert current().text(NC_("label", "Exhibits")) == "Items"
    for field in (again.one, again.several):
        field.edit.clear()
    again.several.edit.editingFinished.emit()
    assert current().text(NC_("label", "Exhibits")) == "Exhibits"

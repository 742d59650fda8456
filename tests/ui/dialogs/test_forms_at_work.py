"""A form whose child process works: nothing can be typed into it, and it says so; Enter starts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import DIALOGS, PASSPHRASE, World, make_world, show_surface
from ui.dialogs.bundles.trust_signer import TrustSignerDialog
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.signing.fields import SignFields
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_TYPED_INTO = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)


@pytest.fixture
def world(window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until) -> World:
    return make_world(window, small, demo, tmp_path, until)


def usable(dialog: QDialog) -> list[str]:
    """What could still be changed."""
    return [
        w.accessibleName()
        for w in dialog.findChildren(QWidget)
        if isinstance(w, _TYPED_INTO) and w.isVisible() and w.isEnabled()
    ]


def test_every_signing_form_is_disabled_while_its_work_goes_on(world: World, until: Until) -> None:
    walked = 0
    for name, make in DIALOGS.items():
        dialog = make(world)
        if isinstance(dialog, CustodyDialog):
            dialog.show()
            assert usable(dialog), name
            dialog._mine = True
            dialog._show_working()
            assert usable(dialog) == [], name
            assert not dialog.act_button.isEnabled()
            dialog._mine = False
            dialog._show_working()
            assert usable(dialog), name
            walked += 1
        dialog.deleteLater()
    assert walked >= 10


def test_every_form_that_somebody_signs_offers_a_new_identity_where_there_is_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.signing.fields.list_identities", lambda: ())
    offering = set()
    for name, make in DIALOGS.items():
        dialog = make(world)
        for signs in dialog.findChildren(SignFields):
            dialog.show()
            assert signs.new.isVisible(), name
            signs.new.click()
            made = world.window.dialogs.new_identity
            assert made is not None
            assert made.parentWidget() is dialog
            assert made.isVisible()
            made.reject()
            offering.add(name)
        dialog.close()
        dialog.deleteLater()
    assert offering >= {
        *("receipt", "dispatch", "later-time", "official-reference", "cover-sheet", "add-recipient"),
        "make-parcel",
        *("event", "hand-over", "sign"),
    }


def test_enter_makes_an_identity_and_nothing_can_be_typed_meanwhile(
    world: World, qtbot: QtBot, until: Until
) -> None:
    dialog = show_surface(world, "new-identity", until)
    assert isinstance(dialog, NewIdentityDialog)
    dialog.name.edit.setText("Paul Renard")
    dialog.secret.passphrase.setText(PASSPHRASE.decode())
    dialog.secret.again.setText(PASSPHRASE.decode())
    dialog.secret.again.setFocus()
    qtbot.keyClick(dialog.secret.again, Qt.Key.Key_Return)
    assert world.window.bench.jobs.running(JobKind.SETTINGS) is not None
    assert usable(dialog) == []
    assert dialog.status.isVisible()
    assert "Paul Renard" in dialog.status.accessibleName()
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, "secret")
    assert dialog.name.value == "Paul Renard"
    until(lambda: world.window.bench.jobs.running(JobKind.SETTINGS) is None)
    assert dialog.result()


def test_cancelling_stops_the_work_and_gives_the_form_back(world: World, until: Until) -> None:
    dialog = show_surface(world, "new-identity", until)
    assert isinstance(dialog, NewIdentityDialog)
    dialog.name.edit.setText("Paul Renard")
    for edit in (dialog.secret.passphrase, dialog.secret.again):
        edit.setText(PASSPHRASE.decode())
    dialog.act()
    dialog.reject()
    until(lambda: world.window.bench.jobs.running(JobKind.SETTINGS) is None)
    if dialog.isVisible():  # it had not made it before that
        assert "Name" in usable(dialog)


def test_every_primary_button_of_a_dialog_is_pressed_by_enter_in_a_field(world: World) -> None:
    unpressed = []
    for name, make in DIALOGS.items():
        dialog = make(world)
        dialog.show()
        primary = [
            b
            for b in dialog.findChildren(QAbstractButton)
            if b.property("kind") == "primary" and b.isVisibleTo(dialog)
        ]
        if not isinstance(dialog, TrustSignerDialog):  # a question: Enter alone trusts nobody
            unpressed += [name for b in primary if not (isinstance(b, QPushButton) and b.isDefault())]
        dialog.close()
        dialog.deleteLater()
    assert unpressed == []

"""Dialogs by keyboard alone: Tab reaches every control that can be operated, and each says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.services.identities.identities import Holder, export_identity, new_identity
from forensics_app.services.trust.trust import add_trust
from tests.ui.conftest import Until
from tests.ui.window.test_keyboard import spoken
from ui.dialogs.help.dialog import HelpSection
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.preferences.sections import Section
from ui.dialogs.sealed_contents.dialog import SealedContentsDialog
from ui.pages.evidence.page import EvidencePage
from ui.pages.verify.page import VerifyPage
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_KINDS = (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox, QAbstractSpinBox)


def inner(widget: QWidget) -> bool:
    """The line edit in a spin box or combo box, which its owner speaks and takes the focus for."""
    return isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)


def operable(dialog: QDialog) -> set[QWidget]:
    found = set()
    for widget in dialog.findChildren(QWidget):
        by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        usable = widget.isVisible() and widget.isEnabled() and not inner(widget)
        if by_tab and usable and isinstance(widget, _KINDS) and widget.focusProxy() is None:
            found.add(widget)
    return found


def owner(widget: QWidget) -> QWidget:
    parent = widget.parentWidget()
    return parent if parent is not None and inner(widget) else widget


def inside(dialog: QDialog) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and focus.window() is dialog


def group_of(button: QAbstractButton) -> list[QAbstractButton]:
    """Those that exclude each other with it: one stop for Tab, and arrows go from one to the next."""
    group = button.group()
    if group is not None:
        return group.buttons() if group.exclusive() else []
    parent = button.parentWidget()
    if not button.autoExclusive() or parent is None:
        return []
    return [b for b in parent.findChildren(QAbstractButton) if b.autoExclusive()]


def walk(dialog: QDialog, qtbot: QtBot) -> None:
    """Tab from control to control until it comes round; fail for what was not met or has no name."""
    dialog.activateWindow()
    qtbot.waitUntil(lambda: inside(dialog), timeout=5_000)
    seen: set[QWidget] = set()
    for _ in range(200):
        focus = QApplication.focusWidget()
        assert focus is not None
        if owner(focus) in seen:
            break
        seen.add(owner(focus))
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    else:
        raise AssertionError("the focus never comes round")
    groups = [group_of(w) for w in seen if isinstance(w, QAbstractButton)]
    by_arrows = {button for group in groups for button in group}
    missed = operable(dialog) - seen - by_arrows
    assert [(type(w).__name__, spoken(w)) for w in missed] == []
    assert [type(w).__name__ for w in seen if not spoken(w)] == []


@pytest.fixture
def laboratory(tmp_path: Path) -> None:
    """An identity and a partner of this user."""
    clock = SystemClock()
    made = new_identity(Holder("Marie Durand", "Laboratory", "FR"), b"correct horse battery", clock=clock)
    export_identity(made.identity_id, tmp_path / "own.pem")
    add_trust(tmp_path / "own.pem", role=TrustRole.SEAL, fingerprint=made.fingerprint, clock=clock)


@pytest.mark.parametrize("section", Section)
def test_preferences(window: MainWindow, qtbot: QtBot, laboratory: None, section: Section) -> None:
    window.bench.settings.authorities = ["https://tsa.example.org/", "http://other.example.org/tsr"]
    if section is Section.PARTNERS:
        choose_language(window, "ar")
    window.dialogs.show_preferences(section)
    dialog = window.dialogs.preferences
    assert dialog is not None
    walk(dialog, qtbot)


@pytest.mark.parametrize("section", HelpSection)
def test_help(window: MainWindow, qtbot: QtBot, section: HelpSection) -> None:
    window.bench.help_asked.emit(section.value)
    dialog = window.dialogs.help
    assert dialog is not None
    walk(dialog, qtbot)


def test_adding_evidence(opened: MainWindow, qtbot: QtBot, demo: Path, until: Until) -> None:
    page = opened.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    page.add([demo / "evidence" / "laptop.raw"])
    dialog = page.dialog
    assert dialog is not None
    until(lambda: dialog.read_button.isEnabled())
    walk(dialog, qtbot)


def test_contents_of_a_bundle(window: MainWindow, qtbot: QtBot, demo: Path, until: Until) -> None:
    window.bench.check_and_show(next(demo.glob("*.zip")))
    until(lambda: not window.bench.check.running)
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    page.browse()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    until(lambda: dialog.ready and dialog._row is not None)
    walk(dialog, qtbot)


def test_no_key_of_the_window_types_or_chooses_anything_in_a_dialog(
    window: MainWindow, until: Until, qtbot: QtBot
) -> None:
    """Alt+2 goes to a page, in the window; in a dialog it must not end up in a passphrase."""
    window.bench.preferences_asked.emit(Section.IDENTITIES.value)
    until(lambda: window.dialogs.preferences is not None and window.dialogs.preferences.isVisible())
    preferences = window.dialogs.preferences
    assert preferences is not None
    identities = preferences.identities
    identities.new()
    dialog = identities.dialog
    assert isinstance(dialog, NewIdentityDialog)
    until(dialog.isVisible)
    before, place = dialog.country.value, window.place
    edits = (dialog.country.edit.lineEdit(), dialog.years.lineEdit())
    fields = (dialog.name.edit, dialog.secret.passphrase, *edits)
    for field in fields:
        assert field is not None
        shown = field.text()
        for keys in (f"Alt+{number}" for number in range(10)):
            qtbot.keyClick(field, Qt.Key(ord(keys[-1])), Qt.KeyboardModifier.AltModifier)
        assert field.text() == shown
    assert (dialog.country.value, window.place) == (before, place)
    qtbot.keyClicks(dialog.name.edit, "Unit 2")
    assert dialog.name.edit.text() == "Unit 2"

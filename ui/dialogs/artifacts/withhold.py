"""Keep what is selected out of every bundle: as what, and why."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.tagging import mark_title
from forensics_app.model.marks import PrivacyMark
from forensics_app.services.cases.marks import usable_reason
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.room import fit_to_words
from ui.widgets.text.text import Text, section_cap

_REASON_LINES = 3
_WIDTH = 520
_WIDEST = 760


class WithholdDialog(QDialog):
    """`mark` and `reason` once it was accepted."""

    help_topic = "artifacts"
    asks_before_dropping = True

    def __init__(self, subject: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Withhold from bundles"))
        self.setMinimumWidth(px(_WIDTH))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(8))
        box.addWidget(Text(tr("Withhold from bundles"), "page"))
        box.addWidget(Text(subject, "small", "muted", wrap=True))
        box.addWidget(section_cap(tr(NC_("heading", "Category"))))
        self._mark = Combo()
        self._mark.setAccessibleName(tr(NC_("label", "Category")))
        for mark in PrivacyMark:
            self._mark.addItem(mark_title(mark), mark.value)
        box.addWidget(self._mark)
        box.addWidget(section_cap(tr(NC_("heading", "Reason"))))
        self._reason = QPlainTextEdit()
        self._reason.setAccessibleName(tr(NC_("label", "Reason")))
        self._reason.setPlaceholderText(tr("Stays in the case; never written to a bundle"))
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(self._reason.fontMetrics().height() * _REASON_LINES + px(20))
        box.addWidget(self._reason)
        box.addWidget(
            Text(
                tr(
                    "A bundle states how many of the selected items were withheld and in which "
                    "category, never which ones. Copies, archives that contain them and areas of "
                    "the medium that hold them are left out too."
                ),
                "small",
                "muted",
                wrap=True,
            )
        )
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        box.addWidget(self._wrong)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.take_button = Button(tr(NC_("button", "Withhold")), self.take, kind="primary")
        self.take_button.setDefault(True)
        foot.addWidget(self.take_button)
        box.addLayout(foot)
        self._fit()
        self._reason.setFocus()

    @property
    def mark(self) -> PrivacyMark:
        return PrivacyMark(str(self._mark.currentData()))

    @property
    def reason(self) -> str:
        return self._reason.toPlainText().strip()

    def take(self) -> None:
        """Close if there is a reason; else ask for one."""
        if not usable_reason(self.reason):
            self._wrong.set_text(tr("Give a reason, in a sentence."))
            self._wrong.show()
            self._fit()
            self._reason.setFocus()
            return
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = min(self.sizeHint().width(), px(_WIDEST))  # categories
        fit_to_words(self, max(self.width(), whole), self.height())

"""Until which day the case may be kept, and what demands it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.retention import Retention
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.text.text import Text, section_cap


class RetentionDialog(QDialog):
    """`retention` once it was accepted; None where no day is to be recorded any more."""

    def __init__(self, before: Retention | None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(NC_("heading", "Retention")))
        self.setMinimumWidth(px(440))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(8))
        box.addWidget(Text(tr(NC_("heading", "Retention")), "page"))
        said = tr("The program reminds of this day and deletes nothing.")
        box.addWidget(Text(said, "small", "muted", wrap=True))
        box.addWidget(section_cap(tr("To be kept until")))
        self.day = QLineEdit("" if before is None else before.until)
        self.day.setAccessibleName(tr("To be kept until"))
        self.day.setPlaceholderText("2031-12-31")
        box.addWidget(self.day)
        box.addWidget(section_cap(tr("What demands it")))
        self.reason = QLineEdit("" if before is None else before.reason)
        self.reason.setAccessibleName(tr("What demands it"))
        box.addWidget(self.reason)
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        box.addWidget(self._wrong)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        take = Button(tr(NC_("button", "Record")), self.take, kind="primary")
        take.setDefault(True)
        foot.addWidget(take)
        box.addLayout(foot)

    @property
    def retention(self) -> Retention | None:
        day = self.day.text().strip()
        return Retention(day, self.reason.text().strip()) if day else None

    def take(self) -> None:
        """Close if day and reason can be recorded; else say what is wrong."""
        found = self.retention
        wrong = "" if found is None or _is_day(found.until) else tr("Write the day as 2031-12-31.")
        if not wrong and found is not None and not found.reason:
            wrong = tr("Say what demands it, in a sentence.")
        if wrong:
            self._wrong.set_text(wrong)
            self._wrong.show()
            return
        self.accept()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

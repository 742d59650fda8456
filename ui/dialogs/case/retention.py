"""Until which day the case may be kept, and what demands it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.retention import Retention
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.date_field import ambiguity, as_iso, calendar_for, date_hint
from ui.widgets.text.text import Text, section_cap


class RetentionDialog(QDialog):
    """`retention` once it was accepted; None where no day is to be recorded any more."""

    help_topic = "case"

    def __init__(self, before: Retention | None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(NC_("heading", "Retention")))
        self.setMinimumWidth(px(440))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(8))
        box.addWidget(Text(tr(NC_("heading", "Retention")), "page"))
        said = tr("The program reminds you of this date; it deletes nothing.")
        box.addWidget(Text(said, "small", "muted", wrap=True))
        box.addWidget(section_cap(tr("Retain until")))
        self.day = QLineEdit("" if before is None else before.until)
        self.day.setAccessibleName(tr("Retain until"))
        self.day.setPlaceholderText(date_hint())
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.day, 1)
        line.addWidget(calendar_for(self.day, tr("Retain until")))
        box.addLayout(line)
        box.addWidget(section_cap(tr("Basis for retention")))
        self.reason = QLineEdit("" if before is None else before.reason)
        self.reason.setAccessibleName(tr("Basis for retention"))
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
        day = as_iso(self.day.text())
        return Retention(day, self.reason.text().strip()) if day else None

    def take(self) -> None:
        """Close if day and reason can be recorded; else say what is wrong."""
        found = self.retention
        wrong = ambiguity(self.day.text()) or (
            ""
            if found is None or _is_day(found.until)
            else tr("Enter a date such as 2031-12-31 (YYYY-MM-DD).")
        )
        if not wrong and found is not None and not found.reason:
            wrong = tr("State the basis for retention, in a sentence.")
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

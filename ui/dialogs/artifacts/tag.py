"""A tag for what is selected, with a note, and the mark by which a new tag is told from others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from forensics_app.i18n import NC_, tr
from forensics_app.model.case import TagRecord
from forensics_app.model.names import is_spoofed
from ui.models.artifacts.tag_marks import MARKS, in_order, mark_label, marks_of
from ui.theme import icon, px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.room import fit_to_words
from ui.widgets.text.text import Text, section_cap

_NOTE_LINES = 3
LONGEST_NAME = 60


class _Names(Combo):
    """Beside the name stands the symbol that is chosen for it, not that of a name in the list."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QIcon()

    def show_icon(self, shown: QIcon) -> None:
        """From now on."""
        self._icon = shown
        self.update()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's name
        super().initStyleOption(option)
        if not option.currentIcon.isNull():
            option.currentIcon = self._icon


class TagDialog(QDialog):
    """`name`, `note` (empty for none) and `mark` once it was accepted. `received`: nothing is sealed from
    this case.
    """

    help_topic = "artifacts"
    asks_before_dropping = True

    def __init__(
        self,
        tags: Sequence[TagRecord],
        active: str,
        subject: str,
        *,
        note: str = "",
        received: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tags = {tag.name: tag for tag in tags}
        self._marks = marks_of(tags)
        self.setWindowTitle(tr(NC_("heading", "Tag")))
        self.setMinimumWidth(px(440))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(8))
        box.addWidget(Text(tr(NC_("heading", "Tag")), "page"))
        box.addWidget(Text(subject, "small", "muted", wrap=True))
        box.addWidget(section_cap(tr("Tag name")))
        self._name = _Names()
        self._name.setEditable(True)
        self._name.setAccessibleName(tr("Tag name"))
        edit = self._name.lineEdit()
        if edit is not None:
            edit.setAccessibleName(tr("Tag name"))
        names = [tag.name for tag in in_order(tags)]
        for name in names or [tr(NC_("label", "Relevant"))]:
            mark = self._marks.get(name, MARKS[0])
            self._name.addItem(icon(mark.glyph, getattr(tokens(), mark.color), px(16), fill=True), name)
        if active in names:
            self._name.setCurrentIndex(names.index(active))
        self._name.currentTextChanged.connect(self._named)
        box.addWidget(self._name)
        box.addWidget(section_cap(tr(NC_("heading", "Symbol"))))
        self._mark = Combo()
        self._mark.setAccessibleName(tr(NC_("label", "Symbol")))
        for mark in MARKS:
            picture = icon(mark.glyph, getattr(tokens(), mark.color), px(16), fill=True)
            self._mark.addItem(picture, mark_label(mark), mark.name)
        self._mark.currentIndexChanged.connect(lambda at: self._name.show_icon(self._mark.itemIcon(at)))
        self._name.show_icon(self._mark.itemIcon(self._mark.currentIndex()))
        box.addWidget(self._mark)
        box.addWidget(section_cap(tr(NC_("heading", "Note"))))
        self._note = QPlainTextEdit(note)
        self._note.setAccessibleName(tr(NC_("label", "Note")))
        self._note.setPlaceholderText(tr("Reason, in a sentence"))
        self._note.setTabChangesFocus(True)
        line = self._note.fontMetrics().height()
        self._note.setMinimumHeight(line + px(20))  # of large text on a small screen no more may fit
        self._note.setMaximumHeight(line * _NOTE_LINES + px(20))
        box.addWidget(self._note)
        box.addWidget(Text(_where_it_goes(received=received), "small", "muted", wrap=True))
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        box.addWidget(self._wrong)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.tag_button = Button(tr(NC_("button", "Tag")), self.take, kind="primary")
        self.tag_button.setDefault(True)
        foot.addWidget(self.tag_button)
        box.addLayout(foot)
        self._named(self._name.currentText())
        fit_to_words(self, self.minimumWidth())
        (self._note if note else self._name).setFocus()

    def _named(self, name: str) -> None:
        """The mark of a tag that is there; for a new one, the next that no other has."""
        known = self._marks.get(name.strip())
        used = {mark.name for mark in self._marks.values()}
        mark = known or next((m for m in MARKS if m.name not in used), MARKS[0])
        self._mark.setCurrentIndex(MARKS.index(mark))

    @property
    def name(self) -> str:
        return self._name.currentText().strip()

    @property
    def note(self) -> str:
        return self._note.toPlainText().strip()

    @property
    def mark(self) -> str | None:
        """The name of another mark than the tag has already; None where it stays."""
        chosen = str(self._mark.currentData())
        had = self._marks.get(self.name)
        return None if had is not None and had.name == chosen else chosen

    def take(self) -> None:
        """Close if the name can be one; else say what is wrong."""
        name = self.name
        wrong = ""
        if not name:
            wrong = tr("{what} is missing.", what=tr("Tag name"))
        elif is_spoofed(name) or len(name) > LONGEST_NAME:
            wrong = tr("The name can have at most {count} visible characters.", count=LONGEST_NAME)
        if wrong:
            self._wrong.set_text(wrong)
            self._wrong.show()
            fit_to_words(self, self.width(), self.height())
            self._name.setFocus()
            return
        self.accept()


def _where_it_goes(*, received: bool) -> str:
    if received:
        return tr(
            "Your tags and notes are stored in this case. The received bundle itself is not changed, and no "
            "bundle is sealed from this case."
        )
    return tr(
        "A bundle contains the names of the tags you select by. Other tags, and all notes, stay in the "
        "case unless you choose “{option}” when sealing.",
        option=tr("Include all tags and notes"),
    )

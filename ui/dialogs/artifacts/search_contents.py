"""Words or bytes sought in the contents of all artifacts of the list; the hits become a list of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from ui.models.contents.list_search import MOST_HITS, ListSearch
from ui.models.contents.search_words import hex_needle, text_needle
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.layout.room import fit_into
from ui.widgets.text.text import Text
from ui.words import gate

_CODEC = "cp1252"


class SearchContentsDialog(QDialog):
    """`asked` with the ids of the hits, which are listed then; closing it stops the search.

    `count` artifacts are searched, and on request the `hidden` system files that the list does not show.
    """

    help_topic = "artifacts"

    asked = Signal(object)

    def __init__(self, search: ListSearch, count: int, hidden: int, typed: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._search, self._listed, self._hidden, self._typed = search, count, hidden, typed
        self.setWindowTitle(tr("Search contents"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Search contents"), "page"))
        self._said = Text("", "small", "muted", wrap=True)
        box.addWidget(self._said)
        self.hidden: Check | None = None
        if hidden:
            self.hidden = Check(
                trn("Include {count} hidden system file", "Include {count} hidden system files", hidden)
            )
            self.hidden.toggled.connect(lambda _: self._say_what())
            box.addWidget(self.hidden)
        self.what = Field(tr("Search for"), "", self._wrong)
        self.what.edit.setText(typed)
        self.kind = Combo()
        self.kind.setAccessibleName(gate.shown(tr("Search for")))
        self.kind.addItem(tr(NC_("choice", "text")), "text")
        self.kind.addItem(tr(NC_("choice", "bytes")), "hex")
        self.what.add_button(self.kind)
        box.addWidget(self.what)
        self.status = Text("", wrap=True)
        box.addWidget(self.status)
        box.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.reject))
        self.list_button = Button(tr("Show in list"), self._list)
        foot.addWidget(self.list_button)
        self.start_button = Button("", self._start, kind="primary")
        self.start_button.setDefault(True)
        foot.addWidget(self.start_button)
        box.addLayout(foot)
        fit_into(self, parent, 620, 340)
        search.moved.connect(self._show)
        search.ended.connect(self._ended)
        self._say_what()
        self._show()
        self.what.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.what.edit.selectAll()

    @property
    def takes_hidden(self) -> bool:
        """Whether system files that the list does not show are searched too."""
        return self.hidden is not None and self.hidden.on

    @property
    def _count(self) -> int:
        return self._listed + (self._hidden if self.takes_hidden else 0)

    def _say_what(self) -> None:
        """What is searched, and how."""
        if self._typed:
            said = trn(
                "Reads the content of {count} artifact, whether or not its name or path contains “{text}”. "
                "Words are found in UTF-8, UTF-16 and Windows-1252, but not inside compressed documents or "
                "archives that were not opened.",
                "Reads the contents of {count} artifacts, whether or not their names or paths contain "
                "“{text}”. Words are found in UTF-8, UTF-16 and Windows-1252, but not inside compressed "
                "documents or archives that were not opened.",
                self._count,
                text=visible(self._typed),
            )
        elif self.takes_hidden:
            said = trn(
                "Reads the content of {count} artifact. Words are found in UTF-8, UTF-16 and Windows-1252, "
                "but not inside compressed documents or archives that were not opened.",
                "Reads the contents of {count} artifacts. Words are found in UTF-8, UTF-16 and Windows-1252, "
                "but not inside compressed documents or archives that were not opened.",
                self._count,
            )
        else:
            said = trn(
                "Reads the content of {count} artifact in the list. Words are found in UTF-8, UTF-16 and "
                "Windows-1252, but not inside compressed documents or archives that were not opened.",
                "Reads the contents of {count} artifacts in the list. Words are found in UTF-8, UTF-16 and "
                "Windows-1252, but not inside compressed documents or archives that were not opened.",
                self._count,
            )
        self._said.set_text(said)

    def _wrong(self, value: str) -> str:
        if self.kind.currentData() == "hex":
            return "" if hex_needle(value) else tr("Hexadecimal digits, such as 89 50 4E 47.")
        return "" if text_needle(value, _CODEC) else tr("{what} is missing.", what=tr("Search for"))

    def _start(self) -> None:
        if self._search.running:
            self._search.stop()
            self._show()
            return
        if not self.what.complain():
            self.what.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        value = self.what.value
        needle = hex_needle(value) if self.kind.currentData() == "hex" else text_needle(value, _CODEC)
        if needle is not None:
            self._search.start(needle)

    def _show(self) -> None:
        search, words = self._search, current()
        label = tr(NC_("button", "Stop")) if search.running else tr(NC_("button", "Search"))
        self.start_button.setText(label)
        self.start_button.setAccessibleName(gate.shown(label))
        for part in (self.what.edit, self.kind, self.hidden):
            if part is not None:
                part.setEnabled(not search.running)
        self.list_button.setEnabled(bool(search.hits))
        if not (search.running or search.searched):
            self.status.set_text("")
            return
        found = trn("{count} artifact found", "{count} artifacts found", len(search.hits))
        said = [
            tr(
                "{done} of {count} searched",
                done=words.number(search.searched),
                count=words.number(self._count),
            ),
            found,
        ]
        lines = [" · ".join(said)]
        if search.unread:
            lines.append(
                trn(
                    "{count} artifact could not be read in full and may contain more.",
                    "{count} artifacts could not be read in full and may contain more.",
                    search.unread,
                )
            )
        if search.full:
            lines.append(
                tr(
                    "Stopped at {count} hits. Filter the list first.",
                    count=words.number(MOST_HITS),
                )
            )
        self.status.set_text("\n".join(lines))

    def _ended(self) -> None:
        """The keyboard goes to what comes next: the hits, or other words."""
        self._show()
        (self.list_button if self._search.hits else self.what.edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self) -> None:
        hits = tuple(self._search.hits)
        self.accept()
        self.asked.emit(hits)

    def done(self, result: int) -> None:
        """Closed either way: nothing is read for it any more."""
        self._search.stop()
        super().done(result)

"""Words or bytes sought in the contents of all artifacts of the list; the hits become a list of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.contents import Needle
from forensics_app.model.credentials import LockedVolume
from forensics_app.model.names import visible
from ui.dialogs.artifacts.key_form import GivenKey, KeyForm
from ui.models.contents.list_locks import ListLocks
from ui.models.contents.list_search import MOST_HITS, ListSearch
from ui.models.contents.search_words import hex_needle, text_needle
from ui.models.contents.words import content_sentence
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into, grow_for
from ui.widgets.text.text import Text
from ui.words import gate

_CODEC = "cp1252"


class SearchContentsDialog(QDialog):
    """`asked` with the ids of the hits, which are listed then; `key_fitted` with a GivenKey that opened a
    volume; closing it stops the search.

    `count` artifacts are searched, and on request the `hidden` system files that the list does not show. The
    keys of locked volumes among them are asked for before, once while the dialog is open; `kept`: whether
    other work will have them too.
    """

    help_topic = "artifacts"

    asked = Signal(object)
    key_fitted = Signal(object)

    def __init__(
        self,
        search: ListSearch,
        locks: ListLocks,
        count: int,
        hidden: int,
        typed: str,
        *,
        kept: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._search, self._listed, self._hidden, self._typed = search, count, hidden, typed
        self._locks, self._kept = locks, kept
        self._needle: Needle | None = None  # what is going to be searched once keys were asked for
        self._sought = ""
        self._left: set[str] = set()  # volumes that are to stay locked
        self.key: KeyForm | None = None
        self.setWindowTitle(tr("Search contents"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Search contents"), "page"))
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.setSpacing(px(10))
        self._said = Text("", "small", "muted", wrap=True)
        inner.addWidget(self._said)
        self.hidden: Check | None = None
        if hidden:
            self.hidden = Check(
                trn("Include {count} hidden system file", "Include {count} hidden system files", hidden)
            )
            self.hidden.toggled.connect(lambda _: self._say_what())
            inner.addWidget(self.hidden)
        self.what = Field(tr("Search for"), "", self._wrong)
        self.what.edit.setText(typed)
        self.kind = Combo()
        self.kind.setAccessibleName(gate.shown(tr("Search for")))
        self.kind.addItem(tr(NC_("choice", "text")), "text")
        self.kind.addItem(tr(NC_("choice", "bytes")), "hex")
        self.what.add_button(self.kind)
        inner.addWidget(self.what)
        self.status = Text("", wrap=True)
        inner.addWidget(self.status)
        asking = QWidget()
        self._asking = QVBoxLayout(asking)
        self._asking.setContentsMargins(0, 0, 0, 0)
        self._asking.setSpacing(px(6))
        inner.addWidget(asking)
        inner.addStretch(1)
        self._scroller = Scroller(self._body)
        box.addWidget(self._scroller, 1)
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
        missing = tr("{what} is missing.", what=tr("Search for"))
        if not value:
            return missing
        if self.kind.currentData() == "hex":
            return "" if hex_needle(value) else tr("Hexadecimal digits, such as 89 50 4E 47.")
        return "" if text_needle(value, _CODEC) else missing

    def _start(self) -> None:
        if self._search.running or self._needle is not None:
            self._search.stop()
            self._stop_asking()
            self._show()
            return
        if not self.what.complain():
            self.what.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        value = self.what.value
        needle = hex_needle(value) if self.kind.currentData() == "hex" else text_needle(value, _CODEC)
        if needle is not None:
            self._needle, self._sought = needle, value
            self._show()
            self._locks.find(self._ask_for_keys)

    # --- keys of locked volumes ----------------------------------------------------------------------

    def _ask_for_keys(self, locked: tuple[LockedVolume, ...]) -> None:
        """One after the other, then search."""
        if self._needle is None:
            return
        volume = next((one for one in locked if one.layer_id not in self._left), None)
        if volume is None:
            needle = self._needle
            self._stop_asking()
            self._search.start(needle)
        else:
            self._ask_for_key(volume)

    def _ask_for_key(self, volume: LockedVolume) -> None:
        clear(self._asking)
        said = tr(
            "{volume} is encrypted, and no key for it is in memory. Enter the key to search its contents, "
            "or search without it.",
            volume=self._locks.name(volume.layer_id),
        )
        self.key = KeyForm(volume, kept=self._kept, said=said)
        self.key.given.connect(partial(self._try_key, volume, self.key))
        self._asking.addWidget(self.key)
        self.without_button = Button(tr("Search without it"), partial(self._leave, volume), small=True)
        self._asking.addWidget(self.without_button, 0, Qt.AlignmentFlag.AlignLeading)
        self._show()
        grow_for(self, self._body)
        self.key.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try_key(self, volume: LockedVolume, form: KeyForm, given: GivenKey) -> None:
        def tried(fits: bool) -> None:
            if fits:
                self.key_fitted.emit(given)
                self._go_on()
            elif form is self.key:
                form.refuse()

        self._locks.try_key(volume, given.credential, tried, self._key_not_tried)

    def _key_not_tried(self, error: ForensicsError) -> None:
        """The source can't be opened any more."""
        self._stop_asking()
        self._show()
        self.status.set_text(content_sentence(error))

    def _leave(self, volume: LockedVolume) -> None:
        self._left.add(volume.layer_id)
        self._go_on()

    def _go_on(self) -> None:
        """What lies in the volume may be locked in turn: look again."""
        clear(self._asking)
        self.key = None
        self._locks.find(self._ask_for_keys)

    def _stop_asking(self) -> None:
        self._needle, self.key = None, None
        clear(self._asking)

    # --- how far it is -------------------------------------------------------------------------------

    def _show(self) -> None:
        search = self._search
        busy = search.running or self._needle is not None
        label = tr(NC_("button", "Stop")) if busy else tr(NC_("button", "Search"))
        self.start_button.setText(label)
        self.start_button.setAccessibleName(gate.shown(label))
        for part in (self.what.edit, self.kind, self.hidden):
            if part is not None:
                part.setEnabled(not busy)
        searched: tuple[QWidget | None, ...] = (self._said, self.what, self.hidden)
        for widget in searched:  # there is room for one question at a time
            if widget is not None:
                widget.setVisible(self.key is None)
        self.start_button.setDefault(self.key is None)
        self.list_button.setEnabled(bool(search.hits))
        partly = search.hits and not search.whole
        label = tr("Show what was found so far") if partly else tr("Show in list")
        self.list_button.setText(label)
        self.list_button.setAccessibleName(gate.shown(label))
        self.status.setVisible(self.key is None)
        if not search.begun:
            self.status.set_text("")
            return
        found = trn("{count} artifact found", "{count} artifacts found", len(search.hits))
        lines = [" · ".join((self._how_far(), found))]
        if not (busy or search.whole):
            lines += self._not_reached()
        lines += self._unread()
        if search.complaint:
            lines.append(search.complaint)
        if search.full:
            lines.append(
                tr(
                    "Stopped at {count} hits. Filter the list first.",
                    count=current().number(MOST_HITS),
                )
            )
        self.status.set_text("\n".join(lines))
        self._make_room()

    def _make_room(self) -> None:
        """For every line that is said; where the window has none, the last one is in sight."""
        grow_for(self, self._body)
        if not self._search.running and self.key is None:
            QTimer.singleShot(0, self, lambda: self._scroller.ensureWidgetVisible(self.status))

    @property
    def searched_for(self) -> str:
        """What was typed for the search that gave the hits; other words may stand in the field by now."""
        return self._sought

    @property
    def short_of_end(self) -> str:
        """How far the search came; "" where it came to the end of the list."""
        return "" if self._search.whole else self._how_far()

    def _how_far(self) -> str:
        words = current()
        return tr(
            "{done} of {count} searched",
            done=words.number(self._search.searched),
            count=words.number(self._count),
        )

    def gaps(self) -> list[str]:
        """What was not searched, or not to its end: a sentence each, for whoever sees the hits alone."""
        lines = self._not_reached()
        if self._hidden and not self.takes_hidden:
            lines.append(
                trn(
                    "{count} hidden system file was not searched.",
                    "{count} hidden system files were not searched.",
                    self._hidden,
                )
            )
        return lines + self._unread()

    def _not_reached(self) -> list[str]:
        """That the search stopped before the end of the list."""
        left = self._count - self._search.through
        if left <= 0:
            return []
        return [
            trn(
                "{count} artifact was not searched: the search did not run to its end.",
                "{count} artifacts were not searched: the search did not run to its end.",
                left,
            )
        ]

    def _unread(self) -> list[str]:
        """What the search came to and could not read."""
        search, lines = self._search, []
        if search.unread:
            lines.append(
                trn(
                    "{count} artifact could not be read in full and may contain more.",
                    "{count} artifacts could not be read in full and may contain more.",
                    search.unread,
                )
            )
        for volume, count in sorted(search.locked.items()):
            lines.append(
                trn(
                    "{count} artifact was not searched: {volume} is locked, and no key was given.",
                    "{count} artifacts were not searched: {volume} is locked, and no key was given.",
                    count,
                    volume=self._locks.name(volume),
                )
            )
        return lines

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

"""One entry of the custody ledger with everything that stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.custody import ClockSource
from forensics_app.model.names import visible
from forensics_app.report.forms.custody_form import further_fields
from forensics_app.report.forms.custody_labels import FormLabels
from forensics_app.report.layout.person_line import person_line
from ui.models.case.custody_story import StoryEntry
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.facts import KeyValue
from ui.widgets.text.text import Text
from ui.words.custody import program_words


def details_button(entry: StoryEntry, show: Callable[[StoryEntry], None]) -> Button:
    """What opens an entry."""
    made = Button(tr(NC_("button", "Details…")), partial(show, entry), kind="link", small=True)
    made.setAccessibleName(tr("Details of entry {number}", number=entry.event.sequence))
    return made


class EntryDialog(QDialog):
    """Read-only: an entry never changes. `numbers` of entries by their ids."""

    help_topic = "custody"

    def __init__(self, entry: StoryEntry, numbers: Mapping[str, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entry = entry
        title = tr("Entry {number} of the custody ledger", number=entry.event.sequence)
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(title, "page", wrap=True))
        box.addWidget(Text(entry.title, "strong", wrap=True))
        if entry.detail:
            box.addWidget(Text(entry.detail, "small", "muted", wrap=True))
        self.fields = [*_fields(entry, numbers)]
        rows = KeyValue(label_width=120)
        for name, value, raw in self.fields:
            rows.path_row(name, value, raw, "hash" if raw is not None else "body")
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.addWidget(rows)
        inner.addStretch(1)
        box.addWidget(Scroller(body), 1)
        foot = QHBoxLayout()
        foot.addWidget(Button(tr("Copy as text"), self.copy, glyph="copy"))
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept, kind="primary"))
        box.addLayout(foot)
        fit_into(self, parent, 720, 520)

    def copy(self) -> None:
        """Put all fields on the clipboard."""
        lines = [f"{name}\t{value}" for name, value, _ in self.fields]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _fields(entry: StoryEntry, numbers: Mapping[str, int]) -> list[tuple[str, str, str | None]]:
    """Label, what is shown, and what is copied where that is set as a digest."""
    event, labels = entry.event, FormLabels()
    when = f"{event.time_utc[:19].replace('T', ' ')} UTC"
    if event.local_offset is not None:
        when = f"{when} ({event.local_offset})"
    stated = event.clock_source is ClockSource.STATED
    reason = program_words(event) or visible(event.reason or "")
    values = [
        ("what", label(event.event)),
        ("reason", reason),
        ("when", f"{when} · {tr('time entered manually')}" if stated else when),
        ("place", visible(event.place or "")),
        *(("who", visible(person_line(person, current()))) for person in event.persons),
        ("witness", visible(person_line(event.witness, current())) if event.witness is not None else ""),
        ("exhibits", ", ".join(map(visible, event.exhibits))),
    ]
    found: list[tuple[str, str, str | None]] = [
        (labels.of_field(code), value, None) for code, value in values if value
    ]
    for name, value, *machine in further_fields(event, labels, numbers):
        found.append((name, value, value if machine else None))
    found.append((tr("Hash of the chain before this entry"), event.previous, event.previous))
    if entry.head:
        found.append((tr("Hash of the chain after this entry"), entry.head, entry.head))
    return found

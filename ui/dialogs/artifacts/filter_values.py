"""The two filters that are typed: sizes and times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.selection import ArtifactFilter, TimeField
from ui.models.artifacts.filter_values import (
    bytes_of,
    field_label,
    moment_of,
    moment_typed,
    size_typed,
)
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.date_field import DateField
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Text
from ui.words.dates import local_example


class _FilterDialog(QDialog):
    """Two fields, of which one may stay empty; `chosen` is the new filter once it was accepted."""

    help_topic = "artifacts"

    def __init__(self, title: str, explanation: str, chosen: ArtifactFilter, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.chosen = chosen
        self.setWindowTitle(title)
        self.setMinimumWidth(px(440))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(24), px(20), px(24), px(20))
        self._box.setSpacing(px(10))
        self._box.addWidget(Text(title, "page"))
        self._box.addWidget(Text(explanation, "small", "muted", wrap=True))

    def _finish(self, first: Field, second: Field) -> None:
        self._fields = (first, second)
        both = QHBoxLayout()
        both.setSpacing(px(12))
        both.addWidget(first, 1)
        both.addWidget(second, 1)
        self._box.addLayout(both)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.set_button = Button(tr(NC_("button", "Filter")), self.take, kind="primary")
        self.set_button.setDefault(True)
        foot.addWidget(self.set_button)
        self._box.addLayout(foot)
        first.edit.setFocus()

    def take(self) -> None:
        """Close if both can be understood; two empty fields take the condition away."""
        fine = [field.complain() for field in self._fields]
        if not all(fine):
            self._fields[fine.index(False)].edit.setFocus()
            return
        self._choose()
        self.accept()

    def _choose(self) -> None:
        raise NotImplementedError


class SizeDialog(_FilterDialog):
    """Sizes from, to; both inclusive."""

    def __init__(self, chosen: ArtifactFilter, parent: QWidget | None = None) -> None:
        how = tr("In bytes, or with a unit: 500 kB, 1.5 MB, 64 KiB. Either field may be left empty.")
        super().__init__(tr("Filter by size"), how, chosen, parent)
        self.least = Field(tr("At least"), "100 kB", lambda value: self._wrong(value))
        self.most = Field(tr("At most"), "20 MB", lambda value: self._wrong(value, after=self.least.value))
        self.least.edit.setText(size_typed(chosen.min_size))
        self.most.edit.setText(size_typed(chosen.max_size))
        self._finish(self.least, self.most)

    def _wrong(self, value: str, after: str = "") -> str:
        size = bytes_of(value) if value else None
        if value and size is None:
            return tr("“{value}” isn't a valid size. Enter it as, for example, 500 kB.", value=value)
        least = bytes_of(after) if after else None
        if size is not None and least is not None and size < least:
            return tr("This is less than the minimum size.")
        return ""

    def _choose(self) -> None:
        least, most = bytes_of(self.least.value), bytes_of(self.most.value)
        self.chosen = replace(self.chosen, min_size=least, max_size=most)


class TimeDialog(_FilterDialog):
    """One of the times, from and to."""

    def __init__(self, chosen: ArtifactFilter, parent: QWidget | None = None) -> None:
        how = tr(
            "Dates or times in UTC, such as {day}, {local} or {time}. The last day is included. Local times "
            "in an unknown zone are compared as stored until you declare the zone.",
            day="2021-07-22",
            local=local_example(date(2021, 7, 22), current().language),
            time="2021-07-22 14:30",
        )
        super().__init__(tr("Filter by time"), how, chosen, parent)
        self.field = Combo()
        self.field.setAccessibleName(tr("Time type"))
        for one in TimeField:
            self.field.addItem(field_label(one), one)
        self.field.setCurrentIndex(list(TimeField).index(chosen.time_field or TimeField.MODIFIED))
        self._box.addWidget(self.field)
        self.first = DateField(
            tr(NC_("label", "From")),
            "2021-07-01",
            lambda value: self._wrong(value),
            opens_at=lambda: self.last.value,
        )
        self.last = DateField(
            tr(NC_("label", "To")),
            "2021-07-31",
            lambda value: self._wrong(value, after=self.first.value),
            opens_at=lambda: self.first.value,
        )
        self.first.edit.setText(moment_typed(chosen.time_from, end=False))
        self.last.edit.setText(moment_typed(chosen.time_to, end=True))
        self._finish(self.first, self.last)

    def _wrong(self, value: str, after: str = "") -> str:
        moment = moment_of(value, end=True) if value else None
        if value and moment is None:
            return tr(
                "“{value}” isn't a valid date or time. Enter it as, for example, 2021-07-22.", value=value
            )
        first = moment_of(after, end=False) if after else None
        if moment is not None and first is not None and moment <= first:
            return tr("This is before the start.")
        return ""

    def _choose(self) -> None:
        first = moment_of(self.first.value, end=False) if self.first.value else None
        last = moment_of(self.last.value, end=True) if self.last.value else None
        field = TimeField(self.field.currentData()) if first or last else None
        self.chosen = replace(self.chosen, time_field=field, time_from=first, time_to=last)

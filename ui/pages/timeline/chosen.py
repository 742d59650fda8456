"""The card of the chosen time: from when to when, how many times of which kind; it takes typed moments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from ui.models.timeline.data import Numbers
from ui.models.timeline.kinds import GROUPS, TimeGroup, group_words
from ui.models.timeline.scale import DAY, END, HOUR, MINUTE, shown
from ui.models.timeline.state import typed_moment
from ui.models.timeline.window import Stretch
from ui.theme import px, theme
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.date_field import ambiguity, as_iso, calendar_for
from ui.widgets.layout.card import Card, clear
from ui.widgets.statements.facts import Bar
from ui.widgets.text import direction
from ui.widgets.text.text import Text
from ui.widgets.timeline.kind_mark import KindMark
from ui.words import gate


class ChosenCard(Card):
    """`on_choose` is called with the stretch that was typed, or None for everything. `in_sight` gives
    what the histogram shows.
    """

    def __init__(
        self,
        on_choose: Callable[[Stretch | None], None],
        on_zoom: Callable[[], None],
        in_sight: Callable[[], Stretch],
    ) -> None:
        super().__init__(tr("Selected time range"), padding=14, narrow=True)
        self._in_sight = in_sight
        self._on_choose = on_choose
        self.first, self.last = _moment_field(tr(NC_("label", "From"))), _moment_field(tr(NC_("label", "To")))
        self._shown = ("", "")
        self.add_layout(self._fields())  # above all that grows and shrinks: the next click finds them
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        self.add(self._wrong)
        self.when = Text("", "page", wrap=True)
        self.add(self.when)
        self._length = Text("", "small", "muted", wrap=True)
        self.add(self._length)
        self._rows = QVBoxLayout()
        self.add_layout(self._rows)
        self._hint = Text(
            tr("Drag over the bars to select a time range, or enter it here. Use the wheel to zoom."),
            "small",
            "muted",
            wrap=True,
        )
        self.add(self._hint)
        self._uncertain = Text("", "small", "warn", wrap=True)
        self.add(self._uncertain)
        self._uncertain.hide()
        acts = QHBoxLayout()
        acts.setSpacing(px(8))
        self.zoom_button = Button(tr("Zoom to selection"), on_zoom, small=True)
        self.all_button = Button(tr("Select all"), lambda: on_choose(None), kind="link", small=True)
        acts.addWidget(self.zoom_button)
        acts.addWidget(self.all_button)
        acts.addStretch(1)
        self.add_layout(acts)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(1, 1)
        for at, field in enumerate((self.first, self.last)):
            title = Text(field.accessibleName(), "small", "muted")
            title.setBuddy(field)
            grid.addWidget(title, at, 0)
            grid.addWidget(field, at, 1)
            opens_at = partial(self._day_to_open, self.last if field is self.first else self.first, at)
            grid.addWidget(calendar_for(field, field.accessibleName(), opens_at), at, 2)
            field.editingFinished.connect(self._typed)  # by Enter, by leaving the field, from the calendar
        return grid

    def _day_to_open(self, other: QLineEdit, at: int) -> str:
        """While a field is empty: the day of the other one, else the edge of what is in sight."""
        typed = as_iso(other.text())
        if typed:
            return typed
        moment = self._in_sight()[at]
        return shown(max(0, moment - 1) if at else moment)

    def _typed(self) -> None:
        if (self.first.text(), self.last.text()) == self._shown:
            self._complain("")
            return
        unsure = ambiguity(self.first.text()) or ambiguity(self.last.text())
        if unsure:
            self._complain(unsure)
            return
        try:
            texts = (as_iso(self.first.text()), as_iso(self.last.text()))
            first = typed_moment(texts[0], end=False) if texts[0].strip() else 0
            last = typed_moment(texts[1], end=True) if texts[1].strip() else END
        except ValueError:
            self._complain(
                tr(
                    "Enter a date or time in UTC, e.g. {day} or {time}.",
                    day="2021-07-22",
                    time="2021-07-22 14:07",
                )
            )
            return
        if first >= last:
            self._complain(tr("The end must be later than the start."))
            return
        self._complain("")
        self._on_choose(None if (first, last) == (0, END) else (first, last))

    def _complain(self, words: str) -> None:
        self._wrong.set_text(words)
        self._wrong.setVisible(bool(words))
        for field in (self.first, self.last):
            field.setProperty("state", "error" if words else "")
            field.setAccessibleDescription(gate.shown(words))
            field.style().polish(field)

    # --- showing -----------------------------------------------------------------------------------

    def show_stretch(self, chosen: Stretch | None) -> None:
        """From when to when."""
        self.when.set_text(tr("All times") if chosen is None else stretch_words(chosen))
        self._hint.setVisible(chosen is None)
        self.zoom_button.setEnabled(chosen is not None)
        self.all_button.setEnabled(chosen is not None)
        self._complain("")
        for field, moment in zip((self.first, self.last), chosen or (0, END), strict=True):
            field.setText("" if moment in (0, END) else shown(moment))
        self._shown = (self.first.text(), self.last.text())

    def show_counts(
        self,
        chosen: Stretch | None,
        counts: Numbers | None,
        uncertain: int | None,
        total: int,
        kinds: frozenset[TimeGroup],
    ) -> None:
        """Times of known zone by kind, None while they are counted; `uncertain` lines of the list
        have no known zone."""
        clear(self._rows)
        parts = [length_words(chosen[1] - chosen[0])] if chosen and chosen[0] > 0 and chosen[1] < END else []
        if counts is None:
            parts.append(tr(NC_("state", "counting…")))
        else:
            shown_counts = [(g, c) for g, c in zip(GROUPS, counts, strict=True) if c and g in kinds]
            inside = sum(c for _, c in shown_counts)
            inside_words = current().number(inside)
            parts.append(
                trn("{inside} of {count} time", "{inside} of {count} times", total, inside=inside_words)
            )
            if shown_counts:
                self._rows.addWidget(_KindRows(shown_counts))
        self._length.set_text(" · ".join(parts))
        self._uncertain.setVisible(bool(uncertain))
        if uncertain and chosen is None:
            self._uncertain.set_text(
                trn(
                    "{count} more row has no known time zone.",
                    "{count} more rows have no known time zone.",
                    uncertain,
                )
            )
        elif uncertain:
            self._uncertain.set_text(
                trn(
                    "{count} more row with an unknown time zone is within this range or up to 14 hours away.",
                    "{count} more rows with an unknown time zone are within this range or "
                    "up to 14 hours away.",
                    uncertain,
                )
                + " "
                + tr("“Show in Artifacts” also lists those recorded within it.")
            )


class _KindRows(QWidget):
    """Mark, word, bar and count of each kind."""

    def __init__(self, rows: list[tuple[TimeGroup, int]]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, px(2), 0, px(2))
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(5))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        most = max(count for _, count in rows)
        for at, (group, count) in enumerate(rows):
            grid.addWidget(KindMark(group), at, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Text(group_words(group), wrap=True), at, 1)
            bar = Bar(count / most, height=6, color=group.color)
            bar.setMinimumWidth(px(30))
            grid.addWidget(bar, at, 2, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Text(current().number(count), end=True), at, 3)


def _moment_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(gate.shown(name))
    field.setFont(theme().font("hash"))
    field.setPlaceholderText(tr(NC_("label", "no limit")))
    if direction.right_to_left():
        field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    return field


def stretch_words(chosen: Stretch) -> str:
    """Whole days as days, the last one included, else from moment to moment; an open end is not named."""
    first, last = chosen
    if last >= END:
        return tr("{moment} or later", moment=shown(first)[:10] if first % DAY == 0 else shown(first))
    if first <= 0:
        return tr("{moment} or earlier", moment=shown(last - DAY)[:10] if last % DAY == 0 else shown(last))
    if first % DAY == 0 and last % DAY == 0:
        one, other = shown(first)[:10], shown(last - DAY)[:10]
        return one if one == other else tr("{first} to {last}", first=one, last=other)
    return tr("{first} to {last}", first=shown(first), last=shown(last))


def length_words(seconds: int) -> str:
    """In the largest unit that says it whole."""
    if seconds % DAY == 0:
        return trn("{count} day", "{count} days", seconds // DAY)
    if seconds % HOUR == 0:
        return trn("{count} hour", "{count} hours", seconds // HOUR)
    if seconds % MINUTE == 0:
        return trn("{count} minute", "{count} minutes", seconds // MINUTE)
    return trn("{count} second", "{count} seconds", seconds)

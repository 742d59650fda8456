"""A field for a date: typed as one writes it, or picked from a calendar; kept and shown as YYYY-MM-DD."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolButton, QWidgetAction

from forensics_app.i18n import NC_, current, tr
from ui.theme import icon, px, tokens
from ui.widgets.controls.buttons import Button, glyph_button
from ui.widgets.controls.field import Field
from ui.widgets.text import direction
from ui.words.dates import first_day_of_week, iso_moment, local_example, locale_of, possible_dates

_EXAMPLE = date(2026, 12, 9)


LETS_CLICKS_THROUGH = "lets_clicks_through"  # of a menu, for `ui.window.click_outside`


class DateField(Field):
    """`value` is ISO 8601 where what was typed is understood, also with a time of day behind the date, and
    else as it was typed. While it is empty, the calendar opens at the day that `opens_at` gives (ISO 8601).
    """

    def __init__(
        self,
        label: str,
        hint: str,
        check: Callable[[str], str],
        *,
        width: int = 0,
        opens_at: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(label, hint, lambda value: ambiguity(value) or check(value), width=width)
        self.calendar = calendar_for(self.edit, label, opens_at)
        self.add_button(self.calendar)
        self.edit.editingFinished.connect(self._show_iso)

    @property
    def value(self) -> str:
        return as_iso(self.edit.text())

    def _show_iso(self) -> None:
        shown = self.value
        if shown != self.edit.text():
            self.edit.setText(shown)


def as_iso(typed: str) -> str:
    """A date or time that was typed in a local form, in ISO 8601; anything else as it is."""
    return iso_moment(typed, current().language).strip()


def ambiguity(typed: str) -> str:
    """A complaint where a date may be read as two days; nothing else."""
    found = possible_dates(typed, current().language)
    if len(found) < 2:
        return ""
    return tr(
        "“{value}” could be {first} or {second}. Enter one of these.",
        value=typed.strip(),
        first=found[0],
        second=found[1],
    )


def date_hint() -> str:
    """What an empty field for a date shows: the form in which it is kept, and the one that people write."""
    return tr("{day} or {local}", day=_EXAMPLE.isoformat(), local=local_example(_EXAMPLE, current().language))


def calendar_for(edit: QLineEdit, label: str, opens_at: Callable[[], str] = lambda: "") -> Button:
    """A button that opens a calendar for a field; Alt+Down in the field opens it too. `opens_at` gives the
    day (ISO 8601) that is shown while the field is empty; today where it gives none.
    """

    def pick() -> None:
        _Calendar(edit, button, opens_at()).popup(button.mapToGlobal(QPoint(0, button.height())))

    button = glyph_button("calendar-blank", tr("Choose a date: {field}", field=label), pick)
    edit.installEventFilter(_AltDown(edit, pick))
    return button


class _AltDown(QObject):
    """What opens lists of choices elsewhere opens the calendar here."""

    def __init__(self, edit: QLineEdit, act: Callable[[], None]) -> None:
        super().__init__(edit)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_Down and alt:
                self._act()
                return True
        return False


class _Calendar(QMenu):
    """Goes when a day was picked, or on Escape; the time of day in the field stays."""

    def __init__(self, edit: QLineEdit, parent: Button, opens_at: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty(LETS_CLICKS_THROUGH, True)
        self._edit = edit
        self.days = QCalendarWidget()
        self.days.setLocale(locale_of(current().language))
        self.days.setFirstDayOfWeek(first_day_of_week(current().language))
        self.days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.days.setAccessibleName(tr(NC_("label", "Calendar")))
        self.days.setMinimumSize(px(320), px(240))
        back, on = ("right", "left") if direction.right_to_left() else ("left", "right")
        _give_icon(self.days, "qt_calendar_prevmonth", f"caret-{back}")
        _give_icon(self.days, "qt_calendar_nextmonth", f"caret-{on}")
        month = self.days.findChild(QToolButton, "qt_calendar_monthbutton")
        if isinstance(month, QToolButton):  # the style draws its mark into the corner of the word
            month.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        texts = (edit.text(), opens_at)
        days = (QDate.fromString(as_iso(text)[:10], Qt.DateFormat.ISODate) for text in texts)
        day = next((one for one in days if one.isValid()), QDate.currentDate())
        self.days.setSelectedDate(day.addDays(1))  # another one first: Qt keeps the cell of another first day
        self.days.setSelectedDate(day)
        plain = QTextCharFormat()
        plain.setForeground(QColor(tokens().text))
        for weekday in Qt.DayOfWeek:  # Qt paints weekends red, which means something else here
            self.days.setWeekdayTextFormat(weekday, plain)
        self.days.activated.connect(self._take)
        self.days.clicked.connect(self._take)
        action = QWidgetAction(self)
        action.setDefaultWidget(self.days)
        self.addAction(action)
        self.aboutToShow.connect(lambda: self.days.setFocus(Qt.FocusReason.PopupFocusReason))

    def _take(self, day: QDate) -> None:
        before = as_iso(self._edit.text())
        rest = before[10:] if QDate.fromString(before[:10], Qt.DateFormat.ISODate).isValid() else ""
        self._edit.setText(day.toString(Qt.DateFormat.ISODate) + rest)
        self.close()
        self._edit.setFocus()
        self._edit.editingFinished.emit()


def _give_icon(days: QCalendarWidget, name: str, glyph: str) -> None:
    """Qt's own arrows are black in every theme."""
    found = days.findChild(QToolButton, name)
    if isinstance(found, QToolButton):
        found.setIcon(icon(glyph, tokens().text, px(16)))

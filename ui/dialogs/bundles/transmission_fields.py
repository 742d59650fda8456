"""What the record of a transmission says besides the dispatch: by which means, and what proves it.

Shown once a record is wanted. The child process writes the record; what is missing or unusual is said while
it is being filled in, by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import LANGUAGES, NC_, current, tr
from forensics_app.i18n.answering import transmission as labels
from forensics_app.i18n.request_words import field_label
from forensics_app.model.answering.transmission import (
    Means,
    Order,
    OtherMeansReason,
    Party,
    SentFile,
    Transmission,
)
from forensics_app.model.outside_times import read_typed
from forensics_app.model.request import RequestField
from forensics_app.services.forms.transmission import doubts
from ui.dialogs.signing.fields import titled, two_columns
from ui.models.case.overview import CaseOverview
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.date_field import DateField, date_hint
from ui.widgets.controls.field import Field
from ui.widgets.controls.path_field import AddressField
from ui.widgets.text.text import Text

_TOP = Qt.AlignmentFlag.AlignTop
_DAY = "2026-12-09"


class TransmissionFields(QWidget):
    """Filled in as far as the case of `overview` knows; `sent` gives the files that are to be named."""

    def __init__(
        self, overview: CaseOverview | None, languages: tuple[str, ...], sent: Callable[[], list[Path]]
    ) -> None:
        super().__init__()
        self._sent = sent
        self.means, self.reason = Combo(), Combo()
        for means in (Means.OTHER, Means.EU_SYSTEM):
            self.means.addItem(tr(labels.MEANS_LABELS[means]), means.value)
        self.reason.addItem(tr("Choose the reason"), "")
        for reason, label in labels.REASON_LABELS.items():
            self.reason.addItem(tr(label), reason.value)
        self.from_whom = Field(tr(labels.SENDER), "", _named)
        self.from_country = CountryField(tr(NC_("label", "Country")))
        self.contact = Field(tr(NC_("label", "Contact")), "", _anything)
        self.order = Field(field_label(RequestField.REQUESTING_REFERENCE, current()), "", _anything)
        self.link = AddressField(tr(labels.LINK), "https://", _anything)
        self.tracking = Field(tr(labels.TRACKING), "", _anything)
        self.proof = Field(tr(labels.PROOF), tr("e.g. signed delivery note"), _anything)
        self.first = DateField(tr("Available from"), date_hint(), _day, opens_at=lambda: self.last.value)
        self.last = DateField(
            tr("Available until"), date_hint(), self._last_wrong, opens_at=lambda: self.first.value
        )
        self.recorded_as = Field(
            tr(labels.RECORDED), tr("reference there, if known already"), self._recorded_wrong
        )
        self.recorded_at = DateField(tr("Recorded on"), "2026-11-27T14:20+01:00", moment_wrong)
        self.language, self.other_language = Combo(), Combo()
        self.other_language.addItem(tr(NC_("choice", "none")), "")
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
            self.other_language.addItem(name, code)
        self.doubts = Text("", "small", "warn", wrap=True)
        self._fields = (
            self.from_whom,
            self.contact,
            self.order,
            self.link,
            self.tracking,
            self.proof,
            self.first,
            self.last,
            self.recorded_as,
            self.recorded_at,
        )
        self._fill(overview, languages)
        self._build()
        for combo in (self.means, self.reason):
            combo.currentIndexChanged.connect(self.refresh)
        for field in self._fields:
            field.edit.textChanged.connect(self.refresh)
        self.refresh()

    def _fill(self, overview: CaseOverview | None, languages: tuple[str, ...]) -> None:
        if overview is not None:
            self.from_whom.edit.setText(overview.facts.agency.replace(";", ","))
            self.from_country.edit.set_value(overview.facts.country)
            self.order.edit.setText(overview.request.requesting_reference or "")
        first, *more = languages or (current().language,)
        self.language.setCurrentIndex(max(0, self.language.findData(first)))
        if more:
            self.other_language.setCurrentIndex(max(0, self.other_language.findData(more[0])))

    def _build(self) -> None:
        grid = two_columns(self)
        self._reason = titled(tr(labels.REASON), self.reason)
        grid.addWidget(titled(tr(labels.MEANS), self.means), 0, 0, 1, 2)
        grid.addWidget(self._reason, 1, 0, 1, 2)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (self.from_whom, 2, 0, 1),
            (self.from_country, 2, 1, 1),
            (self.contact, 3, 0, 2),
            (self.order, 4, 0, 2),
            (self.link, 5, 0, 2),
            (self.tracking, 6, 0, 1),
            (self.proof, 6, 1, 1),
            (self.first, 7, 0, 1),
            (self.last, 7, 1, 1),
            (self.recorded_as, 8, 0, 1),
            (self.recorded_at, 8, 1, 1),
        )
        for field, row, column, span in places:
            grid.addWidget(field, row, column, 1, span, _TOP)
        grid.addWidget(titled(tr("Language of the record"), self.language), 9, 0)
        grid.addWidget(titled(tr("Second language, side by side"), self.other_language), 9, 1)
        grid.addWidget(self.doubts, 10, 0, 1, 2)

    @property
    def _means(self) -> Means:
        return Means(self.means.currentData())

    def refresh(self) -> None:
        """Show what belongs to these means, and what is missing or unusual."""
        other = self._means is Means.OTHER
        for part in (self._reason, self.link, self.tracking, self.proof, self.first, self.last):
            part.setVisible(other)
        sentences = [tr(labels.DOUBT_SENTENCES[doubt]) for doubt in doubts(self._as_known())]
        self.doubts.set_text("\n".join(sentences))
        self.doubts.setVisible(bool(sentences))

    def _as_known(self) -> Transmission:
        """As much of the record as its doubts are about."""
        first, last = (None if _day(f.value) else f.value or None for f in (self.first, self.last))
        return Transmission(
            bundle="",
            seal="",
            means=self._means,
            reason=None,
            channel="",
            sender=Party(self.from_whom.value),
            recipients=(),
            order=Order(requesting_reference=self.order.value or None),
            time_utc="",
            local_offset="",
            files=tuple(SentFile(p.name, p.stat().st_size, "", "") for p in self._sent() if p.is_file()),
            tracking=self.tracking.value or None,
            proof=self.proof.value or None,
            available_from=first,
            available_to=last,
            recorded_reference=self.recorded_as.value or None,
        )

    def complain(self) -> Field | None:
        """Show every complaint; the first field that has one."""
        shown = [field for field in self._fields if not field.isHidden()]
        return next(iter([field for field in shown if not field.complain()]), None)

    def trouble(self) -> str:
        """What has to be chosen first, or nothing."""
        if self._means is Means.OTHER and not self.reason.currentData():
            return tr("Choose why the decentralised IT system was not used.")
        return ""

    def arguments(self, folder: Path) -> list[str]:
        """Options of `dispatch`; the record is written into `folder`."""
        given = (
            ("--order", self.order),
            ("--link", self.link),
            ("--tracking", self.tracking),
            ("--proof", self.proof),
            ("--available-from", self.first),
            ("--available-to", self.last),
            ("--recorded-as", self.recorded_as),
            ("--recorded-at", self.recorded_at),
        )
        sender = "; ".join((self.from_whom.value, self.from_country.value, self.contact.value)).rstrip("; ")
        found = [f"--means={self._means.value}", f"--record-to={folder}", f"--sender={sender}"]
        if self._means is Means.OTHER:
            found.append(f"--reason={OtherMeansReason(self.reason.currentData()).value}")
        found += [f"{name}={field.value}" for name, field in given if field.value and not field.isHidden()]
        languages = (self.language.currentData(), self.other_language.currentData())
        chosen = list(dict.fromkeys(str(code) for code in languages if code))
        found += [f"--record-lang={code}" for code in chosen]
        if len(chosen) > 1:
            found.append("--side-by-side")
        return found

    def refused_at(self) -> dict[str, Field]:
        """The fields by what errors call them."""
        return {
            "sender": self.from_whom,
            "link": self.link,
            "tracking": self.tracking,
            "proof": self.proof,
            "available_from": self.first,
            "available_to": self.last,
            "recorded_reference": self.recorded_as,
            "recorded_at": self.recorded_at,
        }

    def _last_wrong(self, value: str) -> str:
        if wrong := _day(value):
            return wrong
        if value and self.first.value and not _day(self.first.value) and value < self.first.value:
            return tr("This day is before the first one.")
        return ""

    def _recorded_wrong(self, value: str) -> str:
        return tr("The reference is missing.") if self.recorded_at.value and not value else ""


def _named(value: str) -> str:
    if not value:
        return tr("{what} is missing.", what=tr(labels.SENDER))
    return tr("Semicolons are not allowed here.") if ";" in value else ""


def _day(value: str) -> str:
    if not value:
        return ""
    try:
        usable = len(value) == len(_DAY) and bool(date.fromisoformat(value))
    except ValueError:
        usable = False
    return "" if usable else tr("Enter a date such as {day} (YYYY-MM-DD).", day=_DAY)


def moment_wrong(value: str) -> str:
    """A complaint where this is no time with its UTC offset."""
    if not value or read_typed(value) is not None:
        return ""
    return tr("Enter date and time with the UTC offset, e.g. {zoned}.", zoned="2026-11-27T14:20+01:00")


def _anything(value: str) -> str:
    return ""

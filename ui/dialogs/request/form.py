"""The request and its legal basis as a form: the fields that the instrument asks for, and no others."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forensics_app.errors import RequestInvalidError
from forensics_app.i18n import current, tr
from forensics_app.i18n.request_words import INSTRUMENT_LABELS, URGENCY_LABELS, field_label
from forensics_app.model.names import visible
from forensics_app.model.request import (
    AuthorityRole,
    Formality,
    RequestField,
    RequestRecord,
)
from forensics_app.services.requests.case_request import template_of
from forensics_app.services.requests.file import nonce_of
from forensics_app.services.verifying.request_fields import request_fields
from ui.dialogs.request.entries import AuthorityRow, FormalityRow, role_or
from ui.dialogs.request.lists import HandlingList, LanguageList
from ui.dialogs.signing.fields import titled
from ui.models.case.request_hints import legal_basis_hint, legal_basis_of, limits_hint
from ui.theme import px
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.date_field import DateField, date_hint
from ui.widgets.controls.entry_rows import EntryRows
from ui.widgets.controls.field import Field, TextField
from ui.widgets.text.text import section_cap

_F = RequestField
_TOP = Qt.AlignmentFlag.AlignTop


class RequestForm(QWidget):
    """`changed` at every change; `record` is what stands in the form now, as it was typed."""

    changed = Signal()

    def __init__(self, record: RequestRecord) -> None:
        super().__init__()
        self._kept = record
        self._parts: dict[RequestField, QWidget] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.instrument = self._instrument_combo(record.instrument)
        box.addWidget(titled(field_label(_F.INSTRUMENT, current()), self.instrument))
        self._build_authorities(box)
        self._build_references(box)
        self._build_basis(box)
        self._build_time(box)
        self._build_formalities(box)
        self._build_limits(box)
        self._build_lists(box)
        self._build_nonce(box)
        self._law = ""
        self._watch()
        self._instrument_chosen()

    # --- parts -------------------------------------------------------------------------------------

    def _instrument_combo(self, chosen: str | None) -> Combo:
        made = Combo()
        made.addItem(tr("Not specified"), "")
        for instrument, words in INSTRUMENT_LABELS.items():
            made.addItem(tr(words), instrument.value)
        _choose(made, chosen or "")
        return made

    def _part(self, field: RequestField, box: QVBoxLayout, *widgets: QWidget) -> None:
        part = QWidget()
        inner = QVBoxLayout(part)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(4))
        for widget in widgets:
            inner.addWidget(widget)
        self._parts[field] = part
        box.addWidget(part)

    def _build_authorities(self, box: QVBoxLayout) -> None:
        self.authorities: EntryRows[AuthorityRow] = EntryRows(
            tr("Add authority"), lambda: AuthorityRow(role_or(self._next_role()))
        )
        for authority in self._kept.authorities:
            self.authorities.add(AuthorityRow(authority))
        self._part(_F.AUTHORITIES, box, section_cap(field_label(_F.AUTHORITIES, current())), self.authorities)

    def _build_references(self, box: QVBoxLayout) -> None:
        self.theirs = Field(field_label(_F.REQUESTING_REFERENCE, current()), "3207 Js 118/26", _anything)
        self.ours = Field(field_label(_F.EXECUTING_REFERENCE, current()), "EIO-FR-2026-1183", _anything)
        self.theirs.edit.setText(self._kept.requesting_reference or "")
        self.ours.edit.setText(self._kept.executing_reference or "")
        self._pair(box, (_F.REQUESTING_REFERENCE, self.theirs), (_F.EXECUTING_REFERENCE, self.ours))

    def _build_basis(self, box: QVBoxLayout) -> None:
        self.legal_basis = Field(field_label(_F.LEGAL_BASIS, current()), "", _anything)
        self.offence = Field(field_label(_F.OFFENCE, current()), tr("as named in the request"), _anything)
        self.legal_basis.edit.setText(_one_line(self._kept.legal_basis))
        self.offence.edit.setText(_one_line(self._kept.offence))
        self._pair(box, (_F.LEGAL_BASIS, self.legal_basis), (_F.OFFENCE, self.offence))

    def _build_time(self, box: QVBoxLayout) -> None:
        self.urgency = Combo()
        self.urgency.addItem(tr("Not specified"), "")
        for urgency, words in URGENCY_LABELS.items():
            self.urgency.addItem(tr(words), urgency.value)
        _choose(self.urgency, self._kept.urgency or "")
        self.deadline = DateField(field_label(_F.DEADLINE, current()), date_hint(), _day)
        self.deadline.edit.setText(self._kept.deadline or "")
        label = field_label(_F.URGENCY, current())
        self._pair(box, (_F.URGENCY, titled(label, self.urgency)), (_F.DEADLINE, self.deadline))

    def _build_formalities(self, box: QVBoxLayout) -> None:
        self.formalities: EntryRows[FormalityRow] = EntryRows(
            tr("Add formality"), lambda: FormalityRow(Formality(""))
        )
        for formality in self._kept.formalities:
            self.formalities.add(FormalityRow(formality))
        self._part(_F.FORMALITIES, box, section_cap(field_label(_F.FORMALITIES, current())), self.formalities)

    def _build_limits(self, box: QVBoxLayout) -> None:
        self.limits = TextField(field_label(_F.LIMITS_OF_USE, current()))
        self.limits.edit.setPlainText(self._kept.limits_of_use or "")
        self._part(_F.LIMITS_OF_USE, box, self.limits)
        self.retention = Field(
            field_label(_F.RETENTION, current()), tr("how long it may be retained"), _anything
        )
        self.retention.edit.setText(_one_line(self._kept.retention))
        self.returned = Field(
            field_label(_F.RETURN_TERMS, current()),
            tr("what is to be returned or destroyed, and when"),
            _anything,
        )
        self.returned.edit.setText(_one_line(self._kept.return_terms))
        self._pair(box, (_F.RETENTION, self.retention), (_F.RETURN_TERMS, self.returned))

    def _build_lists(self, box: QVBoxLayout) -> None:
        words = current()
        self.languages, self.handling = LanguageList(self._kept.languages), HandlingList(self._kept.handling)
        for field, made in ((_F.LANGUAGES, self.languages), (_F.HANDLING, self.handling)):
            self._part(field, box, section_cap(field_label(field, words)), made)

    def _build_nonce(self, box: QVBoxLayout) -> None:
        hint = tr("base64; returned with the answer")
        self.nonce = Field(field_label(_F.NONCE, current()), hint, _base64)
        self.nonce.edit.setText(request_fields(self._kept)["nonce"] or "")
        self._part(_F.NONCE, box, self.nonce)

    def _pair(self, box: QVBoxLayout, *pairs: tuple[RequestField, QWidget]) -> None:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        for column, (field, widget) in enumerate(pairs):
            grid.addWidget(widget, 0, column, _TOP)
            grid.setColumnStretch(column, 1)
            self._parts[field] = widget
        box.addWidget(line)

    def _watch(self) -> None:
        self.instrument.currentIndexChanged.connect(self._instrument_chosen)
        self.urgency.currentIndexChanged.connect(self.changed)
        for field in self._lines():
            field.edit.textChanged.connect(self.changed)
        self.limits.edit.textChanged.connect(self.changed)
        for part in (self.authorities, self.formalities, self.languages, self.handling):
            part.changed.connect(self.changed)

    def _lines(self) -> tuple[Field, ...]:
        return (
            self.theirs, self.ours, self.legal_basis, self.offence, self.deadline, self.retention,
            self.returned, self.nonce,
        )  # fmt: skip

    # --- what the instrument asks for --------------------------------------------------------------

    def _instrument_chosen(self) -> None:
        """Show its fields, and those that are filled; a row for each authority that it needs."""
        chosen = str(self.instrument.currentData() or "") or None
        template = template_of(chosen)
        shown = frozenset(_F) if template is None else frozenset(template.fields)
        for field, part in self._parts.items():
            part.setVisible(field in shown or self._kept.holds(field))
        self.legal_basis.edit.setPlaceholderText(legal_basis_hint(chosen))
        self._fill_legal_basis(legal_basis_of(chosen))
        self.limits.edit.setPlaceholderText(limits_hint(chosen))
        self._fit_authorities()
        self.changed.emit()

    def _fill_legal_basis(self, law: str) -> None:
        """Enter the instrument's own law where nobody entered another."""
        if self.legal_basis.value in ("", self._law):
            self.legal_basis.edit.setText(law)
        self._law = law

    def _fit_authorities(self) -> None:
        wanted = self._wanted_roles()
        have = [row for row in self.authorities.rows if not row.is_empty]
        for row in [row for row in self.authorities.rows if row.is_empty]:
            self.authorities.rows.remove(row)
            row.hide()
            row.deleteLater()
        for role in wanted:
            taken = next((row for row in have if row.value.role == role), None)
            if taken is None:
                self.authorities.add(AuthorityRow(role_or(role)))
            else:
                have.remove(taken)

    def _wanted_roles(self) -> list[AuthorityRole]:
        template = template_of(str(self.instrument.currentData() or ""))
        if template is None:
            return []
        return [*template.needed_roles, *[AuthorityRole.MEMBER] * template.members]

    def _next_role(self) -> AuthorityRole:
        template = template_of(str(self.instrument.currentData() or ""))
        if template is None:
            offered: tuple[AuthorityRole, ...] = (AuthorityRole.REQUESTING,)
        else:
            offered = (*template.needed_roles, *template.asked_roles)
        have = {row.value.role for row in self.authorities.rows}
        free = (role for role in offered if role not in have)
        return next(
            free, AuthorityRole.MEMBER if offered == (AuthorityRole.MEMBER,) else AuthorityRole.CENTRAL
        )

    # --- the record --------------------------------------------------------------------------------

    @property
    def record(self) -> RequestRecord:
        """Fields that are not shown keep nothing, unless they were filled before."""
        return RequestRecord(
            instrument=str(self.instrument.currentData() or "") or None,
            authorities=tuple(a for row in self.authorities.rows if (a := row.value).name),
            requesting_reference=self._text(_F.REQUESTING_REFERENCE, self.theirs.value),
            executing_reference=self._text(_F.EXECUTING_REFERENCE, self.ours.value),
            legal_basis=self._text(_F.LEGAL_BASIS, self.legal_basis.value),
            offence=self._text(_F.OFFENCE, self.offence.value),
            urgency=self._text(_F.URGENCY, str(self.urgency.currentData() or "")),
            deadline=self._text(_F.DEADLINE, self.deadline.value),
            formalities=tuple(f for row in self.formalities.rows if (f := row.value).asked)
            if self._shown(_F.FORMALITIES)
            else (),
            limits_of_use=self._text(_F.LIMITS_OF_USE, self.limits.value),
            retention=self._text(_F.RETENTION, self.retention.value),
            return_terms=self._text(_F.RETURN_TERMS, self.returned.value),
            languages=tuple(self.languages.tags) if self._shown(_F.LANGUAGES) else (),
            nonce=self._nonce(),
            handling=self.handling.codes,
        )

    def complain(self) -> Field | None:
        """Show what can't be used in its place; the first such field."""
        wrong = [field for field in self._lines() if not field.isHidden() and not field.complain()]
        return wrong[0] if wrong else None

    def part(self, field: RequestField) -> QWidget | None:
        """The part of the form that is about a field."""
        return self.instrument if field is _F.INSTRUMENT else self._parts.get(field)

    def fields(self) -> tuple[RequestField, ...]:
        """The fields that have a part."""
        return (_F.INSTRUMENT, *self._parts)

    def _shown(self, field: RequestField) -> bool:
        return not self._parts[field].isHidden()

    def _text(self, field: RequestField, value: str) -> str | None:
        """What was typed; where only its line ends were left out, the text as it was."""
        before: str | None = getattr(self._kept, field.value)
        if value and value == _one_line(before):
            return before
        return value if value and self._shown(field) else None

    def _nonce(self) -> bytes | None:
        if not self.nonce.value or not self._shown(_F.NONCE):
            return None
        try:
            return nonce_of(self.nonce.value)
        except RequestInvalidError:
            return self._kept.nonce  # the field complains


def _choose(combo: Combo, value: str) -> None:
    at = combo.findData(value)
    if at < 0:
        combo.addItem(visible(value), value)
        at = combo.count() - 1
    combo.setCurrentIndex(at)


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _anything(value: str) -> str:
    return ""


def _day(value: str) -> str:
    if not value:
        return ""
    try:
        usable = len(value) == len("2026-12-09") and bool(date.fromisoformat(value))
    except ValueError:
        usable = False
    return "" if usable else tr("Enter a date such as {day} (YYYY-MM-DD).", day="2026-12-09")


def _base64(value: str) -> str:
    try:
        return "" if not value or nonce_of(value) else tr("This is not valid base64.")
    except RequestInvalidError:
        return tr("This is not valid base64.")

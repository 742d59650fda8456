"""The rows of the request form: an authority, a formality, a handling code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.request_words import MET_LABELS, ROLE_LABELS, role_label
from forensics_app.model.names import visible
from forensics_app.model.request import (
    Authority,
    AuthorityRole,
    Formality,
    FormalityMet,
    HandlingCode,
)
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.country_combo import CountryCombo
from ui.widgets.controls.entry_rows import EntryRow
from ui.widgets.statements.handling_tag import HandlingTag


class AuthorityRow(EntryRow):
    """Role, name, country, and how to reach it."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(tr("this authority"))
        self._kept = authority
        self.role = Combo()
        self.role.setAccessibleName(tr(NC_("label", "Role")))
        for role, words in ROLE_LABELS.items():
            self.role.addItem(tr(words), role.value)
        self.set_role(authority.role)
        self.role.currentIndexChanged.connect(self.changed)
        self.name = self.line(tr("Name of the authority"), authority.name)
        self.country = CountryCombo(tr(NC_("label", "Country")), authority.country or "")
        self.country.currentIndexChanged.connect(self.changed)
        self.contact = self.line(
            tr(NC_("label", "Contact")),
            (authority.contact or "").replace("\n", ", "),
            tr("address, telephone or e-mail"),
        )
        self.put(tr(NC_("label", "Role")), self.role, 0, 0)
        self.put(tr("Name of the authority"), self.name, 0, 1)
        self.put(tr(NC_("label", "Country")), self.country, 1, 0)
        self.put(tr(NC_("label", "Contact")), self.contact, 1, 1)
        self.grid.addWidget(self.remove, 3, 2, Qt.AlignmentFlag.AlignTrailing)
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(1, 3)

    @property
    def value(self) -> Authority:
        """The authority; without a name it is none."""
        return Authority(
            str(self.role.currentData()),
            self.name.text().strip(),
            self.country.value or None,
            _as_it_was(self._kept.contact, self.contact.text().strip(), ", "),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the role was filled in."""
        value = self.value
        return not (value.name or value.country or value.contact)

    def first(self) -> QWidget:
        return self.role

    def set_role(self, role: str) -> None:
        """Choose a role; one that is none of ours is kept."""
        at = self.role.findData(role)
        if at < 0:
            self.role.addItem(visible(role_label(role, current())), role)
            at = self.role.count() - 1
        self.role.setCurrentIndex(at)


class FormalityRow(EntryRow):
    """What was asked for, whether it was observed, and how or why not."""

    def __init__(self, formality: Formality) -> None:
        super().__init__(tr("this formality"))
        self._kept = formality
        self.asked = self.line(
            tr("Formality requested"),
            formality.asked.replace("\n", " "),
            tr("e.g. a witness is present when the disk is copied"),
        )
        self.met = Combo()
        self.met.setAccessibleName(tr("Was it observed?"))
        for met, words in MET_LABELS.items():
            self.met.addItem(tr(words), met.value)
        self.met.setCurrentIndex(self.met.findData(formality.met.value))
        self.met.currentIndexChanged.connect(self.changed)
        self.note = self.line(tr("How, or why not"), (formality.note or "").replace("\n", " "))
        self.put(tr("Formality requested"), self.asked, 0, 0, 2)
        self.put(tr("Was it observed?"), self.met, 1, 0)
        self.put(tr("How, or why not"), self.note, 1, 1)
        self.grid.addWidget(self.remove, 3, 2, Qt.AlignmentFlag.AlignTrailing)
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(1, 3)

    @property
    def value(self) -> Formality:
        """The formality; without a text it is none."""
        return Formality(
            _as_it_was(self._kept.asked, self.asked.text().strip()) or "",
            FormalityMet(str(self.met.currentData())),
            _as_it_was(self._kept.note, self.note.text().strip()),
        )

    def first(self) -> QWidget:
        return self.asked


class HandlingRow(EntryRow):
    """A code, and in words what it means here and who permitted what it forbids."""

    def __init__(self, code: HandlingCode) -> None:
        self._code = code
        self.tag = HandlingTag(code)
        super().__init__(self.tag.text)
        self.comment = self.line(tr("Comment to {code}", code=self.tag.text), code.comment or "")
        self.permission = self.line(
            tr("Permission for {code}", code=self.tag.text),
            code.permission or "",
            tr("who gave permission for what, and when"),
        )
        self.grid.addWidget(self.tag, 0, 0, 2, 1, Qt.AlignmentFlag.AlignLeading)
        self.put(tr(NC_("label", "Comment")), self.comment, 0, 1)
        self.put(tr(NC_("label", "Permission")), self.permission, 0, 2)
        self.grid.addWidget(self.remove, 1, 3, Qt.AlignmentFlag.AlignTrailing)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(2, 1)

    @property
    def value(self) -> HandlingCode:
        """The code with its words."""
        return HandlingCode(
            self._code.scheme,
            self._code.value,
            self.comment.text().strip() or None,
            self.permission.text().strip() or None,
        )

    def first(self) -> QWidget:
        return self.comment


def role_or(role: AuthorityRole) -> Authority:
    """An authority of which only the role is known."""
    return Authority(role.value, "")


def _as_it_was(before: str | None, typed: str, line_end: str = " ") -> str | None:
    """What was typed; where only its line ends were left out, the text as it was."""
    if before is not None and typed == before.replace("\n", line_end):
        return before
    return typed or None

"""The trainer's name, as a class set and its training certificates bear it."""

from __future__ import annotations

from forensics_app.i18n import tr
from forensics_app.services.identities.identities import LONGEST_NAME
from ui.dialogs.case.new_case import known_person
from ui.widgets.controls.field import Field
from ui.workbench.workbench import Workbench


def trainer_field(bench: Workbench) -> Field:
    """Filled with the name used last; what is typed is remembered at once."""
    field = Field(tr("Your name"), "", _complaint)
    field.edit.setText(bench.training.trainer or known_person(bench.settings)["examiner"])

    def typed() -> None:
        bench.training.trainer = field.value

    field.edit.textEdited.connect(typed)
    return field


def _complaint(name: str) -> str:
    if not name:
        return tr("Enter your name; it appears in the class set and on the training certificates.")
    if len(name.encode()) > LONGEST_NAME:
        return tr(
            "Too long for a certificate: at most {count} bytes (Arabic letters take two each).",
            count=LONGEST_NAME,
        )
    return ""

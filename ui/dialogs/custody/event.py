"""A new event of the custody ledger, or the correction of one, with all its fields; signed on request."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import tr
from forensics_app.i18n.labels import label
from forensics_app.model.custody import CustodyEvent, CustodyEventType
from ui.dialogs.signing.fields import EventFields, PersonFields, SignFields, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.widgets.controls.combo import Combo
from ui.words.custody import event_title
from ui.workbench.workbench import Workbench


class EventDialog(CustodyDialog):
    """`correcting` fixes what happens: that event stays as it is, and this one says what is right."""

    help_topic = "custody"

    def __init__(self, bench: Workbench, parent: QWidget, *, correcting: CustodyEvent | None = None) -> None:
        self._correcting = correcting
        if correcting is None:
            title = tr("New event")
            said = tr(
                "Sealwright changes and removes no entry afterwards. Correct a mistake with a new entry."
            )
        else:
            title = tr("Correct entry {number}", number=correcting.sequence)
            said = tr(
                "{event}: the original entry is kept. State the correction in the note.",
                event=event_title(correcting),
            )
        super().__init__(bench, title, said, tr("Record event"), parent)
        overview = None if bench.case is None else bench.case.overview
        self.what = Combo()
        for kind in CustodyEventType:
            if kind is not CustodyEventType.CORRECTED:
                self.what.addItem(label(kind), kind.value)
        if correcting is None:
            self.form.addWidget(titled(tr("What happened"), self.what))
        else:
            self.what.hide()
        self.person = PersonFields(tr("Who acted"), needed=True)
        self.fields = EventFields(overview)
        self.signs = SignFields(optional=True)
        self.signing = (self.signs,)
        self.refused_at = self.fields.refused_at() | {"persons": self.person.name}
        for part in (self.person, self.fields, self.signs):
            self.form.addWidget(part)
        self.form.addStretch(1)
        if overview is not None:
            self.person.name.edit.setText(overview.facts.examiner)
            self.person.organisation.edit.setText(overview.facts.agency)
            self.person.country.edit.set_value(overview.facts.country)
        if correcting is not None:
            self.fields.exhibits.edit.setText(", ".join(correcting.exhibits))

    def act(self) -> None:
        """Record it, if every field can be used."""
        wrong = self.person.complain() + self.fields.complain()
        if wrong:
            self.show_wrong(wrong[0])
            return
        correcting = self._correcting
        if correcting is not None and not self.fields.note.toPlainText().strip():
            self.say(tr("The note is missing. State the correction."))
            self.go_to(self.fields.note)
            return
        case = self._bench.case
        if case is None:
            return
        kind = CustodyEventType.CORRECTED.value if correcting is not None else self.what.currentData()
        arguments = ["custody", "add", str(case.path), f"--event={kind}", f"--person={self.person.text}"]
        if correcting is not None:
            arguments.append(f"--refers-to={correcting.event_id}")
        if self.signs.identity_id:
            arguments.append(f"--sign={self.signs.identity_id}")
        self.run([*arguments, *self.fields.arguments()])

"""What happened to a sealed bundle or a copy of it, signed: an opening, return, disposal or correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.findings import AddendumFacts
from forensics_app.model.names import visible
from ui.dialogs.signing.fields import (
    PersonFields,
    SignFields,
    no_identity,
    note_and_language,
    note_arguments,
    titled,
)
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

_BY_HAND = (
    AddendumEvent.OPENING,
    AddendumEvent.RETURN,
    AddendumEvent.DISPOSAL,
    AddendumEvent.CORRECTION,
)


@dataclass(frozen=True, slots=True)
class EventOf:
    """The bundle that an event is signed for: `where` is its file, or the case that it was sealed from, then
    with its `name` or seal code there, and `beside` the folder of the file that the addendum lies next to
    as well. `addenda` are those known of it; `options` judge it as it was judged.
    """

    where: Path
    name: str = ""
    beside: Path | None = None
    addenda: tuple[AddendumFacts, ...] = ()
    options: Sequence[str] = field(default=())


class LaterEventDialog(CustodyDialog):
    """The addendum is written next to the bundle; for a bundle of the open case into the case too."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, of: EventOf, parent: QWidget) -> None:
        said = tr(
            "What happened to the bundle or to a copy of it. The bundle itself is not changed; the signed "
            "addendum is for whoever sent it, or received it."
        )
        super().__init__(bench, tr("Record later event"), said, tr("Sign and record"), parent)
        self._of = of
        self.what = Combo()
        self.what.addItem(tr(NC_("button", "Choose…")), "")
        for one in _BY_HAND:
            self.what.addItem(label(one), one.value)
        self.corrects = Combo()
        for known in of.addenda:
            if known.event is not None and known.event_sha256 is not None:
                name = current().isolate(visible(known.name))
                self.corrects.addItem(f"{label(known.event.event)} · {name}", known.event_sha256)
        self._corrects = titled(tr("What is corrected"), self.corrects)
        self._nothing = Text(
            tr("No addendum of this bundle is known that could be corrected."), "small", "warn", wrap=True
        )
        self.reason = Field(tr(NC_("label", "Reason")), "", _anything)
        self.person = PersonFields(tr("Person acting"), needed=True)
        self.place = Field(tr(NC_("label", "Place")), "", _anything)
        self.seal_before = Field(tr("Physical seal before"), "", _anything)
        self.seal_after = Field(tr("Physical seal after"), "", _anything)
        self.note, self.language = note_and_language()
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.signing = (self.signs,)
        self.form.addWidget(titled(tr("What happened"), self.what))
        for part in (
            self._corrects,
            self._nothing,
            self.reason,
            self.person,
            self.place,
            self.seal_before,
            self.seal_after,
        ):
            self.form.addWidget(part)
        self.form.addWidget(titled(tr(NC_("label", "Note")), self.note))
        self.form.addWidget(titled(tr("Language of the note"), self.language))
        self.form.addWidget(self.signs)
        self.form.addStretch(1)
        self.refused_at = {
            "reason": self.reason,
            "persons": self.person.name,
            "place": self.place,
            "physical_seal_before": self.seal_before,
            "physical_seal_after": self.seal_after,
        }
        self.what.currentIndexChanged.connect(self._chosen)
        self.signs.identity.currentIndexChanged.connect(self._signer_chosen)
        self._signer_chosen()
        self._chosen()

    @property
    def is_correction(self) -> bool:
        """Whether an earlier addendum is corrected."""
        return bool(self.what.currentData() == AddendumEvent.CORRECTION.value)

    def _chosen(self) -> None:
        can = self.corrects.count() > 0
        self._corrects.setVisible(self.is_correction and can)
        self._nothing.setVisible(self.is_correction and not can)

    def _signer_chosen(self) -> None:
        self.person.fill_from(self.signs.identity_id)

    def act(self) -> None:
        """Sign it."""
        if not self.what.currentData():
            self.say(tr("State what happened."))
            self.go_to(self.what)
            return
        if self.is_correction and not self.corrects.currentData():
            self.say(self._nothing.text())
            self.go_to(self.what)
            return
        if wrong := self.person.complain():
            self.show_wrong(wrong[0])
            return
        if not self.signs.identity_id:
            self.say(no_identity())
            self.go_to(self.signs)
            return
        given = (
            ("--bundle", self._of.name),
            ("--refers-to", self.corrects.currentData() if self.is_correction else ""),
            ("--reason", self.reason.value),
            ("--person", self.person.text),
            ("--place", self.place.value),
            ("--seal-before", self.seal_before.value),
            ("--seal-after", self.seal_after.value),
        )
        self.run(
            [
                "addendum",
                "add",
                str(self._of.where),
                f"--event={self.what.currentData()}",
                f"--identity={self.signs.identity_id}",
                *self._of.options,
                *(f"{name}={value}" for name, value in given if value),
                *([] if self._of.beside is None else [f"--output={self._of.beside}"]),
                *note_arguments(self.note, self.language),
            ]
        )


def _anything(value: str) -> str:
    return ""

"""One source in the dialog that adds evidence: what it is, what is in it, what is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import is_spoofed, visible
from ui.models.evidence.belonging import Belonging
from ui.models.evidence.probed import Probed, ProbedVolume
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import Card
from ui.widgets.text.shapes import Glyph, StateShape
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text
from ui.words import gate

SHOWN_VOLUMES = 12


class ProbedRow(Card):
    """`removed` when the user takes it off the list; `numbered` with the exhibit number as it is typed.
    `probed` is None while it is being looked at. Only what can be read has a number, where `exhibit` isn't
    None. `shadow_copies`: whether those are going to be read. `belonging` says to what it belongs that
    the list or the case has already.
    """

    removed = Signal()
    numbered = Signal(str)

    def __init__(
        self,
        path: Path,
        probed: Probed | None,
        exhibit: str | None = None,
        *,
        shadow_copies: bool = False,
        belonging: Belonging | None = None,
    ) -> None:
        super().__init__(padding=12)
        self.setAccessibleName(gate.shown(visible(path.name)))
        apart = belonging is not None and not belonging.read
        state = State.INFO if apart else _state(probed, shadow_copies=shadow_copies)
        rows = QGridLayout()
        rows.setHorizontalSpacing(px(10))
        rows.setVerticalSpacing(0)
        rows.setColumnStretch(1, 1)
        level = Qt.AlignmentFlag.AlignVCenter
        rows.addWidget(StateShape(state), 0, 0, level)
        rows.addWidget(PathText(visible(path.name), path.name, "strong"), 0, 1, level)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(PathText(visible(str(path.parent)), str(path.parent), "small", "muted"))
        if belonging is not None:
            words.addWidget(Text(belonging.words, "small", "text", wrap=True))
        lines = [] if apart else _lines(probed, shadow_copies=shadow_copies)
        for text, color in lines:
            words.addWidget(Text(text, "small", color, wrap=True))
        if probed is not None and not apart:
            for volume in probed.volumes[:SHOWN_VOLUMES]:
                words.addWidget(_volume(volume))
            more = len(probed.volumes) - SHOWN_VOLUMES
            if more > 0:
                words.addWidget(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))
        self.exhibit: Field | None = None
        if exhibit is not None and probed is not None and probed.usable and not apart:
            self.exhibit = Field(tr(NC_("label", "Exhibit")), tr("Assigned automatically"), exhibit_complaint)
            self.exhibit.edit.setAccessibleName(tr("Exhibit number of {name}", name=path.name))
            self.exhibit.edit.setText(exhibit)
            self.exhibit.edit.textChanged.connect(self.numbered)
            words.addWidget(self.exhibit)
        remove = Button(tr(NC_("button", "Remove")), self.removed.emit, kind="link", small=True)
        remove.setAccessibleName(tr("Remove {name}", name=path.name))
        rows.addWidget(remove, 0, 2, level)
        rows.addLayout(words, 1, 1, 1, 2)
        self.add_layout(rows)


def exhibit_complaint(value: str) -> str:
    """What is wrong with an exhibit number; nothing where it can be used or is empty."""
    return tr("This can't be used as an exhibit number.") if value and is_spoofed(value) else ""


def _state(probed: Probed | None, *, shadow_copies: bool) -> State:
    if probed is None:
        return State.RUNNING
    if not probed.usable:
        return State.BAD
    if probed.locked:
        return State.LOCKED
    return State.WARN if probed.warnings(shadow_copies=shadow_copies) else State.OK


def _lines(probed: Probed | None, *, shadow_copies: bool) -> list[tuple[str, str]]:
    if probed is None:
        return [(tr(NC_("label", "Previewing…")), "muted")]
    if not probed.usable:
        return [(probed.error, "bad")]
    lines = [(probed.facts, "text"), (probed.stored, "text" if probed.has_stored else "muted")]
    if probed.locked:
        lines.append(
            (
                trn(
                    "{count} volume is encrypted. You are asked for its key before reading starts.",
                    "{count} volumes are encrypted. You are asked for their keys before reading starts.",
                    probed.locked,
                ),
                "warn",
            )
        )
    if probed.shadow_copies and shadow_copies:
        lines.append((tr("The volume contains shadow copies. They are read too."), "text"))
    return lines + [(said, "warn") for said in probed.warnings(shadow_copies=shadow_copies)]


def _volume(volume: ProbedVolume) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(8))
    glyph, color = ("lock-key", "warn") if volume.locked else ("database", "muted")
    line.addWidget(Glyph(glyph, 16, color))
    parts = [volume.kind, volume.name, volume.size]
    if volume.locked:
        parts.append(tr("needs a key"))
    elif volume.left_out:
        parts.append(tr("can't be read"))
    shown = " · ".join(current().isolate(part) for part in parts if part)
    line.addWidget(Text(shown, "small", wrap=True), 1)
    return made

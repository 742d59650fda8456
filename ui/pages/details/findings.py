"""What comparing an artifact's content gave: hash sets, rules, density, and where else it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact
from forensics_app.model.hash_sets import HashSetKind, MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.services.browsing.browse import Twins
from ui.models.artifacts.hash_set_words import STATES, hit_words, worst
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.text.shapes import Glyph, StateShape
from ui.widgets.text.text import Path, Rule, Text, section_cap

SHOWN_TWINS = 5
_PILLS: dict[HashSetKind, str] = {
    HashSetKind.ILLEGAL: "prohibit",
    HashSetKind.NOTABLE: "flag",
    HashSetKind.KNOWN: "fingerprint",
}


def finding_pills(artifact: Artifact) -> list[Pill]:
    """The worst kind of hash set, rules, and bytes that are as dense as encrypted ones."""
    pills = []
    kind = worst(artifact.hash_sets)
    if kind is not None:
        words = tr("Hash set: {kind}", kind=label(kind))
        pills.append(Pill(words, STATES[kind], glyph=_PILLS[kind]))
    found = artifact.examination
    if found.rules:
        words = trn("Matches {count} rule", "Matches {count} rules", len(found.rules))
        pills.append(Pill(words, State.WARN, glyph="target"))
    if found.entropy is not None and found.entropy.high:
        pills.append(Pill(tr("Possibly encrypted"), State.INFO, glyph="lock-simple"))
    return pills


def section(title: str, note: str = "") -> QWidget:
    """A rule, a heading and a muted note at its end."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, px(4), 0, 0)
    grid.addWidget(Rule(), 0, 0, 1, 2)
    grid.addWidget(section_cap(title), 1, 0)
    if note:
        grid.addWidget(Text(note, "small", "muted", end=True), 1, 1)
    return made


class HashSetList(QWidget):
    """Each set the artifact stands in: name, version, kind, digest, category."""

    def __init__(self, artifact: Artifact, sets: Sequence[MatchedHashSet]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(section(tr("Hash sets")))
        for hit in artifact.hash_sets:
            line = QHBoxLayout()
            line.setSpacing(px(8))
            line.addWidget(StateShape(STATES[hit.kind], 16), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(hit_words(hit, sets), wrap=True), 1)
            box.addLayout(line)
        if any(hit.kind is HashSetKind.KNOWN for hit in artifact.hash_sets):
            said = tr(
                "“Known” means that somebody published files with these hashes, not that they are harmless."
            )
            box.addWidget(Text(said, "small", "muted", wrap=True))


class RuleList(QWidget):
    """The YARA rules that the content matches."""

    def __init__(self, artifact: Artifact) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(section(tr("YARA rules and words")))
        for match in artifact.examination.rules:
            shown = visible(f"{match.namespace}:{match.rule}")
            box.addWidget(Path(shown, f"{match.namespace}:{match.rule}"))


class TwinList(QWidget):
    """Where else the same content is; `asked` with the ids of all that are here and the artifact's own."""

    asked = Signal(object)

    def __init__(self, artifact: Artifact, twins: Twins) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        note = trn("{count} more", "{count} more", twins.count)
        box.addWidget(section(tr("Duplicates elsewhere"), note))
        for twin in twins.artifacts[:SHOWN_TWINS]:
            line = QHBoxLayout()
            line.setSpacing(px(8))
            glyph = "recycle" if twin.entry.deleted else "copy"
            line.addWidget(Glyph(glyph, 16), 0, Qt.AlignmentFlag.AlignTop)
            raw = twin.entry.locator.path_display()
            line.addWidget(Path(f"{visible(twin.exhibit)} {visible(raw)}", raw), 1)
            box.addLayout(line)
        ids = (artifact.artifact_id, *(t.artifact_id for t in twins.artifacts))
        words = tr("List all {count}", count=current().number(len(ids)))
        if twins.count > len(twins.artifacts):
            words = tr("List {count} of them", count=current().number(len(ids)))
        show = Button(words, lambda: self.asked.emit(ids), kind="link", small=True)
        foot = QHBoxLayout()
        foot.addWidget(show)
        foot.addStretch(1)
        box.addLayout(foot)

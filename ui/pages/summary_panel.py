"""Everything known of one artifact: path, times with zones, digests, EXIF, place on the medium, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact, Extent, ReadOutcome
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.names import display, is_spoofed, visible
from forensics_app.model.times import EvidenceTime, TimeKind
from forensics_app.services.browse import Twins
from ui.models.artifact_cells import folder_of, name_of
from ui.models.time_words import declared_time
from ui.pages.summary_findings import HashSetList, RuleList, TwinList, finding_pills
from ui.theme import px
from ui.widgets.card import clear
from ui.widgets.facts import Digest, KeyValue
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import EmptyState
from ui.widgets.pill import Chip, Pill
from ui.widgets.shapes import State
from ui.widgets.text import Path, Rule, Text, section_cap
from ui.words import not_read_sentence

SHOWN_EXTENTS = 12
SHOWN_EXIF = 24
_NAME_TIMES = {
    TimeKind.NAME_MODIFIED: TimeKind.MODIFIED,
    TimeKind.NAME_ACCESSED: TimeKind.ACCESSED,
    TimeKind.NAME_CHANGED: TimeKind.CHANGED,
    TimeKind.NAME_CREATED: TimeKind.CREATED,
}


class SummaryPanel(QFrame):
    """`untag_asked` with a tag's name, `tag_asked` for one more tag, `twins_asked` with ids of artifacts."""

    untag_asked = Signal(str)
    twins_asked = Signal(object)
    tag_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(tr("Summary"))
        self._shown: Artifact | None = None
        self._sets: Sequence[MatchedHashSet] = ()
        self._zones: Mapping[str, str] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(2), px(2), px(2), px(10))
        outer.setSpacing(px(8))
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setProperty("part", "panel")
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setAccessibleName(tr("Summary"))
        inner = QWidget()
        inner.setProperty("part", "plain")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(px(14), px(12), px(14), px(8))
        self._box.setSpacing(px(6))
        scroller.setWidget(inner)
        outer.addWidget(scroller, 1)
        self._tags = QWidget()
        self._tags.setContentsMargins(0, 0, 0, 0)
        self._tag_flow = FlowLayout(self._tags, gap=6)
        self._tag_flow.setContentsMargins(px(14), 0, px(14), 0)
        outer.addWidget(self._tags)
        self.show_artifact(None)

    def set_hash_sets(self, sets: Sequence[MatchedHashSet]) -> None:
        """The sets that the case was compared with: versions are theirs."""
        self._sets = sets

    def set_zones(self, zones: Mapping[str, str]) -> None:
        """The declared time zones, by layer id."""
        if zones != self._zones:
            self._zones, self._shown = zones, None

    def show_artifact(self, artifact: Artifact | None) -> bool:
        """Replace what is shown; the same again changes nothing (False), and keeps the place in the panel."""
        if artifact is not None and artifact == self._shown:
            return False
        self._shown = artifact
        clear(self._box)
        clear(self._tag_flow)
        self._tags.setVisible(artifact is not None)
        if artifact is None:
            self._box.addWidget(
                EmptyState(
                    "list-bullets",
                    tr("Nothing selected"),
                    tr("Select an artifact to see what is known of it."),
                )
            )
            return True
        self._name(artifact)
        self._facts(artifact)
        if artifact.hash_sets:
            self._box.addWidget(HashSetList(artifact, self._sets))
        if artifact.examination.rules:
            self._box.addWidget(RuleList(artifact))
        self._digests(artifact)
        self._twins = QVBoxLayout()
        self._box.addLayout(self._twins)
        self._exif(artifact)
        self._extents(artifact)
        self._box.addStretch(1)
        self._show_tags(artifact)
        return True

    def show_twins(self, artifact: Artifact, twins: Twins) -> None:
        """Where else the content is, if the artifact is still shown."""
        if self._shown == artifact:
            clear(self._twins)
            if twins.count:
                found = TwinList(artifact, twins)
                found.asked.connect(self.twins_asked)
                self._twins.addWidget(found)

    def _section(self, title: str, note: str = "") -> None:
        self._box.addSpacing(px(4))
        self._box.addWidget(Rule())
        head = QGridLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(section_cap(title), 0, 0)
        if note:
            head.addWidget(Text(note, "small", "muted", end=True), 0, 1)
        self._box.addLayout(head)

    def _name(self, artifact: Artifact) -> None:
        raw = name_of(artifact)
        self._box.addWidget(Path(visible(raw), raw, "card"))
        pills = FlowLayout(gap=6)
        found = artifact.examination
        if is_spoofed(raw):
            pills.addWidget(Pill(tr("Name hides characters"), State.BAD))
        if found.extension_mismatch:
            pills.addWidget(Pill(tr("Content disagrees with name"), State.WARN))
        if not artifact.entry.allocated:
            words = tr("Deleted, place used again") if artifact.entry.reallocated else tr("Deleted")
            pills.addWidget(Pill(words, State.NONE, glyph="recycle"))
        if found.read.outcome is ReadOutcome.PARTIAL:
            pills.addWidget(Pill(label(found.read.outcome), State.WARN))
        for pill in finding_pills(artifact):
            pills.addWidget(pill)
        if pills.count():
            self._box.addLayout(pills)

    def _facts(self, artifact: Artifact) -> None:
        entry, found, words = artifact.entry, artifact.examination, current()
        rows = KeyValue(label_width=66, gap=3)
        rows.row(tr("Exhibit"), words.isolate(artifact.exhibit))
        rows.path_row(tr("Folder"), visible(folder_of(artifact)), folder_of(artifact))
        rows.row(tr("Volume"), words.isolate(entry.locator.layer_id))
        rows.row(tr("Kind"), label(entry.kind))
        if entry.size_bytes is not None:
            size = trn("{count} byte", "{count} bytes", entry.size_bytes)
            rows.row(tr("Size"), size)
        if found.media_type:
            rows.row(tr("Content"), words.isolate(found.media_type))
        if found.entropy is not None:
            rows.row(tr("Density"), tr("{bits} bits a byte", bits=f"{found.entropy.bits:.2f}"))
        if entry.link_target is not None:
            raw = display(entry.link_target)
            rows.path_row(tr("Leads to"), visible(raw), raw)
        if found.read.outcome is not ReadOutcome.COMPLETE and found.read.reason:
            rows.row(tr("Not read"), not_read_sentence(found.read.reason))
        for gap in found.read.gaps[:4]:
            numbers = tr(
                "{size} bytes at {offset}",
                size=words.number(gap.length_bytes),
                offset=words.number(gap.offset_bytes),
            )
            rows.row(tr("Gap"), numbers)
        zone = self._zones.get(entry.locator.layer_id)
        _time_rows(rows, [t for t in entry.times if t.kind not in _NAME_TIMES], zone)
        if entry.inode:
            rows.row(tr("Record"), words.isolate(entry.inode))
        if artifact.note:
            rows.row(tr("Note"), words.isolate(artifact.note))
        self._box.addWidget(rows)
        in_name = [t for t in entry.times if t.kind in _NAME_TIMES]
        if any(t.value for t in in_name):
            self._section(tr("Times in the name record"))
            rows = KeyValue(label_width=66, gap=3)
            _time_rows(rows, in_name, zone)
            self._box.addWidget(rows)

    def _digests(self, artifact: Artifact) -> None:
        digests = artifact.examination.digests
        for title, value in (("SHA-256", digests.sha256), ("SHA-1", digests.sha1), ("MD5", digests.md5)):
            if value:
                self._box.addWidget(Rule())
                self._box.addWidget(Digest(title, value))

    def _exif(self, artifact: Artifact) -> None:
        found = artifact.examination
        if not found.exif and found.latitude is None:
            return
        self._section(tr("Picture data (EXIF)"))
        rows = KeyValue(label_width=66, gap=3)
        if found.latitude is not None and found.longitude is not None:
            rows.row(tr("Position"), current().isolate(position(found.latitude, found.longitude)))
        for name, value in found.exif[:SHOWN_EXIF]:
            rows.row(exif_label(name), current().isolate(visible(value)))
        self._box.addWidget(rows)
        if len(found.exif) > SHOWN_EXIF:
            more = len(found.exif) - SHOWN_EXIF
            self._box.addWidget(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))

    def _extents(self, artifact: Artifact) -> None:
        entry = artifact.entry
        if not entry.extents:
            return
        pieces = trn("{count} piece", "{count} pieces", len(entry.extents))
        self._section(tr("Where it lies on the medium"), pieces)
        self._box.addWidget(Text(label(entry.extent_class), "small", "muted", wrap=True))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for column, title in enumerate((tr("Volume"), tr("Byte"), tr("Length"))):
            grid.addWidget(Text(title, "small", "muted", end=column > 0), 0, column)
        for at, extent in enumerate(entry.extents[:SHOWN_EXTENTS], 1):
            for column, text in enumerate(_extent_words(extent)):
                grid.addWidget(Text(text, "dense", end=column > 0), at, column)
        self._box.addLayout(grid)
        if len(entry.extents) > SHOWN_EXTENTS:
            more = len(entry.extents) - SHOWN_EXTENTS
            self._box.addWidget(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))

    def _show_tags(self, artifact: Artifact) -> None:
        for name in artifact.tags:
            chip = Chip(visible(name), on=True, glyph="tag")
            chip.setAccessibleName(tr("Take off the tag {tag}", tag=name))
            chip.clicked.connect(lambda checked=False, tag=name: self.untag_asked.emit(tag))
            self._tag_flow.addWidget(chip)
        add = Chip(tr("Tag…"), glyph="plus")
        add.clicked.connect(self.tag_asked)
        self._tag_flow.addWidget(add)
        self._tag_flow.addWidget(Text(tr("Space tags"), "small", "muted"))
        self._tags.updateGeometry()


def exif_label(name: str) -> str:
    """`EXIF DateTimeOriginal` as `Date Time Original`: the standard's own name, in words that can wrap."""
    own = visible(name).split(" ", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", own)


def position(latitude: float, longitude: float) -> str:
    """`45.7489° N  4.8567° E`."""
    north, east = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(latitude):.4f}° {north}  {abs(longitude):.4f}° {east}"


def _extent_words(extent: Extent) -> tuple[str, str, str]:
    words = current()
    length = words.number(extent.length_bytes)
    if extent.offset_bytes is None:
        return tr("zeros"), "–", length
    return extent.layer_id or "", words.number(extent.offset_bytes), length


def _time_rows(rows: KeyValue, times: list[EvidenceTime], zone: str | None) -> None:
    for time in times:
        if time.value:
            kind = _NAME_TIMES.get(time.kind, time.kind)
            rows.row(_capital(label(kind)), declared_time(time, zone), role="small")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

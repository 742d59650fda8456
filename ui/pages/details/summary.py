"""The tab Summary: what the content looks like, what is known of it, where it lies, where else it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.details import omission_detail
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.names import display, is_spoofed, visible
from forensics_app.model.times import EvidenceTime, TimeKind
from forensics_app.services.browsing.browse import Twins
from ui.models.artifacts.cells import WITHHELD_GLYPH, folder_of, name_of
from ui.models.contents.coast_line import land
from ui.models.contents.feed import ContentFeed
from ui.models.contents.positions import position
from ui.pages.details.findings import HashSetList, RuleList, finding_pills, section
from ui.pages.details.lists import ExtentList, TwinList
from ui.pages.details.preview import Preview
from ui.pages.details.words import camera, exif_label, mismatch_words, taken
from ui.theme import px
from ui.theme.state import State
from ui.widgets.contents.position_map import PositionMap
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.seals.verdict import FindingRow
from ui.widgets.statements.facts import Digest, KeyValue
from ui.widgets.statements.notices import EmptyState
from ui.widgets.text.text import Path, Rule, Text
from ui.words.codes import not_read_sentence, omission_sentence
from ui.words.times import declared_time

SHOWN_EXIF = 24
_TWO_COLUMNS_FROM = 620
_NAME_TIMES = {
    TimeKind.NAME_MODIFIED: TimeKind.MODIFIED,
    TimeKind.NAME_ACCESSED: TimeKind.ACCESSED,
    TimeKind.NAME_CHANGED: TimeKind.CHANGED,
    TimeKind.NAME_CREATED: TimeKind.CREATED,
}


class SummaryTab(QScrollArea):
    """`twins_asked` with ids of artifacts to list, `twin_asked` with the id of one to go to."""

    twins_asked = Signal(object)
    twin_asked = Signal(str)

    def __init__(self, keeps_keys: Callable[[], bool]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setProperty("part", "panel")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr(NC_("label", "Summary")))
        self.preview = Preview(keeps_keys)
        self.preview.shown.connect(self._make_columns)
        self._extents: ExtentList | None = None
        inner = QWidget()
        inner.setProperty("part", "plain")
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(px(14), px(10), px(14), px(8))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setHorizontalSpacing(px(24))
        self._known, self._box = _column()
        self._pictured, self._exif_box = _column()
        self._columns = 0
        self._arrange(1)
        self.setWidget(inner)

    def _arrange(self, columns: int) -> None:
        """One under the other; or what it looks like and where it was taken beside what is known of it."""
        if columns == self._columns:
            return
        self._columns = columns
        grid = self._grid
        for part in (self.preview, self._known, self._pictured):
            grid.removeWidget(part)
        grid.addWidget(self.preview, 0, 0)
        if columns == 1:
            grid.addWidget(self._known, 1, 0)
            grid.addWidget(self._pictured, 2, 0)
        else:
            grid.addWidget(self._pictured, 1, 0)
            grid.addWidget(self._known, 0, 1, 3, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3 if columns == 2 else 0)
        grid.setRowStretch(2, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_columns()

    def _make_columns(self) -> None:
        """Beside each other where there is the width, and anything to stand there."""
        seen = not self.preview.isHidden() or self._exif_box.count() > 0
        self._arrange(2 if seen and self.viewport().width() >= px(_TWO_COLUMNS_FROM) else 1)

    def show_artifact(
        self,
        artifact: Artifact | None,
        feed: ContentFeed | None,
        sets: Sequence[MatchedHashSet],
        zones: Mapping[str, str],
        volumes: Mapping[str, str],
        senders_tags: frozenset[str] = frozenset(),
    ) -> None:
        """Replace everything. `zones` and the names of `volumes` are by layer id. `senders_tags` came with a
        received bundle.

        `feed` gives the preview, the sectors and the coast line a moment later.
        """
        self.preview.set_feed(feed)
        self._extents = None
        clear(self._box)
        clear(self._exif_box)
        self.verticalScrollBar().setValue(0)
        if artifact is None:
            self._box.addWidget(
                EmptyState(
                    "list-bullets",
                    tr("Nothing selected"),
                    tr("Select an artifact to see its details."),
                )
            )
            return
        self._name(artifact)
        layer = artifact.entry.locator.layer_id
        self._remarks = QVBoxLayout()
        self._box.addLayout(self._remarks)
        self._facts(artifact, zones.get(layer), volumes.get(layer, ""), senders_tags)
        if artifact.hash_sets:
            self._box.addWidget(HashSetList(artifact, sets))
        if artifact.examination.rules:
            self._box.addWidget(RuleList(artifact))
        self._digests(artifact)
        self._twins = QVBoxLayout()
        self._exif(artifact, feed)
        if artifact.entry.extents:
            self._extents = ExtentList(artifact, volumes)
            self._box.addWidget(self._extents)
            if feed is not None:
                feed.desk.ask(
                    (self, "places"),
                    lambda contents: contents.places(artifact),
                    self._extents.show_places,
                    lambda error: None,  # the table says the rest; only the sectors stay open
                    owner=self._extents,
                )
        self._box.addLayout(self._twins)
        self._box.addStretch(1)
        self._make_columns()

    def show_twins(self, artifact: Artifact, twins: Twins) -> None:
        """Where else the content is, and above all what makes it doubtful."""
        clear(self._remarks)
        for one in twins.remarks:
            detail = omission_detail(one.detail, current()) if one.detail else ""
            self._remarks.addWidget(FindingRow(State.WARN, omission_sentence(one.code), "", detail))
        clear(self._twins)
        if twins.count:
            found = TwinList(artifact, twins)
            found.asked.connect(self.twins_asked)
            found.chosen.connect(self.twin_asked)
            self._twins.addWidget(found)

    def _name(self, artifact: Artifact) -> None:
        raw = name_of(artifact)
        self._box.addWidget(Path(visible(raw), raw, "card"))
        pills = FlowLayout(gap=6)
        found = artifact.examination
        if is_spoofed(raw):
            pills.addWidget(Pill(tr("Name contains hidden characters"), State.BAD))
        if found.extension_mismatch:
            pills.addWidget(Pill(mismatch_words(artifact), State.WARN))
        if artifact.entry.free_space:
            pills.addWidget(Pill(tr("unallocated space"), State.NONE))
        if artifact.entry.reserved:
            pills.addWidget(Pill(tr("reserved record"), State.NONE))
        if artifact.entry.deleted:
            words = (
                tr("Deleted, space reused") if artifact.entry.reallocated else tr(NC_("button", "Deleted"))
            )
            pills.addWidget(Pill(words, State.NONE, glyph="recycle"))
        if found.read.outcome is ReadOutcome.PARTIAL:
            pills.addWidget(Pill(label(found.read.outcome), State.WARN))
        for one in artifact.marks:
            words = tr("Withheld: {mark}", mark=label(one.mark))
            pills.addWidget(Pill(words, State.BAD, glyph=WITHHELD_GLYPH))
        for pill in finding_pills(artifact):
            pills.addWidget(pill)
        if pills.count():
            self._box.addLayout(pills)

    def _facts(self, artifact: Artifact, zone: str | None, volume: str, senders_tags: frozenset[str]) -> None:
        entry, found, words = artifact.entry, artifact.examination, current()
        rows = KeyValue(label_width=96, gap=3)
        rows.row(tr(NC_("label", "Exhibit")), words.isolate(visible(artifact.exhibit)))
        rows.path_row(tr(NC_("label", "Folder")), visible(folder_of(artifact)), folder_of(artifact))
        rows.row(tr(NC_("label", "Volume")), words.isolate(volume or entry.locator.layer_id))
        rows.row(tr(NC_("label", "Kind")), label(entry.kind))
        if entry.size_bytes is not None:
            rows.row(tr(NC_("label", "Size")), trn("{count} byte", "{count} bytes", entry.size_bytes))
        if found.media_type:
            rows.row(tr(NC_("label", "Content")), words.isolate(found.media_type))
        if found.entropy is not None:
            rows.row(
                tr(NC_("label", "Entropy")),
                tr("{bits} bits per byte", bits=words.decimal(found.entropy.bits, places=2)),
            )
        if entry.link_target is not None:
            raw = display(entry.link_target)
            rows.path_row(tr("Link target"), visible(raw), raw)
        if found.read.outcome is not ReadOutcome.COMPLETE and found.read.reason:
            rows.row(tr("Not read"), not_read_sentence(found.read.reason))
        for gap in found.read.gaps[:4]:
            size, offset = words.number(gap.length_bytes), words.number(gap.offset_bytes)
            rows.row(tr(NC_("label", "Gap")), tr("{size} bytes at {offset}", size=size, offset=offset))
        if len(found.read.gaps) > 4:
            more = len(found.read.gaps) - 4
            rows.row("", trn("and {count} more", "and {count} more", more))
        _time_rows(rows, [t for t in entry.times if t.kind not in _NAME_TIMES], zone)
        if entry.inode:
            rows.row(tr(NC_("label", "Metadata address")), words.isolate(entry.inode))
        for one in artifact.marks:
            rows.row(tr(NC_("label", "Withheld")), words.isolate(visible(one.reason)))
        _note_rows(rows, artifact, senders_tags)
        self._box.addWidget(rows)
        in_name = [t for t in entry.times if t.kind in _NAME_TIMES]
        if any(t.value for t in in_name):
            self._box.addWidget(section(tr("Times in the name record")))
            rows = KeyValue(label_width=96, gap=3)
            _time_rows(rows, in_name, zone)
            self._box.addWidget(rows)

    def _digests(self, artifact: Artifact) -> None:
        digests = artifact.examination.digests
        for title, value in (("SHA-256", digests.sha256), ("SHA-1", digests.sha1), ("MD5", digests.md5)):
            if value:
                self._box.addWidget(Rule())
                self._box.addWidget(Digest(title, value))

    def _exif(self, artifact: Artifact, feed: ContentFeed | None) -> None:
        found = artifact.examination
        if not found.exif and found.latitude is None:
            return
        self._exif_box.addWidget(section(tr("Picture data (EXIF)")))
        rows = KeyValue(label_width=96, gap=3)
        own = {name.split(" ", 1)[-1]: value for name, value in found.exif}
        for title, value in (
            (tr(NC_("label", "Camera")), visible(camera(own))),
            (tr(NC_("label", "Taken")), taken(own)),
        ):
            if value:
                rows.row(title, current().isolate(value))
        if found.latitude is not None and found.longitude is not None:
            where = position(found.latitude, found.longitude)
            rows.row(tr(NC_("label", "Position")), current().isolate(where))
            self._exif_box.addWidget(rows)
            self._plot(found.latitude, found.longitude, where, feed)
            rows = KeyValue(label_width=96, gap=3)
        for name, value in found.exif[:SHOWN_EXIF]:
            rows.row(exif_label(name), current().isolate(visible(value)), role="small")
        self._exif_box.addWidget(rows)
        if len(found.exif) > SHOWN_EXIF:
            more = len(found.exif) - SHOWN_EXIF
            self._exif_box.addWidget(
                Text(trn("and {count} more", "and {count} more", more), "small", "muted")
            )

    def _plot(self, latitude: float, longitude: float, where: str, feed: ContentFeed | None) -> None:
        plot = PositionMap(latitude, longitude, tr("Position on the map: {position}", position=where))
        self._exif_box.addWidget(plot)
        if feed is not None:  # read in the thread that reads: sixty thousand points take a moment
            feed.desk.ask(
                (self, "land"), lambda contents: land(), plot.set_land, lambda error: None, owner=plot
            )


def _column() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(6))
    return made, box


def _note_rows(rows: KeyValue, artifact: Artifact, senders_tags: frozenset[str]) -> None:
    """Each with its tag where there are several tags; in a received case it says whose it is."""
    words = current()
    if not artifact.tag_notes and artifact.note:
        rows.row(tr(NC_("label", "Note")), words.isolate(artifact.note))
    for tag, note in artifact.tag_notes:
        label = tr(NC_("label", "Note"))
        if senders_tags:
            label = tr("Sender's note") if tag in senders_tags else tr("Receiver's note")
        said = words.isolate(note)
        rows.row(label, said if len(artifact.tags) < 2 else words.labelled(words.isolate(visible(tag)), said))


def _time_rows(rows: KeyValue, times: list[EvidenceTime], zone: str | None) -> None:
    for time in times:
        if time.value:
            text = label(_NAME_TIMES.get(time.kind, time.kind))
            rows.row(text[:1].upper() + text[1:], declared_time(time, zone), role="small")

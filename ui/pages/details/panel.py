"""Everything known of one artifact and everything in it: summary, bytes, text, all data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.model.artifact import Artifact
from forensics_app.model.credentials import CredentialKind, LockedVolume
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.services.browsing.browse import Twins
from ui.dialogs.artifacts.key_form import GivenKey, KeyForm
from ui.models.artifacts.cells import name_of
from ui.models.contents.all_data import all_rows
from ui.models.contents.desk import ContentDesk
from ui.models.contents.feed import ContentFeed
from ui.models.tables.rows import Column
from ui.pages.details.hex import HexTab
from ui.pages.details.summary import SummaryTab
from ui.pages.details.text import TextTab
from ui.pages.details.words import mismatch_words
from ui.theme import icon, px, tokens
from ui.theme.state import State
from ui.widgets.controls.pill import Chip, Pill
from ui.widgets.controls.tabs import Tabs
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import EmptyState
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Path, Text
from ui.words import gate

SUMMARY, HEX, TEXT, ALL = range(4)
_WIDE_FROM, _HIGH_FROM = 420, 400


class DetailsPanel(QFrame):
    """`untag_asked` with a tag's name, `tag_asked` for one more tag, `twins_asked` with ids of artifacts,
    `twin_asked` with the id of the one to go to, `expand_asked` with whether the panel wants the room,
    `key_fitted` with a GivenKey that opened an encrypted volume."""

    untag_asked = Signal(str)
    twins_asked = Signal(object)
    twin_asked = Signal(str)
    tag_asked = Signal()
    expand_asked = Signal(bool)
    key_fitted = Signal(object)

    def __init__(self, desk: ContentDesk, keeps_keys: Callable[[], bool]) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(tr(NC_("label", "Details")))
        self._desk = desk
        self._keeps_keys = keeps_keys
        self.key: KeyForm | None = None  # for Hex and Text; the summary has its own
        self._shown: Artifact | None = None
        self._sets: Sequence[MatchedHashSet] = ()
        self._zones: Mapping[str, str] = {}
        self._volumes: Mapping[str, str] = {}
        self._feed: ContentFeed | None = None
        self._twins: Twins | None = None
        self._fresh: set[int] = set()
        self._sealed_tags: frozenset[str] = frozenset()
        self._hex: HexTab | None = None
        self._codec = "utf-8"
        self._pills: list[Pill] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(2), px(2), px(2), px(10))
        box.setSpacing(px(4))
        head = QHBoxLayout()
        head.setContentsMargins(px(4), 0, px(6), 0)
        names = (tr(NC_("tab", "Summary")), tr(NC_("tab", "Hex")), tr(NC_("tab", "Text")), tr("All data"))
        self.tabs = Tabs(names, tr(NC_("tab", "Details")))
        self.tabs.currentChanged.connect(self.show_tab)
        head.addWidget(self.tabs, 1)
        self.expand = QPushButton()
        self.expand.setCheckable(True)
        self.expand.setProperty("kind", "link")
        self.expand.setIconSize(QSize(px(18), px(18)))
        self.expand.toggled.connect(self._expanded)
        head.addWidget(self.expand)
        box.addLayout(head)
        self._title = QWidget()
        self._title_line = QHBoxLayout(self._title)
        self._title_line.setContentsMargins(px(12), 0, px(12), 0)
        self._title_line.setSpacing(px(8))
        box.addWidget(self._title)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(px(84))  # else that of the highest tab, and the border could hardly move
        self.summary = SummaryTab(keeps_keys)
        self.summary.preview.key_fitted.connect(self.key_fitted)
        self.summary.preview.kind_tried.connect(self._prefer)
        desk.unlocked.connect(self._unlocked)
        desk.locked.connect(self._locked)
        self.summary.twins_asked.connect(self.twins_asked)
        self.summary.twin_asked.connect(self.twin_asked)
        self._hex_place = QWidget()
        self._hex_box = QVBoxLayout(self._hex_place)
        self._hex_box.setContentsMargins(0, 0, 0, 0)
        self.text = TextTab()
        self.text.codec_chosen.connect(self._codec_chosen)
        self.all = _AllData()
        self._nothing = EmptyState(
            "list-bullets", tr("Nothing selected"), tr("Select an artifact to see its contents.")
        )
        locked = QWidget()
        locked.setProperty("part", "plain")
        self._locked_box = QVBoxLayout(locked)
        self._locked_box.setContentsMargins(px(12), px(8), px(12), px(8))
        self._locked_place = QScrollArea()
        self._locked_place.setWidgetResizable(True)
        self._locked_place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._locked_place.setProperty("part", "panel")
        self._locked_place.setWidget(locked)
        for part in (
            self.summary, self._hex_place, self.text, self.all, self._nothing, self._locked_place,
        ):  # fmt: skip
            self._stack.addWidget(part)
        box.addWidget(self._stack, 1)
        self._tags = QWidget()
        self._tag_flow = FlowLayout(self._tags, gap=6)
        self._tag_flow.setContentsMargins(px(14), 0, px(14), 0)
        box.addWidget(self._tags)
        self._expanded(expanded=False)
        self.show_artifact(None)

    def set_sealed_tags(self, names: frozenset[str]) -> None:
        """Tags that came with a received bundle: they are shown, and stay as they are."""
        self._sealed_tags = names

    @property
    def hex(self) -> HexTab:
        """The tab of bytes, made when first asked for: most artifacts are looked at without it, and its many
        parts would be felt in each change of language.
        """
        if self._hex is None:
            self._hex = HexTab()
            self._hex.codec = self._codec
            self._hex_box.addWidget(self._hex)
        return self._hex

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Little: it takes the room there is, and each tab scrolls."""
        return QSize(px(277), px(300))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return False

    # --- what SummaryPanel gave ----------------------------------------------------------------------

    def set_hash_sets(self, sets: Sequence[MatchedHashSet]) -> None:
        """The sets that the case was compared with: versions are theirs."""
        self._sets = sets

    def set_zones(self, zones: Mapping[str, str]) -> None:
        """The declared time zones, by layer id."""
        if zones != self._zones:
            self._zones, self._shown = zones, None

    def set_volumes(self, names: Mapping[str, str]) -> None:
        """What the volumes are called, by layer id."""
        if names != self._volumes:
            self._volumes, self._shown = names, None
            self.summary.preview.volumes = names

    def set_protection(self, *, blur: bool, grey: bool) -> None:
        """Pictures blurred, or without colours."""
        self.summary.preview.set_protection(blur=blur, grey=grey)

    def show_artifact(self, artifact: Artifact | None) -> bool:
        """Replace what is shown; the same again changes nothing (False), and keeps the place in the panel."""
        if artifact is not None and artifact == self._shown:
            return False
        before, self._shown = self._shown, artifact
        same = before is not None and artifact is not None and before.entry == artifact.entry
        if not same:
            self._change_feed(artifact)
        self._fresh = {HEX, TEXT} & self._fresh if same else set()
        self._show_title(artifact)
        self._show_tags(artifact)
        self.show_tab(self.tabs.currentIndex())
        return True

    def show_twins(self, artifact: Artifact, twins: Twins) -> None:
        """Where else the content is, if the artifact is still shown."""
        if self._shown == artifact:
            self._twins = twins
            if SUMMARY in self._fresh:
                self.summary.show_twins(artifact, twins)

    # --- tabs ----------------------------------------------------------------------------------------

    def show_tab(self, tab: int) -> None:
        """Open a tab; it is filled now, if it wasn't for this artifact."""
        if self.tabs.currentIndex() != tab:
            self.tabs.setCurrentIndex(tab)
            return
        self._make_room()
        if self._shown is None and tab != SUMMARY:
            self._stack.setCurrentWidget(self._nothing)
            return
        self._stack.setCurrentIndex(tab)
        if tab not in self._fresh:
            self._fresh.add(tab)
            self._fill(tab)
        self._show_key()

    def _fill(self, tab: int) -> None:
        artifact = self._shown
        if tab == SUMMARY:
            self.summary.show_artifact(
                artifact, self._feed, self._sets, self._zones, self._volumes, self._sealed_tags
            )
            if artifact is not None and self._twins is not None:
                self.summary.show_twins(artifact, self._twins)
        elif tab == HEX:
            self.hex.set_feed(self._feed)
        elif tab == TEXT:
            self.text.set_feed(self._feed)
        elif artifact is not None:
            self.all.show_artifact(artifact)

    def _change_feed(self, artifact: Artifact | None) -> None:
        """The tabs let go of the old content at once, and take the new one when they are opened."""
        self._forget_key()
        self._twins = None
        for part in (self._hex, self.text, self.summary.preview):
            if part is not None:
                part.set_feed(None)
        if self._feed is not None:
            self._feed.deleteLater()
        self._feed = None
        if artifact is not None:
            self._feed = ContentFeed(self._desk, artifact, self)
            self._feed.renewed.connect(self._renewed)
            self._feed.locked_out.connect(self._locked_out)

    def _renewed(self) -> None:
        """The evidence is there again, or its key: what failed before is shown anew."""
        self._forget_key()
        self._fresh &= {SUMMARY, ALL}
        self.show_tab(self.tabs.currentIndex())

    # --- the key of a locked volume, in place of its bytes -------------------------------------------

    def _locked_out(self) -> None:
        """Hex or Text met a locked volume: ask which it is, and for its key."""
        feed = self._feed
        if feed is not None:
            self._desk.ask(
                (self, "locked"),
                lambda contents: contents.locked(feed.artifact),
                partial(self._offer_key, feed),
                lambda error: None,  # the sentence that it is locked stays
                owner=feed,
            )

    def _offer_key(self, feed: ContentFeed, volume: LockedVolume | None) -> None:
        if feed is not self._feed or volume is None or not feed.locked:
            return
        self._forget_key()
        name = self._volumes.get(volume.layer_id, "")
        first = self.summary.preview.kind_given
        self.key = KeyForm(volume, kept=self._keeps_keys(), name=name, first=first)
        self.key.given.connect(partial(self._try_key, feed, volume, self.key))
        self._locked_box.addWidget(self.key)
        self._locked_box.addStretch(1)
        self._show_key()

    def _show_key(self) -> None:
        """Where there are no bytes to be shown for want of a key, the form for it stands in their place."""
        if self.key is not None and self.tabs.currentIndex() in (HEX, TEXT):
            self._stack.setCurrentWidget(self._locked_place)

    def _forget_key(self) -> None:
        if self.key is not None:
            self.key = None
            clear(self._locked_box)

    def _try_key(self, feed: ContentFeed, volume: LockedVolume, form: KeyForm, given: GivenKey) -> None:
        self._prefer(given.credential.kind)

        def tried(fits: bool) -> None:
            if fits:
                self.key_fitted.emit(given)
            elif form is self.key:
                form.refuse()

        self._desk.try_key(volume, given.credential, tried, partial(self._key_not_tried, feed), owner=feed)

    def _prefer(self, kind: CredentialKind) -> None:
        """The kind of the key that was tried last is offered in both places."""
        preview = self.summary.preview
        preview.kind_given = kind
        for form in (self.key, preview.key):
            if form is not None:
                form.prefer(kind)

    def _key_not_tried(self, feed: ContentFeed, error: ForensicsError) -> None:
        """The source can't be opened any more: the tabs say so."""
        if feed is self._feed:
            feed.retry()

    def _unlocked(self) -> None:
        """A key was given elsewhere: what was locked is asked for again."""
        self.summary.preview.look_again()
        if self._feed is not None and self._feed.locked:
            self._feed.retry()

    def _locked(self) -> None:
        """Every key was forgotten: nothing that was read stays in sight, and it is all asked for again."""
        self._change_feed(self._shown)
        self._fresh.clear()
        self.show_tab(self.tabs.currentIndex())

    def _codec_chosen(self, codec: str) -> None:
        self._codec = codec
        if self._hex is not None:
            self._hex.codec = codec

    # --- head and foot -------------------------------------------------------------------------------

    def _expanded(self, expanded: bool) -> None:
        words = tr("Restore list") if expanded else tr("Maximize details")
        glyph = "arrows-in-simple" if expanded else "arrows-out-simple"
        self.expand.setIcon(icon(glyph, tokens().text, px(18)))
        self.expand.setAccessibleName(gate.shown(words))
        self.expand.setToolTip(words)
        self.expand_asked.emit(expanded)

    def _show_title(self, artifact: Artifact | None) -> None:
        clear(self._title_line)
        self._pills = []
        if artifact is None:
            return
        raw = name_of(artifact)
        self._title_line.addWidget(Path(visible(raw), raw, "card"), 1)
        if artifact.examination.extension_mismatch:
            self._pills.append(Pill(mismatch_words(artifact), State.WARN))
        if artifact.entry.deleted:
            self._pills.append(Pill(tr(NC_("state", "Deleted")), State.NONE, glyph="recycle"))
        if artifact.entry.free_space:
            self._pills.append(Pill(tr("unallocated space"), State.NONE))
        if artifact.entry.reserved:
            self._pills.append(Pill(tr("reserved record"), State.NONE))
        for pill in self._pills:
            self._title_line.addWidget(pill)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little room, bytes and text come first; the summary has name, pills and tags."""
        wide, high = self.width() >= px(_WIDE_FROM), self.height() >= px(_HIGH_FROM)
        shown, summary = self._shown is not None, self.tabs.currentIndex() == SUMMARY
        for pill in self._pills:
            pill.setVisible(wide)
        self._title.setVisible(shown and high and not summary)
        self._tags.setVisible(shown and ((wide and high) or summary))

    def _show_tags(self, artifact: Artifact | None) -> None:
        clear(self._tag_flow)
        if artifact is None:
            return
        for name in artifact.tags:
            if name in self._sealed_tags:
                sealed = Chip(visible(name), glyph="tag")
                sealed.setEnabled(False)
                sealed.setToolTip(tr("The sender's tag, as it was sealed; it can't be changed."))
                self._tag_flow.addWidget(sealed)
                continue
            chip = Chip(visible(name), on=True, glyph="tag")
            chip.setAccessibleName(tr("Remove tag {tag}", tag=name))
            chip.clicked.connect(lambda checked=False, tag=name: self.untag_asked.emit(tag))
            self._tag_flow.addWidget(chip)
        add = Chip(tr(NC_("button", "Tag…")), glyph="plus")
        add.clicked.connect(self.tag_asked)
        self._tag_flow.addWidget(add)
        self._tag_flow.addWidget(Text(tr("Press Space to tag"), "small", "muted"))
        self._tags.updateGeometry()


class _AllData(RowsTable):
    """A pane as tall as the room there is."""

    def __init__(self) -> None:
        columns = (Column(tr(NC_("column", "Property")), 120), Column(tr(NC_("column", "Value"))))
        super().__init__(columns, tr("All data"))
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Expanding)
        self.setSizePolicy(policy)

    def show_artifact(self, artifact: Artifact) -> None:
        """Every field of it."""
        rows = all_rows(artifact)
        self.set_rows(rows, list(range(len(rows))))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), px(120))

    def fit(self) -> None:
        """The value as wide as its longest: it is never cut, the table scrolls."""
        what = min(self._content_width(0), px(190))
        room = self.viewport().width() - what
        self.setColumnWidth(0, what)
        self.setColumnWidth(1, max(room, self._content_width(1)))

"""How evidence is read: processes of this computer or a cluster, the zone offered first, hash sets."""

from __future__ import annotations

import os
import zoneinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr, trn
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.services.hash_sets.hash_sets import list_hash_sets
from ui.dialogs.preferences.cluster import ClusterCard
from ui.settings.settings import MOST_WORKERS
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class ReadingSection(QWidget):
    """Holds for what is read from now on."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        box.addWidget(self._workers_card())
        box.addWidget(self._keys_card())
        box.addWidget(self._zone_card())
        box.addWidget(self._sets_card())
        self.cluster = ClusterCard(bench.settings, self)
        box.addWidget(self.cluster)
        box.addStretch(1)

    def _workers_card(self) -> Card:
        card = Card(tr("Reading processes in parallel"))
        here = os.cpu_count() or 1
        self.automatic = RadioButton(
            trn(
                "One per processor: {count} on this computer",
                "One per processor: {count} on this computer",
                here,
            )
        )
        self.by_hand = RadioButton(tr("Fixed number:"))
        chosen = self._bench.settings.workers
        self.workers = SpinBox(1, MOST_WORKERS, chosen or here)
        self.workers.setAccessibleName(tr("Reading processes in parallel"))
        self.automatic.setChecked(not chosen)
        self.by_hand.setChecked(bool(chosen))
        self.workers.setEnabled(bool(chosen))
        self.automatic.toggled.connect(self._workers_changed)
        self.workers.valueChanged.connect(self._workers_changed)
        card.add(self.automatic)
        line = QHBoxLayout()
        line.addWidget(self.by_hand)
        line.addWidget(self.workers)
        line.addStretch(1)
        card.add_layout(line)
        said = tr(
            "Fewer processes leave more capacity for other work; the results are the same with any number."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    def _workers_changed(self) -> None:
        own = self.by_hand.isChecked()
        self.workers.setEnabled(own)
        self._bench.settings.workers = self.workers.value() if own else 0

    def _keys_card(self) -> Card:
        card = Card(tr("Keys of encrypted volumes"))
        self.keeps_keys = Check(
            tr("Keep keys in memory until the case is closed"), on=self._bench.settings.keeps_keys
        )
        self.keeps_keys.toggled.connect(self._keeps_changed)
        card.add(self.keeps_keys)
        said = tr(
            "You are then asked only once for each volume. Keys are never written to disk. If you turn this "
            "off, they are forgotten immediately, and contents opened with them are closed."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    def _keeps_changed(self) -> None:
        self._bench.keep_keys(self.keeps_keys.on)

    def _zone_card(self) -> Card:
        card = Card(tr("Default time zone"))
        said = tr(
            "Prefilled where you declare the time zone of a device. It changes no "
            "displayed time: times are shown in UTC, or in the zone declared for the "
            "evidence."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        self.zone = Combo()
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.zone.setMinimumContentsLength(20)
        self.zone.addItems(["", *sorted(zoneinfo.available_timezones())])
        self.zone.setCurrentText(self._bench.settings.zone)
        completer = QCompleter(self.zone.model(), self.zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.zone.setCompleter(completer)
        self.zone.setAccessibleName(tr("Default time zone"))
        edit = self.zone.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(tr("none; e.g. {zone}", zone="Europe/Paris"))
            edit.setAccessibleName(tr("Default time zone"))
        self.zone.currentTextChanged.connect(self._zone_changed)
        self._zone_wrong = Text(tr("This is not an IANA time zone."), "small", "bad", wrap=True)
        self._zone_wrong.hide()
        card.add(self.zone)
        card.add(self._zone_wrong)
        return card

    def _zone_changed(self, typed: str) -> None:
        known = not typed.strip() or self.zone.findText(typed.strip(), Qt.MatchFlag.MatchFixedString) >= 0
        self._zone_wrong.setVisible(not known)
        if known:
            at = self.zone.findText(typed.strip(), Qt.MatchFlag.MatchFixedString)
            self._bench.settings.zone = self.zone.itemText(at) if at > 0 else ""

    def _sets_card(self) -> Card:
        card = Card(tr("Hash sets"))
        try:
            count = len(list_hash_sets())
            said = trn("{count} hash set on this computer.", "{count} hash sets on this computer.", count)
        except ForensicsError as e:
            said = window_sentence(e)
        line = QHBoxLayout()
        line.addWidget(Text(said, wrap=True), 1)
        self.sets_button = Button(tr("Hash sets…"), self._bench.hash_sets_asked.emit)
        line.addWidget(self.sets_button)
        card.add_layout(line)
        return card

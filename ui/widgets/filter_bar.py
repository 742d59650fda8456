"""Search and filters over the table of artifacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QMenu, QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import TagRecord
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter
from forensics_app.services.browse import HashSetCategory
from ui.models.filter_words import conditions
from ui.theme import paint_icon, px, tokens
from ui.widgets import direction
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.pill import Chip
from ui.words import kind_label

TYPING_PAUSE_MS = 250


class SearchField(QLineEdit):
    """Search in names and paths. Escape empties it; `searched` after a pause in typing."""

    searched = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setPlaceholderText(tr("Search names and paths") + "   /")
        self.setAccessibleName(tr("Search names and paths"))
        before = px(24)
        self.setTextMargins(
            0 if direction.right_to_left() else before, 0, before if direction.right_to_left() else 0, 0
        )
        self.setMinimumWidth(px(240))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda: self._pause.start())
        self.returnPressed.connect(self._at_once)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        size = px(18)
        left = self.width() - px(10) - size if direction.right_to_left() else px(10)
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(QPainter(self), square, "magnifying-glass", tokens().muted)

    def _at_once(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """`changed` with the new filter; `hash_sets_asked` for the dialog about them."""

    changed = Signal(object)
    hash_sets_asked = Signal()

    def __init__(self, chosen: ArtifactFilter) -> None:
        super().__init__()
        self._chosen = chosen
        self._tags: Sequence[TagRecord] = ()
        self._sets: Sequence[MatchedHashSet] = ()
        self._categories: Sequence[HashSetCategory] = ()
        self.search = SearchField(chosen.text or "")
        self.search.searched.connect(self._searched)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(10))
        line.addWidget(self.search, 2, Qt.AlignmentFlag.AlignTop)
        chips = QWidget()
        self._flow = FlowLayout(chips)
        self._flow.setContentsMargins(0, px(4), 0, px(4))
        line.addWidget(chips, 3)
        self._chips: list[QWidget] = []
        self._add = Chip(tr("Add filter"), glyph="plus")
        self._add.clicked.connect(self._menu)
        self._clear = Button(tr("Clear all"), lambda: self._set(ArtifactFilter()), kind="link")
        self._show()

    def set_tags(self, tags: Sequence[TagRecord]) -> None:
        """The tags that can be filtered by."""
        self._tags = tags

    def set_hash_sets(self, sets: Sequence[MatchedHashSet], categories: Sequence[HashSetCategory]) -> None:
        """The hash sets that the case was compared with, and the categories that were met."""
        self._sets, self._categories = sets, categories

    def set_filter(self, chosen: ArtifactFilter) -> None:
        """Show another filter without announcing it."""
        self._chosen = chosen
        if (chosen.text or "") != self.search.text().strip():
            self.search.blockSignals(True)
            self.search.setText(chosen.text or "")
            self.search.blockSignals(False)
        self._show()

    def _show(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None and widget in self._chips:
                widget.hide()
                widget.deleteLater()
        self._chips = []
        for condition in conditions(self._chosen):
            chip = Chip(condition.words, on=True)
            chip.setAccessibleName(tr("Take away the filter {filter}", filter=condition.words))
            chip.clicked.connect(lambda checked=False, rest=condition.without: self._set(rest))
            self._chips.append(chip)
            self._flow.addWidget(chip)
        self._flow.addWidget(self._add)
        self._flow.addWidget(self._clear)
        self._clear.setVisible(self._chosen != ArtifactFilter())
        self.updateGeometry()

    def _set(self, chosen: ArtifactFilter) -> None:
        self.set_filter(chosen)
        self.changed.emit(chosen)

    def _searched(self, text: str) -> None:
        if text != (self._chosen.text or ""):
            self._set(replace(self._chosen, text=text or None))

    # --- the menu ----------------------------------------------------------------------------------

    def _menu(self) -> None:
        self.menu().popup(self._add.mapToGlobal(QPoint(0, self._add.height())))

    def menu(self) -> QMenu:
        """Everything that can be filtered by."""
        menu = QMenu(self)
        kinds = menu.addMenu(tr("Kind"))
        for kind in ArtifactKind:
            self._entry(kinds, kind_label(kind), partial(self._with, kind=kind))
        self._entry(menu, tr("Deleted"), partial(self._with, deleted=True))
        self._entry(menu, tr("Not deleted"), partial(self._with, deleted=False))
        self._entry(menu, tr("Content disagrees with name"), partial(self._with, mismatch=True))
        self._entry(menu, tr("Not read completely"), partial(self._with, unread=True))
        content = menu.addMenu(tr("Content"))
        for family in ("image", "video", "audio", "text", "application"):
            self._entry(content, family, partial(self._with, media_type=family))
        if self._tags:
            tags = menu.addMenu(tr("Tag"))
            for tag in self._tags:
                self._entry(tags, visible(tag.name), partial(self._with, tag=tag.name))
        self._hash_sets(menu.addMenu(tr("Hash set")))
        self._entry(menu, tr("Duplicates"), partial(self._with, duplicate=True))
        self._entry(menu, tr("No duplicates"), partial(self._with, duplicate=False))
        self._entry(menu, tr("Possibly encrypted"), partial(self._with, high_entropy=True))
        self._entry(menu, tr("Matches YARA rules"), partial(self._with, rule=ANY_HASH_SET))
        menu.addAction(tr("Name ends in…")).triggered.connect(self._ask_extension)
        return menu

    def _hash_sets(self, menu: QMenu) -> None:
        if self._sets:
            self._entry(menu, tr("In any hash set"), partial(self._with, hash_set=ANY_HASH_SET))
            self._entry(menu, tr("In no hash set"), partial(self._with, not_hash_set=ANY_HASH_SET))
            menu.addSeparator()
        for done in self._sets:
            facts = done.facts
            one = menu.addMenu(f"{visible(facts.name)} · {label(facts.kind)}")
            hits = tr("Stands in it ({count})", count=current().number(done.hits))
            self._entry(one, hits, partial(self._with, hash_set=facts.name, not_hash_set=None))
            self._entry(
                one, tr("Does not stand in it"), partial(self._with, not_hash_set=facts.name, hash_set=None)
            )
            for found in self._categories:
                if found.hash_set == facts.name and found.category:
                    meaning = facts.label(found.category)
                    words = found.category if meaning is None else f"{found.category} · {meaning}"
                    words = tr(
                        "Category {category} ({count})",
                        category=visible(words),
                        count=current().number(found.count),
                    )
                    act = partial(self._with, hash_set=facts.name, category=found.category, not_hash_set=None)
                    self._entry(one, words, act)
        if self._sets:
            menu.addSeparator()
        menu.addAction(tr("Hash sets…")).triggered.connect(self.hash_sets_asked)

    def _with(self, **conditions: Any) -> ArtifactFilter:
        return replace(self._chosen, **conditions)

    def _entry(self, menu: QMenu, words: str, make: Callable[[], ArtifactFilter]) -> None:
        menu.addAction(words).triggered.connect(lambda: self._set(make()))

    def _ask_extension(self) -> None:
        text, agreed = QInputDialog.getText(self, tr("Name ends in…"), tr("Extension, such as jpg"))
        if agreed and text.strip(" ."):
            self._set(replace(self._chosen, extension=text.strip(" .").lower()))

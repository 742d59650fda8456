"""Everything that can be filtered by, as one menu, and the filters that the user saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import TagRecord
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible
from forensics_app.model.selection import ANY_HASH_SET, ANY_OMISSION, ArtifactFilter
from forensics_app.services.browsing.browse import HashSetCategory
from ui.dialogs.artifacts.filter_values import SizeDialog, TimeDialog
from ui.models.artifacts.filter_words import omission_label
from ui.words.codes import kind_label

_MOST_SHOWN = 30


@dataclass(slots=True)
class Offered:
    """What the case gives to filter by. `rules` and `omissions` with how often each occurs."""

    tags: Sequence[TagRecord] = ()
    sets: Sequence[MatchedHashSet] = ()
    categories: Sequence[HashSetCategory] = ()
    exhibits: Sequence[str] = ()
    rules: Sequence[tuple[str, str, int]] = ()
    omissions: Sequence[tuple[str, int]] = ()


class FilterMenu(QMenu):
    """Built for the moment it is opened; `choose` is called with the new filter."""

    def __init__(
        self,
        chosen: ArtifactFilter,
        offered: Offered,
        choose: Callable[[ArtifactFilter], None],
        ask_hash_sets: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._chosen, self._offered, self._choose = chosen, offered, choose
        self._kinds()
        self.addAction(tr(NC_("button", "Size…"))).triggered.connect(self._ask_size)
        self.addAction(tr(NC_("button", "Time…"))).triggered.connect(self._ask_time)
        self.addSeparator()
        self._entry(self, tr(NC_("filter", "Deleted")), deleted=True)
        self._entry(self, tr("Not deleted"), deleted=False)
        self._content_menu(self.addMenu(tr(NC_("menu", "Content"))))
        self._tag_menu(self.addMenu(tr(NC_("menu", "Tag"))))
        self._mark_menu(self.addMenu(tr("Withheld from bundles")))
        self._hash_set_menu(self.addMenu(tr("Hash set")), ask_hash_sets)
        self._rule_menu()
        self.addSeparator()
        self._entry(self, tr("Has a location (GPS)"), position=True)
        self._entry(self, tr("Extension mismatch"), mismatch=True)
        self._entry(self, tr(NC_("filter", "Duplicates")), duplicate=True)
        self._entry(self, tr("No duplicates"), duplicate=False)
        self._entry(self, tr("Possibly encrypted"), high_entropy=True)
        self.addSeparator()
        self._entry(self, tr("Not read completely"), unread=True)
        self._omission_menu()
        if len(offered.exhibits) > 1:
            menu = self.addMenu(tr(NC_("menu", "Exhibit")))
            for exhibit in offered.exhibits:
                self._entry(menu, visible(exhibit), exhibit=exhibit)
        self.addAction(tr("Name ends in…")).triggered.connect(self._ask_extension)

    def _entry(self, menu: QMenu, words: str, **conditions: Any) -> None:
        chosen = replace(self._chosen, **conditions)
        menu.addAction(words).triggered.connect(partial(self._choose, chosen))

    def _kinds(self) -> None:
        menu = self.addMenu(tr(NC_("menu", "Kind")))
        for kind in ArtifactKind:
            self._entry(menu, kind_label(kind), kind=kind)

    def _content_menu(self, menu: QMenu) -> None:
        for family in ("image", "video", "audio", "text", "application"):
            self._entry(menu, family, media_type=family)

    def _tag_menu(self, menu: QMenu) -> None:
        self._entry(menu, tr(NC_("filter", "Tagged")), tagged=True)
        self._entry(menu, tr("Not tagged"), tagged=False)
        if self._offered.tags:
            menu.addSeparator()
        for tag in self._offered.tags:
            self._entry(menu, visible(tag.name), tag=tag.name)

    def _mark_menu(self, menu: QMenu) -> None:
        self._entry(menu, tr(NC_("filter", "Withheld")), marked=True)
        self._entry(menu, tr("Not withheld"), marked=False)
        menu.addSeparator()
        for mark in PrivacyMark:
            self._entry(menu, label(mark), mark=mark.value)

    def _hash_set_menu(self, menu: QMenu, ask_hash_sets: Callable[[], None]) -> None:
        sets = self._offered.sets
        if sets:
            self._entry(menu, tr("In any hash set"), hash_set=ANY_HASH_SET)
            self._entry(menu, tr("In no hash set"), not_hash_set=ANY_HASH_SET)
            menu.addSeparator()
        for done in sets:
            facts = done.facts
            one = menu.addMenu(f"{visible(facts.name)} · {label(facts.kind)}")
            hits = tr("In this set ({count})", count=current().number(done.hits))
            self._entry(one, hits, hash_set=facts.name, not_hash_set=None)
            self._entry(one, tr("Not in this set"), not_hash_set=facts.name, hash_set=None)
            for found in self._offered.categories:
                if found.hash_set == facts.name and found.category:
                    meaning = facts.label(found.category)
                    words = found.category if meaning is None else f"{found.category} · {meaning}"
                    words = tr(
                        "Category {category} ({count})",
                        category=visible(words),
                        count=current().number(found.count),
                    )
                    self._entry(one, words, hash_set=facts.name, category=found.category, not_hash_set=None)
        if sets:
            menu.addSeparator()
        menu.addAction(tr("Hash sets…")).triggered.connect(ask_hash_sets)

    def _rule_menu(self) -> None:
        if not self._offered.rules:
            self._entry(self, tr("Matches YARA rules or words"), rule=ANY_HASH_SET)
            return
        menu = self.addMenu(tr("Matches YARA rules or words"))
        self._entry(menu, tr("Any rule"), rule=ANY_HASH_SET)
        menu.addSeparator()
        for namespace, rule, count in self._offered.rules[:_MOST_SHOWN]:
            words = f"{visible(rule)} ({current().number(count)})"
            self._entry(menu, words, rule=f"{namespace}:{rule}" if namespace else rule)

    def _omission_menu(self) -> None:
        if not self._offered.omissions:
            return
        menu = self.addMenu(tr("Listed as not read or left out"))
        self._entry(menu, tr("For any reason"), omission=ANY_OMISSION)
        menu.addSeparator()
        for code, count in self._offered.omissions[:_MOST_SHOWN]:
            words = f"{omission_label(code)} ({current().number(count)})"
            self._entry(menu, words.replace("&", "&&"), omission=code)

    def _ask_size(self) -> None:
        dialog = SizeDialog(self._chosen, self.parentWidget())
        if dialog.exec():
            self._choose(dialog.chosen)

    def _ask_time(self) -> None:
        dialog = TimeDialog(self._chosen, self.parentWidget())
        if dialog.exec():
            self._choose(dialog.chosen)

    def _ask_extension(self) -> None:
        text, agreed = QInputDialog.getText(
            self.parentWidget(), tr("Name ends in…"), tr("Extension, e.g. jpg")
        )
        if agreed and text.strip(" ."):
            self._choose(replace(self._chosen, extension=text.strip(" .").lower()))

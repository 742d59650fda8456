"""What can be done on the Artifacts page besides looking: actions with their keys, and their menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.case import TagRecord
from forensics_app.model.names import visible
from ui.models.artifacts.cells import COLUMN_NAMES, NAME, columns
from ui.models.artifacts.tag_marks import HOT_KEYS, MARKS, in_order, mark_label, marks_of
from ui.pages.artifacts.tagging import Tagger
from ui.pages.artifacts.withholding import Withholder
from ui.theme import icon, px, tokens
from ui.widgets.controls.menu_entry import disable
from ui.widgets.tables.artifact_table import ArtifactTable

Act = Callable[[], object]
_ALSO = {"redo": ("Ctrl+Y",)}  # what other systems and programs use


class ArtifactActions(QObject):
    """Every action lives on the page, so that its keys work wherever the focus is on it."""

    def __init__(self, page: QWidget, acts: dict[str, Act], *off: Callable[[str], str]) -> None:
        """`off`: each says why an action can do nothing now, by its name, or nothing; its key still works,
        and says so.
        """
        super().__init__(page)
        self._page, self._off = page, off
        self._actions: dict[str, QAction] = {}
        for name, (words, keys) in _words().items():
            action = QAction(words, self)  # goes with this, or after another case its keys would be ambiguous
            if keys:
                action.setShortcuts([QKeySequence(keys), *map(QKeySequence, _ALSO.get(name, ()))])
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(partial(_do, acts[name]))
            page.addAction(action)
            self._actions[name] = action

    def action(self, name: str) -> QAction:
        """One of them."""
        return self._actions[name]

    def set_checked(self, **states: bool) -> None:
        """Show which switches are on."""
        for name, on in states.items():
            self._actions[name].setCheckable(True)
            self._actions[name].setChecked(on)

    # --- menus -------------------------------------------------------------------------------------

    def selection_menu(self, withholder: Withholder) -> QMenu:
        """What can be done with the selection."""
        menu = QMenu(self._page)
        self._add(menu, "tag", "undo", "redo", None, "folder", "deleted_next", "deleted_before", "back", None)
        self._add(menu, "extract", "open_elsewhere", None, "copy", "copy_path", "csv", None, "withhold")
        withholder.menu(menu)
        return menu

    def view_menu(self, table: ArtifactTable) -> QMenu:
        """Columns and parts, and what is done with the whole list."""
        menu = QMenu(self._page)
        menu.addMenu(self.columns_menu(table, menu))
        menu.addSeparator()
        self._add(menu, "tree", "details", "below", "reset", None, "system", "blur", "grey", "map", None)
        self._add(menu, "contents", None)
        self._add(menu, "folder", "deleted_next", "deleted_before", "back", None, "extract", "csv")
        return menu

    def columns_menu(self, table: ArtifactTable, parent: QWidget) -> QMenu:
        """Which columns are shown; the name always is."""
        menu = QMenu(tr(NC_("menu", "Columns")), parent)
        shown = table.shown_columns
        for at, column in enumerate(columns()):
            if at == NAME:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(at in shown)
            action.triggered.connect(
                lambda checked=False, name=COLUMN_NAMES[at]: table.show_column(name, on=checked)
            )
        return menu

    def tag_menu(
        self, tagger: Tagger, withholder: Withholder, tags: Sequence[TagRecord], active: str, rows: int
    ) -> QMenu:
        """Tags and their keys; the whole list; the way back."""
        menu = QMenu(self._page)
        self._add(menu, "tag")
        everything = menu.addAction(tr("Tag all {count} items in this list…", count=current().number(rows)))
        everything.setEnabled(rows > 0)
        everything.triggered.connect(tagger.ask_for_all)
        self._add(menu, "undo", "redo", None, "withhold")
        everything = menu.addAction(
            tr("Withhold all {count} items in this list…", count=current().number(rows))
        )
        everything.setEnabled(rows > 0)
        everything.triggered.connect(withholder.ask_for_all)
        if reason := withholder.off("withhold"):
            disable(everything, reason, menu)
        withholder.menu(menu)
        if not tags:
            return menu
        menu.addSeparator()
        marks = marks_of(tags)
        for key, tag in enumerate(in_order(tags), 1):
            mark = marks[tag.name]
            name = visible(tag.name).replace("&", "&&")
            words = f"{name}\t{key}" if key <= HOT_KEYS else name
            action = menu.addAction(icon(mark.glyph, getattr(tokens(), mark.color), px(16), fill=True), words)
            action.triggered.connect(partial(_do, partial(_give, tagger, tag.name)))
        menu.addSeparator()
        space = menu.addMenu(tr("Tag assigned by Space"))
        chosen = menu.addMenu(tr(NC_("menu", "Symbol")))
        for tag in in_order(tags):
            name = visible(tag.name).replace("&", "&&")
            action = space.addAction(name)
            action.setCheckable(True)
            action.setChecked(tag.name == active)
            action.triggered.connect(partial(_do, partial(tagger.use, tag.name)))
            one = chosen.addMenu(name)
            for mark in MARKS:
                picture = icon(mark.glyph, getattr(tokens(), mark.color), px(16), fill=True)
                choice = one.addAction(picture, mark_label(mark))
                choice.triggered.connect(partial(_do, partial(tagger.set_mark, tag.name, mark.name)))
        return menu

    def _add(self, menu: QMenu, *names: str | None) -> None:
        for name in names:
            if name is None:
                menu.addSeparator()
            elif reason := self._reason(name):
                action = self._actions[name]
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                entry = menu.addAction(f"{action.text()}\t{keys}")
                disable(entry, reason, menu)
            else:
                menu.addAction(self._actions[name])

    def _reason(self, name: str) -> str:
        return next((reason for off in self._off if (reason := off(name))), "")


def show_at(menu: QMenu, place: QPoint) -> None:
    """Open a menu; it goes when it is closed."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)


def _give(tagger: Tagger, name: str) -> None:
    tagger.use(name)
    tagger.toggle()


def _do(act: Act, checked: bool = False) -> None:
    act()


def _words() -> dict[str, tuple[str, str]]:
    return {
        "tag": (tr("Tag and note…"), "Ctrl+T"),
        "undo": (tr("Undo last tag or mark change"), "Ctrl+Z"),
        "redo": (tr("Redo last tag or mark change"), "Ctrl+Shift+Z"),
        "withhold": (tr("Withhold from bundles…"), "Ctrl+Shift+X"),
        "folder": (tr("Show in folder"), "Ctrl+G"),
        "deleted_next": (tr("Next deleted item"), "Ctrl+D"),
        "deleted_before": (tr("Previous deleted item"), "Ctrl+Shift+D"),
        "back": (tr("Back to previous list"), "Alt+Left"),
        "extract": (tr(NC_("label", "Extract…")), "Ctrl+E"),
        "open_elsewhere": (tr("Open with another program…"), "Ctrl+Shift+O"),
        "copy": (tr("Copy rows"), ""),
        "copy_path": (tr("Copy path"), "Ctrl+Shift+C"),
        "csv": (tr("Export list as CSV…"), "Ctrl+Shift+S"),
        "tree": (tr("Show tree"), "Ctrl+Shift+L"),
        "details": (tr("Show details"), "Ctrl+Shift+I"),
        "below": (tr("Details below the list"), "Ctrl+Shift+B"),
        "reset": (tr("Reset layout"), ""),
        "map": (tr("Map of positions…"), "Ctrl+Shift+P"),
        "contents": (tr("Search contents…"), "Ctrl+Shift+F"),
        "system": (tr("Show system files"), "Ctrl+Shift+Y"),
        "view": (tr("List or gallery"), "Ctrl+Shift+G"),
        "blur": (tr("Blur pictures"), "Ctrl+Shift+Q"),
        "grey": (tr("Show pictures in greyscale"), "Ctrl+Shift+W"),
    }

"""The middle of the Artifacts page: how many there are, and the table or the gallery."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, NCP_, current, tr, trn
from ui.models.artifacts.model import ArtifactModel
from ui.models.artifacts.pictures import Pictures
from ui.settings.list_settings import PICTURE_SIZES, Columns, ListSettings
from ui.theme import px
from ui.widgets.controls.buttons import Button, glyph_button
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import EmptyState
from ui.widgets.tables.artifact_keys import ArtifactKeys
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.widgets.tables.gallery import Gallery
from ui.widgets.text.text import Text

_NATIVE = QKeySequence.SequenceFormat.NativeText
NARROW = Columns(("name", "size"), {"name": 134, "size": 72})


class ArtifactList(QFrame):
    """Table and gallery share model and selection. `tag_menu_asked`, `view_menu_asked` with a place on the
    screen; `undo_asked`, `redo_asked` from the line that tells what was tagged; `veil_changed` after a
    toggle; `contents_asked` by somebody who searches contents, not names; `fold_asked` to hide system files,
    or not; `map_asked` for the map of all positions, which is offered where there are any.
    """

    tag_menu_asked = Signal(object)
    view_menu_asked = Signal(object)
    undo_asked = Signal()
    redo_asked = Signal()
    veil_changed = Signal()
    contents_asked = Signal()
    fold_asked = Signal()
    map_asked = Signal()

    def __init__(self, model: ArtifactModel, pictures: Pictures, kept: ListSettings) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._model, self._kept = model, kept
        self.table = ArtifactTable(model)
        self.table.arrange(kept.columns)
        self.table.columns_changed.connect(self._columns_changed)
        self.gallery = Gallery(model, pictures)
        self.gallery.setSelectionModel(self.table.selectionModel())
        self.gallery.set_edge(kept.picture_size)
        self.keys = ArtifactKeys(self)
        self.keys.watch(self.table)
        self.keys.watch(self.gallery)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(6), px(6), px(6), px(6))
        box.setSpacing(px(4))
        box.addWidget(self._head())
        box.addWidget(self._veils_line())
        box.addWidget(self._names_only_line())
        self._gaps = Text("", "small", "warn", wrap=True)
        self._gaps.setContentsMargins(px(8), 0, px(8), 0)
        self._gaps.hide()
        box.addWidget(self._gaps)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(px(96))  # else that of the gallery, and the border could hardly move
        self._none = EmptyState(
            "funnel", tr("No matches"), tr("Remove a filter, or choose another location in the tree.")
        )
        self._system_only = EmptyState(
            "funnel",
            tr("Only system files match"),
            tr("Those of the file system itself ($MFT, $Bitmap …) are not shown."),
            Button(tr(NC_("button", "Show system files")), self.fold_asked.emit),
        )
        for widget in (self.table, self.gallery, self._none, self._system_only):
            self._stack.addWidget(widget)
        box.addWidget(self._stack, 1)
        box.addWidget(self._said_line())  # above the rows it would push them from under the mouse
        self.setMinimumWidth(px(230))
        self._empty = self._narrow = self._placed = self._folds = False
        self._hides = self._focus_waits = False
        self.set_gallery(on=kept.gallery)
        self.show_veils()

    # --- building ----------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        head = QWidget()
        flow = FlowLayout(head)
        flow.setContentsMargins(px(8), px(2), px(4), 0)
        counts = QWidget()
        line = QHBoxLayout(counts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(6))
        self._count, self._of = Text("", "strong"), Text("", "body", "muted")
        line.addWidget(self._count)
        line.addWidget(self._of)
        flow.addWidget(counts)
        self.list_choice, self.gallery_choice = (
            _choice(tr(NC_("button", "List")), "list-bullets"),
            _choice(tr(NC_("button", "Gallery")), "squares-four"),
        )
        self.list_choice.clicked.connect(lambda: self._choose_view(gallery=False))
        self.gallery_choice.clicked.connect(lambda: self._choose_view(gallery=True))
        tag = Button(
            tr(NC_("button", "Tag…")), lambda: self.tag_menu_asked.emit(_below(tag)), small=True, glyph="tag"
        )
        view = Button(
            tr(NC_("button", "View…")),
            lambda: self.view_menu_asked.emit(_below(view)),
            small=True,
            glyph="sliders-horizontal",
        )
        self.map_button = Button(
            tr(NC_("button", "Map…")), self.map_asked.emit, small=True, glyph="map-trifold"
        )
        self.map_button.hide()
        folded = self._folded_line()
        for widget in (self.list_choice, self.gallery_choice, self.map_button, tag, view, folded):
            flow.addWidget(widget)
        self._wide_only = (self.list_choice, self.gallery_choice, tag, view)
        return head

    def _veils_line(self) -> QWidget:
        self._veils = QWidget()
        flow = FlowLayout(self._veils)
        flow.setContentsMargins(px(8), px(2), px(4), px(2))
        self.blur_choice = _choice(tr(NC_("button", "Blur")), "eye-slash")
        self.blur_choice.setToolTip(QKeySequence("Ctrl+Shift+Q").toString(_NATIVE))
        self.blur_choice.clicked.connect(self.toggle_blur)
        self.grey_choice = _choice(tr(NC_("button", "Greyscale")), "circle-half")
        self.grey_choice.setToolTip(QKeySequence("Ctrl+Shift+W").toString(_NATIVE))
        self.grey_choice.clicked.connect(self.toggle_grey)
        smaller = glyph_button("minus", tr(NC_("button", "Smaller")), lambda: self.step_size(-1))
        larger = glyph_button("plus", tr(NC_("button", "Larger")), lambda: self.step_size(1))
        hint = Text(tr("Hold Enter to see one picture without blur."), "small", "muted")
        for widget in (self.blur_choice, self.grey_choice, smaller, larger, hint):
            flow.addWidget(widget)
        return self._veils

    def _said_line(self) -> QWidget:
        self._said = QWidget()
        line = QHBoxLayout(self._said)
        line.setContentsMargins(px(8), 0, px(4), 0)
        self._said_text = Text("", "small", "muted", wrap=True)
        line.addWidget(self._said_text, 1)
        self._undo = Button(tr(NC_("button", "Undo")), self.undo_asked.emit, kind="link", small=True)
        self._redo = Button(tr(NC_("button", "Redo")), self.redo_asked.emit, kind="link", small=True)
        line.addWidget(self._undo)
        line.addWidget(self._redo)
        self._said.hide()
        return self._said

    def _names_only_line(self) -> QWidget:
        self._names_only = QWidget()
        line = QHBoxLayout(self._names_only)
        line.setContentsMargins(px(8), 0, px(4), 0)
        said = tr("Only names and paths are searched.")
        line.addWidget(Text(said, "small", "muted", wrap=True), 1)
        line.addWidget(Button(tr("Search contents…"), self.contents_asked.emit, kind="link", small=True))
        self._names_only.hide()
        return self._names_only

    def _folded_line(self) -> QWidget:
        self._folded = QWidget()
        line = QHBoxLayout(self._folded)
        line.setContentsMargins(px(4), 0, px(4), 0)
        line.setSpacing(px(4))
        self._folded_text = Text("", "small", "muted")
        line.addWidget(self._folded_text)
        self.fold_button = Button("", self.fold_asked.emit, kind="link", small=True)
        line.addWidget(self.fold_button)
        self._folded.hide()
        return self._folded

    def show_folded(self, count: int, *, hidden: bool, otherwise_hidden: bool = False) -> None:
        """How many system files this list has or could have: `hidden` from it, or in it, though they are
        `otherwise_hidden`."""
        if otherwise_hidden:
            words = trn(
                "{count} system file ($MFT, $Bitmap …) is in this list; other lists hide it.",
                "{count} system files ($MFT, $Bitmap …) are in this list; other lists hide them.",
                count,
            )
        elif hidden:
            words = trn(
                "{count} system file ($MFT, $Bitmap …) is not shown.",
                "{count} system files ($MFT, $Bitmap …) are not shown.",
                count,
            )
        else:
            words = trn(
                "{count} system file ($MFT, $Bitmap …) is shown.",
                "{count} system files ($MFT, $Bitmap …) are shown.",
                count,
            )
        self._folded_text.set_text(words)
        shows = hidden or otherwise_hidden
        act = tr(NC_("button", "Show system files")) if shows else tr(NC_("button", "Hide system files"))
        self.fold_button.setText(act)
        self.fold_button.setAccessibleName(act)
        self._folds, self._hides = bool(count), bool(count) and hidden
        if self._empty:
            self._show_view()
        self._folded.setVisible(self._folds and not self._narrow)

    def show_names_only(self, *, on: bool) -> None:
        """Whether names are being searched, which many take for a search in contents."""
        self._names_only.setVisible(on)

    # --- what is shown -----------------------------------------------------------------------------

    @property
    def view(self) -> ArtifactTable | Gallery:
        """The one in sight."""
        return self.gallery if self._kept.gallery else self.table

    def set_gallery(self, *, on: bool) -> None:
        """Show pictures, or the table."""
        self._kept.gallery = on
        self.list_choice.setChecked(not on)
        self.gallery_choice.setChecked(on)
        self._veils.setVisible(on)
        self._show_view()

    def _choose_view(self, *, gallery: bool) -> None:
        self.set_gallery(on=gallery)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """The keyboard goes to the rows, where there are none yet as soon as there are."""
        self._focus_waits = self._empty
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_view(self) -> None:
        nothing = self._system_only if self._hides else self._none
        self._stack.setCurrentWidget(nothing if self._empty else self.view)
        if self._focus_waits and not self._empty:
            self.take_focus()
        if not self._empty and self.table.currentIndex().isValid():
            self.view.scrollTo(self.table.currentIndex())

    def show_count(self, rows: int, total: int, *, counted: bool) -> None:
        """How many of how many; what to do where nothing matches."""
        self._count.set_text(current().number(rows))
        if rows == total:
            self._of.set_text(trn(*NCP_("after its number", "artifact", "artifacts"), rows))
        else:
            self._of.set_text(trn("of {count} artifact", "of {count} artifacts", total))
        empty = rows == 0 and counted
        if empty != self._empty:
            self._empty = empty
            self._show_view()

    def show_gaps(self, sentence: str) -> None:
        """What the filter could not look at."""
        self._gaps.set_text(sentence)
        self._gaps.setVisible(bool(sentence))

    def say(self, sentence: str, *, undo: bool = False, redo: bool = False) -> None:
        """Tell what was done, with the ways back; an empty sentence takes the line away."""
        self._said_text.set_text(sentence)
        held = self._undo.hasFocus() or self._redo.hasFocus()
        for button, on in ((self._undo, undo), (self._redo, redo)):
            button.setVisible(on)
            if on and held:  # who pressed the one may press the other next
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._said.setVisible(bool(sentence))

    # --- columns, veils, sizes ---------------------------------------------------------------------

    def set_narrow(self, *, on: bool) -> None:
        """Only name and size, while the details have the room; what was arranged comes back."""
        self._narrow = on
        for widget in self._wide_only:
            widget.setVisible(not on)
        self.offer_map(on=self._placed)
        self._folded.setVisible(self._folds and not on)  # its line is wider than two columns
        self.table.arrange(NARROW if on else self._kept.columns)

    def offer_map(self, *, on: bool) -> None:
        """Whether the case has positions."""
        self._placed = on
        self.map_button.setVisible(on and not self._narrow)

    def _columns_changed(self) -> None:
        if self._narrow:
            return
        self._kept.columns = self.table.arranged

    def toggle_blur(self) -> None:
        """Blur pictures, or no longer."""
        self._kept.blur = not self._kept.blur
        self.show_veils()
        self.veil_changed.emit()

    def toggle_grey(self) -> None:
        """Show pictures without colours, or with them again."""
        self._kept.grey = not self._kept.grey
        self.show_veils()
        self.veil_changed.emit()

    def show_veils(self) -> None:
        """Follow the settings, whoever changed them."""
        self.blur_choice.setChecked(self._kept.blur)
        self.grey_choice.setChecked(self._kept.grey)
        self.gallery.blur, self.gallery.grey = self._kept.blur, self._kept.grey
        self.gallery.viewport().update()

    def step_size(self, step: int) -> None:
        """Larger or smaller pictures."""
        at = PICTURE_SIZES.index(self._kept.picture_size) + step
        if 0 <= at < len(PICTURE_SIZES):
            self._kept.picture_size = PICTURE_SIZES[at]
            self.gallery.set_edge(PICTURE_SIZES[at])


def _choice(label: str, glyph: str) -> Choice:
    made = Choice(label)
    made.glyph = glyph
    return made


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(QPoint(0, button.height()))

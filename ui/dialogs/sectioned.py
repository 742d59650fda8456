"""A dialog of several sections: a list of them at the start side, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.section_list import SectionList
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.text.text import Text

Section = TypeVar("Section", bound=Enum)


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section as it is listed, and what is shown of it; the title is a message of the catalogue."""

    glyph: str
    title: str
    page: QWidget


class WhenShown(QWidget):
    """A page that is made when it is first shown, and scrolls: all at once would keep users waiting for the
    one that was asked for.
    """

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        make, self._make = self._make, None
        if make is not None:
            self._box.addWidget(Scroller(make()))
        super().showEvent(event)


class SectionedDialog(QDialog, Generic[Section]):
    """Empty until it is filled."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)

    def fill(
        self,
        pages: Mapping[Section, SectionPage],
        begins_with: Section,
        *,
        foot_begins: QWidget,
        size: tuple[int, int],
    ) -> None:
        """Sections in the order of `pages`; `foot_begins` stands where the foot starts; `size` at 100 %."""
        title = self.windowTitle()
        self._order = tuple(pages)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(14))
        box.addWidget(Text(title, "page"))
        line = QHBoxLayout()
        line.setSpacing(px(20))
        self.sections = SectionList([(part.glyph, tr(part.title)) for part in pages.values()], title)
        line.addWidget(self.sections)
        stack = QStackedWidget()
        for part in pages.values():
            stack.addWidget(part.page)
        line.addWidget(stack, 1)
        box.addLayout(line, 1)
        foot = QHBoxLayout()
        foot.addWidget(foot_begins)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)
        fit_into(self, _outermost(self.parentWidget()), *size)
        self.sections.chosen.connect(stack.setCurrentIndex)
        self.show_section(begins_with)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self.sections.fold_in(self.width())
        super().resizeEvent(event)

    @property
    def section(self) -> Section:
        """The one that is shown."""
        return self._order[self.sections.current]

    def show_section(self, section: Section) -> None:
        """Go to a section."""
        self.sections.choose(self._order.index(section))
        self.sections.items[self.sections.current].setFocus()


def _outermost(widget: QWidget | None) -> QWidget | None:
    """The window behind all dialogs: one over a dialog needs no less room than over that window."""
    while widget is not None and widget.parentWidget() is not None:
        widget = widget.parentWidget()
    return widget

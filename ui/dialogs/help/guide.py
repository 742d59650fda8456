"""The user guide as Qt renders it from Markdown, with its headings beside it and a search."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from forensics_app.i18n import LANGUAGES, NC_, tr
from ui.models.program.guide import guide, picture
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme import px, theme
from ui.theme.state import State
from ui.widgets.seals.verdict import FindingRow
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text

_TOP_LEVELS = 3
_ROOM_FOR_CONTENTS = 560
_LEAST_CONTENTS = 120
PICTURE_WIDTH = 500  # fits beside the contents in the dialog as it opens; larger text leaves less room


class GuideText(QTextBrowser):
    """Pictures come from the guide alone, as wide as fits beside the contents."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        if kind != QTextDocument.ResourceType.ImageResource:
            return None
        drawn, ratio = QImage.fromData(picture(QUrl(name).toString()) or b""), self.devicePixelRatioF()
        wide = round(PICTURE_WIDTH * ratio)
        if drawn.width() > wide:
            drawn = drawn.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        drawn.setDevicePixelRatio(ratio)
        return drawn


class GuidePart(QWidget):
    """Links that lead out of the guide are not followed: the help works without a network."""

    def __init__(self) -> None:
        super().__init__()
        found = guide()
        self._pages = found.pages
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        if not found.translated:
            said = tr("The guide is not translated yet; it is shown in {language}.", language=LANGUAGES["en"])
            box.addWidget(FindingRow(State.INFO, said, ""))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the guide; press Enter for the next match"))
        self.search.setAccessibleName(tr("Search the guide; press Enter for the next match"))
        self.search.returnPressed.connect(self.find_next)
        box.addWidget(self.search)
        self._missing = Text(tr("Not found in the guide."), "small", "muted", wrap=True)
        self._missing.hide()
        box.addWidget(self._missing)
        line = QHBoxLayout()
        line.setSpacing(px(14))
        self.contents = RowsTable(
            (Column(tr(NC_("label", "Contents"))),), tr(NC_("column", "Contents")), most_rows=1000
        )
        self.text = GuideText()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(tr("User guide"))
        self.text.document().setDefaultFont(theme().font("body"))
        self.text.setMarkdown(found.markdown)
        self.text.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if found.language == "ar" else Qt.LayoutDirection.LeftToRight
        )
        self._headings = [b for b in _blocks(self.text.document()) if b.blockFormat().headingLevel()]
        self._dress()
        wanted = [
            (at, b) for at, b in enumerate(self._headings) if b.blockFormat().headingLevel() <= _TOP_LEVELS
        ]
        self.contents.set_rows([(Cell(b.text()),) for _, b in wanted], [at for at, _ in wanted])
        self.contents.setFixedWidth(px(230))
        self.contents.setMinimumHeight(px(_LEAST_CONTENTS))  # scrolls: the dialog need not hold every heading
        self.contents.current_changed.connect(self._go)
        line.addWidget(self.contents, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        box.addLayout(line, 1)

    def _dress(self) -> None:
        """Room between paragraphs; commands in the machine type on a ground of their own, never cut."""
        document = self.text.document()
        document.setDocumentMargin(px(14))
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for block in _blocks(document):
            form = block.blockFormat()
            cursor.setPosition(block.position())
            if _is_code(form):
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = cursor.charFormat()
                letters.setFont(theme().font("hash"))
                cursor.setCharFormat(letters)
                form.setBackground(theme().color("tag"))
                form.setNonBreakableLines(False)
                form.setLeftMargin(px(8))
            else:
                form.setTopMargin(px(14) if form.headingLevel() else px(4))
                form.setBottomMargin(px(4))
            cursor.setBlockFormat(form)
        cursor.endEditBlock()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.contents.setVisible(event.size().width() >= px(_ROOM_FOR_CONTENTS))

    def _go(self, number: int | None) -> None:
        if number is None:
            return
        block = self._headings[number]
        bar = self.text.verticalScrollBar()
        layout = self.text.document().documentLayout()
        bar.setValue(round(layout.blockBoundingRect(block).top()))

    def go_to_page(self, page: str) -> None:
        """To what the guide says of a page of the window, once the text has its place."""
        number = self._pages.get(page)
        if number is not None:
            QTimer.singleShot(0, self, lambda: self._go(number))

    def find_next(self) -> None:
        """Go to the next place of what was typed, from the top again after the last."""
        wanted = self.search.text()
        found = bool(wanted) and self.text.find(wanted)
        if wanted and not found:
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            found = self.text.find(wanted)
        self._missing.setVisible(bool(wanted) and not found)


def _is_code(form: QTextBlockFormat) -> bool:
    return form.hasProperty(QTextFormat.Property.BlockCodeFence) or form.hasProperty(
        QTextFormat.Property.BlockCodeLanguage
    )


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    made, block = [], document.begin()
    while block.isValid():
        made.append(block)
        block = block.next()
    return made

"""Facts in rows: label and value, digests in groups, and bars with a count."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.text import direction
from ui.widgets.text.text import Path, Text, section_cap
from ui.words import gate
from ui.words.digests import grouped


class KeyValue(QWidget):
    """Labels on the leading side, values beside them.

    `label_width` is a wish: where a word of a label is wider, as some are in Russian, all labels are.
    """

    def __init__(self, *, label_width: int = 0, gap: int = 5) -> None:
        super().__init__()
        self._label_width = px(label_width)
        self._heads: list[Text] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(gap))
        self._grid.setColumnStretch(1, 1)

    def row(self, label: str, value: str, *, color: str = "text", role: str = "body") -> Text:
        """A value that wraps at spaces."""
        made = Text(value, role, color, wrap=True)
        made.setAlignment(direction.leading(Qt.AlignmentFlag.AlignTop))
        self.widget_row(label, made)
        return made

    def path_row(
        self, label: str, shown: str, raw: str | None = None, role: str = "body", color: str = "text"
    ) -> None:
        """A value that wraps anywhere and copies as it is."""
        self.widget_row(label, Path(shown, raw, role, color))

    def widget_row(self, label: str, widget: QWidget) -> None:
        """Any widget as the value."""
        at = self._grid.rowCount()
        head = Text(label, "small", "muted", wrap=True)
        if self._label_width:
            self._heads.append(head)
            wide = max((head.fontMetrics().horizontalAdvance(word) for word in label.split()), default=0)
            self._label_width = max(self._label_width, wide + 1)
            for each in self._heads:
                each.setFixedWidth(self._label_width)
        head.setAlignment(direction.leading(Qt.AlignmentFlag.AlignTop))
        widget.setAccessibleDescription(gate.shown(label))
        self._grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(widget, at, 1)


class Digest(QWidget):
    """All digits of a digest in groups of 8, with a button that copies them without spaces."""

    def __init__(self, label: str, digest: str) -> None:
        super().__init__()
        self._digest = digest
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        head = QHBoxLayout()
        head.addWidget(section_cap(label))
        head.addStretch(1)
        copy = Button(tr(NC_("button", "Copy")), self.copy, kind="link", small=True)
        copy.setAccessibleName(tr("Copy {what}", what=label))
        head.addWidget(copy)
        box.addLayout(head)
        box.addWidget(Path(grouped(digest, 8), digest, "hash"))

    def copy(self) -> None:
        """Put the digest on the clipboard."""
        QGuiApplication.clipboard().setText(self._digest)


class Bar(QWidget):
    """A filled part of a track. It grows from the leading side."""

    def __init__(self, share: float, *, height: int = 8, width: int = 0, color: str = "accent") -> None:
        super().__init__()
        self._share, self._height, self._color = share, px(height), color
        self.setFixedHeight(self._height)
        if width:
            self.setFixedWidth(px(width))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None) -> None:
        """From 0 to 1; None for unknown, drawn as an empty track."""
        self._share = -1.0 if share is None else share
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.track))
        whole = QRectF(self.rect())
        round_px = whole.height() / 2
        painter.drawRoundedRect(whole, round_px, round_px)
        if self._share <= 0:
            return
        width = max(whole.height(), whole.width() * min(1.0, self._share))
        left = whole.width() - width if direction.right_to_left() else 0.0
        painter.setBrush(QColor(getattr(t, self._color)))
        painter.drawRoundedRect(QRectF(left, 0, width, whole.height()), round_px, round_px)

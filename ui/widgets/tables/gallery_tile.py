"""One tile of the gallery: picture or why there is none, name in two lines, size, tag and findings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from forensics_app.i18n.labels import label
from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from ui.models.artifacts.cells import SIZE, TAGS
from ui.models.artifacts.pictures import may_be_picture
from ui.models.tables.cells import CELL_ROLE, Cell
from ui.theme import paint_icon, px, theme, tokens
from ui.theme.state import State
from ui.widgets.text import direction
from ui.widgets.text.shapes import paint_state

_LINES = 2
_GLYPHS = {
    ArtifactKind.DIRECTORY: "folder",
    ArtifactKind.LINK: "link",
    ArtifactKind.AREA: "database",
}
_FAMILIES = {
    "image": "image",
    "video": "film-strip",
    "audio": "music-note",
    "text": "file-text",
}
_TROUBLE = (NoThumbnailReason.DAMAGED, NoThumbnailReason.DECODER_LOST, NoThumbnailReason.TOO_LARGE)


@dataclass(frozen=True, slots=True)
class Tile:
    """`picture` is None while it is not here; `index` is the name's in the model. `incomplete`: some of the
    content could not be read, so that the picture is not what was on the medium."""

    artifact: Artifact | None
    index: QModelIndex
    picture: QPixmap | NoThumbnail | None
    selected: bool
    focused: bool
    incomplete: bool = False


class TilePainter:
    """Draws tiles of one size: `edge` is the width of a picture in px at 100 % text."""

    def __init__(self, edge: int) -> None:
        self._small, self._body = theme().font("small"), theme().font("small-strong")
        self._line = QFontMetrics(self._body).height()
        self._foot = max(px(16), QFontMetrics(self._small).height())
        self._picture = QSize(px(edge), px(edge) * 3 // 4)
        pad = px(8)
        self.size = QSize(
            self._picture.width() + 2 * pad + px(8),
            self._picture.height() + _LINES * self._line + self._foot + 2 * pad + px(18),
        )

    def paint(self, painter: QPainter, rect: QRect, tile: Tile) -> None:
        """Draw one into `rect`."""
        t = tokens()
        body = rect.adjusted(px(4), px(4), -px(4), -px(4))
        if tile.selected or tile.focused:
            painter.setPen(QPen(QColor(t.accent), 2) if tile.focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.selection) if tile.selected else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(body).adjusted(1, 1, -1, -1), px(6), px(6))
        inside = body.adjusted(px(8), px(8), -px(8), -px(8))
        frame = QRect(inside.topLeft(), QSize(inside.width(), self._picture.height()))
        self._paint_picture(painter, frame, tile)
        if tile.incomplete:
            _paint_badge(painter, frame)
        if tile.artifact is None:
            return
        name = QRect(inside.left(), frame.bottom() + px(4), inside.width(), _LINES * self._line)
        cell = tile.index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            name.setHeight(self._paint_name(painter, name, cell) * self._line)
        foot = QRect(inside.left(), name.bottom() + px(2), inside.width(), self._foot)
        self._paint_foot(painter, foot, tile, cell)

    def _paint_picture(self, painter: QPainter, frame: QRect, tile: Tile) -> None:
        t = tokens()
        path = QPainterPath()
        path.addRoundedRect(QRectF(frame), px(4), px(4))
        painter.fillPath(path, QColor(t.tag))
        if isinstance(tile.picture, QPixmap):
            whole = tile.picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(frame.topLeft(), whole)
            target.moveCenter(frame.center())
            painter.save()
            painter.setClipPath(path)
            painter.drawPixmap(target, tile.picture)
            painter.restore()
            return
        painter.setPen(QPen(QColor(t.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        size = px(24)
        square = QRect(0, 0, size, size)
        square.moveCenter(frame.center())
        words = self._reason(tile)
        if words:
            square.moveTop(max(frame.top() + px(4), frame.center().y() - size))
        paint_icon(painter, square, self._glyph(tile), t.muted)
        if words:
            painter.setFont(self._small)
            painter.setPen(QColor(t.muted))
            room = QRect(frame.left() + px(4), square.bottom() + px(2), frame.width() - px(8), 0)
            room.setBottom(frame.bottom() - px(2))
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
            painter.save()
            painter.setClipRect(room)
            painter.drawText(room, flags, direction.sentence(words))
            painter.restore()

    def _reason(self, tile: Tile) -> str:
        """Why there is no picture, where there should be one."""
        return label(tile.picture.reason) if isinstance(tile.picture, NoThumbnail) else ""

    def _glyph(self, tile: Tile) -> str:
        artifact = tile.artifact
        if artifact is None:
            return "dots-three"
        if isinstance(tile.picture, NoThumbnail):
            if tile.picture.reason is NoThumbnailReason.VOLUME_LOCKED:
                return "lock-key"
            if tile.picture.reason in _TROUBLE:
                return "image-square"
        if tile.picture is None and may_be_picture(artifact):
            return "image" if (artifact.examination.media_type or "").startswith("image/") else "file"
        family = (artifact.examination.media_type or "").partition("/")[0]
        return _GLYPHS.get(artifact.entry.kind) or _FAMILIES.get(family, "file")

    def _paint_name(self, painter: QPainter, room: QRect, cell: Cell) -> int:
        """Up to two lines, broken behind `_`, `-` and `.` or anywhere; the second one is elided. How many."""
        text = cell.text
        for sign in "_-.":
            text = text.replace(sign, f"{sign}\u200b")
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text, self._body)
        layout.setTextOption(option)
        layout.beginLayout()
        lines: list[tuple[int, int]] = []
        while len(lines) < _LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            lines.append((line.textStart(), line.textLength()))
        layout.endLayout()
        painter.setFont(self._body)
        color = cell.state.color if cell.state else "text"
        painter.setPen(QColor(getattr(tokens(), color)))
        metrics = QFontMetrics(self._body)
        for at, (start, length) in enumerate(lines):
            last = at == _LINES - 1
            part = text[start:] if last else text[start : start + length]
            part = part.replace("\u200b", "")
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, room.width()) if last else part
            strip = QRect(room.left(), room.top() + at * self._line, room.width(), self._line)
            painter.drawText(strip, direction.leading(), direction.own(shown))
        return len(lines)

    def _paint_foot(self, painter: QPainter, room: QRect, tile: Tile, name: object) -> None:
        t, size, rtl = tokens(), px(16), direction.right_to_left()
        painter.setFont(self._small)
        painter.setPen(QColor(t.muted))
        cell = tile.index.siblingAtColumn(SIZE).data(CELL_ROLE)
        if isinstance(cell, Cell):
            painter.drawText(room, direction.leading(), direction.machine(cell.text))
        step = size + px(4)
        square = QRect(0, room.top() + (room.height() - size) // 2, size, size)
        square.moveLeft(room.left() if rtl else room.right() - size + 1)
        tag = tile.index.siblingAtColumn(TAGS).data(CELL_ROLE)
        if isinstance(tag, Cell) and tag.glyph:
            paint_icon(painter, square, tag.glyph, getattr(t, tag.glyph_color), fill=True)
            square.translate(step if rtl else -step, 0)
        if isinstance(name, Cell) and name.state is not None:
            paint_state(painter, square, name.state)
        elif isinstance(name, Cell) and name.glyph:
            paint_icon(painter, square, name.glyph, t.muted)


def _paint_badge(painter: QPainter, frame: QRect) -> None:
    """In the leading upper corner, on a ground of its own: a picture may have any colour."""
    size, edge = px(16), px(4)
    ground = QRect(0, 0, size + 2 * edge, size + 2 * edge)
    ground.moveTopLeft(frame.topLeft() + QPoint(edge, edge))
    if direction.right_to_left():
        ground.moveRight(frame.right() - edge)
    painter.setPen(QPen(QColor(tokens().line), 1))
    painter.setBrush(QColor(tokens().surface))
    painter.drawRoundedRect(ground, px(4), px(4))
    paint_state(painter, ground.adjusted(edge, edge, -edge, -edge), State.WARN)

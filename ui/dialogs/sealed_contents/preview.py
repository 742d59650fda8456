"""What one sealed file looks like: its picture, the first page of a PDF, its first lines.

The content is copied out of the bundle into the folder of the dialog, digested on the way, and deleted as
soon as it was looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.model.sealed_listing import SealedRow
from forensics_app.model.thumbnails import NoThumbnail
from forensics_app.services.contents.text import HEAD_BYTES
from forensics_app.services.thumbnails.messages import MOST_BYTES, Made
from ui.models.contents.first_look import FirstLook, first_look
from ui.models.contents.words import no_picture_sentence
from ui.settings.list_settings import ListSettings
from ui.theme import px
from ui.widgets.contents.first_lines import FirstLines
from ui.widgets.contents.picture_view import PictureView
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text


@dataclass(frozen=True, slots=True)
class Looked:
    """A content as it was read from its copy; `picture` where another process has to draw it."""

    look: FirstLook
    picture: bytes | None = None


def look_at(path: Path, media_type: str | None) -> Looked | None:
    """Read a copy and delete it; None where it is gone."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            look = first_look(head, media_type, all_read=len(head) < HEAD_BYTES)
            picture = head + file.read(MOST_BYTES) if look.drawn else None
    except OSError:
        return None
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return Looked(look, picture)


class SealedPreview(QWidget):
    """`asked` for the row that is shown."""

    asked = Signal()

    def __init__(self, kept: ListSettings) -> None:
        """`kept`: whether pictures are blurred or grey, here as in the list of artifacts."""
        super().__init__()
        self._kept = kept
        box = QVBoxLayout(self)
        box.setContentsMargins(px(4), 0, px(8), 0)
        box.setSpacing(px(6))
        self.button = Button(tr("Preview content"), self.asked.emit, glyph="image", small=True)
        box.addWidget(self.button)
        self._box = QVBoxLayout()
        box.addLayout(self._box)
        self.row: SealedRow | None = None
        self.picture: PictureView | None = None

    def show_row(self, row: SealedRow | None) -> None:
        """Another row, of which nothing is looked at yet."""
        if row != self.row:
            self.row = row
            self._clear()

    def allow(self, *, on: bool) -> None:
        """Whether it can be asked for now; too large a content never is."""
        row = self.row
        there = row is not None and row.data is not None and bool(row.size_bytes)
        small = there and row is not None and (row.size_bytes or 0) <= MOST_BYTES
        self.button.setVisible(there)
        self.button.setEnabled(on and small)
        self.button.setToolTip("" if small else tr("Too large to preview. Save a copy to open it."))

    def _clear(self) -> None:
        self.picture = None
        clear(self._box)

    def say(self, sentence: str) -> None:
        """Instead of a preview."""
        self._clear()
        self._box.addWidget(Text(sentence, "small", "muted", wrap=True))

    def show_lines(self, look: FirstLook, unread: Sequence[str] = ()) -> None:
        """The first lines, or that there are none. `unread`: sentences on bytes that could not be read."""
        if look.lines:
            self._clear()
            self._box.addWidget(FirstLines(look.lines, more=look.more))
        else:
            self.say(_no_preview())
        self._warn(unread)

    def show_made(self, answer: Made | NoThumbnail, unread: Sequence[str] = ()) -> None:
        """What the other process drew. `unread` as of `show_lines`."""
        if isinstance(answer, NoThumbnail):
            self.say(no_picture_sentence(answer) or _no_preview())
            self._warn(unread)
            return
        self._clear()
        self._warn(unread)
        words, row = current(), self.row
        name = words.isolate(visible("" if row is None else row.path.rpartition("/")[2]))
        self.picture = PictureView()
        self._protect()
        if answer.pages:
            said = trn(
                "PDF, {count} page; this is the first", "PDF, {count} pages; this is the first", answer.pages
            )
            self.picture.set_png(answer.png, tr("First page of {name}", name=name))
        else:
            size = f"{words.number(answer.full_width)} × {words.number(answer.full_height)}"
            said = tr("{size} pixels", size=size)
            self.picture.set_png(answer.png, tr("Picture {name}", name=name))
        self._box.addWidget(self.picture)
        below = FlowLayout()
        below.addWidget(Text(said, "small", "muted"))
        self._box.addLayout(below)
        for shown, on, act in (
            (tr(NC_("button", "Blur")), self._kept.blur, self.toggle_blur),
            (tr(NC_("button", "Greyscale")), self._kept.grey, self.toggle_grey),
        ):
            choice = Choice(shown)
            choice.setChecked(on)
            choice.clicked.connect(act)
            below.addWidget(choice)

    def _warn(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self._box.addWidget(Text(sentence, "small", "warn", wrap=True))

    def toggle_blur(self) -> None:
        """Blur pictures, here and in the list of artifacts, or no longer."""
        self._kept.blur = not self._kept.blur
        self._protect()

    def toggle_grey(self) -> None:
        """The same without colours."""
        self._kept.grey = not self._kept.grey
        self._protect()

    def _protect(self) -> None:
        if self.picture is not None:
            self.picture.set_protection(blur=self._kept.blur, grey=self._kept.grey)


def _no_preview() -> str:
    return tr("No preview for this type of content. Save a copy to open it.")

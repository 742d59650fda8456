"""What the content looks like, on top of the summary: a picture, the first page of a PDF, the first lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ContentLockedError, ForensicsError
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.extraction import zeros_sentence
from forensics_app.model.artifact import Artifact
from forensics_app.model.credentials import CredentialKind, LockedVolume
from forensics_app.model.names import visible
from forensics_app.model.thumbnails import NoThumbnail
from forensics_app.services.contents.contents import Contents
from forensics_app.services.contents.text import HEAD_BYTES
from forensics_app.services.thumbnails.messages import MOST_BYTES, Made
from ui.dialogs.artifacts.key_form import GivenKey, KeyForm
from ui.models.artifacts.cells import name_of
from ui.models.contents.feed import ContentFeed
from ui.models.contents.first_look import first_look
from ui.models.contents.unread import unacquired_notice, unit_notice
from ui.models.contents.words import content_sentence, no_picture_sentence
from ui.theme import px
from ui.widgets.contents.first_lines import FirstLines
from ui.widgets.contents.picture_view import PictureView
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.card import clear
from ui.widgets.text.text import Text

EDGE_PIXELS = 640
BLUR_KEYS = "Ctrl+Shift+Q"
_REST_MS = 120  # how long a selection stays before anything is read for it


@dataclass(frozen=True, slots=True)
class _Looked:
    """What reading gave: bytes to be drawn, or lines; `changed` where they are not what was catalogued.

    `unacquired` bytes of a picture could not be read when the image was made, `gaps` are bytes that can't be
    read now; `told` as of ContentPart.
    """

    picture: bytes | None = None
    too_large: bool = False
    lines: tuple[str, ...] = ()
    more: bool = False
    changed: bool = False
    unacquired: int = 0
    gaps: int = 0
    told: bool = True


class Preview(QWidget):
    """Hidden where there is nothing to be seen. `shown` once it is known whether there is; `key_fitted` with
    a GivenKey that opened its volume, `kind_tried` with the kind of any that was tried. `keeps_keys` says
    whether other work will have it too; `volumes` is what volumes are called, by layer id.
    """

    shown = Signal()
    key_fitted = Signal(object)
    kind_tried = Signal(object)

    def __init__(self, keeps_keys: Callable[[], bool]) -> None:
        super().__init__()
        self._keeps_keys = keeps_keys
        self.volumes: Mapping[str, str] = {}
        self.feed: ContentFeed | None = None
        self._blur = self._grey = False
        self.picture: PictureView | None = None
        self.key: KeyForm | None = None
        self.kind_given: CredentialKind | None = None  # of the key that was tried last, here or for the bytes
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, px(4))
        self._box.setSpacing(px(4))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.hide()

    def set_feed(self, feed: ContentFeed | None) -> None:
        """Another content, or none."""
        self.feed = feed
        self._clear()
        self.hide()
        self._rest.stop()
        if feed is not None and feed.readable and feed.size:
            self._rest.start()

    def set_protection(self, *, blur: bool, grey: bool) -> None:
        """Blur pictures or show them without colours, also those shown from now on."""
        if blur != self._blur and self.picture is not None:
            self.clear_choice.setChecked(False)
        self._blur, self._grey = blur, grey
        self._show_blur()

    def _appear(self) -> None:
        self.setVisible(self._box.count() > 0)
        self.shown.emit()

    def _clear(self) -> None:
        self.picture = self.key = None
        clear(self._box)

    def _ask(self) -> None:
        feed = self.feed
        if feed is None:
            return
        feed.desk.ask(
            (self, "preview"),
            partial(_look, feed.artifact),
            lambda looked: self._take(feed, looked),
            lambda error: self._fail(feed, error),
            owner=feed,
        )

    def _take(self, feed: ContentFeed, looked: _Looked) -> None:
        if feed is not self.feed:
            return
        self._clear()
        if looked.changed:
            self._say(
                tr(
                    "The content read now differs from what was catalogued (SHA-256 "
                    "mismatch). Do not rely on it."
                ),
                "bad",
            )
        if looked.unacquired:
            self._say(
                trn(
                    "{count} byte here could not be read when the image was made. What replaces it "
                    "is not what was on the medium.",
                    "{count} bytes here could not be read when the image was made. What replaces them, "
                    "mostly zeros, is not what was on the medium.",
                    looked.unacquired,
                ),
                "warn",
            )
            if unit := unit_notice(feed.artifact):
                self._say(unit, "warn")
        if looked.gaps:
            self._say(zeros_sentence(looked.gaps), "warn")
        if not looked.told:
            self._say(unacquired_notice(feed.artifact, untold=True), "warn")
        if looked.too_large:
            self._say(tr("Too large to preview. See the Hex tab for its bytes."))
        elif looked.picture is not None:
            feed.desk.decode(looked.picture, EDGE_PIXELS, partial(self._draw, feed), owner=feed)
        elif looked.lines:
            self._box.addWidget(FirstLines(looked.lines, more=looked.more))
        self._appear()

    def _draw(self, feed: ContentFeed, answer: Made | NoThumbnail) -> None:
        if feed is not self.feed:
            return
        if isinstance(answer, NoThumbnail):
            sentence = no_picture_sentence(answer)
            if sentence:
                self._say(sentence)
        else:
            self._show_made(feed.artifact, answer)
        self._appear()

    def _show_made(self, artifact: Artifact, made: Made) -> None:
        self.picture = PictureView()
        self.picture.set_protection(blur=self._blur, grey=self._grey)
        name = current().isolate(visible(name_of(artifact)))
        words = current()
        if made.pages:
            said = trn(
                "PDF, {count} page; this is the first", "PDF, {count} pages; this is the first", made.pages
            )
            self.picture.set_png(made.png, tr("First page of {name}", name=name))
        else:
            size = f"{words.number(made.full_width)} × {words.number(made.full_height)}"
            said = tr("{size} pixels", size=size)
            self.picture.set_png(made.png, tr("Picture {name}", name=name))
        why = tr(
            "Pictures are blurred while “{option}” is on ({keys}).",
            option=tr("Blur pictures"),
            keys=current().isolate(QKeySequence(BLUR_KEYS).toString(QKeySequence.SequenceFormat.NativeText)),
        )
        self.clear_choice = Choice(tr("Show this one without blur"))
        self.clear_choice.setToolTip(why)
        self.clear_choice.clicked.connect(self._show_blur)
        self._why_blurred = Text(why, "small", "muted", wrap=True)
        self._box.addWidget(self.clear_choice, 0, Qt.AlignmentFlag.AlignLeading)  # always in sight
        self._box.addWidget(self.picture)
        self._box.addWidget(Text(said, "small", "muted", wrap=True))
        self._box.addWidget(self._why_blurred)
        self._show_blur()

    def _show_blur(self) -> None:
        if self.picture is not None:
            blur = self._blur and not self.clear_choice.isChecked()
            self.picture.set_protection(blur=blur, grey=self._grey)
            for widget in (self.clear_choice, self._why_blurred):
                widget.setVisible(self._blur)

    def _fail(self, feed: ContentFeed, error: ForensicsError) -> None:
        if feed is self.feed:
            self._clear()
            if error.code == ContentLockedError.code:
                artifact = feed.artifact
                feed.desk.ask(
                    (self, "locked"),
                    lambda contents: contents.locked(artifact),
                    partial(self._offer_key, feed),
                    lambda error: None,  # the sentence below stays
                    owner=feed,
                )
            self._say(content_sentence(error))
            again = Button(tr("Try again"), partial(self._again, feed), kind="link", small=True)
            self._box.addWidget(again)
            self._appear()

    def _again(self, feed: ContentFeed) -> None:
        feed.retry()
        self._ask()

    def _offer_key(self, feed: ContentFeed, volume: LockedVolume | None) -> None:
        if feed is not self.feed or volume is None:
            return
        self._clear()
        name = self.volumes.get(volume.layer_id, "")
        self.key = KeyForm(volume, kept=self._keeps_keys(), name=name, first=self.kind_given)
        self.key.given.connect(partial(self._unlock, feed, volume, self.key))
        self._box.addWidget(self.key)
        self._appear()

    def look_again(self) -> None:
        """A key was given elsewhere: if this content waits for one, try."""
        if self.feed is not None and self.key is not None:
            self._again(self.feed)

    def _unlock(self, feed: ContentFeed, volume: LockedVolume, form: KeyForm, given: GivenKey) -> None:
        """Try it; where it fits, whoever looks into contents hears of it (`look_again`)."""
        self.kind_given = given.credential.kind
        self.kind_tried.emit(self.kind_given)

        def tried(fits: bool) -> None:
            if fits:
                self.key_fitted.emit(given)
            elif form is self.key:
                form.refuse()
                self.shown.emit()

        feed.desk.try_key(volume, given.credential, tried, partial(self._fail, feed), owner=feed)

    def _say(self, sentence: str, color: str = "muted") -> None:
        self._box.addWidget(Text(sentence, "small", color, wrap=True))


def _look(artifact: Artifact, contents: Contents) -> _Looked:
    part = contents.part(artifact, 0, HEAD_BYTES)
    sound = part.sound  # up to the first byte that was not read
    all_read = len(part.data) < HEAD_BYTES and not part.unread
    look = first_look(sound, artifact.examination.media_type, all_read=all_read)
    if not look.drawn:
        return _Looked(lines=look.lines, more=look.more, told=part.told)
    whole = contents.whole(artifact, most_bytes=MOST_BYTES)
    if whole is None:
        return _Looked(too_large=True)
    unacquired = sum(gap.length_bytes for gap in whole.unacquired)
    gaps = sum(gap.length_bytes for gap in set(whole.gaps))
    changed = whole.as_catalogued is False
    return _Looked(picture=whole.data, changed=changed, unacquired=unacquired, gaps=gaps, told=whole.told)

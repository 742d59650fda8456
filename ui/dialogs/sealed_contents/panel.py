"""All that was sealed of one artifact, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.extraction import zeros_sentence
from forensics_app.i18n.labels import label
from forensics_app.model.names import visible
from forensics_app.model.times import TimeKind
from forensics_app.services.sealed_bundles.contents import Artifact, Omission
from forensics_app.services.sealed_bundles.copies import not_read_bytes
from ui.models.bundles.sealed_model import kind_words
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.statements.facts import Digest, KeyValue
from ui.widgets.text.text import Text, section_cap
from ui.words.codes import not_read_sentence, omission_sentence

SHOWN_EXTENTS = 50
_ACQUISITION_ERRORS = "acquisition-errors"  # sectors that could not be read when the image was made


class SealedPanel(QWidget):
    """Replaced as a whole when another row is current."""

    def __init__(self) -> None:
        super().__init__()
        self._places: Mapping[str, str] = {}
        self._artifact: Artifact | None = None
        self._declared: dict[str, list[str]] = {}  # codes of the ledger by the place they are about
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(px(4), 0, px(8), 0)
        self._box.setSpacing(px(8))
        outer.addWidget(Scroller(body))
        self.show_nothing()

    def show_nothing(self) -> None:
        """No row is current."""
        self._artifact = None
        clear(self._box)
        self._box.addWidget(Text(tr("Nothing selected."), color="muted", wrap=True))
        self._box.addStretch(1)

    def set_places(self, places: Mapping[str, str]) -> None:
        """What sources and volumes are called, by their ids; until then they are shown by these."""
        self._places = places
        if self._artifact is not None:
            self.show_artifact(self._artifact)

    def set_omissions(self, omissions: Sequence[Omission]) -> None:
        """What the sender declared of single artifacts, shown with each."""
        self._declared.clear()
        for one in omissions:
            if one.locator is not None:
                self._declared.setdefault(one.locator, []).append(one.code)
        if self._artifact is not None:
            self.show_artifact(self._artifact)

    def show_artifact(self, sealed: Artifact) -> None:
        """Everything that its line says."""
        self._artifact = sealed
        clear(self._box)
        path = _path(sealed)
        self._box.addWidget(Text(current().isolate(visible(path.rpartition("/")[2])), "card", wrap=True))
        sent = sealed.data is not None
        self._box.addWidget(
            Pill(tr("content included"), State.OK) if sent else Pill(tr("listed only"), State.NONE)
        )
        facts = KeyValue(label_width=96)
        facts.path_row(tr(NC_("label", "Path")), visible(path), path)
        facts.row(tr(NC_("label", "Kind")), kind_words(sealed.kind))
        if sealed.size is not None:
            facts.row(tr(NC_("label", "Size")), _bytes(int(sealed.size)))
        if sealed.media_type is not None:
            facts.row(tr("Type by content"), current().isolate(visible(sealed.media_type)))
        if sealed.extension_mismatch:
            facts.row(tr(NC_("label", "Extension")), tr("does not match the content"), color="warn")
        if not sealed.allocated:
            other = tr("reserved record") if sealed.reserved else tr("unallocated space")
            state = tr(NC_("label", "deleted")) if sealed.deleted else other
            facts.row(tr(NC_("label", "State")), state)
        declared = [omission_sentence(code) for code in self._codes_of(sealed)]
        facts.row(
            tr(NC_("label", "Read status")),
            " ".join(dict.fromkeys((_read(sealed), *declared))),
            color="text" if sealed.read.outcome == "complete" and not declared else "warn",
        )
        facts.row(tr(NC_("label", "Exhibit")), current().isolate(visible(sealed.exhibit)))
        facts.row(tr(NC_("label", "Volume")), current().isolate(visible(self._place_of(sealed.layer))))
        for tag in sealed.tags:
            facts.row(tr(NC_("label", "Tag")), current().isolate(visible(tag)))
        for note in (sealed.note or "").split("\n"):  # those of several tags are sealed as lines of one text
            if note:
                facts.row(tr(NC_("label", "Note")), current().isolate(visible(note)))
        self._box.addWidget(facts)
        self._add_digests(sealed)
        self._add_times(sealed)
        self._add_more(sealed)
        self._box.addStretch(1)

    def _codes_of(self, sealed: Artifact) -> list[str]:
        return self._declared.get(f"{sealed.layer}:/{_path(sealed)}", [])

    def unread(self) -> list[str]:
        """Sentences on bytes of the content that could not be read: none where all of them were."""
        sealed = self._artifact
        if sealed is None:
            return []
        gaps = not_read_bytes(sealed)
        unacquired = _ACQUISITION_ERRORS in self._codes_of(sealed)
        return [
            *([zeros_sentence(gaps)] if gaps else []),
            *([omission_sentence(_ACQUISITION_ERRORS)] if unacquired else []),
        ]

    def _place_of(self, layer: str) -> str:
        return self._places.get(layer, layer)

    def _add_digests(self, sealed: Artifact) -> None:
        digests = sealed.digests
        for name, digest in (("SHA-256", digests.sha256), ("SHA-1", digests.sha1), ("MD5", digests.md5)):
            if digest is not None:
                self._box.addWidget(Digest(name, digest))

    def _add_times(self, sealed: Artifact) -> None:
        known = {k.value: k for k in TimeKind}
        times = [t for t in sealed.times if t.value]
        if not times:
            return
        self._box.addWidget(section_cap(tr(NC_("heading", "Times"))))
        facts = KeyValue(label_width=96, gap=3)
        for time in times:
            kind = known.get(time.kind)
            shown = current().isolate(sealed_time(time.value or "", time.zone))
            facts.row(visible(time.kind) if kind is None else label(kind), shown)
        self._box.addWidget(facts)

    def _add_more(self, sealed: Artifact) -> None:
        if sealed.position is not None:
            facts = KeyValue(label_width=96)
            place = f"{sealed.position.latitude}, {sealed.position.longitude}"
            facts.path_row(tr(NC_("label", "Position")), place)
            self._box.addWidget(facts)
        if sealed.exif:
            self._box.addWidget(section_cap("EXIF"))
            facts = KeyValue(label_width=140, gap=3)
            for entry in sealed.exif:
                facts.row(visible(entry.tag), current().isolate(visible(entry.value)))
            self._box.addWidget(facts)
        if sealed.extents:
            self._box.addWidget(section_cap(tr("Location on the medium")))
            facts = KeyValue(label_width=96, gap=3)
            for layer, offset, length in sealed.extents[:SHOWN_EXTENTS]:
                where = tr("zeros, not stored")
                if layer is not None and offset is not None:
                    where = _place(self._place_of(layer), offset)
                facts.row(_bytes(int(length)), where)
            self._box.addWidget(facts)
            more = len(sealed.extents) - SHOWN_EXTENTS
            if more > 0:
                self._box.addWidget(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))


def _path(sealed: Artifact) -> str:
    return "/".join(sealed.path.shown) + ("" if sealed.stream is None else f":{sealed.stream.shown}")


def sealed_time(value: str, zone: str) -> str:
    """A sealed time with what is known of its zone."""
    shown = value.replace("T", " ")
    if zone == "utc":
        return f"{shown.removesuffix('Z')[:19]} UTC"
    if zone == "offset":
        return f"{shown[:19]} {shown[-6:]}"
    return tr("{time} zone unknown", time=shown[:19])


def _place(layer: str, offset: str) -> str:
    return tr("{volume}, from byte {offset}", volume=visible(layer), offset=current().number(int(offset)))


def _bytes(size: int) -> str:
    return trn("{count} byte", "{count} bytes", size)


def _read(sealed: Artifact) -> str:
    if sealed.read.outcome == "complete":
        return tr("in full")
    reason = "" if sealed.read.reason is None else not_read_sentence(sealed.read.reason)
    return reason or tr("not in full")

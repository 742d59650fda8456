"""Whether a file that somebody points at is a segment of an image that is known already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.evidence import PARENT_NOTE, ContainerFormat
from forensics_app.services.sources.fingerprint import files_of


@dataclass(frozen=True, slots=True)
class Image:
    """An opened image: the fingerprint of all its files, its format, and what was noted at opening it."""

    fingerprint: str
    format: ContainerFormat | None
    notes: Sequence[str] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """In the order of the segments."""
        return files_of(self.fingerprint)

    def has_segment(self, path: Path, own: str = "") -> bool:
        """Whether the file at `path` is a segment of this image. `own`: the fingerprint it has where it is
        opened itself, empty where that fails.

        Whichever segment of a set is pointed at, all of them are opened. Only an extent of a VMDK disk may
        be opened without the others; the parent of a differencing disk is an image of its own.
        """
        if path not in self.files:
            return False
        if not own or own == self.fingerprint:
            return True
        parents = any(note.startswith(PARENT_NOTE) for note in self.notes)
        return self.format is ContainerFormat.VMDK and not parents


def image_of(source: SourceRecord) -> Image | None:
    """A source of a case as an image; None where it was never opened."""
    if source.opened is None or source.state is SourceState.FAILED:
        return None
    return Image(source.fingerprint, source.opened.format, source.opened.notes)


def source_with_segment(sources: Iterable[SourceRecord], path: Path, own: str = "") -> SourceRecord | None:
    """The first of `sources` that the file at `path` is a segment of; `own` as in Image.has_segment."""
    for source in sources:
        image = image_of(source)
        if image is not None and image.has_segment(path, own):
            return source
    return None

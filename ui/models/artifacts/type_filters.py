"""The types of files that are offered beside the places, each as the filter that lists it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forensics_app.i18n import NC_, current
from forensics_app.model.selection import EVERYTHING, ArtifactFilter


@dataclass(frozen=True, slots=True)
class TypeFilter:
    """`label` is a message; what `media_type` and the switches ask for is all of the filter that it sets."""

    label: str
    glyph: str
    media_type: str | None = None
    deleted: bool | None = None
    high_entropy: bool | None = None
    unread: bool | None = None

    def of(self, chosen: ArtifactFilter) -> ArtifactFilter:
        """The filter with this type instead of another one; the rest of it stays."""
        return replace(
            chosen,
            media_type=self.media_type,
            deleted=self.deleted,
            high_entropy=self.high_entropy,
            unread=self.unread,
        )

    @property
    def words(self) -> str:
        """In the window's language."""
        return current().text(self.label)


TYPE_FILTERS = (
    TypeFilter(NC_("type of files", "Pictures"), "image", "image"),
    TypeFilter(NC_("type of files", "Videos"), "film-strip", "video"),
    TypeFilter(NC_("type of files", "Sound"), "speaker-high", "audio"),
    TypeFilter(NC_("type of files", "Text"), "file-text", "text"),
    TypeFilter(NC_("type of files", "PDF documents"), "file-pdf", "application/pdf"),
    TypeFilter(NC_("type of files", "Mail messages"), "envelope-simple", "message"),
    TypeFilter(NC_("type of files", "SQLite databases"), "database", "application/vnd.sqlite3"),
    TypeFilter(NC_("type of files", "ZIP archives"), "file-zip", "application/zip"),
    TypeFilter(
        NC_("type of files", "Windows programs"),
        "app-window",
        "application/vnd.microsoft.portable-executable",
    ),
    TypeFilter(NC_("type of files", "Deleted"), "recycle", deleted=True),
    TypeFilter(NC_("type of files", "Possibly encrypted"), "lock-key", high_entropy=True),
    TypeFilter(NC_("type of files", "Not read in full"), "warning", unread=True),
)


def filters() -> Sequence[ArtifactFilter]:
    """One for each type, of the whole case."""
    return tuple(one.of(EVERYTHING) for one in TYPE_FILTERS)

"""What a bundle says of what is withheld from it: how much, of which source, and why; never what it is.

Whatever else would name a withheld artifact is taken out too: ids among the rules of the selection, folders
in them, places in the omission ledger, and the file name of a source that is itself withheld.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import ContainerFormat, Omission, OmissionStage, OpenedSource
from forensics_app.model.marks import Withheld, WithheldCode
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case

_ARCHIVE_LAYER = ".a"


@dataclass(frozen=True, slots=True)
class Withholdings:
    """`counts` of what the choice would take. `media`: sources with something withheld, whose whole medium
    stays out. `places` are layer and path of everything withheld; `single`: sources that are one file, which
    is withheld."""

    counts: tuple[Withheld, ...] = ()
    media: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()

    def omissions(self, media_wanted: Iterable[str]) -> list[Omission]:
        """The lines of the omission ledger; `media_wanted` are sources whose medium was asked for."""
        stage = OmissionStage.SELECT
        lines = [Omission(w.code.value, w.source_id, None, w.count, stage) for w in self.counts]
        medium = WithheldCode.MEDIUM.value
        lines += [Omission(medium, source, None, 1, stage) for source in media_wanted if source in self.media]
        return lines

    def without_names(self, omissions: Iterable[Omission]) -> list[Omission]:
        """The same, where those that name something withheld say only what and how much."""
        if not self.places:
            return list(omissions)
        kept: list[Omission] = []
        nameless: Counter[tuple[str, str, OmissionStage]] = Counter()
        for omission in omissions:
            if omission.locator is not None and self._names(omission.locator):
                nameless[omission.code, omission.source_id, omission.stage] += omission.count
            else:
                kept.append(omission)
        kept += [
            Omission(code, source, None, count, stage) for (code, source, stage), count in nameless.items()
        ]
        return kept

    def source_record(self, record: SourceRecord) -> SourceRecord:
        """A source as the bundle tells of it: one that is itself a withheld file has no name and no size."""
        if record.source_id not in self.single or record.opened is None:
            return record
        layers = tuple(replace(layer, length_bytes=0) for layer in record.opened.layers)
        nameless = replace(record.opened, path="", segments=(), size_bytes=0, notes=(), layers=layers)
        return replace(record, path="", opened=nameless)

    def _names(self, locator: str) -> bool:
        """Whether a place is withheld or lies beneath something that is, also in archives."""
        layer, _, path = locator.partition(":")
        while layer.endswith(_ARCHIVE_LAYER):
            layer = layer.removesuffix(_ARCHIVE_LAYER)
        while path:
            if f"{layer}:{path}" in self.places:
                return True
            cut = max(path.rfind("/"), path.rfind(":"))
            path = path[:cut] if cut > 0 else ""
        return False


NOTHING_WITHHELD = Withholdings()
MOST_LISTED = 5_000


def withholdings(case: Case, chosen: tuple[ArtifactFilter, ...]) -> Withholdings:
    """What the marks of a case keep out of a bundle with this choice."""
    found = case.store.withholding
    if not found.prepare():
        return Withholdings()
    places = frozenset(map(_outermost, found.places()))
    sources = found.sources()
    single = (
        r.source_id for r in case.store.queries.sources() if r.source_id in sources and _is_file(r.opened)
    )
    return Withholdings(found.of(*chosen), sources, places, frozenset(single))


def withheld_with_marked(case: Case, chosen: tuple[ArtifactFilter, ...]) -> tuple[str, ...]:
    """Ids of the artifacts of a choice that stay out with something marked, for whoever is to seal: at most
    MOST_LISTED of them."""
    found = case.store.withholding
    return found.linked(*chosen, most=MOST_LISTED) if found.prepare() else ()


def tellable(case: Case, chosen: tuple[ArtifactFilter, ...]) -> tuple[ArtifactFilter, ...]:
    """The filters as the bundle may tell them: without ids and folders of what is withheld.

    `Withholding.prepare` went before.
    """
    withheld_folders = case.store.withholding.folders() if any(c.folder is not None for c in chosen) else ()
    shown = []
    for one in chosen:
        if one.folder is not None and one.folder in withheld_folders:
            continue
        if one.ids:
            hidden = case.store.withholding.ids(one.ids)
            ids = tuple(i for i in one.ids if i not in hidden)
            if not ids:
                continue
            one = replace(one, ids=ids)
        shown.append(one)
    return tuple(shown)


def _is_file(opened: OpenedSource | None) -> bool:
    return opened is not None and opened.format is ContainerFormat.FILE


def _outermost(place: str) -> str:
    layer, _, path = place.partition(":")
    while layer.endswith(_ARCHIVE_LAYER):
        layer = layer.removesuffix(_ARCHIVE_LAYER)
    return f"{layer}:{path}"

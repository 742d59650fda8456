"""A case or a checked bundle as what an export needs: sources, and their artifacts layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.temporary.line_order import LineOrder
from forensics_app.errors import CancelledError
from forensics_app.exchange.exported import ExportedSource
from forensics_app.model.artifact import Artifact
from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import Layer, LayerKind
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.sealed_bundles.artifacts import artifact_of, sealed_sources
from forensics_app.services.sealed_bundles.contents import sealed_artifacts
from forensics_app.services.sealed_bundles.filter import sealed_filter
from forensics_app.services.selection.withheld import withholdings
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files import records

_REPORT_EVERY = 1000
_UNPLACED = -1


class Exportable(Protocol):
    """`sources` in their order; `count` is how many artifacts are chosen, `withheld` how many of them marks
    keep out. `zones`: in which local times are read, by layer, where that was declared.
    """

    sources: tuple[ExportedSource, ...]
    zones: dict[str, str]
    count: int
    withheld: int

    def layer(self, layer_id: str) -> Iterator[Artifact]:
        """The chosen artifacts of a layer, in order; of '' those that lie in no layer that is known."""
        ...

    def close(self) -> None:
        """Let go of what was made for this."""
        ...


def everything(what: Exportable) -> Iterator[Artifact]:
    """All chosen artifacts, source by source, layer by layer."""
    for source in what.sources:
        for layer in source.layers:
            yield from what.layer(layer.layer_id)
    yield from what.layer("")


class ExportableCase:
    """A case; its catalogue is streamed, without what its marks withhold: an export leaves the laboratory."""

    def __init__(self, case: Case, chosen: ArtifactFilter) -> None:
        self._case, self._chosen = case, chosen
        withheld = withholdings(case, (chosen,))
        records = map(withheld.source_record, case.store.queries.sources())
        self.sources = _meant(chosen, map(_source_of, records))
        self.zones = DeclaredZones(case.store.database).of_layers()
        self.count = sum(one.artifacts for one in case.store.artifacts.measure(chosen, sealable=True))
        self.withheld = sum(one.count for one in withheld.counts)

    def layer(self, layer_id: str) -> Iterator[Artifact]:
        """In the order of the evidence; of a filter for another layer, none."""
        if self._chosen.layer not in (None, layer_id):
            return iter(())
        return self._case.store.artifacts.stream(replace(self._chosen, layer=layer_id), sealable=True)

    def close(self) -> None:
        """Nothing was made."""


class ExportableBundle:
    """A bundle: its catalogue, read once and digested, lies in order on disk while it is used."""

    withheld = 0  # what its sender withheld stands in its omissions, and nowhere else

    def __init__(
        self, bundle: CheckedBundle, chosen: ArtifactFilter, *, report: Report, cancelled: IsCancelled
    ) -> None:
        """Raises UsageError, VerificationFailedError, CancelledError, DiskFullError."""
        taken = sealed_filter(chosen)
        self.zones: dict[str, str] = {}  # a bundle has none
        self.sources = _meant(chosen, sealed_sources(bundle))
        self.count = 0
        self._numbers = {
            layer.layer_id: number
            for number, layer in enumerate(layer for source in self.sources for layer in source.layers)
        }
        self._order = LineOrder()
        try:
            self._read(bundle, taken, report, cancelled)
        except BaseException:
            self._order.close()
            raise

    def _read(
        self,
        bundle: CheckedBundle,
        taken: Callable[[Artifact], bool],
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        total = bundle.report.bundle.artifacts
        for seen, (sealed, line) in enumerate(sealed_artifacts(bundle)):
            if seen % _REPORT_EVERY == 0:
                report(Progress("sealed-contents", items=seen, total_items=total))
                if cancelled():
                    raise CancelledError
            artifact = artifact_of(sealed)
            if taken(artifact):
                self.count += 1
                self._order.add(self._numbers.get(sealed.layer, _UNPLACED), _key(artifact), line)
        self._order.done()

    def layer(self, layer_id: str) -> Iterator[Artifact]:
        """By path."""
        decoder = msgspec.json.Decoder(records.Artifact)
        number = self._numbers.get(layer_id, _UNPLACED)
        return (artifact_of(decoder.decode(line)) for line in self._order.lines(number))

    def close(self) -> None:
        """Throw the order away."""
        self._order.close()


def _meant(chosen: ArtifactFilter, sources: Iterable[ExportedSource]) -> tuple[ExportedSource, ...]:
    """The sources that the filter can take anything of."""
    return tuple(
        one
        for one in sources
        if chosen.source in (None, one.source_id) and chosen.exhibit in (None, one.exhibit)
    )


def _key(artifact: Artifact) -> bytes:
    """Folder by folder, as a tree is listed."""
    locator = artifact.entry.locator
    return b"\0".join((*locator.components, locator.stream or b"", artifact.artifact_id.encode("ascii")))


def _source_of(record: SourceRecord) -> ExportedSource:
    opened = record.opened
    if opened is None:
        return ExportedSource(
            record.source_id, record.exhibit, (Path(record.path).name,), None, record.computed, ()
        )
    names = tuple(Path(s.name).name for s in opened.segments) or (Path(record.path).name,)
    layers = opened.layers
    if not any(layer.layer_id == record.source_id for layer in layers):
        own = Layer(record.source_id, None, LayerKind.MEDIUM, 0, opened.size_bytes, opened.sector_size_bytes)
        layers = (own, *layers)
    return ExportedSource(record.source_id, record.exhibit, names, opened.size_bytes, record.computed, layers)

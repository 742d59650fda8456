"""What became of the sources of an ingest."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.errors import (
    EvidenceError,
)
from forensics_app.model.case import SourceRecord
from forensics_app.model.choices.cluster import RefusedWorker
from forensics_app.model.credentials import LockedVolume


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of one source. `error` is None unless it could not be read to its end.

    `already` means that everything was stored before and nothing was done now; `segment_of` is then the path
    of `source` where that is another one, which this is a segment of. `locked`: encrypted volumes
    that no credential opened, as far as it was looked. `differing` counts contents that two ways of reading
    gave differently; None where each was read one way. `without_rules`: contents were read before, and not
    compared with the YARA rules that are asked for now; `without` names the other options of the command that
    are asked for now and were not then, and act only while a source is read. `other_exhibit` is the exhibit
    that is asked for now, where the source stands in the case under another one. `matching` counts artifacts
    that match any rule; None where there were no rules. `incomplete`: what omissions say is missing
    of the image; `not_read`: files and folders of a folder that could not be read, as paths.
    `kept_from_cluster`: a cluster was asked for, and this computer read it, as it has keys.
    """

    path: str
    source: SourceRecord | None
    artifacts: int = 0
    omissions: int = 0
    already: bool = False
    segment_of: str | None = None
    error: EvidenceError | None = None
    locked: tuple[LockedVolume, ...] = ()
    differing: int | None = None
    without_rules: bool = False
    matching: int | None = None
    without: tuple[str, ...] = ()
    other_exhibit: str | None = None
    incomplete: tuple[str | None, ...] = ()
    not_read: tuple[str, ...] = ()
    kept_from_cluster: bool = False


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """All sources in the order given. Omissions are counted over the whole case. `refused`: workers of a
    cluster that were not let read."""

    outcomes: tuple[SourceOutcome, ...]
    omissions: int
    refused: tuple[RefusedWorker, ...] = ()

    @property
    def errors(self) -> tuple[EvidenceError, ...]:
        """Why sources could not be read, in order."""
        return tuple(o.error for o in self.outcomes if o.error is not None)

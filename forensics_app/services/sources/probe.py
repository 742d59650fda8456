"""Looking at a source before it is read: what it is, what is in it. Nothing is recorded, no case needed.

Only the container, the partition tables and the heads of volumes are read, in a worker process as always.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.errors import CancelledError, EvidenceError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.credentials import LockedVolume
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat, Omission, OpenedSource, SourceSpec
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.sources.fingerprint import fingerprint_of_opened


@dataclass(frozen=True, slots=True)
class Probe:
    """`opened` is None where it can't be opened; `error` then says why. `locked` are volumes that a key would
    open; `omissions` what of it can't be used as it stands. `fingerprint` as a case would keep it; empty for
    a folder, where it would take a walk through all of it.
    """

    path: str
    opened: OpenedSource | None = None
    locked: tuple[LockedVolume, ...] = ()
    omissions: tuple[Omission, ...] = ()
    error: EvidenceError | None = None
    fingerprint: str = ""


def probe(
    path: Path,
    *,
    accept_truncated: bool = True,
    archives: ArchiveOptions = ArchiveOptions(),  # noqa: B008 - frozen
    report: Report,
    cancelled: IsCancelled,
) -> Probe:
    """Open a source, look, and close it. Raises CancelledError; whatever is wrong with it is in the Probe."""
    shown = str(path)
    report(Progress(stage="open", subject=shown))
    if cancelled():
        raise CancelledError
    spec = SourceSpec(
        path=shown,
        exhibit="",
        source_id="s1",
        accept_truncated=accept_truncated,
        archives=archives,
    )
    try:
        with EvidenceReader(spec, workers=1) as reader:
            opened, omissions = reader.open()
            absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
            folder = opened.format is ContainerFormat.FOLDER
            fingerprint = "" if folder else fingerprint_of_opened(reader.files, absolute)
            opened = replace(opened, path=shown)
            return Probe(shown, opened, reader.locked, omissions, fingerprint=fingerprint)
    except EvidenceError as e:
        return Probe(shown, error=e)

"""Reading a source in the test's own process: what a worker does, without starting one for each archive."""

from __future__ import annotations

import os
from pathlib import Path

from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.protocol.messages import Digest, Open, Options
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ArchiveOptions, LayerState
from forensics_app.model.names import Components
from tests.reading.evidence_reading import LOGICAL, NO_ARCHIVES, Reading

OPTIONS = Options(("sha256",), media_type=False, exif=False, sparse_bytes=Limits().sparse_bytes)


def unheard(at: str, done_bytes: int) -> None:
    """Nobody waits for signs of life."""


def anywhere(place: WalkPlace, components: Components) -> None:
    """Nobody asks where the walk is."""


def read_here(path: Path, archives: ArchiveOptions = NO_ARCHIVES, *, options: Options = OPTIONS) -> Reading:
    """As tests.reading.evidence_reading.read_source."""
    session = Session(unheard)
    opened = session.open(Open(os.fsencode(path), "s1", "EX-001", False, {}, archives=archives))
    found: list[tuple[Entry, Examination]] = []
    told = list(opened.omissions)
    for layer in opened.source.layers:
        if layer.state is not LayerState.WALKED:
            continue
        entries: list[Entry] = []
        for batch, more in session.walk(layer.layer_id, {}, anywhere):
            entries += batch
            told += more
        for entry in entries:
            examination, more_omissions = session.examine_entry(entry, options)
            found.append((entry, examination))
            told += more_omissions
    media = Digests()
    if opened.source.format not in LOGICAL:
        media = session.digest(Digest(None, ("sha256",), around=False)).digests
    return Reading(opened.source, tuple(told), tuple(found), media)

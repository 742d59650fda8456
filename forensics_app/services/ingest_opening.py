"""Opening a source for ingest, with the credentials that a person gives on being asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Omission, OpenedSource, SourceSpec

AskCredential = Callable[[str, LockedVolume], Credential | None]
"""Asks a person for the credential of a volume in the source named; None leaves it locked."""


def open_source(
    stack: ExitStack, spec: SourceSpec, *, workers: int, ask: Callable[[LockedVolume], Credential | None]
) -> tuple[EvidenceReader, OpenedSource, tuple[Omission, ...]]:
    """The source with every volume open that can be; `stack` closes its reader.

    Each locked volume is asked about once, also one that shows only in another that was opened. Raises the
    EvidenceErrors of opening, and what `ask` raises.
    """
    asked: set[str] = set()
    while True:
        reader = stack.enter_context(EvidenceReader(spec, workers=workers))
        opened, omissions = reader.open()
        given: list[Credential] = []
        for volume in reader.locked:
            credential = None if volume.layer_id in asked else ask(volume)
            asked.add(volume.layer_id)
            given += [] if credential is None else [credential]
        if not given:
            return reader, opened, omissions
        reader.close()
        spec = replace(spec, credentials=(*spec.credentials, *given))

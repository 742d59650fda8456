"""Opening a source for ingest, with the credentials that a person gives on being asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeVar

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Omission, OpenedSource, SourceSpec

_Reader = TypeVar("_Reader", bound=EvidenceReader)

AskCredential = Callable[[str, LockedVolume], Credential | None]
"""Asks a person for the credential of a volume in the source named; None leaves it locked."""


def open_source(
    stack: ExitStack, spec: SourceSpec, *, workers: int, ask: Callable[[LockedVolume], Credential | None]
) -> tuple[EvidenceReader, OpenedSource, tuple[Omission, ...]]:
    """The source with every volume open that can be, as `open_with`."""
    return open_with(stack, spec, lambda wanted: EvidenceReader(wanted, workers=workers), ask=ask)


def open_with(
    stack: ExitStack,
    spec: SourceSpec,
    make: Callable[[SourceSpec], _Reader],
    *,
    ask: Callable[[LockedVolume], Credential | None],
) -> tuple[_Reader, OpenedSource, tuple[Omission, ...]]:
    """The reader that `make` gives, opened with every volume that can be; `stack` closes it.

    Each locked volume is asked about, also one that shows only in another that was opened, and again where
    the credential given did not fit (`LockedVolume.tried` then counts it), until `ask` says to leave it.
    Raises the EvidenceErrors of opening, and what `ask` raises.
    """
    fixed, given, left = spec.credentials, dict[str, Credential](), set[str]()
    while True:
        reader = make(spec)
        stack.enter_context(reader)
        opened, omissions = reader.open()
        answered = False
        for volume in reader.locked:
            given.pop(volume.layer_id, None)  # it did not fit: not to be tried for ever
            credential = None if volume.layer_id in left else ask(volume)
            if credential is None:
                left.add(volume.layer_id)
            else:
                given[volume.layer_id], answered = credential, True
        if not answered:
            return reader, opened, omissions
        reader.close()
        spec = replace(spec, credentials=(*fixed, *given.values()))

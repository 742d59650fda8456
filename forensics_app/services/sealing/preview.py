"""What a sealing would put into a bundle, what it would leave out and why, and what stands in its way.

Nothing is written and no content is read: evidence is only looked for, by sizes and times of its files.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Any

from forensics_app.errors import CancelledError
from forensics_app.evidence.omission_codes import NotReadReason, OmissionCode
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.case import HashState, SourceState
from forensics_app.model.evidence import LayerKind, LayerState
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.request import HandlingCode, RequestProblem
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.left_out import with_a_reason
from forensics_app.services.cases.received import refuse_received
from forensics_app.services.cases.unfinished import Pending
from forensics_app.services.custody.record import record_of
from forensics_app.services.requests.case_request import (
    check_request,
    handling_warnings,
    read_request,
    with_handling,
)
from forensics_app.services.sealing.choosing import Chosen, choose
from forensics_app.services.sealing.copying.record import SealOmissionCode
from forensics_app.services.sealing.declared import declared_omissions
from forensics_app.services.sealing.seal import SealRequest, bundle_path
from forensics_app.services.sources.fingerprint import is_unchanged

STAGE = "seal-preview"
_LINE_BYTES = 2048  # of an artifact in catalog.jsonl and catalog.csv together, generously
_RECORD_BYTES = 4 << 20
_LOOK_EVERY = 4096


class SourceThere(StrEnum):
    """Whether the evidence is where it was catalogued."""

    HERE = "here"
    CHANGED = "changed"  # a file of it has another size or time of change
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What is chosen of one source. `locked`: encrypted layers that were read, whose keys are asked for."""

    source_id: str
    exhibit: str
    path: str
    artifacts: int
    content_bytes: int
    there: SourceThere
    hashes: HashState
    complete: bool
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`count` things of the case that are not in the bundle, or not whole, for one reason: an omission code
    or a reason of `Read`. `chosen` of the selection's artifacts say so of their own content. `stated`: why is
    in the custody ledger already, for all of them. `declared`: whether the bundle's omissions name them; else
    the artifacts' own lines of the catalogue do."""

    code: str
    count: int
    chosen: int
    example: str
    stated: bool = False
    declared: bool = True


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A sealing of this case that has not ended: where it writes, how much of it is there, and what was asked
    for (`sealing_asked.asked_values`; empty where an older version began it)."""

    out: str
    name: str
    written_bytes: int
    asked: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustodyStand:
    """`hand_overs` of which `unsigned` lack one of two signatures. `contradicts` names a seal of the case."""

    count: int
    broken_at: int | None
    contradicts: str | None
    hand_overs: int
    unsigned: int
    bad_signatures: int


@dataclass(frozen=True, slots=True)
class RequestStand:
    """`problems` are what the record lacks and what its handling codes warn of; `handling` the codes."""

    empty: bool
    instrument: str | None
    problems: tuple[RequestProblem, ...]
    handling: tuple[HandlingCode, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealingPreview:
    """Sizes in bytes. `needed_bytes` is an upper estimate of the bundle; `free_bytes` None where the folder
    isn't there. `taken`: a file that stands where the bundle would be written, or its seal. `declared`: how
    many things the bundle's omissions will be about, as they are counted everywhere.
    """

    out: str
    name: str
    total: int
    selected: int
    without_content: int
    content_bytes: int
    media: int
    sources: tuple[SourceShare, ...]
    left_out: tuple[LeftOut, ...]
    declared: int
    needed_bytes: int
    free_bytes: int | None
    writable: bool
    taken: str | None
    custody: CustodyStand
    request: RequestStand
    broken_off: BrokenOff | None = field(default=None)


def preview(
    case: Case,
    request: SealRequest,
    *,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> SealingPreview:
    """What `seal_bundle` would do with this request. Raises NothingSelectedError, UsageError, CaseErrors,
    CancelledError."""
    refuse_received(case.path)
    output = bundle_path(case, request.out)
    chosen = choose(case, request)
    report(Progress(STAGE))
    left_out, declared, without = _left_out(case, request, chosen, cancelled)
    folder = output.zip.parent
    free = shutil.disk_usage(folder).free if folder.is_dir() else None
    taken = next((str(p) for p in (output.zip, output.seal) if os.path.lexists(p)), None)
    return SealingPreview(
        out=str(output.zip),
        name=output.name,
        total=case.store.queries.total(),
        selected=chosen.count,
        without_content=without,
        content_bytes=chosen.content_bytes,
        media=len(chosen.media),
        sources=tuple(_sources(case, request, report, cancelled)),
        left_out=left_out,
        declared=declared,
        needed_bytes=chosen.content_bytes + _LINE_BYTES * chosen.count + _RECORD_BYTES,
        free_bytes=free,
        writable=folder.is_dir() and os.access(folder, os.W_OK),
        taken=taken,
        custody=_custody(case),
        request=_request(case, request, clock),
        broken_off=broken_off(case),
    )


def broken_off(case: Case) -> BrokenOff | None:
    """The sealing that a kill or a stop left unfinished, if its beginning is still there."""
    steps = Pending.of(case).steps
    if not steps or steps[0][0].kind != "begun":
        return None
    out, name = steps[0][0].values.get("out"), steps[0][0].values.get("name")
    if not isinstance(out, str) or not isinstance(name, str):
        return None
    part, asked = Path(f"{out}.part"), steps[0][0].values.get("asked")
    if not part.is_file():
        return None
    return BrokenOff(out, name, part.stat().st_size, dict(asked) if isinstance(asked, dict) else {})


def _left_out(
    case: Case, request: SealRequest, chosen: Chosen, cancelled: IsCancelled
) -> tuple[tuple[LeftOut, ...], int, int]:
    """The reasons; how many things the bundle will declare; how many chosen artifacts go without content."""
    reasons: Counter[str] = Counter()
    examples: dict[str, str] = {}
    without = 0
    stream = case.store.artifacts.stream(*request.chosen, sealable=True, unread=True)
    for number, artifact in enumerate(stream):
        if number % _LOOK_EVERY == 0 and cancelled():
            raise CancelledError
        whole = artifact.examination.read.outcome in (ReadOutcome.COMPLETE, ReadOutcome.PARTIAL)
        without += not whole
        code = artifact.examination.read.reason
        if code is not None and code != NotReadReason.NO_CONTENT:
            reasons[code] += 1
            examples.setdefault(code, _example(artifact))
    measured = case.store.artifacts.measure(*request.chosen, sealable=True)
    missing = sum(m.artifacts for m in measured if m.source_id in request.without)
    if missing:
        code = SealOmissionCode.EVIDENCE_NOT_AT_HAND.value
        reasons[code] = missing
        examples[code] = ", ".join(sorted(request.without))
    counts: Counter[str] = Counter()
    exhibits = {record.source_id: record.exhibit for record in case.store.queries.sources()}
    for omission in chosen.omissions:
        reasons[omission.code] += omission.count
    for omission in declared_omissions(case, chosen, case.store.queries.sources()):
        counts[omission.code] += omission.count
        exhibit = exhibits.get(omission.source_id, omission.source_id)
        unfinished = omission.code == SealOmissionCode.INGEST_INCOMPLETE
        examples.setdefault(omission.code, exhibit if unfinished else omission.locator or omission.source_id)
    if missing:
        counts[SealOmissionCode.EVIDENCE_NOT_AT_HAND.value] += missing
    declared, named = sum(counts.values()), frozenset(counts)
    for code in reasons:  # of contents alone; the ledger has them under another reason
        counts.setdefault(code, reasons[code])
    stated = _stated(case)
    found = [
        LeftOut(code, count, reasons[code], examples[code], code in stated, code in named)
        for code, count in counts.most_common()
    ]
    return tuple(found), declared, without


def _stated(case: Case) -> frozenset[str]:
    """Codes for all of whose volumes the examiner gave a reason when they were left locked."""
    code = OmissionCode.ENCRYPTED_VOLUME.value
    locked = {o.locator for o in case.store.queries.omissions() if o.code == code}
    return frozenset({code}) if locked and locked <= with_a_reason(record_of(case).events) else frozenset()


def _example(artifact: Artifact) -> str:
    return artifact.entry.locator.path_display()


def _sources(
    case: Case, request: SealRequest, report: Report, cancelled: IsCancelled
) -> Iterable[SourceShare]:
    artifacts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    layers: set[str] = set()
    for measured in case.store.artifacts.measure(*request.chosen, sealable=True):
        artifacts[measured.source_id] += measured.artifacts
        sizes[measured.source_id] += measured.content_bytes
        layers.add(measured.layer_id)
    for record in case.store.queries.sources():
        if record.source_id not in artifacts:
            continue
        if cancelled():
            raise CancelledError
        path = case.store.queries.source_path(record.source_id)
        report(Progress(STAGE, subject=str(path)))
        opened = () if record.opened is None else record.opened.layers
        decrypted = (x for x in opened if x.kind is LayerKind.DECRYPTED and x.state is LayerState.WALKED)
        yield SourceShare(
            source_id=record.source_id,
            exhibit=record.exhibit,
            path=str(path),
            artifacts=artifacts[record.source_id],
            content_bytes=sizes[record.source_id],
            there=_there(path, record.fingerprint),
            hashes=record.hashes,
            complete=record.state is SourceState.COMPLETE,
            locked=tuple(
                x.layer_id for x in decrypted if any(_within(layer, x.layer_id) for layer in layers)
            ),
        )


def _within(layer_id: str, other: str) -> bool:
    return f"{layer_id}.".startswith(f"{other}.")


def _there(path: Path, fingerprint: str) -> SourceThere:
    if not os.path.lexists(path):
        return SourceThere.MISSING
    return SourceThere.HERE if is_unchanged(path, fingerprint) else SourceThere.CHANGED


def _custody(case: Case) -> CustodyStand:
    record = record_of(case)
    overs = record.hand_overs
    return CustodyStand(
        count=len(record.lines),
        broken_at=None if record.broken is None else record.broken.sequence,
        contradicts=None if record.contradicts is None else record.contradicts.seal,
        hand_overs=len(overs),
        unsigned=sum(not over.signed_by_both for over in overs),
        bad_signatures=len(record.problems),
    )


def _request(case: Case, asked: SealRequest, clock: Clock) -> RequestStand:
    record = with_handling(read_request(case), asked.handling)
    today = clock.now().astimezone(UTC).date()
    return RequestStand(
        empty=record.is_empty,
        instrument=record.instrument,
        problems=(*check_request(record, today=today), *handling_warnings(record)),
        handling=record.handling,
        languages=record.languages,
    )

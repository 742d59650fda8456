"""A received bundle opened as a case: its catalogue is looked through, filtered and tagged like one's own.

The bundle is verified in full first and stays as it is. The sender's tags carry the bundle's reference behind
their names, so that nobody takes them for one's own.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import msgspec

from forensics_app.bundle.identifiers import IDENTIFIER_CHARACTERS, LINE_CHARACTERS
from forensics_app.bundle.layout import CUSTODY, OMISSIONS, SELECTION
from forensics_app.catalog.temporary.line_order import LineOrder
from forensics_app.errors import CancelledError, VerificationFailedError
from forensics_app.examine.record import record_of
from forensics_app.model.artifact import Artifact
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.custody import Person
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import Omission, OmissionStage, OpenedSource
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.names import is_spoofed, visible
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.making import ShownBundle, new_case
from forensics_app.services.cases.received import Received, keep_received
from forensics_app.services.requests.case_request import keep_sealed_request
from forensics_app.services.sealed_bundles.artifacts import artifact_of, source_lines
from forensics_app.services.sealed_bundles.contents import sealed_artifacts, sealed_lines
from forensics_app.services.sealed_bundles.source_records import source_record
from forensics_app.services.selection.tag import senders_tag
from forensics_app.services.verifying.verify import check
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files import records

STAGE = "sealed-contents"
_BATCH = 1000
_UNNAMED = "-"


@dataclass(frozen=True, slots=True)
class OpenedAsCase:
    """What is in the case now."""

    case: Path
    reference: str
    verdict: Verdict
    artifacts: int
    omissions: int


def open_as_case(
    bundle: Path,
    folder: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    receiver: Person | None = None,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> OpenedAsCase:
    """Verify `bundle` and make the new case folder `folder` of what it says; all of it or nothing.

    `receiver`: who was named as receiving it here (`own_person`).

    Raises VerificationFailedError, BundleNotFoundError, CaseExistsError, OutputNotWritableError,
    CancelledError.
    """
    with check(bundle, trust=trust, clock=clock, report=report, cancelled=cancelled) as checked:
        facts = checked.report.bundle
        case = new_case(
            folder,
            reference=_fact(facts.reference) or bundle_stem(bundle.name),
            title=_fact(facts.title, LINE_CHARACTERS) or _fact(facts.reference) or bundle_stem(bundle.name),
            examiner=_fact(facts.examiner) or _UNNAMED,
            agency=_fact(facts.agency) or _UNNAMED,
            country=_country(facts.country),
            clock=clock,
            shown=ShownBundle(checked.report.seal.code or _UNNAMED, _fact(facts.case_reference)),
        )
        try:
            with case:
                return _Filling(case, checked, bundle.absolute(), receiver, clock, report, cancelled).run()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


class _Filling:
    """Fills an empty case from a bundle that was checked."""

    def __init__(
        self,
        case: Case,
        checked: CheckedBundle,
        path: Path,
        receiver: Person | None,
        clock: Clock,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._case, self._checked, self._path, self._clock = case, checked, path, clock
        self._receiver, self._report, self._cancelled = receiver, report, cancelled
        self._contents: dict[str, str] = {}
        self._tagged: defaultdict[str, list[str]] = defaultdict(list)
        self._notes: list[tuple[str, str, str]] = []
        self._places: dict[str, int] = {}

    def run(self) -> OpenedAsCase:
        store, found = self._case.store, self._checked.report
        sources = source_lines(self._checked)
        omissions = list(self._omissions())
        failed = {
            one.source_id: one.code
            for one in omissions
            if one.stage is OmissionStage.OPEN and one.locator is None
        }
        opened: list[OpenedSource] = []
        store.prepare_load()
        layers: dict[str, int] = {}
        for source in sources:
            record = source_record(source, self._path, failed=failed.get(source.top.id))
            store.register_source(record, (), path=self._path / record.source_id)
            if record.opened is None:
                continue
            opened.append(record.opened)
            layers |= {layer.layer.layer_id: layer.number for layer in store.queries.layers(record.source_id)}
            if record.computed != NO_DIGESTS:
                store.set_medium_digests(record.source_id, record.computed, record.hashes)
        count = self._store(layers)
        store.set_omissions(omissions)
        for one in opened:
            for layer in one.layers:
                store.set_layer_done(layer.layer_id, digests=layer.digests)
            store.complete_source(one.source_id)
        store.finish_load()
        self._tag()
        facts = found.bundle
        kept = Received(
            bundle=os.fspath(self._path),
            reference=facts.reference or "",
            agency=facts.agency or "",
            seal_code=found.seal.code or "",
            verdict=found.verdict.value,
            checked_at=found.verifier.checked_at,
            case_reference=_fact(facts.case_reference),
            contents=self._contents,
            verification=_kept_of(found),
            custody_sha256=self._custody_digest(),
            named_receiver=self._receiver,
            not_selected=self._not_selected(),
            with_content=len(self._contents),
        )
        keep_received(self._case.path, kept)
        if facts.request is not None:
            keep_sealed_request(self._case, facts.request)
        return OpenedAsCase(
            self._case.path, self._case.facts.reference, found.verdict, count, sum(o.count for o in omissions)
        )

    def _store(self, layers: dict[str, int]) -> int:
        count, total = 0, self._checked.report.bundle.artifacts
        lines = self._artifacts(layers)
        while batch := list(islice(lines, _BATCH)):
            if self._cancelled():
                raise CancelledError
            by_layer: defaultdict[str, list[Artifact]] = defaultdict(list)
            for artifact in batch:
                by_layer[artifact.entry.locator.layer_id].append(artifact)
            for layer_id, artifacts in by_layer.items():
                placed = [a.entry._replace(sequence=self._place(layer_id)) for a in artifacts]
                made = [record_of(e, a.examination) for e, a in zip(placed, artifacts, strict=True)]
                self._case.store.add_records(layers[layer_id], made, ids=[a.artifact_id for a in artifacts])
            count += len(batch)
            self._report(Progress(STAGE, items=count, total_items=total))
        return count

    def _place(self, layer_id: str) -> int:
        at = self._places.get(layer_id, 0)
        self._places[layer_id] = at + 1
        return at

    def _sorted(self, layers: dict[str, int]) -> Iterator[records.Artifact]:
        """By volume and path, as in the sender's case: the sealed catalogue is sorted by ids."""
        order, decoder = LineOrder(), msgspec.json.Decoder(records.Artifact)
        try:
            for sealed, line in sealed_artifacts(self._checked):
                if self._cancelled():
                    raise CancelledError
                if sealed.layer not in layers:
                    raise VerificationFailedError(path=sealed.layer, verdict=Verdict.UNCONFIRMED.value)
                names = [*sealed.path.bytes, *(() if sealed.stream is None else (sealed.stream.bytes,))]
                order.add(layers[sealed.layer], b"\0".join(map(base64.b64decode, names)), line)
            order.done()
            for number in sorted(layers.values()):
                yield from map(decoder.decode, order.lines(number))
        finally:
            order.close()

    def _artifacts(self, layers: dict[str, int]) -> Iterator[Artifact]:
        for sealed in self._sorted(layers):
            if sealed.data is not None:
                self._contents[sealed.id] = sealed.data
            for tag in sealed.tags:
                self._tagged[tag].append(sealed.id)
            if sealed.note:
                self._notes.append((sealed.id, sealed.note, sealed.tags[0] if sealed.tags else ""))
            yield artifact_of(sealed)

    def _omissions(self) -> Iterator[Omission]:
        decoder = msgspec.json.Decoder(records.Omission)
        for line in sealed_lines(self._checked, OMISSIONS):
            one = decoder.decode(line)
            stage = OmissionStage(one.stage)
            yield Omission(one.code, one.source, one.locator, int(one.count), stage, one.detail)

    def _custody_digest(self) -> str:
        digest = hashlib.sha256()
        for piece in self._checked.content(CUSTODY):
            digest.update(piece)
        return digest.hexdigest()

    def _not_selected(self) -> int:
        line = b"".join(self._checked.content(SELECTION))
        return int(msgspec.json.decode(line, type=records.Selection).not_selected)

    def _tag(self) -> None:
        """The sender's tags and notes, marked as that."""
        tagging, at = self._case.store.tagging, utc_text(self._clock.now())
        reference = self._case.facts.reference
        for tag, ids in self._tagged.items():
            for begin in range(0, len(ids), _BATCH):
                chosen = ArtifactFilter(ids=tuple(ids[begin : begin + _BATCH]))
                tagging.add(senders_tag(visible(tag), reference), chosen, note=None, at=at)
        for artifact_id, note, tag in self._notes:
            name = senders_tag(visible(tag), reference)
            tagging.add(name, ArtifactFilter(ids=(artifact_id,)), note=note, at=at)
        tagging.forget_changes()


def _kept_of(found: VerificationReport) -> VerificationReport:
    """What the case keeps of a report: not the ledger, the request and the addenda, which have files."""
    return replace(
        found, bundle=replace(found.bundle, request=None), custody_story=(), addenda=(), parcel=None
    )


def _fact(text: str | None, most: int = IDENTIFIER_CHARACTERS) -> str:
    """What a sender says of himself, where it can stand in a case; cut where it is longer than that takes."""
    shown = visible(text or "").strip()
    if len(shown) > most:
        shown = shown[: most - 1] + "…"
    return "" if is_spoofed(shown) else shown


def _country(text: str | None) -> str:
    letters = (text or "").strip().upper()
    return letters if len(letters) == 2 and letters.isascii() and letters.isalpha() else "XX"

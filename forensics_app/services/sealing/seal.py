"""Sealing: artifacts of a case, their contents and its records, into a bundle that a stranger can verify.

A sealing can be killed at any moment. The ZIP and its seal then are there, both and whole, or neither is; the
same command goes on where the killed one stopped, and a journal in the case says where that was.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from forensics_app.bundle import layout
from forensics_app.bundle.writing.bag import BagWriter
from forensics_app.bundle.writing.journal import Journal
from forensics_app.bundle.writing.names import bundle_name, usable_name
from forensics_app.bundle.writing.resume import Finished, finished_items
from forensics_app.bundle.writing.zip_writer import ZipWriter
from forensics_app.errors import (
    CancelledError,
    DiskFullError,
    ForensicsError,
    OutputExistsError,
    OutputNotWritableError,
    SealFailedError,
    UsageError,
)
from forensics_app.i18n.translator import LANGUAGES
from forensics_app.model.bundle import SEALED_SUFFIX, ZIP_SUFFIX, BundlePlan, SealedBundle
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.seal_info import seal_code, show_code
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import earlier_seals, refuse_contradiction
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.cases.received import refuse_received
from forensics_app.services.cases.sealed_files import Output, open_part, start_writing
from forensics_app.services.cases.sealed_tags import tagged_text
from forensics_app.services.cases.unfinished import Begun, Ending, Pending, marked_ending
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.requests.case_request import read_request, with_handling
from forensics_app.services.sealing.asked import SealRequest, asked_values
from forensics_app.services.sealing.catalogue import CatalogueLines
from forensics_app.services.sealing.choosing import Chosen, choose
from forensics_app.services.sealing.container import make_seal
from forensics_app.services.sealing.copying.contents import ContentCopier
from forensics_app.services.sealing.copying.in_order import collecting_rarely
from forensics_app.services.sealing.copying.record import Contents
from forensics_app.services.sealing.identifiers import refuse_unfit
from forensics_app.services.sealing.ledger import announce
from forensics_app.services.sealing.lists import ListWriter, seal_nonce
from forensics_app.services.sealing.released import give_up_recorded, release, settle
from forensics_app.services.sealing.signers import Signers
from forensics_app.services.sealing.supplements import supplement_for, supplement_text
from forensics_app.services.sealing.time import SealingTime
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.sources.sealing_sources import SealingSources

__all__ = ["SealRequest", "bundle_path", "default_name", "seal_bundle", "show_code"]

_SPARE_BYTES = 1 << 20


def seal_bundle(
    case: Case,
    request: SealRequest,
    signing: SigningKey,
    *,
    clock: Clock,
    cosigners: tuple[SigningKey, ...] = (),
    witnesses: tuple[SigningKey, ...] = (),
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
    ask: AskCredential | None = None,
) -> SealedBundle:
    """Seal a bundle of an open, writable case.

    `cosigners` and then `witnesses` sign after `signing`, each over all before; the custody ledger names
    them.

    A time-stamp authority that fails ends nothing: the seal then has no trusted time, the result says why.
    Raises UsageError, OutputInEvidenceError, OutputExistsError, OutputNotWritableError, DiskFullError
    (nothing of the bundle is left then), NothingSelectedError, CancelledError, SealFailedError, and the
    EvidenceErrors of a source that can't be opened or that changes while it is read.
    """
    refuse_received(case.path)
    output = bundle_path(case, request.out)
    case.store.database.keep_little()  # memory is for what has to be kept of each content
    with disk_errors(output.zip):
        if not request.tags_and_notes:
            give_up_recorded(case)
        signers = Signers(signing, cosigners, witnesses)
        signers.refuse_repeated()
        name = usable_name(output.name)
        begun = Begun(
            case, output, name, asked_values(request), [fingerprint(s.certificate) for s in signers.all]
        )
        settled = settle(case, begun)
        if settled is not None:
            return settled
        output.refuse_existing()
        refuse_contradiction(case)
        chosen = choose(case, request)
        plan = _plan(case, request, name, output.zip.name)
        refuse_unfit(case, plan, chosen.labels)
        sources = SealingSources(case, request.credentials, ask)
        sources.ask_first(_layers(case, request), report)
        time = SealingTime(request.authorities, clock=clock, report=report, cancelled=cancelled)
        return _Sealing(
            case, request, plan, begun, output, chosen, sources, signers, time, clock, report, cancelled
        ).run()


def _layers(case: Case, request: SealRequest) -> tuple[str, ...]:
    """The layers whose contents are asked for and at hand."""
    measured = case.store.artifacts.measure(*request.chosen, sealable=True)
    return tuple(m.layer_id for m in measured if m.source_id not in request.without and m.content_bytes)


def default_name(case: Case) -> str:
    """The customary name of the next bundle of this case."""
    return bundle_name(case.facts.reference, len(earlier_seals(case)) + 1)


def bundle_path(case: Case, out: Path) -> Output:
    """Where a bundle asked for at `out` is written. Raises UsageError, OutputInEvidenceError."""
    path = out.absolute()
    if path.is_dir():
        path = path / f"{default_name(case)}{SEALED_SUFFIX}"
    elif path.suffix.lower() != ZIP_SUFFIX:
        raise UsageError(name="OUT.zip", value=str(out))
    refuse_in_evidence(case, path)
    return Output(path)


def _plan(case: Case, request: SealRequest, name: str, file_name: str) -> BundlePlan:
    unknown = next((language for language in request.languages if language not in LANGUAGES), None)
    if unknown is not None:
        raise UsageError(name="--lang", value=unknown)
    return BundlePlan(
        name=name,
        file_name=file_name,
        facts=case.facts,
        request=with_handling(read_request(case), request.handling),
        languages=tuple(sorted({"en", *(request.languages or LANGUAGES)})),
        earlier_seals=earlier_seals(case),
        supplement=None if request.supplement is None else supplement_for(case, request.supplement, name),
    )


class _Sealing:
    """One run, from the first byte to the released bundle."""

    def __init__(
        self,
        case: Case,
        request: SealRequest,
        plan: BundlePlan,
        begun: Begun,
        output: Output,
        chosen: Chosen,
        sources: SealingSources,
        signers: Signers,
        time: SealingTime,
        clock: Clock,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._case = case
        self._request = request
        self._plan = plan
        self._begun = begun
        self._output = output
        self._chosen = chosen
        self._sources = sources
        self._signers = signers
        self._time = time
        self._clock = clock
        self._report = report
        self._cancelled = cancelled

    def run(self) -> SealedBundle:
        pending = Pending.of(self._case)
        resuming = pending.continues(self._output, self._begun)
        given_up = not resuming and (bool(pending.steps) or pending.foreign)
        if not resuming:
            pending.discard(self._case, self._output)
        try:
            with disk_errors(self._output.zip), collecting_rarely():
                self._check_space(resuming)
                ending = self._write(pending, resuming)
                return replace(release(self._case, self._output, ending), given_up=given_up)
        except (DiskFullError, OutputNotWritableError, SealFailedError):
            self._give_up()
            raise

    def _check_space(self, resuming: bool) -> None:
        """Raises DiskFullError before anything is copied where the contents alone don't fit."""
        there = self._output.part.stat().st_size if resuming else 0
        free = shutil.disk_usage(self._output.zip.parent).free
        if free + there < self._chosen.content_bytes + _SPARE_BYTES:
            raise DiskFullError(path=str(self._output.zip))

    def _write(self, pending: Pending, resuming: bool) -> Ending:
        """The whole ZIP, still under its unfinished name, and the journal's last step."""
        with closing(Journal(pending.path, fresh=not resuming)) as journal:
            if not resuming:
                journal.add("begun", **self._begun.step())
            try:
                part = open_part(self._output.part, ours=resuming)
            except OutputExistsError:
                pending.path.unlink()
                raise
            with part as file, closing(self._lines()) as lines:
                finished: deque[Finished] = deque()
                if resuming:
                    finished = finished_items(pending.steps, file, self._plan.name, self._resume_tick())
                    journal.rewind(pending.begun_bytes + sum(f.step_bytes for f in finished))
                bag = BagWriter(self._plan.name, ZipWriter(file, settle=partial(start_writing, file)))
                contents = self._copy(bag, journal, finished, lines)
                ending = self._close(bag, contents)
                file.flush()
                os.fsync(file.fileno())
                ending = replace(ending, zip_bytes=os.fstat(file.fileno()).st_size)
            journal.add("sealed", **marked_ending(self._case, self._begun, ending))
            journal.sync()
        return ending

    def _lines(self) -> CatalogueLines:
        return CatalogueLines(self._case.bundles, self._chosen.labels)

    def _resume_tick(self) -> Callable[[int], None]:
        """Progress of reading again what a killed run wrote."""
        total = self._output.part.stat().st_size
        done = 0

        def tick(more_bytes: int) -> None:
            nonlocal done
            if self._cancelled():
                raise CancelledError
            done += more_bytes
            self._report(Progress("seal-resume", self._output.part.name, done, total))

        return tick

    def _copy(
        self, bag: BagWriter, journal: Journal, finished: deque[Finished], lines: CatalogueLines
    ) -> Contents:
        copier = ContentCopier(
            bag,
            journal,
            finished,
            lines,
            media=frozenset(m.artifact_id for m in self._chosen.media),
            without=self._request.without,
            total_bytes=self._chosen.content_bytes,
            sources=self._sources,
            report=self._report,
            cancelled=self._cancelled,
        )
        copier.add_bytes("nonce", layout.NONCE, seal_nonce())
        copier.copy(self._case.store.artifacts.stream(*self._chosen.chosen, sealable=True))
        copier.copy(self._chosen.media)
        return copier.finish()

    def _close(self, bag: BagWriter, contents: Contents) -> Ending:
        """Lists, announcement, manifests and the seal over them."""
        plan, case = self._plan, self._case
        at = utc_text(self._clock.now())
        lists = ListWriter(case, bag, plan, self._chosen, contents, self._report, self._cancelled)
        lists.write_catalogue(by=plan.facts.examiner, at=at)
        event = announce(case, plan.name, self._chosen.exhibits, self._signers, self._request.notes)
        before = self._time.begin(case.ledger.head()[1])
        lists.write_records(case.ledger.lines(), before=before)
        lists.write_reports(self._request.reports, demo=self._signers.demo, clock=self._clock)
        totals = lists.close(at[:10])
        info, seal, time = make_seal(plan, totals, self._signers.all, self._time, self._clock)
        bag.add_seal(layout.seal_path(plan.name), seal)
        return Ending(
            out=str(self._output.zip),
            name=plan.name,
            seal=base64.b64encode(seal).decode("ascii"),
            seal_code=seal_code(info),
            signer_fingerprint=fingerprint(self._signers.first.certificate),
            event_id=event.event_id,
            zip_bytes=0,
            artifacts=self._chosen.count,
            with_content=contents.with_content,
            payload_bytes=bag.payload_bytes,
            omissions=totals.omission_count,
            failed=len(contents.omissions),
            earlier_seals=plan.earlier_seals,
            time=time,
            reports=tuple(lists.reports),
            unmade=tuple(lists.unmade),
            supplement=supplement_text(plan.supplement),
            tagged=tagged_text(case, self._chosen.chosen),
        )

    def _give_up(self) -> None:
        """Leave nothing of an unreleased bundle. What the case can't take now, its next sealing writes."""
        if self._output.zip.exists():
            return
        pending = Pending.of(self._case)
        ending, seal = pending.ending, self._output.seal
        if ending is not None and seal.is_file() and seal.read_bytes() == ending.seal_bytes:
            seal.unlink()
        self._output.remove_parts()
        with suppress(ForensicsError):
            pending.discard(self._case)

"""The evidence report of a case or of a sealed bundle: PDF or HTML, made from the same lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from forensics_app.bundle.layout import CATALOG_CSV, OMISSIONS, report_paths
from forensics_app.errors import OutputExistsError, UsageError
from forensics_app.i18n.translator import Translator, translator_for
from forensics_app.model.choices.cluster import ClusterAddress, RefusedWorker
from forensics_app.model.credentials import Credential
from forensics_app.model.custody import Person
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.report_parts import ReportPart
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.report.evidence.document import EvidenceDocument
from forensics_app.report.evidence.facts import EvidenceFacts, Origin
from forensics_app.report.evidence.report import evidence_document
from forensics_app.services.browsing.listing import CSV_COLUMNS, ListFormat, artifact_lines, omission_table
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.clusters.connecting import connected
from forensics_app.services.custody.record import record_of, record_of_bundle
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.files.list_file import write_list
from forensics_app.services.forms.output import write_form
from forensics_app.services.reports.case import CaseLists, pictures_of, set_hits, tag_notes
from forensics_app.services.reports.facts import STAGE, ReportSource, gather, listed_layers, readings
from forensics_app.services.reports.forms import SUFFIXES, laid_out
from forensics_app.services.reports.received import received_bundle
from forensics_app.services.selection.tag import tags
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.verifying.verify import check

__all__ = ["ReportAsked", "WrittenReport", "write_evidence_report"]


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """`chosen` and `pictures` (thumbnails) are for a case alone: what is in a bundle was chosen by its
    sender, and what its pictures show is not known. `without`: parts that stay out; the report names them.
    `cluster` makes the thumbnails. `author` makes the report on a received bundle's case (`own_person`):
    the examiner of such a case is the sender's."""

    language: str
    chosen: ArtifactFilter = EVERYTHING
    pictures: bool = False
    without: frozenset[ReportPart] = frozenset()
    cluster: ClusterAddress | None = None
    author: Person | None = None


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """`lists` are files beside the report with what its tables leave out; `verification` is of a bundle;
    `refused` are workers of a cluster, each once."""

    path: Path
    lists: tuple[Path, ...] = ()
    verification: VerificationReport | None = None
    refused: tuple[RefusedWorker, ...] = ()


def write_evidence_report(
    source: Path,
    out: Path,
    asked: ReportAsked,
    *,
    trust: TrustStore,
    clock: Clock,
    credentials: tuple[Credential, ...] = (),
    ask: AskCredential | None = None,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> WrittenReport:
    """Write the report on a case, or on a bundle that is verified or unconfirmed, to the new file `out`.

    `credentials` open the encrypted volumes of a case for its thumbnails; `ask` is asked for what they lack.
    Raises UsageError, OutputExistsError, OutputNotWritableError, DiskFullError, TypesettingFailedError,
    CancelledError, CaseErrors, VerificationFailedError, NotABundleError, BundleNotFoundError; a ClusterError,
    or ClusterRefusedError, where the cluster asked for can't be had.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(name="--output", value=str(out))
    if os.path.lexists(out):
        raise OutputExistsError(path=str(out))
    if asked.cluster is not None and not asked.pictures:
        raise UsageError(name="--cluster", value=asked.cluster.address)
    if credentials and not asked.pictures:
        raise UsageError(name="--credentials", value=str(source))
    if is_case(source):
        return _of_case(source, out, asked, trust, clock, credentials, ask, report, cancelled)
    if asked.pictures or asked.chosen != EVERYTHING:
        raise UsageError(name="BUNDLE", value=str(source))
    now = clock.now()
    with check(source, trust=trust, clock=clock, report=report, cancelled=cancelled) as bundle:
        found = bundle.report
        lists = ReportSource(
            origin=Origin.BUNDLE,
            name=found.bundle.reference or source.name,
            read=bundle.content,
            custody=record_of_bundle(bundle, source),
            whole_list=CATALOG_CSV,
            whole_omissions=OMISSIONS,
            total=found.bundle.artifacts,
            supplement=found.bundle.supplement,
        )
        facts = gather(lists, utc_text(now.replace(microsecond=0)), report=report, cancelled=cancelled)
        originals = tuple(report_paths(bundle.paths()))
        facts = replace(facts, verification=found, originals=originals, without=asked.without)
    report(Progress(STAGE))
    document = evidence_document(facts, translator_for(asked.language))
    data = laid_out(document, out.suffix.lower(), clock=clock, cancelled=cancelled)
    write_form(out, data)
    return WrittenReport(out, verification=found)


def _of_case(
    path: Path,
    out: Path,
    asked: ReportAsked,
    trust: TrustStore,
    clock: Clock,
    credentials: tuple[Credential, ...],
    ask: AskCredential | None,
    report: Report,
    cancelled: IsCancelled,
) -> WrittenReport:
    artifacts, omissions = (out.with_name(f"{out.stem}.{name}.csv") for name in ("artifacts", "omissions"))
    for list_file in (artifacts, omissions):
        if os.path.lexists(list_file):
            raise OutputExistsError(path=str(list_file))
    with open_case(path, write=False, clock=clock) as case, connected(asked.cluster) as cluster:
        refuse_in_evidence(case, out)
        at = utc_text(clock.now().replace(microsecond=0))
        shown = received_bundle(case, asked.author, trust=trust, clock=clock)
        lists = CaseLists(case, asked.chosen, at)
        source = ReportSource(
            origin=Origin.CASE,
            name=case.facts.reference,
            read=lists.read,
            custody=record_of(case),
            whole_list=artifacts.name,
            whole_omissions=omissions.name,
            total=lists.count,
            senders_tags=frozenset(one.name for one in tags(case) if one.sealed),
            listed_layers=listed_layers(case.store.queries),
            readings=None if shown is not None else readings(case.store.queries),
        )
        facts = gather(source, at, report=report, cancelled=cancelled)
        facts = replace(
            facts,
            without=asked.without,
            received=shown,
            notes={} if shown is None else tag_notes(case, facts.tally),
            hash_sets=set_hits(case, asked.chosen, cancelled=cancelled),
            pictures=None
            if not asked.pictures
            else pictures_of(
                case,
                facts.tally,
                cluster=cluster,
                credentials=credentials,
                ask=ask,
                report=report,
                cancelled=cancelled,
            ),
        )
        words = translator_for(asked.language)
        document = evidence_document(facts, words)
        data = laid_out(document, out.suffix.lower(), clock=clock, cancelled=cancelled)
        written: list[Path] = []
        try:
            for list_file, lines, total in _needed(lists, document, facts, artifacts, omissions, words):
                write_list(lines, list_file, marked=True, total=total, report=report, cancelled=cancelled)
                written.append(list_file)
            write_form(out, data)
        except BaseException:
            for list_file in written:
                list_file.unlink(missing_ok=True)
            raise
        refused = () if cluster is None else cluster.refused
    return WrittenReport(out, tuple(written), refused=refused)


def _needed(
    lists: CaseLists,
    document: EvidenceDocument,
    facts: EvidenceFacts,
    artifacts: Path,
    omissions: Path,
    words: Translator,
) -> Iterator[tuple[Path, Iterator[str], int | None]]:
    """The lists that the report points at, with their lines."""
    notes = [table.note for section in document.sections for table in section.tables]
    if any(artifacts.name in note for note in notes):
        rows = artifact_lines(lists.artifacts(), ListFormat.CSV)
        yield artifacts, chain([csv_line(CSV_COLUMNS)], rows), lists.count
    if facts.omissions:
        yield omissions, omission_table(lists.omissions(), words), None

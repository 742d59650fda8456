"""The sender's evidence reports in a bundle, made from the very lists that the seal is to cover.

They are for people without the program. No verdict rests on them, and one that can't be made never costs the
bundle: what is missing is told to whoever seals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forensics_app.bundle import layout
from forensics_app.errors import CancelledError, ForensicsError, TypesettingFailedError
from forensics_app.i18n.translator import translator_for
from forensics_app.model.bundle import BundlePlan
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.times import Clock, utc_text
from forensics_app.report.evidence.facts import EvidenceFacts, Origin
from forensics_app.report.evidence.report import evidence_document
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.record import record_of
from forensics_app.services.reports.facts import STAGE, ReportSource, gather, listed_layers, readings
from forensics_app.services.reports.forms import SUFFIXES, laid_out
from forensics_app.services.sealing.catalogue import CatalogueLines

# what a fault of our own, or a value that nobody thought of, can raise while words are put together
_FAULTS = (ForensicsError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, MemoryError)


@dataclass(frozen=True, slots=True)
class MadeReport:
    """`data` is None where the report at this path of the bundle could not be made; `why` then says why, in
    technical English."""

    path: str
    data: bytes | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReportLists:
    """What a report is made from: the small lists as they were written, and the catalogue's lines."""

    written: Mapping[str, bytes]
    catalogue: CatalogueLines

    def read(self, path: str) -> Iterable[bytes]:
        """The content of a list by its path."""
        return self.catalogue.lines() if path == layout.CATALOG else [self.written[path]]


def sealed_reports(
    case: Case,
    plan: BundlePlan,
    languages: Iterable[str],
    lists: ReportLists,
    *,
    demo: bool,
    clock: Clock,
    report: Report,
    cancelled: IsCancelled,
) -> Iterator[MadeReport]:
    """Both forms in each language. Raises CancelledError."""
    wanted = [(language, suffix) for language in languages for suffix in SUFFIXES]
    if not wanted:
        return
    try:
        facts = _facts(case, plan, lists, demo, clock, report, cancelled)
    except CancelledError:
        raise
    except _FAULTS as e:
        yield from (MadeReport(layout.report_path(*one), None, _why(e)) for one in wanted)
        return
    for language, suffix in wanted:
        path = layout.report_path(language, suffix)
        report(Progress(STAGE, subject=path))
        try:
            document = evidence_document(facts, translator_for(language))
            yield MadeReport(path, laid_out(document, suffix, clock=clock, cancelled=cancelled))
        except CancelledError:
            raise
        except _FAULTS as e:
            yield MadeReport(path, None, _why(e))


def _facts(
    case: Case,
    plan: BundlePlan,
    lists: ReportLists,
    demo: bool,
    clock: Clock,
    report: Report,
    cancelled: IsCancelled,
) -> EvidenceFacts:
    source = ReportSource(
        origin=Origin.SEALING,
        name=plan.name,
        read=lists.read,
        custody=record_of(case),
        whole_list=layout.CATALOG_CSV,
        whole_omissions=layout.OMISSIONS,
        total=len(lists.catalogue),
        demo=demo,
        supplement=plan.supplement,
        listed_layers=listed_layers(case.store.queries),
        readings=readings(case.store.queries),
    )
    at = utc_text(clock.now().replace(microsecond=0))
    return gather(source, at, report=report, cancelled=cancelled)


def _why(error: BaseException) -> str:
    if isinstance(error, TypesettingFailedError):
        return error.detail[:500]
    return f"{type(error).__name__}: {error}"[:500]

"""Whether a case's own words can stand in a bundle (docs/bundle-format.md, section 3.11), before it is begun.

What is typed today is refused where it is typed; a case of an earlier version may hold other words.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.bundle.identifiers import identifier_fault, line_fault
from forensics_app.errors import UsageError
from forensics_app.model.bundle import BundlePlan
from forensics_app.services.cases.case import Case
from forensics_app.services.selection.labels import SealedLabels


def refuse_unfit(case: Case, plan: BundlePlan, labels: SealedLabels) -> None:
    """Raises UsageError for the first word that no bundle may hold."""
    for name, value in _identifiers(case, plan, labels):
        if value is not None and identifier_fault(value):
            raise UsageError(name=name, value=value[:200])
    for name, value in _lines(plan):
        if line_fault(value or ""):
            raise UsageError(name=name, value=(value or "")[:200])


def _identifiers(case: Case, plan: BundlePlan, labels: SealedLabels) -> Iterator[tuple[str, str | None]]:
    facts, request = plan.facts, plan.request
    yield "reference", facts.reference
    yield "examiner", facts.examiner
    yield "agency", facts.agency
    yield "country", facts.country
    yield "instrument", request.instrument
    yield "requesting_reference", request.requesting_reference
    yield "executing_reference", request.executing_reference
    yield "urgency", request.urgency
    for language in request.languages:
        yield "languages", language
    for record in case.store.queries.sources():
        yield "--exhibit", record.exhibit
    for tag in case.store.tagging.tags():
        if labels.everything or tag.name in labels.tags:
            yield "TAG", tag.name


def _lines(plan: BundlePlan) -> Iterator[tuple[str, str | None]]:
    yield "title", plan.facts.title
    for authority in plan.request.authorities:
        yield "authorities", authority.role
        yield "authorities", authority.name
        yield "authorities", authority.country
    for code in plan.request.handling:
        yield "--handling", code.scheme
        yield "--handling", code.value

"""Addenda as a report shows them: those that count first, in their order, then the others."""

from __future__ import annotations

from forensics_app.model.findings import AddendumFacts
from forensics_app.model.times import utc_text
from forensics_app.verify.addenda.addendum_check import CheckedAddendum
from forensics_app.verify.addenda.story import Story


def addenda_facts(story: Story) -> tuple[AddendumFacts, ...]:
    """Every addendum that was looked at, once."""
    counted = (_facts(a, counts=True, latest=a in story.latest) for a in story.addenda)
    others = (_facts(a, counts=False, latest=False) for a in story.others)
    return (*counted, *others)


def _facts(addendum: CheckedAddendum, *, counts: bool, latest: bool) -> AddendumFacts:
    token_time = addendum.time.token_time
    return AddendumFacts(
        name=addendum.name,
        counts=counts,
        latest=latest,
        verdict=addendum.verdict,
        findings=addendum.findings,
        code=None if addendum.seal is None else addendum.seal.code,
        event_sha256=addendum.event_sha256,
        event=addendum.event,
        signers=tuple(s.shown for s in addendum.signers),
        timestamp=None if token_time is None else utc_text(token_time),
        seal=None if addendum.info is None else addendum.info.seal,
    )

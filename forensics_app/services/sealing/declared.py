"""What a bundle declares as left out: the one list that is sealed, and counted wherever a count is shown.

A count is always of things, the sum over the omissions, never of lines or of reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.services.cases.case import Case
from forensics_app.services.sealing.choosing import Chosen
from forensics_app.services.sealing.copying.record import SealOmissionCode


def declared_omissions(
    case: Case, chosen: Chosen, sources: Sequence[SourceRecord], *, copying: Iterable[Omission] = ()
) -> tuple[Omission, ...]:
    """Of the case's own list, of the choice, of sources that were not read to their end, and of what
    `copying` the contents found. Nothing that is withheld is named.
    """
    return (
        *chosen.withheld.without_names(case.store.queries.omissions()),
        *chosen.omissions,
        *copying,
        *_unfinished(sources),
    )


def count_of(omissions: Iterable[Omission]) -> int:
    """How many things they are about."""
    return sum(omission.count for omission in omissions)


def _unfinished(sources: Sequence[SourceRecord]) -> Iterator[Omission]:
    """A source whose ingest was stopped holds more than its catalogue shows."""
    for record in sources:
        if record.state is SourceState.READING:
            code = SealOmissionCode.INGEST_INCOMPLETE.value
            yield Omission(code, record.source_id, None, 1, OmissionStage.SELECT)

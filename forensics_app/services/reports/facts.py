"""What an evidence report says, gathered from the sealed lists: of a bundle, one being sealed, or a case.

All three give the same lists in the same form, so that a receiver who makes the report anew reads what the
sender's report was made from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

import forensics_app
from forensics_app.bundle import layout
from forensics_app.catalog.queries import Queries
from forensics_app.errors import CancelledError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.i18n.omissions import gravity, lies_in_withheld
from forensics_app.model.case import ExamineRequest, SourceState
from forensics_app.model.evidence import Layer, LayerKind, LayerState, OmissionStage, ShadowCopies
from forensics_app.model.evidence import Omission as OmissionLine
from forensics_app.model.incomplete import is_of_source
from forensics_app.model.marks import withheld_artifacts
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.request import RequestRecord
from forensics_app.model.supplement import Supplement
from forensics_app.report.evidence.facts import EvidenceFacts, Ledger, OmissionGroup, Origin, Reading
from forensics_app.report.evidence.tally import Tally
from forensics_app.services.custody.record import CustodyRecord
from forensics_app.services.verifying.sealed_lines import decoded_lines
from forensics_app.verify.files.records import (
    Artifact,
    Case,
    Omission,
    Request,
    Request2,
    Selection,
    Source,
    Typed,
)
from forensics_app.verify.lists.request_record import record_1, record_2

STAGE = "report"
PROGRAM = f"Sealwright {forensics_app.__version__}"
ReadList = Callable[[str], Iterable[bytes]]
_LOOK_EVERY = 2048
_T = TypeVar("_T")
_PLACES = 3
_NTFS = "ntfs"  # as sources.json has it
_SHADOW_COPIES = "volume shadow copies"  # the detail where nobody asked for them; else a reason follows it


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where lists come from: `read` gives the content of a list by its path, `total` how many artifacts there
    will be, for the progress alone. `demo`: it rests on made-up identities. `senders_tags` are those that
    came with a received bundle. `listed_layers` as EvidenceFacts has them, where that is more than the lists
    say; `readings` too."""

    origin: Origin
    name: str
    read: ReadList
    custody: CustodyRecord
    whole_list: str
    whole_omissions: str
    total: int | None = None
    demo: bool = False
    supplement: Supplement | None = None
    senders_tags: frozenset[str] = frozenset()
    listed_layers: frozenset[str] | None = None
    readings: tuple[Reading, ...] | None = None


def gather(
    source: ReportSource, rendered_at: str, *, report: Report, cancelled: IsCancelled
) -> EvidenceFacts:
    """The facts. Raises VerificationFailedError and CancelledError."""
    case, request = _request(source.read)
    omissions = _omissions(_list(source.read, layout.OMISSIONS, Omission))
    tally = _tally(source, report, cancelled)
    listed = source.listed_layers
    return EvidenceFacts(
        origin=source.origin,
        name=source.name,
        rendered_at=rendered_at,
        program=PROGRAM,
        demo=source.demo or source.custody.demo,
        case=case,
        request=request,
        sources=tuple(_list(source.read, layout.SOURCES, Source)),
        selection=next(_list(source.read, layout.SELECTION, Selection)),
        omissions=omissions,
        incomplete=_incomplete(_list(source.read, layout.OMISSIONS, Omission)),
        ledger=ledger_of(source.custody),
        tally=tally,
        whole_list=source.whole_list,
        whole_omissions=source.whole_omissions,
        supplement=source.supplement,
        listed_layers=frozenset(tally.layers) if listed is None else listed,
        readings=source.readings,
        withheld=withheld_artifacts((one.code, one.count) for one in omissions),
    )


def _list(read: ReadList, path: str, kind: type[_T]) -> Iterator[_T]:
    return decoded_lines(read(path), kind, path)


def _request(read: ReadList) -> tuple[Case, RequestRecord]:
    line = b"".join(read(layout.REQUEST))
    if msgspec.json.decode(line, type=Typed).type == "sealwright/request/2":
        second = next(decoded_lines([line], Request2, layout.REQUEST))
        return second.case, record_2(second)
    first = next(decoded_lines([line], Request, layout.REQUEST))
    return first.case, record_1(first)


def _omissions(omissions: Iterable[Omission]) -> tuple[OmissionGroup, ...]:
    """By reason, the worst first, then the most; of each the first places in the order of the list."""
    counts: Counter[str] = Counter()
    worst: dict[str, int] = {}
    sources: dict[str, dict[str, None]] = {}
    places: dict[str, list[str]] = {}
    in_withheld: Counter[str] = Counter()
    for one in omissions:
        counts[one.code] += int(one.count)
        line = OmissionLine(one.code, one.source, one.locator, int(one.count), OmissionStage(one.stage))
        if lies_in_withheld(line):
            in_withheld[one.code] += line.count
        grave = gravity(one.code, one.locator)
        worst[one.code] = min(grave, worst.get(one.code, grave))
        sources.setdefault(one.code, {})[one.source] = None
        some = places.setdefault(one.code, [])
        if one.locator is not None and len(some) < _PLACES:
            some.append(one.locator)
    ordered = sorted(counts.items(), key=lambda pair: (worst[pair[0]], -pair[1], pair[0]))
    return tuple(
        OmissionGroup(code, count, tuple(sorted(sources[code])), tuple(places[code]), in_withheld[code])
        for code, count in ordered
    )


def _incomplete(omissions: Iterable[Omission]) -> dict[str, tuple[str | None, ...]]:
    """What is missing of the images of sources, by the source, in the words of the ledger."""
    found: dict[str, tuple[str | None, ...]] = {}
    for one in omissions:
        if is_of_source(one.code, one.locator, one.source):
            found[one.source] = (*found.get(one.source, ()), one.detail)
    return found


def listed_layers(queries: Queries) -> frozenset[str]:
    """The layers of which the case lists anything, by their ids."""
    return frozenset(layer for layer, counted in queries.classes().items() if counted)


def readings(queries: Queries) -> tuple[Reading, ...]:
    """What was asked of the contents of each source that could be opened; sources read alike together."""
    omissions = queries.omissions()
    found: dict[tuple[ExamineRequest, ShadowCopies | None], list[str]] = {}
    for record in queries.sources():
        if record.opened is None or record.state is SourceState.FAILED:
            continue
        own = (o for o in omissions if o.source_id == record.source_id)
        copies = _shadow_copies(record.opened.layers, own)
        found.setdefault((record.request, copies), []).append(record.source_id)
    return tuple(Reading(tuple(ids), request, copies) for (request, copies), ids in found.items())


def _shadow_copies(layers: Sequence[Layer], omissions: Iterable[OmissionLine]) -> ShadowCopies | None:
    """From what is in the catalogue: shadow copies are looked for on each NTFS volume that opens, wanted or
    not, and those that are there become layers or omissions."""
    volumes = [one for one in layers if one.file_system == _NTFS and one.state is LayerState.WALKED]
    if not volumes:
        return None
    ids = {one.layer_id for one in volumes}
    copies = [one.state for one in layers if one.kind is LayerKind.SNAPSHOT]
    read, failed, left = LayerState.WALKED in copies, LayerState.OMITTED in copies, False
    for one in omissions:
        within, _, copy = (one.locator or "").rpartition(".vss")
        if copy.isdecimal() or (within and not copy):
            failed = failed or within in ids
        elif one.code == OmissionCode.SNAPSHOTS_NOT_READ and one.locator in ids:
            left = left or one.detail == _SHADOW_COPIES
            failed = failed or (one.detail or "").startswith(f"{_SHADOW_COPIES}:")
    if read:
        return ShadowCopies.IN_PART if failed or left else ShadowCopies.READ
    return ShadowCopies.NOT_READ if left else ShadowCopies.FAILED if failed else ShadowCopies.NONE


def ledger_of(record: CustodyRecord) -> Ledger:
    """What a report says of a ledger."""
    overs = record.hand_overs
    return Ledger(
        count=len(record.lines),
        head=record.head,
        events=record.events,
        broken=record.broken,
        hand_overs=len(overs),
        both=sum(over.signed_by_both for over in overs),
        problems=len(record.problems),
    )


def _tally(source: ReportSource, report: Report, cancelled: IsCancelled) -> Tally:
    tally = Tally(senders_tags=source.senders_tags)
    for artifact in decoded_lines(source.read(layout.CATALOG), Artifact, layout.CATALOG):
        tally.add(artifact)
        if tally.artifacts % _LOOK_EVERY == 0:
            if cancelled():
                raise CancelledError
            report(Progress(STAGE, items=tally.artifacts, total_items=source.total))
    return tally

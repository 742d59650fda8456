"""Reads the overview of a case. Runs in the reader thread."""

from __future__ import annotations

from collections import Counter

from forensics_app.errors import CaseDamagedError, ForensicsError, RequestFileError, RequestInvalidError
from forensics_app.i18n.custody import sources_named
from forensics_app.i18n.omissions import gravity, is_doubt
from forensics_app.model.answering.deadlines import Deadline
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.evidence import LayerState
from forensics_app.model.facets import ArtifactClass, family_class
from forensics_app.model.incomplete import is_of_source
from forensics_app.model.request import RequestRecord
from forensics_app.model.retention import Retention
from forensics_app.services.browsing.browse import hash_set_categories, locked_layers, with_unread_snapshots
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.browsing.zones import declared_zones
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import ReceivedFacts, received_facts, received_record
from forensics_app.services.cases.retention import read_retention
from forensics_app.services.cases.sealed_tags import unsealed_tags
from forensics_app.services.custody.events import custody_state
from forensics_app.services.hash_sets.matching import matched_sets
from forensics_app.services.requests.case_request import read_request
from forensics_app.services.requests.deadlines import read_deadlines
from forensics_app.services.sealing.preview import broken_off
from forensics_app.services.selection.tag import tags
from forensics_app.services.trust.trust import load_trust
from ui.models.case.holders import Holder, holders
from ui.models.case.overview import CaseOverview, CustodyOverview, OmissionGroup
from ui.words.sources import LayerOmissions

LATEST_EVENTS = 5
FAMILIES = ("image", "video", "audio", "text")
SHOWN_OMISSIONS = 500


def read_overview(case: Case) -> CaseOverview:
    """Everything that the Case and Evidence pages show. Raises CaseDamagedError."""
    queries = case.store.queries
    sources = queries.sources()
    omissions = queries.omissions()
    omitted: Counter[str] = Counter()
    by_source: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    incomplete: dict[str, tuple[str | None, ...]] = {}
    of_layers: dict[str, LayerOmissions] = {}
    for omission in omissions:
        source_id = omission.source_id
        if is_of_source(omission.code, omission.locator, source_id):
            incomplete[source_id] = (*incomplete.get(source_id, ()), omission.detail)
        omitted[omission.code] += omission.count
        by_source[omission.source_id] += omission.count
        in_doubt = omission.count if is_doubt(omission.code) else 0
        doubted[omission.source_id] += in_doubt
        layer_id = (omission.locator or source_id).partition(":")[0]
        of_layer = of_layers.get(layer_id, LayerOmissions())
        of_layers[layer_id] = LayerOmissions(
            of_layer.omissions + omission.count - in_doubt, of_layer.doubts + in_doubt
        )
    classes = queries.classes()
    every: Counter[ArtifactClass] = sum(classes.values(), Counter())
    layers = {s.source_id: () if s.opened is None else s.opened.layers for s in sources}
    by_layer = {
        layer.layer_id: classes[layer.layer_id].total()
        for of_source in layers.values()
        for layer in of_source
        if layer.state is not LayerState.OMITTED  # an area may be an artifact as a whole
    }
    request, request_error = _request(case)
    writer = case.writer
    custody, held = _custody(case)
    return CaseOverview(
        facts=case.facts,
        sources=sources,
        total=every.total(),
        deleted=sum(count for one, count in every.items() if one.deleted),
        by_kind=tuple((kind, _count(every, kind=kind)) for kind in ArtifactKind),
        by_source={
            source_id: sum(classes[layer.layer_id].total() for layer in of_source)
            for source_id, of_source in layers.items()
        },
        by_layer=by_layer,
        omitted=tuple(OmissionGroup(code, count) for code, count in omitted.most_common()),
        omissions=tuple(sorted(omissions, key=lambda one: gravity(one.code, one.locator))[:SHOWN_OMISSIONS]),
        omitted_by_source=dict(by_source),
        doubted_by_source=dict(doubted),
        omitted_by_layer=of_layers,
        incomplete=incomplete,
        custody=custody,
        tags=tags(case),
        labels=(*case.store.tagging.standing(), *case.store.marking.standing()),
        writer=writer,
        locked=locked_layers(omissions),
        snapshots=with_unread_snapshots(omissions),
        paths=queries.source_paths(),
        hash_sets=matched_sets(case),
        categories=hash_set_categories(case),
        zones=declared_zones(case),
        zone_of=Timeline(case).declared(),
        request=request,
        request_error=request_error,
        deadline=_deadline(case),
        retention=_retention(case),
        made_here=case.made_here,
        received=_received(case),
        signer_removed=_signer_removed(case),
        holders=held,
        by_family=_families(every, sources),
        unsealed=unsealed_tags(case),
        broken_off=None if writer else broken_off(case),  # who writes may be sealing
    )


def _custody(case: Case) -> tuple[CustodyOverview, tuple[Holder, ...]]:
    state = custody_state(case)
    overview = CustodyOverview(
        count=state.count,
        latest=tuple(reversed(state.events[-LATEST_EVENTS:])),
        broken_at=None if state.broken is None else state.broken.sequence,
        detail="" if state.broken is None else str(state.broken),
        sources=sources_named(state.events),
    )
    return overview, holders(state.events)


def _families(
    every: Counter[ArtifactClass], sources: tuple[SourceRecord, ...]
) -> tuple[tuple[str, int], ...]:
    """Once all is read."""
    if any(source.state is SourceState.READING for source in sources):
        return ()
    return tuple((family, _count(every, family=family_class(family))) for family in FAMILIES)


def _count(
    every: Counter[ArtifactClass], *, kind: ArtifactKind | None = None, family: int | None = None
) -> int:
    return sum(
        count for one, count in every.items() if kind in (None, one.kind) and family in (None, one.family)
    )


def _received(case: Case) -> ReceivedFacts | None:
    """What a damaged record says is nothing; whatever would use it says so."""
    try:
        return received_facts(case.path)
    except CaseDamagedError:
        return None


def _signer_removed(case: Case) -> bool:
    """Whether the signer's certificate was on the user's list of trusted ones when the received bundle was
    verified, and is not any more.
    """
    try:
        record = received_record(case.path)
        if record is None or record.verification is None:
            return False
        signers = record.verification.seal.signers
        if not signers or signers[0].trust != "pinned":
            return False
        return all(entry.fingerprint != signers[0].fingerprint for entry in load_trust().entries)
    except ForensicsError:
        return False


def _retention(case: Case) -> Retention | None:
    """None too where its file was changed to something else: the command says so."""
    try:
        return read_retention(case.path)
    except CaseDamagedError:
        return None


def _deadline(case: Case) -> Deadline | None:
    """The one in force; None too where the file was changed to something else: the command says so."""
    try:
        return next(reversed(read_deadlines(case.path)), None)
    except CaseDamagedError:
        return None


def _request(case: Case) -> tuple[RequestRecord, ForensicsError | None]:
    """The record; where its file was changed to something else the case can be worked on all the same."""
    try:
        return read_request(case), None
    except (RequestFileError, RequestInvalidError) as e:
        return RequestRecord(), e

"""A case as the lists that a bundle of it would hold, made as they are read, and what no bundle holds."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

import msgspec

from forensics_app.bundle import layout
from forensics_app.bundle.writing.catalog_export import artifact_line, omission_object, selection_object
from forensics_app.bundle.writing.request_export import request_object
from forensics_app.bundle.writing.source_export import source_objects
from forensics_app.errors import CancelledError
from forensics_app.model import sealed_json
from forensics_app.model.artifact import Artifact
from forensics_app.model.bundle import SealedArtifact, Selection
from forensics_app.model.credentials import Credential
from forensics_app.model.evidence import Omission
from forensics_app.model.hash_sets import HashSetHit, HashSetKind
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.thumbnails import Thumbnail
from forensics_app.report.evidence.facts import NotShown, Pictures, SetHits, ShownPicture
from forensics_app.report.evidence.tally import MOST_SHOWN, Tally, path_of
from forensics_app.services.cases.case import Case
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.services.hash_sets.matching import matched_sets
from forensics_app.services.requests.case_request import read_request
from forensics_app.services.sealed_bundles.received_contents import thumbnails_of
from forensics_app.services.selection.filter_text import rules_of
from forensics_app.services.selection.withheld import tellable, withholdings
from forensics_app.services.sources.opening import AskCredential
from forensics_app.verify.files.records import Artifact as Line

MOST_HITS = 100
PICTURE_EDGE = 200
_NO_SALT = bytes(16)
_TOGETHER = 256
_WORST_FIRST = (HashSetKind.ILLEGAL, HashSetKind.NOTABLE)


class CaseLists:
    """`read` gives each list by its path in a bundle. What marks keep out of bundles is in none of them:
    reports leave the laboratory too."""

    def __init__(self, case: Case, chosen: ArtifactFilter, at: str) -> None:
        """`chosen` of the artifacts; `at`: now, UTC in sealed form."""
        self._case = case
        self._chosen = chosen
        self._at = at
        self._withheld = withholdings(case, (chosen,))
        self._shown_filters = tellable(case, (chosen,))
        measured = case.store.artifacts.measure(chosen, sealable=True)
        self.count = sum(one.artifacts for one in measured)

    def artifacts(self) -> Iterator[Artifact]:
        """What may be told of the chosen ones, in the total order."""
        return self._case.store.artifacts.stream(self._chosen, sealable=True)

    def omissions(self) -> list[Omission]:
        """The ledger of omissions without names of what is withheld, and how much that is."""
        withheld = self._withheld
        kept = withheld.without_names(self._case.store.queries.omissions())
        return [*kept, *withheld.omissions(())]

    def read(self, path: str) -> Iterable[bytes]:
        """The content of a list, in pieces. Raises KeyError for a path that is none."""
        case = self._case
        match path:
            case layout.CATALOG:
                return self._catalogue()
            case layout.SOURCES:
                records = map(self._withheld.source_record, case.store.queries.sources())
                return (sealed_json.dump_line(o) for record in records for o in source_objects(record))
            case layout.OMISSIONS:
                return (sealed_json.dump_line(omission_object(one)) for one in self.omissions())
            case layout.REQUEST:
                return [sealed_json.dump_line(request_object(read_request(case), case.facts))]
            case layout.SELECTION:
                return [sealed_json.dump_line(selection_object(self._selection()))]
        raise KeyError(path)

    def _catalogue(self) -> Iterator[bytes]:
        artifacts = self.artifacts()
        while lines := [line_of(one) + b"\n" for one in islice(artifacts, _TOGETHER)]:
            yield b"".join(lines)

    def _selection(self) -> Selection:
        return Selection(
            rules=rules_of(self._case, self._shown_filters) if self._shown_filters else (),
            by=self._case.facts.examiner,
            at=self._at,
            catalogued=self._case.store.queries.total(),
            selected=self.count,
            without_content=self.count,
        )


def line_of(artifact: Artifact) -> bytes:
    """The artifact's line as a bundle would hold it, without content and with a salt of zeros."""
    return artifact_line(SealedArtifact(artifact, _NO_SALT, None))


def tag_notes(case: Case, tally: Tally) -> dict[str, tuple[tuple[str, str], ...]]:
    """The notes of the artifacts in the report's table, by their ids, each with the tag it was given with."""
    noted = tuple(one.id for one in tally.listed.rows() if one.note)
    if not noted:
        return {}
    found = case.store.artifacts.stream(ArtifactFilter(ids=noted), sealable=True)
    return {one.artifact_id: one.tag_notes for one in found}


def set_hits(case: Case, chosen: ArtifactFilter, *, cancelled: IsCancelled) -> SetHits:
    """The sets that the case was compared with, and what of `chosen` stands in those that are no lists of
    known software, without what is withheld. Raises CancelledError."""
    sets = matched_sets(case)
    found: dict[str, tuple[Line, tuple[HashSetHit, ...]]] = {}
    seen: set[str] = set()
    for kind in _WORST_FIRST:
        for one in sets:
            if one.facts.kind is not kind or chosen.hash_set not in (None, one.facts.name):
                continue
            for artifact in case.store.artifacts.stream(
                replace(chosen, hash_set=one.facts.name), sealable=True
            ):
                if cancelled():
                    raise CancelledError
                seen.add(artifact.artifact_id)
                if len(found) < MOST_HITS and artifact.artifact_id not in found:
                    hits = tuple(h for h in artifact.hash_sets if h.kind in _WORST_FIRST)
                    found[artifact.artifact_id] = (msgspec.json.decode(line_of(artifact), type=Line), hits)
    return SetHits(sets, tuple(found.values()), len(seen))


def pictures_of(
    case: Case,
    tally: Tally,
    *,
    cluster: ReadingCluster | None,
    credentials: tuple[Credential, ...],
    ask: AskCredential | None,
    report: Report,
    cancelled: IsCancelled,
) -> Pictures:
    """Thumbnails of the first pictures of all that is reported, none of what a set of illegal contents holds.

    Decoded in a process of their own, here or on the workers of a `cluster`; what lies in encrypted volumes
    with `credentials`, or what `ask` gives before the first is made. Raises CancelledError, and
    ClusterRefusedError where none of those may read a source.
    """
    sets = matched_sets(case)
    if any(one.facts.kind is HashSetKind.ILLEGAL and not one.complete for one in sets):
        return Pictures((), refused=True)
    shown: list[ShownPicture] = []
    without: list[NotShown] = []
    left_out = 0
    found = iter(tally.pictures.rows())
    with thumbnails_of(case, credentials, cluster, ask=ask) as thumbnails:
        thumbnails.ask_first((line.layer for line in tally.pictures.rows()), report)
        while len(shown) < MOST_SHOWN:  # as many as are still needed, until all that was kept was asked
            asked: dict[str, tuple[str, Artifact]] = {}
            for line in found:
                artifact = case.store.artifacts.get(line.id)
                if any(hit.kind is HashSetKind.ILLEGAL for hit in artifact.hash_sets):
                    left_out += 1
                    continue
                asked[line.id] = path_of(line), artifact
                if len(shown) + len(asked) == MOST_SHOWN:
                    break
            if not asked:
                break
            artifacts = [artifact for _, artifact in asked.values()]
            made = {
                artifact.artifact_id: answer
                for artifact, answer in thumbnails.each(
                    artifacts, edge=PICTURE_EDGE, report=report, cancelled=cancelled
                )
            }
            for artifact_id, (path, _) in asked.items():
                answer = made[artifact_id]
                if isinstance(answer, Thumbnail):
                    shown.append(ShownPicture(base64.b64encode(answer.png).decode("ascii"), path))
                else:
                    without.append(NotShown(path, answer))
    more = tally.pictures.total - len(shown) - len(without) - left_out
    return Pictures(tuple(shown), left_out, without=tuple(without), more=more)

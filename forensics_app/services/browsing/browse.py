"""What the window's table and tree ask of a case: counts, blocks of rows at any place, folders."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from forensics_app.catalog.lists.answers import Answers
from forensics_app.catalog.lists.folder_tree import FolderTree
from forensics_app.catalog.lists.omitted import omission_codes
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.lists.type_counts import count_kinds, count_media_types
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.type_groups import TypeCounts
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.services.cases.case import Case

KEPT_VIEWS = 64
KEPT_NUMBERS = 3_000_000  # of rows, in all views together, and as many of filters: eight bytes each
KEPT_ANSWERS = 64
STREAMED_ROWS = 1000
SHOWN_TWINS = 20


@dataclass(frozen=True, slots=True)
class Twins:
    """Other artifacts with the same content; `count` is how many there are, of which some are here.
    `remarks`: what the ledger of omissions says of the artifact itself."""

    count: int
    artifacts: tuple[Artifact, ...] = ()
    remarks: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """`way`: the numbers of folders from the root of the layer to the folder itself; `names` of these."""

    layer_id: str
    way: tuple[int, ...]
    names: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class HashSetCategory:
    """A category that hits of a set have in the case; `count` of them."""

    hash_set: str
    category: str
    count: int


def locked_layers(omissions: Iterable[Omission]) -> frozenset[str]:
    """The layers that are encrypted and were not opened."""
    return frozenset(
        o.locator
        for o in omissions
        if o.code == OmissionCode.ENCRYPTED_VOLUME and o.stage is OmissionStage.OPEN and o.locator
    )


def with_unread_snapshots(omissions: Iterable[Omission]) -> frozenset[str]:
    """The sources with snapshots that were not asked for."""
    return frozenset(o.source_id for o in omissions if o.code == OmissionCode.SNAPSHOTS_NOT_READ)


def hash_set_categories(case: Case) -> tuple[HashSetCategory, ...]:
    """The categories of all hits, by set."""
    return tuple(HashSetCategory(*values) for values in case.store.hash_sets.categories())


class Browser:
    """Belongs to the thread that opened its case. Keeps the latest views, and what is known of their filters,
    until the catalogue changes."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._views: OrderedDict[tuple[ArtifactFilter, Sort, bool], TableView] = OrderedDict()
        self._answers: OrderedDict[ArtifactFilter, Answers] = OrderedDict()
        self._state = case.store.database.state()

    def count(self, chosen: ArtifactFilter) -> int:
        """How many artifacts a filter chooses now; lists asked for afterwards are of the same state."""
        with self._case.store.database.snapshot():
            self._refresh()
            answers = self._answers_of(chosen)
            if answers.count is not None:
                return answers.count
            return self._case.store.artifacts.find_count(chosen, answers)

    def rows(
        self, chosen: ArtifactFilter, sort: Sort, *, descending: bool, first: int, count: int
    ) -> Sequence[Artifact]:
        """At most `count` artifacts from place `first` on."""
        view = self._view(chosen, sort, descending=descending)
        return tuple(self._case.store.artifacts.to_artifacts(view.rows(first, count)))

    def stream(self, chosen: ArtifactFilter, sort: Sort, *, descending: bool) -> Iterator[Artifact]:
        """Everything that a filter chooses, in an order, as it was counted at the beginning."""
        view = self._view(chosen, sort, descending=descending)
        for first in range(0, view.count, STREAMED_ROWS):
            yield from self._case.store.artifacts.to_artifacts(view.rows(first, STREAMED_ROWS))

    def place_of(
        self, chosen: ArtifactFilter, sort: Sort, *, descending: bool, artifact_id: str
    ) -> int | None:
        """Where an artifact stands in a list; None where the filter does not choose it, or there is none."""
        number = self._case.store.artifacts.number_of(artifact_id)
        return None if number is None else self._view(chosen, sort, descending=descending).place_of(number)

    def next_deleted(
        self, chosen: ArtifactFilter, sort: Sort, *, descending: bool, place: int, backwards: bool
    ) -> int | None:
        """The place of the nearest deleted entry behind `place`, or before it."""
        view = self._view(chosen, sort, descending=descending)
        number = view.next_deleted(place, backwards=backwards)
        return None if number is None else view.place_of(number)

    def ids(
        self, chosen: ArtifactFilter, sort: Sort, *, descending: bool, places: Iterable[range]
    ) -> tuple[str, ...]:
        """The ids of what stands in ranges of places."""
        view = self._view(chosen, sort, descending=descending)
        numbers = [number for part in places for number in view.numbers(part.start, len(part))]
        return self._case.store.artifacts.ids_of(numbers)

    def folder_of(self, artifact_id: str) -> FolderPlace | None:
        """The folder that an artifact lies in, and the way there; None without such an artifact."""
        found = self._case.store.artifacts.folder_of(artifact_id)
        return None if found is None else FolderPlace(*self._case.store.artifacts.folder_way(found))

    def omission_codes(self) -> tuple[tuple[str, int], ...]:
        """Codes of omissions that name single artifacts, each with how many entries of the ledger."""
        return omission_codes(self._case.store.database)

    def rules(self) -> tuple[tuple[str, str, int], ...]:
        """Namespace and name of YARA rules that matched, each with how many artifacts."""
        return self._case.store.rules.counts()

    def types(self, chosen: ArtifactFilter) -> TypeCounts:
        """How many artifacts of the filter have which type, kind and state."""
        database = self._case.store.database
        return TypeCounts(
            total=self.count(chosen),
            media_types=count_media_types(database, chosen),
            kinds=count_kinds(database, chosen),
            deleted=self.count(replace(chosen, deleted=True)),
            high_entropy=self.count(replace(chosen, high_entropy=True)),
            unread=self.count(replace(chosen, unread=True)),
            placed=self.count(replace(chosen, position=True)),
        )

    def layers_with(self, chosen: ArtifactFilter, layer_ids: Iterable[str]) -> tuple[str, ...]:
        """Those of these layers in which the filter chooses something."""
        among = (one for one in layer_ids if chosen.layer in (None, one))
        return tuple(one for one in among if self.count(replace(chosen, layer=one)))

    def not_read_completely(self, artifacts: Iterable[Artifact]) -> frozenset[str]:
        """The ids of those that the filter `unread` finds: a word not found in them may be in them."""
        ids = tuple(artifact.artifact_id for artifact in artifacts)
        if not ids:
            return frozenset()
        found = self._case.store.artifacts.stream(ArtifactFilter(ids=ids, unread=True))
        return frozenset(artifact.artifact_id for artifact in found)

    def folders(self, chosen: ArtifactFilter) -> FolderTree:
        """The tree of folders with counts in the filter."""
        return FolderTree(self._case.store.database, chosen)

    def twins(self, artifact: Artifact) -> Twins:
        """Where else the content of an artifact is, by SHA-256, and what is to be said of it; empty content
        has no twins.
        """
        locator = artifact.entry.locator
        place = f"{locator.layer_id}:{locator.path_display()}"
        reused = OmissionCode.CONTENT_REUSED  # said of the deleted one of two with one path
        remarks = tuple(
            one
            for one in self._case.store.queries.remarks(place)
            if one.code != reused or artifact.entry.deleted
        )
        if not artifact.entry.size_bytes:
            return Twins(0, remarks=remarks)
        artifacts = self._case.store.artifacts
        found = artifacts.same_content(artifact, limit=SHOWN_TWINS)
        return Twins(artifacts.same_content_count(artifact) if found else 0, found, remarks)

    def _refresh(self) -> None:
        """Forget everything if the catalogue has changed since the last time."""
        state = self._case.store.database.state()
        if state != self._state:
            self._state = state
            self._views.clear()
            self._answers.clear()

    def _answers_of(self, chosen: ArtifactFilter) -> Answers:
        answers = self._answers.setdefault(chosen, Answers())
        self._answers.move_to_end(chosen)
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return answers

    def _view(self, chosen: ArtifactFilter, sort: Sort, *, descending: bool) -> TableView:
        key = (chosen, sort, descending)
        view = self._views.get(key)
        if view is None:
            database = self._case.store.database
            with database.snapshot():
                self._refresh()  # what was known before isn't said of a list that is made now
                answers = self._answers_of(chosen)
                view = TableView(database, chosen, sort, descending=descending, answers=answers)
            self._views[key] = view
            self._forget_old()
        self._views.move_to_end(key)
        return view

    def _forget_old(self) -> None:
        """The latest view stays, however long."""
        held = sum(view.held for view in self._views.values())
        while len(self._views) > 1 and (held > KEPT_NUMBERS or len(self._views) > KEPT_VIEWS):
            _, view = self._views.popitem(last=False)
            held -= view.held
        held = sum(answers.held for answers in self._answers.values())
        for answers in self._answers.values():  # the oldest first; they can be found again
            if held <= KEPT_NUMBERS:
                break
            held -= answers.held
            answers.numbers = None

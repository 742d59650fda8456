"""Reading a bag once: manifests first, then all other files on threads while the sealed lists are judged
here.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypeVar

from forensics_app.bundle import layout
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree
from forensics_app.model.findings import Damage
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.supplement import Supplement
from forensics_app.program_files import program_digest
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency.judging import ConsistencyCheck
from forensics_app.verify.custody.ledger import CustodyFacts, read_ledger
from forensics_app.verify.custody.signatures import signed_sequences
from forensics_app.verify.files.content import DigestPass, compare, locate_damage
from forensics_app.verify.files.reading import DigestedFile, LineTooLongError
from forensics_app.verify.files.records import Omission, Selection, Source
from forensics_app.verify.files.sealed_lists import MAX_OBJECT_BYTES
from forensics_app.verify.files.texts import MAX_BAG_INFO_BYTES, BagInfo, check_bagit, read_bag_info
from forensics_app.verify.files.tree import (
    Listed,
    check_names,
    check_nonce,
    check_required,
    read_manifest,
)
from forensics_app.verify.lists.catalog_check import CatalogFacts, check_catalog
from forensics_app.verify.lists.catalog_columns import Columns
from forensics_app.verify.lists.catalog_lines import CatalogLine
from forensics_app.verify.lists.csv_check import Rows
from forensics_app.verify.lists.identifiers import Identifiers
from forensics_app.verify.lists.lists_check import (
    RequestFacts,
    check_blocks,
    check_selection,
    check_sources,
    count_omissions,
    read_request,
    source_name,
)
from forensics_app.verify.lists.supplement_check import read_supplement
from forensics_app.verify.policy import Policy

_JUDGED_HERE = frozenset(
    {
        layout.BAGIT,
        layout.BAG_INFO,
        layout.MANIFEST,
        layout.TAG_MANIFEST,
        layout.SOURCES,
        layout.CATALOG,
        layout.CATALOG_CSV,
        layout.SELECTION,
        layout.OMISSIONS,
        layout.CUSTODY,
        layout.REQUEST,
        layout.BLOCKS,
        layout.SUPPLEMENT,
    }
)
_T = TypeVar("_T")


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Without the cyclic garbage collector, which would look at millions of values that form no cycles: they
    are read and dropped, and its looking takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class BagFacts:
    """What was read; None for each thing that is missing or could not be.

    `table_rows`: those of catalog.csv, where there was no catalogue to read it beside.
    """

    listed: Listed
    have_manifest: bool = False
    tag_manifest_digest: bytes | None = None
    bag_info: BagInfo | None = None
    catalog: CatalogFacts | None = None
    table_rows: int | None = None
    omissions: int | None = None
    custody: CustodyFacts | None = None
    request: RequestFacts | None = None
    supplement: Supplement | None = None
    selection: Selection | None = None
    tag_files: frozenset[str] = frozenset()
    differing: dict[int, bytes] = field(default_factory=dict)
    damage: tuple[Damage, ...] = ()
    sealed_after: datetime | None = None


class BagPass:
    """One reading of one bag, inside `with`: call `read_manifests`, then `read_all`, once each.

    Files that are only digested are read on threads, or by a process, from the first moment on. `skip` is the
    seal, which whoever reads the bag judges meanwhile.
    """

    def __init__(
        self, tree: Tree, policy: Policy, findings: Findings, *, skip: str | None, cancelled: IsCancelled
    ) -> None:
        self._tree = tree
        self._policy = policy
        self._findings = findings
        self.facts = BagFacts(Listed(tree))
        self.consistency = ConsistencyCheck(self.facts.listed, policy)
        self._digests = DigestPass(
            self.facts.listed,
            self._only_digested(skip),
            policy=policy,
            findings=findings,
            cancelled=cancelled,
        )

    def __enter__(self) -> Self:
        self._digests.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._digests.stop()

    def read_manifests(self) -> None:
        """Names and both manifests; after this every file's expected digest is known."""
        with _collector_resting():
            self._read_manifests()

    def read_all(self, *, report: Report) -> None:
        """Every other file once. Raises CancelledError."""
        with _collector_resting():
            self._read_lists()
        self._digests.allow(self._stated_octets())
        self._digests.hasten()
        program_digest()  # the report names it; now it costs no time of its own
        self.facts.differing |= self._digests.finish(report)
        self.facts.damage = locate_damage(
            self.facts.listed, self.facts.differing, policy=self._policy, findings=self._findings
        )

    def _stated_octets(self) -> int | None:
        """Bytes of all contents by a list that is as its manifest says; None where none is there that could
        say it."""
        facts, there = self.facts, self._tree.table.position
        info, catalog = facts.bag_info, facts.catalog
        if info is not None and there(layout.BAG_INFO) not in facts.differing:
            return int(info.oxum.partition(".")[0])
        if catalog is not None and there(layout.CATALOG) not in facts.differing:
            return catalog.octets + layout.NONCE_BYTES
        return None if there(layout.BAG_INFO) is None and there(layout.CATALOG) is None else 0

    def _only_digested(self, skip: str | None) -> array[int]:
        """Positions of the files whose content is judged by nothing but its digest."""
        return array(
            "I",
            (
                position
                for position, path in enumerate(self._tree.table)
                if path not in _JUDGED_HERE and path != skip
            ),
        )

    def _read_manifests(self) -> None:
        check_names(self._tree, self._findings)
        facts = self.facts
        tag_files = self._with(layout.TAG_MANIFEST, self._read_tag_manifest)
        if tag_files is None:
            self._findings.code("manifest-missing", layout.TAG_MANIFEST)
        else:
            check_required(tag_files, self._findings)
        read = self._with(layout.MANIFEST, lambda f: read_manifest(f, facts.listed, self._findings))
        facts.listed.have_payload = facts.have_manifest = read is not None
        if read is None and not facts.listed.names(layout.MANIFEST):
            self._findings.code("manifest-missing", layout.MANIFEST)
        check_nonce(facts.listed, self._findings)

    def _read_tag_manifest(self, file: DigestedFile) -> set[str]:
        tag_files = read_manifest(file, self.facts.listed, self._findings)
        self.facts.tag_manifest_digest = file.digest
        self.facts.tag_files = frozenset(tag_files)
        return tag_files

    def _read_lists(self) -> None:
        findings, facts, consistency = self._findings, self.facts, self.consistency
        self._with(layout.BAGIT, lambda f: check_bagit(f.whole(MAX_BAG_INFO_BYTES), findings))
        facts.bag_info = self._with(
            layout.BAG_INFO, lambda f: read_bag_info(f.whole(MAX_BAG_INFO_BYTES), findings)
        )
        identifiers = Identifiers(facts.bag_info, findings)
        layers = consistency.layers
        names: dict[str, str] = {}

        def take_source(number: int, source: Source | None) -> None:
            if source is not None and source.parent is None:
                names.setdefault(source.id, source_name(source))
            layers.take(number, source)
            identifiers.source(number, source)

        layers.complete = bool(self._with(layout.SOURCES, lambda f: check_sources(f, findings, take_source)))
        if facts.bag_info is not None and facts.bag_info.format in layout.SUPPLEMENT_FORMATS:
            facts.supplement = self._with(layout.SUPPLEMENT, lambda f: read_supplement(f, findings))
        else:  # of an earlier format it means nothing, and is a file like any other
            self._with(layout.SUPPLEMENT, lambda f: f.whole(MAX_OBJECT_BYTES))
        facts.catalog = self._read_catalog(identifiers)
        consistency.catalogue.complete = facts.catalog is not None
        omissions = consistency.omissions

        def take_omission(number: int, omission: Omission | None) -> None:
            omissions.take(number, omission)
            identifiers.omission(number, omission)

        facts.omissions = self._with(
            layout.OMISSIONS, lambda f: count_omissions(f, findings, names, take_omission)
        )
        omissions.complete = facts.omissions is not None
        facts.selection = self._with(layout.SELECTION, lambda f: check_selection(f, facts.catalog, findings))
        facts.custody = self._with(
            layout.CUSTODY, lambda f: read_ledger(f, findings, signed=signed_sequences(self._tree))
        )
        facts.request = self._with(layout.REQUEST, lambda f: read_request(f, findings))
        self._with(layout.BLOCKS, lambda f: check_blocks(f, facts.listed, findings))
        events = () if facts.custody is None else facts.custody.check.events
        identifiers.records(facts.selection, facts.request, events)

    def _read_catalog(self, identifiers: Identifiers) -> CatalogFacts | None:
        """The catalogue, with catalog.csv read beside it line for line; without a catalogue by itself."""
        at = self._tree.table.position(layout.CATALOG_CSV)
        supplement = self.facts.supplement
        wanted = (
            frozenset(r.later for r in supplement.replaces if r.later) if supplement else frozenset[str]()
        )
        consistent = self.consistency.catalogue.take

        def on_lines(
            first: int,
            lines: Sequence[CatalogLine | None],
            columns: Columns | None,
            rows: Sequence[list[str]],
        ) -> None:
            consistent(first, lines, columns, rows)
            identifiers.catalogue(first, lines)

        if at is None:
            return self._with(
                layout.CATALOG,
                lambda f: check_catalog(f, None, self.facts.listed, self._findings, wanted, on_lines),
            )
        table = DigestedFile(self._tree, at, self._policy.arithmetic, self._findings)
        catalog = self._with(
            layout.CATALOG,
            lambda f: check_catalog(f, table, self.facts.listed, self._findings, wanted, on_lines),
        )
        if catalog is None:
            self._read_table_alone()
        else:
            self._compare(table)
        return catalog

    def _read_table_alone(self) -> None:
        findings = self._findings
        self.facts.table_rows = self._with(layout.CATALOG_CSV, lambda f: Rows(f, findings).count_alone())

    def _with(self, path: str, judge: Callable[[DigestedFile], _T]) -> _T | None:
        """Judge the file at `path` and compare its digest; None where it isn't there or can't be read."""
        position = self._tree.table.position(path)
        if position is None:
            return None
        file = DigestedFile(self._tree, position, self._policy.arithmetic, self._findings)
        try:
            result = judge(file)
        except FileUnreadableError as e:
            self._findings.code("file-unreadable", path, None, str(e))
            return None
        except LineTooLongError as e:
            self._findings.code("list-too-large", str(e))
            return None
        self._compare(file)
        return result

    def _compare(self, file: DigestedFile) -> None:
        if not compare(self.facts.listed, file.position, file.digest, self._findings):
            self.facts.differing[file.position] = file.digest

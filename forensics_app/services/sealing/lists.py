"""Writing everything of a bundle but its contents: lists, ledger, texts, manifests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics_app.bundle import layout
from forensics_app.bundle.manifests import BagFacts, bag_info_text
from forensics_app.bundle.writing.bag import BagWriter, PayloadFile
from forensics_app.bundle.writing.blocks import block_line
from forensics_app.bundle.writing.case_jsonld import case_jsonld
from forensics_app.bundle.writing.catalog_export import omission_object, selection_object
from forensics_app.bundle.writing.request_export import request_object
from forensics_app.bundle.writing.source_export import source_objects
from forensics_app.bundle.writing.supplement_export import supplement_object
from forensics_app.custody.chain import check_chain
from forensics_app.errors import CancelledError
from forensics_app.model import sealed_json
from forensics_app.model.bundle import BundlePlan, Selection
from forensics_app.model.evidence import Omission
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.sealed_json import JsonValue
from forensics_app.model.times import Clock
from forensics_app.report.verification.recipe import render_verify_text
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.signing import signatures_for_sealing
from forensics_app.services.sealing.choosing import Chosen
from forensics_app.services.sealing.copying.record import Contents
from forensics_app.services.sealing.declared import count_of, declared_omissions
from forensics_app.services.sealing.reports import ReportLists, sealed_reports


@dataclass(frozen=True, slots=True)
class Totals:
    """What seal-info.txt is to hold of the bag, and the counts that people are told."""

    tagmanifest_sha256: str
    merkle_root: str
    merkle_size: int
    custody_head: str
    custody_count: int
    omission_count: int


class ListWriter:
    """Writes the tag files of one bag, in a fixed order."""

    def __init__(
        self,
        case: Case,
        bag: BagWriter,
        plan: BundlePlan,
        chosen: Chosen,
        contents: Contents,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._case = case
        self._bag = bag
        self._plan = plan
        self._chosen = chosen
        self._contents = contents
        self._report = report
        self._cancelled = cancelled
        self._written: dict[str, bytes] = {}
        self._omitted = 0
        self._entries = 0
        self._chain = check_chain(())
        self.reports: list[str] = []
        self.unmade: list[tuple[str, str]] = []

    def write_catalogue(self, by: str, at: str) -> None:
        """catalog.jsonl, catalog.csv, selection.json and blocks.jsonl. Raises CancelledError."""
        bag = self._bag
        lines = self._contents.lines
        bag.tag_stream(layout.CATALOG, lambda: self._reported(lines.lines(), 0))
        before = lines.line_bytes
        bag.tag_stream(layout.CATALOG_CSV, lambda: self._reported(lines.rows(), before))
        selection = Selection(
            rules=self._chosen.rules,
            by=by,
            at=at,
            catalogued=self._case.store.queries.total() + len(self._chosen.media),
            selected=self._chosen.count,
            without_content=self._chosen.count - self._contents.with_content,
        )
        self._list(layout.SELECTION, sealed_json.dump_line(selection_object(selection)))
        bag.tag_file(layout.BLOCKS, _lines(_block_objects(bag.large_files)))

    def write_records(self, ledger: Sequence[bytes], *, before: bytes | None = None) -> None:
        """The rest of the lists, the ledger's lines as they stand, request and texts.

        `before` is a token over the ledger's head.
        """
        case, plan, bag = self._case, self._plan, self._bag
        withheld = self._chosen.withheld
        sources = tuple(map(withheld.source_record, case.store.queries.sources()))
        self._list(layout.SOURCES, _lines(o for record in sources for o in source_objects(record)))
        omissions = declared_omissions(case, self._chosen, sources, copying=self._contents.omissions)
        self._list(layout.OMISSIONS, _sorted_lines(omissions))
        self._omitted = count_of(omissions)
        self._list(layout.CUSTODY, b"".join(line + b"\n" for line in ledger))
        for sequence, p7s in signatures_for_sealing(case):
            bag.tag_file(layout.custody_signature_path(sequence), p7s)
        if before is not None:
            bag.tag_file(layout.CUSTODY_BEFORE, before)
        self._chain, self._entries = check_chain(ledger), len(ledger)
        request = request_object(plan.request, plan.facts, form=min(plan.version, 2))
        self._list(layout.REQUEST, sealed_json.dump_line(request))
        if plan.supplement is not None:
            bag.tag_file(layout.SUPPLEMENT, sealed_json.dump_line(supplement_object(plan.supplement)))
        described = case_jsonld(plan.facts, sources, self._chain.events, plan.request, name=plan.name)
        bag.tag_file(layout.CASE, described)
        for language in plan.languages:
            text = render_verify_text(plan.name, plan.file_name, language)
            bag.tag_file(layout.verify_text_path(language), text.encode("utf-8"))

    def write_reports(self, languages: Sequence[str], *, demo: bool, clock: Clock) -> None:
        """The sender's reports, made from the lists that stand in the bag by now; what can't be made is in
        `unmade`. Raises CancelledError.
        """
        lists = ReportLists(self._written, self._contents.lines)
        for made in sealed_reports(
            self._case,
            self._plan,
            languages,
            lists,
            demo=demo,
            clock=clock,
            report=self._report,
            cancelled=self._cancelled,
        ):
            if made.data is None:
                self.unmade.append((made.path, made.why))
            else:
                self._bag.tag_file(made.path, made.data)
                self.reports.append(made.path)

    def close(self, date: str) -> Totals:
        """bagit.txt, bag-info.txt and the manifests over everything before them."""
        plan, bag, chain = self._plan, self._bag, self._chain
        bag.tag_file(layout.BAGIT, layout.BAGIT_TEXT)
        facts = BagFacts(
            name=plan.name,
            bagging_date=date,
            organisation=plan.facts.agency,
            payload_bytes=bag.payload_bytes,
            payload_files=bag.payload_files,
            artifacts=self._chosen.count,
            omissions=self._omitted,
            custody_events=self._entries,
            format=layout.format_word(plan.version),
        )
        bag.tag_file(layout.BAG_INFO, bag_info_text(facts))
        return Totals(
            tagmanifest_sha256=bag.close_tags().hex(),
            merkle_root=self._contents.lines.root().hex(),
            merkle_size=len(self._contents.lines),
            custody_head=chain.head,
            custody_count=chain.count,
            omission_count=self._omitted,
        )

    def _list(self, path: str, data: bytes) -> None:
        """A list that a report is made from."""
        self._bag.tag_file(path, data)
        self._written[path] = data

    def _reported(self, pieces: Iterator[bytes], done: int) -> Iterator[bytes]:
        total = self._contents.lines.total_bytes
        for piece in pieces:
            done += len(piece)
            if self._cancelled():
                raise CancelledError
            self._report(Progress("seal-lists", done_bytes=min(done, total), total_bytes=total))
            yield piece


def seal_nonce() -> bytes:
    """Random bytes in the payload, so that nobody can test guesses against published digests."""
    return secrets.token_bytes(layout.NONCE_BYTES)


def _block_objects(files: Sequence[PayloadFile]) -> Iterator[JsonValue]:
    for file in sorted(files, key=lambda f: f.path.encode("ascii")):
        yield block_line(file.path, file.size_bytes, list(file.blocks))


def _lines(objects: Iterator[JsonValue]) -> bytes:
    return b"".join(map(sealed_json.dump_line, objects))


def _sorted_lines(omissions: Sequence[Omission]) -> bytes:
    return b"".join(sorted(sealed_json.dump_line(omission_object(o)) for o in omissions))

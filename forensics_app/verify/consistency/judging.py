"""Whether the sealed record agrees with itself (docs/bundle-format.md, section 10.3).

Everything that follows from the lists is made again and compared, while they are read. What is found is kept
apart until the rest was judged: of a bundle that isn't what was sealed, nothing is said of its sealer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forensics_app.bundle.layout import CASE, CATALOG, NONCE_BYTES
from forensics_app.bundle.reading.grammar import NONCE_FILE
from forensics_app.bundle.reading.tree import FileUnreadableError
from forensics_app.model.custody import CustodyEvent
from forensics_app.model.findings import NOT_JUDGED, Axis, Consistency, Severity
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency.catalogue import CatalogueConsistency, RepeatedLines
from forensics_app.verify.consistency.layers import Layers
from forensics_app.verify.consistency.other_digests import compare_other_digests
from forensics_app.verify.consistency.records import (
    Omissions,
    compare_dates,
    compare_ledger,
    compare_nonce,
    compare_people,
    compare_rules,
)
from forensics_app.verify.consistency.texts import (
    MAX_TEXT_BYTES,
    SealedFacts,
    check_case,
    check_tag_files,
    check_verify_text,
    verify_texts,
)
from forensics_app.verify.files.reading import DigestedFile, LineTooLongError
from forensics_app.verify.files.records import Selection
from forensics_app.verify.files.sealed_lists import MAX_OBJECT_BYTES
from forensics_app.verify.files.texts import BagInfo
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.lists.catalog_lines import read_catalog
from forensics_app.verify.lists.lists_check import RequestFacts
from forensics_app.verify.policy import Policy

_NO_NONCE = hashlib.sha256(bytes(NONCE_BYTES)).digest()


@dataclass(slots=True)
class Records:
    """What was read of the smaller lists; None for each thing that is missing or could not be."""

    bag_info: BagInfo | None = None
    request: RequestFacts | None = None
    selection: Selection | None = None
    events: Sequence[CustodyEvent] | None = None
    tag_files: Iterable[str] = ()


@dataclass(slots=True)
class ConsistencyCheck:
    """Takes what is read of one bundle; `judge` once, when everything was."""

    listed: Listed
    policy: Policy
    findings: Findings = field(default_factory=Findings)
    layers: Layers = field(init=False)
    catalogue: CatalogueConsistency = field(init=False)
    omissions: Omissions = field(init=False)

    def __post_init__(self) -> None:
        self.layers = Layers(self.findings)
        self.catalogue = CatalogueConsistency(self.layers, self.findings)
        self.omissions = Omissions(self.layers, self.findings)

    def judge(
        self,
        records: Records,
        *,
        reference: str | None,
        signed_at: datetime | None,
        findings: Findings,
        report: Report,
        cancelled: IsCancelled,
    ) -> Consistency:
        """What was found goes to `findings`, unless these say already that this isn't what was sealed.

        `reference` is the seal's, `signed_at` what its first signature states. Raises CancelledError.
        """
        if findings.has(Severity.FATAL, Severity.CONTRADICTION):
            return NOT_JUDGED
        own, events = self.findings, tuple(records.events or ())
        self.omissions.compare(self.catalogue.not_read)
        exhibits = self.catalogue.exhibits if self.catalogue.whole else None
        compare_rules(records.selection, self.layers, own)
        compare_people(records.bag_info, records.request, records.selection, events, own)
        compare_dates(records.bag_info, records.selection, signed_at, events, own)
        compare_ledger(events, self.layers, exhibits, own)
        compare_nonce(records.request, own)
        self._check_nonce()
        check_tag_files(records.tag_files, own)
        self._check_texts(records, reference)
        self._check_repeats()
        compared = self.policy.md5_sha1 and self._compare_other_digests(report, cancelled)
        places = own.total(Axis.CONSISTENCY)
        findings.take(own)
        return Consistency(places, md5_sha1=compared)

    def _check_nonce(self) -> None:
        position = self.listed.tree.table.position(NONCE_FILE)
        if position is not None and self.listed.digest(position) == _NO_NONCE:
            self.findings.code("nonce-zero", NONCE_FILE)

    def _check_texts(self, records: Records, reference: str | None) -> None:
        for path in verify_texts(sorted(records.tag_files)):
            text = self._text(path, MAX_TEXT_BYTES)
            if text is not None:
                check_verify_text(path, text, reference, self.findings)
        case = self._text(CASE, MAX_OBJECT_BYTES)
        if case is not None:
            check_case(case, self._sealed_facts(records, reference), self.findings)

    def _sealed_facts(self, records: Records, reference: str | None) -> SealedFacts:
        events: dict[str, set[str]] = {}
        for event in records.events or ():
            events.setdefault(event.time_utc, set()).add(event.event.value)
        whole = self.layers.whole
        return SealedFacts(
            records.request,
            reference,
            frozenset(self.layers.exhibits) if whole else None,
            self.layers.all_digests() if whole else None,
            None if records.events is None else {time: frozenset(of) for time, of in events.items()},
        )

    def _check_repeats(self) -> None:
        """A second reading, only where two lines have the same of what is each line's own."""
        salts, places = self.catalogue.repeated()
        file = self._file(CATALOG)
        if file is None or not (salts or places):
            return
        lines = RepeatedLines(salts, places, self.layers, self.findings)
        first = 1
        try:
            for _, artifacts in read_catalog(file, Findings()):
                lines.take(first, artifacts)
                first += len(artifacts)
        except (FileUnreadableError, LineTooLongError):
            return  # it could be read before: that it can't now is said of its digest

    def _compare_other_digests(self, report: Report, cancelled: IsCancelled) -> bool:
        """Whether all of them were compared."""
        file = self._file(CATALOG)
        if file is None:
            return False
        try:
            compare_other_digests(
                file,
                self.listed.tree,
                self.findings,
                threads=self.policy.threads,
                report=report,
                cancelled=cancelled,
            )
        except (FileUnreadableError, LineTooLongError):
            return False
        return self.catalogue.whole

    def _text(self, path: str, limit_bytes: int) -> bytes | None:
        file = self._file(path)
        try:
            return None if file is None else file.whole(limit_bytes)
        except FileUnreadableError:
            return None

    def _file(self, path: str) -> DigestedFile | None:
        position = self.listed.tree.table.position(path)
        if position is None:
            return None
        return DigestedFile(self.listed.tree, position, self.policy.arithmetic, Findings())

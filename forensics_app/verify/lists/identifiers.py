"""The identifiers of a bundle, from `sealwright/4` on (docs/bundle-format.md, section 3.11).

They stand in file names, in lists of other programs and on one line of a terminal, so the format says which
characters they have and how long they are. Nearly all lines of a catalogue repeat the same few values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from forensics_app.bundle import layout
from forensics_app.bundle.identifiers import (
    LINE_CHARACTERS,
    identifier_fault,
    layer_fault,
    line_fault,
)
from forensics_app.model.custody import CustodyEvent
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.records import Omission, Selection, Source, Time
from forensics_app.verify.files.texts import BagInfo
from forensics_app.verify.lists.catalog_lines import CatalogLine
from forensics_app.verify.lists.lists_check import RequestFacts

_Fault: TypeAlias = "Callable[[str], str | None]"
_Value: TypeAlias = "tuple[str, _Fault, str | None]"
_Values: TypeAlias = "Iterator[_Value]"
_NOT_LINES = frozenset({"description", "notes"})  # of an acquisition: texts of the examiner's
_TIMES = msgspec.json.Decoder(list[Time])
_TAGS = msgspec.json.Decoder(list[str])


class Identifiers:
    """Judges the identifiers of what it is given; of a bundle of an earlier format nothing."""

    def __init__(self, bag_info: BagInfo | None, findings: Findings) -> None:
        self.active = bag_info is not None and bag_info.format == layout.FORMAT_4
        self._findings = findings
        self._sound: set[tuple[str, str, str, str | None, str]] = set()
        if self.active and bag_info is not None:
            organization = bag_info.organization
            self._judge(layout.BAG_INFO, [("Source-Organization", identifier_fault, organization)])

    def source(self, number: int, source: Source | None) -> None:
        """A line of sources.jsonl; None for one that isn't in its form."""
        if self.active and source is not None:
            self._judge(f"{layout.SOURCES}:{number}", _of_source(source))

    def omission(self, number: int, omission: Omission | None) -> None:
        """A line of omissions.jsonl."""
        if self.active and omission is not None:
            self._judge(f"{layout.OMISSIONS}:{number}", [("source", layer_fault, omission.source)])

    def catalogue(self, first: int, lines: Sequence[CatalogLine | None]) -> None:
        """Lines of catalog.jsonl, the first of them of this number."""
        if not self.active:
            return
        found = [line for line in lines if line is not None]
        repeated = {(a.exhibit, a.source, a.layer, a.media_type, a.tags) for a in found}
        if repeated <= self._sound and _are_plain(found):
            return
        for number, line in enumerate(lines, start=first):
            if line is not None and self._judge(f"{layout.CATALOG}:{number}", _of_artifact(line)):
                self._sound.add((line.exhibit, line.source, line.layer, line.media_type, line.tags))

    def records(
        self,
        selection: Selection | None,
        request: RequestFacts | None,
        events: Iterable[CustodyEvent],
    ) -> None:
        """selection.json, request.json and the ledger."""
        if not self.active:
            return
        if selection is not None:
            self._judge(layout.SELECTION, [("by", identifier_fault, selection.by)])
        if request is not None:
            self._judge(layout.REQUEST, _of_request(request))
        for event in events:
            exhibits = [("exhibits", identifier_fault, exhibit) for exhibit in event.exhibits]
            self._judge(f"{layout.CUSTODY}:{event.sequence}", exhibits)

    def _judge(self, place: str, values: Iterable[_Value]) -> bool:
        """Whether all of them are sound; else a finding for each key that has one that isn't."""
        faults: dict[str, str] = {}
        for key, fault_of, value in values:
            fault = None if value is None else fault_of(value)
            if fault is not None:
                faults.setdefault(key, fault)
        for key, fault in faults.items():
            self._findings.code("identifier-form", place, key, fault)
        return not faults


def _are_plain(lines: Sequence[CatalogLine]) -> bool:
    """Whether what differs from line to line is short, printable ASCII: as nearly always."""
    inodes = [line.inode for line in lines if line.inode is not None]
    text = "".join([line.times for line in lines])
    joined = "".join(inodes)
    return (
        joined.isascii()
        and joined.isprintable()
        and max(map(len, inodes), default=0) <= LINE_CHARACTERS
        and text.isascii()
        and "\\" not in text
        and max(map(len, text.split('"'))) <= LINE_CHARACTERS
    )


def _of_source(source: Source) -> _Values:
    yield "id", layer_fault, source.id
    yield "parent", layer_fault, source.parent
    yield "exhibit", identifier_fault, source.exhibit
    yield "format", identifier_fault, source.format
    yield "file_system", identifier_fault, source.file_system
    yield "label", line_fault, source.label
    yield "description", line_fault, source.description
    for segment in source.segments:
        yield "segments", line_fault, segment.name
    if source.acquisition is not None:
        for key in source.acquisition.__struct_fields__:
            if key not in _NOT_LINES:
                yield "acquisition", line_fault, getattr(source.acquisition, key)


def _of_artifact(line: CatalogLine) -> _Values:
    yield "exhibit", identifier_fault, line.exhibit
    yield "source", layer_fault, line.source
    yield "layer", layer_fault, line.layer
    yield "inode", line_fault, line.inode
    yield "media_type", line_fault, line.media_type
    for tag in _TAGS.decode(line.tags):
        yield "tags", identifier_fault, tag
    for time in _TIMES.decode(line.times):
        for value in (time.kind, time.raw, time.value, time.precision):
            yield "times", line_fault, value


def _of_request(request: RequestFacts) -> _Values:
    record = request.record
    yield "case", identifier_fault, request.reference
    yield "case", line_fault, request.title
    yield "case", identifier_fault, request.examiner
    yield "case", identifier_fault, request.agency
    yield "case", identifier_fault, request.country
    yield "instrument", identifier_fault, record.instrument
    yield "requesting_reference", identifier_fault, record.requesting_reference
    yield "executing_reference", identifier_fault, record.executing_reference
    yield "urgency", identifier_fault, record.urgency
    for language in record.languages:
        yield "languages", identifier_fault, language
    for authority in record.authorities:
        for value in (authority.role, authority.name, authority.country):
            yield "authorities", line_fault, value
    for handling in record.handling:
        for value in (handling.scheme, handling.value):
            yield "handling", line_fault, value

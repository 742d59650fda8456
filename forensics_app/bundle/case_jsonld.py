"""metadata/case.jsonld: the investigation, its exhibits, tools and custody in CASE 1.4 / UCO 1.4 terms.

For programs that speak CASE; the sealed lists beside it are the authority. There is no node for a single
file: validating one costs tens of milliseconds, and a bundle may hold a million.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from forensics_app.model.case import CaseFacts, SourceRecord
from forensics_app.model.custody import CustodyEvent, Person
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ARCHIVES, ContainerFormat

_UCO = "https://ontology.unifiedcyberontology.org/uco/"
_CONTEXT = {
    "action": f"{_UCO}action/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "core": f"{_UCO}core/",
    "identity": f"{_UCO}identity/",
    "kb": "urn:sealwright:",
    "location": f"{_UCO}location/",
    "observable": f"{_UCO}observable/",
    "tool": f"{_UCO}tool/",
    "types": f"{_UCO}types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_HASH_METHODS = (("MD5", "md5"), ("SHA1", "sha1"), ("SHA256", "sha256"))
_NO_OBJECTS = ("Facet", "Hash")  # characterise objects and are none themselves

_Node = dict[str, Any]


def case_jsonld(
    facts: CaseFacts, sources: Sequence[SourceRecord], events: Sequence[CustodyEvent], *, name: str
) -> bytes:
    """The whole document, in UTF-8 with a final line feed. `name` is the bundle's reference."""
    graph = _Graph()
    exhibits = graph.exhibits(sources)
    actions = [graph.action(event, exhibits) for event in events]
    graph.node(
        "investigation",
        "case-investigation:Investigation",
        {
            "core:name": _plain(facts.reference),
            "core:description": _plain(facts.title),
            "case-investigation:investigationForm": "case",
            "core:object": [_ref(i) for i in (*exhibits.values(), *actions)],
        },
    )
    everything = [_ref(n["@id"]) for n in graph.nodes if not n["@type"].endswith(_NO_OBJECTS)]
    graph.node(
        "bundle",
        "core:Bundle",
        {
            "core:name": name,
            "core:createdBy": _ref(graph.organisation(facts.agency)),
            "core:object": everything,
        },
    )
    document = {"@context": _CONTEXT, "@graph": graph.nodes}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


class _Graph:
    """Nodes in the making, each with an id that ends in a random UUID, as UCO suggests."""

    def __init__(self) -> None:
        self.nodes: list[_Node] = []
        self._people: dict[Person, str] = {}
        self._organisations: dict[str, str] = {}
        self._tools: dict[tuple[str, str | None], str] = {}
        self._places: dict[str, str] = {}

    def node(self, stem: str, kind: str, values: _Node) -> str:
        node_id = f"kb:{stem}-{uuid.uuid4()}"
        kept = {key: value for key, value in values.items() if value not in (None, [], "")}
        self.nodes.append({"@id": node_id, "@type": kind, **kept})
        return node_id

    def exhibits(self, sources: Sequence[SourceRecord]) -> dict[str, str]:
        """A provenance record for each exhibit, over its sources."""
        by_exhibit: dict[str, list[str]] = {}
        for record in sources:
            by_exhibit.setdefault(record.exhibit, []).append(self._source(record))
        return {
            exhibit: self.node(
                "exhibit",
                "case-investigation:ProvenanceRecord",
                {
                    "case-investigation:exhibitNumber": _plain(exhibit),
                    "core:object": [_ref(i) for i in objects],
                },
            )
            for exhibit, objects in by_exhibit.items()
        }

    def action(self, event: CustodyEvent, exhibits: dict[str, str]) -> str:
        """One custody event."""
        people = [self._person(p) for p in event.persons]
        participants = people[1:] + ([] if event.witness is None else [self._person(event.witness)])
        instrument = None if event.tool is None else self._tool(event.tool.name, event.tool.version)
        return self.node(
            "action",
            "case-investigation:InvestigativeAction",
            {
                "core:name": event.event.value,
                "core:description": [_plain(t) for t in (event.reason, *(n.text for n in event.notes)) if t],
                "action:startTime": _moment(event.time_utc),
                "action:performer": _ref(people[0]) if people else None,
                "action:participant": [_ref(p) for p in participants],
                "action:instrument": None if instrument is None else _ref(instrument),
                "action:object": [_ref(exhibits[e]) for e in event.exhibits if e in exhibits],
                "action:location": None if event.place is None else _ref(self._place(event.place)),
            },
        )

    def _person(self, person: Person) -> str:
        if person not in self._people:
            self._people[person] = self.node(
                "person",
                "identity:Person",
                {
                    "core:name": _plain(person.name),
                    "core:description": [
                        _plain(t) for t in (person.role, person.organisation, person.country) if t
                    ],
                },
            )
        return self._people[person]

    def organisation(self, name: str) -> str:
        if name not in self._organisations:
            made = self.node("organization", "identity:Organization", {"core:name": _plain(name)})
            self._organisations[name] = made
        return self._organisations[name]

    def _tool(self, name: str, version: str | None) -> str:
        key = (name, version)
        if key not in self._tools:
            self._tools[key] = self.node(
                "tool",
                "tool:Tool",
                {"core:name": _plain(name), "tool:version": None if version is None else _plain(version)},
            )
        return self._tools[key]

    def _place(self, place: str) -> str:
        if place not in self._places:
            self._places[place] = self.node("place", "location:Location", {"core:name": _plain(place)})
        return self._places[place]

    def _source(self, record: SourceRecord) -> str:
        opened = record.opened
        facets = []
        kind = "observable:ObservableObject"
        if opened is not None:
            content: _Node = {"observable:sizeInBytes": opened.size_bytes}
            content["observable:hash"] = [_ref(h) for h in self._hashes(record.computed)]
            facets.append(self.node("content", "observable:ContentDataFacet", content))
            if opened.format in ARCHIVES:
                kind = "observable:ArchiveFile"
                archive_type = {"observable:archiveType": opened.format.value}
                facets.append(self.node("archive", "observable:ArchiveFileFacet", archive_type))
            elif opened.format not in (ContainerFormat.FOLDER, ContainerFormat.FILE):
                kind = "observable:Image"
                image_type = {"observable:imageType": opened.format.value}
                facets.append(self.node("image", "observable:ImageFacet", image_type))
            facts = opened.acquisition
            if facts.tool:
                self._tool(facts.tool, facts.tool_version)
            device = {"observable:model": facts.model, "observable:serialNumber": facts.serial_number}
            if facts.model or facts.serial_number:
                facets.append(self.node("device", "observable:DeviceFacet", device))
        values = {"core:name": record.source_id, "core:hasFacet": [_ref(f) for f in facets]}
        return self.node("source", kind, values)

    def _hashes(self, digests: Digests) -> list[str]:
        found = []
        for method, field in _HASH_METHODS:
            value = getattr(digests, field)
            if value is not None:
                typed = {"@type": "xsd:hexBinary", "@value": value.upper()}
                values = {"types:hashMethod": method, "types:hashValue": typed}
                found.append(self.node("hash", "types:Hash", values))
        return found


def _ref(node_id: str) -> _Node:
    return {"@id": node_id}


def _moment(utc: str) -> _Node:
    return {"@type": "xsd:dateTime", "@value": utc}


def _plain(text: str) -> str:
    """Without what isn't Unicode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

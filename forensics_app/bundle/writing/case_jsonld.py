"""metadata/case.jsonld: the investigation, by whose authority, its exhibits, tools, custody and markings, in
CASE 1.4 / UCO 1.4 terms.

For programs that speak CASE; the sealed lists beside it are the authority. There is no node for a single
file: validating one costs tens of milliseconds, and a bundle may hold a million.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from forensics_app.model.case import CaseFacts, SourceRecord
from forensics_app.model.custody import CustodyEvent, Person
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ARCHIVES, AcquisitionFacts, ContainerFormat
from forensics_app.model.request import RequestRecord

_UCO = "https://ontology.unifiedcyberontology.org/uco/"
_CONTEXT = {
    "action": f"{_UCO}action/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "core": f"{_UCO}core/",
    "identity": f"{_UCO}identity/",
    "kb": "urn:sealwright:",
    "location": f"{_UCO}location/",
    "marking": f"{_UCO}marking/",
    "observable": f"{_UCO}observable/",
    "tool": f"{_UCO}tool/",
    "types": f"{_UCO}types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_HASH_METHODS = (("MD5", "md5"), ("SHA1", "sha1"), ("SHA256", "sha256"))
_NO_OBJECTS = ("Facet", "Hash", "StatementMarking", "TermsOfUseMarking")  # they characterise objects

_Node = dict[str, Any]


def case_jsonld(
    facts: CaseFacts,
    sources: Sequence[SourceRecord],
    events: Sequence[CustodyEvent],
    request: RequestRecord,
    *,
    name: str,
) -> bytes:
    """The whole document, in UTF-8 with a final line feed. `name` is the bundle's reference."""
    graph = _Graph()
    exhibits = graph.exhibits(sources)
    actions = [graph.action(event, exhibits) for event in events]
    authorization = graph.authorization(request)
    investigation = graph.node(
        "investigation",
        "case-investigation:Investigation",
        {
            "core:name": _plain(facts.reference),
            "core:description": _plain(facts.title),
            "case-investigation:investigationForm": "case",
            "case-investigation:relevantAuthorization": [_ref(authorization)] if authorization else [],
            "core:object": [_ref(i) for i in (*exhibits.values(), *graph.acquisitions, *actions)],
        },
    )
    graph.authorities(request, authorization or investigation)
    everything = [_ref(n["@id"]) for n in graph.nodes if not n["@type"].endswith(_NO_OBJECTS)]
    graph.node(
        "bundle",
        "core:Bundle",
        {
            "core:name": name,
            "core:createdBy": _ref(graph.organisation(facts.agency)),
            "core:object": everything,
            "core:objectMarking": [_ref(i) for i in graph.markings(request)],
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
        self.acquisitions: list[str] = []

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

    def authorization(self, request: RequestRecord) -> str | None:
        """By which instrument it was asked, under the references of both sides; None without any."""
        references = [request.requesting_reference, request.executing_reference]
        texts = (request.legal_basis, request.offence)
        if request.instrument is None and not any(references) and not any(texts):
            return None
        return self.node(
            "authorization",
            "case-investigation:Authorization",
            {
                "case-investigation:authorizationType": _optional(request.instrument),
                "case-investigation:authorizationIdentifier": _each(references),
                "core:description": _each(texts),
            },
        )

    def authorities(self, request: RequestRecord, about: str) -> None:
        """Who asks, issues, executes: a relationship of each authority to what it concerns."""
        for authority in request.authorities:
            if not authority.name:
                continue
            self.node(
                "relationship",
                "core:Relationship",
                {
                    "core:source": _ref(self.organisation(authority.name, authority.country)),
                    "core:target": _ref(about),
                    "core:kindOfRelationship": _optional(authority.role),
                    "core:isDirectional": True,
                },
            )

    def markings(self, request: RequestRecord) -> list[str]:
        """Handling codes word for word, and the limits of use. Nothing is mapped to another scheme."""
        made = []
        for code in request.handling:
            words = (f"{code.scheme}:{code.value}", code.comment, code.permission)
            statement = "; ".join(_plain(w) for w in words if w)
            model = self.node(
                "statement",
                "marking:StatementMarking",
                {"marking:definitionType": "statement", "marking:statement": statement},
            )
            made.append(self._marking("statement", model))
        if request.limits_of_use:
            model = self.node(
                "terms",
                "marking:TermsOfUseMarking",
                {
                    "marking:definitionType": "terms-of-use",
                    "marking:termsOfUse": _plain(request.limits_of_use),
                },
            )
            made.append(self._marking("terms-of-use", model))
        return made

    def _marking(self, kind: str, model: str) -> str:
        values = {"marking:definitionType": kind, "marking:definition": [_ref(model)]}
        return self.node("marking", "marking:MarkingDefinition", values)

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

    def organisation(self, name: str, country: str | None = None) -> str:
        if name not in self._organisations:
            values = {"core:name": _plain(name), "core:description": _each([country])}
            self._organisations[name] = self.node("organization", "identity:Organization", values)
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
            elif opened.format not in (None, ContainerFormat.FOLDER, ContainerFormat.FILE):
                kind = "observable:Image"
                image_type = {"observable:imageType": opened.format.value}
                facets.append(self.node("image", "observable:ImageFacet", image_type))
            facts = opened.acquisition
            device = {"observable:model": facts.model, "observable:serialNumber": facts.serial_number}
            if facts.model or facts.serial_number:
                facets.append(self.node("device", "observable:DeviceFacet", device))
        values = {"core:name": record.source_id, "core:hasFacet": [_ref(f) for f in facets]}
        source = self.node("source", kind, values)
        if opened is not None:
            self._acquisition(opened.acquisition, source)
        return source

    def _acquisition(self, facts: AcquisitionFacts, source: str) -> None:
        """What the image itself says of its making; times as it writes them."""
        texts = (facts.acquired_at, facts.description, facts.notes)
        if not any((facts.tool, facts.examiner, *texts)):
            return
        tool = None if not facts.tool else self._tool(facts.tool, facts.tool_version)
        person = None if not facts.examiner else self._person(Person(facts.examiner))
        self.acquisitions.append(
            self.node(
                "action",
                "case-investigation:InvestigativeAction",
                {
                    "core:name": "acquired, as the image says",
                    "core:description": _each(texts),
                    "action:performer": None if person is None else _ref(person),
                    "action:instrument": None if tool is None else _ref(tool),
                    "action:result": [_ref(source)],
                },
            )
        )

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


def _optional(text: str | None) -> str | None:
    return _plain(text) if text else None


def _each(texts: Iterable[str | None]) -> list[str]:
    """Those that say something, each once."""
    return list(dict.fromkeys(_plain(text) for text in texts if text))


def _plain(text: str) -> str:
    """Without what isn't Unicode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

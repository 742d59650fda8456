"""Lines of the sealed lists: whatever evidence is called, they are canonical and hold every byte."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.bundle.manifests import BagFacts, bag_info_text, manifest_text
from forensics_app.bundle.writing.catalog_export import artifact_line, artifact_object, csv_header, csv_line
from forensics_app.model import sealed_json
from forensics_app.model.artifact import Artifact, ArtifactKind, Entry, Examination, Gap, Read, ReadOutcome
from forensics_app.model.bundle import SealedArtifact
from forensics_app.model.digests import Digests
from forensics_app.model.locator import Locator

ENTRY = Entry(
    locator=Locator("s1", "s1.p1", (b"dir", b"name.txt"), address="5-128-1"),
    kind=ArtifactKind.FILE,
    allocated=True,
    size_bytes=5,
    times=(),
    sequence=1,
)
READ = Read(ReadOutcome.PARTIAL, (Gap(0, 5),), "content-partial")
ARTIFACT = Artifact("A" * 16, "EX-001", ENTRY, Examination(Digests(sha256="0" * 64), READ))


def line(artifact: Artifact) -> Any:
    sealed = SealedArtifact(artifact, bytes(16), "data/x")
    data = sealed_json.dump(artifact_object(sealed))
    assert artifact_line(sealed) == data, "the quick encoder has another form"
    return sealed_json.parse(data)


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=4), st.none() | st.binary(max_size=20))
def test_name_bytes_come_back_from_every_line(components: list[bytes], stream: bytes | None) -> None:
    locator = ENTRY.locator._replace(components=tuple(components), stream=stream)
    found = line(replace(ARTIFACT, entry=ENTRY._replace(locator=locator)))
    assert [base64.b64decode(c) for c in found["path"]["bytes"]] == components
    assert len(found["path"]["display"]) == len(components)
    assert (found["stream"] is None) == (stream is None)
    if stream is not None:
        assert base64.b64decode(found["stream"]["bytes"]) == stream


def test_numbers_are_decimal_strings_and_absence_is_null() -> None:
    found = line(ARTIFACT)
    assert found["size"] == "5"
    assert found["read"] == {"outcome": "partial", "gaps": [["0", "5"]], "reason": "content-partial"}
    assert found["digests"] == {"md5": None, "sha1": None, "sha256": "0" * 64}
    assert found["position"] is None


@pytest.mark.parametrize(
    ("degrees", "text"),
    [(48.8583701, "48.8583701"), (-0.00000001, "0"), (0.0, "0"), (-33.5, "-33.5"), (180.0, "180")],
)
def test_positions_are_plain_decimals(degrees: float, text: str) -> None:
    examination = ARTIFACT.examination._replace(latitude=degrees, longitude=degrees)
    assert line(replace(ARTIFACT, examination=examination))["position"] == {
        "latitude": text,
        "longitude": text,
    }


def test_text_that_is_not_unicode_is_spelled_out() -> None:
    examination = ARTIFACT.examination._replace(exif=(("Tag", "a\udce9b"),))
    assert line(replace(ARTIFACT, examination=examination))["exif"] == [{"tag": "Tag", "value": "a\\udce9b"}]


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_cell_of_the_spreadsheet_begins_a_formula(exhibit: str, tag: str) -> None:
    artifact = replace(ARTIFACT, exhibit=exhibit, tags=(tag,))
    data = csv_header() + csv_line(SealedArtifact(artifact, b"", None))
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["id"] == "A" * 16
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    assert "\r" not in row["exhibit"] + row["tags"]


def test_a_manifest_is_sorted_by_the_bytes_of_its_paths() -> None:
    text = manifest_text([("data/b", b"\x01" * 32), ("data/B", b"\x02" * 32), ("data/a/z", b"\x03" * 32)])
    assert [line[66:] for line in text.decode().splitlines()] == ["data/B", "data/a/z", "data/b"]


def test_an_agency_cannot_write_lines_into_bag_info() -> None:
    facts = BagFacts("X", "2026-04-17", "Lab\nPayload-Oxum: 0.0\x85\u2028x", 1, 2, 3, 4, 5)
    lines = bag_info_text(facts).decode().split("\n")
    assert len(lines) == 10
    assert lines[3] == "Source-Organization: Lab Payload-Oxum: 0.0 x"

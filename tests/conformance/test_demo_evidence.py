"""Reading the demo's evidence gives what expected.json says, which no reader of images had a part in."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ArtifactKind, Entry, Examination, ExtentClass
from forensics_app.model.digests import MEDIA_ALGORITHMS
from forensics_app.model.evidence import OpenedSource, SourceSpec
from forensics_app.model.progress import never_cancelled, silent

DEMO = Path(__file__).resolve().parent.parent.parent / "resources" / "demo"
EXPECTED = json.loads((DEMO / "expected.json").read_text(encoding="ascii"))["sources"]


@dataclass(frozen=True)
class Found:
    opened: OpenedSource
    by_name: dict[tuple[str, tuple[bytes, ...], bytes | None], tuple[Entry, Examination]]
    digests: dict[str, str | None]

    def layer_at(self, offset: int) -> str:
        """The file system's id by where it begins."""
        ids = {la.offset_bytes: la.layer_id for la in self.opened.layers if la.file_system}
        return ids[offset]


@pytest.fixture(scope="module", params=EXPECTED, ids=lambda source: source["exhibit"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    source = request.param
    path = tmp_path_factory.mktemp("demo") / source["file"]
    shipped = (DEMO / source["shipped_as"]).read_bytes()
    path.write_bytes(gzip.decompress(shipped) if source["shipped_as"].endswith(".gz") else shipped)
    with EvidenceReader(SourceSpec(str(path), source["exhibit"], "s1")) as reader:
        opened, omissions = reader.open()
        assert omissions == ()
        by_name = {}
        for layer in opened.layers:
            entries = (
                [e for batch, _ in reader.walk(layer.layer_id) for e in batch] if layer.file_system else []
            )
            for entry, examination, _ in reader.examine(entries, ExamineOptions()):
                where = entry.locator
                by_name[where.layer_id, where.components, where.stream] = entry, examination
        digests = reader.digest_medium(MEDIA_ALGORITHMS, report=silent, cancelled=never_cancelled)
    named = {name.value: getattr(digests, name.value) for name in MEDIA_ALGORITHMS}
    return source, Found(opened, by_name, named)


def artifacts(source: dict[str, Any], found: Found) -> Iterator[tuple[dict[str, Any], Entry, Examination]]:
    offsets = {layer["name"]: layer["offset"] for layer in source["layers"]}
    for artifact in source["artifacts"]:
        components = tuple(base64.b64decode(artifact["path_base64"]).split(b"/"))
        if artifact["first_letter_lost"]:
            components = (*components[:-1], b"_" + components[-1][1:])
        stream = artifact["stream"].encode() if artifact["stream"] else None
        entry, examination = found.by_name[found.layer_at(offsets[artifact["layer"]]), components, stream]
        yield artifact, entry, examination


def test_the_medium_has_the_digests_it_was_made_with(case: Any) -> None:
    source, found = case
    assert found.digests == {name: source[name] for name in ("md5", "sha1", "sha256")}


def test_every_file_has_its_content_size_and_state(case: Any) -> None:
    for artifact, entry, examination in artifacts(*case):
        assert entry.allocated == artifact["allocated"], artifact["path"]
        assert entry.size_bytes == artifact["size"], artifact["path"]
        same = examination.digests.sha256 == artifact["sha256"]
        assert same == artifact["recoverable"], artifact["path"]


def test_deleted_fat_files_say_that_their_content_is_assumed(case: Any) -> None:
    for artifact, entry, _ in artifacts(*case):
        assumed = entry.extent_class is ExtentClass.ASSUMED_CONTIGUOUS
        assert assumed == artifact["assumed_contiguous"], artifact["path"]


def test_types_and_extensions_are_judged(case: Any) -> None:
    for artifact, _, examination in artifacts(*case):
        if artifact["media_types"] and artifact["recoverable"]:
            assert examination.media_type in artifact["media_types"], artifact["path"]
        assert examination.extension_mismatch == artifact["extension_mismatch"], artifact["path"]


def test_pictures_have_their_camera_and_position(case: Any) -> None:
    for artifact, _, examination in artifacts(*case):
        if artifact["camera"]:
            assert artifact["camera"] in dict(examination.exif).values(), artifact["path"]
        position = None
        if examination.latitude is not None:
            position = [f"{examination.latitude:.4f}", f"{examination.longitude:.4f}"]
        assert position == artifact["position"], artifact["path"]


def test_streams_are_artifacts_of_their_own(case: Any) -> None:
    for artifact, entry, _ in artifacts(*case):
        expected = ArtifactKind.STREAM if artifact["stream"] else ArtifactKind.FILE
        assert entry.kind is expected, artifact["path"]


def test_layers_lie_where_the_script_put_them(case: Any) -> None:
    source, found = case
    spans = {(layer.offset_bytes, layer.length_bytes) for layer in found.opened.layers}
    for layer in source["layers"]:
        assert (layer["offset"], layer["length"]) in spans, layer["name"]

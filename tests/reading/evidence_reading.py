"""Reading a whole source the way ingest does, for tests: everything it gives, in one value."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from forensics_app.errors import HollowMediumError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.evidence.worker.session import Session
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ArtifactKind, Entry, Examination
from forensics_app.model.digests import DigestAlgorithm, Digests
from forensics_app.model.evidence import (
    ArchiveOptions,
    ContainerFormat,
    Layer,
    LayerState,
    Omission,
    OmissionStage,
    OpenedSource,
    SourceSpec,
)
from forensics_app.model.names import display

SAMPLES = Path(__file__).resolve().parent.parent / "conformance" / "samples"
NO_ARCHIVES = ArchiveOptions()
LOGICAL = (ContainerFormat.FOLDER, ContainerFormat.FILE)
CONTENT = (ArtifactKind.FILE, ArtifactKind.STREAM, ArtifactKind.ATTRIBUTE, ArtifactKind.AREA)


@dataclass(frozen=True)
class Reading:
    """Everything of one source. `found` in the order of the walk, layer by layer."""

    source: OpenedSource
    omissions: tuple[Omission, ...]
    found: tuple[tuple[Entry, Examination], ...]
    media: Digests

    def layer(self, layer_id: str) -> Layer:
        return next(layer for layer in self.source.layers if layer.layer_id == layer_id)

    def paths(self, layer_id: str | None = None) -> list[str]:
        """`dir/name:stream` of every entry, `*` before what is deleted."""
        return [
            ("" if entry.allocated else "* ") + path_of(entry)
            for entry, _ in self.found
            if layer_id in (None, entry.locator.layer_id)
        ]

    def entry(self, path: str) -> Entry:
        return self.pair(path)[0]

    def examination(self, path: str) -> Examination:
        return self.pair(path)[1]

    def pair(self, path: str) -> tuple[Entry, Examination]:
        """The one entry of that path."""
        (pair,) = [pair for pair in self.found if path_of(pair[0]) == path]
        return pair

    def codes(self, stage: OmissionStage | None = None) -> list[str]:
        return [o.code for o in self.omissions if stage in (None, o.stage)]


def path_of(entry: Entry) -> str:
    path = "/".join(display(component) for component in entry.locator.components)
    stream = entry.locator.stream
    return path if stream is None else f"{path}:{display(stream)}"


def spec(path: Path, *, accept_truncated: bool = False, archives: ArchiveOptions = NO_ARCHIVES) -> SourceSpec:
    return SourceSpec(str(path), "EX-001", "s1", accept_truncated, archives)


def read_source(
    path: Path,
    *,
    options: ExamineOptions | None = None,
    limits: Limits | None = None,
    accept_truncated: bool = False,
    archives: ArchiveOptions = NO_ARCHIVES,
) -> Reading:
    """Open, walk, examine, digest."""
    with EvidenceReader(
        spec(path, accept_truncated=accept_truncated, archives=archives), workers=1, limits=limits or Limits()
    ) as reader:
        source, omissions = reader.open()
        found: list[tuple[Entry, Examination]] = []
        reported = list(omissions)
        for layer in source.layers:
            if layer.state is LayerState.WALKED:
                entries: list[Entry] = []
                for batch, more in reader.walk(layer.layer_id):
                    entries.extend(batch)
                    reported.extend(more)
                for entry, examination, more in reader.examine(entries, options or ExamineOptions()):
                    found.append((entry, examination))
                    reported.extend(more)
        media = Digests()
        if source.format not in LOGICAL:
            try:
                media = reader.digest_medium()
            except HollowMediumError as e:
                reported.append(Omission(e.code, source.source_id, None, 1, OmissionStage.READ, e.detail))
    return Reading(source, tuple(reported), tuple(found), media)


def scan_image(image: Path) -> Scan:
    """The layers of a raw image, and what is told of them."""
    file = ReadOnlyFile(image)
    try:
        return Scanner(file, "s1", skip={}, alive=lambda at, done: None).run()
    finally:
        file.close()


def reported(found: Scan) -> list[tuple[str, str | None, str | None]]:
    """Code, place and detail of every omission of a scan."""
    return [(o.code, o.locator, o.detail) for o in found.omissions]


class Listed(NamedTuple):
    """Entries with their contents as they are examined, what the volume is, and what is told of it."""

    found: list[tuple[Entry, Examination]]
    layers: list[tuple[LayerState, str | None]]
    reported: list[tuple[str, str | None, int]]

    def paths(self) -> list[str]:
        return [path_of(entry) for entry, _ in self.found]


def read_in_process(image: Path) -> Listed:
    """As read_source, of the layer `s1` alone and without starting workers."""
    session = Session(lambda at, done: None)
    opened = session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    layers = [(layer.state, layer.file_system) for layer in opened.source.layers]
    reported = list(opened.omissions)
    entries: list[Entry] = []
    if layers[0][0] is LayerState.WALKED:
        for batch, omissions in session.walk("s1", {}, lambda place, components: None):
            entries += batch
            reported += omissions
    options = Options((DigestAlgorithm.SHA256.value,), False, False, 1 << 30, False)
    found = [(entry, session.examine_entry(entry, options)[0]) for entry in entries]
    return Listed(found, layers, [(o.code, o.detail, o.count) for o in reported])


def open_session(session: Session, image: Path) -> list[Entry]:
    """Every entry of an image, by a session of this process."""
    opened = session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    return [
        entry
        for layer in opened.source.layers
        if layer.state == "walked"
        for entries, _ in session.walk(layer.layer_id, {}, lambda place, components: None)
        for entry in entries
    ]


def unpack(sample: Path, folder: Path) -> Path:
    """A gzip-compressed image, unpacked into `folder`."""
    target = folder / sample.name.removesuffix(".gz")
    with gzip.open(sample) as packed, target.open("wb") as raw:
        shutil.copyfileobj(packed, raw)
    return target


def sample(name: str, folder: Path) -> Path:
    """One of the samples beside the conformance tests, unpacked."""
    return unpack(SAMPLES / f"{name}.gz", folder)


SHA256_AND_MD5 = ExamineOptions(algorithms=(DigestAlgorithm.SHA256, DigestAlgorithm.MD5))

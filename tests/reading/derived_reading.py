"""Reading every layer of an image, those that are computed from others too, for tests."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.credentials import Credential, CredentialKind, LockedVolume
from forensics_app.model.evidence import DERIVED, Layer, LayerState, Omission, OpenedSource, SourceSpec
from tests.reading.evidence_reading import path_of


@dataclass(frozen=True)
class LayersRead:
    """`files` by layer id, in walk order; `sha256` of each derived layer's bytes."""

    source: OpenedSource
    omissions: tuple[Omission, ...]
    locked: tuple[LockedVolume, ...]
    files: dict[str, list[tuple[Entry, Examination]]]
    sha256: dict[str, str | None]
    through_extents: dict[str, dict[str, bytes]]

    def layer(self, layer_id: str) -> Layer:
        return next(layer for layer in self.source.layers if layer.layer_id == layer_id)

    def rows(self, layer_id: str) -> list[tuple[object, ...]]:
        """What an artifact says, without the ids of its layer."""
        return [
            (
                path_of(entry),
                entry.locator.address,
                entry.size_bytes,
                entry.times,
                [(extent.offset_bytes, extent.length_bytes) for extent in entry.extents],
                entry.extent_class,
                examination.digests.sha256,
            )
            for entry, examination in self.files[layer_id]
        ]

    def codes(self) -> list[tuple[str, str | None, str | None]]:
        return [(o.code, o.locator, o.detail) for o in self.omissions]


def password(secret: str, volume: str | None = None) -> Credential:
    return Credential(CredentialKind.PASSWORD, secret.encode(), volume)


def read_layers(path: Path, *credentials: Credential, shadow_copies: bool = False) -> LayersRead:
    """Open, walk, examine; digest what is derived."""
    spec = SourceSpec(str(path), "EX-001", "s1", credentials=credentials, shadow_copies=shadow_copies)
    with EvidenceReader(spec, workers=1) as reader:
        source, omissions = reader.open()
        told = list(omissions)
        files: dict[str, list[tuple[Entry, Examination]]] = {}
        extents: dict[str, dict[str, bytes]] = {}
        for layer in source.layers:
            if layer.state is LayerState.WALKED:
                entries: list[Entry] = []
                for batch, more in reader.walk(layer.layer_id):
                    entries.extend(batch)
                    told.extend(more)
                examined = list(reader.examine(entries, ExamineOptions()))
                files[layer.layer_id] = [(entry, examination) for entry, examination, _ in examined]
                told += [omission for _, _, more in examined for omission in more]
                extents[layer.layer_id] = {}
                for entry in entries:
                    if entry.extents:
                        with suppress(ReadFailedError):  # beyond the end of an image that was cut off
                            content = b"".join(reader.through_extents(entry))
                            extents[layer.layer_id][path_of(entry)] = content
        digests = {
            layer.layer_id: reader.digest_layer(layer.layer_id, unread=lambda gap: None).sha256
            for layer in source.layers
            if layer.kind in DERIVED
        }
        return LayersRead(source, tuple(told), reader.locked, files, digests, extents)

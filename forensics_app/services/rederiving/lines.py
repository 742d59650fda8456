"""The sealed catalogue, as far as deriving contents again needs it, line by line from a checked bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from forensics_app.bundle import layout
from forensics_app.evidence.contents.extent_content import is_described_by_extents, takes_bytes
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.protocol.messages import DeriveItem
from forensics_app.model.artifact import Derivable, Extent, ExtentClass, Gap
from forensics_app.model.names import display_encoded, encoded_path
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.rederiving.image import Layers
from forensics_app.services.verifying.sealed_lines import decoded_lines
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files.records import Omission, Source

_T = TypeVar("_T")
_BEYOND_ANY = (1 << 63) - 1  # places that somebody claims may be any number; no medium is as large


class _Sha256(msgspec.Struct):
    sha256: str | None


class _Path(msgspec.Struct):
    bytes: list[str]


class _Stream(msgspec.Struct):
    bytes: str

    @property
    def shown(self) -> str:
        return display_encoded(self.bytes)


class _Read(msgspec.Struct):
    gaps: list[tuple[str, str]]


class SealedLine(msgspec.Struct):
    """A line of catalog.jsonl; the keys that are not needed here are passed over."""

    id: str
    exhibit: str
    source: str
    layer: str
    path: _Path
    stream: _Stream | None
    size: str | None
    digests: _Sha256
    extents: list[tuple[str | None, str | None, str]]
    extent_class: str
    derivable: str
    read: _Read
    data: str | None

    @property
    def shown(self) -> str:
        """The path for people, with its stream."""
        return encoded_path(self.path.bytes, None if self.stream is None else self.stream.bytes)

    def without_proof(self, sources: tuple[str, ...]) -> ProofOutcome | None:
        """Why this line is not derived from the image of `sources`; None for one that is."""
        if self.data is None or self.size is None or self.digests.sha256 is None:
            return ProofOutcome.NO_CONTENT
        if self.source not in sources:
            return ProofOutcome.OTHER_SOURCE
        try:
            extent_class = ExtentClass(self.extent_class)
        except ValueError:  # of a later format
            return ProofOutcome.NOT_DERIVABLE
        described = is_described_by_extents(int(self.size), self.sealed_extents(), extent_class)
        return None if described else ProofOutcome.NOT_DERIVABLE

    @property
    def expected(self) -> bool:
        """Whether the content followed from the extents when it was sealed."""
        return self.derivable == Derivable.YES

    @property
    def stored(self) -> bool:
        """Whether any byte of the content is on the medium."""
        return takes_bytes(int(self.size or 0), self.sealed_extents(), self._gaps())

    def sealed_extents(self) -> tuple[Extent, ...]:
        """The extents as they are sealed."""
        return tuple(
            Extent(layer, None if offset is None else int(offset), int(length))
            for layer, offset, length in self.extents
        )

    def item(self, number: int, layers: Layers) -> DeriveItem:
        """What a worker needs of it, in the layers of the opened image."""
        extents = []
        for extent in self.sealed_extents():
            if extent.layer_id is not None and extent.offset_bytes is not None:
                layer_id, offset = layers.place(extent.layer_id, extent.offset_bytes)
                extents.append(Extent(layer_id, min(offset, _BEYOND_ANY), extent.length_bytes))
            else:
                extents.append(extent)
        return DeriveItem(number, int(self.size or 0), tuple(extents), self._gaps())

    def _gaps(self) -> tuple[Gap, ...]:
        return tuple(Gap(int(offset), int(length)) for offset, length in self.read.gaps)


def sealed_lines(bundle: CheckedBundle) -> Iterator[SealedLine]:
    """Every line of the catalogue, in its order.

    Raises VerificationFailedError where the file isn't (any more) what was sealed.
    """
    return _decoded(bundle, layout.CATALOG, SealedLine)


def sealed_sources(bundle: CheckedBundle) -> tuple[Source, ...]:
    """The sources and layers, parents first. Raises as `sealed_lines`."""
    return tuple(_decoded(bundle, layout.SOURCES, Source))


def gapped_sources(bundle: CheckedBundle) -> frozenset[str]:
    """Sources whose medium could not be read as a whole: its digest counts the rest as zeros.

    Raises as `sealed_lines`.
    """
    lines = _decoded(bundle, layout.OMISSIONS, Omission)
    return frozenset(
        line.source
        for line in lines
        if line.code == OmissionCode.CONTENT_PARTIAL and line.locator is None and line.stage == "read"
    )


def _decoded(bundle: CheckedBundle, path: str, kind: type[_T]) -> Iterator[_T]:
    return decoded_lines(bundle.content(path), kind, path)

"""Proving sealed contents again from the original image, by the sealed extents alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.digests import NO_DIGESTS, Digests


class ProofOutcome(StrEnum):
    """What came of one line of the sealed catalogue.

    `proved`: the extents on this image give the sealed SHA-256. `nothing-stored`: they do, but no byte of it
    comes from the medium (it is empty, a hole, or could not be read), so any image gives it. `differs`: they
    give other bytes.
    `image-too-short`, `unreadable`: the bytes can't be had from this image. `layer-missing`: they lie in a
    layer (a decrypted volume, a snapshot) that this image does not give, mostly for want of a key.
    `not-derivable`: by its class, or by what was found at sealing, extents alone never gave this content.
    `other-source`: it comes from another source of the bundle. `no-content`: the bundle holds no content.
    """

    PROVED = "proved"
    NOTHING_STORED = "nothing-stored"
    DIFFERS = "differs"
    IMAGE_TOO_SHORT = "image-too-short"
    UNREADABLE = "unreadable"
    LAYER_MISSING = "layer-missing"
    NOT_DERIVABLE = "not-derivable"
    OTHER_SOURCE = "other-source"
    NO_CONTENT = "no-content"


FAILED_OUTCOMES = frozenset({ProofOutcome.DIFFERS, ProofOutcome.IMAGE_TOO_SHORT, ProofOutcome.UNREADABLE})
"""The extents were sealed as giving the content, and on this image they don't."""


class Identification(StrEnum):
    """Why an image is taken for a source of the bundle."""

    MEDIUM_DIGEST = "medium-digest"
    STORED_DIGEST = "stored-digest"
    SIZE = "size"
    ASKED = "asked"


class MediumMatch(StrEnum):
    """The digest of the whole image beside the sealed one of the medium."""

    AGREES = "agrees"
    DIFFERS = "differs"
    GAPS_SEALED = "gaps-sealed"  # differs, and counts as zeros what could not be read when it was sealed
    NONE_SEALED = "none-sealed"
    NOT_COMPUTED = "not-computed"


@dataclass(frozen=True, slots=True)
class IdentifiedImage:
    """The image, and the sources of the bundle that it is (two, where one medium came twice)."""

    path: str
    format: str
    size_bytes: int
    sources: tuple[str, ...]
    by: Identification
    medium: MediumMatch
    digests: Digests = NO_DIGESTS


@dataclass(frozen=True, slots=True)
class Difference:
    """The first byte of a content that differs: `offset_bytes` of the content, and of which layer where.

    `layer_id` is None for a byte that is stored nowhere (a hole).
    """

    offset_bytes: int
    layer_id: str | None
    place_bytes: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one artifact. `sealed` and `derived` are SHA-256 in hex; `detail` technical, in English.

    `difference` is where a differing one first differs; None where that wasn't looked for.
    """

    artifact_id: str
    exhibit: str
    source: str
    layer: str
    path: str
    stream: str | None
    size_bytes: int | None
    extent_class: str
    outcome: ProofOutcome
    sealed: str | None
    derived: str | None = None
    detail: str | None = None
    difference: Difference | None = None


class DerivationProblem(StrEnum):
    """Why no bytes came of an item's extents."""

    IMAGE_TOO_SHORT = ProofOutcome.IMAGE_TOO_SHORT.value
    UNREADABLE = ProofOutcome.UNREADABLE.value
    LAYER_MISSING = ProofOutcome.LAYER_MISSING.value

"""Which of a bundle's sources an image is: by its size and digests, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forensics_app.errors import ImageNotInBundleError, NoMediumInBundleError, UsageError
from forensics_app.model.digests import NO_DIGESTS, DigestAlgorithm, Digests
from forensics_app.model.evidence import (
    DERIVED,
    ContainerFormat,
    LayerKind,
    OpenedSource,
)
from forensics_app.model.rederivation import Identification, IdentifiedImage, MediumMatch
from forensics_app.verify.files.records import Digests as SealedDigests
from forensics_app.verify.files.records import Source

_LOGICAL = frozenset({ContainerFormat.FOLDER, ContainerFormat.FILE})
_WINDOWS = frozenset(LayerKind) - DERIVED - {LayerKind.ARCHIVE}

DigestMedium = Callable[[tuple[DigestAlgorithm, ...]], Digests]


def media_of(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources that are media: neither layers nor folders and files, and not empty."""
    return tuple(
        source
        for source in sources
        if source.parent is None
        and source.kind in (LayerKind.MEDIUM, LayerKind.ARCHIVE)  # an archive's own bytes are one
        and source.format is not None
        and source.format not in _LOGICAL  # its value: StrEnums are equal to it
        and source.length != "0"
    )


def identify(
    sources: Sequence[Source],
    image: OpenedSource,
    *,
    bundle: str,
    asked: str | None,
    with_digest: bool,
    digest_medium: DigestMedium,
    gapped: frozenset[str] = frozenset(),
) -> IdentifiedImage:
    """The source, or the sources, whose medium `image` is.

    `digest_medium` reads the whole image; it is called where `with_digest` asks for it, and where several
    sources fit. `gapped` are sources whose sealed digest counts parts as zeros. Raises NoMediumInBundleError,
    ImageNotInBundleError, UsageError for an unknown `asked`.
    """
    media = media_of(sources)
    if not media:
        raise NoMediumInBundleError(path=bundle)
    if asked is not None:
        fitting = tuple(source for source in media if source.id == asked)
        if not fitting:
            raise UsageError(name="--source", value=asked)
        by = Identification.ASKED
    else:
        fitting = tuple(source for source in media if _fits(source, image))
        stored = tuple(source for source in fitting if _stored_agree(source, image))
        fitting, by = (stored, Identification.STORED_DIGEST) if stored else (fitting, Identification.SIZE)
    computed = NO_DIGESTS
    if fitting and (with_digest or len(fitting) > 1):
        computed = digest_medium(_algorithms(fitting))
        equal = tuple(source for source in fitting if _common(source.digests, computed) is True)
        if equal and asked is None:
            by = Identification.MEDIUM_DIGEST
        if equal or len(fitting) > 1:  # one that fits by its size may be the image with a changed byte
            fitting = equal
    if not fitting:
        expected = ", ".join(f"{source.id} {source.length}" for source in media)
        raise ImageNotInBundleError(path=image.path, size_bytes=image.size_bytes, expected=expected)
    return IdentifiedImage(
        path=image.path,
        format="" if image.format is None else image.format.value,
        size_bytes=image.size_bytes,
        sources=tuple(source.id for source in fitting),
        by=by,
        medium=_match(fitting, computed, gapped),
        digests=computed,
    )


def _fits(source: Source, image: OpenedSource) -> bool:
    """The same size, and no digest that the image itself stores says otherwise."""
    if int(source.length) != image.size_bytes:
        return False
    answers = (
        _common(source.stored_digests, image.stored_digests),
        _common(source.digests, image.stored_digests),
    )
    return True in answers or False not in answers


def _stored_agree(source: Source, image: OpenedSource) -> bool:
    known = (source.stored_digests, source.digests)
    return any(_common(sealed, image.stored_digests) is True for sealed in known)


def _common(sealed: SealedDigests, other: Digests) -> bool | None:
    """Whether the digests that both have are equal; None where they have none in common."""
    pairs = [
        (a, b)
        for algorithm in DigestAlgorithm
        if (a := getattr(sealed, algorithm.value)) is not None
        and (b := getattr(other, algorithm.value)) is not None
    ]
    return all(a == b for a, b in pairs) if pairs else None


def _algorithms(sources: Sequence[Source]) -> tuple[DigestAlgorithm, ...]:
    """One is enough where every source has it: three take three times as long."""
    if all(source.digests.sha256 is not None for source in sources):
        return (DigestAlgorithm.SHA256,)
    return tuple(DigestAlgorithm)


def _match(sources: Sequence[Source], computed: Digests, gapped: frozenset[str]) -> MediumMatch:
    if computed == NO_DIGESTS:
        return MediumMatch.NOT_COMPUTED
    answers = [_common(source.digests, computed) for source in sources]
    if None in answers:
        return MediumMatch.NONE_SEALED
    if all(answers):
        return MediumMatch.AGREES
    differing = {source.id for source, answer in zip(sources, answers, strict=True) if not answer}
    return MediumMatch.GAPS_SEALED if differing <= gapped else MediumMatch.DIFFERS


@dataclass(frozen=True, slots=True)
class Layers:
    """From a sealed layer's id to that of the opened image, whose own id is that of the first of `chosen`.

    A layer that is a mere window of its parent is counted in the parent; those whose bytes are computed
    (decrypted volumes, snapshots, logical volumes) keep their own.
    """

    sealed: dict[str, Source]
    chosen: tuple[str, ...]

    def place(self, layer_id: str, offset_bytes: int) -> tuple[str, int]:
        """The layer of the opened image that holds this byte, and where."""
        layer = self.sealed.get(layer_id)
        while layer is not None and layer.parent is not None and layer.kind in _WINDOWS:
            offset_bytes += int(layer.offset)
            layer_id = layer.parent
            layer = self.sealed.get(layer_id)
        source_id, dot, rest = layer_id.partition(".")
        if source_id in self.chosen:
            return f"{self.chosen[0]}{dot}{rest}", offset_bytes
        return layer_id, offset_bytes

    def snapshots(self, layer_ids: frozenset[str]) -> bool:
        """Whether any of these layers lies in a snapshot."""
        sealed = {
            layer_id for layer_id, layer in self.sealed.items() if layer.kind == LayerKind.SNAPSHOT.value
        }
        return any(one == at or one.startswith(f"{at}.") for one in layer_ids for at in sealed)

"""The truth of each question: from the ids of files, as the build laid them, or from values of the recipe."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from forensics_app.training.building.contents import moment
from forensics_app.training.building.media import BuiltEvidence, BuiltFile
from forensics_app.training.building.shipped import shipped_place
from forensics_app.training.folder.outline import QuestionOutline
from forensics_app.training.question import QuestionKind
from forensics_app.training.truth import (
    ArtifactPlace,
    ArtifactsTruth,
    ArtifactTruth,
    ChoiceTruth,
    NumberTruth,
    OrderTruth,
    PlaceTruth,
    SealCodeTruth,
    SentenceTruth,
    TimeTruth,
    Truth,
)
from forensics_app.training.words import fill


def truth_of(
    outline: QuestionOutline, built: BuiltEvidence, values: Mapping[str, str], *, model_answer: str = ""
) -> Truth:
    """Raises KeyError for an unknown id or field, ValueError for a truth that doesn't fit the question."""
    from_evidence = _Reading(built, values)
    given = outline.truth
    kind = QuestionKind(outline.kind)
    truth: Truth | None = None
    match kind:
        case QuestionKind.ARTIFACT if given.artifact is not None:
            ids = [given.artifact] if isinstance(given.artifact, str) else given.artifact
            truth = ArtifactTruth(tuple(from_evidence.place(one) for one in ids))
        case QuestionKind.ARTIFACTS if given.artifacts is not None:
            truth = ArtifactsTruth(
                tuple(from_evidence.place(one) for one in given.artifacts),
                tuple(from_evidence.place(one) for one in given.optional),
            )
        case QuestionKind.TIME if given.time_of is not None:
            at = moment(from_evidence.file(given.time_of).recipe.modified, values)
            truth = TimeTruth(at, given.tolerance_s, given.zone_known)
        case QuestionKind.TIME if given.time is not None:
            at = datetime.fromisoformat(fill(given.time, values))
            if given.zone_known and at.tzinfo is None:
                raise ValueError("time: no offset from UTC")
            truth = TimeTruth(at, given.tolerance_s, given.zone_known)
        case QuestionKind.PLACE if given.place_of is not None:
            picture = from_evidence.file(given.place_of).recipe.picture
            if picture is None or picture.latitude is None or picture.longitude is None:
                raise ValueError("place_of: a picture with its position")
            latitude, longitude = (float(fill(one, values)) for one in (picture.latitude, picture.longitude))
            truth = PlaceTruth(latitude, longitude, given.tolerance_m)
        case QuestionKind.PLACE if given.place is not None:
            latitude, longitude = (float(fill(one, values)) for one in given.place)
            truth = PlaceTruth(latitude, longitude, given.tolerance_m)
        case QuestionKind.NUMBER:
            truth = _number(outline, from_evidence, values)
        case QuestionKind.CHOICE if given.choice is not None:
            partly = tuple((one, Decimal(share)) for one, share in given.partly.items())
            truth = ChoiceTruth(fill(given.choice, values), partly)
        case QuestionKind.ORDER if given.order is not None:
            truth = OrderTruth(tuple(given.order))
        case QuestionKind.SEAL_CODE if given.codes is not None or given.sealed:
            truth = SealCodeTruth(tuple(given.codes or ()))
        case QuestionKind.SENTENCE if given.sentence:
            truth = SentenceTruth(model_answer)
        case _:
            pass
    if truth is None:
        raise ValueError("no truth for its kind")
    return truth


class _Reading:
    """Files of the evidence by their ids, in which {fields} may choose."""

    def __init__(self, built: BuiltEvidence, values: Mapping[str, str]) -> None:
        self._built, self._values = built, values

    def file(self, file_id: str) -> BuiltFile:
        return self._built.files[fill(file_id, self._values)]

    def place(self, reference: str) -> ArtifactPlace:
        """`id`, `id:stream` of an alternate stream, `id/path` in an archive; `shipped/FILE/path`."""
        filled = fill(reference, self._values)
        if filled.startswith("shipped/"):
            return shipped_place(*filled.removeprefix("shipped/").split("/", 1))
        file_id, stream, member = _parts(filled)
        built = self._built.files[file_id]
        if stream:
            text = fill(built.recipe.streams[stream], self._values).encode()
            return ArtifactPlace(built.evidence, f"{built.path}:{stream}", _sha256(text))
        if member:
            return ArtifactPlace(built.evidence, f"{built.path}/{member}", None)
        digest = None if built.content is None else _sha256(built.content)
        return ArtifactPlace(built.evidence, built.path, digest)


def _parts(reference: str) -> tuple[str, str, str]:
    """(id, stream, path in an archive)."""
    file_id, colon, stream = reference.partition(":")
    if colon:
        return file_id, stream, ""
    file_id, _, member = reference.partition("/")
    return file_id, "", member


def _number(outline: QuestionOutline, reading: _Reading, values: Mapping[str, str]) -> Truth | None:
    given = outline.truth
    if given.size_of is not None:
        value = Decimal(reading.file(given.size_of).size)
    elif given.count_of is not None:
        value = Decimal(len({reading.place(one) for one in given.count_of}))
    elif given.number is not None:
        text = fill(given.number, values)
        try:
            value = Decimal(text)
        except InvalidOperation as e:
            raise ValueError(f"number: {text}") from e
    else:
        return None
    return NumberTruth(value, Decimal(given.tolerance), Decimal(given.near))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

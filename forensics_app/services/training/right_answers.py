"""The right answer to a question as it is read, for whoever gave another one or none."""

from __future__ import annotations

from forensics_app.i18n import current
from forensics_app.services.training.marking import Marked
from forensics_app.services.training.tables import question_of
from forensics_app.training.sets.results import Place
from forensics_app.training.truth import (
    ArtifactPlace,
    ArtifactsTruth,
    ArtifactTruth,
    ChoiceTruth,
    NumberTruth,
    OrderTruth,
    PlaceTruth,
    TimeTruth,
)


def right_answer(marked: Marked, place: Place) -> str:
    """'' for a sentence, whose model answer is shown anyway, and for the code of what a trainee sealed."""
    task_id, question_id = place
    truth = marked.key.exercises[task_id].truth_of(question_id)
    words = {
        choice.choice_id: choice.text.in_language(current().language)
        for choice in question_of(marked, place).choices
    }
    match truth:
        case ArtifactTruth():
            return " / ".join(map(_artifact, truth.accepted))
        case ArtifactsTruth():
            return "; ".join(map(_artifact, truth.expected))
        case TimeTruth():
            shown = truth.instant if truth.zone_known else truth.instant.replace(tzinfo=None)
            return shown.replace(microsecond=0).isoformat(" ")
        case PlaceTruth():
            return f"{truth.latitude:.5f}, {truth.longitude:.5f}"
        case NumberTruth():
            return f"{truth.value} {question_of(marked, place).unit}".strip()
        case ChoiceTruth():
            return words.get(truth.choice_id, truth.choice_id)
        case OrderTruth():
            return "; ".join(words.get(one, one) for one in truth.choice_ids)
        case _:
            return ""


def _artifact(place: ArtifactPlace) -> str:
    return f"{place.source}:{place.path}" if place.source else place.path

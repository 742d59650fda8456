"""One build of a scenario: its evidence as files, and the exercise with the truth of each question."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from forensics_app.errors import ScenarioInvalidError
from forensics_app.training.building.contents import contents_of
from forensics_app.training.building.draws import DrawError, draw_all
from forensics_app.training.building.media import build_media, tools_of
from forensics_app.training.building.truths import truth_of
from forensics_app.training.folder.checking import check_folder
from forensics_app.training.folder.outline import Messages, Outline, QuestionMessages, QuestionOutline
from forensics_app.training.folder.reading import ScenarioFolder
from forensics_app.training.folder.recipe import Recipe
from forensics_app.training.question import Choice, Hint, Question, QuestionKind
from forensics_app.training.scenario import EvidenceFile, Exercise, Level, Scenario
from forensics_app.training.words import Words, fill


@dataclass(frozen=True, slots=True)
class Build:
    """An exercise, and where its files lie: those of evidence and what is handed out beside them.

    `passphrases` open its encrypted volumes.
    """

    exercise: Exercise
    evidence: tuple[Path, ...]
    handouts: tuple[Path, ...]
    passphrases: tuple[str, ...] = ()


def scenario_of(folder: ScenarioFolder) -> Scenario:
    """The scenario as its folder describes it. Raises ScenarioInvalidError."""
    outline, recipe = _usable(folder)
    return Scenario(
        name=folder.name,
        version=outline.version,
        level=Level(outline.level),
        minutes=outline.minutes,
        title=_words(folder, lambda one: one.title),
        summary=_words(folder, lambda one: one.summary),
        briefing=_words(folder, lambda one: one.briefing),
        evidence=tuple(one.file for one in recipe.evidence),
        questions=tuple(_question(folder, one, None) for one in outline.question),
        tools=tools_of(recipe),
        goes_with=tuple(outline.goes_with),
        languages=tuple(outline.languages),
        folder=folder.path,
    )


def build(folder: ScenarioFolder, seed: str, target: Path, *, language: str = "en") -> Build:
    """Write the evidence of a seed into `target`, which is there and empty.

    `language` is that of the trainer, for model answers. Raises ScenarioInvalidError, BuildToolsMissingError,
    BuildFailedError, and OSError where the folder can't be written.
    """
    outline, recipe = _usable(folder)
    name = folder.name
    _refuse_faulty(folder)
    try:
        values = draw_all(recipe.draw, seed=seed, scenario=name)
        contents = contents_of(recipe.file, values, seed=f"{seed}/{name}")
        with tempfile.TemporaryDirectory(prefix="sealwright-build-") as scratch:
            built = build_media(recipe, contents, values, seed=f"{seed}/{name}", folder=Path(scratch))
        questions = tuple(_question(folder, one, values) for one in outline.question)
        truths = tuple(
            (one.id, truth_of(one, built, values, model_answer=_model_answer(folder, one, language, values)))
            for one in outline.question
        )
        handouts = [(one.file, fill(one.text, values)) for one in recipe.handout]
        passphrases = tuple(fill(one.luks, values) for one in recipe.volume if one.luks is not None)
        title = _words(folder, lambda one: one.title).filled(values)
        briefing = _words(folder, lambda one: one.briefing).filled(values)
    except DrawError as e:
        raise ScenarioInvalidError(name=name, detail=f"the draw {e} can't be made") from e
    except KeyError as e:
        raise ScenarioInvalidError(name=name, detail=f"nothing has the name {e.args[0]}") from e
    except (ValueError, InvalidOperation, RecursionError) as e:
        raise ScenarioInvalidError(name=name, detail=str(e)) from e
    evidence = []
    for file, medium in built.media.items():
        (target / file).write_bytes(medium)
        evidence.append(EvidenceFile(file, len(medium), hashlib.sha256(medium).hexdigest()))
    for file, text in handouts:
        (target / file).write_text(text, encoding="utf-8", newline="\n")
    exercise = Exercise(
        scenario=name,
        version=outline.version,
        seed=seed,
        title=title,
        briefing=briefing,
        minutes=outline.minutes,
        evidence=tuple(evidence),
        questions=questions,
        truths=truths,
    )
    return Build(
        exercise,
        tuple(target / one.name for one in evidence),
        tuple(target / file for file, _ in handouts),
        passphrases,
    )


def _refuse_faulty(folder: ScenarioFolder) -> None:
    """A scenario may come from a stranger: names and sizes that could do harm are never tried."""
    if problems := check_folder(folder):
        first = problems[0]
        detail = ": ".join(part for part in (first.file, first.place, first.found) if part)
        raise ScenarioInvalidError(name=folder.name, detail=detail, count=len(problems))


def _usable(folder: ScenarioFolder) -> tuple[Outline, Recipe]:
    if folder.problems or folder.outline is None or folder.recipe is None:
        first = folder.problems[0]
        detail = ": ".join(part for part in (first.file, first.place, first.found) if part)
        raise ScenarioInvalidError(name=folder.name, detail=detail, count=len(folder.problems))
    return folder.outline, folder.recipe


def _words(folder: ScenarioFolder, text: Callable[[Messages], str]) -> Words:
    return Words(tuple((language, text(one)) for language, one in folder.messages.items()))


def _question(folder: ScenarioFolder, outline: QuestionOutline, values: Mapping[str, str] | None) -> Question:
    """A question with its words; its {fields} stay where there are no values."""

    def said(text: Callable[[QuestionMessages], str]) -> Words:
        words = _words(folder, lambda one: text(one.question[outline.id]))
        return words if values is None else words.filled(values)

    def hint(number: int) -> Words:
        return said(lambda one: one.hints[number])

    def choice(choice_id: str) -> Words:
        return said(lambda one: one.choices[choice_id])

    try:
        return Question(
            question_id=outline.id,
            kind=QuestionKind(outline.kind),
            text=said(lambda one: one.text),
            points=Decimal(outline.points),
            hints=tuple(Hint(hint(number), Decimal(cost)) for number, cost in enumerate(outline.hints)),
            tries=outline.tries,
            try_cost=Decimal(outline.try_cost),
            time_limit_s=None if outline.minutes is None else outline.minutes * 60,
            choices=tuple(Choice(one, choice(one)) for one in outline.choices),
            unit=outline.unit,
            solve_it=tuple(outline.solve_it),
            explanation=said(lambda one: one.explanation),
        )
    except (KeyError, IndexError, InvalidOperation) as e:
        raise ScenarioInvalidError(
            name=folder.name, detail=f"the messages of question {outline.id} are not complete"
        ) from e


def _model_answer(
    folder: ScenarioFolder, outline: QuestionOutline, language: str, values: Mapping[str, str]
) -> str:
    messages = folder.messages.get(language) or next(iter(folder.messages.values()))
    return fill(messages.question[outline.id].model_answer, values)

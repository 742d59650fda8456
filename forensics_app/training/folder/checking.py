"""All that is wrong with a scenario's folder, without building it (`services/training/checking` does that).

Each rule is a function that yields problems; they run on whatever could be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from forensics_app.training.folder.outline import Messages, Outline, QuestionOutline
from forensics_app.training.folder.problems import Problem, ProblemCode
from forensics_app.training.folder.reading import (
    EVIDENCE_FILE,
    MESSAGES_FOLDER,
    SCENARIO_FILE,
    ScenarioFolder,
)
from forensics_app.training.folder.recipe import CONTENT_KEYS, FileRecipe, Recipe
from forensics_app.training.making.content import is_file_path
from forensics_app.training.words import fields_of

MOST_MIB = 64
MARK = "DEMO"
_MOST_MINUTES, _MOST_TRIES, _MOST_DRAWN = 1440, 100, 40
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SOLVE_IT = re.compile(r"DF[TWM]-[0-9]{4}\Z")
_DRAW_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
_TEXT_KEYS = ("text", "lines", "pdf", "docx", "mail")


def check_folder(folder: ScenarioFolder) -> list[Problem]:
    """Problems in the order of the files. Empty: it can be built, as far as can be said without doing it."""
    problems = list(folder.problems)
    if not _ID.match(folder.name):
        problems.append(Problem(ProblemCode.NAME_FORM, SCENARIO_FILE, "", folder.name))
    if folder.outline is not None:
        problems += _outline(folder.outline)
        problems += _messages(folder.outline, folder.messages)
    if folder.recipe is not None:
        problems += _recipe(folder.recipe)
        problems += _fields(folder.recipe, folder.messages, folder.outline)
        if folder.outline is not None:
            problems += _references(folder.outline, folder.recipe)
    return problems


# --- scenario.toml -----------------------------------------------------------------------------------


def _outline(outline: Outline) -> Iterator[Problem]:
    if not outline.languages:
        yield Problem(ProblemCode.LANGUAGE_MISSING, SCENARIO_FILE, "languages")
    if not 1 <= outline.minutes <= _MOST_MINUTES:
        yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, "minutes", str(outline.minutes))
    yield from _twice((one.id for one in outline.question), SCENARIO_FILE, "question")
    for question in outline.question:
        place = f"question {question.id}"
        if not _ID.match(question.id):
            yield Problem(ProblemCode.NAME_FORM, SCENARIO_FILE, place, question.id)
        for number in (question.points, question.try_cost, *question.hints, *question.truth.partly.values()):
            if not _is_amount(number):
                yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, place, number)
        for limit, most in ((question.minutes, _MOST_MINUTES), (question.tries, _MOST_TRIES)):
            if limit is not None and not 1 <= limit <= most:
                yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, place, str(limit))
        for identifier in question.solve_it:
            if not _SOLVE_IT.match(identifier):
                yield Problem(ProblemCode.SOLVE_IT_FORM, SCENARIO_FILE, place, identifier)
        yield from _truth(question, place)


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount <= 100 and amount == round(amount, 2)


_TRUTH_KEYS = {
    "artifact": ("artifact",),
    "artifacts": ("artifacts",),
    "time": ("time", "time_of"),
    "place": ("place", "place_of"),
    "number": ("number", "size_of", "count_of"),
    "choice": ("choice",),
    "order": ("order",),
    "seal-code": ("codes", "sealed"),
    "sentence": ("sentence",),
}


def _truth(question: QuestionOutline, place: str) -> Iterator[Problem]:
    given = [key for key in _TRUTH_KEYS[question.kind] if getattr(question.truth, key)]
    if len(given) != 1:
        wanted = " | ".join(_TRUTH_KEYS[question.kind])
        yield Problem(ProblemCode.TRUTH_MISSING, SCENARIO_FILE, place, wanted)
    if question.kind in ("choice", "order"):
        if len(question.choices) < 2:
            yield Problem(ProblemCode.CHOICES_MISSING, SCENARIO_FILE, place)
        named = [*(question.truth.order or ()), *question.truth.partly]
        if question.truth.choice is not None and "{" not in question.truth.choice:
            named.append(question.truth.choice)
        for choice in named:
            if choice not in question.choices:
                yield Problem(ProblemCode.REFERENCE_UNKNOWN, SCENARIO_FILE, place, choice)
        if question.kind == "order" and set(question.truth.order or ()) != set(question.choices):
            yield Problem(ProblemCode.TRUTH_MISSING, SCENARIO_FILE, place, ", ".join(question.choices))
    elif question.choices:
        yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, place, "choices")


def _references(outline: Outline, recipe: Recipe) -> Iterator[Problem]:
    """Artifacts and files that truths name, and times that are none; what a field chooses is seen when it is
    built.
    """
    files = {one.id: one for one in recipe.file}
    for question in outline.question:
        truth, place = question.truth, f"question {question.id}"
        artifacts = [truth.artifact] if isinstance(truth.artifact, str) else truth.artifact or []
        named = [*artifacts, *(truth.artifacts or ()), *truth.optional, *(truth.count_of or ())]
        named += [one for one in (truth.time_of, truth.place_of, truth.size_of) if one is not None]
        for name in named:
            file_id, _, stream = name.partition(":")
            file = files.get(file_id.partition("/")[0])
            unknown = file is None or (stream and stream not in file.streams)
            if unknown and "{" not in name and not name.startswith("shipped/"):
                yield Problem(ProblemCode.REFERENCE_UNKNOWN, SCENARIO_FILE, place, name)
        if truth.time is not None and "{" not in truth.time and not _is_time(truth.time, truth.zone_known):
            yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, place, truth.time)
        if truth.number is not None and "{" not in truth.number and not _is_number(truth.number):
            yield Problem(ProblemCode.VALUE_FORM, SCENARIO_FILE, place, truth.number)


def _is_time(text: str, zone_known: bool) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None or not zone_known
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


# --- messages ----------------------------------------------------------------------------------------


def _messages(outline: Outline, messages: dict[str, Messages]) -> Iterator[Problem]:
    first = next(iter(messages.values()), None)
    for language, one in messages.items():
        file = f"{MESSAGES_FOLDER}/{language}.toml"
        wanted = {question.id for question in outline.question}
        for question_id in sorted(one.question.keys() - wanted):
            yield Problem(ProblemCode.MESSAGE_UNUSED, file, f"question.{question_id}")
        if MARK not in one.title:
            yield Problem(ProblemCode.NOT_MARKED, file, "title", one.title)
        for question in outline.question:
            if question.id not in one.question:
                yield Problem(ProblemCode.MESSAGE_MISSING, file, f"question.{question.id}")
            else:
                yield from _question_messages(question, one, file)
        for key in ("title", "summary", "briefing"):
            if not getattr(one, key).strip():
                yield Problem(ProblemCode.MESSAGE_MISSING, file, key)
        if first is not None and one is not first:
            yield from _same_fields(first, one, file)


def _question_messages(question: QuestionOutline, messages: Messages, file: str) -> Iterator[Problem]:
    said, place = messages.question[question.id], f"question.{question.id}"
    if not said.text.strip():
        yield Problem(ProblemCode.MESSAGE_MISSING, file, f"{place}.text")
    if len(said.hints) != len(question.hints):
        yield Problem(ProblemCode.MESSAGE_MISSING, file, f"{place}.hints", str(len(question.hints)))
    for choice in question.choices:
        if not said.choices.get(choice, "").strip():
            yield Problem(ProblemCode.MESSAGE_MISSING, file, f"{place}.choices.{choice}")
    for choice in sorted(said.choices.keys() - set(question.choices)):
        yield Problem(ProblemCode.MESSAGE_UNUSED, file, f"{place}.choices.{choice}")
    if question.kind == "sentence" and not said.model_answer.strip():
        yield Problem(ProblemCode.MESSAGE_MISSING, file, f"{place}.model_answer")


def _same_fields(first: Messages, other: Messages, file: str) -> Iterator[Problem]:
    """Every text of a translation has the fields of the original."""
    texts = dict(_texts(msgspec.to_builtins(other)))
    for place, text in _texts(msgspec.to_builtins(first)):
        try:
            differ = place in texts and fields_of(text) != fields_of(texts[place])
        except ValueError:
            continue  # said by `_fields`
        if differ:
            yield Problem(ProblemCode.FIELDS_DIFFER, file, place)


# --- evidence.toml -----------------------------------------------------------------------------------


def _recipe(recipe: Recipe) -> Iterator[Problem]:
    yield from _twice((one.id for one in recipe.volume), EVIDENCE_FILE, "volume")
    yield from _twice((one.id for one in recipe.file), EVIDENCE_FILE, "file")
    written = [*(one.file for one in recipe.evidence), *(one.file for one in recipe.handout)]
    yield from _twice(written, EVIDENCE_FILE, "evidence")
    volumes = {one.id for one in recipe.volume}
    files = {one.id for one in recipe.file}
    for name, draw in recipe.draw.items():
        keys = [key for key, value in _given(draw) if key not in ("step", "shared")]
        long = not (1 <= (draw.digits or 1) <= _MOST_DRAWN and 1 <= (draw.words or 1) <= _MOST_DRAWN)
        if not _DRAW_NAME.match(name) or len(keys) != 1 or long:
            yield Problem(ProblemCode.DRAW_FORM, EVIDENCE_FILE, f"draw.{name}", ", ".join(keys))
    for volume in recipe.volume:
        if MARK not in volume.label and volume.file_system != "zip":
            yield Problem(ProblemCode.NOT_MARKED, EVIDENCE_FILE, f"volume {volume.id}", volume.label)
        if not 1 <= volume.size_mib <= MOST_MIB:
            yield Problem(ProblemCode.TOO_LARGE, EVIDENCE_FILE, f"volume {volume.id}", f"{MOST_MIB} MiB")
    for name in written:
        if not _FILE_NAME.match(name):
            yield Problem(ProblemCode.NAME_FORM, EVIDENCE_FILE, "evidence", name)
    used = Counter(volume for evidence in recipe.evidence for volume in evidence.volumes)
    for name in sorted(used.keys() - volumes):
        yield Problem(ProblemCode.REFERENCE_UNKNOWN, EVIDENCE_FILE, "evidence", name)
    for name in sorted(name for name in volumes if used[name] != 1):
        yield Problem(ProblemCode.NOT_POSSIBLE, EVIDENCE_FILE, f"volume {name}", str(used[name]))
    if sum(one.size_mib for one in recipe.volume) > MOST_MIB:
        yield Problem(ProblemCode.TOO_LARGE, EVIDENCE_FILE, "volume", f"{MOST_MIB} MiB")
    for file in recipe.file:
        yield from _file(file, volumes, files)
    for evidence_recipe in recipe.evidence:
        hurt = [one.file for one in evidence_recipe.bad_sectors]
        if evidence_recipe.changed_later is not None:
            hurt.append(evidence_recipe.changed_later.file)
        for name in hurt:
            if name not in files:
                yield Problem(ProblemCode.REFERENCE_UNKNOWN, EVIDENCE_FILE, evidence_recipe.file, name)
        if (evidence_recipe.shipped is None) == (not evidence_recipe.volumes):
            yield Problem(ProblemCode.NOT_POSSIBLE, EVIDENCE_FILE, evidence_recipe.file, "volumes | shipped")
        for bad in evidence_recipe.bad_sectors:
            if not (bad.sector >= 0 and 1 <= bad.count <= MOST_MIB << 11):
                yield Problem(ProblemCode.VALUE_FORM, EVIDENCE_FILE, evidence_recipe.file, str(bad.count))
        damaged = bool(hurt) or evidence_recipe.keep_percent != 100
        if damaged and evidence_recipe.container != "e01":
            yield Problem(ProblemCode.NOT_POSSIBLE, EVIDENCE_FILE, evidence_recipe.file, "container")


def _file(file: FileRecipe, volumes: set[str], files: set[str]) -> Iterator[Problem]:
    place = f"file {file.id}"
    if not _ID.match(file.id):
        yield Problem(ProblemCode.NAME_FORM, EVIDENCE_FILE, place, file.id)
    if file.volume not in volumes:
        yield Problem(ProblemCode.REFERENCE_UNKNOWN, EVIDENCE_FILE, place, file.volume)
    keys = [key for key, _ in _given(file) if key in CONTENT_KEYS]
    if len(keys) != 1:
        yield Problem(ProblemCode.CONTENT_COUNT, EVIDENCE_FILE, place, ", ".join(keys))
    for path in (file.path, *file.streams):
        if not is_file_path(path):
            yield Problem(ProblemCode.NAME_FORM, EVIDENCE_FILE, place, path)
    if file.noise_kib is not None and not 1 <= file.noise_kib <= MOST_MIB << 10:
        yield Problem(ProblemCode.VALUE_FORM, EVIDENCE_FILE, place, str(file.noise_kib))
    named = [file.copy_of, file.reused_by, *(one.copy_of for one in file.archive or ())]
    named += [one.attached for one in file.mail or ()]
    for name in named:
        if name is not None and "{" not in name and name not in files:
            yield Problem(ProblemCode.REFERENCE_UNKNOWN, EVIDENCE_FILE, place, name)
    for key in keys:
        if key in _TEXT_KEYS and MARK not in str(msgspec.to_builtins(getattr(file, key))):
            yield Problem(ProblemCode.NOT_MARKED, EVIDENCE_FILE, place, key)
    for stream, text in file.streams.items():
        if MARK not in text:
            yield Problem(ProblemCode.NOT_MARKED, EVIDENCE_FILE, place, stream)


# --- fields ------------------------------------------------------------------------------------------


def _fields(recipe: Recipe, messages: dict[str, Messages], outline: Outline | None) -> Iterator[Problem]:
    """Every {field} is drawn, and no brace stands by itself."""
    known = _drawn(recipe)
    parts: list[tuple[str, Any]] = [(EVIDENCE_FILE, msgspec.to_builtins(recipe))]
    if outline is not None:
        parts.append((SCENARIO_FILE, msgspec.to_builtins(outline)))
    parts += [(f"{MESSAGES_FOLDER}/{la}.toml", msgspec.to_builtins(one)) for la, one in messages.items()]
    for file, values in parts:
        for place, text in _texts(values):
            try:
                unknown = fields_of(text) - known
            except ValueError:
                yield Problem(ProblemCode.BRACES, file, place, text[:80])
                continue
            for name in sorted(unknown):
                yield Problem(ProblemCode.FIELD_UNKNOWN, file, place, name)


def _drawn(recipe: Recipe) -> set[str]:
    names = set()
    for name, draw in recipe.draw.items():
        if draw.one_of and isinstance(draw.one_of[0], dict):
            names |= {f"{name}_{key}" for key in draw.one_of[0]}
        else:
            names.add(name)
    return names


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested values, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            name = one.get("id") if isinstance(one, dict) else None
            yield from _texts(one, f"{place} {name or number + 1}")


def _given(struct: msgspec.Struct) -> list[tuple[str, Any]]:
    """The keys that aren't at their default."""
    found = []
    for one in msgspec.structs.fields(type(struct)):
        value = getattr(struct, one.name)
        default = (
            one.default_factory()
            if one.default is msgspec.NODEFAULT and callable(one.default_factory)
            else one.default
        )
        if value != default:
            found.append((one.name, value))
    return found


def _twice(names: Iterable[str], file: str, place: str) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(ProblemCode.ID_TWICE, file, place, name)

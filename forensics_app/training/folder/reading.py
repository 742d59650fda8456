"""Reading a scenario's folder: strictly typed, with limits, all that is wrong with the files at once."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from forensics_app.system.opening import READ
from forensics_app.training.folder.outline import Messages, Outline
from forensics_app.training.folder.problems import Problem, ProblemCode
from forensics_app.training.folder.recipe import Recipe

SCENARIO_FILE, EVIDENCE_FILE, MESSAGES_FOLDER = "scenario.toml", "evidence.toml", "messages"
MOST_BYTES = 1 << 20  # of one file
T = TypeVar("T")


@dataclass(slots=True)
class ScenarioFolder:
    """The files of a folder as they were read; None for one that isn't usable. `problems` say why."""

    path: Path
    outline: Outline | None = None
    recipe: Recipe | None = None
    messages: dict[str, Messages] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The scenario's name is its folder's."""
        return self.path.name


def read_folder(path: Path) -> ScenarioFolder:
    """Read all files; whatever is missing or wrong is a problem of the result."""
    found = ScenarioFolder(path)
    found.outline = _read(found, SCENARIO_FILE, Outline)
    found.recipe = _read(found, EVIDENCE_FILE, Recipe)
    for language in dict.fromkeys(found.outline.languages if found.outline else ("en",)):
        if not language.replace("-", "").isalnum():
            found.problems.append(Problem(ProblemCode.NAME_FORM, SCENARIO_FILE, "languages", language))
            continue
        messages = _read(found, f"{MESSAGES_FOLDER}/{language}.toml", Messages)
        if messages is not None:
            found.messages[language] = messages
    return found


def _read(found: ScenarioFolder, name: str, kind: type[T]) -> T | None:
    path = found.path / name
    try:
        data = _beginning(path)
    except OSError as e:
        found.problems.append(Problem(ProblemCode.FILE_MISSING, name, found=e.strerror or ""))
        return None
    if len(data) > MOST_BYTES:
        found.problems.append(Problem(ProblemCode.FILE_TOO_LARGE, name))
        return None
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), kind)
    except msgspec.ValidationError as e:
        words, _, place = str(e).partition(" - at ")
        found.problems.append(Problem(ProblemCode.WRONG_FORM, name, place.strip("`$."), words))
    except (ValueError, RecursionError, OverflowError) as e:  # bad TOML or UTF-8, a number without end
        found.problems.append(Problem(ProblemCode.NOT_TOML, name, found=str(e)))
    return None


def _beginning(path: Path) -> bytes:
    """As much as a file may have, and a byte. Raises OSError, also for a pipe, which would be waited for."""
    handle = os.open(path, READ)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return file.read(MOST_BYTES + 1)

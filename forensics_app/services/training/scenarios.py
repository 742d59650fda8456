"""The scenarios that come with the program, and those in folders of a trainer's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from forensics_app.errors import ScenarioNotFoundError
from forensics_app.resource_files import RESOURCES
from forensics_app.training.building.build import scenario_of
from forensics_app.training.folder.reading import SCENARIO_FILE, ScenarioFolder, read_folder
from forensics_app.training.making.tools import missing_tools
from forensics_app.training.scenario import Scenario


def scenario_folders() -> list[Path]:
    """The folders of the scenarios that come with the program, by name."""
    training = RESOURCES / "training"
    return sorted(path.parent for path in training.glob(f"*/{SCENARIO_FILE}"))


def find_folder(name: str) -> ScenarioFolder:
    """A scenario by its name, or by the path of its folder. Raises ScenarioNotFoundError.

    A name goes before a folder of that name in the current one: `./fraud` is the folder.
    """
    for path in scenario_folders():
        if path.name == name:
            return read_folder(path)
    own = Path(name)
    if not (own / SCENARIO_FILE).is_file():
        raise ScenarioNotFoundError(name=name)
    return read_folder(own.resolve())


def list_scenarios() -> list[Scenario]:
    """What comes with the program. Raises ScenarioInvalidError for a damaged installation."""
    return list(_read_once(tuple(scenario_folders())))


@cache
def _read_once(folders: tuple[Path, ...]) -> tuple[Scenario, ...]:
    """What comes with the program stays as it is while the program runs."""
    return tuple(scenario_of(read_folder(path)) for path in folders)


def left_alone(names: Sequence[str]) -> dict[str, list[str]]:
    """Of scenarios that were chosen, those that can't be solved without others that were not: by name.

    Raises ScenarioNotFoundError, ScenarioInvalidError.
    """
    chosen = [scenario_of(find_folder(name)) for name in names]
    known = {one.name for one in chosen}
    needs = {one.name: [other for other in one.goes_with if other not in known] for one in chosen}
    return {name: others for name, others in needs.items() if others}


def tools_missing_for(scenario: Scenario) -> list[str]:
    """Programs that its build runs and that are not installed."""
    return missing_tools(scenario.tools)

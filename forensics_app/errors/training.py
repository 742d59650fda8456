"""Training: scenarios, their builds, class files and submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class ScenarioNotFoundError(ForensicsError):
    """No scenario of that name is part of the program, and no folder of that path holds one."""

    code: ClassVar[str] = "scenario-not-found"
    name: str = ""


@dataclass(eq=False)
class ScenarioInvalidError(ForensicsError):
    """A scenario's folder can't be built; `detail` is the first of `count` things that are wrong."""

    code: ClassVar[str] = "scenario-invalid"
    name: str = ""
    detail: str = ""
    count: int = 1


@dataclass(eq=False)
class BuildToolsMissingError(ForensicsError):
    """Programs that a build runs are not installed; `packages` are Debian's that have them."""

    code: ClassVar[str] = "build-tools-missing"
    tools: str = ""
    packages: str = ""


@dataclass(eq=False)
class BuildFailedError(ForensicsError):
    """A program that a build runs ended with an error; `detail` is its last line."""

    code: ClassVar[str] = "build-failed"
    tool: str = ""
    detail: str = ""

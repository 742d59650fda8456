"""The root of the error tree, and the exit codes of the command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """Exit codes of the command line (docs/user-guide.md)."""

    OK = 0
    EVIDENCE_BAD = 1
    UNUSABLE = 2
    UNCONFIRMED = 3
    CANCELLED = 130


@dataclass(eq=False)
class ForensicsError(Exception):
    """Base of everything this program raises on purpose."""

    code: ClassVar[str] = ""
    exit_code: ClassVar[ExitCode] = ExitCode.UNUSABLE

    def fields(self) -> dict[str, Any]:
        """The typed fields by name, for the sentence and for machine-readable output.

        A damaged header can make a number that no frame and no JSON reader takes: it is cut to 64 bits.
        """
        return {f.name: _bounded(getattr(self, f.name)) for f in fields(self)}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.fields()))

    def __str__(self) -> str:
        shown = " ".join(f"{name}={value!r}" for name, value in self.fields().items())
        return f"{self.code} {shown}".strip()


def _bounded(value: Any) -> Any:
    return max(-(1 << 63), min(value, (1 << 63) - 1)) if isinstance(value, int) else value


def _rebuild(kind: type[ForensicsError], values: dict[str, Any]) -> ForensicsError:
    return kind(**values)

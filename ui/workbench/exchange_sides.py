"""What the exercise between two laboratories is looked up in: cases and folders of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExchangeSides:
    """`trust` are certificates whose signatures count in the exercise."""

    sender: tuple[Path, ...] = ()
    receiver: tuple[Path, ...] = ()
    trust: tuple[Path, ...] = ()

    @property
    def named(self) -> bool:
        """Whether there is anything to look into."""
        return bool(self.sender or self.receiver)

    def arguments(self) -> list[str]:
        """For `train exercise`."""
        return [
            *_each("--sender", self.sender),
            *_each("--receiver", self.receiver),
            *_each("--trust", self.trust),
        ]


def _each(option: str, paths: Iterable[Path]) -> Iterable[str]:
    return (part for path in paths for part in (option, str(path)))

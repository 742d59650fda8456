"""Faults injected from outside into one run of the program: an environment, limits, a moment to kill.

Storage and clock come from `shim.c`, compiled when a soak begins; memory and handles from limits of the
system; locales from the environment.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SHIM = Path(__file__).with_name("shim.c")
STORAGE = ("enospc", "eio-read", "short-read", "slow", "vanish")
OTHER = ("clock", "locale", "memory", "handles", "kill")
KINDS = (*STORAGE, *OTHER)
_LOCALES = ("C", "POSIX", "tr_TR.UTF-8", "xx_YY.nothing", "de_DE.ISO-8859-1", "ar_EG.UTF-8")


@dataclass(frozen=True, slots=True)
class Fault:
    """`kill_after_s` of the run's start, None for no kill; `limits` are set in the child before it starts."""

    kind: str
    environment: dict[str, str] = field(default_factory=dict)
    limits: tuple[tuple[int, int], ...] = ()
    kill_after_s: float | None = None

    def apply_limits(self) -> Callable[[], None] | None:
        """For `preexec_fn`."""
        if not self.limits:
            return None

        def apply() -> None:
            for which, value in self.limits:
                resource.setrlimit(which, (value, value))

        return apply


NONE = Fault("none")


def compile_shim(folder: Path) -> Path:
    """Raises FileNotFoundError without a C compiler, CalledProcessError where it fails."""
    made = folder / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(made), str(SHIM), "-ldl"], check=True)
    return made


def draw(chance: random.Random, kind: str, *, shim: Path, under: Path, log: Path) -> Fault:
    """A fault of a kind, for files below `under`; the log gets one byte for each that really happened."""
    if kind in (*STORAGE, "clock"):
        environment = {
            "LD_PRELOAD": str(shim),
            "SOAK_KIND": kind,
            "SOAK_UNDER": str(under),
            "SOAK_LOG": str(log),
            "SOAK_AFTER": str(int(10 ** chance.uniform(0, 2))),
            "SOAK_MOST": str(chance.choice((1, 3, 40, 1000)) if kind != "slow" else 40),
            "SOAK_JUMP": str(chance.choice((3600, 86_400, 400 * 86_400))),
        }
        return Fault(kind, environment)
    _count(log)
    if kind == "locale":
        chosen = chance.choice(_LOCALES)
        return Fault(kind, {"LC_ALL": chosen, "LANG": chosen, "PYTHONUTF8": "0"})
    if kind == "memory":
        return Fault(kind, limits=((resource.RLIMIT_AS, chance.choice((300, 500, 800, 1500)) << 20),))
    if kind == "handles":
        return Fault(kind, limits=((resource.RLIMIT_NOFILE, chance.choice((16, 24, 40, 64))),))
    return Fault(kind, kill_after_s=chance.uniform(0.3, 6.0))


def happened(log: Path) -> int:
    """How many faults the log tells of."""
    return log.stat().st_size if log.exists() else 0


def _count(log: Path) -> None:
    with log.open("ab") as file:
        os.write(file.fileno(), b"x")

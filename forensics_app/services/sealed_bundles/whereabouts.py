"""Where the file of a bundle is that a case sealed: the case keeps the seal, not the bundle."""

from __future__ import annotations

from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.model.bundle import SEALED_SUFFIX, ZIP_SUFFIX
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.target import target_of_bundle
from forensics_app.services.cases.case import Case


def find_bundle(case: Case, name: str, code: str, *, clock: Clock) -> Path | None:
    """The bundle with this seal code (64 hex) beside the case's folder or in its folder of bundles, by the
    name that it was sealed under. Only seals are read; None where neither place has it.
    """
    for folder in (case.path.absolute().parent, case.bundles.absolute()):
        for suffix in (SEALED_SUFFIX, ZIP_SUFFIX):
            path = folder / f"{name}{suffix}"
            if path.exists() and code_of(path, clock=clock) == code:
                return path
    return None


def code_of(path: Path, *, clock: Clock) -> str | None:
    """The seal code (64 hex) of a bundle or a seal alone; None where it can't be read."""
    try:
        return target_of_bundle(path, trust=TrustStore(), clock=clock).code
    except (ForensicsError, OSError):
        return None

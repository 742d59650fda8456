"""Marks that keep an artifact out of every bundle: what the sender may not hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PrivacyMark(StrEnum):
    """Why something must not leave, the gravest first."""

    PRIVILEGED = "privileged"  # between a person and those who may keep silent: a lawyer, a doctor, a priest
    PRIVATE = "private"  # the core of somebody's private life, or somebody else's matter
    OUT_OF_SCOPE = "out-of-scope"  # outside what the request or the warrant allows


ANY_MARK = "*"


@dataclass(frozen=True, slots=True)
class Marked:
    """One mark of one artifact. `reason` never leaves the case: it may say what the mark is to hide."""

    mark: PrivacyMark
    reason: str


class WithheldCode(StrEnum):
    """What a bundle's omission ledger says of withheld artifacts. Sealed as they are, so never renamed."""

    PRIVILEGED = "withheld-privileged"
    PRIVATE = "withheld-private"
    OUT_OF_SCOPE = "withheld-out-of-scope"
    LINKED = "withheld-with-marked"  # holds, repeats or belongs to something withheld
    MEDIUM = "medium-withheld"  # the whole medium, which holds something withheld


def withheld_artifacts(counts: Iterable[tuple[str, int]]) -> int:
    """How many artifacts the omissions, code and count of each, say were chosen and withheld: a whole medium
    is none of the catalogue."""
    of_artifacts = {code.value for code in WithheldCode if code is not WithheldCode.MEDIUM}
    return sum(count for code, count in counts if code in of_artifacts)


@dataclass(frozen=True, slots=True)
class Withheld:
    """`count` artifacts of one source that a choice takes and that are withheld, for one reason."""

    source_id: str
    code: WithheldCode
    count: int

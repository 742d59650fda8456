"""Which of several submissions of one trainee counts: the last one, by the time that it states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.training.sets.class_set import one_spelling


class Standing(StrEnum):
    """Whether a submission counts; REPLACED by a later one, COPY of a file that is there already."""

    COUNTS = "counts"
    REPLACED = "replaced"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What tells submissions apart: name, training identity, the time stated, the digest of what it says."""

    trainee: str
    fingerprint: str
    submitted_at: str
    digest: str

    @property
    def order(self) -> tuple[str, str]:
        """As time goes; a whole second has no point, and sorts after its parts."""
        return self.submitted_at.removesuffix("Z"), self.digest


@dataclass(frozen=True, slots=True)
class Stand:
    """`counting_at`: when the one was submitted that counts in its stead; '' where it counts itself.
    `several`: there are others under this name.
    """

    standing: Standing = Standing.COUNTS
    counting_at: str = ""
    several: bool = False


ALONE = Stand()
"""Of a trainee's only submission."""


def standings(handed: Sequence[HandedIn]) -> list[Stand]:
    """Of each, in this order. Only the same training identity replaces: nobody else can put an empty
    submission in the place of a good one by giving its name.
    """
    seen: set[str] = set()
    copies = []
    last: dict[tuple[str, str], HandedIn] = {}
    names: dict[str, int] = {}
    for one in handed:
        copies.append(one.digest in seen)
        seen.add(one.digest)
        name = one_spelling(one.trainee)
        names[name] = names.get(name, 0) + 1
        before = last.get((name, one.fingerprint))
        if before is None or before.order < one.order:
            last[name, one.fingerprint] = one
    found = []
    for one, copy in zip(handed, copies, strict=True):
        name = one_spelling(one.trainee)
        counting = last[name, one.fingerprint]
        several = names[name] > 1
        if counting.digest == one.digest and not copy:
            found.append(Stand(several=several))
        else:
            standing = Standing.COPY if copy else Standing.REPLACED
            found.append(Stand(standing, counting.submitted_at, several))
    return found

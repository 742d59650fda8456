"""What trusted time a new seal has, who attests it, and what could not be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SealLevel(StrEnum):
    """Baseline levels of CAdES (EN 319 122-1 section 6.1); the values are ETSI's own names."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something that was asked for over the network and not had: an error's code and fields as text."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SealedTime:
    """The time part of a finished seal. `time` is the signature's token's, UTC in sealed form, or None.

    `authority` is the name in its certificate and `fingerprint` that certificate's SHA-256; `before` the time
    of the token over the custody head, before which the bundle was not sealed. `shortfalls` are authorities
    that failed, and revocation information that could not be had.
    """

    level: SealLevel = SealLevel.B
    asked: bool = False
    time: str | None = None
    authority: str | None = None
    fingerprint: str | None = None
    before: str | None = None
    shortfalls: tuple[Shortfall, ...] = ()

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> SealedTime:
        """From what `dataclasses.asdict` gave, after JSON."""
        rest = {k: v for k, v in values.items() if k not in ("level", "shortfalls")}
        return SealedTime(
            level=SealLevel(values["level"]),
            shortfalls=tuple(Shortfall(s["code"], dict(s["fields"])) for s in values["shortfalls"]),
            **rest,
        )

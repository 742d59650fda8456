"""How something was sent: by which means, by whom to whom, which files, until when it can be had.

Regulation (EU) 2023/1543, Article 19: written communication goes through the decentralised IT system (1);
where that is not possible, by other means (5), which are then recorded in the system (6). The fields are
those of the manifest of Implementing Regulation (EU) 2025/1550 by secondary sources
(docs/transmission-record.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SYSTEM_MOST_BYTES = 25_600_000  # 25,600 kB: what the decentralised IT system takes
LEAST_DAYS, MOST_DAYS = 10, 45  # for which what is offered for collection stays available


class Means(StrEnum):
    """By what it was sent."""

    EU_SYSTEM = "eu-system"  # the decentralised IT system of Regulation (EU) 2023/1543
    OTHER = "other-means"


class OtherMeansReason(StrEnum):
    """Why the decentralised IT system was not used, in the words of Article 19(5)."""

    DISRUPTION = "disruption"
    NATURE = "nature-of-material"
    SIZE = "technical-limits"  # such as the size of the data
    ADMISSIBILITY = "admissibility"
    FORENSIC = "forensic-requirements"
    EXCEPTIONAL = "exceptional-circumstances"
    NO_ACCESS = "no-access"  # an instrument or a state for which there is no such system


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or a recipient. `country` ISO 3166-1 alpha-2; `certificate_sha256` 64 hex."""

    name: str
    country: str | None = None
    contact: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SentFile:
    """`size` in bytes; digests in lower-case hex."""

    name: str
    size: int
    sha256: str
    sha512: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is answered: instrument as in the request record, and both references."""

    instrument: str | None = None
    requesting_reference: str | None = None
    executing_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Transmission:
    """`bundle` and `seal` (64 hex) say what was sent; `channel` in free words; `link`, `tracking` and `proof`
    where there are any; `available_from`, `available_to` YYYY-MM-DD; `recorded_reference` and
    `recorded_at_utc`: where and when it was recorded in the decentralised IT system afterwards.
    """

    bundle: str
    seal: str
    means: Means
    reason: OtherMeansReason | None
    channel: str
    sender: Party
    recipients: tuple[Party, ...]
    order: Order
    time_utc: str
    local_offset: str
    files: tuple[SentFile, ...]
    link: str | None = None
    tracking: str | None = None
    proof: str | None = None
    available_from: str | None = None
    available_to: str | None = None
    recorded_reference: str | None = None
    recorded_at_utc: str | None = None


class TransmissionDoubt(StrEnum):
    """What somebody should look at; nothing is refused for it."""

    TOO_LARGE = "too-large-for-system"
    SHORT = "available-too-short"
    LONG = "available-too-long"
    AVAILABILITY = "availability-not-stated"
    PROOF = "proof-not-stated"
    ORDER = "order-not-stated"
    RECORDED = "not-recorded-yet"

"""The legal request that a bundle answers: by which instrument, who asks whom, for what, within which limits.

Codes of instruments, roles and urgency are open: a record of another laboratory may hold others, which are
kept as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Instrument(StrEnum):
    """By which instrument it is asked."""

    EIO = "eio"  # European Investigation Order, Directive 2014/41/EU
    EPOC = "epoc"  # European Production Order Certificate, Regulation (EU) 2023/1543
    EPOC_PR = "epoc-pr"  # European Preservation Order Certificate, the same regulation
    MLA_TREATY = "mla-treaty"
    LETTER_ROGATORY = "letter-rogatory"
    POLICE = "police-to-police"
    JIT = "jit"  # joint investigation team
    PRESERVATION_24_7 = "preservation-24-7"  # Convention on Cybercrime, Articles 29 and 35


class AuthorityRole(StrEnum):
    """What an authority does in the request."""

    REQUESTING = "requesting"
    ISSUING = "issuing"
    VALIDATING = "validating"
    EXECUTING = "executing"
    ENFORCING = "enforcing"
    CENTRAL = "central"
    MEMBER = "member"  # of a joint investigation team
    SERVICE_PROVIDER = "service-provider"


class Urgency(StrEnum):
    """How soon an answer is needed."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"  # life, body or a critical infrastructure in danger


class FormalityMet(StrEnum):
    """Whether a formality that the requesting side asked for was kept."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


class RequestField(StrEnum):
    """The fields of a record, in the order in which people read them; the values are the sealed keys."""

    INSTRUMENT = "instrument"
    AUTHORITIES = "authorities"
    REQUESTING_REFERENCE = "requesting_reference"
    EXECUTING_REFERENCE = "executing_reference"
    LEGAL_BASIS = "legal_basis"
    OFFENCE = "offence"
    URGENCY = "urgency"
    DEADLINE = "deadline"
    FORMALITIES = "formalities"
    LIMITS_OF_USE = "limits_of_use"
    RETENTION = "retention"
    RETURN_TERMS = "return_terms"
    LANGUAGES = "languages"
    HANDLING = "handling"
    NONCE = "nonce"


_CONDITIONS = frozenset(
    {RequestField.LIMITS_OF_USE, RequestField.RETENTION, RequestField.RETURN_TERMS, RequestField.HANDLING}
)


@dataclass(frozen=True, slots=True)
class HandlingCode:
    """A marking such as TLP:AMBER or Europol H1: `scheme` and `value` are codes, never translated.

    `permission` says who allowed what the code forbids, and when.
    """

    scheme: str
    value: str
    comment: str | None = None
    permission: str | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """`role` is an AuthorityRole, or the word of whoever wrote the record ('' where none is said); `country`
    ISO 3166-1 alpha-2; `contact` an address, a telephone number, in free text.
    """

    role: str
    name: str
    country: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Formality:
    """What the requesting side asked to be observed, whether it was, and how."""

    asked: str
    met: FormalityMet = FormalityMet.OPEN
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """Each None or empty where nothing was recorded.

    `deadline` is YYYY-MM-DD; `languages` are BCP 47 tags that the receiver takes, best first; `nonce` came
    with the request and goes back with the answer.
    """

    instrument: str | None = None
    authorities: tuple[Authority, ...] = ()
    requesting_reference: str | None = None
    executing_reference: str | None = None
    legal_basis: str | None = None
    offence: str | None = None
    urgency: str | None = None
    deadline: str | None = None
    formalities: tuple[Formality, ...] = ()
    limits_of_use: str | None = None
    retention: str | None = None
    return_terms: str | None = None
    languages: tuple[str, ...] = ()
    nonce: bytes | None = None
    handling: tuple[HandlingCode, ...] = ()

    @property
    def format_version(self) -> int:
        """The lowest version of the sealed form that holds this record (docs/bundle-format.md, 3.7)."""
        newer = self.deadline is not None or self.return_terms is not None
        return 2 if self.authorities or self.formalities or newer else 1

    def holds(self, field: RequestField) -> bool:
        """Whether anything is recorded there."""
        return bool(getattr(self, field.value))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is recorded."""
        return not any(self.holds(field) for field in RequestField)

    @property
    def names_request(self) -> bool:
        """Whether anything says which request this is, not only on what conditions the receiver gets it."""
        return any(self.holds(field) for field in RequestField if field not in _CONDITIONS)

    def of_role(self, *roles: AuthorityRole) -> tuple[Authority, ...]:
        """The authorities that have one of these roles."""
        return tuple(a for a in self.authorities if a.role in roles)


class ProblemSeverity(StrEnum):
    """MISSING: the instrument asks for it. WARNING: allowed, and to be looked at by somebody."""

    MISSING = "missing"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """`subject` is what is meant: the code of a role or a field, a handling code, a text of the record."""

    code: str
    field: RequestField
    severity: ProblemSeverity
    instrument: str | None = None
    subject: str = ""

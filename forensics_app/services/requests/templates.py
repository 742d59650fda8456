"""What each instrument asks of a request record. A template asks only for what its instrument needs.

EIO: Directive 2014/41/EU, Article 5 and Annex A. EPOC, EPOC-PR: Regulation (EU) 2023/1543, Articles 5, 6 and
10. JIT: Framework Decision 2002/465/JHA. 24/7: Convention on Cybercrime, Articles 29 and 35.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.request import AuthorityRole as Role
from forensics_app.model.request import Instrument
from forensics_app.model.request import RequestField as Field


@dataclass(frozen=True, slots=True)
class InstrumentTemplate:
    """`needed` fields and roles must be filled; `asked` are offered besides, in the order of `RequestField`.

    `evidence`: whether it hands evidence over for use in court; `transfers`: whether it hands anything over.
    """

    needed: frozenset[Field]
    asked: frozenset[Field]
    needed_roles: tuple[Role, ...]
    asked_roles: tuple[Role, ...] = ()
    members: int = 0
    evidence: bool = True
    transfers: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything that is shown, in order."""
        shown = self.needed | self.asked | {Field.INSTRUMENT, Field.AUTHORITIES}
        return tuple(field for field in Field if field in shown)


_ALWAYS = frozenset({Field.URGENCY, Field.DEADLINE, Field.LANGUAGES, Field.HANDLING})
_AFTER = frozenset({Field.LIMITS_OF_USE, Field.RETENTION, Field.RETURN_TERMS, Field.NONCE})
_THEIRS, _OURS = Field.REQUESTING_REFERENCE, Field.EXECUTING_REFERENCE

TEMPLATES: dict[Instrument, InstrumentTemplate] = {
    Instrument.EIO: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.LEGAL_BASIS, Field.OFFENCE}),
        asked=_ALWAYS | _AFTER | {_OURS, Field.FORMALITIES},
        needed_roles=(Role.ISSUING, Role.EXECUTING),
        asked_roles=(Role.VALIDATING, Role.CENTRAL),
    ),
    Instrument.EPOC: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.LEGAL_BASIS, Field.OFFENCE, Field.DEADLINE}),
        asked=_ALWAYS | {_OURS, Field.LIMITS_OF_USE, Field.RETENTION, Field.NONCE},
        needed_roles=(Role.ISSUING, Role.SERVICE_PROVIDER),
        asked_roles=(Role.VALIDATING, Role.ENFORCING),
    ),
    Instrument.EPOC_PR: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.LEGAL_BASIS, Field.OFFENCE, Field.DEADLINE}),
        asked=_ALWAYS | {_OURS, Field.NONCE},
        needed_roles=(Role.ISSUING, Role.SERVICE_PROVIDER),
        asked_roles=(Role.VALIDATING, Role.ENFORCING),
        transfers=False,
    ),
    Instrument.MLA_TREATY: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.LEGAL_BASIS, Field.OFFENCE}),
        asked=_ALWAYS | _AFTER | {_OURS, Field.FORMALITIES},
        needed_roles=(Role.REQUESTING, Role.EXECUTING),
        asked_roles=(Role.CENTRAL,),
    ),
    Instrument.LETTER_ROGATORY: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.OFFENCE}),
        asked=_ALWAYS | _AFTER | {_OURS, Field.LEGAL_BASIS, Field.FORMALITIES},
        needed_roles=(Role.REQUESTING, Role.EXECUTING),
        asked_roles=(Role.CENTRAL,),
    ),
    Instrument.POLICE: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.LIMITS_OF_USE}),
        asked=_ALWAYS | {_OURS, Field.LEGAL_BASIS, Field.OFFENCE, Field.RETENTION, Field.NONCE},
        needed_roles=(Role.REQUESTING, Role.EXECUTING),
        evidence=False,
    ),
    Instrument.JIT: InstrumentTemplate(
        needed=frozenset({Field.LEGAL_BASIS}),
        asked=_ALWAYS | {_THEIRS, _OURS, Field.OFFENCE, Field.LIMITS_OF_USE, Field.RETENTION},
        needed_roles=(),
        asked_roles=(Role.MEMBER,),
        members=2,
    ),
    Instrument.PRESERVATION_24_7: InstrumentTemplate(
        needed=frozenset({_THEIRS, Field.OFFENCE, Field.DEADLINE}),
        asked=_ALWAYS | {_OURS, Field.LEGAL_BASIS, Field.NONCE},
        needed_roles=(Role.REQUESTING, Role.EXECUTING),
        evidence=False,
        transfers=False,
    ),
}


def template_of(instrument: str | None) -> InstrumentTemplate | None:
    """The template of a known instrument."""
    return next((t for known, t in TEMPLATES.items() if known == instrument), None)

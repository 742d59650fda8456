"""What is typed into the fields of a request, as an example in the empty field, by instrument."""

from __future__ import annotations

from forensics_app.i18n import N_, tr
from forensics_app.model.request import Instrument

# Citations stay as the law is cited in English; people type the one of their own language.
LEGAL_BASES: dict[Instrument, str] = {
    Instrument.EIO: N_("e.g. Directive 2014/41/EU, Article 13"),
    Instrument.EPOC: N_("e.g. Regulation (EU) 2023/1543, Article 5"),
    Instrument.EPOC_PR: N_("e.g. Regulation (EU) 2023/1543, Article 6"),
    Instrument.MLA_TREATY: N_("the treaty and its article"),
    Instrument.LETTER_ROGATORY: N_("the convention, or reciprocity"),
    Instrument.POLICE: N_("e.g. Directive (EU) 2023/977"),
    Instrument.JIT: N_("the agreement establishing the team, and its date"),
    Instrument.PRESERVATION_24_7: N_("e.g. the Convention on Cybercrime, Article 29"),
}
LAWS: dict[Instrument, str] = {  # the one law that an instrument rests on
    Instrument.EIO: N_("Directive 2014/41/EU"),
    Instrument.EPOC: N_("Regulation (EU) 2023/1543, Article 5"),
    Instrument.EPOC_PR: N_("Regulation (EU) 2023/1543, Article 6"),
}
LIMITS: dict[Instrument, str] = {
    Instrument.POLICE: N_("e.g. for intelligence only; as evidence only with our consent"),
}


def legal_basis_of(instrument: str | None) -> str:
    """The law of an instrument that rests on one alone; empty for others."""
    found = next((law for one, law in LAWS.items() if one == instrument), "")
    return tr(found) if found else ""


def legal_basis_hint(instrument: str | None) -> str:
    """An example of the legal basis."""
    return tr(next((h for i, h in LEGAL_BASES.items() if i == instrument), N_("the law or treaty")))


def limits_hint(instrument: str | None) -> str:
    """An example of a limit of use."""
    general = N_("e.g. only for these proceedings; no onward transfer without consent")
    return tr(next((h for i, h in LIMITS.items() if i == instrument), general))

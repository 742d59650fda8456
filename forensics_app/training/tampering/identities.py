"""Made-up identities for training: who seals, who pretends to, and who stamps. All say DEMO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from forensics_app.seal.certificates.making import Holder, Purpose, certify, make_root
from forensics_app.seal.signing_key import SoftwareKey

_SIGNER = Holder("Ada Example", "Sealwright Training Laboratory", "XX")
_STRANGER = Holder("Noor Sample", "Another Training Laboratory", "XX")
_WITNESS = Holder("Wil Sample", "Sealwright Training Laboratory", "XX")
_AUTHORITY = Holder("Training Time", "Sealwright Training Time Authority", "XX")
_YEAR, _DAY = timedelta(days=365), timedelta(days=1)
_SLACK = timedelta(minutes=5)  # by which certificates begin before they are made


@dataclass(frozen=True, slots=True)
class TrainingIdentities:
    """`signer`, `witness` and `expired` are those whom the trainee trusts, and `authority` for time-stamps.

    `namesake` bears the signer's name under a root of the same name; `stranger` is another laboratory's.
    `expired` was valid when it signed, and is no longer.
    """

    signer: SoftwareKey
    witness: SoftwareKey
    expired: SoftwareKey
    namesake: SoftwareKey
    stranger: SoftwareKey
    authority: SoftwareKey

    @property
    def trusted(self) -> tuple[bytes, ...]:
        """Certificates (DER) of those whose seals the trainee accepts."""
        return tuple(one.certificate for one in (self.signer, self.witness, self.expired))


def make_identities(*, sealed_at: datetime, now: datetime) -> TrainingIdentities:
    """Fresh identities, valid from a day before `sealed_at` for as long as their roots are (ten years)."""
    begin = sealed_at - _DAY
    end = sealed_at + min(timedelta(hours=1), (now - sealed_at) / 2)
    return TrainingIdentities(
        signer=_make(_SIGNER, begin),
        witness=_make(_WITNESS, begin),
        expired=_make(_SIGNER, end - _YEAR + _SLACK, years=1),
        namesake=_make(_SIGNER, begin),
        stranger=_make(_STRANGER, begin),
        authority=_make(_AUTHORITY, begin, Purpose.TIME_STAMPING),
    )


def _make(
    holder: Holder, begin: datetime, purpose: Purpose = Purpose.SEALING, *, years: int = 9
) -> SoftwareKey:
    root_key, root = make_root(holder, now=begin - _DAY, demo=True)
    key = ec.generate_private_key(ec.SECP256R1())
    chain = certify(holder, key.public_key(), root_key, root, now=begin, years=years, purpose=purpose)
    return SoftwareKey(key, chain)

"""A workshop over a bundle, and what a trainee who trusts the training identities is told of an attack."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustEntry, TrustRole, TrustStore
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.services.training.drill_base import read_base
from forensics_app.training.tampering.identities import TrainingIdentities, make_identities
from forensics_app.training.tampering.workshop import Received, Workshop
from forensics_app.verify.policy import Policy
from tests.world.receiving import trust, verify_path
from tests.world.signing import FixedClock


def workshop(bundle: Path, *, now: datetime, trusting: tuple[str, ...], chance: int = 1) -> Workshop:
    """An attacker with this bundle."""
    base, at = read_base(bundle, trust(trusting), FixedClock(now))
    return Workshop(base, make_identities(sealed_at=at, now=now), random.Random(chance), at)


def judged(received: Received, who: TrainingIdentities, folder: Path, *, now: datetime) -> VerificationReport:
    """The verifier's word on it."""
    for name, data in received.files.items():
        (folder / name).write_bytes(data)
    return verify_path(folder / received.main, Policy(now=now, trust=trusting_training(who, now)))


def trusting_training(who: TrainingIdentities, now: datetime) -> TrustStore:
    """Whom a trainee trusts."""
    pairs = [(one, TrustRole.SEAL) for one in who.trusted]
    pairs.append((who.authority.certificate, TrustRole.TIME))
    return TrustStore(
        tuple(TrustEntry(role, one, fingerprint(one), "training", utc_text(now)) for one, role in pairs)
    )

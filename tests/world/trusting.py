"""Trust in every identity of a user's folder, as one who compared all fingerprints."""

from __future__ import annotations

from pathlib import Path

from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.services.identities.identities import list_identities
from forensics_app.services.trust.trust import add_trust
from tests.world.signing import write_pem


def trust_own_identities(folder: Path) -> None:
    """Pin the certificate of each; `folder` is for a file."""
    for identity in list_identities():
        pem = write_pem(folder / f"{identity.identity_id}.pem", identity.chain[0])
        add_trust(pem, role=TrustRole.SEAL, fingerprint=identity.fingerprint, clock=SystemClock())

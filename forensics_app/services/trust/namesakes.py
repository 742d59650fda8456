"""Trusted certificates in the name of another one: of the same signer, or of somebody who uses the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from forensics_app.errors import ForensicsError
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustRole
from forensics_app.seal.certificates.making import common_name
from forensics_app.services.trust.trust import trust_for_run


def has_namesake(name: str | None, fingerprint: str, *, files: Sequence[Path] = (), clock: Clock) -> bool:
    """Whether another certificate in this `name` (a common name) may seal by the trusted list, by an own
    identity or by one of `files`. What can't be read vouches for nobody, and names nobody.
    """
    if not name:
        return False
    try:
        entries = trust_for_run(files, (), clock=clock).of_role(TrustRole.SEAL)
        return any(
            _name_in(one.certificate) == name.casefold()
            for one in entries
            if one.fingerprint != fingerprint and not one.authority
        )
    except (ForensicsError, OSError, ValueError):
        return False


def _name_in(certificate: bytes) -> str:
    return common_name(x509.load_der_x509_certificate(certificate)).casefold()

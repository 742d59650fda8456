"""Revocation lists and OCSP answers inside a seal: whether they hold, and whether they cover its chains.

The sender chose them, so they confirm nobody. They are kept for the long term: whoever checks a seal when its
issuers are gone still sees what they said when it was made (level LT of EN 319 122-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from cryptography import x509

from forensics_app.model.sealed_time import SealLevel
from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.facts import CertificateFacts
from forensics_app.seal.status.revocation import Statement, StatusUnreadableError
from forensics_app.seal.status.revocation_answers import read_statement

NO_REVOCATION = x509.ObjectIdentifier("2.5.29.56")  # noRevAvail, RFC 9608
Chain = Sequence[CertificateFacts]


def statements_in(values: Iterable[bytes]) -> list[Statement | None]:
    """Each as it was read, None where it can't be."""
    found: list[Statement | None] = []
    for value in values:
        try:
            found.append(read_statement(value))
        except StatusUnreadableError:
            found.append(None)
    return found


def holds(statement: Statement | None, chains: Iterable[Chain], arithmetic: Arithmetic) -> bool:
    """Whether it was signed by the issuer of a certificate of these chains, and says something of that."""
    return statement is not None and any(
        statement.says(below, above, arithmetic) is not None
        for chain in chains
        for below, above in pairwise(chain)
    )


def needs_status(certificate: CertificateFacts) -> bool:
    """Whether revocation of it could be asked about at all: not of a root, not where its issuer says no."""
    if certificate.self_issued:
        return False
    extensions = x509.load_der_x509_certificate(certificate.encoded).extensions
    return all(extension.oid != NO_REVOCATION for extension in extensions)


def uncovered(
    chains: Iterable[Chain], statements: Iterable[Statement | None], arithmetic: Arithmetic
) -> tuple[CertificateFacts, ...]:
    """The certificates that no statement speaks of and that need one; each once."""
    known = [s for s in statements if s is not None]
    found: dict[str, CertificateFacts] = {}
    for chain in chains:
        above: list[CertificateFacts | None] = [*chain[1:], None]
        for certificate, issuer in zip(chain, above, strict=True):
            if not needs_status(certificate):
                continue
            if issuer is None or all(s.says(certificate, issuer, arithmetic) is None for s in known):
                found.setdefault(certificate.fingerprint, certificate)
    return tuple(found.values())


def level_of(
    chains: Sequence[Chain],
    values: Sequence[bytes],
    *,
    stamped: bool,
    archived: bool,
    arithmetic: Arithmetic,
) -> SealLevel:
    """The level of one signature whose signer's and authority's chains are `chains`.

    `values` are its embedded lists and answers; `stamped` and `archived`: it has its time-stamp, and the
    container the one over everything.
    """
    if not stamped:
        return SealLevel.B
    if not values or uncovered(chains, statements_in(values), arithmetic):
        return SealLevel.T
    return SealLevel.LTA if archived else SealLevel.LT

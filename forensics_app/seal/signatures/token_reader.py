"""Judging one time-stamp token: its form, what it is over, its arithmetic. Trust comes later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forensics_app.bundle.reading.tree import AddProblem, Problem
from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.facts import CertificateFacts, chain_fault, read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.forms.p7s_profile import ProfileError
from forensics_app.seal.forms.token_profile import read_token


@dataclass(frozen=True, slots=True)
class Token:
    """A token that could be read. `holds`: it is over the bytes asked about, and its arithmetic is right."""

    name: str
    time: datetime
    chain: tuple[CertificateFacts, ...]
    holds: bool

    @property
    def authority(self) -> CertificateFacts:
        return self.chain[0]


def check_token(
    data: bytes, stamped: bytes, *, name: str, arithmetic: Arithmetic, add: AddProblem
) -> Token | None:
    """Read and check a token over `stamped`; None where it isn't in its form. Broken rules go to `add`."""
    return _check(data, lambda digest: arithmetic.digest(digest, stamped), name, arithmetic, add)


def check_token_over(
    data: bytes, imprint_sha256: bytes, *, name: str, arithmetic: Arithmetic, add: AddProblem
) -> Token | None:
    """The same of a token over what has this SHA-256; other digests are refused."""
    return _check(data, {"sha256": imprint_sha256}.get, name, arithmetic, add)


def _check(
    data: bytes,
    imprint: Callable[[str], bytes | None],
    name: str,
    arithmetic: Arithmetic,
    add: AddProblem,
) -> Token | None:
    """`imprint` gives what the token must be over, by the digest that it names."""
    try:
        parts = read_token(data)
        chain = tuple(read_facts(c.encoded) for c in parts.chain)
    except ProfileError as e:
        add(Problem("timestamp-not-canonical", name, None, e.rule))
        return None
    except CertificateUnreadableError as e:
        add(Problem("timestamp-not-canonical", name, None, str(e)))
        return None
    holds = True
    actual = imprint(parts.imprint_digest)
    if actual != parts.imprint:  # of something else: an older bundle's token, say
        add(Problem("timestamp-imprint", name, parts.imprint.hex(), None if actual is None else actual.hex()))
        holds = False
    digest_right = arithmetic.digest(parts.algorithm.digest, parts.info) == parts.message_digest
    if not digest_right or not arithmetic.verify(
        chain[0].key, parts.algorithm, parts.signature, parts.signed_attributes
    ):
        add(Problem("timestamp-invalid", name))
        holds = False
    if not chain[0].stamps_time:
        add(Problem("timestamp-usage", name, None, chain[0].fingerprint))
        holds = False
    for certificate in chain:
        if not certificate.key_accepted:
            add(Problem("timestamp-weak-algorithm", name, None, certificate.key_name))
            holds = False
    fault = chain_fault(chain, arithmetic)
    if fault is not None:
        add(Problem("timestamp-invalid", name, None, fault.fingerprint))
        holds = False
    return Token(name=name, time=parts.time, chain=chain, holds=holds)

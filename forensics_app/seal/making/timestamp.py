"""Time-stamps from authorities on the network (RFC 3161), each checked as hard as the receiver will check it.

A token that a receiver's program would refuse is worse than none: the seal would promise what it does not
hold. So nothing is taken that the verifier, openssl and others would not take, and every refusal says why.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from forensics_app.errors import (
    TimeStampError,
    TimeStampExpiredError,
    TimeStampGarbledError,
    TimeStampImprintError,
    TimeStampInvalidError,
    TimeStampNoAnswerError,
    TimeStampNonceError,
    TimeStampPolicyError,
    TimeStampRefusedError,
    TimeStampTimeoutError,
    TimeStampTooLargeError,
    TimeStampUnreachableError,
    TimeStampUsageError,
    TimeStampWeakError,
)
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import CertificateFacts, chain_fault, read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.fetching import Answer, FetchError, Limits, Request, fetch
from forensics_app.seal.forms import der, timestamp_messages
from forensics_app.seal.forms.ber import to_der
from forensics_app.seal.forms.p7s_profile import ProfileError
from forensics_app.seal.forms.timestamp_messages import ANSWER_TYPE, REQUEST_TYPE, Refusal
from forensics_app.seal.forms.token_profile import TokenParts, canonical_token, read_token

LIMITS = Limits(seconds=20.0, size_bytes=256 << 10)
_NONCE_BITS = 64
_OK = 200


@dataclass(frozen=True, slots=True)
class TimeStampAuthority:
    """One authority at `url` (http or https); `policy`: the dotted name that it must stamp under, if any."""

    url: str
    policy: str | None = None
    limits: Limits = LIMITS
    cancelled: IsCancelled = never_cancelled

    def stamp(self, imprint_sha256: bytes) -> bytes:
        """A token over these 32 bytes, checked, in the one form. Raises TimeStampError, CancelledError."""
        nonce = secrets.randbits(_NONCE_BITS)
        body = timestamp_messages.request(imprint_sha256, nonce, self.policy)
        answer = self._ask(Request(self.url, body, REQUEST_TYPE, ANSWER_TYPE))
        return self.accept(answer.body, imprint_sha256, nonce)

    def accept(self, answer: bytes, imprint_sha256: bytes, nonce: int) -> bytes:
        """The token of an answer (a TimeStampResp) to the request with this imprint and nonce.

        Raises TimeStampError for any that a receiver would not take.
        """
        try:
            read = timestamp_messages.read_answer(to_der(answer))
            if isinstance(read, Refusal):
                raise TimeStampRefusedError(url=self.url, reason=read.reason, text=read.text)
            token = canonical_token(read)
            parts = read_token(token)
            chain = tuple(read_facts(c.encoded) for c in parts.chain)
        except (der.DerError, ProfileError, CertificateUnreadableError) as e:
            raise TimeStampGarbledError(url=self.url, detail=str(e)) from e
        if parts.imprint_digest != "sha256" or parts.imprint != imprint_sha256:
            raise TimeStampImprintError(url=self.url)
        if parts.nonce != nonce:
            raise TimeStampNonceError(url=self.url)
        if self.policy is not None and parts.policy != der.oid(self.policy):
            raise TimeStampPolicyError(url=self.url, policy=self.policy)
        self._check_authority(parts, chain)
        return token

    def _ask(self, request: Request) -> Answer:
        try:
            answer = fetch(request, self.limits, cancelled=self.cancelled)
        except FetchError as e:
            if e.rule == "timeout":
                raise TimeStampTimeoutError(url=self.url, seconds=round(self.limits.seconds)) from e
            if e.rule == "too-large":
                raise TimeStampTooLargeError(url=self.url, limit_bytes=self.limits.size_bytes) from e
            raise TimeStampUnreachableError(url=self.url, reason=e.reason) from e
        if answer.status != _OK or answer.content_type != ANSWER_TYPE:
            raise TimeStampNoAnswerError(url=self.url, status=answer.status, content_type=answer.content_type)
        return answer

    def _check_authority(self, parts: TokenParts, chain: tuple[CertificateFacts, ...]) -> None:
        """The certificates are for this, were valid, and everything that is signed holds."""
        authority = chain[0]
        if not authority.stamps_time:
            raise TimeStampUsageError(url=self.url, subject=authority.common_name)
        weak = next((c for c in chain if not c.key_accepted), None)
        if weak is not None:
            raise TimeStampWeakError(url=self.url, algorithm=weak.key_name)
        ended = next((c for c in chain if not c.valid_at(parts.time)), None)
        if ended is not None:
            raise TimeStampExpiredError(url=self.url, subject=ended.common_name)
        digest = OPENSSL.digest(parts.algorithm.digest, parts.info)
        holds = OPENSSL.verify(authority.key, parts.algorithm, parts.signature, parts.signed_attributes)
        if digest != parts.message_digest or not holds or chain_fault(chain, OPENSSL) is not None:
            raise TimeStampInvalidError(url=self.url)


@dataclass(slots=True)
class AuthoritiesInTurn:
    """Several authorities: the first that gives a good token is asked first from then on.

    `failures` are what the others said, each once, in order.
    """

    authorities: Sequence[TimeStampAuthority]
    failures: list[TimeStampError] = field(default_factory=list)
    heard: Callable[[TimeStampError], None] | None = None
    _first: int = 0

    def stamp(self, imprint_sha256: bytes) -> bytes:
        """A token of the first that gives one. Raises the last one's TimeStampError, CancelledError."""
        count = len(self.authorities)
        last: TimeStampError = TimeStampError()
        for turn in range(count):
            place = (self._first + turn) % count
            try:
                token = self.authorities[place].stamp(imprint_sha256)
            except TimeStampError as e:
                last = e
                self._note(e)
                continue
            self._first = place
            return token
        raise last

    def _note(self, error: TimeStampError) -> None:
        if all(str(error) != str(known) for known in self.failures):
            self.failures.append(error)
            if self.heard is not None:
                self.heard(error)

"""The two messages of the time-stamp protocol (RFC 3161 section 2.4): a request, and what an answer says."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.seal.forms import der

REQUEST_TYPE = "application/timestamp-query"
ANSWER_TYPE = "application/timestamp-reply"

_SHA256 = der.tlv(der.SEQUENCE, der.oid("2.16.840.1.101.3.4.2.1"), der.tlv(der.NULL))
_BOOLEAN, _UTF8 = 0x01, 0x0C
_TRUE = der.tlv(_BOOLEAN, b"\xff")
_GRANTED = (0, 1)  # granted, and granted with modifications
_FAILURES = {
    0: "bad-algorithm",
    2: "bad-request",
    5: "bad-data-format",
    14: "time-not-available",
    15: "unaccepted-policy",
    16: "unaccepted-extension",
    17: "additional-information-not-available",
    25: "system-failure",
}
_TEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without a token. `reason` is a code of RFC 3161 section 2.4.2, or `status-N`; `text` is the
    authority's own."""

    reason: str
    text: str


def request(imprint_sha256: bytes, nonce: int, policy: str | None = None) -> bytes:
    """A TimeStampReq over a SHA-256 digest that asks for the authority's certificates too."""
    imprint = der.tlv(der.SEQUENCE, _SHA256, der.tlv(der.OCTET_STRING, imprint_sha256))
    wanted = b"" if policy is None else der.oid(policy)
    return der.tlv(der.SEQUENCE, der.integer(1), imprint, wanted, der.integer(nonce), _TRUE)


def read_answer(data: bytes) -> bytes | Refusal:
    """The token as the authority wrote it, or its refusal. Raises DerError for what is no answer."""
    outer = der.Reader(data)
    answer = outer.inside(der.SEQUENCE)
    outer.end()
    info = answer.inside(der.SEQUENCE)
    status = info.natural()
    text = _texts(info.inside(der.SEQUENCE)) if info.peek() == der.SEQUENCE else ""
    failures = _bits(info.body(der.BIT_STRING)) if info.peek() == der.BIT_STRING else ()
    info.end()
    if status not in _GRANTED:
        named = [_FAILURES[bit] for bit in failures if bit in _FAILURES]
        return Refusal(named[0] if named else f"status-{status}", text)
    token = answer.raw(der.SEQUENCE)
    answer.end()
    return token


def _texts(texts: der.Reader) -> str:
    found = []
    while not texts.at_end:
        found.append(texts.body(_UTF8).decode("utf-8", "replace"))
    return " ".join(found)[:_TEXT_CHARACTERS]


def _bits(body: bytes) -> tuple[int, ...]:
    """The numbers of the bits that are set, the first being 0 (X.690 clause 8.6)."""
    if not body or body[0] > 7:
        raise der.DerError("bit-string")
    return tuple(
        8 * place + bit for place, byte in enumerate(body[1:]) for bit in range(8) if byte & (0x80 >> bit)
    )

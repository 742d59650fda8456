"""Envelopes that a sound list names and that no reader should take: weak, ambiguous, or for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.vectors.asn1 import integer, oid, seq, tagged
from tests.vectors.keys import rsa_key
from tests.vectors.lists import fixed_bytes
from tests.vectors.parcels import cms_form
from tests.vectors.parcels.cms_form import MessageWish
from tests.vectors.parcels.holders import holder
from tests.vectors.parcels.parcel import NAME, Entrance, Plan, certificate, passphrase
from tests.vectors.parcels.vector import Opening, Vector

KEY = f"{NAME}.key.p7m"
FORM = ("parcel-closed", "parcel-envelope-form")
P256 = certificate("p256")
TEXT = Callable[[bytes], bytes]


def _refused(name: str, about: str, *entrances: Entrance, attack: str = "H32", **plan: Any) -> Vector:
    """A courier sees it, and it does not open for anybody, whosever entry is the bad one."""
    made = Plan(entrances=(P256, *entrances), shares=plan.pop("shares", None), **plan)
    openings = (Opening("p256", "parcel-envelope-form", KEY),)
    return Vector(f"envelope-{name}", about, made, "altered", FORM, openings=openings, attack=attack)


def _others(name: str, about: str, **plan: Any) -> Vector:
    """Other entries than the list names."""
    codes = ("parcel-closed", "parcel-recipients-differ")
    openings = (Opening("p256", "parcel-recipients-differ", KEY),)
    return Vector(f"envelope-{name}", about, Plan(**plan), "altered", codes, openings=openings, attack="H29")


def _inside(name: str, about: str, how: TEXT, result: str) -> Vector:
    """What only whoever opens it sees."""
    openings = (
        Opening("p256", result),
        Opening("rsa_2048", result),
        Opening("shares share1.json share2.json", result),
    )
    return Vector(f"envelope-{name}", about, Plan(envelope_text=how), openings=openings, attack="H28")


def _unknown(_: bytes) -> bytes:
    """OtherRecipientInfo."""
    return tagged(4, oid("1.3.6.1.4.1.99999.1"), seq(integer(1)))


def _compressed() -> bytes:
    public = holder("p384").key.public_key()
    point: bytes = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return point


def _no_shares_entry(facts: dict[str, Any]) -> None:
    facts["shares"] = {"threshold": "2", "digests": ["ab" * 32, "cd" * 32]}


def _off_curve() -> bytes:
    return b"\x04" + fixed_bytes("off the curve", 64)


OTHER = Plan(label="other").parcel.encode()
VECTORS = (
    _refused("pkcs1-v15", "RSA by PKCS#1 v1.5", certificate("rsa_2048", plain=True)),
    _refused("oaep-sha1", "RSA-OAEP with SHA-1", certificate("rsa_2048", digest="sha1")),
    _refused("oaep-label", "RSA-OAEP with a label", certificate("rsa_2048", label=b"parcel")),
    _refused("rsa-1024", "a recipient's key of 1024 bits", certificate("rsa_1024")),
    _refused("key-identifier", "a recipient named by a key identifier", certificate("rsa_2048", by_key_id=True)),
    _refused("ecdh-sha1", "a derivation over SHA-1", certificate("p384", scheme="sha1")),
    _refused("ecdh-p384-sha256", "P-384 with the derivation of P-256", certificate("p384", scheme="sha256")),
    _refused("ecdh-aes-128", "a key wrapped by AES-128", certificate("p384", wrap=cms_form.AES128_WRAP)),
    _refused("ecdh-material", "user keying material", certificate("p384", material=b"material")),
    _refused("ecdh-compressed", "a compressed point", certificate("p384", point=_compressed())),
    _refused("ecdh-twice", "two encrypted keys in one entry", certificate("p384", twice=True)),
    _refused("ecdh-p521", "a key on P-521", certificate("p521", scheme="sha384")),
    _refused("iterations-1000", "a passphrase of 1,000 iterations", passphrase(iterations=1000)),
    _refused("iterations-599999", "an iteration too few", passphrase(None, iterations=599_999)),
    _refused("iterations-over", "an iteration too many", passphrase(None, iterations=5_000_001)),
    _refused("iterations-huge", "2^62 iterations", passphrase(None, iterations=1 << 62)),
    _refused("iterations-in-all", "34 passphrases of 600,000 iterations: more than 20,000,000",
             *(passphrase(None, f"{n}") for n in range(34))),
    _refused("iterations-in-few", "five passphrases of 5,000,000 iterations",
             *(passphrase(None, f"{n}", iterations=5_000_000) for n in range(5))),
    _refused("passphrase-sha1", "PBKDF2 with HMAC-SHA-1", passphrase(None, prf="1.2.840.113549.2.7")),
    _refused("unknown-kind", "an entry of a kind that nobody knows", extra=(_unknown,)),
    _refused("icv-12", "a tag of 12 bytes", envelope_wish=MessageWish(tag_bytes=12)),
    _refused("aes-128", "AES-128-GCM", envelope_wish=MessageWish(cipher=cms_form.AES128_GCM)),
    _refused("version-1", "another version", envelope_wish=MessageWish(version=1)),
    _refused("authenticated-attributes", "authenticated attributes", envelope_wish=MessageWish(authenticated=cms_form.attributes(0xA1))),
    _refused("unauthenticated-attributes", "attributes that nothing protects",
             envelope_wish=MessageWish(unauthenticated=cms_form.attributes(0xA2))),
    _refused("unsorted", "entries in an order that is not that of DER", certificate("p384"), envelope_wish=MessageWish(sort=False)),
    _refused("trailing", "a byte after the message", envelope_wish=MessageWish(after=b"\0")),
    _refused("recipients-over", "101 entries, of which the list names 100", *(certificate(f"p256_{n}") for n in range(99)),
             extra=(certificate("p256_99").info,), attack="H29"),
    _refused("long-content", "a line of 119 bytes", envelope_text=lambda text: text + b"\n"),
    _others("certificate-more", "an entry for somebody whom the list does not name", extra=(certificate("p256_7").info,)),
    _others("passphrase-more", "an entry for a passphrase that the list does not name", extra=(passphrase(None, "more").info,)),
    _others("shares-twice", "two keys that shares make", extra=(lambda key: cms_form.kek(cms_form.SHARES_ID,
            fixed_bytes("another key", 32), key),)),
    _others("shares-not-there", "shares that the envelope has no entry for", shares=None, facts=_no_shares_entry),
    _others("certificate-less", "the list names a certificate that no entry is for", facts=lambda facts: facts["recipients"].append(
            {"kind": "certificate", "sha256": "ab" * 32})),
    _inside("of-another-parcel-inside", "the number of another parcel, in what is authenticated",
            lambda text: text.replace(Plan().parcel.encode(), OTHER), "envelope-other-parcel"),
    _inside("key-in-capitals", "the key in capital letters", lambda text: text[:53] + text[53:].upper(), "envelope-form"),
    _inside("other-type-inside", "a type that is not known", lambda text: text.replace(b"parcel/1", b"parcel/2"), "envelope-form"),
    _inside("no-line-feed-inside", "a space for the line feed", lambda text: text[:-1] + b" ", "envelope-form"),
    Vector("envelope-flipped-under-a-signed-list", "a bit of what is encrypted", Plan(envelope_wish=MessageWish(flip=True)),
           openings=(Opening("p256", "envelope-tag"), Opening("passphrase", "envelope-tag")), attack="H28"),
    Vector("envelope-key-for-another", "the entry with the RSA recipient's name is encrypted to another key",
           Plan(entrances=(P256, certificate("rsa_2048", key=rsa_key("rsa 3072", 3072).public_key())), shares=None),
           openings=(Opening("rsa_2048", "envelope-key"), Opening("p256")), attack="H29"),
    Vector("envelope-point-off-the-curve", "an ephemeral key that is not on the curve", Plan(entrances=(certificate("p384"),
           certificate("p256", point=_off_curve())), shares=None), openings=(Opening("p256", "envelope-key"), Opening("p384")),
           attack="H32"),
)  # fmt: skip

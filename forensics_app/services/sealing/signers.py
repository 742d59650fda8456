"""Who signs a seal: the first signer, those who sign with them, and those who witness it."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from forensics_app.errors import UsageError
from forensics_app.model.custody import Person
from forensics_app.seal.certificates.making import common_name, fingerprint, is_demo
from forensics_app.seal.signing_key import SigningKey

COSIGNER, WITNESS = "co-signer", "witness"


@dataclass(frozen=True, slots=True)
class Signers:
    """In the order in which they sign: each signature is over those before it."""

    first: SigningKey
    cosigners: tuple[SigningKey, ...] = ()
    witnesses: tuple[SigningKey, ...] = ()

    @property
    def all(self) -> tuple[SigningKey, ...]:
        return (self.first, *self.cosigners, *self.witnesses)

    @property
    def demo(self) -> bool:
        """Whether one of them is a made-up identity."""
        return any(is_demo(x509.load_der_x509_certificate(one.certificate)) for one in self.all)

    def refuse_repeated(self) -> None:
        """Raises UsageError where one certificate would sign twice: that is no second person."""
        seen: set[bytes] = set()
        for signer in self.all:
            if signer.certificate in seen:
                raise UsageError(name="--cosigner, --witness", value=named(signer, WITNESS).name)
            seen.add(signer.certificate)

    def others(self) -> tuple[Person, ...]:
        """Everyone but the first, as custody events name persons."""
        with_them = (named(s, COSIGNER) for s in self.cosigners)
        return (*with_them, *(named(s, WITNESS) for s in self.witnesses))

    def witness(self) -> Person | None:
        """The one witness that an event has a field for: the first."""
        return named(self.witnesses[0], WITNESS) if self.witnesses else None


def named(signer: SigningKey, role: str) -> Person:
    """A signer as their certificate names them; `id` is the certificate's SHA-256 fingerprint."""
    certificate = x509.load_der_x509_certificate(signer.certificate)
    return Person(
        name=common_name(certificate),
        role=role,
        organisation=_said(certificate, NameOID.ORGANIZATION_NAME),
        country=_said(certificate, NameOID.COUNTRY_NAME),
        id=fingerprint(signer.certificate),
    )


def _said(certificate: x509.Certificate, kind: ObjectIdentifier) -> str | None:
    found = certificate.subject.get_attributes_for_oid(kind)
    return str(found[0].value) if found else None

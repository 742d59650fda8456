"""OCSP answers (RFC 6960): the same question as a revocation list, asked for a few certificates."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.facts import CertificateFacts, read_facts, verifies
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.forms import der
from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm
from forensics_app.seal.status.revocation import (
    ALGORITHMS,
    Statement,
    Status,
    StatusUnreadableError,
    read_list,
    serial_number,
)

_MAX_RESPONDERS = 8
MAX_SINGLES = 64
_ID_HASHES = (hashes.SHA1, hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, slots=True)
class OcspAnswer:
    """A successful answer as it was read; `signed` and `signature` are what its responder signed and
    how."""

    response: ocsp.OCSPResponse
    singles: tuple[ocsp.OCSPSingleResponse, ...]
    responders: tuple[CertificateFacts, ...]
    signed: bytes
    signature: bytes
    algorithm: SignatureAlgorithm | None

    def says(
        self, certificate: CertificateFacts, issuer: CertificateFacts, arithmetic: Arithmetic
    ) -> Status | None:
        """What the answer says of `certificate`; None where it says "unknown" or nothing that counts."""
        single = next((s for s in self.singles if _is_about(s, certificate, issuer)), None)
        if single is None or single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
            return None
        if self.algorithm is None or not self._is_signed(issuer, arithmetic):
            return None
        hold = single.revocation_reason is x509.ReasonFlags.certificate_hold
        return Status(
            this_update=single.this_update_utc,
            next_update=single.next_update_utc,
            revoked_at=single.revocation_time_utc,
            final=not hold,
            ended_too=False,
        )

    def names_since(
        self, certificate: CertificateFacts, issuers: Sequence[CertificateFacts], arithmetic: Arithmetic
    ) -> datetime | None:
        """Since when it calls `certificate` revoked, where nobody can tell whether that is the issuer's word:
        none of `issuers` is at hand, or the answer is signed in a way that isn't taken.
        """
        if issuers and self.algorithm is not None:
            return None
        named = (s.revocation_time_utc for s in self.singles if _is_named_as(s, certificate))
        return min(filter(None, named), default=None)

    def _is_signed(self, issuer: CertificateFacts, arithmetic: Arithmetic) -> bool:
        """By the issuer itself, or by whom it made its responder (section 4.2.2.2)."""
        for responder in (issuer, *self.responders):
            if responder is not issuer and not self._is_responder(responder, issuer, arithmetic):
                continue
            if not responder.key_accepted or not self._is_named(responder):
                continue
            assert self.algorithm is not None  # noqa: S101 - asked before
            if arithmetic.verify(responder.key, self.algorithm, self.signature, self.signed):
                return True
        return False

    def _is_responder(
        self, responder: CertificateFacts, issuer: CertificateFacts, arithmetic: Arithmetic
    ) -> bool:
        if not responder.valid_at(self.response.produced_at_utc) or not _answers(responder):
            return False
        return verifies(issuer, responder, arithmetic)

    def _is_named(self, responder: CertificateFacts) -> bool:
        """Whether the answer names this certificate as its signer, by key or by name."""
        key_hash = self.response.responder_key_hash
        if key_hash is not None:
            return key_hash == hashlib.sha1(_key_bits(responder.key), usedforsecurity=False).digest()
        name = self.response.responder_name
        return name is not None and name.public_bytes() == responder.subject_name


def read_statement(data: bytes) -> Statement:
    """Read one DER revocation list or OCSP answer. Raises StatusUnreadableError."""
    try:
        return read_list(data)
    except StatusUnreadableError:
        return read_answer(data)


def read_answer(data: bytes) -> OcspAnswer:
    """Read one DER OCSP response. Raises StatusUnreadableError, also where the responder refused to
    answer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            response = ocsp.load_der_ocsp_response(data)
            if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise StatusUnreadableError(response.response_status.name.lower())
            singles = tuple(islice(response.responses, MAX_SINGLES + 1))
            if len(singles) > MAX_SINGLES:
                raise StatusUnreadableError("too-many-answers")
            for single in singles:  # read now what is refused only when it is asked for
                _ = single.this_update_utc, single.next_update_utc, single.hash_algorithm
                _ = single.certificate_status, single.revocation_reason, single.revocation_time_utc
            _ = response.responder_name, response.produced_at_utc
            critical = [e for e in response.extensions if e.critical]
            included = [c.public_bytes(Encoding.DER) for c in response.certificates[:_MAX_RESPONDERS]]
            algorithm = _algorithm(data)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as e:
        raise StatusUnreadableError(str(e)) from e
    except (x509.UnsupportedGeneralNameType, x509.InvalidVersion) as e:
        raise StatusUnreadableError(str(e)) from e
    if critical:
        raise StatusUnreadableError("critical-extension")
    return OcspAnswer(
        response=response,
        singles=singles,
        responders=tuple(_readable(included)),
        signed=response.tbs_response_bytes,
        signature=response.signature,
        algorithm=ALGORITHMS.get(algorithm),
    )


def _readable(included: list[bytes]) -> list[CertificateFacts]:
    found = []
    for encoded in included:
        try:
            found.append(read_facts(encoded))
        except CertificateUnreadableError:
            continue  # then it can't have signed anything that counts
    return found


def _algorithm(data: bytes) -> bytes:
    """The signature algorithm's DER: OCSPResponse, responseBytes, BasicOCSPResponse (section 4.2.1)."""
    outer = der.Reader(data).inside(der.SEQUENCE)
    outer.body(_ENUMERATED)
    response_bytes = outer.inside(der.context(0)).inside(der.SEQUENCE)
    response_bytes.raw(der.OID)
    basic = der.Reader(response_bytes.body(der.OCTET_STRING)).inside(der.SEQUENCE)
    basic.raw(der.SEQUENCE)
    return basic.raw(der.SEQUENCE)


def _is_about(
    single: ocsp.OCSPSingleResponse, certificate: CertificateFacts, issuer: CertificateFacts
) -> bool:
    """Whether this line's CertID is the certificate's: hashes of the issuer's name and key, serial
    number."""
    if single.serial_number != serial_number(certificate) or not isinstance(
        single.hash_algorithm, _ID_HASHES
    ):
        return False
    name = single.hash_algorithm.name
    name_hash = hashlib.new(name, issuer.subject_name, usedforsecurity=False).digest()
    key_hash = hashlib.new(name, _key_bits(issuer.key), usedforsecurity=False).digest()
    return single.issuer_name_hash == name_hash and single.issuer_key_hash == key_hash


def _is_named_as(single: ocsp.OCSPSingleResponse, certificate: CertificateFacts) -> bool:
    """The same as far as the certificate alone can tell: the issuer's name, and the serial number."""
    known = isinstance(single.hash_algorithm, _ID_HASHES)
    if not known or single.serial_number != serial_number(certificate):
        return False
    name = hashlib.new(single.hash_algorithm.name, certificate.issuer_name, usedforsecurity=False)
    return single.issuer_name_hash == name.digest()


def _key_bits(key: bytes) -> bytes:
    """The subjectPublicKey bits of a SubjectPublicKeyInfo, without tag, length and unused-bits byte."""
    inner = der.Reader(key).inside(der.SEQUENCE)
    inner.raw(der.SEQUENCE)
    return inner.body(der.BIT_STRING)[1:]


def _answers(responder: CertificateFacts) -> bool:
    """Extended key usage OCSPSigning (section 4.2.2.2)."""
    extensions = x509.load_der_x509_certificate(responder.encoded).extensions
    try:
        usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


_ENUMERATED = 0x0A

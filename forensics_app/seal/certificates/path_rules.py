"""What certificates on a path allow those below them (RFC 5280 section 6.1), beside signatures and dates.

The first of two judges of a path; `second_path` is the other, and shares no code with this one. Which key
made which signature, path lengths and who is a CA is judged where chains are read.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID, ObjectIdentifier

from forensics_app.seal.certificates.facts import OTHER_PURPOSES, CertificateFacts
from forensics_app.seal.certificates.loading import CertificateUnreadableError, readable

_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
# judged here, by the second judge, or of no weight for a signature over a document
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.FRESHEST_CRL,
        ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.OCSP_NO_CHECK,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        _QC_STATEMENTS,
    }
)


class Purpose(StrEnum):
    """What the first certificate of a path is used for."""

    SIGNING = "signing"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class PathFault:
    """Which certificate (fingerprint) breaks which rule, a short code."""

    fingerprint: str
    rule: str


def unknown_critical(chain: Iterable[CertificateFacts]) -> PathFault | None:
    """The first certificate with a critical extension that nobody here understands (RFC 5280 section 4.2)."""
    for certificate in chain:
        if any(e.critical and e.oid not in _UNDERSTOOD for e in _extensions(certificate)):
            return PathFault(certificate.fingerprint, "critical-extension")
    return None


def path_fault(path: Sequence[CertificateFacts], purpose: Purpose) -> PathFault | None:
    """The first rule that a path breaks: from the certificate that is used up to the one that is trusted."""
    for place, above in enumerate(path[1:], start=1):
        if not _may_issue_for(above, purpose):
            return PathFault(above.fingerprint, "extended-key-usage")
        below = (c for at, c in enumerate(path[:place]) if at == 0 or not c.self_issued)
        constraints = _value(above, x509.NameConstraints)
        wrong = None if constraints is None else _outside(constraints, below)
        if wrong is not None:
            return PathFault(wrong.fingerprint, "name-constraints")
    return None


def _extensions(certificate: CertificateFacts) -> x509.Extensions:
    with readable():
        return x509.load_der_x509_certificate(certificate.encoded).extensions


def _value(certificate: CertificateFacts, kind: type[Any]) -> Any:
    try:
        return _extensions(certificate).get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _may_issue_for(authority: CertificateFacts, purpose: Purpose) -> bool:
    """One with an extended key usage that leaves no room for the purpose makes nobody for it."""
    usage = _value(authority, x509.ExtendedKeyUsage)
    if usage is None or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage:
        return True
    if purpose is Purpose.TIME:
        return ExtendedKeyUsageOID.TIME_STAMPING in usage
    return not set(usage) <= OTHER_PURPOSES


def _outside(
    constraints: x509.NameConstraints, certificates: Iterable[CertificateFacts]
) -> CertificateFacts | None:
    """The first certificate with a name that the constraints don't allow (section 4.2.1.10)."""
    permitted = list(constraints.permitted_subtrees or ())
    excluded = list(constraints.excluded_subtrees or ())
    for certificate in certificates:
        for name in _names(certificate):
            same = [p for p in permitted if type(p) is type(name)]
            if same and not any(_within(name, p) for p in same):
                return certificate
            if any(_within(name, e) for e in excluded if type(e) is type(name)):
                return certificate
    return None


def _names(certificate: CertificateFacts) -> list[x509.GeneralName]:
    with readable():
        subject = x509.load_der_x509_certificate(certificate.encoded).subject
    found: list[x509.GeneralName] = [x509.DirectoryName(subject)] if list(subject) else []
    others = _value(certificate, x509.SubjectAlternativeName)
    found += list(others) if others is not None else []
    for mail in subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
        try:
            found.append(x509.RFC822Name(str(mail.value)))
        except ValueError as e:
            raise CertificateUnreadableError(str(e)) from e
    return found


def _within(name: x509.GeneralName, tree: x509.GeneralName) -> bool:
    compare: dict[type[Any], Callable[[Any, Any], bool]] = {
        x509.DirectoryName: _directory_within,
        x509.DNSName: _host_within,
        x509.RFC822Name: _mail_within,
        x509.UniformResourceIdentifier: _address_within,
        x509.IPAddress: _network_within,
    }
    judge = compare.get(type(name))
    return bool(judge(name.value, tree.value)) if judge is not None else name == tree


def _directory_within(name: x509.Name, tree: x509.Name) -> bool:
    """Names are compared as section 7.1 says, as far as that is letters and spaces."""
    parts, begin = ([_folded(rdn) for rdn in one.rdns] for one in (name, tree))
    return parts[: len(begin)] == begin


def _folded(part: x509.RelativeDistinguishedName) -> frozenset[tuple[str, str]]:
    return frozenset((a.oid.dotted_string, " ".join(str(a.value).casefold().split())) for a in part)


def _host_within(host: str, tree: str) -> bool:
    host, tree = host.lower(), tree.lower().lstrip(".")
    return not tree or host == tree or host.endswith(f".{tree}")


def _mail_within(mail: str, tree: str) -> bool:
    host = mail.rpartition("@")[2].lower()
    if "@" in tree:
        return mail.rpartition("@")[0] == tree.rpartition("@")[0] and host == tree.rpartition("@")[2].lower()
    return host.endswith(tree.lower()) if tree.startswith(".") else host == tree.lower()


def _address_within(address: str, tree: str) -> bool:
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    return host.endswith(tree.lower()) if tree.startswith(".") else host == tree.lower()


def _network_within(address: Any, tree: Any) -> bool:
    networks = (ipaddress.IPv4Network, ipaddress.IPv6Network)
    if not isinstance(tree, networks):
        return bool(address == tree)
    return not isinstance(address, networks) and address.version == tree.version and address in tree

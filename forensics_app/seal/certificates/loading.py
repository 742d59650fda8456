"""Certificates that others made, loaded so that nothing in them fails later.

`cryptography` parses the parts of a certificate when they are asked for, and says by several unrelated
exceptions that it can't. Here all parts are asked for at once, and there is one exception.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

_BEGIN = b"-----BEGIN"


class CertificateUnreadableError(ValueError):
    """Not a certificate that this program can read."""


@contextmanager
def readable() -> Iterator[None]:
    """Whatever `cryptography` says of bytes that it can't read becomes CertificateUnreadableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of other people's certificates are judged elsewhere
            yield
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.UnsupportedGeneralNameType) as e:
        raise CertificateUnreadableError(str(e)) from e
    except (x509.DuplicateExtension, x509.InvalidVersion) as e:
        raise CertificateUnreadableError(str(e)) from e


def load_certificate(data: bytes) -> x509.Certificate:
    """The certificate that these bytes (DER) are. Raises CertificateUnreadableError."""
    with readable():
        found = x509.load_der_x509_certificate(data)
        check_parts([found])
    return found


def load_certificates(data: bytes) -> list[x509.Certificate]:
    """Every certificate of PEM text, at least one, or the one that DER bytes are.

    Raises CertificateUnreadableError.
    """
    if _BEGIN not in data:
        return [load_certificate(data)]
    with readable():
        found = x509.load_pem_x509_certificates(data)
        check_parts(found)
    return found


def check_parts(certificates: list[x509.Certificate]) -> None:
    """Ask for the names, dates and extensions of each. Raises CertificateUnreadableError."""
    with readable():
        for one in certificates:
            _ = one.subject.rfc4514_string(), one.issuer.rfc4514_string(), one.extensions
            _ = one.not_valid_before_utc, one.not_valid_after_utc, one.serial_number

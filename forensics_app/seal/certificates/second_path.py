"""A path of certificates by pyhanko-certvalidator, which shares no code with our own rules. Boundary to it.

Dates and revocation are judged elsewhere, at times that this library is not told.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import timedelta

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers, derive_quals_from_cert
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import PKIXValidationParams
from pyhanko_certvalidator.validate import validate_path

from forensics_app.seal.certificates.facts import CertificateFacts


def second_judge_allows(path: Sequence[CertificateFacts]) -> bool:
    """Whether RFC 5280 section 6.1 lets the last certificate, which is trusted, vouch for the first."""
    moment = max(c.not_before for c in path)
    if any(moment > c.not_after for c in path):
        return True  # valid together at no time, which is said of each at the time that counts
    try:
        *below, anchor = (x509.Certificate.load(c.encoded) for c in path)
        way = ValidationPath(
            CertTrustAnchor(anchor, _limits(anchor, len(path))),
            interm=list(reversed(below[1:])),
            leaf=below[0],
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context = ValidationContext(
                trust_roots=[anchor], moment=moment, allow_fetching=False, time_tolerance=timedelta(0)
            )
            validate_path(context, way)
    except (ExpiredError, NotYetValidError):
        return True
    except Exception:  # noqa: BLE001 - whatever it can't make sense of, it doesn't allow
        return False
    return True


def _limits(anchor: x509.Certificate, length: int) -> TrustQualifiers:
    """What the trusted certificate says of names and depth; the policies in it are its issuer's affair."""
    said = derive_quals_from_cert(anchor)
    names = said.standard_parameters
    return TrustQualifiers(
        max_path_length=said.max_path_length,
        max_aa_path_length=length,  # of attribute authorities, of which there is none
        standard_parameters=None
        if names is None
        else PKIXValidationParams(
            initial_permitted_subtrees=names.initial_permitted_subtrees,
            initial_excluded_subtrees=names.initial_excluded_subtrees,
        ),
    )

"""The digests that the seal's form rests on, computed once more by the second implementation.

The form of a seal (its manifests, its code, the certificates that its signatures name) is compared with
digests by OpenSSL, whatever library the rest of a verification uses; where that is another one, both must
agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.forms.asic_manifest import (
    ARCHIVE_MANIFEST,
    ARCHIVE_TOKEN,
    SEAL_INFO,
    manifest_name,
    signature_name,
)
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.seal_check import CheckedSeal


def compare_libraries(seal: CheckedSeal, policy: Policy, findings: Findings) -> None:
    """A finding for each piece of the seal whose SHA-256 the two libraries compute differently."""
    if policy.arithmetic is OPENSSL:
        return
    for name, data in _pieces(seal):
        expected, actual = hashlib.sha256(data).digest(), policy.arithmetic.digest("sha256", data)
        if expected != actual:
            findings.code("libraries-disagree", name, expected.hex(), actual.hex())


def _pieces(seal: CheckedSeal) -> Iterator[tuple[str, bytes]]:
    files = seal.files
    yield SEAL_INFO, files.seal_info
    yield from files.others
    for signature in files.signatures:
        yield manifest_name(signature.number), signature.manifest
        yield signature_name(signature.number), signature.p7s
    if files.archive_manifest is not None:
        yield ARCHIVE_MANIFEST, files.archive_manifest
    if files.token is not None:
        yield ARCHIVE_TOKEN, files.token
    for read in seal.signatures:
        yield from ((certificate.fingerprint, certificate.encoded) for certificate in read.chain)

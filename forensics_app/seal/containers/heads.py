"""What names a container to those that come after it: five digests, so that a copy in another encoding and
another signature over the same text can both be told from it."""

from __future__ import annotations

import hashlib

from forensics_app.model.addendum import Head
from forensics_app.seal.containers.reading import SealFiles
from forensics_app.seal.forms.p7s_profile import ProfileError, read_canonical


def head_of(data: bytes, files: SealFiles) -> Head | None:
    """The head of the container `data` with these files; None where its first signature isn't in its form."""
    if not files.signatures:
        return None
    first = files.signatures[0]
    try:
        parts = read_canonical(first.p7s)
    except ProfileError:
        return None
    return Head(
        seal_code=_sha256(files.seal_info),
        manifest_sha256=_sha256(first.manifest),
        signed_attrs_sha256=_sha256(parts.signed_attributes()),
        signer_cert_sha256=_sha256(parts.signer.encoded),
        file_sha256=_sha256(data),
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

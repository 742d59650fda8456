"""Making a seal's container: seal-info.txt and its signature (docs/bundle-format.md, section 8)."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from forensics_app.bundle.zip_writer import ZipWriter
from forensics_app.errors import SealFailedError
from forensics_app.seal.asic_manifest import (
    MIMETYPE,
    MIMETYPE_TEXT,
    P7S_TYPE,
    SEAL_INFO,
    manifest_name,
    render,
    signature_name,
)
from forensics_app.seal.certificates import SigningKey, fingerprint
from forensics_app.seal.seal_info import parse
from forensics_app.seal.signer import sign_detached


def make_seal(seal_info: bytes, signing: SigningKey, *, at: datetime) -> bytes:
    """The container of one signature over `seal_info`; `at` is the claimed signing time.

    Raises SealFailedError, also where `seal_info` promises another signer or a time-stamp.
    """
    promised = parse(seal_info)
    if promised.signer_sha256 != (fingerprint(signing.certificate),) or promised.time_stamp_required:
        raise SealFailedError(detail="seal-info.txt promises what this seal does not hold")
    objects = [(SEAL_INFO, hashlib.sha256(seal_info).digest())]
    manifest = render(signature_name(1), P7S_TYPE, objects)
    container = io.BytesIO()
    writer = ZipWriter(container)
    writer.add(MIMETYPE, MIMETYPE_TEXT)
    writer.add(SEAL_INFO, seal_info)
    writer.add(manifest_name(1), manifest)
    writer.add(signature_name(1), sign_detached(manifest, signing, at=at))
    writer.finish()
    return container.getvalue()

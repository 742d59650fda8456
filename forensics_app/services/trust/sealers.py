"""Trusting whoever signed a seal, by the certificate that the seal itself holds.

That is safe only because its fingerprint was compared with the signer by another way: a certificate out of a
bundle proves nothing by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from forensics_app.bundle.reading.grammar import SEAL_FOLDER
from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree, read_whole
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.seal.forms.p7s_profile import ProfileError
from forensics_app.seal.home import home_folder
from forensics_app.seal.making.container import signatures_of
from forensics_app.seal.trust import TrustFile


def trust_sealer(bundle: Path, fingerprint: str, *, clock: Clock) -> TrustEntry | None:
    """Trust, for seals, the signer of a bundle or seal whose certificate has the SHA-256 that was compared.

    None where no signature of it has such a certificate. Raises BundleNotFoundError, CertificateInvalidError.
    """
    for certificate in _signers(bundle):
        if hashlib.sha256(certificate).hexdigest() == fingerprint:
            return TrustFile(home_folder()).add_known(
                certificate, role=TrustRole.SEAL, subject=None, label=None, now=clock.now()
            )
    return None


def _signers(path: Path) -> Iterator[bytes]:
    """The certificate (DER) of each signer, in every seal that is there."""
    bundle = open_bundle(path, lambda problem: None)
    try:
        inside = () if bundle.tree is None else _seals_in(bundle.tree)
        for seal in (bundle.seal, *inside, bundle.outer_seal):
            try:
                signatures = () if seal is None else signatures_of(seal)
            except ProfileError:
                continue
            for signature in signatures:
                yield signature.chain[0].encoded
    finally:
        bundle.close()


def _seals_in(tree: Tree) -> Iterator[bytes]:
    for path in tree.table:
        position = tree.table.position(path)
        if position is not None and path.startswith(SEAL_FOLDER) and path.endswith(SEAL_SUFFIX):
            try:
                data = read_whole(tree, position, MAX_SEAL_BYTES, lambda problem: None)
            except FileUnreadableError:
                continue
            if data is not None:
                yield data

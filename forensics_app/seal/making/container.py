"""Making a container: a seal, an addendum or a card, its signatures and its time-stamps (section 8)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from forensics_app.bundle.writing.zip_writer import ZipWriter
from forensics_app.errors import SealFailedError
from forensics_app.seal.certificates.facts import CertificateFacts, read_facts
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.other_infos import parse_any
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.containers.seal_info import SealInfoError
from forensics_app.seal.forms import p7s_profile
from forensics_app.seal.forms.asic_manifest import (
    ARCHIVE_MANIFEST,
    ARCHIVE_TOKEN,
    MIMETYPE,
    MIMETYPE_TEXT,
    P7S_TYPE,
    ROOT_FILES,
    TOKEN_TYPE,
    manifest_name,
    render,
    signature_name,
)
from forensics_app.seal.forms.token_profile import bind_chain, read_token
from forensics_app.seal.signatures.signer import sign_parts
from forensics_app.seal.signing_key import SigningKey


class Stamper(Protocol):
    """A time-stamp authority, or several that are asked in turn."""

    def stamp(self, imprint_sha256: bytes) -> bytes:
        """A token (RFC 3161) over these 32 bytes, checked, and in the one form of docs/bundle-format.md.

        Raises TimeStampError.
        """
        ...


class StatusSource(Protocol):
    """Where issuers are asked about the certificates in a seal."""

    def collect(self, chains: Sequence[Sequence[CertificateFacts]]) -> tuple[bytes, ...]:
        """Revocation lists and OCSP answers (DER) about these chains, as far as they can be had."""
        ...


def make_container(
    files: Sequence[tuple[str, bytes]],
    signers: Sequence[SigningKey],
    *,
    at: datetime,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
) -> bytes:
    """The container of the root `files`, in that order, signed by each of `signers` one after the other.

    `at` is the signing time they claim. With `authority` every signature has a time-stamp, and a last one is
    over everything; with `status` besides, each signature holds what issuers say of its certificates. Raises
    TimeStampError, SigningKeyError, and SealFailedError, also where seal-info.txt promises other signers or
    other time-stamps than these.
    """
    _check_promise(files, signers, stamped=authority is not None)
    container = io.BytesIO()
    writer = ZipWriter(container)
    writer.add(MIMETYPE, MIMETYPE_TEXT)
    before: list[tuple[str, bytes]] = []
    stamped: list[bytes] = []

    def add(name: str, content: bytes) -> None:
        writer.add(name, content)
        before.append((name, hashlib.sha256(content).digest()))

    for name, content in files:
        add(name, content)
    for number, signing in enumerate(signers, start=1):
        manifest = render(signature_name(number), P7S_TYPE, before)
        parts = sign_parts(manifest, signing, at=at)
        if authority is not None:
            token = authority.stamp(hashlib.sha256(parts.signature).digest())
            stamped += [c.encoded for c in read_token(token).chain]
            parts = replace(parts, time_stamp=token)
            if status is not None:
                parts = replace(parts, revocation=status.collect(chains_of(parts)))
        add(manifest_name(number), manifest)
        add(signature_name(number), p7s_profile.build(parts))
    if authority is not None:
        archive = render(ARCHIVE_TOKEN, TOKEN_TYPE, before)
        writer.add(ARCHIVE_MANIFEST, archive)
        last = authority.stamp(hashlib.sha256(archive).digest())
        writer.add(ARCHIVE_TOKEN, bind_chain(last, stamped))
    writer.finish()
    return container.getvalue()


def chains_of(parts: p7s_profile.SignatureParts) -> list[tuple[CertificateFacts, ...]]:
    """The signer's chain, and the one of the authority that stamped the signature."""
    token = () if parts.time_stamp is None else (read_token(parts.time_stamp).chain,)
    return [tuple(read_facts(c.encoded) for c in chain) for chain in (parts.chain, *token)]


def signatures_of(container: bytes) -> tuple[p7s_profile.SignatureParts, ...]:
    """The signatures of a container that this program made."""
    files = read_seal(container, "seal", lambda problem: None)
    return () if files is None else tuple(p7s_profile.read_canonical(s.p7s) for s in files.signatures)


def _check_promise(
    files: Sequence[tuple[str, bytes]], signers: Sequence[SigningKey], *, stamped: bool
) -> None:
    """Raises SealFailedError unless seal-info.txt promises exactly what the container is going to hold."""
    try:
        promised = parse_any(files[0][1])
    except SealInfoError as e:
        raise SealFailedError(detail=str(e)) from e
    names = tuple(name for name, _ in files)
    fingerprints = tuple(fingerprint(s.certificate) for s in signers)
    if (
        names != ROOT_FILES[promised.kind]
        or promised.signer_sha256 != fingerprints
        or promised.time_stamp_required != stamped
    ):
        raise SealFailedError(detail="seal-info.txt promises what this seal does not hold")

"""What a seal or addendum promises, and whether what it holds keeps that: text, signatures, signers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from forensics_app.bundle.layout import ADDENDUM_FORMATS, FORMATS
from forensics_app.seal.certificates.facts import key_digest
from forensics_app.seal.containers.other_infos import (
    PARCEL_FORMAT,
    AddendumInfo,
    ParcelInfo,
    kind_word,
    parse_addendum,
    parse_parcel,
)
from forensics_app.seal.containers.reading import SealFiles, read_seal
from forensics_app.seal.containers.seal_info import SealInfo, SealInfoError, parse, seal_code, set_digest
from forensics_app.seal.forms.asic_manifest import SEAL_INFO, signature_name
from forensics_app.seal.signatures.p7s_reader import Signature, read_signature
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy

_FORMAT_KEY = b"format: "
_KNOWN = {"seal": FORMATS, "addendum": ADDENDUM_FORMATS, "parcel": (PARCEL_FORMAT,)}
_Info = TypeVar("_Info", SealInfo, AddendumInfo, ParcelInfo)


@dataclass(frozen=True, slots=True)
class CheckedSeal:
    """A seal as far as it could be read. `info` None: its text isn't in its form, so it promises nothing.

    `format` is the word the text itself gives; `addendum` is the text of an addendum and `parcel` that of a
    parcel's list, which have no `info`.
    """

    files: SealFiles
    code: str
    format: str | None
    info: SealInfo | None
    signatures: tuple[Signature, ...]
    addendum: AddendumInfo | None = None
    parcel: ParcelInfo | None = None

    @property
    def promise(self) -> SealInfo | AddendumInfo | ParcelInfo | None:
        """Which signers and time-stamps there must be, whatever the kind."""
        return self.info or self.addendum or self.parcel

    @property
    def revocation(self) -> tuple[bytes, ...]:
        """The revocation lists and answers (DER) in it, whichever signature brought them: what an issuer
        signed counts against everybody it names."""
        return tuple(value for signature in self.signatures for value in signature.revocation)

    @property
    def first(self) -> Signature | None:
        """The sealing examiner's own signature."""
        return next((s for s in self.signatures if s.number == 1), None)


def check_seal(data: bytes, path: str, policy: Policy, findings: Findings) -> CheckedSeal | None:
    """Read a seal and check what needs nothing but itself; None where nothing in it can be checked."""
    files = read_seal(data, PurePosixPath(path).name, findings.add)
    if files is None:
        return None
    info = _read_text(files.seal_info, parse, "seal", findings)
    signatures = _read_signatures(files, policy, findings)
    if info is not None:
        _check_signers(info.signer_sha256, files, signatures, findings)
        _check_certificates(info.certificates_sha256, signatures, findings)
    return CheckedSeal(files, seal_code(files.seal_info), _format_word(files.seal_info), info, signatures)


def check_addendum_seal(data: bytes, name: str, policy: Policy, findings: Findings) -> CheckedSeal | None:
    """The same for the container of an addendum; what its event says is judged elsewhere."""
    files = read_seal(data, name, findings.add)
    if files is None:
        return None
    info = _read_text(files.seal_info, parse_addendum, "addendum", findings)
    signatures = _read_signatures(files, policy, findings)
    if info is not None:
        _check_signers(info.signer_sha256, files, signatures, findings)
        _check_certificates(info.certificates_sha256, signatures, findings)
    word = _format_word(files.seal_info)
    return CheckedSeal(files, seal_code(files.seal_info), word, None, signatures, info)


def check_parcel_seal(data: bytes, name: str, policy: Policy, findings: Findings) -> CheckedSeal | None:
    """The same for the container of a parcel's list."""
    files = read_seal(data, name, findings.add)
    if files is None:
        return None
    info = _read_text(files.seal_info, parse_parcel, "parcel", findings)
    signatures = _read_signatures(files, policy, findings)
    if info is not None:
        _check_signers(info.signer_sha256, files, signatures, findings)
        _check_certificates(info.certificates_sha256, signatures, findings)
    word = _format_word(files.seal_info)
    return CheckedSeal(files, seal_code(files.seal_info), word, None, signatures, parcel=info)


def _read_signatures(files: SealFiles, policy: Policy, findings: Findings) -> tuple[Signature, ...]:
    return tuple(
        signature
        for sealed in files.signatures
        if (signature := read_signature(sealed, policy.arithmetic, findings.add)) is not None
    )


def _read_text(data: bytes, read: Callable[[bytes], _Info], kind: str, findings: Findings) -> _Info | None:
    try:
        return read(data)
    except SealInfoError as e:
        word = _format_word(data)
        known = _KNOWN[kind]
        if e.rule == "format" and word is not None and word not in known:
            findings.code("format-unknown", SEAL_INFO, ", ".join(known), word)
        elif e.rule == "kind":
            findings.code("seal-kind", SEAL_INFO, kind, kind_word(data))
        else:
            findings.code("seal-info-form", f"{SEAL_INFO}:{e.line}", None, e.rule)
        return None


def _format_word(data: bytes) -> str | None:
    first = data.split(b"\n", 1)[0]
    if not first.startswith(_FORMAT_KEY) or not first.isascii():
        return None
    return first[len(_FORMAT_KEY) :].decode("ascii")[:80]


def _check_signers(
    declared: tuple[str, ...], files: SealFiles, signatures: tuple[Signature, ...], findings: Findings
) -> None:
    """The signers are exactly those that the text names, in that order."""
    for missing in declared[len(files.signatures) :]:
        findings.code("signature-missing", missing)
    for signature in signatures:
        actual = signature.signer.fingerprint
        place = signature.number - 1
        wanted = declared[place] if place < len(declared) else None
        if wanted != actual:
            findings.code("signer-not-declared", signature_name(signature.number), wanted, actual)
    first: dict[str, str] = {}
    for signature in signatures:
        fingerprint = signature.signer.fingerprint
        earlier = first.setdefault(key_digest(signature.signer), fingerprint)
        if earlier != fingerprint:
            findings.code("signers-one-key", fingerprint, earlier, None)


def _check_certificates(
    declared: tuple[str, ...], signatures: tuple[Signature, ...], findings: Findings
) -> None:
    """From sealwright/4 on the certificates of each signature are those that the text names."""
    for signature in signatures:
        if signature.number <= len(declared):
            expected = declared[signature.number - 1]
            actual = set_digest(certificate.encoded for certificate in signature.chain)
            if actual != expected:
                findings.code("certificates-differ", signature_name(signature.number), expected, actual)

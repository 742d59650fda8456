"""What a seal promises, and whether what it holds keeps that: its text, its signatures, its signers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from forensics_app.bundle.layout import FORMAT
from forensics_app.seal.asic_manifest import SEAL_INFO, signature_name
from forensics_app.seal.asice_reader import SealFiles, read_seal
from forensics_app.seal.p7s_reader import Signature, read_signature
from forensics_app.seal.seal_info import SealInfo, SealInfoError, parse, seal_code
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy

_FORMAT_KEY = b"format: "


@dataclass(frozen=True, slots=True)
class CheckedSeal:
    """A seal as far as it could be read. `info` None: its text isn't in its form, so it promises nothing.

    `format` is the word the text itself gives.
    """

    files: SealFiles
    code: str
    format: str | None
    info: SealInfo | None
    signatures: tuple[Signature, ...]

    @property
    def first(self) -> Signature | None:
        """The sealing examiner's own signature."""
        return next((s for s in self.signatures if s.number == 1), None)


def check_seal(data: bytes, path: str, policy: Policy, findings: Findings) -> CheckedSeal | None:
    """Read a seal and check what needs nothing but itself; None where nothing in it can be checked."""
    files = read_seal(data, PurePosixPath(path).name, findings.add)
    if files is None:
        return None
    info = _read_info(files.seal_info, findings)
    signatures = tuple(
        signature
        for sealed in files.signatures
        if (signature := read_signature(sealed, policy.arithmetic, findings.add)) is not None
    )
    if info is not None:
        _check_signers(info, files, signatures, findings)
    return CheckedSeal(files, seal_code(files.seal_info), _format_word(files.seal_info), info, signatures)


def _read_info(data: bytes, findings: Findings) -> SealInfo | None:
    try:
        return parse(data)
    except SealInfoError as e:
        word = _format_word(data)
        if e.rule == "format" and word is not None and word != FORMAT:
            findings.code("format-unknown", SEAL_INFO, FORMAT, word)
        elif e.rule == "kind":
            findings.code("seal-kind", SEAL_INFO, "seal", None)
        else:
            findings.code("seal-info-form", f"{SEAL_INFO}:{e.line}", None, e.rule)
        return None


def _format_word(data: bytes) -> str | None:
    first = data.split(b"\n", 1)[0]
    if not first.startswith(_FORMAT_KEY) or not first.isascii():
        return None
    return first[len(_FORMAT_KEY) :].decode("ascii")[:80]


def _check_signers(
    info: SealInfo, files: SealFiles, signatures: tuple[Signature, ...], findings: Findings
) -> None:
    """The signers are exactly those that the text names, in that order."""
    for missing in info.signer_sha256[len(files.signatures) :]:
        findings.code("signature-missing", missing)
    for signature in signatures:
        actual = signature.signer.fingerprint
        place = signature.number - 1
        declared = info.signer_sha256[place] if place < len(info.signer_sha256) else None
        if declared != actual:
            findings.code("signer-not-declared", signature_name(signature.number), declared, actual)

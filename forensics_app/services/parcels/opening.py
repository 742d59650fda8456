"""Opening a parcel: decrypted into a file that has no name, checked as a whole, and only then given one.

A kill at any moment leaves no plaintext behind, since the file goes with the process.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from forensics_app.bundle.reading.opening import open_source
from forensics_app.bundle.reading.random_access import FileBytes
from forensics_app.errors import (
    NotOnThisSystemError,
    OutputExistsError,
    ParcelContentError,
    ParcelDamagedError,
    ParcelLockedError,
    ShareInvalidError,
    SharesMissingError,
)
from forensics_app.model.bundle import SEALED_SUFFIX
from forensics_app.model.findings import Severity, Verdict, VerificationReport
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.envelope import (
    Envelope,
    EnvelopeError,
    OpenedEnvelope,
    open_with_key,
    open_with_passphrase,
    open_with_shares_key,
)
from forensics_app.parcel.facts import ParcelList, ParcelReport
from forensics_app.parcel.key_transport import DecryptionKey
from forensics_app.parcel.shares import KeyShare, join_shares
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.parcels.checking import ReadParcel, read_parcel, report_on
from forensics_app.services.parcels.volumes import decrypt_all
from forensics_app.system.opening import WRITE_NEW
from forensics_app.verify.collector import Findings
from forensics_app.verify.verifier import verify_bundle

_BAD = (Severity.FATAL, Severity.CONTRADICTION, Severity.MISSING)
_REFUSED = {
    Verdict.UNREADABLE: "verdict-unreadable",
    Verdict.ALTERED: "verdict-altered",
    Verdict.INCOMPLETE: "verdict-incomplete",
}


@dataclass(frozen=True, slots=True)
class ParcelKeys:
    """What opens it: a private key, a passphrase, or shares; exactly one of the three."""

    private: DecryptionKey | None = None
    passphrase: bytes | None = field(default=None, repr=False)
    shares: tuple[KeyShare, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class OpenedParcel:
    """`bundle` is the file that was written; `verification` the report on it, `parcel` the one on the
    parcel.
    """

    bundle: Path
    parcel: ParcelReport
    verification: VerificationReport

    @property
    def verdict(self) -> Verdict:
        """The worse of both."""
        order = list(Verdict)
        return max(self.parcel.verdict, self.verification.verdict, key=order.index)


def open_parcel(
    path: Path,
    out: Path,
    keys: ParcelKeys,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> OpenedParcel:
    """Decrypt the parcel at `path` to the new file `out`, after every tag, every digest and the seal held.

    Raises ParcelNotFoundError, ParcelDamagedError, ParcelLockedError, ShareInvalidError, SharesMissingError,
    ParcelContentError, OutputExistsError, OutputNotWritableError, DiskFullError, CancelledError.
    """
    if os.path.lexists(out):
        raise OutputExistsError(path=str(out))
    read = read_parcel(path, trust=trust, clock=clock)
    facts, _, opened = unlock(read, keys)
    with nameless_file(out) as made:
        with disk_errors(out):
            size = decrypt_all(read.folder, facts, opened.key, made, report=report, cancelled=cancelled)
            os.ftruncate(made, size)
            os.fsync(made)
        verification = _verify(made, out, read, facts, report=report, cancelled=cancelled)
        _compare_signers(read, verification)
        with disk_errors(out):
            give_name(made, out)
    return OpenedParcel(out, report_on(read), verification)


def unlock(read: ReadParcel, keys: ParcelKeys) -> tuple[ParcelList, Envelope, OpenedEnvelope]:
    """The list, the envelope, and the parcel's key in it. What is wrong with the first two ends it here.

    Raises ParcelDamagedError, ParcelLockedError, ShareInvalidError, SharesMissingError.
    """
    facts = read.facts
    envelope = read.envelope()
    bad = next((f for f in read.findings.result() if f.severity in _BAD), None)
    if bad is not None:
        raise ParcelDamagedError(path=str(read.path), file=bad.subject or read.path.name, detail=bad.code)
    if facts is None or envelope is None:
        name = read.path.name if facts is None else facts.envelope.name
        raise ParcelDamagedError(path=str(read.path), file=name, detail="parcel-file-missing")
    try:
        opened = _open(read, facts, envelope, keys)
    except EnvelopeError as e:
        raise ParcelLockedError(path=str(read.path), detail=e.rule) from e
    if keys.private is not None:
        own = fingerprint(keys.private.certificate)
        if own not in {r.sha256 for r in facts.recipients}:
            read.findings.code("parcel-not-addressed", own)
    return facts, envelope, opened


def _open(read: ReadParcel, facts: ParcelList, envelope: Envelope, keys: ParcelKeys) -> OpenedEnvelope:
    if keys.private is not None:
        return open_with_key(envelope, keys.private, facts.parcel)
    if keys.passphrase is not None:
        return open_with_passphrase(envelope, keys.passphrase, facts.parcel)
    return open_with_shares_key(envelope, _shares_key(read.path, facts, keys.shares), facts.parcel)


def _shares_key(path: Path, facts: ParcelList, shares: Sequence[KeyShare]) -> bytes:
    """The key of shares that are each one of the list's. Raises ShareInvalidError, SharesMissingError."""
    if facts.shares is None:
        raise ParcelLockedError(path=str(path), detail="envelope-no-shares")
    known = facts.shares.digests
    seen: set[int] = set()
    for share in shares:
        if share.parcel != facts.parcel:
            raise ShareInvalidError(path=str(path), number=share.number, detail="share-other-parcel")
        if share.number in seen:
            raise ShareInvalidError(path=str(path), number=share.number, detail="share-twice")
        if share.number > len(known) or share.digest != known[share.number - 1]:
            raise ShareInvalidError(path=str(path), number=share.number, detail="share-differs")
        seen.add(share.number)
    if len(shares) < facts.shares.threshold:
        raise SharesMissingError(path=str(path), given=len(shares), needed=facts.shares.threshold)
    return join_shares(shares)


def _verify(
    made: int,
    out: Path,
    read: ReadParcel,
    facts: ParcelList,
    *,
    report: Report,
    cancelled: IsCancelled,
) -> VerificationReport:
    """The bundle's own verification. Raises ParcelContentError where it is not the listed one."""
    findings = Findings()
    source = FileBytes(Path(f"/proc/self/fd/{made}"))
    bundle = open_source(source, out, findings.add, digesting=read.policy.openssl_too)
    try:
        found = verify_bundle(bundle, read.policy, findings, report=report, cancelled=cancelled)
    finally:
        bundle.close()
    if found.seal.code != facts.seal:
        raise ParcelContentError(path=str(read.path), detail="parcel-seal-differs")
    if found.verdict in _REFUSED:
        raise ParcelContentError(path=str(read.path), detail=_REFUSED[found.verdict])
    return replace(found, bundle=replace(found.bundle, path=str(out)))


def _compare_signers(read: ReadParcel, verification: VerificationReport) -> None:
    """Who signed the list is one of those who sealed: else somebody who could open it sent it on."""
    sealed = {s.fingerprint for s in verification.seal.signers}
    for signer in read.checked.signers:
        if signer.shown.fingerprint not in sealed:
            read.findings.code(
                "parcel-signer-other", signer.shown.fingerprint, None, signer.shown.certificate_name
            )


@contextmanager
def nameless_file(out: Path) -> Iterator[int]:
    """A file in the folder of `out` that no name leads to. Raises OutputNotWritableError, DiskFullError."""
    if sys.platform == "win32":  # which has no files without names
        raise NotOnThisSystemError(command="sealwright parcel open")
    with disk_errors(out):
        try:
            descriptor = os.open(out.absolute().parent, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:  # a file system that can't: the name goes before anything is written
            name = out.absolute().with_name(f".{secrets.token_hex(8)}")
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            name.unlink()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def give_name(descriptor: int, out: Path) -> None:
    """Let the file appear as `out`, whole and never over another. Raises OSError, OutputExistsError."""
    folder = os.open(out.absolute().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.link(
            f"/proc/self/fd/{descriptor}",
            out.name,
            src_dir_fd=folder,
            dst_dir_fd=folder,
            follow_symlinks=True,
        )
        os.fsync(folder)
    except FileExistsError as e:
        raise OutputExistsError(path=str(out)) from e
    except (
        OSError
    ):  # a file whose name is gone for good, or a file system without links: what was checked is copied
        _copy(descriptor, out)
    finally:
        os.close(folder)


def _copy(descriptor: int, out: Path) -> None:
    part = out.with_name(f".{secrets.token_hex(8)}.part")  # nobody can have put anything there
    target = os.open(part, WRITE_NEW, 0o600)
    try:
        at, size = 0, os.fstat(descriptor).st_size
        while at < size:
            at += os.sendfile(target, descriptor, at, size - at)
        os.fsync(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(target)
    if os.path.lexists(out):
        part.unlink()
        raise OutputExistsError(path=str(out))
    part.rename(out)


def usual_name(path: Path) -> str:
    """What the opened bundle is called where nobody says: after the parcel."""
    return path.name.split(".parcel", 1)[0] + SEALED_SUFFIX

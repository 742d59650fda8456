"""Adding a recipient later: the small envelope and the signed list change, no volume does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from forensics_app.errors import ParcelLockedError, UsageError
from forensics_app.model.findings import Axis, Severity
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.envelope import Recipients, with_more
from forensics_app.parcel.facts import ParcelFile, ParcelRecipient, RecipientKind
from forensics_app.parcel.layout import MAX_RECIPIENTS
from forensics_app.parcel.passphrases import ITERATIONS, MAX_ITERATIONS_IN_ALL
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.making.container import Stamper, StatusSource
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.files.file_replacing import replace_file
from forensics_app.services.parcels.checking import ReadParcel, read_parcel
from forensics_app.services.parcels.making import MadeParcel, sign_list
from forensics_app.services.parcels.opening import ParcelKeys, unlock


def _refuse_strangers_list(read: ReadParcel, signers: Sequence[SigningKey]) -> None:
    own = {fingerprint(key.certificate) for key in signers}
    if any(s.shown.fingerprint in own for s in read.checked.signers):
        return
    if any(f.axis is Axis.ORIGIN and f.severity is Severity.DOUBT for f in read.findings.result()):
        raise ParcelLockedError(path=str(read.path), detail="list-signer-unconfirmed")


def add_recipients(
    path: Path,
    keys: ParcelKeys,
    more: Recipients,
    signers: Sequence[SigningKey],
    *,
    trust: TrustStore,
    clock: Clock,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
) -> MadeParcel:
    """Let `more` open the parcel too; `keys` open it now. The list is signed anew by `signers`.

    The envelope is replaced first: killed in between, the parcel says that its envelope differs, and the
    same call after the old envelope was put back does it again. Raises what `open_parcel` does before it
    decrypts, and RecipientRefusedError, UsageError for a recipient that is named already, or too many.
    ParcelLockedError also where nobody who signs now, and nobody trusted, signed the list as it is: the new
    signature would vouch for volumes that a stranger chose.
    """
    read = read_parcel(path, trust=trust, clock=clock)
    facts, envelope, opened = unlock(read, keys)
    _refuse_strangers_list(read, signers)
    known = {r.sha256 for r in facts.recipients}
    again = next((c for c in more.certificates if fingerprint(c) in known), None)
    if again is not None:
        raise UsageError(name="--to", value=fingerprint(again))
    if len(envelope.infos) + more.count > MAX_RECIPIENTS:
        raise UsageError(name="--to", value=str(len(envelope.infos) + more.count))
    iterations = envelope.iterations + len(more.passphrases) * ITERATIONS
    if iterations > MAX_ITERATIONS_IN_ALL:
        raise UsageError(name="--to-passphrase-file", value=str(len(more.passphrases)))
    data = with_more(envelope, opened, more)
    added = [ParcelRecipient(RecipientKind.CERTIFICATE, fingerprint(c)) for c in more.certificates]
    added += [ParcelRecipient(RecipientKind.PASSPHRASE) for _ in more.passphrases]
    changed = replace(
        facts,
        made_at=utc_text(clock.now()),
        envelope=ParcelFile(facts.envelope.name, len(data), hashlib.sha256(data).hexdigest()),
        recipients=(*facts.recipients, *added),
    )
    signed = sign_list(changed, signers, clock=clock, authority=authority, status=status)
    replace_file(read.folder / changed.envelope.name, data)
    replace_file(read.path, signed)
    return MadeParcel(read.path, changed, hashlib.sha256(signed).hexdigest())

"""Making addenda: dispatch, opening, return, disposal, correction, later time-stamps. The seal stays."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.bundle.layout import FORMAT, FORMAT_4
from forensics_app.bundle.reading.adjacent_addenda import addendum_name
from forensics_app.custody.ledger import local_offset
from forensics_app.errors import (
    AddendumInvalidError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.addendum import Addendum, AddendumDraft
from forensics_app.model.custody import ClockSource
from forensics_app.model.outside_times import read_typed
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.addendum_text import NONCE_BYTES, event_digest, render_event
from forensics_app.seal.containers.other_infos import AddendumInfo, render_addendum
from forensics_app.seal.containers.seal_info import set_digest
from forensics_app.seal.fetching import is_address
from forensics_app.seal.forms.asic_manifest import EVENT, SEAL_INFO
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.seal.making.container import Stamper, StatusSource, make_container
from forensics_app.seal.making.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.status.status_fetching import StatusFetcher
from forensics_app.services.addenda.target import Target
from forensics_app.services.files.new_files import disk_errors, write_new

__all__ = [
    "MadeAddendum",
    "authorities",
    "make_addendum",
    "refuse_output",
    "stated_time",
    "write_addendum",
]


@dataclass(frozen=True, slots=True)
class MadeAddendum:
    """A new addendum: its customary file name, bytes, event, and the digest that names it (64 hex)."""

    name: str
    data: bytes
    event: Addendum
    event_sha256: str


def make_addendum(
    target: Target,
    draft: AddendumDraft,
    signers: Sequence[SigningKey],
    *,
    clock: Clock,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
) -> MadeAddendum:
    """Sign what `draft` says of the target's seal, after all that is known of it.

    `status`: where issuers are asked about certificates, for a time-stamped addendum.

    Raises AddendumInvalidError, SealFailedError, TimeStampError, CancelledError.
    """
    now = clock.now()
    stated = draft.at_utc is not None
    event = Addendum(
        event=draft.event,
        reference=target.info.reference,
        nonce=secrets.token_bytes(NONCE_BYTES),
        previous=target.heads,
        time_utc=draft.at_utc or utc_text(now),
        local_offset=draft.local_offset if stated else local_offset(now),
        clock_source=ClockSource.STATED if stated else ClockSource.COMPUTER,
        place=draft.place,
        persons=draft.persons,
        witness=draft.witness,
        reason=draft.reason,
        authority_reference=draft.authority_reference,
        physical_seal_before=draft.physical_seal_before,
        physical_seal_after=draft.physical_seal_after,
        notes=draft.notes,
        refers_to=_known(target, draft.refers_to),
        dispatch=draft.dispatch,
        receipt=draft.receipt,
    )
    try:
        raw = render_event(event)
    except FieldError as e:
        raise AddendumInvalidError(field=e.field, value=e.value) from e
    digest = event_digest(raw)
    newer = target.info.format == FORMAT_4
    info = AddendumInfo(
        format=FORMAT_4 if newer else FORMAT,  # whoever can read the bundle can read what follows it
        event=event.event,
        reference=event.reference,
        seal=target.code,
        signer_sha256=tuple(fingerprint(s.certificate) for s in signers),
        certificates_sha256=tuple(set_digest(s.chain) for s in signers) if newer else (),
        event_sha256=digest,
        time_stamp_required=authority is not None,
    )
    files = ((SEAL_INFO, render_addendum(info)), (EVENT, raw))
    data = make_container(files, signers, at=now, authority=authority, status=status)
    return MadeAddendum(addendum_name(event.reference, event.event, digest), data, event, digest)


def write_addendum(made: MadeAddendum, out: Path) -> Path:
    """Write it as the file `out`, or under its customary name into the folder `out`; never over another.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    path = out / made.name if out.is_dir() else out
    with disk_errors(path):
        write_new(path, path.with_name(f"{path.name}.part"), made.data)
    return path


def refuse_output(out: Path) -> None:
    """Raises OutputExistsError or OutputNotWritableError before a long check, where `out` could not be
    written after it.
    """
    folder = out if out.is_dir() else out.absolute().parent
    if folder != out and os.path.lexists(out):
        raise OutputExistsError(path=str(out))
    if not folder.is_dir():
        raise OutputNotWritableError(path=str(out), reason=os.strerror(errno.ENOENT))
    if not os.access(folder, os.W_OK):
        raise OutputNotWritableError(path=str(out), reason=os.strerror(errno.EACCES))


def authorities(
    urls: Sequence[str], *, cancelled: IsCancelled = never_cancelled
) -> tuple[Stamper | None, StatusSource | None]:
    """Time-stamp authorities to be asked in turn, and where issuers are then asked; None without an address.

    Raises UsageError for what is no http or https address.
    """
    wrong = next((url for url in urls if not is_address(url)), None)
    if wrong is not None:
        raise UsageError(name="--tsa", value=wrong)
    if not urls:
        return None, None
    stamper = AuthoritiesInTurn([TimeStampAuthority(u, cancelled=cancelled) for u in urls])
    return stamper, StatusFetcher(cancelled=cancelled)


def stated_time(draft: AddendumDraft, text: str) -> AddendumDraft:
    """`draft` with the time that somebody states: ISO 8601 with `Z` or an offset.

    Raises AddendumInvalidError for a text that is no such time.
    """
    read = read_typed(text)
    if read is None:
        raise AddendumInvalidError(field="time_utc", value=text)
    return replace(draft, at_utc=read[0], local_offset=read[1])


def _known(target: Target, refers_to: str | None) -> str | None:
    """The full digest of an event by its beginning, of at least 8 hex digits. Raises AddendumInvalidError."""
    if refers_to is None:
        return None
    asked = refers_to.lower()
    found = {
        a.event_sha256
        for a in target.story.addenda
        if a.event_sha256 is not None and a.event_sha256.startswith(asked)
    }
    if len(asked) < 8 or len(found) != 1:
        raise AddendumInvalidError(field="refers_to", value=refers_to)
    return found.pop()

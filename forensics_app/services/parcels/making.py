"""Making a parcel of a sealed bundle: volumes, the envelope with the key, the signed list, texts for stock
tools.

Everything is written into a folder of its own beside the place where it goes, and appears there file by
file when all is done, the signed list last: a parcel with a list is whole. The same call after a kill goes
on with the volumes that are there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from forensics_app.errors import (
    BundleNotFoundError,
    NotABundleError,
    OutputExistsError,
    ParcelDamagedError,
    RecipientsMissingError,
    UsageError,
)
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.parcel import parcel_json
from forensics_app.parcel.envelope import Recipients, make_envelope
from forensics_app.parcel.facts import (
    ParcelFile,
    ParcelHandling,
    ParcelList,
    ParcelRecipient,
    RecipientKind,
    ShareSet,
)
from forensics_app.parcel.key_transport import check_recipient
from forensics_app.parcel.layout import (
    DEFAULT_UNIT,
    MAX_RECIPIENTS,
    MAX_UNIT,
    MAX_VOLUME_BYTES,
    MAX_VOLUMES,
    MIN_VOLUME_BYTES,
    envelope_name,
    is_parcel_name,
    list_name,
)
from forensics_app.parcel.parcel_json import ParcelListError
from forensics_app.parcel.passphrases import ITERATIONS, MAX_ITERATIONS_IN_ALL
from forensics_app.parcel.shares import MAX_SHARES, KeyShare, split_key
from forensics_app.parcel.volume import VolumeError
from forensics_app.seal.certificates.loading import load_certificate
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.other_infos import ParcelInfo, render_parcel
from forensics_app.seal.containers.seal_info import set_digest
from forensics_app.seal.forms.asic_manifest import PARCEL, SEAL_INFO
from forensics_app.seal.making.container import Stamper, StatusSource, make_container
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.target import target_of_bundle
from forensics_app.services.files.new_files import appear, disk_errors, write_new
from forensics_app.services.parcels.stock_tools import instructions
from forensics_app.services.parcels.unfinished import PART, unfinished
from forensics_app.services.parcels.volumes import encrypt_all, lay_out
from forensics_app.verify.parcels.files_check import open_plain


@dataclass(frozen=True, slots=True)
class ParcelOrder:
    """What is asked for. `certificates` are DER; `shares` is threshold and number of holders; sizes in
    bytes.

    `languages` are those of the text for people without this program; `name` begins every file's name,
    and says nothing of the bundle where it is left out.
    """

    certificates: tuple[bytes, ...] = ()
    passphrases: tuple[bytes, ...] = field(default=(), repr=False)
    shares: tuple[int, int] | None = None
    volume_bytes: int = MAX_VOLUME_BYTES
    unit: int = DEFAULT_UNIT
    handling: tuple[ParcelHandling, ...] = ()
    languages: tuple[str, ...] = ("en",)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class MadeParcel:
    """`path` is the signed list; `shares` go to their holders, and are nowhere kept."""

    path: Path
    facts: ParcelList
    list_sha256: str
    shares: tuple[KeyShare, ...] = field(default=(), repr=False)


def make_parcel(
    bundle: Path,
    folder: Path,
    order: ParcelOrder,
    signers: Sequence[SigningKey],
    *,
    trust: TrustStore,
    clock: Clock,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> MadeParcel:
    """Encrypt the sealed bundle `bundle` (a ZIP) for the recipients of `order` into `folder`.

    Raises BundleNotFoundError, NotABundleError, SealNotAtHandError, RecipientsMissingError,
    RecipientRefusedError, UsageError for sizes out of bounds, OutputExistsError, OutputNotWritableError,
    DiskFullError, TimeStampError, CancelledError. Nothing is left behind then.
    """
    check_order(order)
    if bundle.is_dir() or bundle.name.endswith(SEAL_SUFFIX):
        raise NotABundleError(path=str(bundle), detail="parcel-needs-zip")
    target = target_of_bundle(bundle, trust=trust, clock=clock)
    for certificate in order.certificates:
        check_recipient(load_certificate(certificate))
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if order.name is not None and os.path.lexists(folder / list_name(order.name)):
            raise OutputExistsError(path=str(folder / list_name(order.name)))
    with _open_bundle(bundle) as source:
        size = os.fstat(source).st_size
        stretches = lay_out(size, order.volume_bytes, order.unit)
        if len(stretches) > MAX_VOLUMES:
            raise UsageError(name="--volume-size", value=str(order.volume_bytes))
        what = {"seal": target.code, "size": str(size), "volume": str(order.volume_bytes)}
        with unfinished(folder, order.name, what | {"unit": str(order.unit)}) as made, disk_errors(folder):
            name, building = made.name, made.building
            shares_key, shares = (None, ()) if order.shares is None else split_key(made.parcel, *order.shares)
            recipients = Recipients(order.certificates, order.passphrases, shares_key)
            envelope = make_envelope(made.parcel, made.key, recipients)
            try:
                volumes = encrypt_all(source, stretches, made, report=report, cancelled=cancelled)
            except VolumeError as e:
                raise ParcelDamagedError(path=str(folder), file=bundle.name, detail=e.rule) from e
            facts = ParcelList(
                parcel=made.parcel,
                seal=target.code,
                made_at=utc_text(clock.now()),
                unit=order.unit,
                envelope=_file(envelope_name(name), envelope),
                volumes=volumes,
                recipients=_recipients(order),
                shares=_share_set(shares),
                handling=order.handling,
            )
            signed = sign_list(facts, signers, clock=clock, authority=authority, status=status)
            texts = instructions(name, order.languages)
            small = {facts.envelope.name: envelope, **texts, list_name(name): signed}
            made.will_appear(small)
            for file_name, data in small.items():
                path = building / file_name
                path.unlink(missing_ok=True)  # of a run that was killed
                write_new(path, path.with_name(file_name + PART), data)
            for file_name in (*(v.name for v in volumes), *small):  # the list last
                appear(building / file_name, folder / file_name)
    return MadeParcel(folder / list_name(name), facts, hashlib.sha256(signed).hexdigest(), shares)


def check_order(order: ParcelOrder) -> None:
    """Raises RecipientsMissingError, UsageError before anything is asked for or written."""
    if not (order.certificates or order.passphrases or order.shares):
        raise RecipientsMissingError()
    recipients = len(order.certificates) + len(order.passphrases) + (order.shares is not None)
    if recipients > MAX_RECIPIENTS:
        raise UsageError(name="--to", value=str(recipients))
    if len(order.passphrases) * ITERATIONS > MAX_ITERATIONS_IN_ALL:
        raise UsageError(name="--passphrase-file", value=str(len(order.passphrases)))
    if not MIN_VOLUME_BYTES <= order.volume_bytes <= MAX_VOLUME_BYTES:
        raise UsageError(name="--volume-size", value=str(order.volume_bytes))
    if not 1 <= order.unit <= MAX_UNIT:
        raise UsageError(name="--pad-to", value=str(order.unit))
    if order.name is not None and not is_parcel_name(order.name):
        raise UsageError(name="--name", value=order.name)
    if order.shares is not None:
        threshold, count = order.shares
        if not 2 <= threshold <= count <= MAX_SHARES:
            raise UsageError(name="--shares", value=f"{threshold}/{count}")
    if any(not p for p in order.passphrases):
        raise UsageError(name="--passphrase-file", value="")


def sign_list(
    facts: ParcelList,
    signers: Sequence[SigningKey],
    *,
    clock: Clock,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
) -> bytes:
    """The container of the list. Raises UsageError for values that no list may hold, and what signing
    raises.
    """
    try:
        text = parcel_json.render(facts)
    except ParcelListError as e:
        raise UsageError(name=e.field or PARCEL, value="") from e
    info = ParcelInfo(
        signer_sha256=tuple(fingerprint(s.certificate) for s in signers),
        certificates_sha256=tuple(set_digest(s.chain) for s in signers),
        parcel_sha256=hashlib.sha256(text).hexdigest(),
        time_stamp_required=authority is not None,
    )
    files = ((SEAL_INFO, render_parcel(info)), (PARCEL, text))
    return make_container(files, signers, at=clock.now(), authority=authority, status=status)


def _recipients(order: ParcelOrder) -> tuple[ParcelRecipient, ...]:
    known = tuple(ParcelRecipient(RecipientKind.CERTIFICATE, fingerprint(c)) for c in order.certificates)
    return known + tuple(ParcelRecipient(RecipientKind.PASSPHRASE) for _ in order.passphrases)


def _share_set(shares: Sequence[KeyShare]) -> ShareSet | None:
    return ShareSet(shares[0].threshold, tuple(s.digest for s in shares)) if shares else None


def _file(name: str, data: bytes) -> ParcelFile:
    return ParcelFile(name, len(data), hashlib.sha256(data).hexdigest())


@contextmanager
def _open_bundle(bundle: Path) -> Iterator[int]:
    try:
        descriptor = open_plain(bundle)
    except OSError as e:
        raise BundleNotFoundError(path=str(bundle)) from e
    try:
        yield descriptor
    finally:
        os.close(descriptor)

"""Laboratory cards: made from an identity, printed, and taken in by a partner who knows the fingerprint."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from forensics_app.errors import (
    FingerprintMismatchError,
    LabCardInBundleFolderError,
    LabCardInvalidError,
    UsageError,
)
from forensics_app.i18n import current
from forensics_app.model.lab_card import CardName, LabCard
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.report.forms.lab_card_html import lab_card_html
from forensics_app.report.forms.lab_card_page import lab_card_pdf
from forensics_app.seal.certificates.making import common_name
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.seal.home import home_folder
from forensics_app.seal.keys.identities import Identity
from forensics_app.seal.making import lab_card
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.trust import TrustFile, normal_fingerprint
from forensics_app.services.forms.output import is_html, write_form

__all__ = [
    "CardName",
    "LabCard",
    "import_card",
    "is_card_file",
    "new_card",
    "print_card",
    "read_card_file",
    "write_card",
]

_ANY_LANGUAGE = "und"  # BCP 47: not said


def new_card(identity: Identity, names: Sequence[CardName], contact: str | None, *, clock: Clock) -> LabCard:
    """The card of an identity; without names, that of the organisation in its certificate, else its own."""
    certificate = x509.load_der_x509_certificate(identity.chain[0])
    countries = certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    organisations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    own = str(organisations[0].value) if organisations else common_name(certificate)
    return LabCard(
        names=tuple(names) or (CardName(_ANY_LANGUAGE, own),),
        country=str(countries[0].value).upper() if countries else None,
        contact=contact or None,
        certificates=identity.chain,
        fingerprint=identity.fingerprint,
        made_at=utc_text(clock.now().replace(microsecond=0)),
    )


def write_card(card: LabCard, signing: SigningKey, out: Path, *, clock: Clock) -> None:
    """Sign and write a card.

    Raises SealFailedError, SigningKeyError, LabCardInvalidError, OutputExistsError, OutputNotWritableError.
    """
    write_form(out, lab_card.make_card(card, signing, at=clock.now()))


def print_card(card: LabCard, identity: Identity, out: Path, *, clock: Clock) -> None:
    """Write its page in the language of the messages: HTML where its name ends so, else PDF.

    Raises TypesettingFailedError, OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    laid_out = lab_card_html if is_html(out) else lab_card_pdf
    page = laid_out(
        card,
        algorithm=identity.algorithm,
        not_after=identity.not_after,
        demo=identity.demo,
        printed=clock.now(),
    )
    write_form(out, page)


def is_card_file(path: Path) -> bool:
    """Whether a file begins like a laboratory's card (a ZIP container); a certificate never does."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def read_card_file(path: Path) -> LabCard:
    """The card in a file, wherever that lies. Raises LabCardInvalidError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SEAL_BYTES + 1)
    except OSError as e:
        raise LabCardInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    return lab_card.read_card(data, str(path))


def import_card(
    path: Path,
    *,
    role: TrustRole,
    fingerprint: str,
    subject: str | None = None,
    label: str | None = None,
    clock: Clock,
) -> tuple[LabCard, TrustEntry]:
    """Trust the certificate of a card whose fingerprint the user was told by another way.

    With `subject`, a renewable name under the card's root is trusted instead of the one certificate. The
    label is the card's name and country. Raises LabCardInvalidError, LabCardInBundleFolderError,
    FingerprintMismatchError, UsageError.
    """
    expected = normal_fingerprint(fingerprint)
    refuse_in_bundle_folder(path)
    card = read_card_file(path)
    if card.fingerprint != expected:
        raise FingerprintMismatchError(path=str(path), expected=expected, actual=card.fingerprint)
    name = card.name_in(current().language)
    shown = label or (name if card.country is None else f"{name} ({card.country})")
    certificate = card.certificates[0]
    if subject is not None:
        certificate = _root_for(card, subject)
    entry = TrustFile(home_folder()).add_known(
        certificate, role=role, subject=subject, label=shown, now=clock.now()
    )
    return card, entry


def _root_for(card: LabCard, subject: str) -> bytes:
    """The card's root, where `subject` is its signer's name. Raises UsageError."""
    signer = x509.load_der_x509_certificate(card.certificates[0])
    if len(card.certificates) == 1 or signer.subject.rfc4514_string() != subject:
        raise UsageError(name="--subject", value=subject)
    return card.certificates[-1]


def refuse_in_bundle_folder(path: Path) -> None:
    """Whether a card lies where whoever made a bundle may have put it: a seal beside it, or a bag around it.

    Raises LabCardInBundleFolderError.
    """
    folder = path.absolute().parent
    bag = next((f for f in (folder, *folder.parents) if (f / "bagit.txt").is_file()), None)
    if bag is not None:
        raise LabCardInBundleFolderError(path=str(path), found=str(bag))
    seals = sorted(p for p in folder.glob("*.asice") if p.absolute() != path.absolute())
    if seals:
        raise LabCardInBundleFolderError(path=str(path), found=seals[0].name)

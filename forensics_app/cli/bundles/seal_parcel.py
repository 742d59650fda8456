"""`seal --recipient`, `--recipient-passphrase`, `--shares`: the new bundle encrypted, right after it was
sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.cli.options.parcel_orders import (
    PASSPHRASE_FILE_HELP,
    SHARES_HELP,
    share_holder_option,
    share_holders_named,
    shares_asked,
    size_asked,
    volume_size_option,
)
from forensics_app.cli.options.passphrase import passphrase_for
from forensics_app.cli.options.share_files import share_folder
from forensics_app.cli.progress import Job
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError
from forensics_app.i18n import N_, current
from forensics_app.model.bundle import HandlingCode, SealedBundle, bundle_stem
from forensics_app.parcel.facts import ParcelHandling
from forensics_app.parcel.layout import MAX_VOLUME_BYTES
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.making import authorities
from forensics_app.services.cases.case import Case
from forensics_app.services.identities.identities import read_password_file
from forensics_app.services.parcels.keys import recipients_named
from forensics_app.services.parcels.making import MadeParcel, ParcelOrder, check_order, make_parcel
from forensics_app.services.parcels.recording import record_parcel
from forensics_app.services.trust.trust import trust_for_run

_F = TypeVar("_F", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class ParcelWanted:
    """A parcel of the bundle that is going to be sealed, into `folder`. `holders` are certificates (DER) that
    its shares are encrypted to.
    """

    order: ParcelOrder
    folder: Path
    shares_to: Path | None = None
    holders: tuple[bytes, ...] = ()
    passphrase_asked: bool = False

    def with_passphrase(self, session: Session) -> ParcelWanted:
        """With the one that opens it, where that was asked for. Raises PassphraseNeededError."""
        if not self.passphrase_asked:
            return self
        phrase = passphrase_for(session, self.folder.name, None, fresh=True)
        order = replace(self.order, passphrases=(*self.order.passphrases, phrase))
        return replace(self, order=order, passphrase_asked=False)

    def make(
        self,
        case: Case,
        sealed: SealedBundle,
        signers: tuple[SigningKey, ...],
        tsa: tuple[str, ...],
        session: Session,
        running: Job,
    ) -> MadeParcel:
        """Encrypt the bundle and record it in the case's ledger. Raises what `make_parcel` does."""
        authority, status = authorities(tsa, cancelled=running.cancelled)
        made = make_parcel(
            sealed.path,
            self.folder,
            self.order,
            signers,
            trust=trust_for_run(clock=session.clock),
            clock=session.clock,
            authority=authority,
            status=status,
            report=running.report,
            cancelled=running.cancelled,
        )
        record_parcel(case, made)
        return made


@dataclass(frozen=True, slots=True)
class ParcelOptions:
    """What the options of `seal` say of a parcel."""

    recipients: tuple[str, ...] = ()
    passphrase_asked: bool = False
    passphrase_files: tuple[Path, ...] = ()
    shares: str | None = None
    shares_to: Path | None = None
    share_holders: tuple[str, ...] = ()
    volume_size: str | None = None
    folder: Path | None = None

    @property
    def wanted(self) -> bool:
        """Whether anybody is to open one."""
        return bool(self.recipients or self.passphrase_asked or self.passphrase_files or self.shares)


def parcel_options(function: _F) -> _F:
    """`--recipient`, `--recipient-passphrase`, `--recipient-passphrase-file`, `--shares`, `--shares-to`,
    `--share-holder`, `--volume-size`, `--parcel`.
    """
    options = (
        option(
            "--recipient",
            "sealed_for",
            multiple=True,
            metavar="CERT",
            help=N_(
                "Also encrypt the bundle for this recipient: a certificate file, or the name or fingerprint "
                "of a certificate that you trust for encryption. Can be specified several times."
            ),
        ),
        option(
            "--recipient-passphrase",
            "passphrase_asked",
            is_flag=True,
            help=N_("Also encrypt the bundle for a passphrase, which is asked for at the prompt."),
        ),
        option(
            "--recipient-passphrase-file",
            "passphrase_files",
            multiple=True,
            type=_FILE,
            metavar="F",
            help=PASSPHRASE_FILE_HELP,
        ),
        option(
            "--shares",
            "key_shares",
            metavar="K/N",
            help=SHARES_HELP,
        ),
        option(
            "--shares-to",
            type=_PATH,
            metavar="FOLDER",
            help=N_("Where the shares of the key are written, one file each, for their holders alone."),
        ),
        share_holder_option,
        volume_size_option,
        option(
            "--parcel",
            "parcel_folder",
            type=_PATH,
            metavar="FOLDER",
            help=N_("The folder of the encrypted parcel. Default: a folder beside the bundle."),
        ),
    )
    for one in reversed(options):
        function = one(function)
    return function


def take_parcel_options(given: dict[str, Any]) -> ParcelOptions:
    """Take them out of what the command was given. Raises OptionMissingError for one without its others."""
    taken = ParcelOptions(
        recipients=given.pop("sealed_for"),
        passphrase_asked=given.pop("passphrase_asked"),
        passphrase_files=given.pop("passphrase_files"),
        shares=given.pop("key_shares"),
        shares_to=given.pop("shares_to"),
        share_holders=given.pop("share_holders"),
        volume_size=given.pop("volume_size"),
        folder=given.pop("parcel_folder"),
    )
    if (taken.folder is not None or taken.volume_size is not None) and not taken.wanted:
        raise OptionMissingError(name="--recipient")
    if (taken.shares is None) != (taken.shares_to is None):
        raise OptionMissingError(name="--shares" if taken.shares is None else "--shares-to")
    if taken.share_holders and taken.shares is None:
        raise OptionMissingError(name="--shares")
    return taken


def parcel_wanted(
    session: Session,
    asked: ParcelOptions,
    out: Path,
    handling: tuple[HandlingCode, ...],
    languages: tuple[str, ...],
) -> ParcelWanted | None:
    """None where nobody is named. Raises at once what would stop it later: unsuitable certificates, say.
    `languages` of the text for people without this program; none: that of the messages."""
    if not asked.wanted:
        return None
    trust = trust_for_run(clock=session.clock)
    order = ParcelOrder(
        certificates=recipients_named(asked.recipients, trust),
        passphrases=tuple(
            read_password_file(f, "--recipient-passphrase-file") for f in asked.passphrase_files
        ),
        shares=None if asked.shares is None else shares_asked(asked.shares),
        volume_bytes=size_asked("--volume-size", asked.volume_size, MAX_VOLUME_BYTES),
        handling=tuple(ParcelHandling(h.scheme, h.value) for h in handling),
        languages=tuple(dict.fromkeys(languages)) or (current().language,),
    )
    placeholder = (b"-",) if asked.passphrase_asked else ()  # it is asked for after those of the signers
    check_order(replace(order, passphrases=(*order.passphrases, *placeholder)))
    if asked.shares_to is not None:
        share_folder(asked.shares_to)
    return ParcelWanted(
        order,
        asked.folder or out.with_name(f"{bundle_stem(out.name)}-parcel"),
        shares_to=asked.shares_to,
        holders=share_holders_named(asked.share_holders, order.shares, trust),
        passphrase_asked=asked.passphrase_asked,
    )

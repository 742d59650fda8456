"""What opens a parcel: an identity, a key file, a passphrase, shares, or a card. For every command that
does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import option
from forensics_app.cli.options.holders import key_label_option, token_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for, pin_for, share_for
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, tr
from forensics_app.parcel.key_transport import DecryptionKey
from forensics_app.parcel.shares import MAX_SHARES
from forensics_app.services.identities.identities import asks_pin, find_identity, read_password_file
from forensics_app.services.parcels.keys import (
    card_key,
    encryption_key_of,
    pkcs12_key,
    read_share_file,
    typed_share,
)
from forensics_app.services.parcels.opening import ParcelKeys

_FILE = click.Path(path_type=Path, dir_okay=False)
_WAYS = ("--identity", "--key", "--passphrase-file", "--passphrase", "--share", "--typed-shares", "--pkcs11")


@dataclass(frozen=True, slots=True)
class AskedKey:
    """What was named on the command line to open a parcel with."""

    identity: str | None
    key_file: Path | None
    phrase_file: Path | None
    phrase_asked: bool
    share_files: tuple[Path, ...]
    typed_shares: int
    card_module: Path | None
    token: str | None
    key_label: str | None
    card_certificate: Path | None
    password_file: Path | None


_TAKEN = {
    "identity": "opener",
    "key_file": "key_file",
    "phrase_file": "phrase_file",
    "phrase_asked": "phrase_asked",
    "share_files": "share_files",
    "typed_shares": "typed_shares",
    "card_module": "card_module",
    "token": "token",
    "key_label": "key_label",
    "card_certificate": "card_certificate",
    "password_file": "opener_password",
}


def opening_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--identity`, `--key`, `--passphrase-file`, `--passphrase`, `--share`, `--typed-shares`, `--pkcs11` and
    what belongs to them; the command gets all of them as `asked`.
    """

    @wraps(function)
    def gathered(*arguments: Any, **options: Any) -> Any:
        asked = AskedKey(**{name: options.pop(taken) for name, taken in _TAKEN.items()})
        return function(*arguments, asked=asked, **options)

    options = (
        option("--identity", "opener", metavar="ID", help=N_("The identity whose key opens the parcel.")),
        option(
            "--key", "key_file", type=_FILE, metavar="FILE.p12", help=N_("A PKCS#12 file whose key opens it.")
        ),
        option(
            "--passphrase-file",
            "phrase_file",
            type=_FILE,
            metavar="F",
            help=N_("File whose only line is the passphrase that opens the parcel."),
        ),
        option(
            "--passphrase",
            "phrase_asked",
            is_flag=True,
            help=N_("Ask for the passphrase that opens the parcel at the prompt."),
        ),
        option(
            "--share",
            "share_files",
            multiple=True,
            type=_FILE,
            metavar="FILE",
            help=N_(
                "A share of the parcel's key: its file, or a text file with what its card shows. Can be "
                "specified several times."
            ),
        ),
        option(
            "--typed-shares",
            type=click.IntRange(0, MAX_SHARES),
            default=0,
            metavar="N",
            help=N_("Ask at the prompt for N shares of the parcel's key, as their cards show them."),
        ),
        option(
            "--pkcs11",
            "card_module",
            type=_FILE,
            metavar="MODULE",
            help=N_("The PKCS#11 module of a card or security module whose key opens the parcel."),
        ),
        token_option,
        key_label_option,
        option(
            "--certificate",
            "card_certificate",
            type=_FILE,
            metavar="FILE",
            help=N_("The certificate of the card's key, where the card does not hold it."),
        ),
        option("--password-file", "opener_password", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP),
    )
    decorated: Callable[..., Any] = gathered
    for one in reversed(options):
        decorated = one(decorated)
    return decorated


def parcel_keys(session: Session, parcel: Path | None, asked: AskedKey) -> ParcelKeys:
    """What opens `parcel`, or with None something else than a parcel, unlocked.

    Raises OptionMissingError, UsageError, and what unlocking raises.
    """
    named = (
        asked.identity,
        asked.key_file,
        asked.phrase_file,
        asked.phrase_asked or None,
        asked.share_files or asked.typed_shares or None,
        asked.card_module,
    )
    if sum(one is not None for one in named) > 1:
        raise UsageError(name=", ".join(_WAYS), value="")
    if asked.identity is not None:
        label = find_identity(asked.identity).label
        phrase = passphrase_for(session, label, asked.password_file)
        return ParcelKeys(private=encryption_key_of(asked.identity, phrase))
    if asked.key_file is not None:
        phrase = passphrase_for(session, str(asked.key_file), asked.password_file)
        return ParcelKeys(private=pkcs12_key(asked.key_file, phrase))
    if asked.phrase_file is not None:
        return ParcelKeys(passphrase=read_password_file(asked.phrase_file, "--passphrase-file"))
    if asked.phrase_asked:
        return ParcelKeys(passphrase=passphrase_for(session, "" if parcel is None else parcel.name, None))
    if asked.share_files or asked.typed_shares:
        of = "" if parcel is None else parcel.name
        typed = (
            typed_share(share_for(session, f"{number}/{asked.typed_shares}"), number, of)
            for number in range(1, asked.typed_shares + 1)
        )
        return ParcelKeys(shares=(*map(read_share_file, asked.share_files), *typed))
    if asked.card_module is not None:
        return ParcelKeys(private=_card(session, parcel, asked.card_module, asked))
    raise OptionMissingError(name=" | ".join(_WAYS))


def _card(session: Session, parcel: Path | None, module: Path, asked: AskedKey) -> DecryptionKey:
    subject, pin = asked.token or str(module), b""
    if asks_pin(module, asked.token):
        pin = pin_for(session, subject, asked.password_file)
    else:
        session.warn(tr("Enter the PIN for {subject} on the card reader.", subject=subject))
    return card_key(
        parcel,
        module,
        pin,
        token=asked.token,
        key_label=asked.key_label,
        certificate=asked.card_certificate,
    )

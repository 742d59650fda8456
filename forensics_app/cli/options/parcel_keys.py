"""What opens a parcel: an identity, a key file, a passphrase, or shares. The same for every command that
does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_
from forensics_app.services.identities.identities import find_identity, read_password_file
from forensics_app.services.parcels.keys import encryption_key_of, pkcs12_key, read_share_file
from forensics_app.services.parcels.opening import ParcelKeys

_F = TypeVar("_F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


def opening_options(function: _F) -> _F:
    """`--identity`, `--key`, `--passphrase-file`, `--passphrase`, `--share`, `--password-file`."""
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
        option("--password-file", "opener_password", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP),
    )
    for one in reversed(options):
        function = one(function)
    return function


def parcel_keys(
    session: Session,
    opener: str | None,
    key_file: Path | None,
    phrase_file: Path | None,
    phrase_asked: Path | None,
    share_files: tuple[Path, ...],
    password: Path | None,
) -> ParcelKeys:
    """The one that was named, unlocked; `phrase_asked` is the parcel whose passphrase is asked for.

    Raises OptionMissingError, UsageError, and what unlocking raises.
    """
    named = [opener, key_file, phrase_file, phrase_asked, share_files or None]
    if sum(one is not None for one in named) > 1:
        raise UsageError(name="--identity, --key, --passphrase-file, --passphrase, --share", value="")
    if opener is not None:
        label = find_identity(opener).label
        return ParcelKeys(private=encryption_key_of(opener, passphrase_for(session, label, password)))
    if key_file is not None:
        return ParcelKeys(private=pkcs12_key(key_file, passphrase_for(session, str(key_file), password)))
    if phrase_file is not None:
        return ParcelKeys(passphrase=read_password_file(phrase_file, "--passphrase-file"))
    if phrase_asked is not None:
        return ParcelKeys(passphrase=passphrase_for(session, phrase_asked.name, None))
    if share_files:
        return ParcelKeys(shares=tuple(map(read_share_file, share_files)))
    raise OptionMissingError(name="--identity | --key | --passphrase-file | --passphrase | --share")

"""For whom a parcel is encrypted, in which volumes, and what the courier may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import LanguageType, option
from forensics_app.cli.options.sizes import size_of
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.facts import ParcelHandling
from forensics_app.parcel.layout import DEFAULT_UNIT, MAX_VOLUME_BYTES
from forensics_app.services.identities.identities import read_password_file
from forensics_app.services.parcels.keys import recipients_named
from forensics_app.services.parcels.making import ParcelOrder

_F = TypeVar("_F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)
to_option = option(
    "--to",
    "to",
    multiple=True,
    metavar="CERT",
    help=N_(
        "A recipient: a certificate file, or the name or fingerprint of a certificate that you trust for "
        "encryption. Can be specified several times."
    ),
)

volume_size_option = option(
    "--volume-size",
    metavar="SIZE",
    help=N_(
        "The largest volume, such as 256MiB (the default), or 20MiB for mail gateways with a limit of 25 MB."
    ),
)
SHARES_HELP = N_("Split the key into N shares, any K of which open the parcel together, such as 2/3.")
PASSPHRASE_FILE_HELP = N_(
    "File whose only line is a passphrase that opens the parcel. Can be specified several times."
)


share_holder_option = option(
    "--share-holder",
    "share_holders",
    multiple=True,
    metavar="CERT",
    help=N_(
        "Encrypt the shares, each for one holder: a certificate as for --to, once for each share in order. "
        "No cards are written then."
    ),
)


def share_holders_named(
    asked: tuple[str, ...], shares: tuple[int, int] | None, trust: TrustStore
) -> tuple[bytes, ...]:
    """Their certificates (DER), one a share; none where shares are not encrypted.

    Raises UsageError where they are not as many as the shares, and what looking up recipients raises.
    """
    holders = recipients_named(asked, trust)
    if holders and (shares is None or len(holders) != shares[1]):
        raise UsageError(name="--share-holder", value=str(len(holders)))
    return holders


def order_options(function: _F) -> _F:
    """`--to`, `--passphrase-file`, `--shares`, `--volume-size`, `--pad-to`, `--handling`, `--text-lang`,
    `--name`.
    """
    options = (
        to_option,
        option(
            "--passphrase-file",
            "phrase_files",
            multiple=True,
            type=_FILE,
            metavar="F",
            help=PASSPHRASE_FILE_HELP,
        ),
        option("--shares", metavar="K/N", help=SHARES_HELP),
        volume_size_option,
        option(
            "--pad-to",
            metavar="SIZE",
            help=N_("Hide the true size: pad the content to a multiple of this. Default: 8MiB."),
        ),
        option(
            "--handling",
            multiple=True,
            metavar="S:V",
            help=N_(
                "A handling code that the courier may see, such as TLP:AMBER. Can be specified several times."
            ),
        ),
        option(
            "--text-lang",
            "languages",
            multiple=True,
            type=LanguageType(),
            metavar="xx",
            help=N_(
                "Language of the instructions for recipients without this program. Can be "
                "specified several times."
            ),
        ),
        option(
            "--name",
            metavar="NAME",
            help=N_(
                "Base name of the parcel's files. Default: a name that reveals nothing about the content."
            ),
        ),
    )
    for one in reversed(options):
        function = one(function)
    return function


def parcel_order(
    trust: TrustStore,
    *,
    to: tuple[str, ...],
    phrase_files: tuple[Path, ...],
    shares: str | None,
    volume_size: str | None,
    pad_to: str | None,
    handling: tuple[str, ...],
    languages: tuple[str, ...],
    name: str | None,
) -> ParcelOrder:
    """What was asked for. Raises UsageError, and what looking up recipients raises."""
    return ParcelOrder(
        certificates=recipients_named(to, trust),
        passphrases=tuple(read_password_file(f, "--passphrase-file") for f in phrase_files),
        shares=None if shares is None else shares_asked(shares),
        volume_bytes=size_asked("--volume-size", volume_size, MAX_VOLUME_BYTES),
        unit=size_asked("--pad-to", pad_to, DEFAULT_UNIT),
        handling=tuple(map(_handling, handling)),
        languages=languages or (current().language,),
        name=name,
    )


def size_asked(option_name: str, typed: str | None, default: int) -> int:
    """Bytes of a size such as `20MiB`. Raises UsageError."""
    return default if typed is None else size_of(option_name, typed)


def shares_asked(typed: str) -> tuple[int, int]:
    """`2/3` as threshold and number of holders. Raises UsageError."""
    match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", typed.strip())
    if match is None:
        raise UsageError(name="--shares", value=typed)
    return int(match[1]), int(match[2])


def _handling(typed: str) -> ParcelHandling:
    scheme, colon, value = typed.partition(":")
    if not (scheme.strip() and colon and value.strip()):
        raise UsageError(name="--handling", value=typed)
    return ParcelHandling(scheme.strip(), value.strip())

"""The options that say whom to trust for one run, the same for every command that checks signatures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.i18n import N_

_F = TypeVar("_F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


second_implementation_option = option(
    "--second-implementation",
    is_flag=True,
    help=N_("Compute digests and signatures with a library that shares no code with OpenSSL."),
)


revocation_option = option(
    "--crl",
    "lists",
    multiple=True,
    metavar="FILE",
    type=_FILE,
    help=N_(
        "A revocation list or OCSP response that you obtained yourself from a signer's "
        "authority. Can be specified several times."
    ),
)


def trust_option(function: _F) -> _F:
    """`--trust`, as `trusted`."""
    return _certificates("--trust", "trusted", N_("Trust the signers in this file for this run."))(function)


def trust_time_option(function: _F) -> _F:
    """`--trust-time`, as `trusted_time`."""
    help_text = N_("Trust the time-stamp authorities in this file for this run.")
    return _certificates("--trust-time", "trusted_time", help_text)(function)


def trust_options(function: _F) -> _F:
    """`--trust`, `--trust-time`, `--addendum`."""
    addendum = option(
        "--addendum",
        "addenda",
        multiple=True,
        metavar="FILE",
        type=_FILE,
        help=N_("An addendum that is not in the bundle's folder. Can be specified several times."),
    )
    return trust_option(trust_time_option(addendum(function)))


def _certificates(flag: str, name: str, help_text: str) -> Callable[[_F], _F]:
    return option(flag, name, multiple=True, metavar="CERT.pem", type=_FILE, help=help_text)

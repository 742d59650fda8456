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


def trust_option(function: _F) -> _F:
    """`--trust`, as `trusted`."""
    signers = option(
        "--trust",
        "trusted",
        multiple=True,
        metavar="CERT.pem",
        type=_FILE,
        help=N_("Trust the signers in this file for this run."),
    )
    return signers(function)


def trust_time_option(function: _F) -> _F:
    """`--trust-time`, as `trusted_time`."""
    authorities = option(
        "--trust-time",
        "trusted_time",
        multiple=True,
        metavar="CERT.pem",
        type=_FILE,
        help=N_("Trust the time-stamp authorities in this file for this run."),
    )
    return authorities(function)

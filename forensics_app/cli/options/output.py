"""Where a command writes: options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import LanguageType, option
from forensics_app.i18n import N_

_FILE = click.Path(path_type=Path, dir_okay=False)
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def output_option(metavar: str = "FILE", *, required: bool = True) -> _Decorator:
    """`-o`: the new file to write."""
    return option(
        "-o", "--output", type=_FILE, metavar=metavar, required=required, help=N_("The new file to write.")
    )


page_output_option = option(
    "-o", "--output", required=True, type=_FILE, metavar="F", help=N_("The page to write: .pdf or .html.")
)
listing_option = option(
    "--listing",
    type=_FILE,
    metavar="FILE",
    help=N_("Write everything to this new file (SQLite), for the window."),
)
page_lang_option = option(
    "--page-lang",
    type=LanguageType(),
    metavar="xx",
    help=N_("Language of the page. Default: the language of the messages."),
)

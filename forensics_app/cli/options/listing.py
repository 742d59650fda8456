"""In which form a case is listed: an option of the commands that list one."""

from __future__ import annotations

import click

from forensics_app.cli.commands import option
from forensics_app.i18n import N_
from forensics_app.services.browsing.listing import ListFormat

list_format_option = option(
    "--format",
    "form",
    type=click.Choice([f.value for f in ListFormat]),
    default=ListFormat.TABLE.value,
    show_default=True,
    help=N_("Output format."),
)

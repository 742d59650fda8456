"""`sealwright train`: the group; each of its commands is a file beside this one."""

from __future__ import annotations

from forensics_app.cli.commands import group
from forensics_app.cli.training.scenarios import build_command, check_command, list_command
from forensics_app.i18n import N_


@group("train", help=N_("List, build and check training scenarios."))
def command() -> None:
    pass


for _one in (list_command, build_command, check_command):
    command.add_command(_one)

"""`sealwright train`: the group; each of its commands is a file beside this one."""

from __future__ import annotations

from forensics_app.cli.commands import group
from forensics_app.cli.training.drill import drill_command
from forensics_app.cli.training.exercise import exercise_command
from forensics_app.cli.training.mark import mark_command
from forensics_app.cli.training.new import new_command
from forensics_app.cli.training.report import report_command
from forensics_app.cli.training.scenarios import build_command, check_command, list_command
from forensics_app.cli.training.solve import solve_command
from forensics_app.i18n import N_


@group("train", help=N_("Create drills and class sets, solve them, and mark submissions."))
def command() -> None:
    pass


for _one in (
    list_command,
    build_command,
    check_command,
    new_command,
    drill_command,
    solve_command,
    mark_command,
    report_command,
    exercise_command,
):
    command.add_command(_one)

"""`sealwright train new`: a class set, handed out as one file."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command, option, pass_session
from forensics_app.cli.options.holders import trainer_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.training import SAME_IN_VARIANTS
from forensics_app.services.training.classes import Plan, make_class_set
from forensics_app.services.training.scenarios import left_alone
from forensics_app.services.training.trainers import trainer_name
from forensics_app.training.sets.variants import same_in_variants


@command(
    "new",
    help=N_(
        "Build scenarios for a class and write them to one file to hand out. The answers in it "
        "are encrypted for "
        "you: mark submissions on this computer."
    ),
)
@click.argument("class_file", metavar="CLASS-FILE", type=click.Path(path_type=Path))
@option(
    "--scenario",
    "scenarios",
    multiple=True,
    required=True,
    metavar="NAME",
    help=N_("A scenario from “train list”, or a folder of your own. Can be specified several times."),
)
@option(
    "--seed",
    required=True,
    metavar="S",
    help=N_("The same seed produces the same evidence. Choose one that trainees can't guess."),
)
@option(
    "--variants",
    default=1,
    show_default=True,
    type=click.IntRange(1, 100),
    metavar="N",
    help=N_(
        "Number of variants to build, so that trainees sitting next to each other rarely get the same one."
    ),
)
@option("--title", metavar="T", help=N_("The title of the class set."))
@trainer_option
@pass_session
def new_command(
    session: Session,
    class_file: Path,
    scenarios: tuple[str, ...],
    seed: str,
    variants: int,
    title: str | None,
    trainer: str | None,
) -> None:
    for name, others in left_alone(scenarios).items():
        session.warn(
            tr(
                "{scenario} can't be solved without {others}: put both in one class set.",
                scenario=name,
                others=current().listed(others),
            )
        )
    plan = Plan(title or class_file.stem, scenarios, seed, variants)
    with job(session) as running:
        made = make_class_set(
            class_file,
            plan,
            trainer=trainer_name(trainer),
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
    alike = same_in_variants(made.class_set)
    if alike:
        session.warn(tr(SAME_IN_VARIANTS, scenarios=current().listed(alike)))
    session.say(tr("Class set, with the encrypted answers: {path}", path=made.path))
    session.event("result", path=str(made.path), set_id=made.class_set.set_id, same_in_variants=alike)

"""`sealwright train drill`: copies of a bundle, some of them tampered with."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command, option, pass_session
from forensics_app.cli.options.holders import trainer_option
from forensics_app.cli.options.trust import trust_option, trust_time_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr, trn
from forensics_app.i18n.translator import NP_
from forensics_app.services.training.drills import MOST_DRILLS, make_drill_folder
from forensics_app.services.training.practice import make_practice
from forensics_app.services.training.trainers import trainer_name
from forensics_app.services.trust.trust import trust_for_run

_MADE = NP_("{count} drill: {path}", "{count} drills: {path}")


@command(
    "drill",
    help=N_(
        "Create copies of a sealed bundle in a new folder, some of them tampered with, all "
        "sealed with training identities. The answers are encrypted for you. Without "
        "BUNDLE, the bundle of the demo is used."
    ),
)
@click.argument("paths", metavar="[BUNDLE] FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--count",
    default=12,
    show_default=True,
    type=click.IntRange(1, MOST_DRILLS),
    metavar="N",
    help=N_("Number of copies."),
)
@option("--seed", required=True, metavar="S", help=N_("Any word: the same seed selects the same attacks."))
@option(
    "--level",
    default=1,
    show_default=True,
    type=click.IntRange(1, 3),
    metavar="1|2|3",
    help=N_("1: obvious; 2: needs the program or several tools; 3: found by a single check."),
)
@trainer_option
@trust_option
@trust_time_option
@pass_session
def drill_command(
    session: Session,
    paths: tuple[Path, ...],
    count: int,
    seed: str,
    level: int,
    trainer: str | None,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
) -> None:
    if len(paths) > 2:
        raise UsageError(name="FOLDER", value=str(paths[2]))
    bundle, folder = (None, paths[0]) if len(paths) == 1 else paths
    with job(session) as running:
        if bundle is None:
            made = make_practice(
                folder,
                count=count,
                seed=seed,
                level=level,
                trainer=trainer_name(trainer),
                clock=session.clock,
                report=running.report,
                cancelled=running.cancelled,
            )
        else:
            made = make_drill_folder(
                bundle,
                folder,
                count=count,
                seed=seed,
                level=level,
                trust=trust_for_run(trusted, trusted_time, clock=session.clock),
                trainer=trainer_name(trainer),
                clock=session.clock,
                report=running.report,
                cancelled=running.cancelled,
            )
    session.say(trn(*_MADE, len(made.bundles), path=made.folder))
    session.say(tr("Class set, with the encrypted answers: {path}", path=made.opened.path))
    session.say(tr("Certificates to trust while solving it: {path}", path=made.trust.parent))
    session.event(
        "result",
        folder=str(made.folder),
        set=str(made.opened.path),
        set_id=made.opened.class_set.set_id,
        bundles=[str(one) for one in made.bundles],
        trust=str(made.trust),
        trust_time=str(made.trust_time),
    )

"""`sealwright timestamp`: show by a time-stamp authority that a seal existed; the seal stays as it is."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.addenda.addendum import BUNDLE_HELP
from forensics_app.cli.addenda.making import make_for
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import PATH, out_option, signing_options
from forensics_app.cli.options.trust import trust_options
from forensics_app.cli.session import Session
from forensics_app.i18n import N_
from forensics_app.model.addendum import AddendumDraft, AddendumEvent
from forensics_app.services.trust.trust import trust_for_run


@new_command(
    "timestamp",
    help=N_(
        "Add a trusted time-stamp to an existing seal, as an addendum: proof that the seal existed by then."
    ),
)
@click.argument("where", metavar="CASE|BUNDLE", type=PATH)
@option(
    "--tsa",
    multiple=True,
    required=True,
    metavar="URL",
    help=N_("A time-stamp authority (RFC 3161). Can be specified several times: they are asked in turn."),
)
@signing_options
@option("--bundle", metavar="NAME", help=BUNDLE_HELP)
@out_option
@trust_options
@pass_session
def command(
    session: Session,
    where: Path,
    tsa: tuple[str, ...],
    identities: tuple[str, ...],
    password_file: Path | None,
    bundle: str | None,
    out: Path | None,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> None:
    make_for(
        session,
        where,
        AddendumDraft(event=AddendumEvent.TIMESTAMP),
        identities=identities,
        password_file=password_file,
        bundle=bundle,
        tsa=tsa,
        out=out,
        trust=trust_for_run(trusted, trusted_time, clock=session.clock),
        addenda=addenda,
    )

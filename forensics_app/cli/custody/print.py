"""`sealwright custody print`: the ledger of a case or a bundle as a form, PDF or HTML."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import page_signing_options
from forensics_app.cli.options.events import tsa_option
from forensics_app.cli.options.output import page_output_option
from forensics_app.cli.options.passphrase import unlocked
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.services.forms.custody import print_custody
from forensics_app.services.forms.output import is_html
from forensics_app.services.trust.trust import trust_for_run

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "print",
    help=N_("Create a form of the ledger, in the language of the messages, to print, sign and file."),
)
@click.argument("source", metavar="CASE|BUNDLE", type=click.Path(path_type=Path))
@page_output_option
@option("--labels", type=_FILE, metavar="F.toml", help=N_("The labels of your country (see the user guide)."))
@trust_option
@page_signing_options
@tsa_option
@pass_session
def print_command(
    session: Session,
    source: Path,
    output: Path,
    labels: Path | None,
    trusted: tuple[Path, ...],
    identity: str | None,
    password_file: Path | None,
    tsa: tuple[str, ...],
) -> None:
    if identity is not None and is_html(output):
        raise UsageError(name="--sign", value=str(output))
    trust = trust_for_run(trusted, (), clock=session.clock)
    signing = None if identity is None else unlocked(session, identity, password_file)
    trouble = print_custody(
        source, output, labels=labels, trust=trust, clock=session.clock, signing=signing, tsa=tsa
    )
    if trouble is not None:
        session.warn(error_sentence(trouble))
    session.say(tr("Form: {path}", path=output))
    session.event("result", path=str(output))

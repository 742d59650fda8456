"""`sealwright custody certificate`: what became of evidence that was disposed of, as a page to file."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import page_signing_options
from forensics_app.cli.options.output import page_lang_option
from forensics_app.cli.options.passphrase import unlocked
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr
from forensics_app.services.forms.disposal import write_certificate
from forensics_app.services.trust.trust import trust_for_run

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "certificate",
    help=N_(
        "Create a disposal certificate from the custody event of a case, or from a "
        "signed addendum: what was disposed of, how, by whom, and before which witness."
    ),
)
@click.argument("source", metavar="CASE|ADDENDUM", type=click.Path(path_type=Path))
@option(
    "-o", "--output", required=True, type=_FILE, metavar="F", help=N_("Output file: .pdf, .html or .txt.")
)
@option(
    "--event",
    "sequence",
    type=click.IntRange(min=1),
    metavar="N",
    help=N_("The entry of the ledger. Default: the latest disposal."),
)
@page_lang_option
@trust_option
@page_signing_options
@pass_session
def certificate_command(
    session: Session,
    source: Path,
    output: Path,
    sequence: int | None,
    page_lang: str | None,
    trusted: tuple[Path, ...],
    identity: str | None,
    password_file: Path | None,
) -> None:
    trust = trust_for_run(trusted, (), clock=session.clock)
    key = None if identity is None else unlocked(session, identity, password_file)
    write_certificate(
        source,
        output,
        sequence=sequence,
        language=page_lang or current().language,
        trust=trust,
        clock=session.clock,
        key=key,
    )
    session.say(tr("Certificate: {path}", path=output))
    session.event("result", path=str(output))

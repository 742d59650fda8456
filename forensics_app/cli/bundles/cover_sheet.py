"""`sealwright cover-sheet`: the page that travels beside a sealed bundle."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.bundles.cover_making import CoverWanted
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import page_signing_options
from forensics_app.cli.options.events import tsa_option
from forensics_app.cli.options.output import page_output_option
from forensics_app.cli.options.passphrase import unlocked
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_
from forensics_app.services.forms.output import is_html
from forensics_app.services.trust.trust import trust_for_run

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "cover-sheet",
    help=N_("Verify a bundle in full and create its cover sheet: one PDF page with the seal code."),
)
@click.argument("bundle", metavar="BUNDLE", type=_PATH)
@option(
    "--to",
    "recipients",
    multiple=True,
    metavar="R",
    help=N_("The recipient: “name; country”. Can be specified several times."),
)
@option(
    "--lang",
    multiple=True,
    metavar="xx,yy",
    help=N_(
        "The sender's and the receiver's language, side by side; one is enough. Default: "
        "the language of the messages."
    ),
)
@option(
    "--parcel",
    type=_PATH,
    metavar="FOLDER",
    help=N_("The folder of the encrypted parcel. Default: a folder beside the bundle."),
)
@page_output_option
@option("--picture", type=_FILE, metavar="F.png", help=N_("Also write a picture of the page."))
@page_signing_options
@tsa_option
@trust_option
@pass_session
def command(
    session: Session,
    bundle: Path,
    recipients: tuple[str, ...],
    lang: tuple[str, ...],
    parcel: Path | None,
    output: Path,
    picture: Path | None,
    identity: str | None,
    password_file: Path | None,
    tsa: tuple[str, ...],
    trusted: tuple[Path, ...],
) -> None:
    if identity is not None and is_html(output):
        raise UsageError(name="--sign", value=str(output))
    wanted = CoverWanted(output, recipients, lang, tsa, picture=picture)
    trust = trust_for_run(trusted, (), clock=session.clock)
    signing = None if identity is None else unlocked(session, identity, password_file)
    with job(session) as running:
        made = wanted.make_or_fail(bundle, signing, session, running, trust=trust, parcel=parcel)
    made.show(session)
    session.event("result", cover=made.values())

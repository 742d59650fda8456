"""`sealwright identity card`: a laboratory's card for its partners, as a signed file and as a page."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.output import output_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr
from forensics_app.services.forms.lab_card import CardName, new_card, print_card, write_card
from forensics_app.services.identities.identities import find_identity

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "card", help=N_("Write your laboratory's card for partners: a signed file, and a page to print.")
)
@click.argument("identity", metavar="ID")
@output_option("lab.labcard")
@option(
    "--pdf",
    type=_FILE,
    metavar="card.pdf",
    help=N_("Also write a page with the fingerprint and its QR code: .pdf or .html."),
)
@option(
    "--name",
    "names",
    multiple=True,
    metavar="xx:N",
    help=N_("The laboratory's name in a language, such as fr:Laboratoire. Can be specified several times."),
)
@option("--contact", metavar="C", help=N_("Address, telephone number etc., on one line."))
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def card_command(
    session: Session,
    identity: str,
    output: Path,
    pdf: Path | None,
    names: tuple[str, ...],
    contact: str | None,
    password_file: Path | None,
) -> None:
    found = find_identity(identity)
    card = new_card(found, tuple(map(_name, names)), contact, clock=session.clock)
    signing = unlocked(session, found.identity_id, password_file)
    write_card(card, signing, output, clock=session.clock)
    session.say(tr("Written to {path}.", path=output))
    if pdf is not None:
        print_card(card, found, pdf, clock=session.clock)
        session.say(tr("Written to {path}.", path=pdf))
    session.say(
        tr(
            "Fingerprint (SHA-256), to be communicated through another channel: {digest}",
            digest=card.fingerprint,
        )
    )
    session.event("result", path=str(output), fingerprint=card.fingerprint)


def _name(typed: str) -> CardName:
    language, colon, name = typed.partition(":")
    if not (language.strip() and colon and name.strip()):
        raise UsageError(name="--name", value=typed)
    return CardName(language.strip(), name.strip())

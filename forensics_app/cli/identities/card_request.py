"""`sealwright identity request|certify`: a key made on a card gets its certificate from a lab root."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import command, option, pass_session
from forensics_app.cli.identities.lab_root import ROOT_PASSWORD_HELP
from forensics_app.cli.options.holders import (
    MODULE_HELP,
    country_option,
    key_label_option,
    name_option,
    organisation_option,
    token_option,
    years_option,
)
from forensics_app.cli.options.output import output_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for, pin_for
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.model.names import visible
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.services.identities.identities import Holder, asks_pin
from forensics_app.services.identities.lab_roots import (
    certify,
    check_key,
    find_root,
    read_request,
    request_from_card,
)

_FILE = click.Path(path_type=Path, dir_okay=False)


@command(
    "request", help=N_("Create a certificate request for a key on a card. The key pair must already exist.")
)
@option(
    "--pkcs11",
    type=_FILE,
    required=True,
    metavar="MODULE",
    help=MODULE_HELP,
)
@token_option
@key_label_option
@name_option
@organisation_option
@country_option
@output_option("request.pem")
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def request_command(
    session: Session,
    pkcs11: Path,
    token: str | None,
    key_label: str | None,
    name: str,
    organisation: str | None,
    country: str | None,
    output: Path,
    password_file: Path | None,
) -> None:
    pin = b""
    if asks_pin(pkcs11, token):
        pin = pin_for(session, token or str(pkcs11), password_file)
    else:
        session.warn(tr("Enter the PIN for {subject} on the card reader.", subject=token or str(pkcs11)))
    holder = Holder(name, organisation, country.upper() if country else None)
    made = request_from_card(pkcs11, pin, holder, output, token=token, key_label=key_label)
    session.say(tr("Written to {path}.", path=output))
    _show_key(session, made.key_algorithm, made.key_sha256)
    session.say(
        tr(
            "The holder of the lab root answers it with “sealwright identity certify”, "
            "after comparing this fingerprint with you."
        )
    )
    session.event("result", path=str(output), token=made.token, key_sha256=made.key_sha256)


@command("certify", help=N_("Answer a request with a certificate under a lab root."))
@click.argument("request", metavar="request.pem", type=_FILE)
@option("--root", required=True, metavar="ROOT", help=N_("The lab root that issues the certificate."))
@option(
    "--fingerprint",
    "compared",
    required=True,
    metavar="HEX",
    help=N_("The fingerprint of the key, as its owner read it to you."),
)
@years_option
@output_option("chain.pem")
@option("--root-password-file", type=_FILE, metavar="F", help=ROOT_PASSWORD_HELP)
@pass_session
def certify_command(
    session: Session,
    request: Path,
    root: str,
    compared: str,
    years: int,
    output: Path,
    root_password_file: Path | None,
) -> None:
    found, asked = find_root(root), read_request(request)
    check_key(asked, compared, request)
    passphrase = passphrase_for(session, found.label, root_password_file)
    chain = certify(found, passphrase, asked, output, years=years, clock=session.clock)
    session.say(tr("Written to {path}.", path=output))
    session.say(tr("Name: {name}", name=visible(asked.holder.name)))
    _show_key(session, asked.key_algorithm, asked.key_sha256)
    session.say(tr("Fingerprint of the certificate (SHA-256): {digest}", digest=fingerprint(chain[0])))
    session.say(
        tr(
            "The examiner imports it with “sealwright identity import --pkcs11 MODULE "
            "--certificates {path}”.",
            path=output,
        )
    )
    session.event("result", path=str(output), fingerprint=fingerprint(chain[0]), key_sha256=asked.key_sha256)


def _show_key(session: Session, algorithm: str, digest: str) -> None:
    session.say(
        tr("Fingerprint of the key ({algorithm}, SHA-256): {digest}", algorithm=algorithm, digest=digest)
    )

"""`sealwright identity`: the examiner's own keys and certificates."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.identities.card_request import certify_command, request_command
from forensics_app.cli.identities.identity_card import card_command
from forensics_app.cli.identities.lab_root import ROOT_PASSWORD_HELP, add_ceremony
from forensics_app.cli.options.holders import (
    MODULE_HELP,
    country_option,
    demo_option,
    key_label_option,
    name_option,
    organisation_option,
    token_option,
    years_option,
)
from forensics_app.cli.options.output import output_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for, pin_for
from forensics_app.cli.session import Session
from forensics_app.cli.words.identities import identity_fields, identity_line, show_identity
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, tr
from forensics_app.services.identities.identities import (
    Holder,
    asks_pin,
    export_identity,
    import_card,
    import_identity,
    is_demo,
    list_identities,
    new_identity,
)
from forensics_app.services.identities.lab_roots import find_root, issue_identity
from forensics_app.services.parcels.keys import (
    certificate_fingerprint,
    certificate_for_partners,
    new_encryption_key,
    write_certificate,
)

_FILE = click.Path(path_type=Path, dir_okay=False)


@group("identity", help=N_("Create, import or list the identities you seal with."))
def command() -> None:
    pass


add_ceremony(command)
for one in (card_command, request_command, certify_command):
    command.add_command(one)


@command.command("new", help=N_("Create your own lab root and examiner's certificate."))
@name_option
@organisation_option
@country_option
@years_option
@demo_option
@option(
    "--root",
    metavar="ROOT",
    help=N_("The lab root that issues the certificate; without it the identity gets one of its own."),
)
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option("--root-password-file", type=_FILE, metavar="F", help=ROOT_PASSWORD_HELP)
@pass_session
def _new(
    session: Session,
    name: str,
    organisation: str | None,
    country: str | None,
    years: int,
    demo: bool,
    root: str | None,
    password_file: Path | None,
    root_password_file: Path | None,
) -> None:
    holder = Holder(name, organisation, country.upper() if country else None)
    if root is not None:
        above = find_root(root)
        if demo and not is_demo(above.loaded):
            raise UsageError(name="--demo, --root", value=root)
        root_passphrase = passphrase_for(session, above.label, root_password_file)
        passphrase = passphrase_for(session, name, password_file, fresh=True)
        show_identity(
            session,
            issue_identity(above, root_passphrase, holder, passphrase, years=years, clock=session.clock),
        )
        return
    passphrase = passphrase_for(session, name, password_file, fresh=True)
    made = new_identity(holder, passphrase, clock=session.clock, years=years, demo=demo)
    show_identity(session, made)


@command.command(
    "import",
    help=N_("Import a key and its certificates from a PKCS#12 file (.p12, .pfx), or find it on a card."),
)
@click.argument("file", type=_FILE, required=False)
@option("--pkcs11", type=_FILE, metavar="MODULE", help=MODULE_HELP)
@token_option
@key_label_option
@option(
    "--certificates",
    type=_FILE,
    metavar="PEM",
    help=N_("Certificates that the token lacks; the signer's first, if it lacks that."),
)
@option("--pss", is_flag=True, help=N_("Sign with RSA-PSS rather than with PKCS#1 v1.5 (RSA keys)."))
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option(
    "--new-password-file",
    type=_FILE,
    metavar="F",
    help=N_("The same for the key's new passphrase; without it, the key keeps the passphrase of the file."),
)
@option(
    "--new-passphrase",
    is_flag=True,
    help=N_("Also ask for a new passphrase for the imported key."),
)
@pass_session
def _import(
    session: Session,
    file: Path | None,
    pkcs11: Path | None,
    token: str | None,
    key_label: str | None,
    certificates: Path | None,
    pss: bool,
    password_file: Path | None,
    new_password_file: Path | None,
    new_passphrase: bool,
) -> None:
    if file is None and pkcs11 is None:
        raise OptionMissingError(name="FILE | --pkcs11")
    if file is not None and pkcs11 is not None:
        raise UsageError(name="--pkcs11", value=str(pkcs11))
    if pkcs11 is not None:
        pin = b""
        if asks_pin(pkcs11, token):
            pin = pin_for(session, token or str(pkcs11), password_file)
        else:
            session.warn(tr("Enter the PIN for {subject} on the card reader.", subject=token or str(pkcs11)))
        made = import_card(
            pkcs11,
            pin,
            token=token,
            key_label=key_label,
            certificates=certificates,
            pss=pss,
            clock=session.clock,
        )
        show_identity(session, made)
        return
    given = passphrase_for(session, str(file), password_file)
    kept = given
    if new_passphrase or new_password_file is not None:
        kept = passphrase_for(session, str(file), new_password_file, fresh=True)
    show_identity(session, import_identity(Path(str(file)), given, kept, pss=pss, clock=session.clock))


@command.command("list", help=N_("List your identities."))
@pass_session
def _list(session: Session) -> None:
    found = list_identities()
    for identity in found:
        session.say(identity_line(identity))
    session.event("result", identities=[identity_fields(i) for i in found])
    if not found:
        session.warn(tr("There is no identity yet. Create one with “sealwright identity new”."))


@command.command(
    "export", help=N_("Export an identity's certificates for a partner. Private keys are never exported.")
)
@click.argument("identity", metavar="ID")
@output_option("cert.pem")
@pass_session
def _export(session: Session, identity: str, output: Path) -> None:
    found = export_identity(identity, output)
    session.say(tr("Written to {path}.", path=output))
    session.say(
        tr(
            "Fingerprint (SHA-256), to be communicated through another channel: {digest}",
            digest=found.fingerprint,
        )
    )
    session.event("result", identity=identity_fields(found), path=str(output))


@command.command(
    "encryption",
    help=N_("Export the certificate that partners encrypt parcels for; its key is created on first use."),
)
@click.argument("identity", metavar="ID")
@output_option("cert.pem")
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def _encryption(session: Session, identity: str, output: Path, password_file: Path | None) -> None:
    found, certificate = certificate_for_partners(identity)
    if certificate is None:
        passphrase = passphrase_for(session, found.label, password_file)
        certificate = new_encryption_key(found, passphrase, clock=session.clock)
    write_certificate(certificate, output)
    digest = certificate_fingerprint(certificate)
    session.say(tr("Written to {path}.", path=output))
    session.say(
        tr("Fingerprint (SHA-256), to be communicated through another channel: {digest}", digest=digest)
    )
    session.event("result", identity=identity_fields(found), path=str(output), fingerprint=digest)

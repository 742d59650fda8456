"""`sealwright identity root|renew|revoke|crl|backup`: the key ceremony of a laboratory without a PKI."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import TranslatedGroup, command, group, option, pass_session
from forensics_app.cli.options.events import since_option
from forensics_app.cli.options.holders import country_option, demo_option, years_option
from forensics_app.cli.options.output import output_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for
from forensics_app.cli.session import Session
from forensics_app.cli.words.identities import show_identity
from forensics_app.i18n import N_, NC_, tr
from forensics_app.model.names import visible
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.services.identities.identities import Holder, find_identity
from forensics_app.services.identities.lab_roots import (
    REASONS,
    LabRoot,
    Revoked,
    back_up,
    find_root,
    issuer_of,
    list_roots,
    new_root,
    renew_identity,
    restore_root,
    revoke_certificate,
    revoke_identity,
    write_crl,
)

_FILE = click.Path(path_type=Path, dir_okay=False)
ROOT_PASSWORD_HELP = N_("The same for the passphrase of the lab root.")
_NEW_PASSWORD_HELP = N_("The same for the passphrase of the new key or file.")


def add_ceremony(identity: TranslatedGroup) -> None:
    """Put these commands below `sealwright identity`."""
    for one in (_root, _renew, _revoke, _crl, _backup):
        identity.add_command(one)


@group("root", help=N_("Create, list or restore your laboratory's root, which issues identities."))
def _root() -> None:
    pass


@_root.command(
    "new", help=N_("Create a lab root. Keep a backup of it in a safe: “sealwright identity backup”.")
)
@option("--name", required=True, metavar="N", help=N_("The laboratory's name."))
@country_option
@option(
    "--crl-url",
    metavar="URL",
    help=N_("Where you will publish its revocation list; the address is included in every certificate."),
)
@demo_option
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@pass_session
def _root_new(
    session: Session,
    name: str,
    country: str | None,
    crl_url: str | None,
    demo: bool,
    password_file: Path | None,
) -> None:
    holder = Holder(name, name, country.upper() if country else None)
    passphrase = passphrase_for(session, name, password_file, fresh=True)
    made = new_root(holder, passphrase, crl_url=crl_url, demo=demo, clock=session.clock)
    _show_root(session, made)


@_root.command("list", help=N_("List the lab roots whose keys are on this computer."))
@pass_session
def _root_list(session: Session) -> None:
    found = list_roots()
    for root in found:
        session.say(
            "\t".join((root.root_id, visible(root.label), root.not_after, fingerprint(root.certificate)))
        )
    session.event("result", roots=[_root_fields(r) for r in found])
    if not found:
        session.warn(tr("There is no lab root yet. Create one with “sealwright identity root new”."))


@_root.command(
    "restore", help=N_("Restore a lab root from its backup. The backup does not contain its revocations.")
)
@click.argument("file", type=_FILE)
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option("--new-password-file", type=_FILE, metavar="F", help=_NEW_PASSWORD_HELP)
@pass_session
def _root_restore(
    session: Session, file: Path, password_file: Path | None, new_password_file: Path | None
) -> None:
    given = passphrase_for(session, str(file), password_file)
    kept = given
    if new_password_file is not None:
        kept = passphrase_for(session, str(file), new_password_file, fresh=True)
    _show_root(session, restore_root(file, given, kept, clock=session.clock))
    session.warn(tr("Revoke again what this root revoked before, then write a new revocation list."))


@command("renew", help=N_("Create a new key and certificate for an identity, under the same name and root."))
@click.argument("identity", metavar="ID")
@years_option
@option("--new-password-file", type=_FILE, metavar="F", help=_NEW_PASSWORD_HELP)
@option("--root-password-file", type=_FILE, metavar="F", help=ROOT_PASSWORD_HELP)
@pass_session
def _renew(
    session: Session,
    identity: str,
    years: int,
    new_password_file: Path | None,
    root_password_file: Path | None,
) -> None:
    found = find_identity(identity)
    root_passphrase = passphrase_for(session, issuer_of(found).label, root_password_file)
    passphrase = passphrase_for(session, found.label, new_password_file, fresh=True)
    made = renew_identity(found, root_passphrase, passphrase, years=years, clock=session.clock)
    show_identity(session, made)
    session.say(tr("Partners who pinned the old certificate need this one."))


@command(
    "revoke",
    help=N_(
        "Revoke an identity as of a certain time: nothing signed since then counts. "
        "Specify a certificate that a lab root here issued to somebody else by its file."
    ),
)
@click.argument("identity", metavar="ID")
@since_option
@option("--reason", required=True, type=click.Choice(list(REASONS)), help=N_("The reason."))
@pass_session
def _revoke(session: Session, identity: str, since: str, reason: str) -> None:
    if Path(identity).is_file():
        root, done = revoke_certificate(Path(identity), since, reason, clock=session.clock)
    else:
        found = find_identity(identity)
        root, done = issuer_of(found), revoke_identity(found, since, reason, clock=session.clock)
    session.say(tr(NC_("heading", "Revoked:")))
    session.say(_revoked_line(done))
    session.say(
        tr(
            "Partners do not know about this yet. Create a list with “sealwright "
            "identity crl {root}” and send it to them.",
            root=root.root_id,
        )
    )
    session.event("result", root=_root_fields(root), revoked=_revoked_fields(done))


@command("crl", help=N_("Write the revocation list of a lab root, for partners."))
@click.argument("root", metavar="ROOT")
@output_option("lab.crl")
@option(
    "--days",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    help=N_("For how many days the list is current."),
)
@option("--password-file", type=_FILE, metavar="F", help=ROOT_PASSWORD_HELP)
@pass_session
def _crl(session: Session, root: str, output: Path, days: int, password_file: Path | None) -> None:
    found = find_root(root)
    passphrase = passphrase_for(session, found.label, password_file)
    listed = write_crl(found, passphrase, output, days=days, clock=session.clock)
    session.say(tr("Written to {path}.", path=output))
    for one in listed:
        session.say(_revoked_line(one))
    session.event("result", path=str(output), revoked=[_revoked_fields(r) for r in listed])


@command("backup", help=N_("Write the key of a lab root or an identity to an encrypted file, for a safe."))
@click.argument("identity", metavar="ID")
@output_option("backup.p12")
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option("--new-password-file", type=_FILE, metavar="F", help=_NEW_PASSWORD_HELP)
@pass_session
def _backup(
    session: Session,
    identity: str,
    output: Path,
    password_file: Path | None,
    new_password_file: Path | None,
) -> None:
    passphrase = passphrase_for(session, identity, password_file)
    fresh = passphrase_for(session, str(output), new_password_file, fresh=True)
    label = back_up(identity, passphrase, fresh, output)
    session.say(tr("The key of {name} is in {path}.", name=visible(label), path=output))
    session.warn(tr("Whoever has this file and its passphrase can sign as {name}.", name=visible(label)))
    session.event("result", path=str(output))


def _show_root(session: Session, root: LabRoot) -> None:
    session.say(tr("Lab root: {identity}", identity=root.root_id))
    session.say(tr("Name: {name}", name=visible(root.label)))
    session.say(tr("Valid until: {time}", time=root.not_after))
    session.say(tr("Fingerprint (SHA-256): {digest}", digest=fingerprint(root.certificate)))
    session.event("result", root=_root_fields(root))


def _root_fields(root: LabRoot) -> dict[str, object]:
    return {
        "id": root.root_id,
        "label": root.label,
        "fingerprint": fingerprint(root.certificate),
        "not_after": root.not_after,
        "crl_url": root.crl_url,
    }


def _revoked_line(one: Revoked) -> str:
    return "\t".join((one.fingerprint, visible(one.label), one.since, one.reason))


def _revoked_fields(one: Revoked) -> dict[str, object]:
    return {"fingerprint": one.fingerprint, "label": one.label, "since": one.since, "reason": one.reason}

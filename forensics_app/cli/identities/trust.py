"""`sealwright trust`: whose seals, time-stamps and encryption keys this user accepts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.identities.trust_tsa import command as tsa_command
from forensics_app.cli.options.events import since_option
from forensics_app.cli.session import Session
from forensics_app.errors import TrustEntryNotFoundError
from forensics_app.i18n import N_, NC_, tr, trn
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.forms.lab_card import import_card
from forensics_app.services.trust.lists import (
    KeptList,
    add_revocation,
    kept_revocation,
    remove_revocation,
)
from forensics_app.services.trust.trust import (
    TrustEntry,
    TrustRole,
    add_trust,
    load_trust,
    namesakes,
    remove_trust,
    revoke_trust,
)


@group("trust", help=N_("Define whose seals you accept."))
def command() -> None:
    pass


command.add_command(tsa_command)


_ROLE = option(
    "--role",
    required=True,
    type=click.Choice([r.value for r in TrustRole]),
    help=N_("What it is trusted for."),
)
_FINGERPRINT = option(
    "--fingerprint",
    required=True,
    metavar="HEX",
    help=N_("Its SHA-256 fingerprint, as its holder gave it to you through another channel than the file."),
)


@command.command("add", help=N_("Trust the certificate in a file (PEM or DER)."))
@click.argument("certificate", metavar="CERT", type=click.Path(path_type=Path, dir_okay=False))
@_ROLE
@option(
    "--subject",
    metavar="DN",
    help=N_("For a certification authority: the exact name of the one signer accepted under it."),
)
@_FINGERPRINT
@option("--label", metavar="L", help=N_("Display name. Default: its own name."))
@pass_session
def _add(
    session: Session, certificate: Path, role: str, subject: str | None, fingerprint: str, label: str | None
) -> None:
    entry = add_trust(
        certificate,
        role=TrustRole(role),
        fingerprint=fingerprint,
        subject=subject,
        label=label,
        clock=session.clock,
    )
    session.say(tr("Trusted: {name}", name=visible(entry.label)))
    _warn_of_namesakes(session, entry)
    if entry.authority and entry.subject is None:
        session.say(
            tr(
                "This is a certification authority. On its own it confirms no signer: "
                "specify one with --subject."
            )
        )
    session.event("result", entry=_fields(entry))


@command.command(
    "import", help=N_("Trust a laboratory's card, whose fingerprint you received through another channel.")
)
@click.argument("card", metavar="CARD", type=click.Path(path_type=Path, dir_okay=False))
@_ROLE
@_FINGERPRINT
@option(
    "--subject",
    metavar="DN",
    help=N_("Trust this name under the card's root, so that a renewed certificate is also accepted."),
)
@option("--label", metavar="L", help=N_("Display name. Default: the card's own name."))
@pass_session
def _import(
    session: Session, card: Path, role: str, fingerprint: str, subject: str | None, label: str | None
) -> None:
    read, entry = import_card(
        card,
        role=TrustRole(role),
        fingerprint=fingerprint,
        subject=subject,
        label=label,
        clock=session.clock,
    )
    session.say(tr("Trusted: {name}", name=visible(entry.label)))
    _warn_of_namesakes(session, entry)
    if read.contact:
        session.say(tr("Contact: {contact}", contact=visible(read.contact)))
    session.event("result", entry=_fields(entry))


def _warn_of_namesakes(session: Session, entry: TrustEntry) -> None:
    """A card says itself what it is called, and a report names a signer by that."""
    for fingerprint in namesakes(entry):
        session.warn(
            tr(
                "You already trust another certificate under the name {name}, with the "
                "fingerprint {fingerprint}. Unless both belong to the same holder, "
                "distinguish them with --label.",
                name=entry.label,
                fingerprint=fingerprint,
            )
        )


@command.command("list", help=N_("List what you trust."))
@pass_session
def _list(session: Session) -> None:
    entries, lists = load_trust().entries, kept_revocation()
    for entry in entries:
        session.say(_line(entry))
    for one in lists:
        session.say(_list_line(one))
    session.event("result", entries=[_fields(e) for e in entries], revocation=[asdict(one) for one in lists])
    if not entries:
        session.warn(
            tr("Nothing is trusted yet, so every signer is unconfirmed. See “sealwright trust add”.")
        )


@command.command("crl", help=N_("Import revocation lists or OCSP responses (PEM or DER) of an authority."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@pass_session
def _crl(session: Session, file: Path) -> None:
    taken = add_revocation(file)
    for one in taken:
        session.say(_list_line(one))
        if one.signed_by is None:
            session.warn(
                tr(
                    "It was not signed by any certificate you trust; it counts only for "
                    "signers whose authority signed it."
                )
            )
    session.event("result", revocation=[asdict(one) for one in taken])


@command.command("remove", help=N_("Stop trusting a certificate, or delete a revocation list."))
@click.argument("fingerprint", metavar="FINGERPRINT")
@pass_session
def _remove(session: Session, fingerprint: str) -> None:
    try:
        _done(session, remove_trust(fingerprint), tr("No longer trusted:"))
    except TrustEntryNotFoundError:
        forgotten = remove_revocation(fingerprint)
        session.say(tr(NC_("heading", "Forgotten:")))
        for one in forgotten:
            session.say(_list_line(one))
        session.event("result", revocation=[asdict(one) for one in forgotten])


@command.command("revoke", help=N_("Accept nothing signed with a certificate since a certain time."))
@click.argument("fingerprint", metavar="FINGERPRINT")
@since_option
@pass_session
def _revoke(session: Session, fingerprint: str, since: str) -> None:
    _done(session, revoke_trust(fingerprint, since), tr(NC_("heading", "Revoked:")))


def _done(session: Session, entries: tuple[TrustEntry, ...], title: str) -> None:
    session.say(title)
    for entry in entries:
        session.say(_line(entry))
    session.event("result", entries=[_fields(e) for e in entries])


def _list_line(one: KeptList) -> str:
    until = "" if one.next_update is None else tr("current until {time}", time=one.next_update)
    count = trn("{count} certificate revoked", "{count} certificates revoked", one.revoked)
    return "\t".join(("crl", one.digest, visible(subject_shown(one.issuer)), one.this_update, until, count))


def _line(entry: TrustEntry) -> str:
    since = "" if entry.revoked_since is None else tr("revoked since {time}", time=entry.revoked_since)
    cells = (entry.role.value, entry.fingerprint, visible(entry.label), visible(entry.subject or ""), since)
    return "\t".join(cells).rstrip("\t")


def _fields(entry: TrustEntry) -> dict[str, object]:
    return {
        "role": entry.role.value,
        "label": entry.label,
        "fingerprint": entry.fingerprint,
        "authority": entry.authority,
        "subject": entry.subject,
        "added_at": entry.added_at,
        "revoked_since": entry.revoked_since,
    }

"""`sealwright trust tsa`: try a time-stamp authority before a seal relies on it."""

from __future__ import annotations

from dataclasses import asdict

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.verdicts import TRUST_WORDS
from forensics_app.model.names import visible
from forensics_app.services.sealing.time_authorities import ask_authority
from forensics_app.services.trust.trust import load_trust


@new_command(
    "tsa",
    help=N_("Request one time-stamp from a time-stamp authority: does it answer, and do you trust it?"),
)
@click.argument("url", metavar="URL")
@pass_session
def command(session: Session, url: str) -> None:
    trust = load_trust()
    with job(session) as running:
        answer = ask_authority(url, trust=trust, clock=session.clock, cancelled=running.cancelled)
    session.say(
        tr("It answered: {time}, stamped by {name}.", time=answer.time, name=visible(answer.authority))
    )
    session.say(tr("Fingerprint (SHA-256): {digest}", digest=answer.fingerprint))
    session.say(tr("Valid until: {time}", time=answer.not_after))
    trusted = tr(TRUST_WORDS[answer.trust])
    session.say(trusted)
    warning = None if answer.clock_fault is None else error_sentence(answer.clock_fault)
    if warning is not None:
        session.warn(warning)
    values = asdict(answer) | {"clock_fault": warning, "trust_shown": trusted}
    session.event("result", **values)

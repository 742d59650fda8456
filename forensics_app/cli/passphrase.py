"""Asking for passphrases: from a file where one is named, else at a terminal's prompt, never as arguments."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forensics_app.cli.session import Session
from forensics_app.errors import PassphraseNeededError
from forensics_app.i18n import N_, tr
from forensics_app.services.identities import read_password_file

PASSWORD_FILE_HELP = N_("File whose only line is the passphrase; without it you are asked at the prompt.")


def passphrase_for(
    session: Session, subject: str, password_file: Path | None, *, fresh: bool = False
) -> bytes:
    """The passphrase for `subject`; a fresh one is asked for twice.

    Raises PassphraseNeededError where there is neither a file nor a terminal to ask at, or an empty answer.
    """
    if password_file is not None:
        given = read_password_file(password_file)
    elif session.progress_json or not sys.stdin.isatty():
        raise PassphraseNeededError(identity=subject)
    else:
        question = tr("Passphrase for {subject}", subject=subject)
        again = tr("The same again") if fresh else False
        typed: str = click.prompt(question, hide_input=True, confirmation_prompt=again, err=True)
        given = typed.encode("utf-8")
    if not given:
        raise PassphraseNeededError(identity=subject)
    return given

"""Asking for passphrases: from a file where one is named, else at a terminal's prompt, never as arguments."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from forensics_app.cli.session import Session
from forensics_app.errors import CancelledError, PassphraseNeededError, UsageError
from forensics_app.i18n import N_, tr
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.identities.identities import (
    check_usable,
    find_identity,
    read_password_file,
    unlock_identity,
)

PASSWORD_FILE_HELP = N_("File whose only line is the passphrase; without it you are asked at the prompt.")
_MAX_ANSWER = 64 << 10


def passphrase_for(
    session: Session, subject: str, password_file: Path | None, *, fresh: bool = False
) -> bytes:
    """The passphrase for `subject`; a fresh one is asked for twice.

    Raises PassphraseNeededError where there is neither a file nor a terminal to ask at, or an empty answer.
    """
    return _asked(
        session, subject, password_file, tr("Passphrase for {subject}", subject=subject), fresh=fresh
    )


def pin_for(session: Session, subject: str, password_file: Path | None) -> bytes:
    """The same for the PIN of a card."""
    return _asked(session, subject, password_file, tr("PIN for {subject}", subject=subject), fresh=False)


def share_for(session: Session, subject: str) -> str:
    """A share as its card shows it. It is shown while it is typed: nobody types so many characters blindly.

    Raises PassphraseNeededError.
    """
    question = tr("Share {subject}, as its card shows it", subject=subject)
    return _asked(session, subject, None, question, fresh=False, hidden=False).decode("utf-8", "replace")


def unlocked(session: Session, asked: str, password_file: Path | None) -> SigningKey:
    """The key of an identity, after it was seen to be usable and its passphrase or PIN was asked for.

    Raises what `check_usable`, `passphrase_for` and `unlock_identity` do.
    """
    found = find_identity(asked)
    check_usable(found, clock=session.clock)
    if found.card is None:
        secret = passphrase_for(session, found.label, password_file)
    elif found.card.pin_pad:
        session.warn(tr("Enter the PIN for {subject} on the card reader.", subject=found.label))
        secret = b""
    else:
        secret = pin_for(session, found.label, password_file)
    return unlock_identity(found.identity_id, secret, clock=session.clock)


def unlocked_each(
    session: Session, option: str, asked: Sequence[str], password_files: Sequence[Path]
) -> tuple[SigningKey, ...]:
    """The same for several; the files are theirs in the same order, and who has none is asked.

    Raises UsageError for more files than identities.
    """
    if len(password_files) > len(asked):
        raise UsageError(name=f"{option}-password-file", value=str(password_files[-1]))
    files = (*password_files, *(None for _ in range(len(asked) - len(password_files))))
    return tuple(unlocked(session, one, file) for one, file in zip(asked, files, strict=True))


def _asked(
    session: Session,
    subject: str,
    password_file: Path | None,
    question: str,
    *,
    fresh: bool,
    hidden: bool = True,
) -> bytes:
    if password_file is not None:
        given = read_password_file(password_file)
    elif session.progress_json and session.ask_json:
        given = _answer_of_the_window(session, subject)
    elif session.progress_json or not sys.stdin.isatty():
        raise PassphraseNeededError(identity=subject)
    else:
        again = tr("Repeat passphrase") if fresh else False
        typed: str = click.prompt(question, hide_input=hidden, confirmation_prompt=again, err=True)
        given = typed.encode("utf-8")
    if not given:
        raise PassphraseNeededError(identity=subject)
    return given


def _answer_of_the_window(session: Session, subject: str) -> bytes:
    """One line of JSON, `{"passphrase": ...}`; read byte by byte, since what follows is for others.

    Raises CancelledError where the window closed the channel instead: that is how it asks to stop.
    """
    session.event("question", question="passphrase", identity=subject)
    line = bytearray()
    while len(line) < _MAX_ANSWER and (byte := os.read(sys.stdin.fileno(), 1)) != b"\n":
        if not byte:
            raise CancelledError
        line += byte
    try:
        answer = json.loads(line)
    except ValueError:
        return b""
    given = answer.get("passphrase") if isinstance(answer, dict) else None
    return given.encode("utf-8", "surrogatepass") if isinstance(given, str) else b""

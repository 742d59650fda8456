"""Credentials of encrypted volumes: from a file, or a prompt at a terminal; never arguments."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forensics_app.cli.progress import Job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.i18n.labels import locked_layer_name
from forensics_app.model.credentials import Credential, CredentialKind, LockedVolume
from forensics_app.model.names import visible
from forensics_app.services.cases.left_out import LeftOut, stated_reason
from forensics_app.services.input.credentials_file import answered_credential, typed_credential
from forensics_app.services.sources.opening import AskCredential

CREDENTIALS_HELP = N_(
    "File of credentials for encrypted volumes, one JSON object a line (see the user guide); without it you "
    "are asked at the prompt."
)


def asking(
    session: Session, running: Job, given: Path | None, left_out: list[LeftOut] | None = None
) -> AskCredential | None:
    """How to ask for a credential; None where there is a file, or nobody to ask.

    What is left out with a reason is added to `left_out`.
    """
    if given is not None:
        return None
    if session.progress_json:
        reasons = [] if left_out is None else left_out
        return _asking_the_window(session, running, reasons) if session.ask_json else None
    if not sys.stdin.isatty():
        return None

    def ask(source: str, volume: LockedVolume) -> Credential | None:
        with running.paused():
            if volume.tried:
                session.warn(
                    tr("This did not unlock {volume} ({name}).", volume=volume.layer_id, name=volume.name)
                )
            typed: str = click.prompt(
                _question(source, volume), default="", hide_input=True, show_default=False, err=True
            )
        return typed_credential(typed, volume) if typed else None

    return ask


def _asking_the_window(session: Session, running: Job, left_out: list[LeftOut]) -> AskCredential:
    """By JSON lines (docs/architecture/command-line.md, "Jobs of the window")."""

    def ask(source: str, volume: LockedVolume) -> Credential | None:
        session.event(
            "question",
            question="credential",
            source=source,
            volume=volume.layer_id,
            layer_name=locked_layer_name(volume),
            name=volume.name,
            accepts=[kind.value for kind in volume.accepts],
            tried=volume.tried,
        )
        line = running.answer()
        stated = stated_reason(line)
        if stated is not None:
            left_out.append(LeftOut(source, volume.layer_id, volume.name, *stated))
            return None
        return answered_credential(line, volume)

    return ask


def say_locked(session: Session, source: str, locked: tuple[LockedVolume, ...]) -> None:
    """Which volumes stayed closed."""
    for volume in locked:
        fields = {"path": visible(source), "volume": volume.layer_id, "name": volume.name}
        if volume.tried:
            session.warn(
                tr("{path}: none of the credentials unlocks {volume} ({name}). It stays locked.", **fields)
            )
        else:
            session.warn(tr("{path}: {volume} ({name}) is encrypted and stays locked.", **fields))


def _question(source: str, volume: LockedVolume) -> str:
    fields = {"path": visible(source), "volume": volume.layer_id, "name": volume.name}
    if CredentialKind.RECOVERY_KEY in volume.accepts:
        return tr("Password or recovery key of {volume} ({name}) in {path}; Enter leaves it locked", **fields)
    return tr("Password of {volume} ({name}) in {path}; Enter leaves it locked", **fields)

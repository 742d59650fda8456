"""Options that every command has which signs something after the seal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.custody import Note
from forensics_app.model.names import visible
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.making import MadeAddendum
from forensics_app.services.files.new_files import disk_errors

_F = TypeVar("_F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False)
IDENTITY_HELP = N_("The identity to sign with.")


class _FileOrFolder(click.Path):
    """`name/` is a folder, also where there is none yet: it is made. Raises OutputNotWritableError and
    DiskFullError where that can't be.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        made = Path(os.fsdecode(super().convert(value, param, ctx)))
        if str(value).endswith(os.sep) and not os.path.lexists(made):
            with disk_errors(made):
                made.mkdir()
        return made


OUT = _FileOrFolder()


def signing_options(function: _F) -> _F:
    """`--identity`, `--password-file`."""
    password = option("--password-file", type=PATH, metavar="F", help=PASSWORD_FILE_HELP)
    identity = option("--identity", "identities", multiple=True, metavar="ID", help=IDENTITY_HELP)
    return identity(password(function))


def page_signing_options(function: _F) -> _F:
    """`--sign`, `--password-file`."""
    password = option("--password-file", type=FILE, metavar="F", help=PASSWORD_FILE_HELP)
    identity = option("--sign", "identity", metavar="ID", help=IDENTITY_HELP)
    return identity(password(function))


def out_option(function: _F) -> _F:
    """`-o`."""
    out = option(
        "-o",
        "--output",
        "out",
        type=OUT,
        metavar="FILE",
        help=N_("The output file or folder."),
    )
    return out(function)


def unlock(
    session: Session, identities: tuple[str, ...], password_file: Path | None
) -> tuple[SigningKey, ...]:
    """The keys of the identities named, each unlocked. Raises what `unlocked` raises."""
    return tuple(unlocked(session, asked, password_file) for asked in identities)


def notes_of(texts: tuple[str, ...], language: str | None) -> tuple[Note, ...]:
    """Notes in `language`, else that of the messages."""
    return tuple(Note(lang=language or current().language, text=text) for text in texts)


def show_made(session: Session, made: MadeAddendum, path: Path, **more: Any) -> None:
    """Where the addendum is, and the digest by which partners can ask for it; `more` for programs only."""
    session.say(tr("{event}: {path}", event=label(made.event.event), path=visible(str(path))))
    session.say(tr("Digest of the event: {digest}", digest=made.event_sha256))
    if path.suffix.lower() != SEAL_SUFFIX:
        session.warn(
            tr(
                "{path} does not end in .asice, so it is not found next to a bundle. Name it {name}, or give "
                "it with --addendum.",
                path=visible(path.name),
                name=visible(made.name),
            )
        )
    session.event(
        "result",
        path=str(path),
        addendum=made.event.event.value,
        event_sha256=made.event_sha256,
        reference=made.event.reference,
        **more,
    )

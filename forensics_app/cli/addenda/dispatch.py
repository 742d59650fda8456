"""`sealwright dispatch`: sign how a bundle was sent, to whom, and which files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.addenda.addendum import BUNDLE_HELP
from forensics_app.cli.addenda.making import make_for
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import FILE, PATH, notes_of, out_option, signing_options
from forensics_app.cli.options.events import (
    authority_reference_option,
    note_lang_option,
    notes_option,
    person,
    persons_option,
    place_option,
    seal_after_option,
    tsa_option,
)
from forensics_app.cli.options.transmission import (
    take_transmission_options,
    transmission_options,
    write_record,
)
from forensics_app.cli.options.trust import trust_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import AddendumInvalidError, SourceNotFoundError
from forensics_app.i18n import N_
from forensics_app.model.addendum import AddendumDraft, AddendumEvent, Dispatch, NamedFile, Recipient
from forensics_app.model.progress import Progress
from forensics_app.services.addenda.target import Target
from forensics_app.services.cases.case import Case
from forensics_app.services.forms.transmission import sent_file
from forensics_app.services.input.recipients import recipient
from forensics_app.services.parcels.sent import parcel_beside
from forensics_app.services.trust.trust import trust_for_run


@new_command("dispatch", help=N_("Sign how a bundle was sent, to whom, and which files."))
@click.argument("where", metavar="CASE|BUNDLE", type=PATH)
@option("--channel", required=True, metavar="T", help=N_("How it was sent, e.g. courier or liaison officer."))
@option(
    "--to",
    "recipients",
    multiple=True,
    metavar="R",
    help=N_(
        "Recipient: “name; country; CERT.pem”; only the name is required. With the "
        "certificate, only its holder's receipt answers this dispatch. Can be specified "
        "several times."
    ),
)
@option(
    "--file",
    "files",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help=N_(
        "A file that was sent. Default: BUNDLE itself, or the encrypted parcel that was made when it was "
        "sealed. Can be specified several times."
    ),
)
@option(
    "--folder",
    "folders",
    multiple=True,
    type=PATH,
    metavar="FOLDER",
    help=N_("A folder that was sent, such as a parcel: each file in it. May be given several times."),
)
@transmission_options
@signing_options
@option("--bundle", metavar="NAME", help=BUNDLE_HELP)
@persons_option
@place_option
@authority_reference_option
@seal_after_option
@notes_option
@note_lang_option
@tsa_option
@out_option
@trust_options
@pass_session
def command(
    session: Session,
    where: Path,
    channel: str,
    recipients: tuple[str, ...],
    files: tuple[Path, ...],
    folders: tuple[Path, ...],
    identities: tuple[str, ...],
    password_file: Path | None,
    bundle: str | None,
    persons: tuple[str, ...],
    place: str | None,
    authority_reference: str | None,
    seal_after: str | None,
    notes: tuple[str, ...],
    note_lang: str | None,
    tsa: tuple[str, ...],
    out: Path | None,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
    **transmission: Any,
) -> None:
    to: tuple[Recipient, ...] = tuple(map(recipient, recipients))
    asked = take_transmission_options(transmission)
    sent = (*files, *(file for folder in folders for file in _files_in(folder)))
    sent = sent or _sent_by_default(where)
    with job(session) as running:
        running.report(Progress("digest-files"))
        digested = tuple(sent_file(path, report=running.report, cancelled=running.cancelled) for path in sent)

    def draft(target: Target, case: Case | None) -> AddendumDraft:
        record = write_record(
            session,
            asked,
            target,
            case,
            channel=channel,
            recipients=to,
            files=digested,
            now=session.clock.now(),
        )
        named = (*(NamedFile(f.name, f.size, f.sha256) for f in digested), *record)
        return AddendumDraft(
            event=AddendumEvent.DISPATCH,
            place=place,
            persons=tuple(person(text, AddendumInvalidError) for text in persons),
            authority_reference=authority_reference,
            physical_seal_after=seal_after,
            notes=notes_of(notes, note_lang),
            dispatch=Dispatch(channel, to, named),
        )

    make_for(
        session,
        where,
        draft,
        identities=identities,
        password_file=password_file,
        bundle=bundle,
        tsa=tsa,
        out=out,
        trust=trust_for_run(trusted, trusted_time, clock=session.clock),
        addenda=addenda,
    )


def _sent_by_default(where: Path) -> tuple[Path, ...]:
    """The bundle; where it was encrypted when it was sealed, the files of that parcel in its place."""
    if not where.is_file():
        return ()
    parcel = parcel_beside(where)
    return (where,) if parcel is None else tuple(_files_in(parcel))


def _files_in(folder: Path) -> list[Path]:
    """The plain files of a folder that was sent, by name. Raises SourceNotFoundError."""
    try:
        return sorted(p for p in folder.iterdir() if p.is_file())
    except OSError as e:
        raise SourceNotFoundError(path=str(folder)) from e

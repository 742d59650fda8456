"""`sealwright receive`: check a bundle in full, and sign a receipt for what was found."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.addendum_options import (
    FILE,
    PATH,
    PERSON_HELP,
    notes_of,
    person,
    show_made,
    signing_options,
    trust_options,
    unlock,
)
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.verdict_text import report_lines
from forensics_app.errors import SealNotAtHandError, UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.addenda import receipt_label
from forensics_app.model.addendum import AddendumDraft, ReceiptOutcome
from forensics_app.model.names import visible
from forensics_app.report.receipt_page import page_lines, page_pdf, receipt_page
from forensics_app.seal.certificates import fingerprint
from forensics_app.services.addenda import authorities, make_addendum, refuse_output, write_addendum
from forensics_app.services.receive import Received, receipt_draft, receive
from forensics_app.services.sealing_output import disk_errors, write_new
from forensics_app.services.trust import trust_for_run
from forensics_app.services.verify import code_shown, exit_code, report_fields


@new_command("receive", help=N_("Check a bundle in full, and sign a receipt for what was found."))
@click.argument("bundle", metavar="BUNDLE", type=PATH)
@signing_options
@option(
    "--outcome",
    type=click.Choice([o.value for o in ReceiptOutcome]),
    help=N_(
        "Without this, what is verified or unconfirmed is accepted and the rest rejected. What is not as it "
        "was sealed can't be accepted."
    ),
)
@option(
    "-o", "--output", "out", type=PATH, metavar="FILE", help=N_("Where to write it: a file, or a folder.")
)
@option(
    "--dispatch",
    type=FILE,
    metavar="FILE",
    help=N_("The dispatch that came with the bundle, where it does not lie beside it."),
)
@option(
    "--unsigned",
    is_flag=True,
    help=N_(
        "Write a page for pen and stamp instead of signing: as PDF where FILE ends in .pdf, else as text."
    ),
)
@option("--person", "persons", multiple=True, metavar="P", help=PERSON_HELP)
@option("--place", metavar="T", help=N_("Where."))
@option("--note", "notes", multiple=True, metavar="T", help=N_("Free text; repeatable."))
@option(
    "--note-lang", metavar="xx", help=N_("The language of the notes; without this, that of the messages.")
)
@option("--tsa", multiple=True, metavar="URL", help=N_("A time-stamp authority (RFC 3161) to ask."))
@option(
    "--second-implementation",
    is_flag=True,
    help=N_("Do digests and signature arithmetic with a library that shares nothing with OpenSSL."),
)
@trust_options
@pass_session
def command(
    session: Session,
    bundle: Path,
    identities: tuple[str, ...],
    password_file: Path | None,
    outcome: str | None,
    out: Path | None,
    dispatch: Path | None,
    unsigned: bool,
    persons: tuple[str, ...],
    place: str | None,
    notes: tuple[str, ...],
    note_lang: str | None,
    tsa: tuple[str, ...],
    second_implementation: bool,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> int:
    if unsigned == bool(identities):
        raise UsageError(name="--identity, --unsigned", value=" ".join(identities))
    folder = bundle.absolute().parent
    if unsigned and out is not None and out.is_dir():
        raise UsageError(name="-o", value=str(out))
    if out is not None or not unsigned:
        refuse_output(folder if out is None else out)
    keys = unlock(session, identities, password_file)
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    with job(session) as running:
        received = receive(
            bundle,
            trust=trust,
            clock=session.clock,
            addenda=addenda if dispatch is None else (*addenda, dispatch),
            second_implementation=second_implementation,
            report=running.report,
            cancelled=running.cancelled,
        )
        draft = receipt_draft(
            received,
            path=bundle,
            signer_sha256=fingerprint(keys[0].certificate) if keys else None,
            outcome=None if outcome is None else ReceiptOutcome(outcome),
            persons=tuple(map(person, persons)),
            place=place,
            notes=notes_of(notes, note_lang),
        )
        if unsigned:
            _write_page(session, received, draft, out)
            return exit_code([received.report.verdict])
        if received.target is None:
            raise SealNotAtHandError(path=str(bundle))
        stamper, status = authorities(tsa, cancelled=running.cancelled)
        made = make_addendum(
            received.target, draft, keys, clock=session.clock, authority=stamper, status=status
        )
    for line in report_lines(received.report):
        session.say(line)
    path = write_addendum(made, folder if out is None else out)
    if draft.receipt is not None:
        session.say(tr("Outcome: {outcome}", outcome=receipt_label(draft.receipt.outcome)))
        session.say(tr("Scope: {scope}", scope=receipt_label(draft.receipt.scope)))
    show_made(session, made, path, reports=[report_fields(received.report, current())])
    return exit_code([received.report.verdict])


def _write_page(session: Session, received: Received, draft: AddendumDraft, out: Path | None) -> None:
    """To the terminal, or to a file that was not there before: PDF where it is called so, else text."""
    code = received.report.seal.code
    page = receipt_page(draft, received.report, None if code is None else code_shown(code), current())
    if out is None:
        for line in page_lines(page):
            session.say(line)
        session.event("result", path=None, reports=[report_fields(received.report, current())])
        return
    if out.suffix.lower() == ".pdf":
        data = page_pdf(page, language=current().language, printed=session.clock.now())
    else:
        data = "".join(f"{line}\n" for line in page_lines(page)).encode("utf-8")
    with disk_errors(out):
        write_new(out, out.with_name(f"{out.name}.part"), data)
    session.say(tr("Page for pen and stamp: {path}", path=visible(str(out))))
    session.event("result", path=str(out), reports=[report_fields(received.report, current())])

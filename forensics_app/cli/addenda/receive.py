"""`sealwright receive`: check a bundle in full, and sign a receipt for what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.addenda import (
    FILE,
    PATH,
    notes_of,
    out_option,
    show_made,
    signing_options,
    unlock,
)
from forensics_app.cli.options.events import (
    note_lang_option,
    notes_option,
    person,
    persons_option,
    place_option,
    tsa_option,
)
from forensics_app.cli.options.trust import second_implementation_option, trust_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.verdict import report_lines
from forensics_app.errors import AddendumInvalidError, ForensicsError, SealNotAtHandError, UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.addendum import AddendumDraft, ReceiptOutcome
from forensics_app.model.custody import Note
from forensics_app.model.names import visible
from forensics_app.report.forms.receipt_page import ReceiptPage, page_lines
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.making import authorities, make_addendum, refuse_output, write_addendum
from forensics_app.services.addenda.receive import Received, receipt_draft, receive
from forensics_app.services.forms.receipt import page_of, refuse_page, write_page
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import exit_code, file_marks, report_fields


@new_command("receive", help=N_("Verify a bundle in full, and sign a receipt for what was found."))
@click.argument("bundle", metavar="BUNDLE", type=PATH)
@signing_options
@option(
    "--outcome",
    type=click.Choice([o.value for o in ReceiptOutcome]),
    help=N_(
        "Default: accept what is verified, and reject what is not as it was sealed, which "
        "can't be accepted. What is unconfirmed requires your own decision."
    ),
)
@option(
    "--reason",
    metavar="T",
    help=N_("Why you accept an unconfirmed bundle; recorded in the receipt as its first note."),
)
@out_option
@option(
    "--dispatch",
    type=FILE,
    metavar="FILE",
    help=N_("The dispatch that came with the bundle, if it is not in the same folder."),
)
@option(
    "--unsigned",
    is_flag=True,
    help=N_(
        "Write a form for signing by hand instead of signing: .pdf or .html by the "
        "extension of FILE, otherwise text."
    ),
)
@option(
    "--page",
    "page_out",
    type=FILE,
    metavar="F",
    help=N_("Also create a page of the signed receipt: .pdf, signed by the same identity, or .html."),
)
@persons_option
@place_option
@notes_option
@note_lang_option
@tsa_option
@second_implementation_option
@trust_options
@pass_session
def command(
    session: Session,
    bundle: Path,
    identities: tuple[str, ...],
    password_file: Path | None,
    outcome: str | None,
    reason: str | None,
    out: Path | None,
    dispatch: Path | None,
    unsigned: bool,
    page_out: Path | None,
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
    if unsigned and page_out is not None:
        raise UsageError(name="--page, --unsigned", value=str(page_out))
    folder = bundle.absolute().parent
    if unsigned and out is not None and out.is_dir():
        raise UsageError(name="-o", value=str(out))
    if out is not None or not unsigned:
        refuse_output(folder if out is None else out)
    if page_out is not None:
        refuse_page(page_out)
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
            reason=None
            if reason is None
            else Note(lang=note_lang or current().language, text=reason.strip()),
            persons=tuple(person(text, AddendumInvalidError) for text in persons),
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
    page = None
    if page_out is not None:
        page = _page_of_signed(
            session, page_of(draft, received.report, current(), (made, path)), page_out, keys[0], tsa
        )
    if draft.receipt is not None:
        session.say(tr("Outcome: {outcome}", outcome=receipt_label(draft.receipt.outcome)))
        session.say(tr("Scope: {scope}", scope=receipt_label(draft.receipt.scope)))
    more: dict[str, Any] = {
        "reports": [report_fields(received.report, current())],
        "marks": [file_marks(received.report)],
        **_outcome(draft),
    }
    show_made(session, made, path, page=None if page is None else str(page), **more)
    return exit_code([received.report.verdict])


def _write_page(session: Session, received: Received, draft: AddendumDraft, out: Path | None) -> None:
    """To the terminal, or to a file that was not there before."""
    page = page_of(draft, received.report, current(), None)
    if out is None:
        for line in page_lines(page, current()):
            session.say(line)
    else:
        write_page(page, out, current(), clock=session.clock)
        session.say(tr("Form for signing by hand: {path}", path=visible(str(out))))
    shown = None if out is None else str(out)
    fields = [report_fields(received.report, current())]
    marks = [file_marks(received.report)]
    session.event("result", path=shown, reports=fields, marks=marks, **_outcome(draft))


def _outcome(draft: AddendumDraft) -> dict[str, str]:
    return {} if draft.receipt is None else {"outcome": draft.receipt.outcome.value}


def _page_of_signed(
    session: Session, page: ReceiptPage, out: Path, key: SigningKey, tsa: tuple[str, ...]
) -> Path | None:
    """The page, if it was written. The receipt stands already: what fails here changes nothing of it."""
    try:
        trouble = write_page(page, out, current(), clock=session.clock, key=key, tsa=tsa)
    except ForensicsError as e:
        session.warn(tr("The page of the receipt was not created: {why}", why=error_sentence(e)))
        return None
    if trouble is not None:
        session.warn(error_sentence(trouble))
    session.say(tr("Page of the receipt: {path}", path=visible(str(out))))
    return out

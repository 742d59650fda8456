"""`sealwright addendum`: sign what happened to a sealed bundle, take a partner's word of it, list it all."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.addenda.making import make_for
from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.options.addenda import FILE, PATH, notes_of, out_option, signing_options
from forensics_app.cli.options.events import (
    at_option,
    authority_reference_option,
    note_lang_option,
    notes_option,
    person,
    persons_option,
    place_option,
    reason_option,
    seal_after_option,
    seal_before_option,
    tsa_option,
    witness_option,
)
from forensics_app.cli.options.trust import trust_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.addenda import about_lines, addenda_lines
from forensics_app.errors import AddendumInvalidError, ExitCode, OptionMissingError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.findings import bracketed_codes, finding_sentence
from forensics_app.i18n.verifying.shown_findings import shown_findings
from forensics_app.model.addendum import AddendumDraft, AddendumEvent
from forensics_app.model.findings import Severity, Verdict
from forensics_app.model.names import visible
from forensics_app.services.addenda.keeping import import_addendum
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.addenda.making import stated_time
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.addenda_story import facts_fields, finding_fields
from forensics_app.services.verifying.batch import CLASH, clash_sentence, clashes_of
from forensics_app.services.verifying.verify import report_fields, verify

_BY_HAND = (
    AddendumEvent.OPENING,
    AddendumEvent.RETURN,
    AddendumEvent.DISPOSAL,
    AddendumEvent.CORRECTION,
)
BUNDLE_HELP = N_("Which bundle of the case: its name or seal code. Needed where there are several.")


@group("addendum", help=N_("Sign what happened to a sealed bundle, or import and list what others signed."))
def command() -> None:
    pass


@command.command(
    "add",
    help=N_("Sign an opening, return, disposal or correction. The sealed bundle itself is not changed."),
)
@click.argument("where", metavar="CASE|BUNDLE", type=PATH)
@option("--event", required=True, type=click.Choice([e.value for e in _BY_HAND]), help=N_("What happened."))
@signing_options
@option("--bundle", metavar="NAME", help=BUNDLE_HELP)
@option(
    "--refers-to",
    metavar="DIGEST",
    help=N_("The digest of the event that this one corrects or answers, or its beginning."),
)
@persons_option
@witness_option
@place_option
@reason_option
@authority_reference_option
@seal_before_option
@seal_after_option
@at_option
@notes_option
@note_lang_option
@tsa_option
@out_option
@trust_options
@pass_session
def _add(
    session: Session,
    where: Path,
    event: str,
    identities: tuple[str, ...],
    password_file: Path | None,
    bundle: str | None,
    refers_to: str | None,
    persons: tuple[str, ...],
    witness: str | None,
    place: str | None,
    reason: str | None,
    authority_reference: str | None,
    seal_before: str | None,
    seal_after: str | None,
    at: str | None,
    notes: tuple[str, ...],
    note_lang: str | None,
    tsa: tuple[str, ...],
    out: Path | None,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> None:
    if event == AddendumEvent.CORRECTION and refers_to is None:
        raise OptionMissingError(name="--refers-to")
    draft = AddendumDraft(
        event=AddendumEvent(event),
        place=place,
        persons=tuple(person(text, AddendumInvalidError) for text in persons),
        witness=None if witness is None else person(witness, AddendumInvalidError),
        reason=reason,
        authority_reference=authority_reference,
        physical_seal_before=seal_before,
        physical_seal_after=seal_after,
        notes=notes_of(notes, note_lang),
        refers_to=refers_to,
    )
    make_for(
        session,
        where,
        draft if at is None else stated_time(draft, at),
        identities=identities,
        password_file=password_file,
        bundle=bundle,
        tsa=tsa,
        out=out,
        trust=trust_for_run(trusted, trusted_time, clock=session.clock),
        addenda=addenda,
    )


@command.command(
    "import",
    help=N_("Verify an addendum that a partner sent, such as a receipt, and import it into the case."),
)
@click.argument("case", metavar="CASE", type=PATH)
@click.argument("file", metavar="FILE", type=FILE)
@trust_options
@pass_session
def _import(
    session: Session,
    case: Path,
    file: Path,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> int:
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    with open_case(case, write=True, clock=session.clock) as opened:
        for one in (*addenda, file):
            taken = import_addendum(opened, one, trust=trust, clock=session.clock)
    if taken.known_before:
        session.say(tr("The case already contains this addendum: {path}", path=visible(str(taken.path))))
    else:
        session.say(tr("Imported into the case: {path}", path=visible(str(taken.path))))
    for line in about_lines(taken.facts):
        session.say(line)
    for finding in taken.findings:
        session.say(f"  {finding_sentence(finding)} {bracketed_codes(finding)}")
    session.event(
        "result",
        path=str(taken.path),
        addendum=facts_fields(taken.facts, current()),
        known_before=taken.known_before,
        findings=[finding_fields(f, current()) for f in taken.findings],
    )
    doubtful = any(f.severity is not Severity.NOTE for f in taken.findings)
    confirmed = taken.facts.verdict is Verdict.VERIFIED and not doubtful
    return ExitCode.OK if confirmed else ExitCode.UNCONFIRMED


@command.command("list", help=N_("List what has happened since to a bundle, or to all bundles of a case."))
@click.argument("where", metavar="CASE|BUNDLE", type=PATH)
@trust_options
@pass_session
def _list(
    session: Session,
    where: Path,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
) -> None:
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    if is_case(where):
        with open_case(where, write=False, clock=session.clock) as opened:
            reports = case_reports(opened, trust=trust, clock=session.clock, addenda=addenda)
    else:
        with job(session) as running:
            reports = (
                verify(
                    where,
                    trust=trust,
                    clock=session.clock,
                    addenda=addenda,
                    report=running.report,
                    cancelled=running.cancelled,
                ),
            )
    for report in reports:
        session.say(tr("Reference of the bundle: {reference}", reference=report.bundle.reference or "?"))
        lines = list(addenda_lines(report))
        for line in lines or [tr("No addenda known."), ""]:
            session.say(line)
        for found in shown_findings(report):
            if "addend" in found.finding.code or "receipt" in found.finding.code:
                session.say(f"  {found.sentence} {bracketed_codes(found.finding)}")
    for clash in clashes_of(reports):
        session.say(f"? {clash_sentence(clash, current())} [{CLASH}]")
    session.event("result", reports=[report_fields(r, current()) for r in reports])

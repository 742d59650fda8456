"""`sealwright report`: the evidence report of a case, or of a sealed bundle made anew."""

from __future__ import annotations

from pathlib import Path

import click

from forensics_app.cli.commands import LanguageType, option, pass_session
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.options.credentials import CREDENTIALS_HELP, asking
from forensics_app.cli.options.reading import chosen_cluster, cluster_option, cluster_tls_option
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.cluster import refused_fields
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.i18n.verdicts import verdict_sentence, verdict_word
from forensics_app.model.report_parts import ReportPart
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.identities.identities import own_person
from forensics_app.services.input.credentials_file import read_credentials
from forensics_app.services.reports.evidence_report import ReportAsked, WrittenReport, write_evidence_report
from forensics_app.services.selection.filter_text import read_filter
from forensics_app.services.trust.trust import trust_for_run

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "report",
    help=N_(
        "Write the evidence report of a case; or verify a sealed bundle in full and "
        "create its report again from the sealed lists, in the language of the messages."
    ),
)
@click.argument("source", metavar="CASE|BUNDLE", type=click.Path(path_type=Path))
@option(
    "-o",
    "--output",
    required=True,
    type=_FILE,
    metavar="F",
    help=N_("The report to write: .pdf or .html."),
)
@option("--tag", metavar="T", help=N_("For a case: only items with this tag."))
@option(
    "--filter",
    "text_filter",
    metavar="JSON",
    help=N_("For a case: only what matches this filter, written as in selection.json of a bundle."),
)
@option(
    "--pictures",
    is_flag=True,
    help=N_("For a case: show thumbnails, except those that a hash set classifies as illegal."),
)
@option("--credentials", "credentials_file", metavar="F", type=_FILE, help=CREDENTIALS_HELP)
@option(
    "--without",
    multiple=True,
    type=click.Choice([part.value for part in ReportPart]),
    help=N_("Omit this section; the report states this. Can be specified several times."),
)
@option(
    "--report-lang",
    type=LanguageType(),
    metavar="xx",
    help=N_("Language of the report. Default: the language of the messages."),
)
@option(
    "--identity",
    metavar="ID",
    help=N_(
        "For the case of a received bundle: the identity whose holder makes the report. Default: the only "
        "one on this computer."
    ),
)
@trust_option
@cluster_option
@cluster_tls_option
@pass_session
def command(
    session: Session,
    source: Path,
    output: Path,
    tag: str | None,
    text_filter: str | None,
    pictures: bool,
    credentials_file: Path | None,
    without: tuple[str, ...],
    report_lang: str | None,
    identity: str | None,
    trusted: tuple[Path, ...],
    cluster: str | None,
    cluster_tls: Path | None,
) -> None:
    asked = ReportAsked(
        report_lang or current().language,
        chosen=_chosen(tag, text_filter),
        pictures=pictures,
        without=frozenset(map(ReportPart, without)),
        cluster=chosen_cluster(cluster, cluster_tls),
        author=own_person(identity or ""),
    )
    trust = trust_for_run(trusted, (), clock=session.clock)
    given = () if credentials_file is None else read_credentials(credentials_file)
    with job(session) as running:
        written = write_evidence_report(
            source,
            output,
            asked,
            trust=trust,
            clock=session.clock,
            credentials=given,
            ask=asking(session, running, credentials_file),
            report=running.report,
            cancelled=running.cancelled,
        )
    show_report(session, written)


def show_report(session: Session, written: WrittenReport) -> None:
    """What was written, and of a bundle what the check found."""
    found = written.verification
    if found is not None:
        session.say(current().labelled(verdict_word(found.verdict), verdict_sentence(found)))
        session.say(tr("This report was created again from the sealed lists; it is not the sender's own."))
    session.say(tr("Evidence report: {path}", path=written.path))
    for path in written.lists:
        session.say(tr("Continued in: {path}", path=path))
    for worker in written.refused:
        session.warn(refusal_sentence(worker))
    session.event(
        "result",
        path=str(written.path),
        lists=[str(path) for path in written.lists],
        verdict=None if found is None else found.verdict.value,
        **refused_fields(written.refused),
    )


def _chosen(tag: str | None, text_filter: str | None) -> ArtifactFilter:
    if tag is not None and text_filter is not None:
        raise UsageError(name="--filter", value=text_filter)
    if text_filter is not None:
        return read_filter(text_filter)
    return EVERYTHING if tag is None else ArtifactFilter(tag=tag)

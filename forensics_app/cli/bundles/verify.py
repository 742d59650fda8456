"""`sealwright verify`: the verdict on a bundle, its reasons, and who sealed it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click

from forensics_app.cli.commands import LanguageType, json_option, option, pass_session
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.options.reading import chosen_cluster, cluster_option, cluster_tls_option
from forensics_app.cli.options.trust import revocation_option, second_implementation_option, trust_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.cluster import refused_fields
from forensics_app.cli.words.verdict import batch_lines, report_lines
from forensics_app.errors import ExitCode, NotABundleError, UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.choices.cluster import ClusterAddress, RefusedWorker
from forensics_app.model.findings import Verdict
from forensics_app.services.clusters.check_work import CheckRequest
from forensics_app.services.clusters.connecting import connected_to
from forensics_app.services.clusters.verifying import verify_on
from forensics_app.services.forms.checked_files import any_to_digest, with_file_digests
from forensics_app.services.forms.verification import check_outputs, write_report
from forensics_app.services.trust.revocation import read_revocation
from forensics_app.services.trust.trust import TrustStore, trust_for_run
from forensics_app.services.verifying.batch import (
    CLASH,
    clash_fields,
    clash_sentence,
    clashes_of,
    verify_each,
)
from forensics_app.services.verifying.nearby_parts import nearby_bundle
from forensics_app.services.verifying.parcel_list import parcel_list_fields
from forensics_app.services.verifying.register import (
    checked_bundle,
    is_registered,
    note,
    register_clashes,
    registered,
)
from forensics_app.services.verifying.series import series_fields, series_lines
from forensics_app.services.verifying.series_names import described_series
from forensics_app.services.verifying.verify import (
    VerificationReport,
    bundles_in,
    exit_code,
    file_marks,
    folders_passed_over,
    is_batch,
    report_fields,
    verify,
)

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command(
    "verify",
    help=N_(
        "Verify a sealed bundle, a seal, or every bundle in a folder; several bundles are "
        "verified as one series."
    ),
)
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@trust_options
@option(
    "--expect-event",
    "expected",
    multiple=True,
    metavar="DIGEST",
    help=N_(
        "The digest of the event of an addendum that you know of and that must be "
        "present. Can be specified several times."
    ),
)
@option(
    "--story",
    is_flag=True,
    help=N_(
        "Let the exit code also depend on what came after the seal: whether what signers on your trusted "
        "list state, and what you expect with --expect-event, is here and agrees."
    ),
)
@revocation_option
@option(
    "--report",
    "outs",
    multiple=True,
    metavar="FILE",
    type=_FILE,
    help=N_("Write a report to a file ending in .txt, .html or .pdf. Can be specified several times."),
)
@option(
    "--report-lang",
    type=LanguageType(),
    metavar="xx",
    help=N_("Language of the report. Default: the language of the messages."),
)
@option(
    "--sign-report", "signer", metavar="ID", help=N_("Sign each report that is a PDF with this identity.")
)
@option(
    "--tsa",
    multiple=True,
    metavar="URL",
    help=N_("A time-stamp authority (RFC 3161) that stamps the signatures of reports. Nothing else is sent."),
)
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@json_option
@option(
    "--md5-sha1",
    is_flag=True,
    help=N_("Also compute MD5 and SHA-1 of every content, and compare them with the catalogue."),
)
@option(
    "--register",
    is_flag=True,
    help=N_(
        "Record the verdict in your register of checked bundles, and warn if the reference "
        "is registered with a different seal."
    ),
)
@second_implementation_option
@cluster_option
@cluster_tls_option
@pass_session
def command(
    session: Session,
    bundles: tuple[Path, ...],
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    addenda: tuple[Path, ...],
    expected: tuple[str, ...],
    story: bool,
    lists: tuple[Path, ...],
    outs: tuple[Path, ...],
    report_lang: str | None,
    signer: str | None,
    tsa: tuple[str, ...],
    password_file: Path | None,
    as_json: bool,
    md5_sha1: bool,
    register: bool,
    second_implementation: bool,
    cluster: str | None,
    cluster_tls: Path | None,
) -> int:
    far = chosen_cluster(cluster, cluster_tls)
    if far is not None and addenda:  # they may lie where no worker sees them
        raise UsageError(name="--addendum", value=str(addenda[0]))
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    trust = trust.with_revocation(read_revocation(lists))
    check_outputs(outs, signed=signer is not None)
    if tsa and signer is None:
        raise UsageError(name="--tsa", value=" ".join(tsa))
    key = None if signer is None else unlocked(session, signer, password_file)
    folders = [path for path in bundles if is_batch(path)]
    batch = bool(folders) or len(bundles) > 1
    paths = [one for path in bundles for one in (bundles_in(path) if path in folders else [path])]
    paths = list(dict.fromkeys(paths))
    if not paths:
        raise NotABundleError(path=str(bundles[0]), detail="empty")
    if batch and (addenda or expected):  # they belong to one bundle
        raise UsageError(name="--addendum, --expect-event", value=str(bundles[0]))
    digests = tuple(map(_digest, expected))

    def check(path: Path) -> VerificationReport:
        return _verify(session, path, trust, second_implementation, addenda, digests, md5_sha1)

    refused: tuple[RefusedWorker, ...] = ()
    if far is not None:
        request = CheckRequest(
            trust, session.clock.now(), current().language, second_implementation, digests, md5_sha1
        )
        reports, refused = _verify_on(session, far, paths, request, check)
    else:
        reports = verify_each(paths, check, session.clock) if batch else [check(paths[0])]
    if outs and any_to_digest(reports):
        with job(session) as running:
            reports = [*with_file_digests(reports, report=running.report, cancelled=running.cancelled)]
    found = described_series(reports)
    clashes = clashes_of(reports)
    if register:
        note([checked_bundle(r, Path(r.bundle.path)) for r in reports if is_registered(r)])
        concerned = {(r.bundle.reference or "").lower() for r in reports}
        known = {c.reference.lower() for c in clashes}
        more = (c for c in register_clashes(registered()) if c.reference.lower() in concerned - known)
        clashes = (*clashes, *more)
    fields = [
        {
            **report_fields(r, current()),
            "series": series_fields(reports, number, found, current()),
            "clash": clash_fields(r, clashes, current()),
            "parcel": parcel_list_fields(r.parcel),
        }
        for number, r in enumerate(reports)
    ]
    if as_json:
        document = fields if batch else fields[0]
        session.say(json.dumps(document, ensure_ascii=True, indent=2))
    else:
        for line in batch_lines(reports) if batch else report_lines(reports[0]):
            session.say(line)
        for clash in clashes:
            session.say(f"? {clash_sentence(clash, current())} [{CLASH}]")
        for series in found:
            session.say("")
            for line in series_lines(series, current()):
                session.say(line)
    for passed in (one for folder in folders for one in folders_passed_over(folder)):
        session.warn(
            tr(
                "The folder {path} is not a bundle; nothing in it was verified. Specify it on its own.",
                path=passed,
            )
        )
    for worker in refused:
        session.warn(refusal_sentence(worker))
    for out in outs:
        language = report_lang or current().language
        unstamped = write_report(reports, out, language=language, key=key, tsa=tsa, clock=session.clock)
        if unstamped is not None:
            session.warn(error_sentence(unstamped))
            session.warn(tr("The report {path} was signed without a time-stamp.", path=out))
    beside = [nearby_bundle(r) for r in reports]
    session.event(
        "result",
        reports=fields,
        beside=[None if path is None else str(path) for path in beside],
        marks=[file_marks(r) for r in reports],
        answerable=[_is_answerable(session, r) for r in reports],
        **refused_fields(refused),
    )
    code = exit_code([r.verdict for r in reports])
    doubtful = bool(clashes) or any(series.problems for series in found)
    if story or expected:  # whoever expects an event asks about the time after the seal
        doubtful |= any(r.later.exit_code is not ExitCode.OK for r in reports)
    return ExitCode.UNCONFIRMED if doubtful and code == ExitCode.OK else code


def _is_answerable(session: Session, report: VerificationReport) -> bool:
    """Whether a receipt can refer to a seal of it, for the window, which reads no bundle itself."""
    if report.verdict in (Verdict.VERIFIED, Verdict.UNCONFIRMED):
        return True
    from forensics_app.services.addenda.target import seal_at_hand  # few checks end so

    return seal_at_hand(Path(report.bundle.path), clock=session.clock)


def _verify_on(
    session: Session,
    far: ClusterAddress,
    paths: list[Path],
    request: CheckRequest,
    here: Callable[[Path], VerificationReport],
) -> tuple[list[VerificationReport], tuple[RefusedWorker, ...]]:
    with job(session) as running, connected_to(far) as cluster:
        reports = verify_on(
            cluster,
            paths,
            request,
            here=lambda path: verify_each([path], here, session.clock)[0],
            report=running.report,
            cancelled=running.cancelled,
        )
        return reports, cluster.refused


def _digest(text: str) -> str:
    """Raises UsageError for what is no SHA-256."""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise UsageError(name="--expect-event", value=text)
    return text.lower()


def _verify(
    session: Session,
    path: Path,
    trust: TrustStore,
    second_implementation: bool,
    addenda: tuple[Path, ...],
    expected_events: tuple[str, ...],
    md5_sha1: bool,
) -> VerificationReport:
    with job(session) as running:
        return verify(
            path,
            trust=trust,
            clock=session.clock,
            second_implementation=second_implementation,
            addenda=addenda,
            expected_events=expected_events,
            md5_sha1=md5_sha1,
            report=running.report,
            cancelled=running.cancelled,
        )

"""`sealwright ingest`: read disk images, folders or files into a case."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.evidence.ingest_results import show
from forensics_app.cli.options.credentials import CREDENTIALS_HELP, asking
from forensics_app.cli.options.reading import (
    accept_truncated_option,
    chosen_cluster,
    chosen_reading,
    cluster_option,
    cluster_tls_option,
    reading_options,
    workers_option,
)
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode, UsageError
from forensics_app.i18n import N_, tr
from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import ArchiveOptions
from forensics_app.services.cases.left_out import LeftOut, record_left_out
from forensics_app.services.cases.opening import open_case
from forensics_app.services.hash_sets.hash_sets import needed_digests
from forensics_app.services.hash_sets.matching import match_hash_sets, sets_to_match_again
from forensics_app.services.ingest.exhibit_numbers import taken_numbers
from forensics_app.services.ingest.ingest import ASSIGNED, ingest
from forensics_app.services.ingest.rule_files import read_rules
from forensics_app.services.input.credentials_file import read_credentials


@make_command("ingest", help=N_("Read disk images, folders or files into a case. Evidence is never changed."))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@option(
    "--exhibit",
    "exhibits",
    multiple=True,
    metavar="X",
    help=N_(
        "Exhibit number. For several SOURCE arguments, specify it once for each, in the "
        "same order; - stands for the default: EX-001, EX-002, ..."
    ),
)
@option(
    "--same-exhibit",
    is_flag=True,
    help=N_(
        "Confirm that a source whose exhibit number another source has belongs to the same exhibit. Without "
        "this option, it is read all the same, with a warning."
    ),
)
@workers_option
@cluster_option
@cluster_tls_option
@accept_truncated_option
@option("--credentials", type=click.Path(path_type=Path), default=None, metavar="FILE", help=CREDENTIALS_HELP)
@reading_options
@pass_session
def command(
    session: Session,
    case: Path,
    sources: tuple[str, ...],
    exhibits: tuple[str, ...],
    same_exhibit: bool,
    workers: int | None,
    cluster: str | None,
    cluster_tls: Path | None,
    accept_truncated: bool,
    credentials: Path | None,
    **given: Any,
) -> int:
    reading = chosen_reading(given)
    if given["strict"] and accept_truncated:
        raise UsageError(name="--strict", value="--accept-truncated")
    hash_sets = reading.hash_sets
    digests = _with_needed(session, (DigestAlgorithm.SHA256, *reading.digests), hash_sets)
    rules = read_rules(Path(reading.rules)) if reading.rules else ()
    options = IngestOptions(
        exhibits=tuple(None if one == ASSIGNED and len(exhibits) > 1 else one for one in exhibits),
        request=ExamineRequest(
            algorithms=digests,
            media_types=reading.media_types,
            double_read=reading.double_read,
            rules=tuple(file.facts for file in rules),
            unallocated=reading.unallocated,
            slack=reading.slack,
            archives=ArchiveOptions(
                as_file=reading.as_file,
                as_image=reading.as_image,
                inside=reading.archives,
                depth=reading.archive_depth,
                limit_bytes=reading.archive_limit_gib << 30,
            ),
        ),
        workers=workers or os.cpu_count() or 2,
        accept_truncated=accept_truncated or not reading.strict,
        credentials=() if credentials is None else read_credentials(credentials),
        shadow_copies=reading.shadow_copies,
        rules=rules,
        cluster=chosen_cluster(cluster, cluster_tls),
    )
    with open_case(case, write=True, clock=session.clock) as opened:
        if opened.store.database.journal != "wal":
            session.warn(
                tr(
                    "{path} is on a network share: reading the case while it is being "
                    "written to may have to wait.",
                    path=case,
                )
            )
        for number, other in () if same_exhibit else taken_numbers(opened, sources, options):
            session.warn(
                tr(
                    "{number} is already the exhibit number of {source}: both are read as one exhibit, and a "
                    "number can't be changed later. --same-exhibit confirms it and turns this warning off.",
                    number=number,
                    source=other,
                )
            )
        left_out: list[LeftOut] = []
        with job(session) as running:
            try:
                summary = ingest(
                    opened,
                    sources,
                    options,
                    report=running.report,
                    cancelled=running.cancelled,
                    ask=asking(session, running, credentials, left_out),
                )
            finally:  # the decision was made, whatever became of the reading
                record_left_out(opened, left_out)
            matched = match_hash_sets(
                opened,
                (*hash_sets, *sets_to_match_again(opened)),
                clock=session.clock,
                report=running.report,
                cancelled=running.cancelled,
            )
    show(session, summary, matched)
    return ExitCode.UNUSABLE if summary.errors else ExitCode.OK


def _with_needed(
    session: Session, digests: tuple[DigestAlgorithm, ...], hash_sets: tuple[str, ...]
) -> tuple[DigestAlgorithm, ...]:
    """The digests asked for and those that the hash sets have."""
    needed = [a for a in needed_digests(hash_sets) if a not in digests]
    if needed:
        session.say(
            tr(
                "Also computing {digests}, as required by the hash sets.",
                digests=", ".join(a.value for a in needed),
            )
        )
    return tuple(a for a in DigestAlgorithm if a in digests or a in needed)

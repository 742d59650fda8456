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
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.rule_files import read_rules
from forensics_app.services.input.credentials_file import read_credentials


class DigestList(click.ParamType[tuple[DigestAlgorithm, ...]]):
    """`sha256,sha1,md5`; SHA-256 is always computed."""

    name = "digests"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[DigestAlgorithm, ...]:
        asked = {part.strip().lower() for part in str(value).split(",")}
        known = {a.value for a in DigestAlgorithm}
        if not asked <= known:
            self.fail(
                tr(
                    "“{value}” is not among {known}.",
                    value=", ".join(sorted(asked - known)),
                    known=", ".join(sorted(known)),
                ),
                param,
                ctx,
            )
        return tuple(a for a in DigestAlgorithm if a.value in asked or a is DigestAlgorithm.SHA256)


@make_command("ingest", help=N_("Read disk images, folders or files into a case. Evidence is never changed."))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@option("--exhibit", metavar="X", help=N_("The exhibit number. Default: EX-001, EX-002, ..."))
@option(
    "--digests",
    type=DigestList(),
    default="sha256",
    show_default=True,
    metavar="LIST",
    help=N_("Digests of files: sha256, sha1, md5, separated by commas."),
)
@option("--no-types", is_flag=True, help=N_("Do not detect file types by signature."))
@option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    metavar="N",
    help=N_("Number of reading processes. Default: one per processor."),
)
@option(
    "--strict",
    is_flag=True,
    help=N_(
        "Refuse an image that is not whole. Without this, what is there is read, and what is missing is "
        "recorded."
    ),
)
@option(
    "--accept-truncated",
    is_flag=True,
    hidden=True,
    help=N_("What is done without --strict; kept for scripts."),
)
@option("--credentials", type=click.Path(path_type=Path), default=None, metavar="FILE", help=CREDENTIALS_HELP)
@option(
    "--shadow-copies",
    is_flag=True,
    help=N_("Also read the volume shadow copies of NTFS, each as a separate volume."),
)
@option(
    "--hashset",
    "hash_sets",
    multiple=True,
    metavar="NAME",
    help=N_(
        "Compare the files with this hash set afterwards; repeatable. Digests that it requires are added."
    ),
)
@option(
    "--archives",
    is_flag=True,
    help=N_("Open the archives found in files too (zip, tar, gz, 7z, rar and others); list what is in them."),
)
@option(
    "--archive-depth",
    type=click.IntRange(1, 8),
    default=ArchiveOptions().depth,
    show_default=True,
    metavar="N",
    help=N_("Maximum nesting depth of --archives; 1 opens no archive inside an archive."),
)
@option(
    "--archive-limit",
    type=click.IntRange(1, 1 << 20),
    default=ArchiveOptions().limit_bytes >> 30,
    show_default=True,
    metavar="GIB",
    help=N_(
        "The maximum size, in GiB, that one archive may unpack to; beyond that, it is read "
        "only up to 250 times its packed size."
    ),
)
@option(
    "--double-read",
    is_flag=True,
    help=N_(
        "Read each file through its file system and from its location on the medium, and report differences."
    ),
)
@option(
    "--unallocated",
    is_flag=True,
    help=N_("Include unallocated space: hash it, and list it as artifacts that can be sealed."),
)
@option(
    "--slack",
    is_flag=True,
    help=N_("Include file slack: hash the slack of each file system as one artifact."),
)
@option(
    "--yara",
    "yara",
    type=click.Path(path_type=Path),
    default=None,
    metavar="RULES",
    help=N_(
        "Compare contents with these YARA rules (a file, or a folder with *.yar), or "
        "with the words in a *.txt, one per line. Requires the library yara-x."
    ),
)
@option(
    "--as-file",
    is_flag=True,
    help=N_("Treat an archive given as SOURCE as one file; otherwise it is read like a folder."),
)
@option(
    "--compressed-image",
    "as_image",
    is_flag=True,
    help=N_(
        "Open a raw disk image compressed with gzip, xz, zstd or bzip2, or the only one in a ZIP; otherwise "
        "it is hashed as one file."
    ),
)
@pass_session
def command(
    session: Session,
    case: Path,
    sources: tuple[str, ...],
    exhibit: str | None,
    digests: tuple[DigestAlgorithm, ...],
    no_types: bool,
    workers: int | None,
    strict: bool,
    accept_truncated: bool,
    credentials: Path | None,
    shadow_copies: bool,
    hash_sets: tuple[str, ...],
    archives: bool,
    archive_depth: int,
    archive_limit: int,
    double_read: bool,
    unallocated: bool,
    slack: bool,
    yara: Path | None,
    as_file: bool,
    as_image: bool,
) -> int:
    if strict and accept_truncated:
        raise UsageError(name="--strict", value="--accept-truncated")
    digests = _with_needed(session, digests, hash_sets)
    rules = () if yara is None else read_rules(yara)
    options = IngestOptions(
        exhibit=exhibit,
        request=ExamineRequest(
            algorithms=digests,
            media_types=not no_types,
            double_read=double_read,
            rules=tuple(file.facts for file in rules),
            unallocated=unallocated,
            slack=slack,
            archives=ArchiveOptions(
                as_file=as_file,
                as_image=as_image,
                inside=archives,
                depth=archive_depth,
                limit_bytes=archive_limit << 30,
            ),
        ),
        workers=workers or os.cpu_count() or 2,
        accept_truncated=not strict,
        credentials=() if credentials is None else read_credentials(credentials),
        shadow_copies=shadow_copies,
        rules=rules,
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

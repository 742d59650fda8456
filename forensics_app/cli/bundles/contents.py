"""`sealwright contents`: what a sealed bundle holds, without unpacking it; one file of it on request."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.output import listing_option, output_option
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, tr, trn
from forensics_app.i18n.extraction import not_copied, zeros_sentence
from forensics_app.model.names import visible
from forensics_app.model.sealed_listing import SealedRow
from forensics_app.services.sealed_bundles.contents import (
    list_contents,
    sealed_reports,
    sealed_rows,
)
from forensics_app.services.sealed_bundles.copies import copy_content, copy_contents
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import check

_FILE = click.Path(path_type=Path, dir_okay=False)


@new_command("contents", help=N_("List the contents of a sealed bundle, or copy files out of it."))
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@option(
    "--copy",
    "names",
    metavar="NAME",
    multiple=True,
    help=N_(
        "Copy this file, named as in the list or by the ID of its artifact, to the place given with "
        "--output or --to; repeatable."
    ),
)
@option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=N_("Copy several files, or all without --copy, to this new or empty folder."),
)
@output_option(required=False)
@listing_option
@trust_option
@pass_session
def command(
    session: Session,
    bundle: Path,
    names: tuple[str, ...],
    folder: Path | None,
    output: Path | None,
    listing: Path | None,
    trusted: tuple[Path, ...],
) -> None:
    trust = trust_for_run(trusted, (), clock=session.clock)
    if output is not None and len(names) != 1:
        raise OptionMissingError(name="--to" if names else "--copy")
    if names and output is None and folder is None:
        raise OptionMissingError(name="--output" if len(names) == 1 else "--to")
    if output is not None and folder is not None:
        raise UsageError(name="--to", value="--output")
    with job(session) as running:
        report, cancelled, clock = running.report, running.cancelled, session.clock
        if folder is not None:
            copied = copy_contents(
                bundle, names, folder, trust=trust, clock=clock, report=report, cancelled=cancelled
            )
            session.say(
                trn(
                    "{count} file copied to {path}. It matches what was sealed.",
                    "{count} files copied to {path}. They match what was sealed.",
                    copied.files,
                    path=folder,
                )
            )
            for said in not_copied(copied.same, copied.without, copied.named, gaps=copied.gaps):
                session.say(said)
            session.say(
                tr("List of copies (original path, name, size, SHA-256): {path}", path=copied.list_path)
            )
            session.event(
                "result",
                path=str(folder),
                files=copied.files,
                size=copied.size_bytes,
                list=str(copied.list_path),
                same=copied.same,
                without=copied.without,
                named=list(copied.named),
                gaps=copied.gaps,
            )
            return
        if output is not None:
            size, gaps = copy_content(
                bundle, names[0], output, trust=trust, clock=clock, report=report, cancelled=cancelled
            )
            session.say(tr("Written to {path}.", path=output))
            if gaps:
                session.say(zeros_sentence(gaps))
            session.event("result", path=str(output), size=size, not_read_bytes=gaps)
            return
        if listing is not None:
            summary = list_contents(
                bundle, listing, trust=trust, clock=clock, report=report, cancelled=cancelled
            )
            session.event("result", path=str(listing), **asdict(summary))
            return
    with check(bundle, trust=trust, clock=session.clock) as checked:
        count = 0
        for row, _ in sealed_rows(checked):
            session.say(_line(row))
            count += 1
        reports = sealed_reports(checked)
        for path in map(visible, reports):
            session.say(tr("{name}: the sender's own evidence report, as it was sealed.", name=path))
    session.event("result", artifacts=count, reports=reports)


def _line(row: SealedRow) -> str:
    """Exhibit, size, digest, path, and the name of its content where that came along."""
    size = "" if row.size_bytes is None else str(row.size_bytes)
    cells = (row.exhibit, size, row.sha256 or "", row.path, row.data or "")
    return "\t".join(map(visible, cells)).rstrip("\t")

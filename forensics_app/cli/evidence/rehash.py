"""`sealwright rehash`: is the evidence still as it was when it was read?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode
from forensics_app.i18n import N_, tr, trn
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.names import visible
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.rehash import Rehashed, rehash


@new_command(
    "rehash", help=N_("Hash the media of a case again, and compare the results with the earlier ones.")
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("sources", metavar="[EXHIBIT]...", nargs=-1)
@pass_session
def command(session: Session, case: Path, sources: tuple[str, ...]) -> int:
    with open_case(case, write=True, clock=session.clock) as opened, job(session) as running:
        found = rehash(opened, sources, report=running.report, cancelled=running.cancelled)
    for one in found:
        _say(session, one)
    if not found:
        session.warn(tr("No source of this case has a medium that was hashed."))
    session.event("result", sources=[_fields(one) for one in found])
    if any(one.error is None and not one.unchanged for one in found):
        return ExitCode.EVIDENCE_BAD
    return ExitCode.UNUSABLE if any(one.error is not None for one in found) else ExitCode.OK


def _say(session: Session, one: Rehashed) -> None:
    fields = {"exhibit": visible(one.source.exhibit), "path": visible(one.path)}
    if one.error is not None:
        session.warn(error_sentence(one.error))
    elif one.unchanged:
        session.say(tr("{exhibit}: unchanged. {path} matches its state when it was read.", **fields))
    else:
        session.warn(
            tr(
                "{exhibit}: CHANGED. {path} no longer matches its state when it was read. Do not rely on it.",
                **fields,
            )
        )
    if one.gaps:
        session.warn(
            trn(
                "{count} range could not be read and counts as zeros.",
                "{count} ranges could not be read and count as zeros.",
                one.gaps,
            )
        )


def _fields(one: Rehashed) -> dict[str, Any]:
    error = one.error
    return {
        "source": one.source.source_id,
        "exhibit": one.source.exhibit,
        "path": one.path,
        "unchanged": one.unchanged,
        "gaps": one.gaps,
        "before": asdict(one.source.computed),
        "again": asdict(one.again),
        "error": None if error is None else {"code": error.code, "sentence": error_sentence(error)},
    }

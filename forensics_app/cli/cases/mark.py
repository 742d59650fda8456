"""`sealwright mark`: keep artifacts out of every bundle, take a mark off, or take the latest change back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import chosen_by, filter_options, tagged_option, warn_of_gaps
from forensics_app.cli.session import Session
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.i18n.tagging import done_sentence, undone
from forensics_app.model.marks import PrivacyMark
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import mark, marks, unmark
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import undo_last

_OWN = "kind_of_mark"


@make_command(
    "mark",
    help=N_(
        "Mark the artifacts that match the filters, so that they are left out of every "
        "bundle; without a filter, all of them. Without a mark, show what is marked."
    ),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument(
    _OWN,
    metavar="[privileged|private|out-of-scope]",
    required=False,
    type=click.Choice([m.value for m in PrivacyMark]),
)
@filter_options
@tagged_option
@option(
    "--reason",
    metavar="R",
    default="",
    help=N_("The reason; it stays in the case and appears neither in bundles nor in the custody ledger."),
)
@option("--remove", is_flag=True, help=N_("Remove the mark instead."))
@option("--undo", is_flag=True, help=N_("Undo the last mark change."))
@pass_session
def command(
    session: Session,
    case: Path,
    kind_of_mark: str | None,
    tagged: str | None,
    reason: str,
    remove: bool,
    undo: bool,
    **filters: Any,
) -> None:
    if kind_of_mark is None and not undo:
        with open_case(case, write=False, clock=session.clock) as opened:
            _show(session, opened)
        return
    with open_case(case, write=True, clock=session.clock) as opened:
        if undo:
            turned = undo_last(opened, of_marks=True)
            if turned is None:
                session.say(tr("There is no mark change to undo."))
                session.event("result", mark=None)
                return
            session.say(undone(turned.label, turned.count, given=turned.given))
            session.event("result", mark=PrivacyMark(turned.label).value)
            return
        kind = PrivacyMark(kind_of_mark or "")
        chosen = chosen_by(tag=tagged, **filters)
        warn_of_gaps(session, opened, chosen)
        if remove and reason:
            raise UsageError(name="--reason", value=reason)
        if remove:
            count = unmark(opened, kind, chosen, clock=session.clock)
        else:
            count = mark(opened, kind, chosen, reason=reason, clock=session.clock)
    session.say(done_sentence(kind, count, removed=remove))
    session.event("result", mark=kind.value, count=count)


def _show(session: Session, case: Case) -> None:
    found = marks(case)
    for record in found:
        session.say(f"{current().number(record.count):>8}  {label(PrivacyMark(record.name))}")
    if not found:
        session.say(tr("Nothing in this case is marked."))
    held = case.store.withholding.prepare()
    if held:
        session.say(
            trn(
                "Together with containers, duplicates and dependent items, {count} artifact "
                "is left out of bundles.",
                "Together with containers, duplicates and dependent items, {count} "
                "artifacts are left out of bundles.",
                held,
            )
        )
    session.event("result", marks={record.name: record.count for record in found}, withheld=held)

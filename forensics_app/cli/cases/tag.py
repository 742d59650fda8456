"""`sealwright tag`: tag artifacts by filter, take a tag off, or take the latest change back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as make_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.artifact_filters import chosen_by, filter_options, tagged_option, warn_of_gaps
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr, trn
from forensics_app.i18n.tagging import marked_sentence, undone
from forensics_app.model.names import visible
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import marked_among
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import undo_last
from forensics_app.services.selection.tag import tag, untag


@make_command("tag", help=N_("Tag the artifacts that match the filters; without a filter, all of them."))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("name", metavar="TAG")
@filter_options
@tagged_option
@option("--note", metavar="N", help=N_("A note to go with the tag; sealed only on request."))
@option("--remove", is_flag=True, help=N_("Remove the tag instead."))
@option("--undo", is_flag=True, help=N_("Undo the latest tag change; TAG is ignored."))
@pass_session
def command(
    session: Session,
    case: Path,
    name: str,
    tagged: str | None,
    note: str | None,
    remove: bool,
    undo: bool,
    **filters: Any,
) -> None:
    with open_case(case, write=True, clock=session.clock, received_too=True) as opened:
        if undo:
            _undo(session, opened)
            return
        chosen = chosen_by(tag=tagged, **filters)
        warn_of_gaps(session, opened, chosen)
        if remove:
            count = untag(opened, name, chosen, clock=session.clock)
        else:
            count = tag(opened, name, chosen, note=note, clock=session.clock)
        marked = 0 if remove else marked_among(opened, chosen)
    if remove:
        said = trn(
            "Removed “{tag}” from {count} artifact.",
            "Removed “{tag}” from {count} artifacts.",
            count,
            tag=visible(name),
        )
    else:
        said = trn(
            "Tagged {count} artifact “{tag}”.", "Tagged {count} artifacts “{tag}”.", count, tag=visible(name)
        )
    session.say(said)
    if marked:
        session.warn(marked_sentence(marked))
    session.event("result", tag=name, count=count, marked=marked)


def _undo(session: Session, case: Case) -> None:
    turned = undo_last(case, of_marks=False)
    if turned is None:
        session.say(tr("There is no tag change to undo."))
        session.event("result", tag=None, count=0)
        return
    session.say(undone(turned.label, turned.count, given=turned.given))
    session.event("result", tag=turned.label, count=turned.count)

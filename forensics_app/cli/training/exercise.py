"""`sealwright train exercise`: how far an exercise between two laboratories has come."""

from __future__ import annotations

import json
from pathlib import Path

import click

from forensics_app.cli.commands import command, json_option, option, pass_session
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode, OptionMissingError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.training import ROLE_WORDS, STEP_SENTENCES, UNCOUNTED, WAITING_SENTENCES
from forensics_app.model.names import visible
from forensics_app.services.training.exercise import exercise_state
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.training.two_labs import ROLE_OF

_PATH = click.Path(path_type=Path)


@command(
    "exercise",
    help=N_(
        "Track an exercise between two laboratories: which steps are documented in the "
        "records of both sides, and which are missing. Exit code 3 while any step is "
        "missing."
    ),
)
@option(
    "--sender",
    multiple=True,
    type=_PATH,
    metavar="CASE|FOLDER",
    help=N_("The sender's case, or a folder with bundles and addenda. Can be specified several times."),
)
@option(
    "--receiver",
    multiple=True,
    type=_PATH,
    metavar="CASE|FOLDER",
    help=N_("The same for the receiver. Can be specified several times."),
)
@trust_option
@json_option
@pass_session
def exercise_command(
    session: Session,
    sender: tuple[Path, ...],
    receiver: tuple[Path, ...],
    trusted: tuple[Path, ...],
    as_json: bool,
) -> int:
    if not sender and not receiver:
        raise OptionMissingError(name="--sender", value="")
    trust = trust_for_run(trusted, (), clock=session.clock)
    found = exercise_state(sender, receiver, trust=trust, clock=session.clock)
    states = found.steps
    fields = [
        {
            "step": state.step.value,
            "role": ROLE_OF[state.step].value,
            "done": state.done,
            "proof": state.proof,
            "waiting": state.waiting,
            "sentence": tr(STEP_SENTENCES[state.step.value]),
        }
        for state in states
    ]
    if as_json:
        session.say(json.dumps(fields, ensure_ascii=True, indent=2))
    else:
        for state in states:
            mark = "x" if state.done else " "
            role = tr(ROLE_WORDS[ROLE_OF[state.step].value])
            said = current().labelled(role, tr(STEP_SENTENCES[state.step.value]))
            line = f"[{mark}] {said}"
            known = visible(state.proof)
            if state.waiting is not None:
                known = tr(WAITING_SENTENCES[state.waiting.value])
            session.say(f"{line} ({known})" if known else line)
        for path in found.empty:
            session.say(tr("No bundle or parcel in {path} yet.", path=path))
        if found.uncounted:
            session.say(trn(*UNCOUNTED, found.uncounted))
        left = sum(not state.done for state in states)
        session.say("")
        session.say(tr("Every step is done.") if not left else tr("Steps still missing: {count}", count=left))
    empty = [str(path) for path in found.empty]
    session.event("result", steps=fields, empty=empty, uncounted=found.uncounted)
    return ExitCode.OK if all(state.done for state in states) else ExitCode.UNCONFIRMED

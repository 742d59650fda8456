"""`train list`, `train build` and `train check`: scenarios and what is built of them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import json_option, option, pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.training import PROBLEM_SENTENCES, title_text
from forensics_app.model.names import visible
from forensics_app.services.training.building import build_scenario
from forensics_app.services.training.checking import check_scenario
from forensics_app.services.training.scenarios import find_folder, list_scenarios, tools_missing_for
from forensics_app.training.folder.problems import Problem
from forensics_app.training.scenario import Scenario

SCENARIO = click.argument("scenario", metavar="SCENARIO")


@new_command("list", help=N_("List the scenarios included with the program."))
@json_option
@pass_session
def list_command(session: Session, as_json: bool) -> None:
    found = list_scenarios()
    if as_json:
        click.echo(json.dumps([_scenario_values(one) for one in found], ensure_ascii=True, indent=1))
        return
    for one in found:
        questions = trn("{count} question", "{count} questions", len(one.questions))
        minutes = trn("{count} minute", "{count} minutes", one.minutes)
        title = title_text(dict(one.title.by_language), current())
        session.say(f"{one.name}\t{title}\t{questions}\t{minutes}")
        if missing := tools_missing_for(one):
            session.say("  " + tr("Tools missing to build it: {tools}", tools=", ".join(missing)))


def _scenario_values(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "version": scenario.version,
        "level": scenario.level.value,
        "minutes": scenario.minutes,
        "title": dict(scenario.title.by_language),
        "summary": dict(scenario.summary.by_language),
        "questions": len(scenario.questions),
        "points": str(sum(question.points for question in scenario.questions)),
        "evidence": list(scenario.evidence),
        "languages": list(scenario.languages),
        "goes_with": list(scenario.goes_with),
        "solve_it": sorted({one for question in scenario.questions for one in question.solve_it}),
        "tools": list(scenario.tools),
        "tools_missing": tools_missing_for(scenario),
    }


@new_command(
    "build",
    help=N_(
        "Build the evidence of SCENARIO (a name from the list, or a folder), with questions "
        "for trainees and answers for the trainer."
    ),
)
@SCENARIO
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@option(
    "--seed",
    metavar="S",
    help=N_(
        "The same seed produces the same evidence; a different seed produces another variant. "
        "Default: a new seed."
    ),
)
@pass_session
def build_command(session: Session, scenario: str, folder: Path, seed: str | None) -> None:
    chosen = secrets.token_hex(4) if seed is None else seed
    with job(session):
        built = build_scenario(find_folder(scenario), chosen, folder)
    for path in (*built.evidence, *built.handouts):
        session.say(tr("For the trainee: {path}", path=path))
    session.say(tr("For the trainee: {path}", path=built.exercise_file))
    session.say(tr("For the trainer only: {path}", path=built.truth_file))
    session.say(tr("Seed: {seed}", seed=visible(chosen)))
    session.event(
        "result",
        scenario=built.exercise.scenario,
        seed=chosen,
        evidence=[str(path) for path in built.evidence],
        handouts=[str(path) for path in built.handouts],
        exercise=str(built.exercise_file),
        truth=str(built.truth_file),
    )


@new_command(
    "check",
    help=N_(
        "Check SCENARIO (a name from the list, or a folder): its files, whether it can be "
        "built, and whether its answers are in the evidence. Exit code 1 if a problem is "
        "found."
    ),
)
@SCENARIO
@option("--no-build", is_flag=True, help=N_("Check the files only."))
@pass_session
def check_command(session: Session, scenario: str, no_build: bool) -> int:
    folder = find_folder(scenario)
    with job(session) as running:
        checked = check_scenario(
            folder,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
            build_it=not no_build,
        )
    for problem in checked.problems:
        session.say(problem_sentence(problem))
    if not checked.problems:
        name = visible(folder.name)
        if checked.built:
            session.say(
                trn(
                    "{name}: no problems; {count} artifact from its answers was found in the evidence.",
                    "{name}: no problems; {count} artifacts from its answers were found in the evidence.",
                    checked.found,
                    name=name,
                )
            )
        else:
            session.say(tr("{name}: no problems in its files. It was not built.", name=name))
    session.event(
        "result",
        problems=[
            {"code": p.code.value, "file": p.file, "place": p.place, "found": p.found}
            for p in checked.problems
        ],
        built=checked.built,
        found=checked.found,
    )
    return ExitCode.EVIDENCE_BAD if checked.problems else ExitCode.OK


def problem_sentence(problem: Problem) -> str:
    """One problem of a scenario as a sentence in the current language."""
    return tr(
        PROBLEM_SENTENCES[problem.code],
        file=visible(problem.file),
        place=visible(problem.place) or "–",
        found=visible(problem.found) or "–",
    )

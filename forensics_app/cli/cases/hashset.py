"""`sealwright hashset`: add, list or remove hash sets, and compare a case with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.options.artifact_filters import gaps_sentence
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.hash_sets import HashSetFacts, HashSetKind, MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.services.browsing.browse import hash_set_categories
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.hash_sets.hash_sets import (
    HashSetRequest,
    add_hash_set,
    list_hash_sets,
    remove_hash_set,
)
from forensics_app.services.hash_sets.matching import forget_hash_set, match_hash_sets, matched_sets

NAME = click.argument("name", metavar="NAME")
CASE = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))


class CategoryLabel(click.ParamType[tuple[str, str]]):
    """`1=What category 1 means`."""

    name = "category-label"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        category, equals, meaning = str(value).partition("=")
        if not equals or not category.strip() or not meaning.strip():
            self.fail(tr("“{value}” is not of the form CATEGORY=TEXT.", value=value), param, ctx)
        return category.strip(), meaning.strip()


@group("hashset", help=N_("Add, list or remove hash sets, and compare a case with them."))
def command() -> None:
    pass


@command.command(
    "add",
    help=N_(
        "Add the hash set in FILE: an NSRL RDS database, a hashdeep file, a list or CSV "
        "table of hashes, or a Project VIC file. An NSRL database is used from its "
        "current location; the others are copied."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@option("--name", required=True, metavar="N", help=N_("Display name of the set."))
@option(
    "--kind",
    type=click.Choice([k.value for k in HashSetKind]),
    help=N_("Meaning of a hit; NSRL is known, Project VIC illegal; required for others."),
)
@option("--set-version", metavar="V", help=N_("The set's version. Default: as stated in the file."))
@option("--scheme", metavar="S", help=N_("Category scheme: US, UK, ..."))
@option(
    "--category-label",
    "labels",
    multiple=True,
    type=CategoryLabel(),
    metavar="C=TEXT",
    help=N_("What a category of the set means; repeatable."),
)
@pass_session
def _add(
    session: Session,
    file: Path,
    name: str,
    kind: str | None,
    set_version: str | None,
    scheme: str | None,
    labels: tuple[tuple[str, str], ...],
) -> None:
    request = HashSetRequest(
        path=file,
        name=name,
        kind=None if kind is None else HashSetKind(kind),
        version=set_version,
        scheme=scheme,
        labels=dict(labels),
    )
    with job(session) as running:
        facts = add_hash_set(request, clock=session.clock, report=running.report, cancelled=running.cancelled)
    session.say(tr("Added the hash set {name}.", name=visible(facts.name)))
    session.say(_facts_line(facts))
    if facts.rejected:
        session.warn(
            trn(
                "{count} line or record of {path} contains no hash and was skipped.",
                "{count} lines or records of {path} contain no hash and were skipped.",
                facts.rejected,
                path=visible(str(file)),
            )
        )
    if facts.kind is HashSetKind.KNOWN:
        session.say(
            tr("“Known” means that somebody published files with these hashes, not that they are harmless.")
        )
    session.event("result", hash_set=_fields(facts))


@command.command("list", help=N_("List your hash sets, or those that CASE was compared with."))
@click.argument("case", metavar="[CASE]", required=False, type=click.Path(path_type=Path))
@pass_session
def _list(session: Session, case: Path | None) -> None:
    if case is not None:
        with open_case(case, write=False, clock=session.clock) as opened:
            _show_matched(session, opened, matched_sets(opened))
        return
    sets = list_hash_sets()
    for facts in sets:
        session.say(_facts_line(facts))
    if not sets:
        session.warn(tr("There are no hash sets yet. See “sealwright hashset add”."))
    session.event("result", hash_sets=[_fields(f) for f in sets])


@command.command("remove", help=N_("Remove one of your hash sets. Cases keep the hits found with it."))
@NAME
@pass_session
def _remove(session: Session, name: str) -> None:
    facts = remove_hash_set(name)
    session.say(tr("Removed the hash set {name}.", name=visible(facts.name)))
    session.event("result", hash_set=_fields(facts))


@command.command("match", help=N_("Compare the files of CASE with your hash sets."))
@CASE
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@pass_session
def _match(session: Session, case: Path, names: tuple[str, ...]) -> None:
    with open_case(case, write=True, clock=session.clock, received_too=True) as opened:
        with job(session) as running:
            done = match_hash_sets(
                opened, names, clock=session.clock, report=running.report, cancelled=running.cancelled
            )
        _show_matched(session, opened, done)


@command.command("forget", help=N_("Remove the hits of a hash set from CASE."))
@CASE
@NAME
@pass_session
def _forget(session: Session, case: Path, name: str) -> None:
    with open_case(case, write=True, clock=session.clock, received_too=True) as opened:
        hits = forget_hash_set(opened, name)
    session.say(
        trn(
            "Removed {count} hit of the hash set {name} from the case.",
            "Removed {count} hits of the hash set {name} from the case.",
            hits,
            name=visible(name),
        )
    )
    session.event("result", hash_set=name, hits=str(hits))


def _show_matched(session: Session, case: Case, sets: tuple[MatchedHashSet, ...]) -> None:
    categories = hash_set_categories(case)
    for done in sets:
        show_hits(session, done)
        for one in categories:
            if one.hash_set == done.facts.name and one.category:
                meaning = done.facts.label(one.category)
                words = one.category if meaning is None else f"{one.category} ({meaning})"
                count = current().number(one.count)
                session.say("  " + tr("Category {category}: {count}", category=visible(words), count=count))
    session.event("result", hash_sets=[matched_fields(s) for s in sets])


def show_hits(session: Session, done: MatchedHashSet) -> None:
    """One line with what was found, and a warning about what was not compared."""
    session.say(
        trn(
            "{name} ({kind}): {count} artifact is in it, of {compared} compared.",
            "{name} ({kind}): {count} artifacts are in it, of {compared} compared.",
            done.hits,
            name=visible(done.facts.name),
            kind=label(done.facts.kind),
            compared=current().number(done.compared),
        )
    )
    if not done.complete:
        session.warn(gaps_sentence(done))
    if done.accuses_empty_files:
        session.warn(
            tr(
                "The set contains the hash of empty content, so every empty file is a "
                "hit. This says nothing about the file."
            )
        )


def matched_fields(done: MatchedHashSet) -> dict[str, Any]:
    """For the window."""
    return {
        **_fields(done.facts),
        "matched_at": done.matched_at,
        "hits": str(done.hits),
        "compared": str(done.compared),
        "not_comparable": str(done.not_comparable),
        "entries_not_comparable": str(done.entries_not_comparable),
        "left": str(done.left),
    }


def _facts_line(facts: HashSetFacts) -> str:
    digests = ", ".join(f"{algorithm.value} {current().number(n)}" for algorithm, n in facts.digests)
    cells = (
        visible(facts.name),
        label(facts.kind),
        label(facts.format),
        visible(facts.version or "-"),
        digests,
        f"sha256 {facts.sha256}",
        facts.added_at,
    )
    return "\t".join(cells)


def _fields(facts: HashSetFacts) -> dict[str, Any]:
    return {
        "name": facts.name,
        "kind": facts.kind.value,
        "format": facts.format.value,
        "version": facts.version,
        "file_name": facts.file_name,
        "size": str(facts.size_bytes),
        "sha256": facts.sha256,
        "entries": str(facts.entries),
        "entries_exact": facts.entries_exact,
        "digests": {algorithm.value: str(n) for algorithm, n in facts.digests},
        "rejected": str(facts.rejected),
        "scheme": facts.scheme,
        "labels": dict(facts.labels),
        "added_at": facts.added_at,
    }

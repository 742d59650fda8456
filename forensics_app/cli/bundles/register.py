"""`sealwright register`: the bundles that this user checked, with the verdict at that time."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from forensics_app.cli.commands import group, pass_session
from forensics_app.cli.session import Session
from forensics_app.errors import BundleNotFoundError, ExitCode
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.clashes import clash_sentence
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.findings import Verdict
from forensics_app.model.names import subject_shown
from forensics_app.services.verifying.register import CheckedBundle, forget, register_clashes, registered
from forensics_app.services.verifying.verify import code_shown


@group("register", help=N_("List the bundles you have checked, and conflicts between them."))
def command() -> None:
    pass


@command.command(
    "list",
    help=N_(
        "List the bundles that were checked in the window or with “verify --register”, each with its verdict "
        "at that time."
    ),
)
@pass_session
def _list(session: Session) -> int:
    bundles = registered()
    clashes = register_clashes(bundles)
    for one in bundles:
        session.say(_line(one))
    if not bundles:
        session.warn(tr("No bundle was registered yet. See “sealwright verify --register”."))
    for clash in clashes:
        session.say(f"? {clash_sentence(clash, current())}")
    session.event(
        "result",
        bundles=[asdict(one) for one in bundles],
        clashes=[{"reference": c.reference, "sentence": clash_sentence(c, current())} for c in clashes],
    )
    return ExitCode.UNCONFIRMED if clashes else ExitCode.OK


@command.command("remove", help=N_("Remove a bundle from the register. The bundle itself is not changed."))
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@pass_session
def _remove(session: Session, bundle: Path) -> None:
    found = [
        one
        for one in registered()
        if str(bundle) in (one.path, one.reference) or str(bundle.absolute()) == one.path
    ]
    if not found:
        raise BundleNotFoundError(path=str(bundle))
    for one in found:
        forget(one)
    session.say(
        trn(
            "{count} entry was removed from the register.",
            "{count} entries were removed from the register.",
            len(found),
        )
    )
    session.event("result", removed=[asdict(one) for one in found])


def _line(one: CheckedBundle) -> str:
    verdict = next((v for v in Verdict if v.value == one.verdict), None)
    word = one.verdict if verdict is None else verdict_word(verdict)
    code = code_shown(one.code) if one.code else "-"
    parts = [
        one.checked_at,
        word,
        one.reference or "-",
        subject_shown(one.sender) or "-",
        code or "-",
        one.path,
    ]
    if one.case_reference:
        parts.append(tr("Sender's case reference: {reference}", reference=one.case_reference))
    return "  ".join(parts)

"""What became of the addenda of partners that are being taken into the case, a row for each file."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.findings import finding_sentence
from forensics_app.model.findings import Severity, Verdict
from forensics_app.model.names import visible
from ui.theme.state import State
from ui.widgets.statements.addenda_story import signers_of
from ui.widgets.statements.notices import StepRow
from ui.words.digests import without
from ui.workbench.addenda_intake import AddendumIntake, Taken


def intake_rows(intake: AddendumIntake) -> Iterator[StepRow]:
    """What was taken in or refused, and how many files are still being checked."""
    yield from map(_taken_row, intake.taken)
    if intake.waiting:
        said = trn("Checking {count} file…", "Checking {count} files…", intake.waiting)
        yield StepRow(State.RUNNING, said, "")


def _taken_row(taken: Taken) -> StepRow:
    """What became of one file: taken in, known already, or refused and why."""
    name = current().isolate(visible(taken.name))
    if taken.facts is None:
        why = "" if taken.trouble is None else taken.trouble.sentence
        return StepRow(State.BAD, tr("Not imported: {name}", name=name), why)
    title = tr("Already in the case: {name}", name=name) if taken.known_before else ""
    title = title or tr("Imported into the case: {name}", name=name)
    doubts = [f for f in (*taken.facts.findings, *taken.findings) if f.severity is not Severity.NOTE]
    confirmed = taken.facts.verdict is Verdict.VERIFIED and not doubts
    said = tr(NC_("label", "Confirmed.")) if confirmed else tr("Not confirmed:")
    own = bool(taken.facts.findings)  # these say more than that it is not confirmed
    found = (finding_sentence(f) for f in doubts if not (own and f.code == "addendum-unconfirmed"))
    sentences = dict.fromkeys(without(sentence, *signers_of(taken.facts)) for sentence in found)
    return StepRow(State.OK if confirmed else State.WARN, title, " ".join([said, *sentences]))

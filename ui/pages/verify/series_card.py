"""The series that a checked bundle belongs to: its parts in order, what replaces what, what is not here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from forensics_app.i18n import current, tr
from forensics_app.i18n.series import part_sentence, problem_sentence, replacement_sentence
from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible
from forensics_app.model.series import Series
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Rule

_STATES = {
    Verdict.VERIFIED: State.OK,
    Verdict.UNCONFIRMED: State.WARN,
    Verdict.INCOMPLETE: State.BAD,
    Verdict.ALTERED: State.BAD,
    Verdict.UNREADABLE: State.BAD,
}


class SeriesCard(Card):
    """One row a part, oldest first, then what does not fit together. `verify_folder` with the folder of a
    part that was not verified.
    """

    def __init__(self, series: Series, verify_folder: Callable[[Path], None]) -> None:
        words = current()
        super().__init__(tr("Part of a series"), words.number(len(series.parts)))
        for at, part in enumerate(series.parts):
            if at:
                self.add(Rule())
            lines = []
            if part.supplement is not None:
                lines.append(tr("Reason: “{reason}”", reason=words.isolate(visible(part.supplement.reason))))
                lines += [
                    replacement_sentence(series, part.reference, r, words) for r in part.supplement.replaces
                ]
            state = State.WAITING if part.verdict is None else _STATES[part.verdict]
            button = None
            if part.nearby is not None:
                folder = Path(part.nearby).parent
                button = Button(tr("Verify folder"), partial(verify_folder, folder), small=True)
            self.add(StepRow(state, part_sentence(part, words), "\n".join(lines), button))
        for problem in series.problems:
            said = problem_sentence(problem, words)
            self.add(StepRow(State.WARN, tr("The series is inconsistent"), said))

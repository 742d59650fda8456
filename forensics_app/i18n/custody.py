"""Sentences about where a custody ledger stops holding together, and what was expected there."""

from __future__ import annotations

from pathlib import Path

from forensics_app.custody.chain import BreakCode, ChainBreak
from forensics_app.i18n.translator import N_, tr

BREAK_SENTENCES: dict[BreakCode, str] = {
    BreakCode.NOT_CANONICAL: N_("Line {sequence} of the ledger is not in canonical form ({actual})."),
    BreakCode.INVALID: N_("Line {sequence} of the ledger contains “{actual}” in the field {expected}."),
    BreakCode.SEQUENCE: N_(
        "Line {sequence} of the ledger has the number {actual}: lines were removed, inserted or moved."
    ),
    BreakCode.PREVIOUS: N_(
        "Line {sequence} of the ledger follows the hash {actual}, and the lines before it give {expected}: "
        "that line or one before it was changed."
    ),
    BreakCode.EVENT_ID_REPEATED: N_("Line {sequence} of the ledger repeats the event {actual}."),
    BreakCode.CUT: N_("The ledger ends after {actual} lines; {expected} were recorded."),
    BreakCode.HEAD: N_(
        "The first {sequence} lines of the ledger give the hash {actual}; {expected} was "
        "recorded: they were rewritten."
    ),
}


def break_sentence(broken: ChainBreak) -> str:
    """Where and how, in the current language."""
    return tr(
        BREAK_SENTENCES[broken.code],
        sequence=broken.sequence,
        expected=broken.expected or "",
        actual=broken.actual or "",
    )


def broken_sentence(broken: ChainBreak, path: Path) -> str:
    """The same, and what to do."""
    return tr(
        "The custody ledger of {path} is inconsistent. {where} Compare it with the "
        "ledger in the last sealed bundle.",
        path=path,
        where=break_sentence(broken),
    )

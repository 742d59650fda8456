"""Exhibit numbers of a new entry that nothing in the case has: said, since an entry is never changed."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.cli.session import Session
from forensics_app.i18n import current, trn
from forensics_app.model.names import visible
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.events import custody_state


def warn_of_exhibits(session: Session, case: Case, names: Sequence[str]) -> None:
    """Before the entry is recorded: neither a source nor an earlier entry has these."""
    known = {source.exhibit for source in case.store.queries.sources()}
    known.update(name for event in custody_state(case).events for name in event.exhibits)
    others = [name for name in dict.fromkeys(names) if name not in known]
    if others:
        words = current()
        session.warn(
            trn(
                "{exhibits} is not in this case. It is recorded as entered; correct a mistake with a new "
                "entry.",
                "{exhibits} are not in this case. They are recorded as entered; correct a mistake with a new "
                "entry.",
                len(others),
                exhibits=words.listed(words.isolate(visible(name)) for name in others),
            )
        )

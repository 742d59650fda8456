"""Saying before a sealing which images of the case aren't whole."""

from __future__ import annotations

from forensics_app.cli.session import Session
from forensics_app.i18n import current
from forensics_app.i18n.incomplete import incomplete_words
from forensics_app.model.incomplete import is_of_source
from forensics_app.model.names import visible
from forensics_app.services.cases.case import Case


def warn_of_incomplete(session: Session, case: Case) -> None:
    """Each exhibit whose image isn't whole, with how much of it is missing."""
    queries = case.store.queries
    for source in queries.sources():
        found = queries.omissions(source.source_id)
        details = [o.detail for o in found if is_of_source(o.code, o.locator, source.source_id)]
        if details:
            said = incomplete_words(details, current())
            session.warn(current().labelled(visible(source.exhibit), said))

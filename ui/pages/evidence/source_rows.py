"""One source as a row of the Sources table."""

from __future__ import annotations

from forensics_app.i18n import NC_, tr
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.digests import NO_DIGESTS, Digests
from ui.jobs.desk import JobKind, RunningJob
from ui.jobs.protocol import Working
from ui.models.case.overview import CaseOverview, state_in
from ui.models.tables.cells import Cell
from ui.theme.state import State
from ui.words.sources import digest_names, format_words, short_digest, shown_name, source_size


def source_row(
    source: SourceRecord, overview: CaseOverview, *, reading: bool, working: RunningJob | None = None
) -> tuple[Cell, ...]:
    """Stored and computed hash are two cells, so that "none stored" and "differ" can't hide.

    `working` is the job that reads or hashes sources now, which may be this one.
    """
    state, word = state_in(overview, source, reading=reading)
    if working is not None and working.last is not None and _is_about(working.last, source):
        state, word = State.RUNNING, _how_far(working)
    stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests
    return (
        Cell(source.exhibit, strong=True, name=True),
        Cell(shown_name(source), detail=format_words(source), name=True, raw=source.path),
        Cell(source_size(source), end=True),
        _digest_cell(stored, source.computed, tr("none stored")),
        _digest_cell(source.computed, stored, _not_computed(source)),
        Cell(word, state=state),
    )


def _is_about(last: Working, source: SourceRecord) -> bool:
    """Progress names a source by its path."""
    return last.subject == source.path


def _how_far(working: RunningJob) -> str:
    share = None if working.last is None else working.last.share
    percent = 0 if share is None else int(share * 100)
    if working.kind is JobKind.RECHECK:
        return tr("Hashing, {percent} %", percent=percent)
    return tr(NC_("state", "Reading")) if share is None else tr("Reading, {percent} %", percent=percent)


def _digest_cell(own: Digests, like: Digests, absent: str) -> Cell:
    names = digest_names(own)
    if not names:
        return Cell(absent, muted=True)
    shown = short_digest(own, like) or short_digest(own, NO_DIGESTS)
    return Cell(shown, detail=names, machine=True, raw=own.sha256 or own.sha1 or own.md5)


def _not_computed(source: SourceRecord) -> str:
    return tr("not computed yet") if source.state is SourceState.READING else tr("not computed")

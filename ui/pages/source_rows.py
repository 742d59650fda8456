"""One source as a row of the Sources table."""

from __future__ import annotations

from forensics_app.i18n import tr
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.digests import NO_DIGESTS, Digests
from ui.models.cells import Cell
from ui.source_words import digest_names, format_words, short_digest, shown_name, source_size, source_state


def source_row(source: SourceRecord, *, reading: bool, locked: int) -> tuple[Cell, ...]:
    """Stored and computed hash are two cells, so that "none stored" and "differ" can't hide."""
    state, word = source_state(source, reading=reading, locked=locked)
    stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests
    return (
        Cell(source.exhibit, strong=True, name=True),
        Cell(shown_name(source), detail=format_words(source), name=True, raw=source.path),
        Cell(source_size(source), end=True),
        _digest_cell(stored, source.computed, tr("none stored")),
        _digest_cell(source.computed, stored, _not_computed(source)),
        Cell(word, state=state),
    )


def _digest_cell(own: Digests, like: Digests, absent: str) -> Cell:
    names = digest_names(own)
    if not names:
        return Cell(absent, muted=True)
    shown = short_digest(own, like) or short_digest(own, NO_DIGESTS)
    return Cell(shown, detail=names, machine=True, raw=own.sha256 or own.sha1 or own.md5)


def _not_computed(source: SourceRecord) -> str:
    return tr("not computed yet") if source.state is SourceState.READING else tr("not computed")

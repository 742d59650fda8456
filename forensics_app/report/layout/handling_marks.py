"""The handling codes of the request, as they stand on every page of what leaves the laboratory."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import RequestRecord


@dataclass(frozen=True, slots=True)
class HandlingMarks:
    """`codes` as each scheme writes its own; at least one."""

    label: str
    codes: tuple[str, ...]


def handling_codes(*records: RequestRecord) -> tuple[str, ...]:
    """The codes of some records, each once."""
    codes = (visible(handling_text(h.scheme, h.value)) for record in records for h in record.handling)
    return tuple(dict.fromkeys(codes))


def handling_marks(words: Translator, *requests: RequestRecord | None) -> HandlingMarks | None:
    """The marks of one bundle's request or of several; None where no code is named."""
    codes = handling_codes(*(request for request in requests if request is not None))
    return HandlingMarks(words.text(N_("Handling codes")), codes) if codes else None

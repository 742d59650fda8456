"""What the custody commands ask about an event, as options, and the draft that follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from forensics_app.cli.commands import option
from forensics_app.cli.options.events import (
    at_option,
    authority_reference_option,
    note_lang_option,
    notes_option,
    person,
    place_option,
    reason_option,
    seal_after_option,
    seal_before_option,
    witness_option,
)
from forensics_app.errors import CustodyEventInvalidError
from forensics_app.i18n import N_, current
from forensics_app.model.custody import CustodyEventType, EventDraft, Note, SubjectDigests
from forensics_app.model.digests import Digests
from forensics_app.services.custody.events import stated_time

_F = TypeVar("_F", bound=Callable[..., Any])
_DIGEST = re.compile(r"(?P<name>[a-z][a-z0-9_]*)=(?P<hex>[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\Z")
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}

_OPTIONS = (
    witness_option,
    option(
        "--exhibit", "exhibits", multiple=True, metavar="X", help=N_("The number of an exhibit; repeatable.")
    ),
    place_option,
    reason_option,
    authority_reference_option,
    seal_before_option,
    seal_after_option,
    option(
        "--digest-before",
        "digests_before",
        multiple=True,
        metavar="NAME=HEX",
        help=N_("MD5, SHA-1 or SHA-256 of an item as it was found, e.g. image=9f86…; repeatable."),
    ),
    option(
        "--digest-after",
        "digests_after",
        multiple=True,
        metavar="NAME=HEX",
        help=N_("The same for an item as it was left; repeatable."),
    ),
    option("--artifact", "artifacts", multiple=True, metavar="ID", help=N_("An artifact by id; repeatable.")),
    at_option,
    notes_option,
    note_lang_option,
)


@dataclass(frozen=True, slots=True)
class EventFields:
    """What was typed, by the names of the options."""

    witness: str | None
    exhibits: tuple[str, ...]
    place: str | None
    reason: str | None
    authority_reference: str | None
    seal_before: str | None
    seal_after: str | None
    digests_before: tuple[str, ...]
    digests_after: tuple[str, ...]
    artifacts: tuple[str, ...]
    at: str | None
    notes: tuple[str, ...]
    note_lang: str | None

    def draft(
        self, event: CustodyEventType, persons: tuple[str, ...], refers_to: str | None = None
    ) -> EventDraft:
        """Raises CustodyEventInvalidError for what can't be meant."""
        draft = EventDraft(
            event=event,
            reason=self.reason,
            persons=tuple(person(text, CustodyEventInvalidError) for text in persons),
            witness=None if self.witness is None else person(self.witness, CustodyEventInvalidError),
            place=self.place,
            exhibits=self.exhibits,
            authority_reference=self.authority_reference,
            physical_seal_before=self.seal_before,
            physical_seal_after=self.seal_after,
            digests_before=_digests("digests_before", self.digests_before),
            digests_after=_digests("digests_after", self.digests_after),
            artifacts=self.artifacts,
            refers_to=refers_to,
            notes=tuple(Note(lang=self.note_lang or current().language, text=n) for n in self.notes),
        )
        return draft if self.at is None else stated_time(draft, self.at)


def event_options(function: _F) -> _F:
    """Add the options; the command takes them as the fields of EventFields."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


def _digests(field: str, given: tuple[str, ...]) -> SubjectDigests | None:
    by_name: dict[str, dict[str, str]] = {}
    for text in given:
        match = _DIGEST.match(text)
        algorithm = None if match is None else _ALGORITHMS[len(match["hex"])]
        if match is None or algorithm is None or algorithm in by_name.get(match["name"], {}):
            raise CustodyEventInvalidError(field=field, value=text)
        by_name.setdefault(match["name"], {})[algorithm] = match["hex"].lower()
    return tuple((name, Digests(**hexes)) for name, hexes in by_name.items()) or None

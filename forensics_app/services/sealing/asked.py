"""What is asked of a sealing, and how a sealing that was broken off remembers it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forensics_app.model.bundle import HandlingCode
from forensics_app.model.credentials import Credential
from forensics_app.model.custody import Note
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.sealing.supplements import SupplementAsked
from forensics_app.services.selection.filter_text import filter_text


@dataclass(frozen=True, slots=True)
class SealRequest:
    """What is asked for. `out` is the ZIP, or a folder for one with the customary name.

    `chosen`: what at least one of these filters takes is sealed; without any, everything. `without` are ids
    of sources whose evidence is not at hand: their artifacts are sealed without contents, and the omissions
    say so. `notes` stand in the custody event that announces the sealing, such as why something is left out.

    `tags_and_notes`: all those of what is sealed go in, not only the tags that `chosen` names.

    `languages` are those of the recipe in the bag, all when none is named; English is always among them.
    `reports` are those of the evidence report in it; without any there is none.
    `credentials` open encrypted volumes that contents lie in. `authorities` are addresses of time-stamp
    authorities, asked in turn; without any the seal has no trusted time. `supplement` says which earlier
    bundle this one adds to or corrects.
    """

    out: Path
    chosen: tuple[ArtifactFilter, ...] = ()
    media: bool = False
    without: frozenset[str] = frozenset()
    tags_and_notes: bool = False
    notes: tuple[Note, ...] = ()
    handling: tuple[HandlingCode, ...] = ()
    languages: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    authorities: tuple[str, ...] = ()
    supplement: SupplementAsked | None = None


def asked_values(request: SealRequest) -> dict[str, Any]:
    """What the journal keeps, so that a sealing can go on as it was asked for; no credentials."""
    return {
        "chosen": [filter_text(one) for one in request.chosen],
        "media": request.media,
        "without": sorted(request.without),
        "tags_and_notes": request.tags_and_notes,
        "notes": [asdict(note) for note in request.notes],
        "handling": [asdict(code) for code in request.handling],
        "languages": list(request.languages),
        "reports": list(request.reports),
        "authorities": list(request.authorities),
        **({} if request.supplement is None else {"supplement": asdict(request.supplement)}),
    }

"""The reading options of last time, which the next sources begin with."""

from __future__ import annotations

import json

from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.services.ingest.profiles import profile_of, profile_values
from ui.settings.settings import Settings

_KEY = "reading/last"


def last_reading(settings: Settings) -> ReadingProfile:
    """As they were chosen last; the usual ones before the first time, or where they can't be read."""
    try:
        kept = profile_of(json.loads(settings.text(_KEY) or "null"))
    except (ValueError, RecursionError):
        kept = None
    return kept or ReadingProfile()


def keep_reading(settings: Settings, options: ReadingProfile) -> None:
    """Remember them."""
    settings.set_text(_KEY, json.dumps(profile_values(options)))

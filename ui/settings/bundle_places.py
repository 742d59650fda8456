"""Where the bundles lie that were sealed with this window, or that the user pointed to, and the newest parcel
made of each, by seal code.

Kept for each user, in the window's settings. Entries that can't be read count as absent.
"""

from __future__ import annotations

import json
from pathlib import Path

from ui.settings.settings import Settings

MOST_PLACES = 200


class BundlePlaces:
    """A view of the settings; holds nothing of its own."""

    key = "seal/places"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def all(self) -> dict[str, Path]:
        """Where each bundle was seen last."""
        return {code: Path(path) for code, path in self._all().items()}

    def note(self, code: str, path: Path) -> None:
        """Remember it; the oldest ones are forgotten."""
        kept = {c: p for c, p in self._all().items() if c != code}
        kept[code] = str(path)
        self._settings.set_text(self.key, json.dumps(dict(list(kept.items())[-MOST_PLACES:])))

    def _all(self) -> dict[str, str]:
        try:
            found = json.loads(self._settings.text(self.key) or "{}")
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {c: p for c, p in found.items() if isinstance(c, str) and isinstance(p, str)}


class ParcelPlaces(BundlePlaces):
    """The folder of the newest parcel that was made of each bundle once it was sealed."""

    key = "seal/parcels"

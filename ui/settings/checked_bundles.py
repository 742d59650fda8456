"""The register of bundles that were checked with this window: what each was, and the verdict at that time.

Kept for each user, in the window's settings. Entries that can't be read count as absent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ui.settings.settings import Settings

_KEY = "verify/checked"
MOST_BUNDLES = 200


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """`verdict` is a value of `Verdict`, given at `checked_at` (UTC in sealed form): it holds for then alone.

    `code` is the seal code (64 hex), or empty where the seal could not be read.
    """

    path: str
    reference: str
    sender: str
    code: str
    verdict: str
    checked_at: str


class CheckedBundles:
    """A view of the settings; holds nothing of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def all(self) -> list[CheckedBundle]:
        """Checked last first; each bundle once for each place it was in."""
        try:
            found = json.loads(self._settings.text(_KEY) or "[]")
            return [CheckedBundle(**{k: str(v) for k, v in entry.items()}) for entry in found]
        except (ValueError, TypeError, AttributeError):
            return []

    def note(self, bundle: CheckedBundle) -> None:
        """Put it on top; the oldest ones are forgotten."""
        others = [b for b in self.all if (b.path, b.code) != (bundle.path, bundle.code)]
        self._write([bundle, *others])

    def forget(self, bundle: CheckedBundle) -> None:
        """Take it off the register; the bundle itself is not touched."""
        self._write([b for b in self.all if b != bundle])

    def _write(self, bundles: list[CheckedBundle]) -> None:
        self._settings.set_text(_KEY, json.dumps([asdict(b) for b in bundles[:MOST_BUNDLES]]))

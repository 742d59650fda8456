"""What the window remembers between runs: language, look, the cases opened last. Nothing secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

from forensics_app.i18n import LANGUAGES, pick_language
from ui.theme import TEXT_SCALES, THEMES, Theme

MOST_RECENT = 12


@dataclass(frozen=True, slots=True)
class RecentCase:
    """`state` is one of `ui.models.overview.CaseState`'s values, as it was when the case was last seen."""

    path: str
    reference: str
    title: str
    exhibits: int = 0
    opened_at: str = ""
    state: str = ""


class Settings:
    """An ini file in the user's configuration folder (or at `path`). Unusable entries count as absent."""

    def __init__(self, path: Path | None = None) -> None:
        file = path or user_config_path("sealwright") / "window.ini"
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """One of LANGUAGES: the user's choice, else the environment's."""
        chosen = str(self._store.value("language", ""))
        return chosen if chosen in LANGUAGES else pick_language()

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def theme(self) -> Theme:
        """Colours and text size."""
        tokens = THEMES.get(str(self._store.value("theme", "light")), THEMES["light"])
        try:
            scale = float(str(self._store.value("text_scale", "1.0")))
        except ValueError:
            scale = 1.0
        return Theme(tokens, scale if scale in TEXT_SCALES else 1.0)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.tokens.name)
        self._store.setValue("text_scale", str(theme.scale))

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window; empty at the first start."""
        value = self._store.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def last_new_case(self) -> dict[str, str]:
        """Examiner, agency and country as last typed, so that nobody types them again."""
        return {key: str(self._store.value(f"person/{key}", "")) for key in ("examiner", "agency", "country")}

    @last_new_case.setter
    def last_new_case(self, values: dict[str, str]) -> None:
        for key, value in values.items():
            self._store.setValue(f"person/{key}", value)

    @property
    def recent(self) -> list[RecentCase]:
        """Newest first."""
        try:
            found = json.loads(str(self._store.value("recent", "[]")))
            return [RecentCase(**entry) for entry in found][:MOST_RECENT]
        except (ValueError, TypeError):
            return []

    def remember_case(self, case: RecentCase) -> None:
        """Put a case on top of the list."""
        others = [r for r in self.recent if r.path != case.path]
        self._write_recent([case, *others])

    def forget_case(self, path: str) -> None:
        """Take a case off the list; the case itself is not touched."""
        self._write_recent([r for r in self.recent if r.path != path])

    def _write_recent(self, cases: list[RecentCase]) -> None:
        self._store.setValue("recent", json.dumps([asdict(c) for c in cases[:MOST_RECENT]]))

    def save(self) -> None:
        """Write what is not written yet."""
        self._store.sync()

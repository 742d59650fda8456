"""Where somebody chose files last, for each purpose of its own: images lie elsewhere than reports."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from ui.settings.settings import Settings

CASE = "case"
"""The purpose whose folder holds cases."""
_KEY = "folders/"


class LastFolders:
    """Kept in the settings, once there are some; a folder that is gone counts as none."""

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._here: dict[str, str] = {}

    def keep_in(self, settings: Settings) -> None:
        """From now on, in these."""
        self._settings, self._here = settings, {}

    def known(self, purpose: str) -> Path | None:
        """The last one, None before the first."""
        kept = self._here.get(purpose) or (
            "" if self._settings is None else self._settings.text(_KEY + purpose)
        )
        return Path(kept) if kept and Path(kept).is_dir() else None

    def of(self, purpose: str) -> Path:
        """Where a chooser opens: never in the folder that the program was started in."""
        return self.known(purpose) or _documents()

    def for_new_case(self) -> Path:
        """The folder that a new case's folder is proposed in: where the last one is, else one for cases,
        which need not be there yet. A home folder would fill with cases and what is sealed beside them.
        """
        return self.known(CASE) or _documents() / "Sealwright"

    def remember(self, purpose: str, folder: Path) -> None:
        """Something in this folder was chosen."""
        self._here[purpose] = str(folder)
        if self._settings is not None:
            self._settings.set_text(_KEY + purpose, str(folder))


def _documents() -> Path:
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


FOLDERS = LastFolders()
"""Those of this process: it has one user."""

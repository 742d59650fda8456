"""Where somebody chose files last, and how large that dialog was left, for each purpose of its own: images
lie elsewhere than reports.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths

from ui.settings.settings import Settings

CASE = "case"
"""The purpose whose folder holds cases."""
OPENED = "opened"
"""The purpose whose folder holds bundles that were taken out of parcels."""
_KEY, _SIZE = "folders/", "file-dialogs/"


class LastFolders:
    """Kept in the settings, once there are some; a folder that is gone counts as none."""

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._here: dict[str, str] = {}
        self._sizes: dict[str, QSize] = {}

    def keep_in(self, settings: Settings) -> None:
        """From now on, in these."""
        self._settings, self._here, self._sizes = settings, {}, {}

    def known(self, purpose: str) -> Path | None:
        """The last one, None before the first."""
        kept = self._here.get(purpose) or (
            "" if self._settings is None else self._settings.text(_KEY + purpose)
        )
        return Path(kept) if kept and Path(kept).is_dir() else None

    def of(self, purpose: str, *, outside: Path | None = None) -> Path:
        """Where a chooser opens: never in the folder that the program was started in, nor in `outside`."""
        last = self.known(purpose)
        if last is None or (outside is not None and last.is_relative_to(outside)):
            return _documents()
        return last

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

    def size(self, purpose: str) -> QSize:
        """What the dialog for it was left with; an invalid size before the first."""
        if purpose in self._sizes or self._settings is None:
            return self._sizes.get(purpose, QSize())
        width, _, height = self._settings.text(_SIZE + purpose).partition("x")
        return QSize(int(width), int(height)) if width.isdecimal() and height.isdecimal() else QSize()

    def remember_size(self, purpose: str, size: QSize) -> None:
        """The dialog for it was left with this one."""
        self._sizes[purpose] = size
        if self._settings is not None:
            self._settings.set_text(_SIZE + purpose, f"{size.width()}x{size.height()}")


def _documents() -> Path:
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


FOLDERS = LastFolders()
"""Those of this process: it has one user."""

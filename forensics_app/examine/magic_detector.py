"""libmagic by python-magic, where this computer has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forensics_app.examine.last_word import with_last_word_ended
from forensics_app.system.native_libraries import libmagic_database

if TYPE_CHECKING:
    from forensics_app.examine.magic_shortcut import MagicShortcut

_DATABASE = libmagic_database()  # before the import: it is what lets the library be found
try:
    import magic

    from forensics_app.examine.magic_shortcut import shortcut
except ImportError:  # the package is there, the library isn't
    _IS_THERE = False
else:
    _IS_THERE = True
_WORTH_IT = 200  # contents after which the time to prepare the shortcut is less than it saves


class DetectorError(Exception):
    """libmagic failed, or isn't there."""


class Detector:
    """libmagic, asked of all its rules at first and, once that has been worth it, of those that can match."""

    def __init__(self) -> None:
        """Raises DetectorError without libmagic."""
        if not _IS_THERE:
            raise DetectorError("libmagic is not installed")
        self._all = magic.Magic(mime=True, magic_file=_DATABASE)
        self._asked = 0
        self._shortcut: MagicShortcut | None = None

    def of(self, head: bytes) -> str:
        """The media type. Raises DetectorError."""
        self._asked += 1
        if self._asked == _WORTH_IT:
            self._shortcut = shortcut()
        head = with_last_word_ended(head)
        try:
            return self._shortly(head) or str(self._all.from_buffer(head))
        except magic.MagicException as e:
            raise DetectorError(str(e)) from e

    def _shortly(self, head: bytes) -> str | None:
        if self._shortcut is not None:
            try:
                return self._shortcut.answer(head)
            except ValueError:
                self._shortcut = None
        return None

"""How much one archive may unpack to, with everything that is nested in it."""

from __future__ import annotations

from forensics_app.evidence.archives.members.member import ArchiveError, Note
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.evidence import ArchiveOptions

_RATIO = 250  # no honest archive of files as people have them comes near it
_MOST_MEMBERS = 1_000_000


class Budget:
    """Counts down. `members` None: any number (an archive that is itself the source)."""

    def __init__(
        self, options: ArchiveOptions, packed_bytes: int, members: int | None = _MOST_MEMBERS
    ) -> None:
        self.left_bytes = max(options.limit_bytes, _RATIO * packed_bytes)
        self._members = members

    def member(self) -> None:
        """One member more. Raises ArchiveError when there are too many."""
        if self._members is None:
            return
        if not self._members:
            raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {_MOST_MEMBERS} members")
        self._members -= 1

    def content(self, size_bytes: int) -> Note | None:
        """Content of that size: None when it may be read, else why not."""
        if size_bytes > self.left_bytes:
            detail = f"{size_bytes} bytes, {self.left_bytes} left of the limit"
            return Note(OmissionCode.ARCHIVE_TOO_LARGE, detail)
        self.left_bytes -= size_bytes
        return None

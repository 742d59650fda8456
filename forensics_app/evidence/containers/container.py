"""An opened container: the medium inside it, and what the container says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.acquisition_errors import AcquisitionErrors, SectorRange
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat, Segment

_SECTOR_BYTES = 512


@dataclass(slots=True)
class Container:
    """`files` are all files it reads from, in order; `strays` names of files that look like segments.

    `problems`: technical words on damage of its own tables that reading got past; `unread_snapshots`: states
    of the medium that it keeps besides the current one; `unread_sectors`: what could not be read when the
    image was made, as it says itself; `missing`: why parts of the medium are not in it, where the user
    accepts that.
    """

    format: ContainerFormat
    medium: ByteSource
    files: tuple[ReadOnlyFile, ...]
    sector_size_bytes: int | None = None
    stored_digests: Digests = NO_DIGESTS
    acquisition: AcquisitionFacts = field(default_factory=AcquisitionFacts)
    strays: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unread_snapshots: int = 0
    unread_sectors: tuple[SectorRange, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def acquisition_errors(self) -> AcquisitionErrors:
        """`unread_sectors` as places on the medium."""
        return AcquisitionErrors(
            self.unread_sectors, self.sector_size_bytes or _SECTOR_BYTES, self.medium.size_bytes
        )

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The files with their sizes, names as they are shown."""
        return tuple(Segment(shown_name(file.name), file.size_bytes) for file in self.files)

    @property
    def atime_kept(self) -> bool:
        """True when no access time of any file moved."""
        return all(file.atime_kept for file in self.files)

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when one of the files moved."""
        for file in self.files:
            file.check_unchanged()

    def close(self) -> None:
        """Close every file."""
        for file in self.files:
            file.close()


def shown_name(name: bytes) -> str:
    """A file's name as text that any JSON can hold."""
    return name.decode("utf-8", "backslashreplace")

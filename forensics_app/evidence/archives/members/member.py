"""What an archive says of one member, and the face that every kind of archive has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.names import Components
from forensics_app.model.times import EvidenceTime

MOST_COMPONENTS = 128  # a name of 64 KiB could hold 32768 folders; what is deeper stays one component


class ArchiveError(Exception):
    """An archive, or what follows in it, can't be read. `code` for the ledger, `detail` technical."""

    def __init__(self, code: OmissionCode, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Note:
    """A line for the omission ledger about one member."""

    code: OmissionCode
    detail: str


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the archive tells it. Its name is never a path on any disk.

    `name`: the bytes stored; `place` finds it again in `Archive.content`; `runs`: where the content lies
    unpacked in the archive's own bytes, (offset or None for zeros, length), None where it is packed;
    `withheld`: why there is content that must not be read; `allocated`: whether the archive lists it;
    `stream`: the name of an attribute, where that is what it is, of the member of the same name.
    """

    name: bytes
    place: int
    kind: ArtifactKind
    size_bytes: int | None
    times: tuple[EvidenceTime, ...] = ()
    link_target: bytes | None = None
    mode: str | None = None
    uid: str | None = None
    gid: str | None = None
    runs: tuple[tuple[int | None, int], ...] | None = None
    withheld: Note | None = None
    notes: tuple[Note, ...] = ()
    allocated: bool = True
    stream: bytes | None = None

    @property
    def components(self) -> Components:
        """The name cut at its slashes. `..`, empty ones and drive letters stay what they are: names.

        Joined by slashes they give the stored bytes again, less the slash that marks a directory.
        """
        name = self.name
        if self.kind is ArtifactKind.DIRECTORY and name.endswith(b"/"):
            name = name[:-1]
        return tuple(name.split(b"/", MOST_COMPONENTS - 1))


class Archive(Protocol):
    """An opened archive. Raises ArchiveError or ReadFailedError where it can't be read any further."""

    kind: str

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also such as share a name; notes are about the archive itself."""
        ...

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        ...

    def content(self, place: int) -> MemberContent:
        """The content of a member by its place. Cheap where places come in the order of `members`."""
        ...

    def close(self) -> None:
        """Let go of what was kept in memory."""
        ...

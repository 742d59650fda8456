"""Sources that can't be opened or read, and the credentials for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class EvidenceError(ForensicsError):
    """A source, or a layer of it, that can't be used. `path` is the source as the user named it."""

    code: ClassVar[str] = "evidence"
    path: str = ""


@dataclass(eq=False)
class SourceNotFoundError(EvidenceError):
    code: ClassVar[str] = "source-not-found"


@dataclass(eq=False)
class SourcePermissionError(EvidenceError):
    code: ClassVar[str] = "source-permission"


@dataclass(eq=False)
class SourceEmptyError(EvidenceError):
    code: ClassVar[str] = "source-empty"


@dataclass(eq=False)
class SourceDamagedError(EvidenceError):
    """A container that says what it is and then can't be read as that, whole or in part."""

    code: ClassVar[str] = "source-damaged"
    format: str = ""
    detail: str = ""


@dataclass(eq=False)
class SourceTruncatedError(EvidenceError):
    """Fewer bytes than the container promises; what is there can be read if that is accepted.

    Sizes in bytes.
    """

    code: ClassVar[str] = "source-truncated"
    format: str = ""
    expected_bytes: int = 0
    actual_bytes: int = 0


@dataclass(eq=False)
class SegmentMissingError(EvidenceError):
    code: ClassVar[str] = "segment-missing"
    segment: str = ""


@dataclass(eq=False)
class SegmentsIncompleteError(SegmentMissingError):
    """The same of a set whose other segments can be read if that is accepted."""

    code: ClassVar[str] = "segments-incomplete"


SPECIAL_FILE = "special file"
"""The `format` of what is neither a file, a folder nor a block device."""


@dataclass(eq=False)
class FormatNotSupportedError(EvidenceError):
    """Recognised by its content and not supported; never opened as raw instead."""

    code: ClassVar[str] = "format-not-supported"
    format: str = ""


@dataclass(eq=False)
class SourceChangedError(EvidenceError):
    """Size or modification time of a source moved while it was read, or since its ingest."""

    code: ClassVar[str] = "source-changed"


@dataclass(eq=False)
class SourcePartlyReadError(SourceChangedError):
    """A folder that has changed since it was read, when parts of it could not be read. `places`: these parts,
    as a list for people; `exhibit` is the number that the folder has.
    """

    code: ClassVar[str] = "source-partly-read"
    exhibit: str = ""
    places: str = ""


@dataclass(eq=False)
class ReadFailedError(EvidenceError):
    """A read that did not give every byte it asked for. Offset and size in bytes of the named layer."""

    code: ClassVar[str] = "read-failed"
    layer: str = ""
    offset_bytes: int = 0
    size_bytes: int = 0
    detail: str = ""


@dataclass(eq=False)
class HollowMediumError(ReadFailedError):
    """A medium that is not hashed: it claims a size that its files store next to nothing of."""

    code: ClassVar[str] = "content-sparse-too-large"


@dataclass(eq=False)
class VolumeLockedError(EvidenceError):
    """A layer that was being read needs the credential, or the option, that opened it the first time."""

    code: ClassVar[str] = "volume-locked"
    layer: str = ""


@dataclass(eq=False)
class ContentNotReadError(EvidenceError):
    """An artifact without content that can be looked into. `reason` is a code as in `Read.reason`."""

    code: ClassVar[str] = "content-not-read"
    reason: str = ""


@dataclass(eq=False)
class ContentLockedError(EvidenceError):
    """A content in a layer that isn't open now: encrypted, or in one that is."""

    code: ClassVar[str] = "content-locked"
    layer: str = ""


@dataclass(eq=False)
class CredentialsFileError(ForensicsError):
    """A file of credentials that can't be used. Nothing in it is part of the error."""

    code: ClassVar[str] = "credentials-file"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class CredentialsLineError(CredentialsFileError):
    """A line of it, counted from 1."""

    code: ClassVar[str] = "credentials-line"
    line: int = 0


@dataclass(eq=False)
class WorkerLostError(EvidenceError):
    """The reading process went silent, crashed or ran out of memory."""

    code: ClassVar[str] = "worker-lost"
    reason: str = ""

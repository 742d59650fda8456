"""Sources of evidence and the layers inside them, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from forensics_app.model.credentials import Credential
from forensics_app.model.digests import NO_DIGESTS, Digests

PARENT_NOTE = "parent: "
"""Begins the note on each disk that a differencing disk was opened over; the name of its file follows."""


class ContainerFormat(StrEnum):
    """How the bytes of a source are stored; decided by content, never by the file's name."""

    RAW = "raw"
    SPLIT_RAW = "split-raw"
    EWF = "ewf"
    EWF2 = "ewf2"
    QCOW2 = "qcow2"
    VMDK = "vmdk"
    VHD = "vhd"
    VHDX = "vhdx"
    DMG = "dmg"
    COMPRESSED = "compressed"  # a raw image in a gzip, xz, zstd, bzip2 or ZIP file
    FOLDER = "folder"
    FILE = "file"
    ZIP = "zip"
    TAR = "tar"
    ARCHIVE = "archive"  # another kind, which the layer's file system names


ARCHIVES = (ContainerFormat.ZIP, ContainerFormat.TAR, ContainerFormat.ARCHIVE)


class LayerKind(StrEnum):
    MEDIUM = "medium"
    PARTITION = "partition"
    UNALLOCATED = "unallocated"
    TABLE = "table"
    FILE_SYSTEM = "file-system"
    ENCRYPTED = "encrypted"
    DECRYPTED = "decrypted"
    LOGICAL_VOLUME = "logical-volume"
    SNAPSHOT = "snapshot"
    FOLDER = "folder"
    ARCHIVE = "archive"


# layers whose bytes are computed from their parent's; extents in them count in their own bytes
DERIVED = frozenset({LayerKind.DECRYPTED, LayerKind.LOGICAL_VOLUME, LayerKind.SNAPSHOT})


class LayerState(StrEnum):
    """What became of a layer. `omitted` always has a line in the omission ledger.

    `walked`: it has files, which EvidenceReader.walk lists; `area`: bytes without files; `empty`: all zeros.
    """

    WALKED = "walked"
    AREA = "area"
    EMPTY = "empty"
    OMITTED = "omitted"


class ShadowCopies(StrEnum):
    """What became of the shadow copies of the NTFS volumes of a source. `none`: there are none in them."""

    READ = "read"
    IN_PART = "in-part"
    NOT_READ = "not-read"
    FAILED = "failed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a source. Size in bytes; times of the file itself are never touched."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """What is done with archives.

    `as_file`: an archive given as the source is one file, not a source of files. `as_image`: a compressed
    file, or a ZIP that holds one raw disk image, is that image. `inside`: archives found in files are
    opened too, archives in them down to `depth`. One archive with all that is nested in it may
    unpack to `limit_bytes`, or to 250 times its own size where that is more; what goes beyond isn't read.
    """

    as_file: bool = False
    as_image: bool = False
    inside: bool = False
    depth: int = 3
    limit_bytes: int = 4 << 30


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What the user pointed at, before anything was opened.

    `accept_truncated`: open what is there of an image that is not whole, and record that as an omission,
    where otherwise SourceTruncatedError is raised. `credentials` are tried on encrypted volumes;
    `shadow_copies`: read those of NTFS volumes too, as layers of their own. `rules`: compiled YARA rules that
    contents are compared with.
    """

    path: str
    exhibit: str
    source_id: str
    accept_truncated: bool = False
    archives: ArchiveOptions = ArchiveOptions()
    credentials: tuple[Credential, ...] = ()
    shadow_copies: bool = False
    rules: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """A range of bytes of its parent (or a view computed from them), and what is in it.

    `layer_id`: `s1` the medium, `s1.p2` its second partition, `s1.p2.bde` that one decrypted,
    `s1.p2.a` the archives in its files. Offset and length in bytes of the parent.
    """

    layer_id: str
    parent_id: str | None
    kind: LayerKind
    offset_bytes: int
    length_bytes: int
    sector_size_bytes: int | None = None
    description: str | None = None
    label: str | None = None
    file_system: str | None = None
    state: LayerState = LayerState.AREA
    digests: Digests = NO_DIGESTS


@dataclass(frozen=True, slots=True)
class AcquisitionFacts:
    """What the container itself says about its making; each None where it says nothing."""

    examiner: str | None = None
    case_number: str | None = None
    evidence_number: str | None = None
    description: str | None = None
    notes: str | None = None
    acquired_at: str | None = None
    system_date: str | None = None
    tool: str | None = None
    tool_version: str | None = None
    operating_system: str | None = None
    model: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """What opening found: the container, its segments, its layers, its stored digests.

    `format` is None where a received bundle names one that this version doesn't know.
    """

    source_id: str
    exhibit: str
    path: str
    format: ContainerFormat | None
    size_bytes: int
    sector_size_bytes: int | None
    segments: tuple[Segment, ...]
    stored_digests: Digests
    acquisition: AcquisitionFacts
    layers: tuple[Layer, ...]
    atime_kept: bool = True
    notes: tuple[str, ...] = field(default=())


class OmissionStage(StrEnum):
    OPEN = "open"
    WALK = "walk"
    READ = "read"
    EXAMINE = "examine"
    SELECT = "select"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that is not in the result although it may exist, and why.

    `locator` is a layer id or a display path (None for the whole source); `count` how many items it stands
    for, at least 1; `detail` is technical text in English, not shown as the reason.
    """

    code: str
    source_id: str
    locator: str | None
    count: int
    stage: OmissionStage
    detail: str | None = None

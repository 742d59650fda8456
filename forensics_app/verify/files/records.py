"""The types of the sealed lists (docs/bundle-format.md, section 3), for typed decoding of untrusted JSON.

Keys stand in alphabetical order, so that encoding a decoded line gives its RFC 8785 form: one comparison
finds a repeated, missing or unknown key, a number, an escape, white space and any other second form of one
value.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from forensics_app.model.artifact import NTFS_PRECISION, RESERVED_NAMES
from forensics_app.model.names import display_encoded

Int = Annotated[str, Meta(pattern=r"^(?:0|[1-9][0-9]{0,18})\Z")]
Utc = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
        r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]{0,8}[1-9])?Z\Z"
    ),
]
Date = Annotated[str, Meta(pattern=r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\Z")]
B64 = Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")]
Salt = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{21}[AQgw]==\Z")]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z")]
Some = Annotated[str, Meta(min_length=1)]
Payload = Annotated[str, Meta(pattern=r"^data/")]
Id = Annotated[str, Meta(pattern=r"^[A-Z2-7]{16}\Z")]
Md5 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Sha1 = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}\Z")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]

_T = TypeVar("_T")


class NotSealedFormError(ValueError):
    """Not the one form of a value of this type; the argument is a technical reason in English."""


class _Strict(Struct, forbid_unknown_fields=True, gc=False):
    pass


class Digests(_Strict):
    md5: Md5 | None
    sha1: Sha1 | None
    sha256: Sha256 | None


class Name(_Strict):
    bytes: B64
    display: str

    @property
    def shown(self) -> str:
        """The name for people, made from its bytes."""
        return display_encoded(self.bytes)


class Path(_Strict):
    bytes: list[B64]
    display: list[str]

    @property
    def shown(self) -> list[str]:
        """The components for people, made from their bytes."""
        return [display_encoded(component) for component in self.bytes]


class Time(_Strict):
    kind: str
    precision: str
    raw: str
    value: str | None
    zone: Literal["utc", "local-unknown", "offset"]


class Read(_Strict):
    gaps: list[tuple[Int, Int]]
    outcome: Literal["complete", "partial", "unreadable", "not-read"]
    reason: str | None


class Exif(_Strict):
    tag: str
    value: str


class Position(_Strict):
    latitude: str
    longitude: str


_RESERVED_NAMES = {
    tuple(b64encode(name).decode() for name in names): inode for names, inode in RESERVED_NAMES.items()
}


class Artifact(_Strict):
    allocated: bool
    data: str | None
    derivable: Literal["yes", "no", "unchecked"]
    digests: Digests
    exhibit: str
    exif: list[Exif]
    extension_mismatch: bool
    extent_class: Literal[
        "runs",
        "ntfs-resident",
        "ntfs-valid-length",
        "ext4-inline",
        "xattr",
        "encrypted",
        "short",
        "all-sparse",
        "assumed-contiguous",
        "ntfs-compressed",
        "none",
    ]
    extents: list[tuple[str | None, Int | None, Int]]
    gid: str | None
    id: Id
    inode: str | None
    kind: Literal["file", "stream", "attribute", "directory", "link", "area", "document", "other"]
    layer: str
    link_target: B64 | None
    media_type: str | None
    mode: str | None
    note: str | None
    orphan: bool
    path: Path
    position: Position | None
    read: Read
    reallocated: bool
    salt: Salt
    size: Int | None
    source: str
    stream: Name | None
    tags: list[str]
    times: list[Time]
    type: Literal["sealwright/artifact/1"]
    uid: str | None

    @property
    def deleted(self) -> bool:
        """Whether it is a deleted file, folder or the like: an area without a file was never one."""
        return not self.allocated and self.kind != "area" and not self.reserved

    @property
    def reserved(self) -> bool:
        """Whether it is one of the records that $MFT reserves and no file ever had (`Entry.reserved`)."""
        return (
            self.orphan
            and not self.allocated
            and self.size in (None, "0")
            and self.stream is None
            and self.kind == "file"
            and _RESERVED_NAMES.get(tuple(self.path.bytes), "") == self.inode
            and any(time.precision == NTFS_PRECISION for time in self.times)
        )


class Segment(_Strict):
    name: str
    size: Int


class Acquisition(_Strict):
    acquired_at: str | None
    case_number: str | None
    description: str | None
    evidence_number: str | None
    examiner: str | None
    model: str | None
    notes: str | None
    operating_system: str | None
    serial_number: str | None
    system_date: str | None
    tool: str | None
    tool_version: str | None


class Source(_Strict):
    acquisition: Acquisition | None
    atime_kept: bool
    description: str | None
    digests: Digests
    exhibit: str
    file_system: str | None
    format: str | None
    hashes: Literal["agree", "differ", "none-stored", "not-computed"]
    id: Some
    kind: Literal[
        "medium",
        "partition",
        "unallocated",
        "table",
        "file-system",
        "encrypted",
        "decrypted",
        "logical-volume",
        "snapshot",
        "folder",
        "file",
        "archive",
    ]
    label: str | None
    length: Int
    name: Name | None
    notes: list[str]
    offset: Int
    parent: str | None
    sector_size: Int | None
    segments: list[Segment]
    state: Literal["walked", "area", "empty", "omitted"]
    stored_digests: Digests
    type: Literal["sealwright/source/1"]


class Rule(_Strict):
    rule: Literal["all", "tag", "filter", "id", "media"]
    value: str


class Selection(_Strict):
    at: Utc
    by: str
    catalogued: Int
    not_selected: Int
    rules: list[Rule]
    selected: Int
    type: Literal["sealwright/selection/1"]
    without_content: Int


class Omission(_Strict):
    code: Code
    count: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,18}\Z")]
    detail: str | None
    locator: str | None
    source: str
    stage: Literal["open", "walk", "read", "examine", "select", "seal"]


class Handling(_Strict):
    comment: str | None
    permission: str | None
    scheme: str
    value: str


class Case(_Strict):
    agency: str
    country: str
    examiner: str
    reference: str
    title: str


class Request(_Strict):
    authorities: list[str]
    case: Case
    executing_reference: str | None
    handling: list[Handling]
    instrument: str | None
    languages: list[str]
    legal_basis: str | None
    limits_of_use: str | None
    nonce: B64 | None
    offence: str | None
    requesting_reference: str | None
    retention: str | None
    type: Literal["sealwright/request/1"]
    urgency: str | None


class Authority(_Strict):
    contact: str | None
    country: str | None
    name: str
    role: str


class Formality(_Strict):
    asked: str
    met: Literal["open", "yes", "no"]
    note: str | None


class Request2(_Strict):
    authorities: list[Authority]
    case: Case
    deadline: Date | None
    executing_reference: str | None
    formalities: list[Formality]
    handling: list[Handling]
    instrument: str | None
    languages: list[str]
    legal_basis: str | None
    limits_of_use: str | None
    nonce: B64 | None
    offence: str | None
    requesting_reference: str | None
    retention: str | None
    return_terms: str | None
    type: Literal["sealwright/request/2"]
    urgency: str | None


class Stated(_Strict):
    lang: str
    text: str


class Part(_Strict):
    reference: str
    seal_code: Sha256


class Replaced(_Strict):
    earlier: Id
    later: Id | None


class Supplement(_Strict):
    kind: Literal["adds", "corrects"]
    reason: Stated
    replaces: list[Replaced]
    series: list[Part]
    supplements: Sha256
    type: Literal["sealwright/supplement/1"]


class Typed(Struct, gc=False):
    """Any line, for its type alone."""

    type: str


class Blocks(_Strict):
    blake3: Annotated[list[Sha256], Meta(min_length=1)]
    block_size: Literal["1048576"]
    path: Payload
    size: Int


class Reader(Generic[_T]):
    """Decodes values of one type. Reused for every line of a list."""

    def __init__(self, kind: type[_T]) -> None:
        self._decoder = msgspec.json.Decoder(kind)
        self._encoder = msgspec.json.Encoder()

    def read(self, line: bytes) -> _T:
        """The value of a line without LF. Raises NotSealedFormError."""
        try:
            value = self._decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
            raise NotSealedFormError(str(e)) from e
        if self._encoder.encode(value) != line:
            raise NotSealedFormError("not canonical")
        return value

    def read_all(self, lines: list[bytes]) -> list[_T] | None:
        """The values of several lines at once, or None where one of them isn't in its form."""
        text = b"\n".join(lines) + b"\n"
        try:
            values = self._decoder.decode_lines(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if len(values) != len(lines) or self._encoder.encode_lines(values) != text:
            return None
        return values

"""The form of `evidence.toml`: what the seed decides, and what is to be built (docs/trainer-guide.md).

Every text may hold {fields}, which the draws fill in. Times are ISO 8601 with their offset.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Cell: TypeAlias = str | int | float | dict[str, str]


class Strict(Struct, forbid_unknown_fields=True):
    """A table in which a key that nobody reads is a mistake."""


class Draw(Strict):
    """One value that the seed decides, or that follows from such values; exactly one key, but for `step`.

    `shared`: the same in every scenario of a seed.
    """

    one_of: list[str | dict[str, str]] | None = None
    number: tuple[int, int] | None = None
    step: int = 1
    day: tuple[str, str] | None = None
    clock: tuple[str, str] | None = None
    digits: int | None = None
    words: int | None = None
    days_after: tuple[str, int] | None = None
    sum: list[str] | None = None
    quotient: tuple[str, int] | None = None
    text: str | None = None
    shared: bool = False


class Mail(Strict):
    """A message of a folder of mail. `attached` is the id of a file, `attached_as` its name there."""

    sender: str
    to: str
    subject: str
    date: str
    body: str
    attached: str | None = None
    attached_as: str = ""


class TableRecipe(Strict):
    """A table of a database. A cell that is a table gives a time: {unix_s|unix_ms|webkit_us = "ISO 8601"}."""

    name: str
    columns: list[str]
    rows: list[list[Cell]]


class Database(Strict):
    """A database; `deleted` rows ("table", number) are taken out again."""

    table: list[TableRecipe]
    deleted: list[tuple[str, int]] = []


class Picture(Strict):
    """A drawn picture with what its camera noted. `taken` is a reading of the camera's clock, without zone.

    `offset` is that clock's offset (`+01:00`), left out where the camera doesn't say it; `gps_time` is UTC.
    """

    scene: Literal["sea", "parcels", "paper", "street"]
    taken: str | None = None
    offset: str | None = None
    make: str = "Halcyon"
    model: str = "Halcyon C2"
    latitude: str | None = None
    longitude: str | None = None
    gps_time: str | None = None


class Member(Strict):
    """A file in an archive: text, or the content of another file by its id."""

    path: str
    text: str | None = None
    copy_of: str | None = None


class FileRecipe(Strict):
    """A file: where it lies, when it was modified, and exactly one key that says what it holds.

    `deleted_if` is a pair of texts: deleted where both are equal once they are filled in. `zone`: on exFAT,
    the offset that the entry says, or `none`.
    """

    id: str
    volume: str
    path: str
    modified: str
    deleted: bool = False
    deleted_if: tuple[str, str] | None = None
    fragmented: bool = False
    reused_by: str | None = None
    zone: str | None = None
    streams: dict[str, str] = {}
    text: str | None = None
    lines: list[str] | None = None
    pdf: list[str] | None = None
    docx: list[str] | None = None
    mail: list[Mail] | None = None
    database: Database | None = None
    picture: Picture | None = None
    archive: list[Member] | None = None
    program: Literal["windows", "linux"] | None = None
    noise_kib: int | None = None
    copy_of: str | None = None


CONTENT_KEYS = (
    "text", "lines", "pdf", "docx", "mail", "database", "picture", "archive", "program", "noise_kib",
    "copy_of",
)  # fmt: skip


class VolumeRecipe(Strict):
    """A file system. `luks`: the passphrase of the encrypted volume that it lies in."""

    id: str
    file_system: Literal["ntfs", "fat16", "exfat", "ext4", "zip"]
    formatted: str
    label: str = "DEMO"
    size_mib: int = 8
    luks: str | None = None


class BadSectors(Strict):
    """Sectors of a file that could not be read when the image was made; `sector` counts from 0."""

    file: str
    sector: int = 0
    count: int = 1


class ChangedLater(Strict):
    """A text of a file that replaces another on the medium, though the stored hash is of that one."""

    file: str
    hashed: str
    now: str


class EvidenceRecipe(Strict):
    """A file of evidence. One volume without `table` lies on its medium alone, a `zip` is the file itself.

    `shipped`: the file of that name in the demo's evidence, which comes with the program, and no volumes.
    """

    file: str
    volumes: list[str]
    table: bool = False
    container: Literal["raw", "e01"] = "raw"
    exhibit: str = ""
    description: str = ""
    acquired: str = "2026-01-01T00:00:00Z"
    bad_sectors: list[BadSectors] = []
    changed_later: ChangedLater | None = None
    keep_percent: int = 100
    shipped: str | None = None


class Handout(Strict):
    """A text that the trainee gets beside the evidence: a request, a note of the seizure."""

    file: str
    text: str


class Recipe(Strict):
    """The whole of `evidence.toml`."""

    volume: list[VolumeRecipe]
    evidence: list[EvidenceRecipe]
    file: list[FileRecipe]
    draw: dict[str, Draw] = {}
    handout: list[Handout] = []

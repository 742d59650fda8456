"""Groups of media types that examiners ask for together, each type in one group at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from forensics_app.model.artifact import ArtifactKind


class TypeGroup(StrEnum):
    DOCUMENTS = "documents"
    PICTURES = "pictures"
    VIDEOS = "videos"
    SOUND = "sound"
    MAIL = "mail"
    TEXT = "text"
    DATABASES = "databases"
    ARCHIVES = "archives"
    EXECUTABLES = "executables"


@dataclass(frozen=True, slots=True)
class Members:
    """`types` are whole media types; what begins with one of `prefixes` belongs too, but for `without`."""

    types: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def has(self, media_type: str) -> bool:
        """Whether the type is in the group."""
        if media_type in self.types:
            return True
        return media_type not in self.without and media_type.startswith(self.prefixes)


_DATABASE_DOCUMENTS = (
    "application/vnd.oasis.opendocument.database",
    "application/vnd.sun.xml.base",
)
_MAIL_TEXT = ("text/calendar", "text/vcard")
# the names that libmagic 5.44 to 5.46 gives (magic/Magdir of its source)
MEMBERS: dict[TypeGroup, Members] = {
    TypeGroup.DOCUMENTS: Members(
        (
            "application/pdf",
            "application/msword",
            "application/msonenote",
            "application/postscript",
            "application/epub+zip",
            "application/rtf",
            "text/rtf",
            "application/vnd.ms-excel",
            "application/vnd.ms-office",
            "application/vnd.ms-powerpoint",
            "application/vnd.ms-project",
            "application/vnd.ms-publisher",
            "application/vnd.ms-works",
            "application/vnd-ms-works",
            "application/vnd.visio",
            "application/vnd.wordperfect",
            "application/vnd.lotus-1-2-3",
            "application/vnd.lotus-wordpro",
            "application/vnd.mif",
            "application/vnd.pagemaker",
            "application/x-dvi",
            "application/x-gnumeric",
            "application/x-hwp",
            "application/x-mobipocket-ebook",
            "application/x-mswrite",
            "application/x-quark-xpress-3",
            "application/x-scribus",
            "application/x-wordperfect-adv",
        ),
        (
            "application/vnd.ms-visio.",
            "application/vnd.oasis.opendocument.",
            "application/vnd.openxmlformats-officedocument",
            "application/vnd.softmaker.",
            "application/vnd.stardivision.",
            "application/vnd.sun.xml.",
            "application/x-ichitaro",
        ),
        _DATABASE_DOCUMENTS,
    ),
    TypeGroup.PICTURES: Members(prefixes=("image/",)),
    TypeGroup.VIDEOS: Members(("application/mxf", "application/vnd.rn-realmedia"), ("video/",)),
    TypeGroup.SOUND: Members(("application/ogg",), ("audio/",)),
    TypeGroup.MAIL: Members(
        (
            "application/vnd.ms-outlook",
            "application/vnd.ms-tnef",
            "application/mbox",
            "application/x-incredimail",
            "application/x-ms-dbx",
            "application/x-ms-msg",
            "application/x-ms-oft",
            "application/x-pst",
            *_MAIL_TEXT,
        ),
        ("message/",),
    ),
    TypeGroup.TEXT: Members(
        ("application/json", "application/javascript", "application/xml"),
        ("text/",),
        ("text/rtf", *_MAIL_TEXT),
    ),
    TypeGroup.DATABASES: Members(
        (
            "application/vnd.sqlite3",
            "application/x-sqlite3",
            "application/msaccess",
            "application/x-msaccess",
            "application/vnd.ms-works-db",
            "application/x-dbf",
            "application/x-dbm",
            "application/x-dbt",
            "application/x-fpt",
            "application/x-gdbm",
            "application/x-ms-ese",
            "application/x-maple-hdb",
            *_DATABASE_DOCUMENTS,
        ),
        ("application/x-dbase-", "application/x-tokyocabinet-"),
    ),
    TypeGroup.ARCHIVES: Members(
        (
            "application/zip",
            "application/gzip",
            "application/zlib",
            "application/zstd",
            "application/java-archive",
            "application/mac-binhex",
            "application/mac-binhex40",
            "application/vnd.ms-cab-compressed",
            "application/vnd.rar",
            "application/warc",
            "application/x-7z-compressed",
            "application/x-ace-compressed",
            "application/x-arc",
            "application/x-archive",
            "application/x-arj",
            "application/x-bzip",
            "application/x-bzip2",
            "application/x-cpio",
            "application/x-dzip",
            "application/x-fzip",
            "application/x-gtar",
            "application/x-gzip",
            "application/x-ia-arc",
            "application/x-lha",
            "application/x-lrzip",
            "application/x-lz4",
            "application/x-lzh-compressed",
            "application/x-lzip",
            "application/x-lzma",
            "application/x-ms-wim",
            "application/x-qpress",
            "application/x-rar",
            "application/x-snappy-framed",
            "application/x-stuffit",
            "application/x-tar",
            "application/x-ustar",
            "application/x-xar",
            "application/x-xz",
            "application/x-zip",
            "application/x-zoo",
            "application/x-zstd",
        ),
        ("application/x-compress",),
    ),
    TypeGroup.EXECUTABLES: Members(
        (
            "application/vnd.microsoft.portable-executable",
            "application/vnd.android.package-archive",
            "application/vnd.debian.binary-package",
            "application/vnd.symbian.install",
            "application/wasm",
            "application/x-coff",
            "application/x-dosdriver",
            "application/x-dosexec",
            "application/x-executable",
            "application/x-innosetup",
            "application/x-installshield",
            "application/x-ios-app",
            "application/x-java-applet",
            "application/x-lx-executable",
            "application/x-mach-binary",
            "application/x-ms-ne-executable",
            "application/x-msi",
            "application/x-object",
            "application/x-pie",
            "application/x-pie-executable",
            "application/x-rpm",
            "application/x-sharedlib",
        ),
        ("application/x-bytecode.",),
    ),
}


@dataclass(frozen=True, slots=True)
class TypeCounts:
    """How many artifacts of a list have each media type and kind, of those that occur; how many are deleted,
    possibly encrypted, not read in full, or hold a position."""

    total: int = 0
    media_types: dict[str, int] = field(default_factory=dict)
    kinds: dict[ArtifactKind, int] = field(default_factory=dict)
    deleted: int = 0
    high_entropy: int = 0
    unread: int = 0
    placed: int = 0


def group_of(media_type: str) -> TypeGroup | None:
    """The group of a media type; None where it is in none."""
    return next((group for group, members in MEMBERS.items() if members.has(media_type)), None)

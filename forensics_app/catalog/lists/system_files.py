"""Files that a file system keeps for itself ($MFT, $Bitmap): lists may fold them away.

Only what is exactly such a file is meant: the name, the folder, the stream and the file system must be right,
and nothing else there may have the name. A file that somebody named so elsewhere, a stream that was put into
one of them, or a second entry of the name stays in every list. The records that $MFT reserves are meant as
well, which The Sleuth Kit lists as orphans (`Entry.reserved`).
"""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.model.artifact import RESERVED_NAMES

# [MS-FSCC] and NTFS.com's list of metadata files: the path of its folder, name, stream
_NTFS = (
    *(
        ("", name, stream)
        for name, streams in (
            ("$AttrDef", ("",)),
            ("$BadClus", ("", "$Bad")),
            ("$Bitmap", ("", "$SRAT")),
            ("$Boot", ("",)),
            ("$Extend", ("",)),
            ("$LogFile", ("",)),
            ("$MFT", ("",)),
            ("$MFTMirr", ("",)),
            ("$Secure", ("", "$SDS", "$SDH", "$SII")),
            ("$UpCase", ("", "$Info")),
            ("$Volume", ("",)),
        )
        for stream in streams
    ),
    *(
        ("/$Extend", name, stream)
        for name, streams in (
            ("$Deleted", ("",)),
            ("$ObjId", ("", "$O")),
            ("$Quota", ("", "$O", "$Q")),
            ("$Reparse", ("", "$R")),
            ("$RmMetadata", ("",)),
            ("$UsnJrnl", ("", "$J", "$Max")),
        )
        for stream in streams
    ),
    *(
        ("/$Extend/$RmMetadata", name, stream)
        for name, streams in (
            ("$Repair", ("", "$Config", "$Corrupt", "$Verify")),
            ("$Txf", ("",)),
            ("$TxfLog", ("",)),
        )
        for stream in streams
    ),
)
_WITHOUT_TIMES = "NOT (a.modified || a.accessed || a.changed || a.created <> '')"
_HFS = tuple(
    ("", name, "")
    for name in (
        "$AllocationFile",
        "$AttributesFile",
        "$BadBlockFile",
        "$CatalogFile",
        "$ExtentsFile",
        "$StartupFile",
    )
)
_FAT = tuple(("", name, "") for name in ("$MBR", "$FAT1", "$FAT2"))  # The Sleuth Kit's names, kind `area`
# The Sleuth Kit's names of what exFAT keeps in entries of the root folder that are no files
_EXFAT = tuple(("", name, "") for name in ("$ALLOC_BITMAP", "$UPCASE_TABLE"))
_SYSTEMS = (
    ("= 'ntfs'", _NTFS, "a.kind IN ('file', 'stream', 'directory')"),
    ("= 'hfs+'", _HFS, "a.kind = 'file'"),
    ("IN ('fat12', 'fat16', 'fat32', 'exfat')", _FAT, "a.kind = 'area'"),
    ("= 'exfat'", _EXFAT, f"a.kind = 'file' AND {_WITHOUT_TIMES}"),
)


def _text(words: str) -> str:
    return f"x'{words.encode().hex()}'"


def _rows(system: str, names: tuple[tuple[str, str, str], ...], kinds: str) -> str:
    """Looked up by name, so that a folder of a million files costs nothing."""
    folded = sorted({f"{name}:{stream}".rstrip(":").casefold() for _, name, stream in names})
    listed = ", ".join(f"'{one}'" for one in folded)
    exact = ", ".join(f"('{path}', {_text(name)}, {_text(stream)})" for path, name, stream in names)
    return (
        "SELECT min(a.row) AS row FROM artifacts a JOIN folders f ON f.number = a.folder"  # noqa: S608 - our own names
        " JOIN layers l ON l.number = f.layer"
        f" WHERE a.folded IN ({listed}) AND a.allocated = 1 AND {kinds}"
        f" AND (f.path, a.name, coalesce(a.stream, x'')) IN (VALUES {exact})"
        f" AND json_extract(l.facts, '$.file_system') {system}"
        " GROUP BY a.folder, a.name, coalesce(a.stream, x'') HAVING count(*) = 1"
    )


def _reserved() -> str:
    names = [name.decode() for *_, name in RESERVED_NAMES]
    listed, folded = ", ".join(map(_text, names)), ", ".join(f"'{name.casefold()}'" for name in names)
    return (
        "SELECT a.row FROM artifacts a JOIN folders f ON f.number = a.folder"  # noqa: S608 - our own names
        " JOIN layers l ON l.number = f.layer"
        f" WHERE a.folded IN ({folded}) AND a.allocated = 0 AND a.kind = 'file' AND a.size <= 0"
        f" AND f.path = '/$OrphanFiles' AND a.name IN ({listed}) AND a.stream IS NULL"
        " AND a.modified || a.accessed || a.changed || a.created <> ''"
        " AND json_extract(l.facts, '$.file_system') = 'ntfs'"
    )


_RESERVED = _reserved()
_FIND = f"SELECT row FROM ({' UNION ALL '.join((*(_rows(*one) for one in _SYSTEMS), _RESERVED))})"  # noqa: S608


def system_rows(database: Database) -> str:
    """A query for the numbers of their rows. With hundreds of sources finding them takes ten milliseconds."""
    return database.keep_rows("system_rows", lambda: _FIND)


def reserved_rows(database: Database) -> str | None:
    """The same for the records that $MFT reserves; None without any."""
    found = database.keep_rows("reserved_rows", lambda: _RESERVED)
    return found if database.connection.execute(f"{found} LIMIT 1").fetchone() else None

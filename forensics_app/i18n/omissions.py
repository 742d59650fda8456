"""A sentence for every code of the omission ledger, and for every reason why content wasn't read.

The ledger holds codes; these are what people read. A test demands one for each code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from forensics_app.i18n.translator import N_, tr
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.marks import WithheldCode

OMISSION_SENTENCES: dict[str, str] = {
    # opening
    "encrypted-volume": N_(
        "This volume is encrypted. Its files are not listed; its bytes are hashed as they are."
    ),
    "encryption-unfinished": N_(
        "This volume was being encrypted or decrypted when the image was made. Both "
        "parts of it are read; what was being converted at that moment is missing."
    ),
    "file-system-not-supported": N_(
        "This file system is recognised but not supported. Its files are not listed; "
        "list them with another tool."
    ),
    "file-system-unknown": N_("No known file system was found here. Nothing in this area is listed."),
    "file-system-ambiguous": N_(
        "This area looks like more than one file system. Each one that can be read is "
        "listed separately; remains of an older one may be wrong. Check it with a second "
        "tool."
    ),
    "file-system-damaged": N_(
        "The file system is damaged and could not be opened. Its files are not listed."
    ),
    "volume-not-supported": N_(
        "This kind of volume is recognised but not supported. The file systems inside it are not listed."
    ),
    "part-of-array": N_(
        "This is one part of a disk array (RAID) or of a dynamic disk. Only what this "
        "part shows on its own is listed; it may be incomplete or out of date. Examine "
        "the whole array with another tool."
    ),
    "container-damaged": N_(
        "The container's own tables are damaged. Parts of the medium may be read as zeros or as older bytes."
    ),
    "volume-damaged": N_("This volume group is damaged. Volumes of it may be missing from the list."),
    "partition-table-damaged": N_("The partition table is damaged. Partitions may be missing from the list."),
    "volume-in-no-partition": N_(
        "No partition in the table contains this volume: its partition was deleted, or "
        "the table is damaged. Its contents are listed."
    ),
    "partition-truncated": N_("This partition is beyond the end of the image. The image is incomplete."),
    "volume-exceeds-partition": N_(
        "This file system claims to be larger than its partition. Files beyond the end "
        "of the partition are read where they should be, and may belong to another "
        "volume; folders there are not read."
    ),
    "second-names-not-listed": N_(
        "This disc lists its files under several names. Files that are already listed "
        "are not listed again under their other names."
    ),
    "boot-catalogue-damaged": N_(
        "The list of boot images on this disc is damaged. Some of them may not be listed."
    ),
    "snapshots-not-read": N_(
        "The volume contains snapshots. The older states of files in them are not listed."
    ),
    "deleted-entries-not-listed": N_(
        "Deleted files are not recovered from this file system. Their absence from the list "
        "does not mean that there are none."
    ),
    "journal-not-replayed": N_(
        "The file system was not closed properly. "
        "Its last changes are only in its journal, which is not applied."
    ),
    "not-closed": N_(
        "The file system was not closed properly. Its last changes may be missing or incomplete."
    ),
    "boot-sector-damaged": N_(
        "The boot sector of this file system is damaged. The volume's backup copy was used."
    ),
    "mft-damaged": N_(
        "The first records of the master file table ($MFT) are damaged. The volume's backup copy was used."
    ),
    "superblock-damaged": N_(
        "The header of this file system (its superblock or volume header) is damaged. A "
        "backup copy on the volume was used."
    ),
    "descriptors-damaged": N_(
        "The list of where parts of this file system are located is damaged. A backup "
        "copy on the volume was used."
    ),
    "allocation-table-damaged": N_(
        "The first file allocation table (FAT) is damaged. Another copy on the volume was used."
    ),
    "allocation-tables-differ": N_(
        "The file allocation tables (FAT) of this volume differ. The first one was used; files whose entries "
        "are wrong in it are shown with wrong or missing bytes."
    ),
    "segment-stray": N_(
        "This file looks like a segment of the image but does not match it. It was left out."
    ),
    "acquisition-errors": N_(
        "Sectors here could not be read when the image was made. What replaces them, "
        "mostly zeros, is not what was on the medium."
    ),
    "image-truncated": N_(
        "The image is incomplete: it ends too early, or a part of it is missing. The "
        "missing data was not read."
    ),
    "source-changed": N_(
        "The source changed while it was being read. Start again with a source that does not change."
    ),
    # opening the source as a whole: codes of errors
    "format-not-supported": N_(
        "The format of this source is recognised but not supported. Nothing in it is listed."
    ),
    "read-failed": N_("Bytes of the medium could not be read, so it has no digest as a whole."),
    "segment-missing": N_("This source is one part of a set and another part is missing. Nothing is listed."),
    "segments-incomplete": N_(
        "This source is one part of a set and another part is missing. Nothing is listed."
    ),
    "source-damaged": N_(
        "The container of this source is damaged and could not be opened. Nothing is listed."
    ),
    "source-empty": N_("This source is empty (0 bytes)."),
    "source-truncated": N_("This source is truncated and was not opened. Nothing in it is listed."),
    "worker-lost": N_("The reading process ended while opening this source. Nothing in it is listed."),
    # walking
    "directory-unreadable": N_("This folder could not be read. Its contents are not listed."),
    "directory-incomplete": N_("Part of this folder could not be read. Some of its names may be missing."),
    "name-unreadable": N_("This entry could not be examined. It is not listed."),
    "details-unreadable": N_(
        "Exact names and times in this folder could not be read. They are shown as far as they are known."
    ),
    "inode-unreadable": N_(
        "The metadata of this entry, or the target of this link, could not be read. Only the name is listed."
    ),
    "attributes-unreadable": N_("Extended attributes could not be read here. They are not listed."),
    "checksum-differs": N_(
        "A checksum of the file system does not match here. What is listed here may be wrong or incomplete."
    ),
    "walk-abandoned": N_(
        "Listing was stopped after too many failures. The rest of this volume is not listed."
    ),
    "worker-silent": N_(
        "The reading process stopped responding here and was terminated. What follows was left out."
    ),
    "worker-crashed": N_("The reading process crashed here. What follows was left out."),
    "memory-exhausted": N_("The reading process ran out of memory here. What follows was left out."),
    # archives
    "archive-damaged": N_("This archive is damaged. Some of its contents may be missing from the list."),
    "archive-inconsistent": N_("This archive is inconsistent here. Examine it with a second tool."),
    "archive-overlap": N_(
        "This content shares its bytes with another member of the archive. It was not read."
    ),
    "archive-too-large": N_(
        "Unpacking this would exceed the limit for archives. Anything beyond the limit was not read."
    ),
    "archive-too-deep": N_(
        "This archive is nested deeper than the maximum depth. Its contents are not listed."
    ),
    "archive-not-supported": N_(
        "This archive, or its compression method, is recognised but not supported. Its "
        "contents are not listed."
    ),
    # reading and examining
    "content-unreadable": N_("The content could not be read. It has no digest."),
    "content-partial": N_("Part of the content could not be read. The gaps count as zeros in its digest."),
    "content-reused": N_(
        "The space of this deleted file was reused; the content shown may belong to another file."
    ),
    "content-reuse-not-checked": N_(
        "There are too many deleted files to compare the locations of all of them. "
        "Whether these share space with another deleted file is not known."
    ),
    "content-encrypted": N_(
        "The content is encrypted. Where it has a digest, that is the digest of the encrypted bytes."
    ),
    "content-checksum-differs": N_(
        "The content does not match the checksum that the archive stores for it. It may be damaged."
    ),
    "content-sparse-too-large": N_(
        "The file or medium claims a large size but stores almost no data. It was not read in full."
    ),
    "content-changed": N_(
        "When the bundle was sealed, the content no longer matched what had been catalogued. It was left out."
    ),
    "volume-locked": N_(
        "The volume that contains this content was not unlocked when the bundle was sealed. It was left out."
    ),
    "evidence-not-at-hand": N_(
        "The evidence that contains this content was not available when the bundle was "
        "sealed. The sealing laboratory left the content out; the custody entry of the "
        "sealing states the reason."
    ),
    "withheld-privileged": N_(
        "The sealing laboratory withheld this as privileged. Its nature is not stated here; "
        "ask the sender's authority."
    ),
    "withheld-private": N_(
        "The sealing laboratory withheld this as private. Its nature is not stated here; "
        "ask the sender's authority."
    ),
    "withheld-out-of-scope": N_(
        "The sealing laboratory left this out because the request does not cover it. Its "
        "nature is not stated here."
    ),
    "withheld-with-marked": N_(
        "The sealing laboratory left this out because it contains, duplicates or belongs to "
        "something that is withheld."
    ),
    "medium-withheld": N_(
        "The whole medium was requested but is not included, because something on it is withheld."
    ),
    "tags-and-notes-left-out": N_(
        "The sealing laboratory left out tags or notes on items of this source. The items "
        "themselves are not affected."
    ),
    "ingest-incomplete": N_(
        "Reading this source was stopped before the end. It may contain more than what is catalogued."
    ),
    "double-read-differs": N_(
        "Read from its location on the medium, the content differs from what the file "
        "system returns. The digest is of what the file system returns; examine both "
        "with a second tool."
    ),
    "type-not-detected": N_("The type of the content could not be determined."),
    "exif-not-read": N_(
        "The EXIF data of the picture could not be read: it is malformed, or the picture ends before it."
    ),
    "unallocated-not-read": N_(
        "Allocated and free space could not be distinguished here. The unallocated space of "
        "this file system is not hashed."
    ),
    "slack-not-read": N_(
        "File slack could not be determined here. The slack of this file system is not hashed."
    ),
    "yara-not-scanned": N_(
        "This content was not fully compared with the YARA rules or words: it is too large, or "
        "took too long. They may match in the part that was not scanned."
    ),
    "hash-set-not-comparable": N_(
        "A hash set could not be compared with all files of this source: it uses a type "
        "of hash that was not computed for them. Read the source with that hash type too "
        "(--digests), into a new case."
    ),
}

NOT_READ_SENTENCES: dict[str, str] = {
    "no-content": N_("This entry has no content of its own."),
    "content-reallocated": N_("The entry was deleted, and its record now belongs to another file."),
    "content-lost": N_("Only the name remains; the location of the content is not known."),
}


DOUBT_CODES = frozenset(
    {
        "allocation-table-damaged",
        "allocation-tables-differ",
        "archive-inconsistent",
        "boot-sector-damaged",
        "checksum-differs",
        "content-checksum-differs",
        "content-reuse-not-checked",
        "content-reused",
        "descriptors-damaged",
        "double-read-differs",
        "file-system-ambiguous",
        "mft-damaged",
        "superblock-damaged",
        "type-not-detected",
        "volume-in-no-partition",
    }
)
"""Codes of what was read and listed, though with a doubt; of every other code something was not read or is
left out. The ledger keeps both together (docs/bundle-format.md), whoever shows it keeps them apart."""

_WORST_FIRST = (
    # the whole medium, or what of it is missing
    (
        "acquisition-errors",
        "container-damaged",
        "evidence-not-at-hand",
        "format-not-supported",
        "image-truncated",
        "ingest-incomplete",
        "medium-withheld",
        "read-failed",
        "segment-missing",
        "segments-incomplete",
        "source-changed",
        "source-damaged",
        "source-empty",
        "source-truncated",
        "worker-lost",
    ),
    # a volume of which nothing, or not everything, is listed
    (
        "file-system-damaged",
        "file-system-not-supported",
        "memory-exhausted",
        "part-of-array",
        "partition-table-damaged",
        "partition-truncated",
        "volume-damaged",
        "volume-not-supported",
        "walk-abandoned",
        "worker-crashed",
        "worker-silent",
    ),
    # a volume that a key would open
    ("encrypted-volume", "encryption-unfinished", "volume-locked"),
    # folders, files and archives
    (
        "archive-damaged",
        "archive-not-supported",
        "archive-overlap",
        "archive-too-deep",
        "archive-too-large",
        "content-changed",
        "content-encrypted",
        "content-sparse-too-large",
        "content-unreadable",
        "directory-incomplete",
        "directory-unreadable",
        "file-system-unknown",
        "inode-unreadable",
        "name-unreadable",
        "snapshots-not-read",
        "withheld-out-of-scope",
        "withheld-privileged",
        "withheld-private",
        "withheld-with-marked",
    ),
    # parts of them, and what surrounds them
    (
        "attributes-unreadable",
        "boot-catalogue-damaged",
        "content-partial",
        "deleted-entries-not-listed",
        "details-unreadable",
        "journal-not-replayed",
        "not-closed",
        "slack-not-read",
        "unallocated-not-read",
        "volume-exceeds-partition",
    ),
    # what was read, with a doubt
    tuple(sorted(DOUBT_CODES)),
    # for information
    (
        "exif-not-read",
        "hash-set-not-comparable",
        "second-names-not-listed",
        "segment-stray",
        "tags-and-notes-left-out",
        "yara-not-scanned",
    ),
)
_GRAVITY = {code: rank for rank, codes in enumerate(_WORST_FIRST) for code in codes}
_FILES, _INFORMATION = 3, len(_WORST_FIRST) - 1
_IN_A_VOLUME = ":/"  # between a layer and a path in it: docs/bundle-format.md on locators

_One = TypeVar("_One")


_BEFORE_READING = {
    "image-truncated": N_(
        "The image is incomplete: it ends too early, or a part of it is missing. Only the available data can "
        "be read."
    ),
    "segment-stray": N_(
        "This file looks like a segment of the image but does not match it. It will be left out."
    ),
}


def gravity(code: str, locator: str | None = None) -> int:
    """How grave what a line of the ledger says is, 0 the gravest: for whoever lists the worst first. A code
    that is not known counts like a file that could not be read, and so does at most whatever is said of one
    file or folder: failed sectors in a file are less than those of the medium."""
    rank = _GRAVITY.get(code, _FILES)
    return max(rank, _FILES) if locator is not None and _IN_A_VOLUME in locator else rank


def is_of_whole_source(omission: Omission) -> bool:
    """Whether a line without a place is about the source as a whole. Of what is withheld, and of files whose
    path would give that away, the place is left out on purpose.
    """
    if omission.locator is not None:
        return omission.locator == omission.source_id
    rank = gravity(omission.code)
    return omission.stage is OmissionStage.OPEN or rank < _FILES or rank == _INFORMATION


def lies_in_withheld(omission: Omission) -> bool:
    """Whether a sealed line has no place because it would name something withheld
    (`Withholdings.without_names`). The lines of what is withheld say so themselves, and why a code of a later
    version has no place is not known.
    """
    if omission.locator is not None or omission.code not in OMISSION_SENTENCES | NOT_READ_SENTENCES:
        return False
    return omission.code not in set(WithheldCode) and not is_of_whole_source(omission)


def is_doubt(code: str) -> bool:
    """Whether a code of the ledger means that something was read, though with a doubt."""
    return code in DOUBT_CODES


def apart(ledger: Iterable[_One], code: Callable[[_One], str]) -> tuple[list[_One], list[_One]]:
    """What was not read or is left out, and what was read with a doubt, both in the order given."""
    lines = list(ledger)
    return [one for one in lines if not is_doubt(code(one))], [one for one in lines if is_doubt(code(one))]


LEFT_OUT_HEADING = N_("Not read or left out, and why")
DOUBT_HEADING = N_("Read, but in doubt, and why")
"""One wording of both, for window, reports, command line and web page."""


def omission_sentence(code: str) -> str:
    """The sentence of an omission code in the current language. KeyError for a code that has none."""
    return tr(OMISSION_SENTENCES[code])


def preview_sentence(code: str) -> str:
    """The same of a source that is only previewed: nothing of it was read yet. KeyError as well."""
    return tr(_BEFORE_READING[code]) if code in _BEFORE_READING else omission_sentence(code)


def not_read_sentence(reason: str) -> str:
    """The sentence of `Read.reason`: an omission code, or a reason that is no omission."""
    return tr(NOT_READ_SENTENCES[reason] if reason in NOT_READ_SENTENCES else OMISSION_SENTENCES[reason])

"""A sentence for every code of the omission ledger, and for every reason why content wasn't read.

The ledger holds codes; these are what people read. A test demands one for each code.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_, tr

OMISSION_SENTENCES: dict[str, str] = {
    # opening
    "encrypted-volume": N_(
        "This volume is encrypted. Its files are not listed; its bytes are hashed as they are."
    ),
    "encryption-unfinished": N_(
        "This volume was being encrypted or decrypted when the image was made. Both parts of it are read; "
        "what was on its way between them is missing."
    ),
    "file-system-not-supported": N_(
        "This file system is recognised but not read. Its files are not listed; list them with another tool."
    ),
    "file-system-unknown": N_("No known file system was found here. Nothing is listed from this area."),
    "file-system-ambiguous": N_(
        "This area looks like more than one file system. Each one that can be read is listed by itself; "
        "what is left of an older one may be wrong. Check it with a second tool."
    ),
    "file-system-damaged": N_(
        "The file system is damaged and could not be opened. Its files are not listed."
    ),
    "volume-not-supported": N_(
        "This kind of volume is recognised but not read. The file systems inside it are not listed."
    ),
    "part-of-array": N_(
        "This is one part of an array of disks (RAID), or of a dynamic disk. What is listed is what this "
        "part shows by itself, and may be incomplete or out of date. Look at the whole with another tool."
    ),
    "container-damaged": N_(
        "The container's own tables are damaged. Parts of the medium may be read as zeros or as older bytes."
    ),
    "volume-damaged": N_("This volume group is damaged. Volumes of it may be missing from the list."),
    "partition-table-damaged": N_("The partition table is damaged. Partitions may be missing from the list."),
    "volume-in-no-partition": N_(
        "No partition of the table holds this volume: its partition was deleted, or the table is damaged. "
        "What is in it is listed."
    ),
    "partition-truncated": N_("This partition lies beyond the end of the image. The image is not complete."),
    "volume-exceeds-partition": N_(
        "This file system says that it is larger than its partition. Files behind the end of the partition "
        "are read where they should lie, and may be another volume's; folders there are not read."
    ),
    "second-names-not-listed": N_(
        "This disc names its files more than once. Other names of files that are listed already "
        "are not listed again."
    ),
    "boot-catalogue-damaged": N_(
        "The list of boot images on this disc is damaged. Some of them may not be listed."
    ),
    "snapshots-not-read": N_("The volume holds snapshots. The older states of files in them are not listed."),
    "deleted-entries-not-listed": N_(
        "Deleted files of this file system are not looked for. "
        "That none are listed does not mean that there are none."
    ),
    "journal-not-replayed": N_(
        "The file system was not closed properly. "
        "Its last changes are only in its journal, which is not applied."
    ),
    "not-closed": N_(
        "The file system was not closed properly. Its last changes may be missing or incomplete."
    ),
    "boot-sector-damaged": N_(
        "The boot sector of this file system is damaged. It was read by the copy that the volume keeps."
    ),
    "mft-damaged": N_(
        "The first records of the master file table ($MFT) are damaged. They were read by the copy that the "
        "volume keeps."
    ),
    "superblock-damaged": N_(
        "The header of this file system (its superblock or volume header) is damaged. It was read by a copy "
        "that the volume keeps."
    ),
    "descriptors-damaged": N_(
        "The list of where parts of this file system lie is damaged. It was read by a copy that the volume "
        "keeps."
    ),
    "allocation-table-damaged": N_(
        "The first file allocation table (FAT) is damaged. The volume was read by another one that it keeps."
    ),
    "allocation-tables-differ": N_(
        "The file allocation tables (FAT) of this volume differ. The first one was used; files whose entries "
        "are wrong in it are shown with wrong or missing bytes."
    ),
    "segment-stray": N_("This file looks like a segment of the image but does not fit it. It was left out."),
    "acquisition-errors": N_(
        "Sectors here could not be read when the image was made. What stands in their place, mostly zeros, "
        "is not what was on the medium."
    ),
    "image-truncated": N_(
        "The image is not whole: it ends too early, or a part of it is missing. What lies there was not read."
    ),
    "source-changed": N_(
        "The source changed while it was read. Start again with a source that stays as it is."
    ),
    # opening the source as a whole: codes of errors
    "format-not-supported": N_(
        "The format of this source is recognised but not read. Nothing in it is listed."
    ),
    "read-failed": N_("Bytes of the medium could not be read, so it has no digest as a whole."),
    "segment-missing": N_("This source is one part of a set and another part is missing. Nothing is listed."),
    "segments-incomplete": N_(
        "This source is one part of a set and another part is missing. Nothing is listed."
    ),
    "source-damaged": N_(
        "The container of this source is damaged and could not be opened. Nothing is listed."
    ),
    "source-empty": N_("This source holds 0 bytes, so there is nothing in it."),
    "source-truncated": N_("This source was cut off and was not opened. Nothing in it is listed."),
    "worker-lost": N_("The reading process was lost when it opened this source. Nothing in it is listed."),
    # walking
    "directory-unreadable": N_("This folder could not be read. What is in it is not listed."),
    "directory-incomplete": N_("Part of this folder could not be read. Some of its names may be missing."),
    "name-unreadable": N_("This name could not be looked at. It is not listed."),
    "details-unreadable": N_(
        "Exact names and times of this folder could not be read. They are shown as far as they are known."
    ),
    "inode-unreadable": N_("What this name leads to could not be read. Only the name is listed."),
    "attributes-unreadable": N_("Extended attributes could not be read here. They are not listed."),
    "checksum-differs": N_(
        "A checksum of the file system does not match here. What is listed here may be wrong or incomplete."
    ),
    "walk-abandoned": N_(
        "Listing was given up after too many failures. The rest of this volume is not listed."
    ),
    "worker-silent": N_(
        "The reading process stopped answering here and was ended. What follows was left out."
    ),
    "worker-crashed": N_("The reading process crashed here. What follows was left out."),
    "memory-exhausted": N_("The reading process ran out of memory here. What follows was left out."),
    # archives
    "archive-damaged": N_("This archive is damaged. Some of what is in it may be missing from the list."),
    "archive-inconsistent": N_("This archive contradicts itself here. Look at it with a second tool."),
    "archive-overlap": N_(
        "This content shares its bytes with another member of the archive. It was not read."
    ),
    "archive-too-large": N_(
        "Unpacked, this would exceed the limit for archives. What goes beyond the limit was not read."
    ),
    "archive-too-deep": N_(
        "This archive lies inside more archives than were to be opened. What is in it is not listed."
    ),
    "archive-not-supported": N_(
        "This archive, or the way it is packed, is recognised but not read. What is in it is not listed."
    ),
    # reading and examining
    "content-unreadable": N_("The content could not be read. It has no digest."),
    "content-partial": N_("Part of the content could not be read. The gaps count as zeros in its digest."),
    "content-reused": N_(
        "The space of this deleted file was reused; the content shown may belong to another file."
    ),
    "content-reuse-not-checked": N_(
        "There are too many deleted files to compare where all of them lie. "
        "Whether these share their space with another deleted file is not known."
    ),
    "content-encrypted": N_(
        "The content is encrypted. Where it has a digest, that is the digest of the encrypted bytes."
    ),
    "content-checksum-differs": N_(
        "The content does not match the checksum that the archive stores for it. It may be damaged."
    ),
    "content-sparse-too-large": N_("The file claims a large size but stores no byte. It was not read."),
    "content-changed": N_(
        "When the bundle was sealed, the content was no longer what had been catalogued. It was left out."
    ),
    "volume-locked": N_(
        "The volume that holds this content was not unlocked when the bundle was sealed. It was left out."
    ),
    "evidence-not-at-hand": N_(
        "The evidence that holds this content was not at hand when the bundle was sealed. Whoever sealed "
        "left the content out; the custody entry of the sealing says why."
    ),
    "withheld-privileged": N_(
        "Whoever sealed withheld this as privileged. What it is, is not said here; "
        "ask the sender's authority."
    ),
    "withheld-private": N_(
        "Whoever sealed withheld this as private. What it is, is not said here; ask the sender's authority."
    ),
    "withheld-out-of-scope": N_(
        "Whoever sealed left this out because the request does not cover it. What it is, is not said here."
    ),
    "withheld-with-marked": N_(
        "Whoever sealed left this out because it holds, repeats or belongs to something that is withheld."
    ),
    "medium-withheld": N_(
        "The whole medium was asked for and is not here, because something on it is withheld."
    ),
    "tags-and-notes-left-out": N_(
        "Whoever sealed left out tags or notes on items of this source. The items themselves are not "
        "affected."
    ),
    "ingest-incomplete": N_(
        "Reading this source was stopped before its end. It may hold more than what is catalogued."
    ),
    "double-read-differs": N_(
        "Read by its place on the medium, the content is not what the file system gives. Its digest is of "
        "what the file system gives; look at both with a second tool."
    ),
    "type-not-detected": N_("The type of the content could not be determined."),
    "exif-not-read": N_(
        "The EXIF data of the picture could not be read: it is malformed, or the picture breaks off where it "
        "may have followed."
    ),
    "unallocated-not-read": N_(
        "What no file uses could not be told from what files use here. The unallocated space of this file "
        "system is not hashed."
    ),
    "slack-not-read": N_(
        "What is left behind the ends of files could not be told here. The slack of this file system is not "
        "hashed."
    ),
    "yara-not-scanned": N_(
        "This content was not compared with the YARA rules as a whole: it is too large, or took too long. "
        "Rules may match in what was not looked at."
    ),
    "hash-set-not-comparable": N_(
        "A hash set could not be compared with all files of this source: it has a kind of hash that was not "
        "computed for them. Read the source with that kind too (--digests), into a new case."
    ),
}

NOT_READ_SENTENCES: dict[str, str] = {
    "no-content": N_("This entry has no content of its own."),
    "content-reallocated": N_("The name was deleted and its place now belongs to another file."),
    "content-lost": N_("Only the name is left; where the content was is not known."),
}


def omission_sentence(code: str) -> str:
    """The sentence of an omission code in the current language. KeyError for a code that has none."""
    return tr(OMISSION_SENTENCES[code])


def not_read_sentence(reason: str) -> str:
    """The sentence of `Read.reason`: an omission code, or a reason that is no omission."""
    return tr(NOT_READ_SENTENCES[reason] if reason in NOT_READ_SENTENCES else OMISSION_SENTENCES[reason])

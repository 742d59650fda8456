"""Codes of the omission ledger that evidence and examination give. Sentences: `i18n/omissions.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Omit(Protocol):
    """How an omission is noted: code, layer, technical detail, how many things it stands for."""

    def __call__(self, code: OmissionCode, locator: str, detail: str, count: int = 1) -> None: ...


class OmissionCode(StrEnum):
    """Sealed as they are, so never renamed."""

    # opening
    ENCRYPTED_VOLUME = "encrypted-volume"
    ENCRYPTION_UNFINISHED = "encryption-unfinished"
    FILE_SYSTEM_NOT_SUPPORTED = "file-system-not-supported"
    FILE_SYSTEM_UNKNOWN = "file-system-unknown"
    FILE_SYSTEM_AMBIGUOUS = "file-system-ambiguous"
    FILE_SYSTEM_DAMAGED = "file-system-damaged"
    VOLUME_NOT_SUPPORTED = "volume-not-supported"
    PART_OF_ARRAY = "part-of-array"
    VOLUME_DAMAGED = "volume-damaged"
    PARTITION_TABLE_DAMAGED = "partition-table-damaged"
    VOLUME_IN_NO_PARTITION = "volume-in-no-partition"
    PARTITION_TRUNCATED = "partition-truncated"
    VOLUME_EXCEEDS_PARTITION = "volume-exceeds-partition"
    SECOND_NAMES_NOT_LISTED = "second-names-not-listed"
    BOOT_CATALOGUE_DAMAGED = "boot-catalogue-damaged"
    SNAPSHOTS_NOT_READ = "snapshots-not-read"
    DELETED_ENTRIES_NOT_LISTED = "deleted-entries-not-listed"
    JOURNAL_NOT_REPLAYED = "journal-not-replayed"
    NOT_CLOSED = "not-closed"
    BOOT_SECTOR_DAMAGED = "boot-sector-damaged"
    MFT_DAMAGED = "mft-damaged"
    SUPERBLOCK_DAMAGED = "superblock-damaged"
    DESCRIPTORS_DAMAGED = "descriptors-damaged"
    ALLOCATION_TABLE_DAMAGED = "allocation-table-damaged"
    ALLOCATION_TABLES_DIFFER = "allocation-tables-differ"
    SEGMENT_STRAY = "segment-stray"
    CONTAINER_DAMAGED = "container-damaged"
    ACQUISITION_ERRORS = "acquisition-errors"
    IMAGE_TRUNCATED = "image-truncated"
    SOURCE_CHANGED = "source-changed"
    # walking
    DIRECTORY_UNREADABLE = "directory-unreadable"
    DIRECTORY_INCOMPLETE = "directory-incomplete"
    NAME_UNREADABLE = "name-unreadable"
    DETAILS_UNREADABLE = "details-unreadable"
    INODE_UNREADABLE = "inode-unreadable"
    ATTRIBUTES_UNREADABLE = "attributes-unreadable"
    CHECKSUM_DIFFERS = "checksum-differs"
    WALK_ABANDONED = "walk-abandoned"
    WORKER_SILENT = "worker-silent"
    WORKER_CRASHED = "worker-crashed"
    MEMORY_EXHAUSTED = "memory-exhausted"
    # archives
    ARCHIVE_DAMAGED = "archive-damaged"
    ARCHIVE_INCONSISTENT = "archive-inconsistent"
    ARCHIVE_OVERLAP = "archive-overlap"
    ARCHIVE_TOO_LARGE = "archive-too-large"
    ARCHIVE_TOO_DEEP = "archive-too-deep"
    ARCHIVE_NOT_SUPPORTED = "archive-not-supported"
    # reading and examining
    CONTENT_UNREADABLE = "content-unreadable"
    CONTENT_PARTIAL = "content-partial"
    CONTENT_REUSED = "content-reused"
    CONTENT_REUSE_NOT_CHECKED = "content-reuse-not-checked"
    CONTENT_ENCRYPTED = "content-encrypted"
    CONTENT_CHECKSUM_DIFFERS = "content-checksum-differs"
    CONTENT_SPARSE_TOO_LARGE = "content-sparse-too-large"
    DOUBLE_READ_DIFFERS = "double-read-differs"
    TYPE_NOT_DETECTED = "type-not-detected"
    EXIF_NOT_READ = "exif-not-read"
    UNALLOCATED_NOT_READ = "unallocated-not-read"
    SLACK_NOT_READ = "slack-not-read"
    YARA_NOT_SCANNED = "yara-not-scanned"
    HASH_SET_NOT_COMPARABLE = "hash-set-not-comparable"


class NotReadReason(StrEnum):
    """Why content wasn't read although nothing failed; in `Read.reason`, never in the ledger."""

    NO_CONTENT = "no-content"
    REALLOCATED = "content-reallocated"
    LOST = "content-lost"

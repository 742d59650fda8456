"""Labels of codes that people see: kinds, events, reasons, stages of work.

Codes are sealed, labels are rendered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from forensics_app.i18n.translator import N_, NC_, Translator, current, tr
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.artifact import ArtifactKind, ExtentClass, ReadOutcome
from forensics_app.model.credentials import LockedVolume
from forensics_app.model.custody import CustodyEventType, CustodyReason
from forensics_app.model.evidence import ContainerFormat, Layer, LayerKind, LayerState, OmissionStage
from forensics_app.model.hash_sets import HashSetFormat, HashSetKind
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import Sort
from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.model.times import TimeKind

KIND_LABELS: dict[ArtifactKind, str] = {
    ArtifactKind.FILE: NC_("kind of artifact", "file"),
    ArtifactKind.STREAM: N_("data stream"),
    ArtifactKind.ATTRIBUTE: NC_("kind of artifact", "attribute"),
    ArtifactKind.DIRECTORY: NC_("kind of artifact", "folder"),
    ArtifactKind.LINK: NC_("kind of artifact", "link"),
    ArtifactKind.AREA: NC_("kind of artifact", "area"),
    ArtifactKind.DOCUMENT: NC_("kind of artifact", "document"),
    ArtifactKind.OTHER: NC_("kind of artifact", "other"),
}

READ_LABELS: dict[ReadOutcome, str] = {
    ReadOutcome.COMPLETE: N_("read completely"),
    ReadOutcome.PARTIAL: N_("read in part"),
    ReadOutcome.UNREADABLE: NC_("outcome of reading", "unreadable"),
    ReadOutcome.NOT_READ: N_("not read"),
}

EXTENT_CLASS_LABELS: dict[ExtentClass, str] = {
    ExtentClass.RUNS: N_("runs on the medium"),
    ExtentClass.NTFS_RESIDENT: N_("inside the MFT record"),
    ExtentClass.NTFS_VALID_LENGTH: N_("runs, zeros after the valid length"),
    ExtentClass.NTFS_COMPRESSED: N_("compressed runs"),
    ExtentClass.EXT4_INLINE: N_("inside the inode"),
    ExtentClass.XATTR: N_("inside an extended attribute"),
    ExtentClass.ENCRYPTED: N_("encrypted runs"),
    ExtentClass.SHORT: N_("fewer bytes on the medium than the size states"),
    ExtentClass.ALL_SPARSE: N_("zeros that take no space"),
    ExtentClass.ASSUMED_CONTIGUOUS: N_("assumed to be in one piece"),
    ExtentClass.NONE: N_("no place on the medium"),
}

CUSTODY_LABELS: dict[CustodyEventType, str] = {
    CustodyEventType.SEIZED: NC_("custody event", "Seized"),
    CustodyEventType.RECEIVED: NC_("custody event", "Received"),
    CustodyEventType.RELEASED: NC_("custody event", "Released"),
    CustodyEventType.SEALED: NC_("custody event", "Sealed"),
    CustodyEventType.UNSEALED: NC_("custody event", "Unsealed"),
    CustodyEventType.ACQUIRED: NC_("custody event", "Acquired"),
    CustodyEventType.VERIFIED: NC_("custody event", "Verified"),
    CustodyEventType.COPIED: NC_("custody event", "Copied"),
    CustodyEventType.ACCESSED: NC_("custody event", "Accessed"),
    CustodyEventType.ANALYSED: NC_("custody event", "Analysed"),
    CustodyEventType.EXPORTED: NC_("custody event", "Exported"),
    CustodyEventType.DISCLOSED: NC_("custody event", "Disclosed"),
    CustodyEventType.RETURNED: NC_("custody event", "Returned"),
    CustodyEventType.DISPOSED: NC_("custody event", "Disposed of"),
    CustodyEventType.CORRECTED: NC_("custody event", "Corrected"),
}

REASON_LABELS: dict[CustodyReason, str] = {
    CustodyReason.CASE_CREATED: N_("case created"),
    CustodyReason.INGEST_BEGUN: N_("reading started"),
    CustodyReason.INGEST_RESUMED: N_("reading resumed after an interruption"),
    CustodyReason.INGEST_EXTENDED: N_("volumes read that had been left out"),
    CustodyReason.INGEST_COMPLETED: N_("reading completed"),
    CustodyReason.INGEST_STOPPED: N_("reading stopped before its end"),
    CustodyReason.STORED_DIGESTS_AGREE: N_("stored acquisition hashes agree with the computed ones"),
    CustodyReason.STORED_DIGESTS_DIFFER: N_("stored acquisition hashes differ from the computed ones"),
    CustodyReason.UNFINISHED_LINE_REMOVED: N_("an unfinished line was removed after an interruption"),
    CustodyReason.HASH_SET_MATCHED: N_("compared with a hash set"),
    CustodyReason.MEDIUM_UNCHANGED: N_("hashed again: the medium is as it was when it was read"),
    CustodyReason.MEDIUM_CHANGED: N_("hashed again: the medium is not as it was when it was read"),
    CustodyReason.VOLUME_LEFT_OUT: N_("an encrypted volume was deliberately left out"),
    CustodyReason.RULES_APPLIED: N_("compared with YARA rules or words"),
    CustodyReason.TIME_ZONE_DECLARED: N_("time zone declared"),
    CustodyReason.TIME_ZONE_WITHDRAWN: N_("declared time zone withdrawn"),
    CustodyReason.CONTENTS_REDERIVED: N_("contents of a bundle re-derived from the image: all as sealed"),
    CustodyReason.CONTENTS_NOT_REDERIVED: N_("contents of a bundle re-derived from the image: not as sealed"),
    CustodyReason.CONTENTS_EXTRACTED: N_("files extracted from the evidence"),
    CustodyReason.CONTENTS_OPENED: N_("read-only copy made to open it with another program"),
    CustodyReason.BUNDLE_SEALED: N_("bundle sealed"),
    CustodyReason.BUNDLE_WRITTEN: N_("sealed bundle written, with its seal code"),
    CustodyReason.SEALING_ABANDONED: N_("announced sealing abandoned"),
    CustodyReason.ADDENDUM_MADE: N_("addendum to a sealed bundle signed"),
    CustodyReason.ADDENDUM_IMPORTED: N_("addendum to a sealed bundle verified and imported into the case"),
    CustodyReason.PARCEL_MADE: N_("bundle encrypted as a parcel"),
    CustodyReason.PARCEL_RECIPIENT_ADDED: N_("recipient added to an encrypted parcel"),
    CustodyReason.REQUEST_RECORDED: N_("record of the legal request entered or changed"),
    CustodyReason.RETENTION_RECORDED: N_("end of retention recorded or changed"),
    CustodyReason.ITEMS_MARKED: N_("items marked as withheld from every bundle"),
    CustodyReason.ITEMS_UNMARKED: N_("marks removed from items"),
}

FORMAT_LABELS: dict[ContainerFormat, str] = {
    ContainerFormat.RAW: N_("raw image"),
    ContainerFormat.SPLIT_RAW: N_("raw image in parts"),
    ContainerFormat.EWF: N_("EWF image (E01)"),
    ContainerFormat.EWF2: N_("EWF2 image (Ex01)"),
    ContainerFormat.QCOW2: N_("QCOW2 image"),
    ContainerFormat.VMDK: N_("VMDK image"),
    ContainerFormat.VHD: N_("VHD image"),
    ContainerFormat.VHDX: N_("VHDX image"),
    ContainerFormat.DMG: N_("DMG image"),
    ContainerFormat.COMPRESSED: N_("compressed image"),
    ContainerFormat.FOLDER: NC_("format of a source", "folder"),
    ContainerFormat.FILE: N_("single file"),
    ContainerFormat.ZIP: N_("ZIP archive"),
    ContainerFormat.TAR: N_("TAR archive"),
    ContainerFormat.ARCHIVE: NC_("format of a source", "archive"),
}

LAYER_LABELS: dict[LayerKind, str] = {
    LayerKind.MEDIUM: NC_("kind of volume", "medium"),
    LayerKind.PARTITION: NC_("kind of volume", "partition"),
    LayerKind.UNALLOCATED: N_("unallocated space"),
    LayerKind.TABLE: N_("partition table"),
    LayerKind.FILE_SYSTEM: N_("file system"),
    LayerKind.ENCRYPTED: N_("encrypted volume"),
    LayerKind.DECRYPTED: N_("decrypted volume"),
    LayerKind.LOGICAL_VOLUME: N_("logical volume"),
    LayerKind.SNAPSHOT: NC_("kind of volume", "snapshot"),
    LayerKind.FOLDER: NC_("kind of volume", "folder"),
    LayerKind.ARCHIVE: NC_("kind of volume", "archives"),
}

LAYER_STATE_LABELS: dict[LayerState, str] = {
    LayerState.WALKED: NC_("state of a volume", "listed"),
    LayerState.AREA: N_("area, not listed"),
    LayerState.EMPTY: NC_("state of a volume", "empty"),
    LayerState.OMITTED: NC_("state of a volume", "files not readable"),
}

_SHADOW_COPY = re.compile(r"volume shadow copy ([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9:]{8})(?:\.[0-9]+)?Z")
LAYER_DESCRIPTIONS: dict[str, str] = {
    "protective MBR": N_("protective MBR"),
    "GPT header": N_("GPT header"),
    "GPT entries": N_("GPT entries"),
    "driver descriptor": N_("driver descriptor"),
    "no partition table": N_("no partition table"),
    "in no partition table": N_("in no partition table"),
    "boot catalogue": N_("list of boot images"),
    "boot image": N_("boot image"),
    "Rock Ridge names alone": N_("found only under Rock Ridge names"),
    "Joliet names alone": N_("found only under Joliet names"),
    "ISO 9660 names alone": N_("found only under plain ISO 9660 names"),
    "UDF names alone": N_("found only under UDF names"),
    "another session": N_("found only in another session"),
    "after replay of its journal": N_("after replay of its journal"),
    "one of several file systems that fit this area": N_("one of several file systems that fit this area"),
    "opened by its clear key, protection is suspended": N_(
        "opened with its clear key, protection is suspended"
    ),
    "1 of 3 copies of its metadata damaged, another one used": N_(
        "1 of 3 copies of its metadata is damaged, another one was used"
    ),
    "2 of 3 copies of its metadata damaged, another one used": N_(
        "2 of 3 copies of its metadata are damaged, another one was used"
    ),
    "Core Storage, not encrypted": N_("Core Storage, not encrypted"),
}
"""What readers of tables, discs and encrypted volumes say of an area; all else is from the evidence."""

OMISSION_STAGE_LABELS: dict[OmissionStage, str] = {
    OmissionStage.OPEN: NC_("stage of the work", "opening"),
    OmissionStage.WALK: NC_("stage of the work", "listing"),
    OmissionStage.READ: NC_("stage of the work", "reading"),
    OmissionStage.EXAMINE: NC_("stage of the work", "examining"),
    OmissionStage.SELECT: NC_("stage of the work", "selecting"),
    OmissionStage.SEAL: NC_("stage of the work", "sealing"),
}

TIME_LABELS: dict[TimeKind, str] = {
    TimeKind.MODIFIED: NC_("time of a file", "modified"),
    TimeKind.ACCESSED: NC_("time of a file", "accessed"),
    TimeKind.CHANGED: NC_("time of a file", "metadata changed"),
    TimeKind.CREATED: NC_("time of a file", "created"),
    TimeKind.DELETED: NC_("time of a file", "deleted"),
    TimeKind.BACKUP: NC_("time of a file", "backed up"),
    TimeKind.NAME_MODIFIED: NC_("time of a file", "modified (name record)"),
    TimeKind.NAME_ACCESSED: NC_("time of a file", "accessed (name record)"),
    TimeKind.NAME_CHANGED: NC_("time of a file", "metadata changed (name record)"),
    TimeKind.NAME_CREATED: NC_("time of a file", "created (name record)"),
}

HASH_SET_KIND_LABELS: dict[HashSetKind, str] = {
    HashSetKind.KNOWN: NC_("kind of hash set", "known"),
    HashSetKind.NOTABLE: NC_("kind of hash set", "notable"),
    HashSetKind.ILLEGAL: NC_("kind of hash set", "illegal"),
}
"""Known says that somebody published it, never that it is harmless."""

HASH_SET_FORMAT_LABELS: dict[HashSetFormat, str] = {
    HashSetFormat.NSRL_RDS: N_("NSRL RDS database"),
    HashSetFormat.HASHDEEP: N_("hashdeep file"),
    HashSetFormat.LIST: N_("list of hashes"),
    HashSetFormat.CSV: N_("CSV table of hashes"),
    HashSetFormat.PROJECT_VIC: N_("Project VIC file"),
}

SORT_LABELS: dict[Sort, str] = {
    Sort.ORDER: N_("order on the medium"),
    Sort.NAME: NC_("order of a list", "name"),
    Sort.SIZE: NC_("order of a list", "size"),
    Sort.MODIFIED: N_("time of change"),
    Sort.CREATED: N_("time of creation"),
}

STAGE_LABELS: dict[str, str] = {
    "parcel-make": N_("Encrypting the parcel"),
    "parcel-check": N_("Checking the parcel's files"),
    "parcel-open": N_("Decrypting the parcel"),
    "list": N_("Writing the list"),
    "open": NC_("progress", "Opening"),
    "digest-medium": N_("Hashing the medium"),
    "digest-areas": N_("Hashing areas"),
    "digest-files": N_("Hashing the files"),
    "walk": N_("Listing names"),
    "cluster-scheduler": N_("Waiting for the cluster's scheduler"),
    "cluster-workers": N_("Waiting for workers of the cluster"),
    "cluster-evidence": N_("Waiting for the cluster to see the evidence again"),
    "examine": NC_("progress", "Examining"),
    "thumbnails": N_("Making thumbnails"),
    "index": NC_("progress", "Indexing"),
    "hashset-digest": N_("Hashing the hash set's file"),
    "hashset-read": N_("Reading the hash set"),
    "match": N_("Comparing with the hash set"),
    "timeline": N_("Building the timeline"),
    "verify": NC_("progress", "Verifying"),
    "demo-unpack": N_("Unpacking the demo's evidence"),
    "training-build": N_("Building training evidence"),
    "sealed-contents": N_("Listing the bundle's contents"),
    "sealed-copies": N_("Copying contents"),
    "export": NC_("label", "Exporting"),
    "extract": NC_("label", "Extracting"),
    "compare-read": N_("Reading both sides"),
    "compare": NC_("progress", "Comparing"),
    "compare-write": N_("Writing the comparison"),
    "seal-preview": N_("Previewing what would be sealed"),
    "seal-resume": N_("Checking what is already written"),
    "seal-contents": N_("Copying contents"),
    "seal-lists": N_("Writing lists"),
    "seal-time": N_("Requesting a time-stamp"),
    "rederive-list": N_("Reading the sealed catalogue"),
    "rederive": N_("Re-deriving contents"),
    "report": N_("Creating the evidence report"),
    "train-build": N_("Building scenarios"),
    "train-drill": N_("Creating drills"),
    "train-mark": N_("Marking submissions"),
}
"""Stages of `model.progress.Progress`; other jobs add theirs here."""


NO_THUMBNAIL_LABELS: dict[NoThumbnailReason, str] = {
    NoThumbnailReason.NOT_A_PICTURE: N_("no thumbnail available"),
    NoThumbnailReason.TOO_LARGE: N_("too large for a thumbnail"),
    NoThumbnailReason.DAMAGED: N_("the picture is damaged"),
    NoThumbnailReason.ENCRYPTED: N_("the document requires a password"),
    NoThumbnailReason.DECODER_LOST: N_("the decoding process stopped on this picture"),
    NoThumbnailReason.CONTENT_NOT_READ: N_("the content could not be read"),
    NoThumbnailReason.VOLUME_LOCKED: N_("the volume is locked"),
    NoThumbnailReason.SOURCE_NOT_READ: N_("the source could not be opened"),
}

ADDENDUM_LABELS: dict[AddendumEvent, str] = {
    AddendumEvent.DISPATCH: NC_("addendum", "Sent"),
    AddendumEvent.RECEIPT: NC_("addendum", "Receipt"),
    AddendumEvent.OPENING: NC_("addendum", "Opened"),
    AddendumEvent.RETURN: NC_("addendum", "Returned"),
    AddendumEvent.DISPOSAL: NC_("addendum", "Disposed of"),
    AddendumEvent.CORRECTION: NC_("addendum", "Correction"),
    AddendumEvent.TIMESTAMP: NC_("addendum", "Time-stamp"),
}

MARK_LABELS: dict[PrivacyMark, str] = {
    PrivacyMark.PRIVILEGED: NC_("mark", "privileged"),
    PrivacyMark.PRIVATE: NC_("mark", "private"),
    PrivacyMark.OUT_OF_SCOPE: NC_("mark", "out of scope"),
}

_TABLES: dict[type[StrEnum], Mapping[Any, str]] = {
    ArtifactKind: KIND_LABELS,
    ReadOutcome: READ_LABELS,
    ExtentClass: EXTENT_CLASS_LABELS,
    CustodyEventType: CUSTODY_LABELS,
    CustodyReason: REASON_LABELS,
    ContainerFormat: FORMAT_LABELS,
    LayerKind: LAYER_LABELS,
    LayerState: LAYER_STATE_LABELS,
    OmissionStage: OMISSION_STAGE_LABELS,
    TimeKind: TIME_LABELS,
    Sort: SORT_LABELS,
    HashSetKind: HASH_SET_KIND_LABELS,
    HashSetFormat: HASH_SET_FORMAT_LABELS,
    NoThumbnailReason: NO_THUMBNAIL_LABELS,
    AddendumEvent: ADDENDUM_LABELS,
    PrivacyMark: MARK_LABELS,
}


def label(code: StrEnum) -> str:
    """The label of a member of one of the enums above, in the current language."""
    return tr(_TABLES[type(code)][code])


def layer_description(description: str, words: Translator | None = None) -> str:
    """A layer's description in the current language or that of `words`, as far as it is this program's.

    Its parts are joined by semicolons; one from the evidence stays as it is.
    """
    words = words or current()
    parts = description.split("; ")
    return "; ".join(_described(part, words) for part in parts)


def _described(part: str, words: Translator) -> str:
    copy = _SHADOW_COPY.fullmatch(part)
    if copy is not None:
        # filled in here: a description is shown as text from the evidence, with every isolate spelled out
        return words.text(N_("shadow copy of {time}")).replace("{time}", f"{copy[1]} {copy[2]} UTC")
    return words.text(LAYER_DESCRIPTIONS[part]) if part in LAYER_DESCRIPTIONS else part


def layer_name(layer: Layer) -> str:
    """`2 · System` for a partition; else a label, a description or what kind of layer it is."""
    shown = layer.label or layer_description(layer.description or "") or label(layer.kind)
    return numbered_name(layer.layer_id, shown)


def locked_layer_name(volume: LockedVolume) -> str:
    """The same of the layer that an encrypted volume fills; empty where that is the whole source."""
    return numbered_name(volume.layer_id, layer_description(volume.within)) if volume.within else ""


def numbered_name(layer_id: str, shown: str) -> str:
    """`2 · System` where the id is that of the second partition; else `shown` alone."""
    partition = re.fullmatch(r".*\.p(\d+)", layer_id)
    return shown if partition is None else f"{partition[1]} · {shown}"


def file_system_name(system: str) -> str:
    """`NTFS`, `EXT4`, `exFAT`; one that has capitals of its own, as `BitLocker`, keeps them."""
    if system == "exfat":
        return "exFAT"
    return system.upper() if system.islower() else system


def stage_label(stage: str) -> str:
    """The label of a stage of progress in the current language."""
    return tr(STAGE_LABELS[stage])


def with_subject(stage: str, subject: str) -> str:
    """A stage's label and what it is at work on: `Opening laptop.E01`."""
    return tr("{stage} {subject}", stage=stage, subject=subject) if subject else stage

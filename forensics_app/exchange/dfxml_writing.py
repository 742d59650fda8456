"""Digital Forensics XML: a head, a volume for each listed file system, a fileobject an artifact.

Element by element in the order of the published schema (dfxml-working-group, 1.1.0), so that old and new
readers take it. It has no place for some of what a catalogue knows; that stands in comments. Digests of a
medium have none either: the medium is a fileobject of its own behind the volumes, with the image's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from forensics_app.exchange.escaped_names import escaped_text, path_of, unescaped
from forensics_app.exchange.exported import ExportedSource, Place
from forensics_app.model.artifact import Artifact, ArtifactKind, Entry, ExtentClass, ReadOutcome
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer
from forensics_app.model.names import display, visible
from forensics_app.model.times import EvidenceTime, TimeKind

NAMESPACE = "http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML"
SCHEMA_VERSION = "1.1.0"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_TIMES = (
    (TimeKind.MODIFIED, "mtime"),
    (TimeKind.CHANGED, "ctime"),
    (TimeKind.ACCESSED, "atime"),
    (TimeKind.CREATED, "crtime"),
    (TimeKind.DELETED, "dtime"),
    (TimeKind.BACKUP, "bkup_time"),
)
_NAME_TYPES = {
    ArtifactKind.FILE: "r",
    ArtifactKind.STREAM: "r",
    ArtifactKind.DOCUMENT: "r",
    ArtifactKind.DIRECTORY: "d",
    ArtifactKind.LINK: "l",
    ArtifactKind.AREA: "v",
}
_SPECIAL_TYPES = frozenset("pcbshw")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:]{8}(?:\.[0-9]+)?))?(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_STEP = re.compile(r"([0-9]+)([sdhm])\Z")
_STEP_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NO_FILE_OFFSET = frozenset({ExtentClass.NTFS_COMPRESSED})  # extents that aren't the content's own bytes
_TYPES = {ExtentClass.NTFS_RESIDENT: "resident"}


@dataclass(frozen=True, slots=True)
class Creator:
    """Which program writes, and when (UTC in sealed form)."""

    program: str
    version: str
    at: str


def head(creator: Creator, sources: Iterable[ExportedSource]) -> str:
    """All that stands before the volumes."""
    names = "".join(
        f"    <image_filename>{_text(name)}</image_filename>\n" for one in sources for name in one.names
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f"<dfxml xmlns='{NAMESPACE}' xmlns:dc='{_DUBLIN_CORE}' version='{SCHEMA_VERSION}'>\n"
        "  <!-- In names, \\xNN stands for a byte that XML can't hold,"
        " and \\x5c for a backslash that would look like one. -->\n"
        "  <metadata>\n    <dc:type>Disk Image</dc:type>\n  </metadata>\n"
        "  <creator>\n"
        f"    <program>{_text(creator.program)}</program>\n    <version>{_text(creator.version)}</version>\n"
        f"    <execution_environment>\n      <start_time>{creator.at}</start_time>\n"
        "    </execution_environment>\n  </creator>\n"
        f"  <source>\n{names}  </source>\n"
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where artifacts of a layer lie: `places` of their source's layers, `base` the first byte of their
    volume (None outside of any), `partition` which counts volumes from 1.
    """

    source_id: str
    places: dict[str, Place]
    base: Place | None = None
    partition: int = 0


def volume_start(around: Surroundings, volume: Layer) -> str:
    """The head of a volume; the offset is there where it counts in the medium."""
    place = around.base or Place(volume.layer_id, 0)
    in_medium = place.root == around.source_id
    offset = f" offset='{place.offset_bytes}'" if in_medium else ""
    start = (
        f"    <partition_offset>{place.offset_bytes}</partition_offset>\n"
        if in_medium and place.offset_bytes
        else ""
    )
    sector = (
        f"    <sector_size>{volume.sector_size_bytes}</sector_size>\n" if volume.sector_size_bytes else ""
    )
    kind = "" if volume.file_system is None else f"    <ftype_str>{_shown(volume.file_system)}</ftype_str>\n"
    return f"  <volume{offset}>\n    <!-- {_comment(volume.layer_id)} -->\n{start}{sector}{kind}"


VOLUME_END = "  </volume>\n"
TAIL = "</dfxml>\n"


def file_object(artifact: Artifact, around: Surroundings) -> str:
    """One artifact."""
    entry, found = artifact.entry, artifact.examination
    path, _ = path_of(entry.locator)
    parts = [
        "    <fileobject>\n",
        _remark_of(artifact),
        f"      <filename>{_text(path)}</filename>\n",
        f"      <partition>{around.partition}</partition>\n" if around.partition else "",
        f"      <id>{_text(artifact.artifact_id)}</id>\n",
        f"      <name_type>{_name_type(entry)}</name_type>\n",
        "" if entry.size_bytes is None else f"      <filesize>{entry.size_bytes}</filesize>\n",
        "      <alloc>1</alloc>\n" if entry.allocated else "      <unalloc>1</unalloc>\n",
        "      <orphan>1</orphan>\n" if entry.orphan else "",
        "      <compressed>1</compressed>\n" if entry.extent_class is ExtentClass.NTFS_COMPRESSED else "",
        _numbers(entry),
        _times(entry.times),
        ""
        if entry.link_target is None
        else f"      <link_target>{_text(escaped_target(entry.link_target))}</link_target>\n",
        "" if found.media_type is None else f"      <libmagic>{_shown(found.media_type)}</libmagic>\n",
        _byte_runs(entry, around),
        _digests(found.digests),
        "    </fileobject>\n",
    ]
    return "".join(parts)


def medium_object(source: ExportedSource) -> str:
    """The medium itself as a fileobject, for its size and digests; empty for a source without one."""
    if not source.has_medium or source.size_bytes is None or not source.names:
        return ""
    return (
        "  <fileobject>\n    <!-- sealwright: the medium -->\n"
        f"    <filename>{_text(source.names[0])}</filename>\n    <id>{_text(source.source_id)}</id>\n"
        f"    <name_type>r</name_type>\n    <filesize>{source.size_bytes}</filesize>\n"
        "    <byte_runs>\n"
        f"      <byte_run file_offset='0' img_offset='0' len='{source.size_bytes}'/>\n    </byte_runs>\n"
        f"{_digests(source.digests)}  </fileobject>\n"
    )


def escaped_target(raw: bytes) -> str:
    """Where a link leads, with its slashes."""
    text = escaped_text(raw.decode("utf-8", "surrogateescape"))
    if unescaped(text) != raw:
        raise ValueError(display(raw))
    return text


def _shown(value: str) -> str:
    """What says something of an artifact and is no name of it: nothing reads it back."""
    return _text(visible(value))


def _text(value: str) -> str:
    """Character data; names are escaped already, other text is made safe here."""
    return escape(_SAFE.sub("\ufffd", value))


_SAFE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _comment(text: str) -> str:
    return re.sub(r"[^ -~]", "?", text).replace("--", "- -")


def _remark_of(artifact: Artifact) -> str:
    """What DFXML has no element for: codes of the catalogue, in a comment."""
    entry, read = artifact.entry, artifact.examination.read
    words = []
    if entry.reallocated:
        words.append("reallocated")
    if entry.extent_class not in (ExtentClass.RUNS, ExtentClass.NONE):
        words.append(f"extents={entry.extent_class.value}")
    if read.outcome in (ReadOutcome.PARTIAL, ReadOutcome.UNREADABLE):
        words.append(f"read={read.outcome.value}")
        words += (f"gap={g.offset_bytes}+{g.length_bytes}" for g in read.gaps)
    if read.reason is not None:
        words.append(f"reason={read.reason}")
    return f"      <!-- sealwright: {_comment(' '.join(words))} -->\n" if words else ""


def _name_type(entry: Entry) -> str:
    if entry.kind in _NAME_TYPES:
        return _NAME_TYPES[entry.kind]
    first = (entry.mode or "-")[0]
    return first if first in _SPECIAL_TYPES else "-"


def _numbers(entry: Entry) -> str:
    number = (entry.inode or "").partition("-")[0]
    parts = [f"      <inode>{number}</inode>\n" if number.isdecimal() and number.isascii() else ""]
    mode = _permissions(entry.mode)
    if mode is not None:
        parts.append(f"      <mode>{mode}</mode>\n")
    for tag, value in (("uid", entry.uid), ("gid", entry.gid)):
        if value is not None and value.isascii() and value.isdecimal():
            parts.append(f"      <{tag}>{value}</{tag}>\n")
    return "".join(parts)


def _permissions(mode: str | None) -> int | None:
    """`r/rwxr-xr-x` as the number of its bits."""
    bits = (mode or "").rpartition("/")[2][-9:]
    if len(bits) != 9 or not set(bits) <= set("rwxsStT-"):
        return None
    number = 0
    for place, letter in enumerate(bits):
        if letter not in "-ST":
            number |= 1 << (8 - place)
        if letter in "sStT":
            number |= 1 << (11 - place // 3)
    return number


def _times(times: tuple[EvidenceTime, ...]) -> str:
    """The first of each kind that has a value; without a zone mark where its zone is unknown."""
    lines = []
    for kind, tag in _TIMES:
        found = next((t for t in times if t.kind is kind and t.value), None)
        match = _MOMENT.match(found.value or "") if found is not None else None
        if found is None or match is None:
            continue
        step = _STEP.match(found.precision)
        precise = f" prec='{int(step[1]) * _STEP_SECONDS[step[2]]}'" if step else ""
        lines.append(f"      <{tag}{precise}>{match[1]}T{match[2] or '00:00:00'}{match[3] or ''}</{tag}>\n")
    return "".join(lines)


def _byte_runs(entry: Entry, around: Surroundings) -> str:
    """Where the content lies: bytes of the medium, and of the volume where it lies in that."""
    if not entry.extents:
        return ""
    base = around.base
    kind = _TYPES.get(entry.extent_class)
    lines, at = [], 0
    for extent in entry.extents:
        words = [] if entry.extent_class in _NO_FILE_OFFSET else [f"file_offset='{at}'"]
        at += extent.length_bytes
        if extent.layer_id is None or extent.offset_bytes is None:
            words.append("fill='0'")
        else:
            window = around.places.get(extent.layer_id) or Place(extent.layer_id, 0)
            place = window.offset_bytes + extent.offset_bytes
            if base is not None and window.root == base.root and place >= base.offset_bytes:
                words.append(f"fs_offset='{place - base.offset_bytes}'")
            if window.root == around.source_id:
                words.append(f"img_offset='{place}'")
        words.append(f"len='{extent.length_bytes}'")
        if kind is not None:
            words.append(f"type='{kind}'")
        lines.append(f"        <byte_run {' '.join(words)}/>\n")
    return f"      <byte_runs>\n{''.join(lines)}      </byte_runs>\n"


def _digests(digests: Digests) -> str:
    pairs = (("md5", digests.md5), ("sha1", digests.sha1), ("sha256", digests.sha256))
    return "".join(
        f"      <hashdigest type='{name}'>{value}</hashdigest>\n"
        for name, value in pairs
        if value is not None
    )


def document(
    creator: Creator,
    sources: tuple[ExportedSource, ...],
    artifacts_of: Callable[[str], Iterable[Artifact]],
) -> Iterator[str]:
    """The whole document, piece by piece. `artifacts_of` gives those of a layer, '' what lies in none.

    What lies in no volume of blocks (folders, archives) stands behind the volumes.
    """
    yield head(creator, sources)
    partition = 0
    for source in sources:
        places = source.places()
        for volume in source.volumes():
            partition += 1
            around = Surroundings(source.source_id, places, places[volume.layer_id], partition)
            yield volume_start(around, volume)
            for artifact in artifacts_of(volume.layer_id):
                yield file_object(artifact, around)
            yield VOLUME_END
    for source in sources:
        inside = source.volumes()
        around = Surroundings(source.source_id, source.places())
        for layer in source.layers:
            if layer not in inside:
                for artifact in artifacts_of(layer.layer_id):
                    yield file_object(artifact, around)
        yield medium_object(source)
    for artifact in artifacts_of(""):
        yield file_object(artifact, Surroundings("", {}))
    yield TAIL

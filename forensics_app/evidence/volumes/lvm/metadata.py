"""The text in which LVM2 describes a volume group, as values.

A small grammar (`name = value`, `name { ... }`, lists in brackets, `#` comments), read with bounds: a text
comes from the medium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from forensics_app.evidence.volumes.lvm.label import LvmDamaged

Value: TypeAlias = "int | str | list[Value] | dict[str, Value]"

_SECTOR_BYTES = 512
_MOST_DEPTH = 16
_MOST_COPIES = 64  # as of LVM
_MIRRORS = ("mirror", "raid1")
_TOKEN = re.compile(
    r'(?P<space>\s+|#[^\n]*)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)(?![\w.+-])'
    r"|(?P<name>[A-Za-z0-9_.+-]+)|(?P<mark>[{}\[\]=,])"
)


@dataclass(frozen=True, slots=True)
class Stripe:
    """A row of extents on one physical volume, by its name in the group's text."""

    volume: str
    first_extent: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Extents of a logical volume. Sizes in bytes; `stripe_bytes` is 0 for one stripe."""

    offset_bytes: int
    length_bytes: int
    stripes: tuple[Stripe, ...]
    stripe_bytes: int


@dataclass(frozen=True, slots=True)
class LogicalVolume:
    """`unsupported`: the type of the first segment that isn't read, by LVM's name for it.

    `copies`: of a mirrored volume (`mirror`, `raid1`) what each of its copies consists of; `segments` is the
    first one of them.
    """

    name: str
    segments: tuple[Segment, ...]
    unsupported: str | None = None
    copies: tuple[tuple[Segment, ...], ...] = ()

    @property
    def size_bytes(self) -> int:
        """Size of all segments."""
        return sum(segment.length_bytes for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Device:
    """A physical volume as the group knows it: where on it the first extent lies."""

    uuid: str
    data_offset_bytes: int


@dataclass(frozen=True, slots=True)
class VolumeGroup:
    """`devices` by their names in the text; `volumes` in its order, hidden parts of others left out.

    `sequence` counts the versions of the metadata.
    """

    uuid: str
    name: str
    sequence: int
    extent_bytes: int
    devices: dict[str, Device]
    volumes: tuple[LogicalVolume, ...]


def read_volume_group(text: str) -> VolumeGroup:
    """The group that a text describes. Raises LvmDamaged."""
    groups = [(k, v) for k, v in _parse(text).items() if isinstance(v, dict)]
    if len(groups) != 1:
        raise LvmDamaged(f"{len(groups)} volume groups in one text")
    ((name, group),) = groups
    extent_bytes = _integer(group, "extent_size") * _SECTOR_BYTES
    if extent_bytes <= 0:
        raise LvmDamaged("extents without a size")
    devices = {
        key: Device(_uuid(value), _integer(value, "pe_start") * _SECTOR_BYTES)
        for key, value in _children(group, "physical_volumes")
    }
    listed = dict(_children(group, "logical_volumes"))
    changes = _stores_of_changes(listed)
    taken: set[str] = set()
    volumes = tuple(
        LogicalVolume(key, (), "snapshot")
        if key in changes
        else _logical_volume(key, value, extent_bytes, listed, taken)
        for key, value in listed.items()
        if "VISIBLE" in _words(value, "status")
    )
    return VolumeGroup(_uuid(group), name, _integer(group, "seqno"), extent_bytes, devices, volumes)


def _stores_of_changes(volumes: dict[str, dict[str, Value]]) -> set[str]:
    """Names of volumes that hold the changes of a snapshot: they look linear and are no volumes to read."""
    return {
        store
        for values in volumes.values()
        for segment in values.values()
        if isinstance(segment, dict) and segment.get("type") == "snapshot"
        for key in ("cow_store", "merging_store")
        if isinstance(store := segment.get(key), str)
    }


def _mirrored(
    name: str,
    values: dict[str, Value],
    extent_bytes: int,
    listed: dict[str, dict[str, Value]],
    taken: set[str],
) -> LogicalVolume:
    """A volume whose one segment names other volumes, each with all of its content.

    `taken`: images that a volume named before; each belongs to one. A text may name it as often as it likes.
    """
    raids, mirrors = values.get("raids"), values.get("mirrors")
    names: list[Value] = []
    if isinstance(raids, list):  # metadata and image in turn
        names = raids[1::2]
    elif isinstance(mirrors, list):  # image and first extent, which is its first
        names = [image for image, extent in zip(mirrors[::2], mirrors[1::2], strict=False) if extent == 0]
    size = _integer(values, "extent_count") * extent_bytes
    copies = []
    for image in dict.fromkeys(name for name in names if isinstance(name, str)):
        if image in taken or image not in listed:
            continue
        taken.add(image)
        # without the others: an image is no mirror itself
        volume = _logical_volume(image, listed[image], extent_bytes, {}, taken)
        if volume.unsupported is None and volume.size_bytes >= size:
            copies.append(volume.segments)
        if len(copies) == _MOST_COPIES:
            break
    if not copies or _integer(values, "start_extent"):
        return LogicalVolume(name, (), str(values.get("type")))
    return LogicalVolume(name, copies[0], None, tuple(copies))


def _logical_volume(
    name: str,
    values: dict[str, Value],
    extent_bytes: int,
    listed: dict[str, dict[str, Value]],
    taken: set[str],
) -> LogicalVolume:
    found: list[Segment] = []
    segments = [v for k, v in values.items() if re.fullmatch(r"segment\d+", k) and isinstance(v, dict)]
    if len(segments) != _integer(values, "segment_count"):
        raise LvmDamaged(f"{name}: segments are missing")
    if len(segments) == 1 and segments[0].get("type") in _MIRRORS:
        return _mirrored(name, segments[0], extent_bytes, listed, taken)
    for segment in sorted(segments, key=lambda s: _integer(s, "start_extent")):
        kind = segment.get("type")
        if kind != "striped":
            return LogicalVolume(name, (), str(kind))
        found.append(_segment(name, segment, extent_bytes))
    position = 0
    for part in found:
        if part.offset_bytes != position:
            raise LvmDamaged(f"{name}: its segments leave a hole")
        position += part.length_bytes
    return LogicalVolume(name, tuple(found))


def _segment(name: str, values: dict[str, Value], extent_bytes: int) -> Segment:
    listed = values.get("stripes")
    if not isinstance(listed, list) or not listed or len(listed) % 2:
        raise LvmDamaged(f"{name}: malformed stripes")
    stripes = []
    for volume, extent in zip(listed[::2], listed[1::2], strict=True):
        if not isinstance(volume, str) or not isinstance(extent, int) or extent < 0:
            raise LvmDamaged(f"{name}: malformed stripes")
        stripes.append(Stripe(volume, extent))
    count = _integer(values, "extent_count")
    stripe_bytes = _integer(values, "stripe_size") * _SECTOR_BYTES if len(stripes) > 1 else 0
    if count <= 0 or len(stripes) != _integer(values, "stripe_count") or count % len(stripes):
        raise LvmDamaged(f"{name}: malformed segment")
    if len(stripes) > 1 and (stripe_bytes <= 0 or extent_bytes % stripe_bytes):
        raise LvmDamaged(f"{name}: stripes of {stripe_bytes} bytes")
    start = _integer(values, "start_extent")
    return Segment(start * extent_bytes, count * extent_bytes, tuple(stripes), stripe_bytes)


# --- reading values ----------------------------------------------------------------------------------


def _integer(values: dict[str, Value], key: str) -> int:
    value = values.get(key)
    if not isinstance(value, int) or value < 0 or value >= 1 << 50:
        raise LvmDamaged(f"no number: {key}")
    return value


def _uuid(values: dict[str, Value]) -> str:
    value = values.get("id")
    if not isinstance(value, str):
        raise LvmDamaged("no id")
    return value.replace("-", "")


def _words(values: dict[str, Value], key: str) -> list[str]:
    value = values.get(key)
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _children(values: dict[str, Value], key: str) -> Iterator[tuple[str, dict[str, Value]]]:
    found = values.get(key, {})
    if not isinstance(found, dict):
        raise LvmDamaged(f"no section: {key}")
    for name, value in found.items():
        if isinstance(value, dict):
            yield name, value


# --- the grammar -------------------------------------------------------------------------------------


def _parse(text: str) -> dict[str, Value]:
    return _section(_tokens(text), 0, closed=False)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise LvmDamaged(f"text at character {position}")
        if match.lastgroup != "space":
            yield match.lastgroup, match[0]
        position = match.end()


def _section(tokens: Iterator[tuple[str, str]], depth: int, *, closed: bool) -> dict[str, Value]:
    if depth > _MOST_DEPTH:
        raise LvmDamaged("sections too deep")
    found: dict[str, Value] = {}
    for kind, token in tokens:
        if closed and token == "}" and kind == "mark":  # noqa: S105 - a brace
            return found
        name = _string(token) if kind == "text" else token
        if kind == "mark" or name in found:
            raise LvmDamaged(f"name {token[:40]!r}")
        _, mark = next(tokens, ("", ""))
        if mark == "{":
            found[name] = _section(tokens, depth + 1, closed=True)
        elif mark == "=":
            found[name] = _value(tokens, *next(tokens, ("", "")))
        else:
            raise LvmDamaged(f"behind {token[:40]!r}")
    if closed:
        raise LvmDamaged("a section is not closed")
    return found


def _value(tokens: Iterator[tuple[str, str]], kind: str, token: str) -> Value:
    if kind == "text":
        return _string(token)
    if kind == "number":
        return int(token) if "." not in token and len(token) < 20 else token
    if kind == "mark" and token == "[":  # noqa: S105 - a bracket
        items: list[Value] = []
        for inner_kind, inner in tokens:
            if inner == "]" and inner_kind == "mark":
                return items
            if inner_kind == "text":
                items.append(_string(inner))
            elif inner_kind == "number" and len(inner) < 20 and "." not in inner:
                items.append(int(inner))
            elif inner != ",":
                raise LvmDamaged("malformed list")
    raise LvmDamaged("malformed value")


def _string(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])

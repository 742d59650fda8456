"""Compressed extents of VMDK ("stream-optimised") that are not whole: by their tables, or by grains alone.

Format: VMware's "Virtual Disk Format 5.0". A grain is a marker, which says its place on the medium, and a
zlib stream. Where the tables stand at the end and are cut off, grains are found one behind the other. A
stream is written in the order of the medium, so what it passes over is zeros, and what comes behind its end
is missing. Whole ones are read by libvmdk.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import check_range, read_by_units, read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.model.artifact import Gap

_SECTOR = 512
_MARKER = struct.Struct("<QI")
_KEPT_GRAINS = 64
_BEAT = 1024
_END_OF_STREAM = 0

Place = int | None
"""Where a grain's marker is in the file; None for a grain of zeros."""


class Places(Protocol):
    """Where grains are."""

    def place_of(self, grain: int) -> Place:
        """Where a grain is. Raises ReadFailedError for one whose place is unknown."""
        ...

    def alike(self, grain: int, most: int) -> int:
        """For how many grains from this one on, up to `most`, `place_of` is None, or fails, as it is for this
        one; 1 for one that has a place."""
        ...


class CompressedExtent:
    """Sizes in bytes."""

    def __init__(self, file: ReadOnlyFile, size_bytes: int, grain_bytes: int, places: Places) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._grain_bytes = grain_bytes
        self._places = places
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the extent's part of the medium."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        return read_by_units(offset_bytes, size_bytes, self._grain_bytes, self._grain)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range: grains that nothing leads to, or that end behind the file."""
        found: list[Gap] = []
        end = min(offset_bytes + size_bytes, self._size_bytes)
        while offset_bytes < end:
            grain = offset_bytes // self._grain_bytes
            alike = self._places.alike(grain, -(-end // self._grain_bytes) - grain)
            length = min(end, (grain + alike) * self._grain_bytes) - offset_bytes
            try:
                self._stored(grain)
            except ReadFailedError:
                found.append(Gap(offset_bytes, length))
            offset_bytes += length
        return joined(tuple(found))

    def _stored(self, grain: int) -> tuple[int, int] | None:
        """Offset and size of a grain's stream. Raises ReadFailedError where it isn't there."""
        place = self._places.place_of(grain)
        if place is None:
            return None
        size = _MARKER.unpack(self._file.read(place, _MARKER.size))[1]
        if place + _MARKER.size + size > self._file.size_bytes:
            raise ReadFailedError(offset_bytes=place, size_bytes=size, detail="beyond the end")
        return place + _MARKER.size, size

    def _grain(self, grain: int) -> bytes:
        kept = self._kept.get(grain)
        if kept is not None:
            return kept
        stored = self._stored(grain)
        if stored is None:
            return bytes(self._grain_bytes)
        try:
            data = zlib.decompress(self._file.read(*stored))
        except zlib.error as e:
            raise ReadFailedError(
                path=str(self._file.path), offset_bytes=stored[0], size_bytes=stored[1], detail=str(e)
            ) from e
        wanted = min(self._grain_bytes, self._size_bytes - grain * self._grain_bytes)
        if len(data) < wanted:
            raise ReadFailedError(offset_bytes=stored[0], size_bytes=stored[1], detail="the data end")
        data = data[: self._grain_bytes].ljust(self._grain_bytes, b"\x00")
        self._kept[grain] = data
        if len(self._kept) > _KEPT_GRAINS:
            self._kept.popitem(last=False)
        return data


class StreamPlaces:
    """Places of the grains of a stream without tables, from `at` in the file on; sizes in sectors."""

    def __init__(
        self, file: ReadOnlyFile, at: int, *, grain: int, capacity: int, alive: Callable[[], None]
    ) -> None:
        self._places: dict[int, int] = {}
        self._last = -1
        self._ended = False
        ascending = True
        while (marker := read_up_to(file, at, _MARKER.size + 4)) and len(marker) == _MARKER.size + 4:
            value, size = _MARKER.unpack_from(marker)
            if not size:
                kind = int.from_bytes(marker[_MARKER.size :], "little")
                if kind == _END_OF_STREAM:
                    self._ended = value == 0
                    break
                at += (1 + value) * _SECTOR
                continue
            if value % grain or value >= capacity or at + _MARKER.size + size > file.size_bytes:
                break
            number = value // grain
            ascending = ascending and number > self._last
            self._places[number] = at
            self._last = max(self._last, number)
            at += -(-(_MARKER.size + size) // _SECTOR) * _SECTOR
            if len(self._places) % _BEAT == 0:
                alive()
        if not ascending:
            self._last = -1  # then what isn't there yet may come behind the end
        self._order = sorted(self._places)

    def place_of(self, grain: int) -> Place:
        """Where a grain is. Raises ReadFailedError for one that may have been behind the end."""
        place = self._places.get(grain)
        if place is None and not self._ended and grain > self._last:
            raise ReadFailedError(detail="not in the image")
        return place

    def alike(self, grain: int, most: int) -> int:
        """For how many grains from this one on, up to `most`, `place_of` is None or fails as for this one."""
        following = bisect_left(self._order, grain)
        if following == len(self._order):
            return most
        return min(most, max(1, self._order[following] - grain))

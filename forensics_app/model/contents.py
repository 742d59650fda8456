"""Bytes of an artifact's content for someone who looks into it, with what of them could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.artifact import Gap


@dataclass(frozen=True, slots=True)
class ContentPart:
    """Bytes from `offset_bytes` on; `gaps` (offsets of the content) are zeros in `data`. `size_bytes` is the
    whole content's size as it was read now.

    `unacquired` parts could not be read when the image was made: `data` has there what stands in their place,
    mostly zeros. Not `told` where some may be among the bytes, and which is not known.
    """

    offset_bytes: int
    data: bytes
    gaps: tuple[Gap, ...]
    size_bytes: int
    unacquired: tuple[Gap, ...] = ()
    told: bool = True

    @property
    def unread(self) -> tuple[Gap, ...]:
        """What of these bytes is not what was on the medium: gaps and parts not acquired, in order."""
        begin, end = self.offset_bytes, self.offset_bytes + len(self.data)
        found: list[Gap] = []
        for gap in sorted((*self.gaps, *self.unacquired), key=lambda gap: gap.offset_bytes):
            reached = found[-1].offset_bytes + found[-1].length_bytes if found else begin
            first, last = max(gap.offset_bytes, reached), min(gap.offset_bytes + gap.length_bytes, end)
            if first < last:
                found.append(Gap(first, last - first))
        return tuple(found)

    @property
    def sound(self) -> bytes:
        """The bytes up to the first that is not what was on the medium."""
        unread = self.unread
        return self.data[: unread[0].offset_bytes - self.offset_bytes] if unread else self.data


@dataclass(frozen=True, slots=True)
class WholeContent:
    """All of a content. `as_catalogued`: whether its digest is the catalogue's; None where that has none;
    `unacquired` and `told` as of ContentPart."""

    data: bytes
    gaps: tuple[Gap, ...]
    as_catalogued: bool | None
    unacquired: tuple[Gap, ...] = ()
    told: bool = True


@dataclass(frozen=True, slots=True)
class Needle:
    """What is searched for: any of these byte sequences; `fold`: ASCII letters in either case."""

    alternatives: tuple[bytes, ...]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class SearchStep:
    """One step of a search. `found_at` where `found_bytes` bytes were found; else `next_bytes` is where to go
    on, None when nothing is left. `unread_bytes` of what was searched in this step could not be read."""

    found_at: int | None
    next_bytes: int | None
    unread_bytes: int = 0
    found_bytes: int = 0


@dataclass(frozen=True, slots=True)
class MediumPlace:
    """Where a byte of a content lies: byte `offset_bytes` of a layer, in piece `piece` of `pieces` (from 1).

    `sector` is counted in that layer with its `sector_size_bytes`; `offset_bytes` None is a run of zeros that
    isn't stored.
    """

    layer_id: str | None
    offset_bytes: int | None
    piece: int
    pieces: int
    sector: int | None = None
    sector_size_bytes: int | None = None

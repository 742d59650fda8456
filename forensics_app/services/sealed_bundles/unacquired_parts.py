"""Which bytes of a sealed content could not be read when the sender's image was made, by the omission ledger.

The bundle names the sectors of the medium (the first twenty ranges), and how many bytes of each content lie
there. Where both agree, the places are known; else only that there are some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from forensics_app.evidence.contents.extent_content import is_described_by_extents, pieces_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Artifact, Gap
from forensics_app.model.evidence import Omission, OpenedSource

_USUAL_SECTOR_BYTES = 512
_RANGE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_HOW_MANY = re.compile(r"([0-9]+) of ")


def unacquired_parts(
    artifact: Artifact, opened: OpenedSource | None, ledger: Iterable[Omission]
) -> tuple[tuple[Gap, ...], bool]:
    """Those parts, as offsets of the content, and whether they are all that the ledger counts."""
    entry, locator = artifact.entry, artifact.entry.locator
    place = f"{locator.layer_id}:{locator.path_display()}"
    lines = [one for one in ledger if one.code == OmissionCode.ACQUISITION_ERRORS]
    own = next((one for one in lines if one.locator == place), None)
    if own is None:
        return (), True
    size = entry.size_bytes or 0
    known = is_described_by_extents(size, entry.extents, entry.extent_class)
    if not known or opened is None:
        return (), False
    sector_bytes = opened.sector_size_bytes or _USUAL_SECTOR_BYTES
    of_image = next((one.detail or "" for one in lines if one.locator == locator.source_id), "")
    ranges = [(first * sector_bytes, behind * sector_bytes) for first, behind in _sectors(of_image)]
    found: list[Gap] = []
    for piece in pieces_of(size, entry.extents):
        for begin, end in ranges if piece.layer == locator.source_id else ():
            first, behind = max(begin, piece.offset), min(end, piece.offset + piece.length)
            if first < behind:
                found.append(Gap(piece.position + first - piece.offset, behind - first))
    counted = _HOW_MANY.match(own.detail or "")
    all_of_them = counted is not None and int(counted[1]) == sum(part.length_bytes for part in found)
    return tuple(found), all_of_them


def _sectors(detail: str) -> list[tuple[int, int]]:
    """The ranges that the line of an image names, in order: the first sector, and the one behind the last."""
    found: list[tuple[int, int]] = []
    for part in detail.removeprefix("sectors ").split(" and ")[0].split(", "):
        match = _RANGE.fullmatch(part)
        if match is not None:
            first = int(match[1])
            found.append((first, int(match[2] or first) + 1))
    return found

"""The two artifacts beside the names of a layer: what they are called and where they stand; apart from what
reads them."""

from __future__ import annotations

from enum import StrEnum

from forensics_app.evidence.omission_codes import OmissionCode

_LAST = (1 << 37) - 1  # the last place that a layer has, which no walk comes to


class SpaceKind(StrEnum):
    """The value is the artifact's address, where files have their inode."""

    UNALLOCATED = "unallocated"
    SLACK = "slack"


NAMES = {SpaceKind.UNALLOCATED: b"$Unallocated", SpaceKind.SLACK: b"$Slack"}
SEQUENCES = {SpaceKind.UNALLOCATED: _LAST, SpaceKind.SLACK: _LAST - 1}
NOT_READ = {
    SpaceKind.UNALLOCATED: OmissionCode.UNALLOCATED_NOT_READ,
    SpaceKind.SLACK: OmissionCode.SLACK_NOT_READ,
}

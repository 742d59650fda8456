"""File slack, collected name by name on a walk."""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import Details
from forensics_app.evidence.filesystems.tsk.entries import FoundName
from forensics_app.evidence.spaces.slack_places import SlackPlaces

# a file of UFS ends in fragments of a block, and libtsk counts the whole block
SLACK_KINDS = frozenset({FileSystemKind.NTFS, FileSystemKind.EXFAT, *EXT_KINDS, *FAT_KINDS})


class SlackRuns(SlackPlaces):
    """Collects it name by name: of those in use, each of their attributes in blocks of the volume."""

    def __init__(self, details: Details, *, block_size_bytes: int) -> None:
        super().__init__()
        self._details = details
        self._block = block_size_bytes

    def add(self, found: FoundName) -> None:
        """What one name leads to. What can't be read of it gives nothing, as it gives no content."""
        node = found.node
        if node is None or found.reallocated or not (node.allocated and found.name.allocated):
            return
        for attribute in found.attributes:
            if attribute.resident or attribute.compressed:
                continue
            try:
                valid = self._details.valid_length(node, attribute)
            except ReadFailedError:
                continue
            end = attribute.size_bytes if valid is None else min(valid, attribute.size_bytes)
            for run in attribute.runs:
                if run.stored:
                    self.add_run(
                        run.address * self._block, run.length * self._block, end - run.offset * self._block
                    )

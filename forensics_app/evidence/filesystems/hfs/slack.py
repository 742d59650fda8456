"""Slack of HFS+ and HFSX: of every fork in the catalogue, of the volume's own files, and of attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.hfs.volume import HfsVolume
from forensics_app.evidence.format_errors import malformed
from forensics_app.evidence.spaces.free_runs import Run
from forensics_app.evidence.spaces.slack_places import SlackPlaces


def hfs_slack(source: ByteSource, alive: Callable[[int], None]) -> Iterator[Run]:
    """Runs of slack, ascending. Raises MalformedError, ReadFailedError where a part of the trees can't be
    read."""
    places = SlackPlaces()
    with malformed():
        for size, runs in HfsVolume(source, alive).forks():
            for start, length, offset in runs:
                if offset is not None:
                    places.add_run(offset, length, size - start)
    return places.runs()

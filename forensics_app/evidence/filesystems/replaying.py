"""Replaying the journals of ext and XFS: which file systems have one that is read here."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.replayed import ReplayedVolume
from forensics_app.evidence.filesystems.ext.replay import replay_ext
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, XFS_FILES
from forensics_app.evidence.filesystems.replay import Replay
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import MalformedError


def replay_of(
    name: str, source: ByteSource, opened: Callable[[], FileSystem], alive: Callable[[int], None]
) -> Replay:
    """What the journal of a volume has for it. `name`: the file system of its layer; `opened`: by libtsk.

    Raises MalformedError, TskError or ReadFailedError where it can't be replayed.
    """
    if name == XFS_FILES:
        # loaded where there is one: every worker that is started would wait for it
        from forensics_app.evidence.filesystems.xfs.replay import replay_xfs

        return replay_xfs(source, alive)
    if name in EXT_KINDS:
        file_system = opened()
        return replay_ext(file_system.structures(source), file_system, alive)
    raise MalformedError(f"the journal of {name} is not replayed")


def replayed_volume(
    name: str, source: ByteSource, opened: Callable[[], FileSystem], alive: Callable[[int], None]
) -> ReplayedVolume:
    """The volume as its journal makes it. Arguments and errors as `replay_of`."""
    return ReplayedVolume(source, replay_of(name, source, opened, alive).pieces)

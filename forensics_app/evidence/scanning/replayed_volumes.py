"""Volumes whose journal holds changes that are not in their places: each as a second layer, after replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.replayed import ReplayedVolume
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.kinds import FAMILY_OF, XFS, XFS_FILES
from forensics_app.evidence.filesystems.opened_volume import damage_of
from forensics_app.evidence.filesystems.replay import Replay, replayed_layer
from forensics_app.evidence.filesystems.replaying import replay_of
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import MalformedError, TskError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerState

_REFUSED = (MalformedError, TskError, ReadFailedError)


class ReplayedVolumes:
    """`omit`, `alive`, `skip` as VolumeScanner."""

    def __init__(self, *, omit: Omit, alive: Callable[[str, int], None], skip: dict[str, str]) -> None:
        self._omit = omit
        self._alive = alive
        self._skip = skip

    def of_ext(self, layer: Layer, source: ByteSource, opened: FileSystem, reason: str) -> Iterator[Layer]:
        """The layer after replay, if the journal has anything for the volume. `reason`: why it may have."""
        replay = self._replay(layer, str(opened.kind), source, lambda: opened, reason)
        if replay is None or not replay.pieces:
            return
        inner = replayed_layer(layer, str(opened.kind))
        volume = ReplayedVolume(source, replay.pieces)
        alive = partial(self._alive, inner.layer_id)
        try:
            after = open_file_system(volume, alive, hint=FAMILY_OF.get(str(opened.kind)), by_copies=True)
        except (TskError, ReadFailedError) as e:
            detail = f"the volume does not open after replay: {detail_of(e)}"
            self._omit(OmissionCode.JOURNAL_NOT_REPLAYED, layer.layer_id, detail)
            return
        for finding in damage_of(volume, after.kind, after, alive):
            self._omit(finding.code, inner.layer_id, finding.detail, finding.count)
        yield inner

    def of_xfs(self, layer: Layer, source: ByteSource) -> Iterator[Layer]:
        """As of_ext."""
        # loaded where there is one: every worker that is started would wait for it
        from forensics_app.evidence.filesystems.own_readers import look_into

        replay = self._replay(layer, XFS_FILES, source, _no_tsk, "its last record is no unmount record")
        if replay is None or not replay.pieces:
            return
        inner = replayed_layer(layer, XFS_FILES)
        volume = ReplayedVolume(source, replay.pieces)
        with suppress(ReadFailedError):  # of the head, which the layer before replay has told
            found = look_into(inner, volume, XFS, alive=self._alive, omit=self._omit, skip=self._skip)
            yield from found or ()

    def _replay(
        self,
        layer: Layer,
        name: str,
        source: ByteSource,
        opened: Callable[[], FileSystem],
        reason: str,
    ) -> Replay | None:
        """What the journal has. What can't be replayed is told."""
        inner_id = replayed_layer(layer, name).layer_id
        code = OmissionCode.JOURNAL_NOT_REPLAYED
        if inner_id in self._skip:
            self._omit(OmissionCode(self._skip[inner_id]), layer.layer_id, "replaying the journal")
            return None
        self._alive(inner_id, 0)
        try:
            with malformed():
                replay = replay_of(name, source, opened, partial(self._alive, inner_id))
        except _REFUSED as e:
            if layer.state is not LayerState.OMITTED:  # else that is told already
                self._omit(code, layer.layer_id, f"{reason}; {detail_of(e)}")
            return None
        if replay.problems:
            self._omit(code, layer.layer_id, "; ".join(replay.problems), len(replay.problems))
        elif not replay.pieces and not replay.clean:
            self._omit(OmissionCode.NOT_CLOSED, layer.layer_id, f"{reason}; it holds no change")
        return replay


def _no_tsk() -> FileSystem:
    raise TskError(XFS)

"""The cluster of the preferences, while a case is open: it makes the pictures of the gallery as long as it
answers.

It is connected in a thread of its own, so that nobody waits for it. Until then, and once it was given up,
this computer makes the pictures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from forensics_app.errors import ClusterUnreachableError, ForensicsError
from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.cluster import ClusterAddress, RefusedWorker
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason, Thumbnail
from forensics_app.services.clusters.connecting import ReadingCluster, connected_to
from forensics_app.services.thumbnails.cluster_thumbnails import ClusterThumbnails

PATIENCE_S = 10
"""Without a picture for so long while some are asked for, a cluster is given up."""
_LOOK_MS = 500

Shown = QImage | NoThumbnail


class GalleryCluster(QObject):
    """`made` with the id of an artifact and its picture, or why there is none. `refused` with workers that
    may not read while others go on, each once. `given_up` once, with the reason: what was asked for and
    didn't come has to be made here."""

    made = Signal(str, object)
    refused = Signal(object)
    given_up = Signal(object)
    _failed = Signal(object)

    def __init__(self, address: ClusterAddress, parent: QObject) -> None:
        super().__init__(parent)
        self._address = address
        self._cluster: ReadingCluster | None = None
        self._over = threading.Event()
        self._waiting: set[str] = set()
        self._take_back: dict[str, Callable[[], None]] = {}
        self._heard = 0.0
        self._told: frozenset[RefusedWorker] = frozenset()
        self._failed.connect(self._give_up)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._thread = threading.Thread(target=self._connected, name="gallery-cluster", daemon=True)
        self._thread.start()

    @property
    def cluster(self) -> ReadingCluster | None:
        """Asked in the thread that reads: what makes pictures now; None for this computer."""
        return None if self._over.is_set() else self._cluster

    def waits_for(self, artifact_id: str) -> bool:
        """Whether it was asked for this picture, which is to come."""
        return artifact_id in self._waiting

    def ask(self, thumbnails: ClusterThumbnails, artifact: Artifact) -> bool:
        """In the thread that reads: have it made. False where this computer has to."""
        artifact_id = artifact.artifact_id

        def deliver(found: Thumbnail | NoThumbnail | ForensicsError) -> None:
            if self._over.is_set():
                return
            if isinstance(found, ForensicsError):
                self._failed.emit(found)
            else:
                self.made.emit(artifact_id, shown(found))

        handed = thumbnails.hand_in(artifact, deliver)
        if handed is not None:
            self._take_back[artifact_id] = handed.take_back
        return handed is not None

    def withdraw(self, artifact_ids: Iterable[str]) -> None:
        """In the thread that reads: nobody wants these any more."""
        for artifact_id in artifact_ids:
            take_back = self._take_back.pop(artifact_id, None)
            if take_back is not None:
                take_back()

    def out_of_sight(self, in_sight: Collection[str]) -> frozenset[str]:
        """Pictures that were to come and that nobody looks for now, to be withdrawn."""
        gone = frozenset(self._waiting.difference(in_sight))
        self._waiting -= gone
        return gone

    def asked(self, artifact_id: str) -> bool:
        """It was asked for this picture, which isn't here yet; False where it makes none any more."""
        if self._over.is_set():
            return False
        if not self._waiting:
            self._heard = time.monotonic()
            self._looking.start()
        self._waiting.add(artifact_id)
        return True

    def came(self, artifact_id: str) -> None:
        """This picture is here."""
        self._heard = time.monotonic()
        self._tell_refused()
        self._take_back.pop(artifact_id, None)
        self._waiting.discard(artifact_id)
        if not self._waiting:
            self._looking.stop()

    def close(self) -> None:
        """Nothing comes any more; it is let go in its own thread."""
        self._over.set()
        self._looking.stop()
        self._waiting.clear()

    def _connected(self) -> None:
        try:
            with connected_to(self._address) as cluster:
                self._cluster = cluster
                self._over.wait()
        except ForensicsError as e:
            if not self._over.is_set():
                self._failed.emit(e)

    def _look(self) -> None:
        if self._waiting and time.monotonic() - self._heard > PATIENCE_S:
            self._give_up(
                ClusterUnreachableError(address=self._address.address, detail=f"silent for {PATIENCE_S} s")
            )

    def _tell_refused(self) -> None:
        cluster = self.cluster
        new = () if cluster is None else tuple(one for one in cluster.refused if one not in self._told)
        if new:
            self._told |= frozenset(new)
            self.refused.emit(new)

    def _give_up(self, error: ForensicsError) -> None:
        if not self._over.is_set():
            self.close()
            self.given_up.emit(error)


def shown(answer: Thumbnail | NoThumbnail) -> Shown:
    """As it is drawn."""
    if isinstance(answer, NoThumbnail):
        return answer
    image = QImage.fromData(answer.png)
    return NoThumbnail(NoThumbnailReason.DAMAGED) if image.isNull() else image

"""Small pictures of artifacts for the window: asked for while in sight, made in a thread of their own.

The thread opens the case for itself and asks `services.thumbnails`, whose processes read and decode: a
hostile picture costs no more than its own thumbnail. What scrolled past before its turn is not made. Where
the preferences name a cluster, the thread only hands in what its workers make (`gallery_cluster`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from forensics_app.errors import ForensicsError
from forensics_app.model.artifact import Artifact, ArtifactKind, ReadOutcome
from forensics_app.model.choices.cluster import ClusterAddress
from forensics_app.model.credentials import Credential
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.services.sealed_bundles.received_contents import thumbnails_of
from forensics_app.services.thumbnails.cluster_thumbnails import ClusterThumbnails
from forensics_app.services.thumbnails.thumbnails import Thumbnails
from ui.jobs.reader import Reader
from ui.models.artifacts.gallery_cluster import GalleryCluster, Shown, shown

MOST_KEPT = 1_500
_WITH_CONTENT = (ArtifactKind.FILE, ArtifactKind.STREAM, ArtifactKind.ATTRIBUTE)
_BLURRED_TO = QSize(7, 7)
_KEYS = "keys"  # no artifact has this id


@dataclass(slots=True)
class _Making:
    case: Case
    thumbnails: Thumbnails
    credentials: tuple[Credential, ...] = ()
    cluster: ReadingCluster | None = None

    def unlock(self, credentials: tuple[Credential, ...]) -> None:
        """Open encrypted volumes with these from now on."""
        self.credentials = credentials
        self._begin_again()

    def use(self, cluster: ReadingCluster | None) -> None:
        """From now on."""
        if cluster is not self.cluster:
            self.cluster = cluster
            self._begin_again()

    def _begin_again(self) -> None:
        self.thumbnails.close()
        self.thumbnails = thumbnails_of(self.case, self.credentials, self.cluster)


def veiled(image: QImage, *, blur: bool, grey: bool) -> QImage:
    """What protects whoever has to look: shapes and colours without detail, and no colours at all.

    Blurred by making it a few pixels large and large again, so that nothing of the detail is left in it.
    """
    if blur:
        smooth = Qt.TransformationMode.SmoothTransformation
        size = image.size()
        small = image.scaled(_BLURRED_TO, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        image = small.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    if grey:
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return image


def may_be_picture(artifact: Artifact) -> bool:
    """Whether it is worth asking; what has no content or another type is not."""
    found = artifact.examination
    if artifact.entry.kind not in _WITH_CONTENT or not artifact.entry.size_bytes:
        return False
    if found.read.outcome not in (ReadOutcome.COMPLETE, ReadOutcome.PARTIAL):
        return False
    return found.media_type is None or found.media_type.startswith("image/")


class Pictures(QObject):
    """`arrived` with the id of an artifact whose picture, or whose reason for none, is here now.

    `workers_refused` with workers of the `cluster` that make none of them, while others do;
    `cluster_given_up` with the reason why it makes none of them any more.
    """

    arrived = Signal(str)
    workers_refused = Signal(object)
    cluster_given_up = Signal(object)

    def __init__(
        self,
        path: Path,
        clock: Clock,
        parent: QObject | None = None,
        *,
        cluster: ClusterAddress | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[str, Shown] = OrderedDict()
        self._drawn: OrderedDict[tuple[str, bool, bool], QPixmap] = OrderedDict()
        self._path, self._clock = path, clock
        self._thread: Reader[_Making] | None = None
        self._over = False
        self._credentials: tuple[Credential, ...] = ()
        self._address = cluster
        self._far: GalleryCluster | None = None

    def give(self, credentials: tuple[Credential, ...]) -> None:
        """All keys that are known to open volumes; pictures that could not be read are tried again."""
        if credentials == self._credentials or self._over:
            return
        self._credentials = credentials
        if self._thread is None:
            return
        self._thread.ask(_KEYS, lambda making: making.unlock(credentials), self._unlocked)

    def lock(self) -> None:
        """Forget every key and every picture: which were in an encrypted volume is not known here."""
        if self._over:
            return
        self._credentials = ()
        far, self._far = self._far, None
        if far is not None:
            far.blockSignals(True)  # nothing that was made with a key comes any more
            far.close()
        before, self._thread = self._thread, None
        if before is not None:
            before.close()
            before.deleteLater()
        gone = list(self._kept)
        self._kept.clear()
        self._drawn.clear()
        for artifact_id in gone:
            self.arrived.emit(artifact_id)

    def _unlocked(self, _: None) -> None:
        again = [key for key, found in self._kept.items() if isinstance(found, NoThumbnail)]
        for artifact_id in again:
            del self._kept[artifact_id]
        for artifact_id in again:
            self.arrived.emit(artifact_id)

    def _begun(self) -> Reader[_Making]:
        """The thread, from the first picture on."""
        if self._thread is None:
            path, clock, credentials = self._path, self._clock, self._credentials

            def begin() -> _Making:
                case = open_case(path, write=False, clock=clock)
                return _Making(case, thumbnails_of(case, credentials), credentials)

            self._thread = Reader(begin, _end, self)
            self._thread.broken.connect(self._broken)
            self._thread.lost.connect(self._lost)
            if self._address is not None:
                self._far = GalleryCluster(self._address, self)
                self._far.made.connect(self._keep)
                self._far.refused.connect(self.workers_refused)
                self._far.given_up.connect(self.cluster_given_up)
                # what is in sight is wanted again
                self._far.given_up.connect(lambda _: self.arrived.emit(""))
        return self._thread

    def found(self, artifact_id: str, *, blur: bool, grey: bool) -> QPixmap | NoThumbnail | None:
        """What is here; None while it is not."""
        kept = self._kept.get(artifact_id)
        if kept is None or isinstance(kept, NoThumbnail):
            return kept
        self._kept.move_to_end(artifact_id)
        key = (artifact_id, blur, grey)
        pixmap = self._drawn.get(key)
        if pixmap is None:
            pixmap = QPixmap.fromImage(veiled(kept, blur=blur, grey=grey))
            self._drawn[key] = pixmap
            while len(self._drawn) > MOST_KEPT:
                self._drawn.popitem(last=False)
        return pixmap

    def want(self, artifacts: Iterable[Artifact]) -> None:
        """These are in sight, in this order; whatever else waits is withdrawn."""
        wanted = [a for a in artifacts if a.artifact_id not in self._kept]
        if self._over or (not wanted and self._thread is None):
            return
        thread = self._begun()
        ids = {a.artifact_id for a in wanted}
        thread.forget_all(lambda key: isinstance(key, str) and key != _KEYS and key not in ids)
        far = self._far
        if far is not None:
            gone = far.out_of_sight(ids)
            if gone:
                thread.ask((far, gone), lambda _: far.withdraw(gone), lambda _: None)
            wanted = [a for a in wanted if not far.waits_for(a.artifact_id)]
        for artifact in reversed(wanted):  # the one asked last is made first
            thread.ask(artifact.artifact_id, _work(artifact, self._far), self._take)

    def _take(self, answer: tuple[str, Shown | None]) -> None:
        artifact_id, found = answer
        if found is not None:
            self._keep(artifact_id, found)
        elif self._far is not None and artifact_id not in self._kept and not self._far.asked(artifact_id):
            self.arrived.emit(artifact_id)  # it was given up meanwhile; wanted again if in sight

    def _keep(self, artifact_id: str, found: Shown) -> None:
        if self._over:
            return
        if self._far is not None:
            self._far.came(artifact_id)
        self._kept[artifact_id] = found
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(artifact_id)

    def _broken(self, error: ForensicsError) -> None:
        self._over = True

    def _lost(self, details: str) -> None:
        self._over = True

    def close(self) -> None:
        """Forget every picture and end the thread with its processes."""
        self._over = True
        self._kept.clear()
        self._drawn.clear()
        if self._far is not None:
            self._far.close()
        if self._thread is not None:
            self._thread.close()


def _end(making: _Making) -> None:
    making.thumbnails.close()
    making.case.close()


def _work(artifact: Artifact, far: GalleryCluster | None) -> Callable[[_Making], tuple[str, Shown | None]]:
    """The id with what is shown; None where the cluster was asked for it."""

    def work(making: _Making) -> tuple[str, Shown | None]:
        making.use(None if far is None else far.cluster)
        made = making.thumbnails
        try:
            if far is not None and isinstance(made, ClusterThumbnails) and far.ask(made, artifact):
                return artifact.artifact_id, None
            return artifact.artifact_id, shown(made.thumbnail(artifact))
        except ForensicsError as e:
            return artifact.artifact_id, NoThumbnail(NoThumbnailReason.SOURCE_NOT_READ, e.code)

    return work

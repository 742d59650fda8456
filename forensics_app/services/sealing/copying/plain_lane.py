"""Contents of a raw image on their way into a bundle, from their extents alone."""

from __future__ import annotations

from collections import deque

from forensics_app.bundle.writing.bag import SmallFile
from forensics_app.evidence.contents.extent_content import is_described_by_extents
from forensics_app.evidence.copying.plain_pool import PlainItem, PlainPart, PlainPool
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.services.sealing.catalogue import Made
from forensics_app.services.sealing.choosing import content_path
from forensics_app.services.sealing.copying.lanes import Hands, LargeInHand
from forensics_app.services.sealing.copying.record import Kept
from forensics_app.services.sealing.copying.single_content import derivable_by


class PlainLane:
    """Contents of a raw image whose files are as they were at ingest, read at their extents."""

    def __init__(self, pool: PlainPool, medium_id: str, hands: Hands) -> None:
        self._pool = pool
        self._medium_id = medium_id
        self._hands = hands
        self._asked: deque[tuple[Artifact, str, Derivable, Made]] = deque()
        self._large = LargeInHand(hands, digesting=False)

    def takes(self, artifact: Artifact) -> bool:
        """Whether extents on the medium alone tell its content, and nothing is known against them."""
        entry = artifact.entry
        return (
            not self._pool.lost
            and artifact.examination.derivable is not Derivable.NO
            and is_described_by_extents(entry.size_bytes or 0, entry.extents, entry.extent_class)
            and all(extent[0] is None or extent[0] == self._medium_id for extent in entry.extents)
        )

    @property
    def waiting(self) -> bool:
        """Whether enough is asked for, for now."""
        return self._pool.waiting

    def ask(self, artifact: Artifact) -> bool:
        """Ask for one more content that it `takes`; whether there is now more to read."""
        path = content_path(artifact)
        derivable = derivable_by(artifact, self._hands.media, proved=True)
        # made at once, while all of it is at hand, and dropped in the rare case that it turns out untrue
        made = self._hands.record.contents.lines.make(artifact, path, derivable)
        self._asked.append((artifact, path, derivable, made))
        entry, gaps = artifact.entry, artifact.examination.read.gaps
        return self._pool.ask(PlainItem(entry.size_bytes or 0, entry.extents, gaps))

    def flush(self) -> None:
        """Begin with what was asked for: nothing more comes for now."""
        self._pool.flush()

    def take(self, *, wait: bool, most: int) -> int:
        """Pass on what has come, at most `most` contents; how many have ended. Raises SourceChangedError."""
        ended = 0
        for part in self._pool.parts(wait=wait):
            ended += self._take_window(part) if part.window else self._take_together(part)
            if ended >= most:
                break
        return ended

    def stop(self) -> None:
        """Leave no trace of a content that is half written. The writing thread has ended."""
        self._asked.clear()
        self._large.stop()

    def _take_together(self, part: PlainPart) -> int:
        together: list[Kept] = []
        for data, sha256, crc in part.contents:
            artifact, path, derivable, made = self._asked.popleft()
            if data is None or sha256.hex() != artifact.examination.digests.sha256:
                self._write(together, artifact)
                together = []
                self._hands.alone(artifact)
                continue
            together.append(Kept(SmallFile(path, data, sha256, crc), derivable, made))
        self._write(together, artifact)
        self._hands.writer.do(part.done)
        return len(part.contents)

    def _write(self, together: list[Kept], last: Artifact) -> None:
        if together:
            hands = self._hands
            hands.writer.do(lambda: hands.record.keep(together))
            size = sum([len(kept.file.data) for kept in together])
            hands.progress.advance(size, last, items=len(together))

    def _take_window(self, part: PlainPart) -> int:
        large = self._large.of(self._asked[0][0])
        data, sha256, _ = part.contents[0]
        if data is None:
            large.failed = True
        elif not large.failed:
            self._large.write(large, data)
        self._hands.writer.do(part.done)
        if not part.last:
            return 0
        self._asked.popleft()
        large.failed = large.failed or sha256.hex() != large.artifact.examination.digests.sha256
        self._large.end(large, sha256)
        return 1

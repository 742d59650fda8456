"""Contents on their way into a bundle through a worker: by the file system, and proved by their extents."""

from __future__ import annotations

from collections import deque

from forensics_app.evidence.contents.extent_content import is_described_by_extents
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.copying.pool import CopyPool, Part
from forensics_app.evidence.protocol.messages import CopyItem
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.services.sealing.copying.lanes import TO_THE_END, Hands, LargeInHand
from forensics_app.services.sealing.copying.record import Piece
from forensics_app.services.sealing.copying.single_content import derivable_by


class WorkerLane:
    """Contents that a worker reads through the file system, and proves by their extents."""

    def __init__(self, pool: CopyPool, hands: Hands) -> None:
        self._pool = pool
        self._hands = hands
        self._asked: deque[Artifact] = deque()
        self._number = 0
        self._large = LargeInHand(hands, digesting=True)

    @property
    def waiting(self) -> bool:
        """Whether enough is asked for, for now."""
        return self._pool.waiting

    def ask(self, artifact: Artifact) -> bool:
        """Ask for one more content; whether there is now more to read."""
        self._asked.append(artifact)
        return self._pool.ask(self._item(artifact))

    def flush(self) -> None:
        """Begin with what was asked for: nothing more comes for now."""
        self._pool.flush()

    def take(self, *, wait: bool, most: int) -> int:
        """Pass on what has come, at most `most` contents; how many have ended. Raises SourceChangedError and
        what ends all reading."""
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

    def _item(self, artifact: Artifact) -> CopyItem:
        entry, examination = artifact.entry, artifact.examination
        medium = artifact.artifact_id in self._hands.media
        size = entry.size_bytes or 0
        prove = not medium and examination.derivable is Derivable.UNCHECKED
        prove = prove and is_described_by_extents(size, entry.extents, entry.extent_class)
        extents = entry.extents if medium or prove else ()
        gaps = examination.read.gaps if prove else ()
        self._number += 1
        locator = entry.locator
        target = Target(
            locator.layer_id, locator.address, locator.components, size, extension="", stream=locator.stream
        )
        return CopyItem(self._number, target, size, medium, prove, extents, gaps)

    def _take_together(self, part: Part) -> int:
        begin = 0
        together: list[Piece] = []
        for result in part.results:
            artifact = self._asked.popleft()
            if result.size_bytes is None:
                self._write(together, part.data)
                together = []
                self._hands.alone(artifact)
                continue
            end = begin + result.size_bytes
            derivable = derivable_by(artifact, self._hands.media, proved=result.proved)
            together.append(Piece(artifact, begin, end, derivable))
            begin = end
        self._write(together, part.data)
        return len(part.results)

    def _write(self, pieces: list[Piece], data: bytes) -> None:
        if pieces:
            hands = self._hands
            hands.writer.do(lambda: hands.record.small(pieces, data))
            size = sum(piece.end - piece.begin for piece in pieces)
            hands.progress.advance(size, pieces[-1].artifact, items=len(pieces))

    def _take_window(self, part: Part) -> int:
        large, result = self._large.of(self._asked[0]), part.results[0]
        if large.failed:
            large.still_coming -= 1
        elif result.size_bytes is None:
            large.failed = True
            coming = self._pool.cut(result.number)
            large.still_coming = TO_THE_END if coming is None else coming
        else:
            large.proved = large.proved and result.proved
            self._large.write(large, part.data)
        if not part.last and large.still_coming:
            return 0
        self._asked.popleft()
        self._large.end(large)
        return 1

"""How contents of one source come: asked for, read elsewhere, passed on in order to the thread that writes.

There are two such lanes (`sealing_plain_lane`, `sealing_worker_lane`); which one's turn it is is for
`sealing_contents`. A content that does not come out right is left to `Hands.alone`, which has the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from forensics_app.bundle.writing.bag import BagWriter, PayloadEntry
from forensics_app.model.artifact import Artifact
from forensics_app.services.sealing.choosing import content_path
from forensics_app.services.sealing.copying.in_order import InOrder
from forensics_app.services.sealing.copying.progress import CopyProgress
from forensics_app.services.sealing.copying.record import ContentRecorder
from forensics_app.services.sealing.copying.single_content import derivable_by

TO_THE_END = -1


class Lane(Protocol):
    """Contents asked for, read elsewhere, and passed on in order."""

    @property
    def waiting(self) -> bool:
        """Whether enough is asked for, for now."""
        ...

    def ask(self, artifact: Artifact) -> bool:
        """One more; whether there is now more to read."""
        ...

    def flush(self) -> None:
        """Nothing more comes for now."""
        ...

    def take(self, *, wait: bool, most: int) -> int:
        """Pass on what has come, at most so many contents; how many have ended."""
        ...

    def stop(self) -> None:
        """Leave no trace of a content that is half written. The writing thread has ended."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """What both lanes work with; `alone` copies one artifact by itself, after all that was passed on."""

    bag: BagWriter
    record: ContentRecorder
    writer: InOrder
    progress: CopyProgress
    media: frozenset[str]
    alone: Callable[[Artifact], None]


class Large:
    """A large content on its way, window by window. `entry` and what is done with it is for the thread that
    writes."""

    def __init__(self, bag: BagWriter, artifact: Artifact, *, digesting: bool) -> None:
        self.proved = True
        self.failed = False
        self.still_coming = TO_THE_END  # windows that come after it failed
        self.passed_bytes = 0
        self.artifact = artifact
        self._bag = bag
        self._digesting = digesting
        self._entry: PayloadEntry | None = None

    @property
    def entry(self) -> PayloadEntry:
        """Its payload file, begun when it is first asked for."""
        if self._entry is None:
            size = self.artifact.entry.size_bytes or 0
            path = content_path(self.artifact)
            self._entry = self._bag.payload(path, size, digesting=self._digesting)
        return self._entry

    def drop(self) -> None:
        """Leave no trace of it."""
        if self._entry is not None:
            self._entry.drop()
            self._entry = None


class LargeInHand:
    """The large content that a lane is at, if any."""

    def __init__(self, hands: Hands, *, digesting: bool) -> None:
        self._hands = hands
        self._digesting = digesting
        self._now: Large | None = None

    def of(self, artifact: Artifact) -> Large:
        """The one at hand, or the next one begun."""
        if self._now is None:
            self._now = Large(self._hands.bag, artifact, digesting=self._digesting)
        return self._now

    def write(self, large: Large, data: bytes | memoryview) -> None:
        """The next of its windows."""
        self._hands.writer.do(lambda: large.entry.write(data))
        self._hands.progress.advance(len(data), large.artifact)
        large.passed_bytes += len(data)

    def end(self, large: Large, sha256: bytes | None = None) -> None:
        """Its last window came: keep it, or read it by itself where it failed."""
        self._now = None
        hands, artifact = self._hands, large.artifact
        if large.failed:
            hands.writer.drain()
            large.drop()
            hands.progress.advance(-large.passed_bytes, artifact)
            hands.alone(artifact)
            return
        derivable = derivable_by(artifact, hands.media, proved=large.proved)
        hands.writer.do(lambda: hands.record.end(artifact, large.entry, derivable, sha256))
        hands.progress.advance(0, artifact, items=1)

    def stop(self) -> None:
        """Leave no trace of a content that is half written. The writing thread has ended."""
        large, self._now = self._now, None
        if large is not None:
            large.drop()

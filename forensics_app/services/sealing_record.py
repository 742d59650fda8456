"""What becomes of contents on their way into a bundle: payload files, lines of the journal, omissions.

A content is kept when its digest is the catalogued one, and leaves no trace when it isn't.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from forensics_app.bundle.bag import BagWriter, PayloadEntry, PayloadFile
from forensics_app.bundle.journal import Journal, Step, payload_values
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.services.sealing_selection import content_path


class SealOmissionCode(StrEnum):
    """What sealing itself has to say in the omission ledger. Sealed as they are, so never renamed."""

    CONTENT_CHANGED = "content-changed"
    INGEST_INCOMPLETE = "ingest-incomplete"
    VOLUME_LOCKED = "volume-locked"
    CONTENT_UNREADABLE = OmissionCode.CONTENT_UNREADABLE.value


@dataclass(slots=True)
class Contents:
    """What became of the selected contents. `derivable` has every artifact whose content is in the bundle."""

    derivable: dict[str, Derivable] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)


class Piece(NamedTuple):
    """The content of an artifact from byte `begin` to `end` of what was read together."""

    artifact: Artifact
    begin: int
    end: int
    derivable: Derivable


class ContentRecorder:
    """Writes contents into the bag, then says so in the journal: a kill may come between."""

    def __init__(self, bag: BagWriter, journal: Journal) -> None:
        self.contents = Contents()
        self._bag = bag
        self._journal = journal

    def small(self, pieces: list[Piece], data: bytes) -> None:
        """Small contents, as far as they are what was catalogued; one line of the journal for each."""
        view = memoryview(data)
        steps: list[Step] = []
        for artifact, begin, end, derivable in pieces:
            content = view[begin:end]
            digest = hashlib.sha256(content).digest()
            if digest.hex() == artifact.examination.digests.sha256:
                file = self._bag.payload_file(content_path(artifact), content, digest)
                steps.append(self._kept(artifact.artifact_id, file, derivable))
            else:
                steps.append(self._changed(artifact, digest.hex(), end - begin))
        self._bag.flush()
        self._journal.add_all(steps)

    def end(self, artifact: Artifact, entry: PayloadEntry, derivable: Derivable) -> None:
        """Keep what was written, if it is what was catalogued."""
        digest = entry.sha256().hex()
        if entry.complete and digest == artifact.examination.digests.sha256:
            self.keep(artifact.artifact_id, entry, derivable)
        else:
            entry.drop()
            self._journal.add_all([self._changed(artifact, digest, entry.written_bytes)])

    def keep(self, item: str, entry: PayloadEntry, derivable: Derivable | None) -> None:
        """Let a payload file stand; `derivable` where it is an artifact's."""
        file = entry.keep()
        self._bag.flush()
        self._journal.add_all([self._kept(item, file, derivable)])

    def _kept(self, item: str, file: PayloadFile, derivable: Derivable | None) -> Step:
        if derivable is not None:
            self.contents.derivable[item] = derivable
        shown = None if derivable is None else derivable.value
        return Step("kept", {"item": item, "derivable": shown, **payload_values(file)})

    def _changed(self, artifact: Artifact, digest: str, size_bytes: int) -> Step:
        catalogued = artifact.examination.digests.sha256
        detail = f"sha256 {catalogued}, now {digest} of {size_bytes} bytes"
        return self._omitted(artifact, SealOmissionCode.CONTENT_CHANGED, detail)

    def omit(self, artifact: Artifact, code: SealOmissionCode, detail: str) -> None:
        """Leave the artifact's content out of the bundle."""
        self._journal.add_all([self._omitted(artifact, code, detail)])

    def _omitted(self, artifact: Artifact, code: SealOmissionCode, detail: str) -> Step:
        locator = artifact.entry.locator
        place = f"{locator.layer_id}:{locator.path_display()}"
        omission = Omission(code.value, locator.source_id, place, 1, OmissionStage.SEAL, detail)
        self.contents.omissions.append(omission)
        values = {"code": code.value, "source": locator.source_id, "locator": place, "detail": detail}
        return Step("omitted", {"item": artifact.artifact_id, **values})

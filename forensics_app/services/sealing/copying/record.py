"""What becomes of contents on their way into a bundle: payload files, lines of the journal, omissions.

A content is kept when its digest is the catalogued one, and leaves no trace when it isn't.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.writing.bag import BagWriter, PayloadEntry, PayloadFile, SmallFile
from forensics_app.bundle.writing.journal import Journal, Step, kept_line, payload_values, step_line
from forensics_app.bundle.writing.resume import Finished
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.services.sealing.catalogue import CatalogueLines, Made
from forensics_app.services.sealing.choosing import content_path


class SealOmissionCode(StrEnum):
    """What sealing itself has to say in the omission ledger. Sealed as they are, so never renamed."""

    CONTENT_CHANGED = "content-changed"
    INGEST_INCOMPLETE = "ingest-incomplete"
    VOLUME_LOCKED = "volume-locked"
    EVIDENCE_NOT_AT_HAND = "evidence-not-at-hand"
    CONTENT_UNREADABLE = OmissionCode.CONTENT_UNREADABLE.value


@dataclass(slots=True)
class Contents:
    """What became of the selected contents; `with_content` of them are in the bundle."""

    lines: CatalogueLines
    with_content: int = 0
    omissions: list[Omission] = field(default_factory=list)


class Piece(NamedTuple):
    """The content of an artifact from byte `begin` to `end` of what was read together."""

    artifact: Artifact
    begin: int
    end: int
    derivable: Derivable


class Kept(NamedTuple):
    """A content that was read and is what was catalogued, and the lines that say so."""

    file: SmallFile
    derivable: Derivable
    lines: Made


class ContentRecorder:
    """Writes contents into the bag, then says so in the journal: a kill may come between."""

    def __init__(self, bag: BagWriter, journal: Journal, lines: CatalogueLines) -> None:
        self.contents = Contents(lines)
        self._bag = bag
        self._journal = journal

    def without_content(self, artifact: Artifact) -> None:
        """An artifact that has no content to go into the bundle."""
        self.contents.lines.add(artifact, data=None)

    def small(self, pieces: list[Piece], data: bytes) -> None:
        """Small contents, as far as they are what was catalogued; one line of the journal for each."""
        view = memoryview(data)
        kept: list[Kept] = []
        steps: list[bytes] = []
        for artifact, begin, end, derivable in pieces:
            content = view[begin:end]
            digest = hashlib.sha256(content).digest()
            if digest.hex() == artifact.examination.digests.sha256:
                path = content_path(artifact)
                file = SmallFile(path, content, digest, crc32(content))
                one = Kept(file, derivable, self.contents.lines.make(artifact, path, derivable))
                kept.append(one)
                steps.append(_kept_line(one))
            else:
                steps.append(step_line(self._changed(artifact, digest.hex(), end - begin)))
        self._write(kept, steps)

    def keep(self, kept: list[Kept]) -> None:
        """Small contents that are what was catalogued."""
        self._write(kept, list(map(_kept_line, kept)))

    def _write(self, kept: list[Kept], steps: list[bytes]) -> None:
        self._bag.add_files([one.file for one in kept])
        self._bag.flush()
        self._journal.add_lines(steps)
        self.contents.with_content += len(kept)
        self.contents.lines.enter([one.lines for one in kept])

    def end(
        self, artifact: Artifact, entry: PayloadEntry, derivable: Derivable, sha256: bytes | None = None
    ) -> None:
        """Keep what was written, if it is what was catalogued; `sha256` where it was digested before."""
        digest = (sha256 or entry.sha256()).hex()
        if entry.complete and digest == artifact.examination.digests.sha256:
            file = entry.keep(sha256)
            self._bag.flush()
            self._journal.add_all([self._kept(artifact, file, derivable)])
        else:
            entry.drop()
            self._journal.add_all([self._changed(artifact, digest, entry.written_bytes)])

    def made(self, item: str, entry: PayloadEntry) -> None:
        """A payload file that is no artifact's."""
        file = entry.keep()
        self._bag.flush()
        self._journal.add_all([Step("kept", {"item": item, "derivable": None, **payload_values(file)})])

    def omit(self, artifact: Artifact, code: SealOmissionCode, detail: str) -> None:
        """Leave the artifact's content out of the bundle."""
        self._journal.add_all([self._omitted(artifact, code, detail)])

    def found(self, artifact: Artifact | None, done: Finished) -> None:
        """What an earlier run did already. Raises KeyError, ValueError for a step that says nothing of it."""
        values = done.step.values
        if done.file is not None:
            self._bag.adopt(done.file)
        if artifact is None:
            return
        if done.file is None:
            self._leave_out(artifact, values["code"], values["detail"])
        else:
            self._enter(artifact, done.file.path, Derivable(values["derivable"]))

    def _kept(self, artifact: Artifact, file: PayloadFile, derivable: Derivable) -> Step:
        self._enter(artifact, file.path, derivable)
        values = payload_values(file)
        return Step("kept", {"item": artifact.artifact_id, "derivable": derivable.value, **values})

    def _changed(self, artifact: Artifact, digest: str, size_bytes: int) -> Step:
        catalogued = artifact.examination.digests.sha256
        detail = f"sha256 {catalogued}, now {digest} of {size_bytes} bytes"
        return self._omitted(artifact, SealOmissionCode.CONTENT_CHANGED, detail)

    def _omitted(self, artifact: Artifact, code: SealOmissionCode, detail: str) -> Step:
        omission = self._leave_out(artifact, code.value, detail)
        values = {"code": omission.code, "source": omission.source_id, "locator": omission.locator}
        return Step("omitted", {"item": artifact.artifact_id, **values, "detail": detail})

    def _enter(self, artifact: Artifact, path: str, derivable: Derivable) -> None:
        self.contents.with_content += 1
        self.contents.lines.add(artifact, data=path, derivable=derivable)

    def _leave_out(self, artifact: Artifact, code: str, detail: str) -> Omission:
        locator = artifact.entry.locator
        place = f"{locator.layer_id}:{locator.path_display()}"
        omission = Omission(code, locator.source_id, place, 1, OmissionStage.SEAL, detail)
        self.contents.omissions.append(omission)
        self.contents.lines.add(artifact, data=None)
        return omission


def _kept_line(kept: Kept) -> bytes:
    return kept_line(kept.lines.artifact_id.decode("ascii"), kept.derivable, kept.file)

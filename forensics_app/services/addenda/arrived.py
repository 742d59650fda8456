"""The files of a bundle as they came: each is opened once, and what was judged is what is digested.

A path can lead to one file while it is checked and to another while it is digested, with a link turned in
between. So both read through one handle, and at the end the path must still lead to it, unchanged.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType

from forensics_app.bundle.reading.opening import HeldFiles
from forensics_app.bundle.reading.random_access import FileBytes
from forensics_app.errors import SourceChangedError
from forensics_app.model.addendum import NamedFile
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.files.file_digests import digest_open
from forensics_app.system.status import change_marks


class Arrived:
    """The bundle at `path` and the seal beside it, `outer`, where they are files. Use it in a `with`."""

    def __init__(self, path: Path, outer: Path) -> None:
        self._files: list[tuple[Path, FileBytes, tuple[int, ...]]] = []
        for one in dict.fromkeys((path, outer)):
            try:
                file = FileBytes(one)
            except OSError:  # a folder, or what opening the bundle tells of
                continue
            self._files.append((one, file, change_marks(os.fstat(file.handle))))
        self._path = path

    def held(self) -> HeldFiles:
        """For opening the bundle: second handles on the same files."""
        file = outer = None
        for path, opened, _ in self._files:
            if path == self._path:
                file = opened.again()
            else:
                outer = opened.again()
        return HeldFiles(file, outer)

    def digests(
        self, outer_seal: bytes | None, *, report: Report, cancelled: IsCancelled
    ) -> tuple[NamedFile, ...]:
        """Names, sizes and SHA-256 of the files, through the handles that were judged; of the seal beside the
        bundle, of the very bytes that were, `outer_seal`.

        Raises SourceChangedError where one was written, exchanged or taken away since it was opened.
        """
        report(Progress("digest-files"))
        found = []
        for path, file, state in self._files:
            try:
                if path != self._path and outer_seal is not None:
                    digest = hashlib.sha256(outer_seal).hexdigest()
                    named = NamedFile(path.name, len(outer_seal), digest)
                else:
                    named = digest_open(file.handle, path.name, report=report, cancelled=cancelled)
                same = change_marks(os.fstat(file.handle)) == change_marks(path.stat()) == state
            except OSError as e:
                raise SourceChangedError(path=str(path)) from e
            if not same:
                raise SourceChangedError(path=str(path))
            found.append(named)
        return tuple(found)

    def __enter__(self) -> Arrived:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, file, _ in self._files:
            file.close()

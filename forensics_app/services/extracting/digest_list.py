"""The two lists beside extracted files: a table of all that was asked for, and checksums for stock tools.

The table says of each artifact where it comes from, under which name it lies here and with which digest; or
why it does not. Its path in the evidence stands as it is shown, and as its bytes in hexadecimal: base64 has
characters that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from forensics_app.custody.own_files import PRIVATE_FILE
from forensics_app.model.artifact import Artifact
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.files.list_file import BYTE_ORDER_MARK
from forensics_app.system.opening import WRITE_NEW

TABLE_NAME, CHECKSUMS_NAME = "extracted.csv", "SHA256SUMS"
COLUMNS = (
    "state", "file", "size", "sha256", "reason", "detail", "id", "exhibit", "volume", "path", "path_hex",
    "allocated", "gap_bytes", "count",
)  # fmt: skip
EXTRACTED, LEFT_OUT = "extracted", "not-extracted"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `file` is the path here, with `/`; `reason` an omission code where none is, or
    where not all of its bytes are what was on the medium, or are there. `beyond_bytes` are missing at the end
    of an area, besides the gaps of its content; None where nothing says how many.

    `artifact` is None where several are counted together, whose names may not be told.
    """

    artifact: Artifact | None
    file: str = ""
    size_bytes: int | None = None
    sha256: str = ""
    reason: str = ""
    detail: str = ""
    count: int = 1
    beyond_bytes: int | None = 0

    @property
    def text(self) -> str:
        """The row as CSV, with its line end."""
        artifact, state = self.artifact, EXTRACTED if self.file else LEFT_OUT
        size = None if self.size_bytes is None else str(self.size_bytes)
        begin = (state, self.file, size, self.sha256, self.reason, self.detail)
        if artifact is None:
            return csv_line((*begin, *[None] * 7, str(self.count)))
        entry, locator = artifact.entry, artifact.entry.locator
        parts = locator.components if locator.stream is None else (*locator.components, locator.stream)
        gaps = sum(gap.length_bytes for gap in artifact.examination.read.gaps)
        return csv_line(
            (
                *begin,
                artifact.artifact_id,
                artifact.exhibit,
                locator.layer_id,
                locator.path_display(),
                "/".join(part.hex() for part in parts),
                entry.allocated,
                None if self.beyond_bytes is None else str(gaps + self.beyond_bytes),
                str(self.count),
            )
        )


def write_lists(folder: Path, lines: Iterable[Line]) -> str:
    """Write both lists into the new folder; the SHA-256 (64 hex) of the table. Raises OSError."""
    digest = hashlib.sha256()
    with (
        os.fdopen(_new(folder / TABLE_NAME), "wb") as table,
        os.fdopen(_new(folder / CHECKSUMS_NAME), "w", encoding="utf-8", newline="\n") as sums,
    ):
        for text in _table(lines_kept := list(lines)):
            data = text.encode("utf-8", "backslashreplace")
            digest.update(data)
            table.write(data)
        for line in lines_kept:
            if line.file:
                sums.write(f"{line.sha256}  {line.file}\n")
    return digest.hexdigest()


def _new(path: Path) -> int:
    return os.open(path, WRITE_NEW, PRIVATE_FILE)


def _table(lines: Iterable[Line]) -> Iterable[str]:
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for line in lines:
        yield line.text

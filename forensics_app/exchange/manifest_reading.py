"""Lists of contents from other laboratories: which form a file has, and its items. Nothing of it is trusted.

Forms: DFXML, hashdeep, CSV with named columns, and lists as sha256sum and its kin write them. Files are read
piece by piece; what can't be read is given as None, so that whoever counts can say it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from forensics_app.errors import ManifestNotReadableError
from forensics_app.examine.hash_lists import HASHDEEP_MARK, open_text
from forensics_app.exchange.dfxml_reading import is_dfxml, read_dfxml
from forensics_app.exchange.manifest_lines import read_hashdeep, read_sums
from forensics_app.exchange.manifest_table import read_table, table_columns
from forensics_app.model.comparison import ComparedItem, SideKind

Items: TypeAlias = Iterator[ComparedItem | None]
LONGEST_LINE = 1 << 20
_HEAD_BYTES = 1 << 16
_TITLE_LINES = 50


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list that was recognised. `items` are read as they are asked for, None where something couldn't be.

    `rooted`: paths are of the computer that made the list, so what all have in common says nothing.
    """

    kind: SideKind
    items: Items
    rooted: bool = True


@contextmanager
def open_manifest(path: Path) -> Iterator[Manifest]:
    """Recognise a file by its content. Raises ManifestNotReadableError, also while its items are read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if is_dfxml(head):
                file.seek(0)
                yield Manifest(SideKind.DFXML, read_dfxml(file, str(path)), rooted=False)
                return
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ManifestNotReadableError(path=str(path), detail="not a list of contents")
        with open_text(path) as text:
            first = text.readline(LONGEST_LINE)
            if first.startswith(HASHDEEP_MARK):
                yield Manifest(SideKind.HASHDEEP, read_hashdeep(text))
                return
            leading = [first]
            while len(leading) < _TITLE_LINES and leading[-1]:
                columns = table_columns(leading[-1])
                if columns is not None:
                    yield Manifest(SideKind.CSV, read_table(text, columns))
                    return
                leading.append(text.readline(LONGEST_LINE))
            sums = read_sums(leading, text)
            yield Manifest(SideKind.LIST, sums)
    except OSError as e:
        raise ManifestNotReadableError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    except UnicodeError as e:
        raise ManifestNotReadableError(path=str(path), detail="not a list of contents") from e

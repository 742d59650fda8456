"""What makes a container format known: how its files begin, and what opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.model.evidence import ContainerFormat


@dataclass(frozen=True, slots=True)
class Recognised:
    """A container that is read (`kind`), or one that is recognised and refused by `name`."""

    kind: ContainerKind | None
    name: str


_TAIL_BYTES = 512


@dataclass(frozen=True)
class Ends:
    """A file that may be a container, with its first bytes (4096, or all there are)."""

    file: ByteSource
    head: bytes

    @cached_property
    def tail(self) -> bytes:
        """The last 512 bytes, or all there are. Read only if asked for: they may be unreadable where the
        first ones say enough. Raises ReadFailedError.
        """
        return read_up_to(self.file, max(0, self.file.size_bytes - _TAIL_BYTES), _TAIL_BYTES)


Recognise: TypeAlias = Callable[[ByteSource], Recognised | None]
Open: TypeAlias = Callable[[Path, Incomplete, Recognise], Container]
"""Opens a file of this format. What recognises containers is for formats whose images have a parent of any.

Raises EvidenceErrors, as `opening.open_source` names them.
"""


@dataclass(frozen=True, slots=True)
class ContainerKind:
    """One container format, in a folder of its own, with a line in `signatures.KINDS`.

    `magics`: what its files begin with. `is_one_by_other_means`: asked where no magic of any kind is found.
    `open` loads its module when it is called: every worker that is started would wait for all of them.
    """

    format: ContainerFormat
    magics: tuple[bytes, ...]
    open: Open
    is_one_by_other_means: Callable[[Ends], bool] | None = None

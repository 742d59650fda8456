"""How Apple disk images are recognised: by their trailer, or by what is left of one that lost it."""

from __future__ import annotations

from pathlib import Path

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.dmg.without_trailer import begins_with_blocks, found_list
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.kind import ContainerKind, Ends, Recognise
from forensics_app.model.evidence import ContainerFormat

_ENCRYPTED = b"cdsaencr"


def is_encrypted(ends: Ends) -> bool:
    """One whose trailer says so; it is refused by name."""
    return _ENCRYPTED in ends.tail


def _has_trailer_or_blocks(ends: Ends) -> bool:
    if ends.tail.startswith(b"koly"):
        return True
    if is_encrypted(ends):
        return False
    return found_list(ends.file) is not None or begins_with_blocks(ends.file, ends.head)


def _open(path: Path, incomplete: Incomplete, recognise: Recognise) -> Container:
    from forensics_app.evidence.containers.dmg.image import open_dmg  # only where there is one

    return open_dmg(path, incomplete)


DMG = ContainerKind(ContainerFormat.DMG, (), _open, _has_trailer_or_blocks)

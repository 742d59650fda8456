"""How much of an image is missing that is shorter than its file system or its header promises.

The omission ledger says it in technical words; this is the one place that takes the number out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ContainerFormat

IMAGE_TRUNCATED = "image-truncated"
ALL_SECTORS_HERE = "no sector is missing"
_HASHES_AT_THE_END = (ContainerFormat.EWF, ContainerFormat.EWF2)
_END = re.compile(r"(\d{1,19}) of (\d{1,19}) bytes")
_PARTS = re.compile(r"(?:.*; )?(\d{1,19}) bytes missing", re.DOTALL)


def is_of_source(code: str, locator: str | None, source_id: str) -> bool:
    """Whether an omission says that the image of a source isn't whole, and not a volume in it alone."""
    return code == IMAGE_TRUNCATED and locator == source_id


def missing_bytes(details: Iterable[str | None]) -> int | None:
    """What such omissions of one source say to be missing, in bytes; None where one doesn't say it."""
    total = 0
    for detail in details:
        found = _of_detail(detail or "")
        if found is None:
            return None
        total += found
    return total


def only_end_missing(details: Sequence[str | None]) -> bool:
    """Whether such omissions say that all of the medium is there, and only what follows it in the image,
    such as its index or hashes, is not."""
    return bool(details) and all((detail or "").startswith(ALL_SECTORS_HERE) for detail in details)


def hash_cut_off(form: str | None, stored: Digests, details: Sequence[str | None]) -> bool:
    """Whether an image may lack its acquisition hash only because it isn't whole. `form` is its
    ContainerFormat, `details` are those of the omissions that say what is missing."""
    return bool(details) and form in _HASHES_AT_THE_END and stored == Digests()


def _of_detail(detail: str) -> int | None:
    if end := _END.fullmatch(detail):
        there, needed = map(int, end.groups())
        return needed - there if needed > there else None
    parts = _PARTS.fullmatch(detail)
    return None if parts is None else int(parts[1])

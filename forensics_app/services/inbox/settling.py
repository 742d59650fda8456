"""When an arrival is complete: nothing of it was written for a while, and it looks whole.

Network shares announce nothing, so files are looked at again and again. A copy that pauses is told from
one that ended by what it should end with: a ZIP's directory, the size that a bag states, the volumes
that a parcel lists. What never becomes whole is taken all the same after `patience_s`: then it was sent
like that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forensics_app.bundle.layout import BAG_INFO
from forensics_app.model.bundle import SEAL_SUFFIX, ZIP_SUFFIX
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.services.inbox.arrivals import Arrival, ArrivalKind
from forensics_app.services.inbox.share_files import open_file
from forensics_app.services.parcels.checking import stated_list

_END_OF_DIRECTORY = b"PK\x05\x06"
_TAIL_BYTES = 22 + (1 << 16) - 1
_OXUM = re.compile(rb"^Payload-Oxum: ([0-9]{1,20})\.([0-9]{1,12})$", re.MULTILINE)
_MAX_BAG_INFO = 1 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """An arrival that is not taken yet; `whole` is None while it is still being written."""

    arrival: Arrival
    whole: bool | None


class Settling:
    """Remembers since when each arrival is as it is. Times are seconds of a clock that never goes back."""

    def __init__(self, *, quiet_s: float, patience_s: float) -> None:
        self._quiet, self._patience = quiet_s, patience_s
        self._since: dict[tuple[str, str], tuple[str, float]] = {}

    def look(self, arrivals: Iterable[Arrival], now_s: float) -> Iterator[tuple[Arrival, Waiting | None]]:
        """Each arrival, with why it has to wait, or None where it can be taken."""
        before, self._since = self._since, {}
        for arrival in arrivals:
            stamp, (seen, since) = arrival.stamp, before.get(arrival.place, ("", now_s))
            if seen != stamp:
                since = now_s
            self._since[arrival.place] = (stamp, since)
            quiet = now_s - since
            if quiet < self._quiet:
                yield arrival, Waiting(arrival, None)
            elif quiet < self._patience and not is_whole(arrival):
                yield arrival, Waiting(arrival, False)
            else:
                yield arrival, None

    def forget(self) -> None:
        """Nothing that was seen counts any more: the share was away, and may have come back as another."""
        self._since.clear()


def is_whole(arrival: Arrival) -> bool:
    """Whether it ends as it should. Says nothing of what is in it: that is the verifier's word."""
    sizes = {f.path: f.size for f in arrival.files}
    try:
        if arrival.kind is ArrivalKind.PARCEL:
            return _has_volumes(arrival, sizes)
        if arrival.main not in sizes:
            return _has_payload(arrival, sizes)
        return all(
            _ends_as_zip(arrival.folder / name)
            for name in sizes
            if "/" not in name and name.lower().endswith((ZIP_SUFFIX, SEAL_SUFFIX))
        )
    except OSError:  # can't be read yet, or is locked by whoever copies it
        return False


def _ends_as_zip(path: Path) -> bool:
    with os.fdopen(open_file(path), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read(_TAIL_BYTES)
    at = tail.rfind(_END_OF_DIRECTORY)
    return (
        at >= 0
        and len(tail) - at >= 22
        and len(tail) - at == 22 + int.from_bytes(tail[at + 20 : at + 22], "little")
    )


def _has_payload(arrival: Arrival, sizes: dict[str, int]) -> bool:
    with os.fdopen(open_file(arrival.folder / arrival.main / BAG_INFO), "rb") as file:
        match = _OXUM.search(file.read(_MAX_BAG_INFO))
    payload = [size for path, size in sizes.items() if path.startswith(f"{arrival.main}/data/")]
    return match is not None and (sum(payload), len(payload)) == (int(match[1]), int(match[2]))


def _has_volumes(arrival: Arrival, sizes: dict[str, int]) -> bool:
    with os.fdopen(open_file(arrival.folder / arrival.main), "rb") as file:
        facts = stated_list(file.read(MAX_SEAL_BYTES + 1))
    return facts is not None and all(sizes.get(f.name) == f.size for f in (facts.envelope, *facts.volumes))

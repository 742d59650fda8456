"""What opening an encrypted volume gives: its bytes in clear, or why not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.model.credentials import Credential, CredentialKind

T = TypeVar("T")
_BEAT_S = 1.0

Alive = Callable[[], None]
"""Called between the steps of a long computation."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A volume in clear. `key` opens it again without trying; `omitted`: other volumes beside it.

    `claimed_bytes`: the size that its header gives, None where it goes on to the end. `unfinished`: how
    far it had got, where it was being encrypted.
    """

    source: ByteSource
    description: str
    key: Credential
    sector_size_bytes: int | None = None
    omitted: tuple[str, ...] = ()
    claimed_bytes: int | None = None
    unfinished: str | None = None


class VolumeLocked(Exception):
    """No credential fits. `detail` is technical and holds no secret; `accepts` what kinds would be tried.

    Without any accepted kind the volume can't be opened here at all: `detail` names what isn't supported.
    """

    def __init__(self, detail: str, accepts: tuple[CredentialKind, ...] = (), *, tried: int = 0) -> None:
        super().__init__(detail)
        self.detail = detail
        self.accepts = accepts
        self.tried = tried


def beating(work: Callable[[], T], alive: Alive) -> T:
    """What `work` gives, with a sign of life every second while it computes.

    A key takes a second by intent, and many on a busy machine: the watchdog must not take that for a hang.
    Raises what `work` raises.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        while not wait([future], timeout=_BEAT_S).done:
            alive()
        return future.result()


def locked_detail(name: str, tried: int) -> str:
    """The detail of a volume whose credentials didn't fit, or that had none."""
    if not tried:
        return name
    return f"{name}: {tried} credential{'' if tried == 1 else 's'} tried, none fits"

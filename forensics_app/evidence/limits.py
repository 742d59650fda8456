"""Bounds on what one worker process may take before it counts as lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`silence_s`: a worker that neither answers nor reads for so long is killed.

    `stall_s`: the same for one that goes on reading without finishing a single item. `memory_bytes` is the
    address space of one worker. `restarts` bounds how often one walk or one opening starts again.
    `sparse_bytes`: content without a single stored byte is not read beyond this size, content with next to
    none not beyond 1024 times it. `hollow_medium_bytes`: a medium of which its files store next to nothing is
    not hashed beyond this size.
    """

    silence_s: float = 15.0
    stall_s: float = 900.0
    memory_bytes: int = 3 << 30
    restarts: int = 16
    sparse_bytes: int = 256 << 20
    hollow_medium_bytes: int = 256 << 30

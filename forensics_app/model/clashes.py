"""Several seals under one reference, which should name one bundle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clash:
    """`seals` are codes (64 hex), each with where the first bundle of it lies. `one_signer`: one certificate
    signed two of them."""

    reference: str
    seals: tuple[tuple[str, str], ...]
    one_signer: bool

"""Every attack, sound bundles among them, in a fixed order: drills draw from these."""

from __future__ import annotations

from forensics_app.training.tampering import on_files, on_lists, on_seals, on_signers, on_zips
from forensics_app.training.tampering.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *on_signers.ATTACKS,
    *on_files.ATTACKS,
    *on_seals.ATTACKS,
    *on_zips.ATTACKS,
    *on_lists.ATTACKS,
)
LEVELS = (1, 2, 3)


def attack_of(name: str) -> Attack:
    """The attack of this name. Raises KeyError."""
    return {attack.name: attack for attack in ATTACKS}[name]

"""What a vector of a parcel is: files as they arrive, what a courier's check says, what opening ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.vectors.parcels.parcel import NAME, Made, Plan, build

LIST = f"{NAME}.parcel.asice"
CLOSED = ("parcel-closed",)


@dataclass(frozen=True)
class Opening:
    """An attempt. `by` is the word of a holder, `passphrase`, `passphrase wrong`, or `shares` and the names
    of share files. `result` is `opened` or a code of section 6 of the page; `file` the one that it is about.
    Where it opens: the verdict on parcel and bundle together, and the parcel's findings but notes.
    """

    by: str
    result: str = "opened"
    file: str = ""
    verdict: str = ""
    findings: tuple[str, ...] = ()

    def expected(self) -> dict[str, object]:
        """What stands in expected.json."""
        found: dict[str, object] = {"by": self.by, "result": self.result}
        if self.file:
            found["file"] = self.file
        if self.result == "opened":
            found |= {"verdict": self.verdict or "verified", "findings": sorted(self.findings)}
        return found


@dataclass(frozen=True)
class Vector:
    """`verdict`, `codes` (all but notes) and `notes` are those of the check without a key."""

    name: str
    about: str
    plan: Plan
    verdict: str = "unconfirmed"
    codes: tuple[str, ...] = CLOSED
    notes: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = (Opening("p256"),)
    trust: tuple[str, ...] = ("seal signer",)
    attack: str = "-"
    main: str = LIST
    shares: Callable[[Made], dict[str, bytes]] = lambda made: handed_out(made)
    after: Callable[[Path], None] = field(default=lambda folder: None)

    def made(self) -> Made:
        return build(self.plan)

    def write(self, folder: Path) -> Path:
        """The parcel as it arrives in `received`, share files in `shares`; the path of its list."""
        made = self.made()
        received, shares = folder / "received", self.shares(made)
        received.mkdir(parents=True)
        for name, data in made.files.items():
            (received / name).write_bytes(data)
        self.after(received)
        for name, data in shares.items():
            (folder / "shares").mkdir(exist_ok=True)
            (folder / "shares" / name).write_bytes(data)
        return received / self.main

    def expected(self) -> dict[str, object]:
        """What stands in expected.json."""
        return {
            "about": self.about,
            "attack": self.attack,
            "check": {"verdict": self.verdict, "findings": sorted(self.codes), "notes": sorted(self.notes)},
            "given": self.main,
            "open": [opening.expected() for opening in self.openings],
            "trust": list(self.trust),
        }


def handed_out(made: Made) -> dict[str, bytes]:
    """The shares as the holders have them."""
    return {f"share{number}.json": line for number, line in enumerate(made.shares, 1)}

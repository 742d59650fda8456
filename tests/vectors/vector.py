"""What a vector is: files as they are received, whom the receiver trusts, and what a verifier must say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.vectors.bundle import NAME, Built, Files, Plan, build

AXES = ("content", "completeness", "origin", "time", "custody")
_STATES = {"p": "pass", "f": "fail", "u": "unconfirmed", "-": "none"}
PINNED = ("seal signer",)


@dataclass(frozen=True)
class Sent:
    """Files below the folder that the receiver looks at; `main` is what they give to the verifier.

    `after` does what bytes alone can't say (links, pipes), in the folder that holds the files.
    """

    main: str
    files: Files
    after: Callable[[Path], None] | None = None

    def write(self, folder: Path) -> Path:
        """Put everything into `folder`; returns the path of `main`."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if self.after is not None:
            self.after(folder)
        return folder / self.main


@dataclass(frozen=True)
class Vector:
    """`axes` has a letter for each axis in order: p(ass) f(ail) u(nconfirmed) -(none).

    `codes` are all findings but notes; `notes` are notes that must be among the findings. `trust` holds words
    such as `seal signer` (pinned), `seal-ca root` (a CA alone), `seal-ca root as signer` (a CA with the
    signer's exact subject), `time time`, `revoked signer 2026-11-25T00:00:00Z`, and the
    receiver's own revocation lists, `crl root 2026-11-25T07:00:00Z [signer 2026-11-20T00:00:00Z]` with who is
    on it since when. `expect_events` are digests
    of addenda that the receiver knows to exist. `later` is how things stand after the seal. `attack` is where
    the idea comes from.
    """

    name: str
    attack: str
    about: str
    make: Callable[[], Sent]
    verdict: str
    axes: str
    codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trust: tuple[str, ...] = PINNED
    expect_events: tuple[str, ...] = ()
    later: str = "none"

    def expected(self) -> dict[str, object]:
        """What stands in expected.json."""
        return {
            "about": self.about,
            "attack": self.attack,
            "expect_events": list(self.expect_events),
            "axes": {axis: _STATES[letter] for axis, letter in zip(AXES, self.axes, strict=True)},
            "findings": sorted(self.codes),
            "notes": sorted(self.notes),
            "trust": list(self.trust),
            "verdict": self.verdict,
        } | ({} if self.later == "none" else {"later": self.later})


def as_zip(built: Built) -> Sent:
    """The ZIP alone."""
    return Sent(f"{built.name}.zip", {f"{built.name}.zip": built.zip})


def as_both(built: Built, outer: bytes | None = None) -> Sent:
    """The ZIP and the seal beside it."""
    files = {f"{built.name}.zip": built.zip, f"{built.name}.asice": built.seal if outer is None else outer}
    return Sent(f"{built.name}.zip", files)


def as_seal(built: Built) -> Sent:
    """The seal alone."""
    return Sent(f"{built.name}.asice", {f"{built.name}.asice": built.seal})


def as_folder(
    built: Built, *, folder: str | None = None, after: Callable[[Path], None] | None = None
) -> Sent:
    """The unpacked tree; `after` gets the bundle's own folder."""
    top = folder or built.name
    run = None if after is None else lambda place: after(place / top)
    return Sent(top, {f"{top}/{path}": data for path, data in built.tree.items()}, run)


def zipped(plan: Plan | None = None) -> Callable[[], Sent]:
    """A maker of the ZIP of this plan."""
    return lambda: as_zip(build(plan or Plan()))


def foldered(after: Callable[[Path], None] | None = None, plan: Plan | None = None) -> Callable[[], Sent]:
    """A maker of the folder of this plan."""
    return lambda: as_folder(build(plan or Plan()), after=after)


def edited(change: Callable[[bytes], bytes]) -> Callable[[], Sent]:
    """A maker of a sound ZIP whose bytes are changed."""
    return lambda: Sent(f"{NAME}.zip", {f"{NAME}.zip": change(build(Plan()).zip)})

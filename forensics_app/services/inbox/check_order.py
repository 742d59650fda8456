"""What the checking process is asked, and what it answers: values of JSON, over pipes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULT = "result.json"
DELIVERY = "delivery"
"""The folder of an arrival's own files, inside the folder that it is filed in."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """The same for every arrival. Paths of files are absolute; `formats` are endings such as `.pdf`.

    `signer` with its password file signs receipts; `opener` with its own opens parcels.
    """

    languages: tuple[str, ...]
    formats: tuple[str, ...] = (".pdf",)
    trusted: tuple[str, ...] = ()
    trusted_time: tuple[str, ...] = ()
    revocation: tuple[str, ...] = ()
    tsa: tuple[str, ...] = ()
    signer: str | None = None
    signer_password: str | None = None
    opener: str | None = None
    opener_password: str | None = None


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """One arrival: `folder` is where its copy is and what is made goes; `main` and `kind` as of the
    arrival. For an addendum to a bundle that was filed before, `bundle` is that bundle's path, and `addenda`
    are the paths of all that came after it.
    """

    folder: str
    main: str
    kind: str
    settings: CheckSettings
    bundle: str | None = None
    addenda: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """What is verified."""
        return Path(self.folder) / DELIVERY / self.main if self.bundle is None else Path(self.bundle)

    def as_json(self) -> dict[str, Any]:
        """For the pipe."""
        return asdict(self)


def order_from_json(values: dict[str, Any]) -> CheckOrder:
    """The inverse. Raises KeyError, TypeError."""
    settings: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in values["settings"].items()
    }
    return CheckOrder(
        values["folder"],
        values["main"],
        values["kind"],
        CheckSettings(**settings),
        values["bundle"],
        tuple(values["addenda"]),
    )

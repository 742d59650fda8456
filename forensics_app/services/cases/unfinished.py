"""A sealing of the case that has not ended, as its journal tells it; and giving it up."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forensics_app.bundle.writing.journal import Step, read_steps
from forensics_app.model.sealed_time import SealedTime
from forensics_app.services.cases.announcements import abandon
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.sealed_files import Output

_JOURNAL = "sealing.jsonl"


@dataclass(frozen=True, slots=True)
class Ending:
    """A sealing whose ZIP is whole, before it is released. `seal` is the container in base64."""

    out: str
    name: str
    seal: str
    seal_code: str
    signer_fingerprint: str
    event_id: str
    zip_bytes: int
    artifacts: int
    with_content: int
    payload_bytes: int
    omissions: int
    failed: int
    earlier_seals: tuple[str, ...]
    time: SealedTime
    reports: tuple[str, ...] = ()
    unmade: tuple[tuple[str, str], ...] = ()
    supplement: str = ""

    @property
    def seal_bytes(self) -> bytes:
        return base64.b64decode(self.seal)

    def values(self) -> dict[str, Any]:
        """As values of a `sealed` step."""
        return asdict(self)


class Pending:
    """What the case's journal says of a sealing that has not ended."""

    def __init__(self, path: Path, steps: list[tuple[Step, int]]) -> None:
        self.path = path
        self.steps = steps

    @staticmethod
    def of(case: Case) -> Pending:
        """The journal of this case, empty where there is none."""
        path = case.bundles / _JOURNAL
        return Pending(path, read_steps(path))

    @property
    def ending(self) -> Ending | None:
        """The last step, where the ZIP was whole already."""
        if not self.steps or self.steps[-1][0].kind != "sealed":
            return None
        values = dict(self.steps[-1][0].values)
        return Ending(
            **{
                **values,
                "earlier_seals": tuple(values["earlier_seals"]),
                "time": SealedTime.from_values(values["time"]),
                "reports": tuple(values.get("reports", ())),
                "unmade": tuple((path, why) for path, why in values.get("unmade", ())),
            }
        )

    @property
    def begun_bytes(self) -> int:
        """How long the journal's first line is."""
        return self.steps[0][1] if self.steps else 0

    def continues(self, output: Output, name: str) -> bool:
        """Whether a sealing to this output, under this name, can go on from here."""
        if not self.steps or self.steps[0][0].kind != "begun":
            return False
        begun = self.steps[0][0].values
        same = (begun.get("out"), begun.get("name")) == (str(output.zip), name)
        return same and output.part.is_file()

    def discard(self, case: Case) -> None:
        """Give this sealing up: nothing of it stays but a line in the ledger, if it was announced there."""
        if self.steps:
            out = self.steps[0][0].values.get("out")
            if isinstance(out, str):
                Output(Path(out)).remove_parts()
            abandon(case)
        self.path.unlink(missing_ok=True)

    def discard_unreleased(self, case: Case) -> None:
        """The same, unless the bundle has its name already."""
        ending = self.ending
        if self.steps and (ending is None or not Output(Path(ending.out)).zip.exists()):
            self.discard(case)

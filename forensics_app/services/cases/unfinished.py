"""A sealing of the case that has not ended, as its journal tells it; and giving it up."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forensics_app.bundle.writing.journal import Step, read_steps
from forensics_app.model.sealed_time import SealedTime
from forensics_app.services.cases.announcements import abandon
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.own_key import folder_identity, is_mark, mark
from forensics_app.services.cases.sealed_files import Output

JOURNAL = "sealing.jsonl"


@dataclass(frozen=True, slots=True)
class Ending:
    """A sealing whose ZIP is whole, before it is released. `seal` is the container in base64; `tagged`
    as of `sealed_tags.tagged_text`."""

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
    tagged: str | None = None  # of an earlier version

    @property
    def seal_bytes(self) -> bytes:
        return base64.b64decode(self.seal)

    def values(self) -> dict[str, Any]:
        """The values of a `sealed` step."""
        return asdict(self)


class Begun:
    """The first step of a sealing: what is asked for, and by which signers it is to be signed.

    `mark` is this user's; a sealing goes on, and a whole bundle is released, for the same request alone.
    """

    def __init__(
        self, case: Case, output: Output, name: str, asked: dict[str, Any], signers: list[str]
    ) -> None:
        """`signers`: SHA-256 of their certificates (hex), in the order in which they sign."""
        self.values: dict[str, Any] = {
            "out": str(output.zip),
            "name": name,
            "asked": asked,
            "signers": signers,
        }
        self.mark = mark(*_begun_parts(case, self.values))

    def step(self) -> dict[str, Any]:
        """The values of a `begun` step."""
        return {**self.values, "mark": self.mark}


def marked_ending(case: Case, begun: Begun, ending: Ending) -> dict[str, Any]:
    """The values of a `sealed` step, with this user's mark."""
    values = ending.values()
    return {**values, "mark": mark(*_ending_parts(case, begun.mark, values))}


def _begun_parts(case: Case, values: dict[str, Any]) -> tuple[bytes, ...]:
    named = {key: values.get(key) for key in ("out", "name", "asked", "signers")}
    return b"begun", case.case_key, folder_identity(case.path), _canonical(named)


def _ending_parts(case: Case, begun_mark: str, values: dict[str, Any]) -> tuple[bytes, ...]:
    return b"sealed", case.case_key, begun_mark.encode("utf-8"), _canonical(values)


def _canonical(values: dict[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, ensure_ascii=True).encode("ascii")


class Pending:
    """What the case's journal says of a sealing that has not ended.

    `steps` are those of a journal that this user's program wrote for this very folder. Of another one nothing
    is believed, `foreign` is true, and all that follows is that it is removed.
    """

    def __init__(self, path: Path, steps: list[tuple[Step, int]], *, foreign: bool = False) -> None:
        self.path = path
        self.steps = steps
        self.foreign = foreign

    @staticmethod
    def of(case: Case) -> Pending:
        """The journal of this case, empty where there is none."""
        path = case.bundles / JOURNAL
        steps = read_steps(path)
        if not steps:
            return Pending(path, [])
        begun = steps[0][0]
        begun_mark = begun.values.get("mark")
        ours = begun.kind == "begun" and is_mark(begun_mark, *_begun_parts(case, begun.values))
        if ours and steps[-1][0].kind == "sealed":
            ending = dict(steps[-1][0].values)
            ours = is_mark(ending.pop("mark", None), *_ending_parts(case, str(begun_mark), ending))
        return Pending(path, steps) if ours else Pending(path, [], foreign=True)

    @property
    def out(self) -> str:
        """Where the bundle was to be written; empty where no journal of ours says so."""
        return str(self.steps[0][0].values["out"]) if self.steps else ""

    @property
    def ending(self) -> Ending | None:
        """The last step, where the ZIP was whole already."""
        if not self.steps or self.steps[-1][0].kind != "sealed":
            return None
        values = dict(self.steps[-1][0].values)
        del values["mark"]
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

    def is_of(self, begun: Begun) -> bool:
        """Whether the same is asked for: selection, options, signers, output."""
        return bool(self.steps and begun.mark) and self.steps[0][0].values["mark"] == begun.mark

    def continues(self, output: Output, begun: Begun) -> bool:
        """Whether the sealing that is asked for can go on from here."""
        return self.is_of(begun) and output.part.is_file()

    def discard(self, case: Case, output: Output | None = None) -> None:
        """Give this sealing up: nothing of it stays but a line in the ledger, if it was announced there.

        A journal that isn't ours names no file to remove; what stands where `output` is written goes.
        """
        if self.steps:
            Output(Path(self.out)).remove_parts()
        elif self.foreign and output is not None:
            output.remove_parts()
        if self.steps or self.foreign:
            abandon(case)
        self.path.unlink(missing_ok=True)

    def discard_unreleased(self, case: Case) -> None:
        """The same, unless the bundle has its name already."""
        ending = self.ending
        if self.steps and (ending is None or not Output(Path(ending.out)).zip.exists()):
            self.discard(case)

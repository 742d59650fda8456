"""Sealings of a case: the unfinished one in its journal, and the seals of those that were released.

Both lie in the case's `bundles/` folder. A bundle is released when its ZIP has its name; what follows (a line
in the ledger, a copy of the seal) is made up for by the next sealing if a kill came between.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forensics_app.bundle.journal import Step, read_steps
from forensics_app.bundle.supplement_export import supplement_of
from forensics_app.errors import CaseDamagedError, OutputExistsError
from forensics_app.model.bundle import SealedBundle
from forensics_app.model.sealed_time import SealedTime
from forensics_app.model.supplement import Supplement
from forensics_app.seal.asice_reader import read_seal
from forensics_app.seal.other_infos import ADDENDUM_KIND, kind_word
from forensics_app.seal.seal_info import SealInfoError, parse, seal_code
from forensics_app.services.cases import Case
from forensics_app.services.sealing_ledger import abandon, record_release
from forensics_app.services.sealing_output import Output, appear, write_new

_JOURNAL = "sealing.jsonl"
_SUPPLEMENT_SUFFIX = ".supplement.json"


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


@dataclass(frozen=True, slots=True)
class EarlierBundle:
    """A bundle that was sealed from the case: its reference, its seal code, what it said of a series."""

    reference: str
    code: str
    supplement: Supplement | None


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


def give_up_told(case: Case) -> None:
    """Give up a bundle that is whole and not released, if it may tell all tags and notes.

    Those of earlier versions, which did not ask, do where the case ever had a tag.
    """
    pending = Pending.of(case)
    if pending.ending is None:
        return
    asked = pending.steps[0][0].values.get("asked", {})
    if asked.get("tags_and_notes", bool(case.store.tagging.tags())):
        pending.discard_unreleased(case)


def settle(case: Case, output: Output) -> SealedBundle | None:
    """Release a bundle that a killed run had finished writing; it, where it is the one asked for now."""
    pending = Pending.of(case)
    ending = pending.ending
    if ending is None:
        return None
    written = Output(Path(ending.out))
    whole = written.zip if written.zip.exists() else written.part
    if not whole.is_file() or whole.stat().st_size != ending.zip_bytes:
        pending.discard(case)
        return None
    bundle = release(case, written, ending)
    return bundle if written.zip == output.zip else None


def release(case: Case, output: Output, ending: Ending) -> SealedBundle:
    """Give a whole bundle its two names, record it, and forget the journal. May be repeated.

    Raises OutputExistsError where another file has come to stand there, and OSError.
    """
    seal = ending.seal_bytes
    if not output.seal.exists():
        write_new(output.seal, output.seal_part, seal)
    elif output.seal.read_bytes() != seal:
        raise OutputExistsError(path=str(output.seal))
    output.seal_part.unlink(missing_ok=True)  # where a kill came between its two names
    if output.part.exists():
        appear(output.part, output.zip)
    digest = hashlib.sha256(seal).hexdigest()
    record_release(case, ending.event_id, name=ending.name, code=ending.seal_code, seal_sha256=digest)
    copy = case.bundles / f"{ending.name}.{ending.seal_code[:8]}.asice"
    copy_part = copy.with_name(f"{copy.name}.part")
    if not copy.exists():
        write_new(copy, copy_part, seal)
    copy_part.unlink(missing_ok=True)
    if ending.supplement:
        kept = supplement_path(copy)
        if not kept.exists():
            kept.write_bytes(ending.supplement.encode("utf-8"))
    (case.bundles / _JOURNAL).unlink(missing_ok=True)
    return SealedBundle(
        path=output.zip,
        seal_path=output.seal,
        name=ending.name,
        seal_code=ending.seal_code,
        signer_fingerprint=ending.signer_fingerprint,
        seal_sha256=digest,
        artifacts=ending.artifacts,
        with_content=ending.with_content,
        payload_bytes=ending.payload_bytes,
        omissions=ending.omissions,
        failed=ending.failed,
        earlier_seals=ending.earlier_seals,
        time=ending.time,
        reports=ending.reports,
        unmade=ending.unmade,
    )


def earlier_seals(case: Case) -> tuple[str, ...]:
    """Seal codes (64 hex) of the case's bundles, oldest first. Raises CaseDamagedError."""
    return tuple(dict.fromkeys(bundle.code for bundle in earlier_bundles(case)))


def earlier_bundles(case: Case) -> tuple[EarlierBundle, ...]:
    """The case's bundles, oldest first. Raises CaseDamagedError.

    Each seal holds the length of the ledger when it was made, which only grows: that is their order.
    """
    found: list[tuple[int, str, EarlierBundle]] = []
    for path in sorted(case.bundles.glob("*.asice")):
        files = read_seal(path.read_bytes(), path.name, lambda problem: None)
        try:
            if files is None:
                raise CaseDamagedError(path=str(case.path), detail=path.name)
            if kind_word(files.seal_info) == ADDENDUM_KIND:
                continue
            info, code = parse(files.seal_info), seal_code(files.seal_info)
            kept = supplement_path(path)
            supplement = supplement_of(kept.read_bytes()) if kept.is_file() else None
            found.append((info.custody_count, code, EarlierBundle(info.reference, code, supplement)))
        except (SealInfoError, ValueError, KeyError, TypeError) as e:
            raise CaseDamagedError(path=str(case.path), detail=path.name) from e
    return tuple(bundle for _, _, bundle in sorted(found, key=lambda one: one[:2]))


def supplement_path(seal: Path) -> Path:
    """Where a case keeps what a bundle said of its series, beside the copy of its seal."""
    return seal.with_name(f"{seal.stem}{_SUPPLEMENT_SUFFIX}")

"""A case that shows a received bundle: which one, and where each content lies in it.

Beside what was sealed it takes tags, notes and hash set hits of one's own, and nothing else: examiner,
sources and omissions in it are the sender's (docs/adr/0053).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from forensics_app.custody.own_files import PRIVATE_FILE
from forensics_app.errors import CaseDamagedError, CaseReceivedError
from forensics_app.model.custody import Person
from forensics_app.model.findings import VerificationReport

RECEIVED_NAME = "received.json"
_MAX_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class ReceivedFacts:
    """`bundle` is an absolute path, `reference` the bundle's own. `verdict` was given at `checked_at` and
    holds for then alone. `case_reference` is what the sender calls the case, "" where that was not kept.
    """

    bundle: str
    reference: str
    agency: str
    seal_code: str
    verdict: str
    checked_at: str
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedRecord(ReceivedFacts):
    """What a report on the case says at its front (docs/adr/0069); earlier versions kept none of this.

    `verification` is the report that the verdict was given in, without the lists that the case holds.
    `custody_sha256` (hex) is the digest of the sender's ledger as it was sealed; `named_receiver` the
    holder of the identity that was named when it was opened, with its fingerprint as `id` (earlier versions
    kept as `receiver` the only identity of the computer, which nobody had named). Of the sender's selection
    `not_selected` counts what stayed in the sender's case, `with_content` what came with its content.
    """

    verification: VerificationReport | None = None
    custody_sha256: str = ""
    named_receiver: Person | None = None
    not_selected: int | None = None
    with_content: int | None = None


@dataclass(frozen=True, slots=True)
class Received(ReceivedRecord):
    """`contents` names the file in the bundle for each artifact's id."""

    contents: dict[str, str] = field(default_factory=dict)


_Kind = TypeVar("_Kind", bound=ReceivedFacts)


def received_in(case: Path) -> Received | None:
    """What a case folder shows, None for one of one's own. Raises CaseDamagedError."""
    return _read(case, Received)


def received_facts(case: Path) -> ReceivedFacts | None:
    """The same without the contents, which may be many. Raises CaseDamagedError."""
    return _read(case, ReceivedFacts)


def received_record(case: Path) -> ReceivedRecord | None:
    """The same with what a report says at its front. Raises CaseDamagedError."""
    return _read(case, ReceivedRecord)


def _read(case: Path, kind: type[_Kind]) -> _Kind | None:
    path = case / RECEIVED_NAME
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_MAX_BYTES), type=kind, strict=True)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as e:
        raise CaseDamagedError(path=str(case), detail=RECEIVED_NAME) from e


def is_received(case: Path) -> bool:
    """Whether a case folder shows a bundle of somebody else's."""
    return (case / RECEIVED_NAME).exists()


def keep_received(case: Path, received: Received) -> None:
    """Write it into a case folder that is being made."""
    path = case / RECEIVED_NAME
    path.touch(mode=PRIVATE_FILE, exist_ok=False)
    path.write_bytes(msgspec.json.encode(received))


def refuse_received(case: Path) -> None:
    """Raises CaseReceivedError where the case shows a bundle of somebody else's."""
    if is_received(case):
        raise CaseReceivedError(path=str(case))

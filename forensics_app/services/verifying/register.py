"""The user's register of checked bundles: what each was, who signed it, and the verdict at that time.

Kept in the user's own folder, for window and command line alike. A verdict in it holds for its time alone.
What it is good for beside looking things up: a reference that comes with another seal than before is noticed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from forensics_app.errors import OutputNotWritableError
from forensics_app.model.findings import Clash, Verdict, VerificationReport
from forensics_app.seal.home import PRIVATE_FILE, home_folder, private_folder
from forensics_app.services.verifying.drill_bundles import is_of_drill
from forensics_app.system.locks import lock_alone
from forensics_app.system.opening import CLOSED_ON_EXEC, NO_LINK, WRITE_NEW
from forensics_app.verify.clashes import Sealed, clashes_among, is_bundle

FILE, MAX_BYTES = "checked-bundles.json", 8 << 20
MOST_BUNDLES = 2000
_HOLDS = frozenset({Verdict.VERIFIED.value, Verdict.UNCONFIRMED.value})


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """`verdict` is a value of `Verdict`, given at `checked_at` (UTC in sealed form): it holds for then alone.

    `code` is the seal code (64 hex), or empty where the seal could not be read; `fingerprint` (64 hex) that
    of the signer's certificate, or empty. `reference` is the bundle's, `case_reference` that of the sender's
    case, or empty.
    """

    path: str
    reference: str
    sender: str
    code: str
    verdict: str
    checked_at: str
    fingerprint: str = ""
    case_reference: str = ""


def register_file() -> Path:
    """The file, which need not be there."""
    return home_folder() / FILE


def register_stamp() -> int:
    """Another one whenever the register is written; 0 while there is none."""
    try:
        return register_file().stat().st_mtime_ns
    except OSError:
        return 0


def registered() -> list[CheckedBundle]:
    """Checked last first; each bundle once for each place it was in. A file that can't be read counts as not
    there."""
    try:
        with register_file().open("rb") as file:
            found = json.loads(file.read(MAX_BYTES))["bundles"]
        return [CheckedBundle(**{k: str(v) for k, v in entry.items()}) for entry in found]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def note(bundles: Iterable[CheckedBundle]) -> None:
    """Put them on top, the first one uppermost; the oldest of too many are forgotten.

    Raises OutputNotWritableError.
    """
    new = list(bundles)
    places = {(b.path, b.code) for b in new}
    _change(lambda kept: [*new, *(b for b in kept if (b.path, b.code) not in places)])


def forget(bundle: CheckedBundle) -> None:
    """Take it off the register; the bundle itself is not touched. Raises OutputNotWritableError."""
    _change(lambda kept: [b for b in kept if b != bundle])


def is_registered(report: VerificationReport) -> bool:
    """Whether the register keeps it: nobody received a demo or a drill, whose seal may be missing, and an
    addendum or parcel is no other bundle."""
    return is_bundle(report) and not report.seal.demo and not is_of_drill(Path(report.bundle.path))


def checked_bundle(report: VerificationReport, path: Path) -> CheckedBundle:
    """What the register keeps of a report on the bundle at `path`."""
    return CheckedBundle(
        path=str(path.absolute()),
        reference=report.bundle.reference or "",
        sender=report.seal.signer_label or report.seal.signer or "",
        code=report.seal.code or "",
        verdict=report.verdict.value,
        checked_at=report.verifier.checked_at,
        fingerprint=report.seal.fingerprint or "",
        case_reference=report.bundle.case_reference or "",
    )


def register_clashes(bundles: Sequence[CheckedBundle]) -> tuple[Clash, ...]:
    """References that stand for several seals in the register."""
    return clashes_among(
        Sealed(b.reference, b.code, b.fingerprint or None, b.path)
        for b in bundles
        if b.reference and b.code and b.verdict in _HOLDS
    )


def clashes_with(report: VerificationReport) -> tuple[Clash, ...]:
    """Those of the register that the reference of a checked bundle is part of."""
    reference = (report.bundle.reference or "").lower()
    if not reference or not is_bundle(report):
        return ()
    return tuple(c for c in register_clashes(registered()) if c.reference.lower() == reference)


def _change(change: Callable[[list[CheckedBundle]], list[CheckedBundle]]) -> None:
    path = register_file()
    private_folder(path.parent)
    with _alone(path.with_suffix(".lock")):
        data = {"bundles": [asdict(b) for b in change(registered())[:MOST_BUNDLES]]}
        new = path.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            handle = os.open(new, WRITE_NEW, PRIVATE_FILE)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=True, indent=1)
            new.replace(path)
        except OSError as e:
            raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Window and command line may note something at the same time."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | NO_LINK | CLOSED_ON_EXEC, PRIVATE_FILE)
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
    try:
        lock_alone(handle)
        yield
    finally:
        os.close(handle)

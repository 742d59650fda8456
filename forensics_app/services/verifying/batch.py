"""Many bundles one after the other: what can't be checked is told as that, and the rest is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from forensics_app.errors import CancelledError, ForensicsError
from forensics_app.i18n.clashes import clash_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.model.findings import Clash, VerificationReport
from forensics_app.model.times import Clock
from forensics_app.verify.clashes import clashes_of
from forensics_app.verify.facts import unchecked

__all__ = ["CLASH", "Clash", "clash_fields", "clash_sentence", "clashes_of", "verify_each"]


CLASH = "reference-clash"
"""The code that stands behind what is said of a clash."""


def verify_each(
    paths: Iterable[Path], check: Callable[[Path], VerificationReport], clock: Clock
) -> list[VerificationReport]:
    """A report on each path, in their order. Whatever `check` raises becomes the fatal finding
    `check-failed` of that one: a member that is hostile, or shows a fault of this program, hides no other.

    Raises CancelledError.
    """
    reports = []
    for path in paths:
        try:
            reports.append(check(path))
        except CancelledError:
            raise
        except ForensicsError as e:
            reports.append(unchecked(path, error_sentence(e), clock.now()))
        except Exception as e:  # noqa: BLE001 - a fault here must not take the verdict from the others
            reports.append(unchecked(path, f"{type(e).__name__}: {e}", clock.now()))
    return reports


def clash_fields(
    report: VerificationReport, clashes: Sequence[Clash], words: Translator
) -> dict[str, Any] | None:
    """The clash that one of the reports belongs to as JSON holds it, None where it belongs to none."""
    clash = next((c for c in clashes if any(code == report.seal.code for code, _ in c.seals)), None)
    if clash is None:
        return None
    return {
        "reference": clash.reference,
        "seals": [{"seal_code": code, "path": path} for code, path in clash.seals],
        "one_signer": clash.one_signer,
        "sentence": clash_sentence(clash, words),
    }

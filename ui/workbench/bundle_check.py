"""The check of one bundle: which one, how it ended, what was found; filled from the child's JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics_app.i18n import tr
from forensics_app.model.findings import Axis, Severity, VerificationReport
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending
from ui.models.bundles.report_json import ReportUnreadableError, report_from_values


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """Where a receipt lies, and the digest that names it (64 hex); None for a page that nobody signed."""

    path: Path
    event_sha256: str | None


@dataclass(frozen=True, slots=True)
class ParcelFinding:
    """What was found about a parcel, with its sentence in the window's language."""

    axis: Axis
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class OpenedParcel:
    """The signed list of a parcel (`parcel`), the bundle that was written, and what was found about how it
    came; what the bundle's own report says again is left to that.
    """

    parcel: Path
    bundle: Path
    findings: tuple[ParcelFinding, ...]


def opened_parcel(parcel: Path, values: dict[str, Any]) -> OpenedParcel:
    """From the result of `parcel open`. Raises KeyError, ValueError for what that did not write."""
    findings = tuple(
        ParcelFinding(Axis(f["axis"]), Severity(f["severity"]), f["sentence"])
        for f in values["parcel"]["findings"]
        if f["code"].startswith("parcel-")
    )
    return OpenedParcel(parcel, Path(values["path"]), findings)


class BundleCheck:
    """`report` is None until a check has ended; `trouble` says why one could not end.

    A folder of bundles gives several `reports`; `report` is the one shown.
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        self.report: VerificationReport | None = None
        self.trouble: Trouble | None = None
        self.reports: tuple[VerificationReport, ...] = ()
        self.all_values: tuple[dict[str, Any], ...] = ()
        self.values: dict[str, Any] = {}
        self.second_implementation = False
        self.seconds = 0.0
        self.running = False
        self.trust_file: Path | None = None
        self.drill_trust: tuple[Path, Path] | None = None  # sealers, time-stamp authorities
        self.receipt: WrittenReceipt | None = None
        self.opened: OpenedParcel | None = None  # the bundle shown was in it
        self.addenda: tuple[Path, ...] = ()
        self.typed_code = ("", "")  # of which seal code, and what was typed to compare it
        self._began = 0.0

    def begin(
        self, path: Path, *, second_implementation: bool = False, addenda: Sequence[Path] | None = None
    ) -> None:
        """A check of `path` begins; a trust file only counts for the bundle beside which it was made,
        and that of drills for bundles in their folder.

        `addenda` are files that do not lie beside it; None keeps those that were given for the same path.
        """
        if addenda is not None or path != self.path:
            self.addenda = tuple(addenda or ())
        if self.trust_file is not None and self.trust_file.parent != path.parent:
            self.trust_file = None
        if self.drill_trust is not None and self.drill_trust[0].parents[1] != path.parents[1]:
            self.drill_trust = None
        if self.opened is not None and self.opened.bundle != path:
            self.opened = None
        self._clear()
        self.path, self.running = path, True
        self.second_implementation = second_implementation
        self._began = time.monotonic()

    def choose(self, number: int) -> None:
        """Of several bundles in a folder, show this one. Raises IndexError."""
        self.report, self.values = self.reports[number], self.all_values[number]
        self.receipt = None

    def forget(self) -> None:
        """No bundle is shown any more."""
        if not self.running:
            self._clear()
            self.path = None

    def _clear(self) -> None:
        self.report, self.trouble, self.receipt = None, None, None
        self.reports, self.all_values, self.values = (), (), {}

    @property
    def arguments(self) -> tuple[str, ...]:
        """`verify` and its options. `--trust` only for the practice bundle, whose root was made here."""
        return ("verify", str(self.path), *self._options)

    def receipt_arguments(self, more: Sequence[str]) -> list[str]:
        """`receive` for the bundle that is shown, checked as the verdict shown was."""
        return ["receive", str(self.shown_path), *self._options, *more]

    def case_arguments(self, folder: Path) -> list[str]:
        """`case from-bundle` for the bundle that is shown, judged as the verdict shown was."""
        trusted = [] if self.trust_file is None else ["--trust", str(self.trust_file)]
        return ["case", "from-bundle", *trusted, "--", str(self.shown_path.absolute()), str(folder)]

    @property
    def _options(self) -> list[str]:
        chosen = [] if self.trust_file is None else ["--trust", str(self.trust_file)]
        if self.drill_trust is not None:
            sealers, authorities = self.drill_trust
            chosen += ["--trust", str(sealers), "--trust-time", str(authorities)]
        chosen += [f"--addendum={path}" for path in self.addenda]
        return [*chosen, "--second-implementation"] if self.second_implementation else chosen

    @property
    def shown_path(self) -> Path:
        """Where the bundle lies whose report is shown; in a folder of several, one of them. Of a parcel, its
        list.
        """
        report = self.report
        if report is not None and (len(self.reports) > 1 or report.bundle.scope == "parcel"):
            return Path(report.bundle.path)
        return self.path or Path()

    @property
    def shown_code(self) -> str:
        """The seal code in groups, as people compare it."""
        return str((self.values.get("seal") or {}).get("code_shown") or "")

    def end(self, ending: Ending) -> None:
        """Take what the child found."""
        self.running = False
        self.seconds = time.monotonic() - self._began
        self.trouble = ending.trouble
        if ending.result is None:
            return
        try:
            self.all_values = tuple(ending.result.values["reports"])
            self.reports = tuple(report_from_values(values) for values in self.all_values)
            self.choose(0)
        except (KeyError, IndexError, TypeError, ReportUnreadableError) as e:
            self.trouble = Trouble(tr("The check ended without a report that can be displayed."), str(e))

    def take_receipt(self, ending: Ending) -> None:
        """A receipt was made: what its own run of the verifier found is what is shown from now on."""
        if ending.result is None or self.report is None:
            return
        number = next(i for i, r in enumerate(self.reports) if r is self.report)
        try:
            (values,) = ending.result.values["reports"]
            report = report_from_values(values)
            receipt = WrittenReceipt(
                Path(ending.result.values["path"]), ending.result.values.get("event_sha256")
            )
        except (KeyError, TypeError, ValueError) as e:
            self.trouble = Trouble(tr("The check ended without a report that can be displayed."), str(e))
            return
        self.reports = (*self.reports[:number], report, *self.reports[number + 1 :])
        self.all_values = (*self.all_values[:number], values, *self.all_values[number + 1 :])
        self.choose(number)
        self.receipt = receipt

    @property
    def demo_signer(self) -> bool:
        """Whether the bundle rests on a DEMO identity."""
        return self.report is not None and self.report.seal.demo

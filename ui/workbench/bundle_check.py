"""The check of one bundle: which one, how it ended, what was found; filled from the child's JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics_app.errors import AddendumNotReadableError
from forensics_app.i18n import tr
from forensics_app.model.addendum import ReceiptOutcome
from forensics_app.model.findings import Axis, Severity, VerificationReport
from forensics_app.services.verifying.drill_bundles import is_of_drill
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending
from ui.models.bundles.report_json import report_from_values
from ui.models.bundles.second_result import SecondResult, second_result
from ui.workbench.named_addenda import NamedAddenda


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """Where a receipt lies, and the digest that names it (64 hex); None for a form that nobody signed. `page`
    is the printable one that was written too. `checked_at`: when the check was made that it rests on.
    """

    path: Path
    event_sha256: str | None
    checked_at: str
    page: Path | None = None
    rejects: bool = False


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
        self.second: SecondResult | None = None
        self.beside: tuple[Path | None, ...] = ()
        self._compared: tuple[VerificationReport, ...] = ()
        self._kept: tuple[SecondResult | None, tuple[tuple[VerificationReport, ...], ...]] | None = None
        self._written: dict[tuple[Path, str | None], WrittenReceipt] = {}
        self.opened: OpenedParcel | None = None  # the bundle shown was in it
        self.addenda: tuple[Path, ...] = ()  # passed with the check, as they lie elsewhere
        self.gone_addenda: tuple[Path, ...] = ()  # named earlier, and left out: no longer there
        self._named = NamedAddenda()
        self.typed_code = ("", "")  # of which seal code, and what was typed to compare it
        self.number = 0  # of the checks begun so far: which one is shown
        self._answerable: tuple[bool, ...] = ()  # whether a seal can be read, of each of the reports
        self._began = 0.0

    def begin(
        self,
        path: Path,
        *,
        second_implementation: bool = False,
        addenda: Sequence[Path] = (),
        keeps_second: bool = False,
    ) -> None:
        """A check of `path` begins; a trust file only counts for the bundle beside which it was made,
        and that of drills for bundles in their folder.

        `addenda` are files that do not lie beside it; those that were given for the same path before are
        passed again, as long as they are there.
        `keeps_second`: what the second implementation said stays, if this check finds what either of both
        found.
        """
        self._named.name(path, addenda)
        self.addenda, self.gone_addenda = self._named.of(path, addenda)
        if self.trust_file is not None and self.trust_file.parent != path.parent:
            self.trust_file = None
        if self.drill_trust is not None and self.drill_trust[0].parents[1] != path.parents[1]:
            self.drill_trust = None
        if self.opened is not None and self.opened.bundle != path:
            self.opened = None
        keeps = keeps_second and path == self.path and self.second is not None
        self._kept = (self.second, (self.reports, self._compared)) if keeps else None
        if not (second_implementation and path == self.path):
            self._compared = ()
        elif not self.second_implementation:
            self._compared = self.reports
        self._clear()
        self.path, self.running, self.number = path, True, self.number + 1
        self.second_implementation = second_implementation
        self._began = time.monotonic()

    def choose(self, number: int) -> None:
        """Of several bundles in a folder, show this one. Raises IndexError."""
        self.report, self.values = self.reports[number], self.all_values[number]

    @property
    def receipt(self) -> WrittenReceipt | None:
        """What was written for the bundle shown since the window was opened, with the seal it has now."""
        report = self.report
        return None if report is None else self._written.get((self.shown_path, report.seal.code))

    @property
    def bundle_beside(self) -> Path | None:
        """The bundle, in the same folder, of a seal or an addendum that is shown by itself."""
        pairs = zip(self.reports, self.beside, strict=False)
        return next((path for report, path in pairs if report is self.report), None)

    def forget(self) -> None:
        """No bundle is shown any more."""
        if not self.running:
            self._clear()
            self.path = None

    def _clear(self) -> None:
        self.report, self.trouble, self.second = None, None, None
        self.reports, self.all_values, self.values, self.beside = (), (), {}, ()
        self._answerable = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """`verify` and its options. `--trust` only for the practice bundle, whose root was made here."""
        return ("verify", str(self.path), *self._options)

    def receipt_arguments(self, more: Sequence[str]) -> list[str]:
        """`receive` for the bundle that is shown, checked as the verdict shown was."""
        return ["receive", str(self.shown_path), *self._options, *more]

    @property
    def trust_files(self) -> tuple[Path, ...]:
        """Those that vouch for sealers in this check alone."""
        drill = () if self.drill_trust is None else self.drill_trust[:1]
        return (*(() if self.trust_file is None else (self.trust_file,)), *drill)

    @property
    def event_options(self) -> tuple[str, ...]:
        """Those of `addendum add` that judge the bundle shown as the verdict shown did."""
        return tuple(one for one in self._options if one != "--second-implementation")

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
        if ending.trouble is not None and ending.trouble.code == AddendumNotReadableError.code:
            self._named.forget(self.path or Path(), Path(str(ending.trouble.fields.get("path", ""))))
        if ending.result is None:
            return
        try:
            self.all_values = tuple(ending.result.values["reports"])
            pairs = zip(self.all_values, ending.result.values["marks"], strict=True)
            self.reports = tuple(report_from_values(values, marks) for values, marks in pairs)
            told = ending.result.values.get("beside", ())
            self.beside = tuple(None if path is None else Path(path) for path in told)
            self._answerable = tuple(map(bool, ending.result.values["answerable"]))
            self.choose(0)
        except (KeyError, IndexError, TypeError, ValueError) as e:
            self.trouble = Trouble(tr("The check ended without a report that can be displayed."), str(e))
            return
        if self._kept is not None:
            self._restore(*self._kept)
        elif self._compared:
            self.second = second_result(self._compared, self.reports)

    def _restore(
        self, second: SecondResult | None, found: tuple[tuple[VerificationReport, ...], ...]
    ) -> None:
        """The earlier comparison, if it is still one of what is shown."""
        for reports in found:
            same = second_result(reports, self.reports)
            if same is not None and not same.differing:
                self.second, self._compared = second, reports
                return

    def take_receipt(self, ending: Ending) -> None:
        """A receipt was made: what its own run of the verifier found is what is shown from now on."""
        if ending.result is None or self.report is None:
            return
        number = next(i for i, r in enumerate(self.reports) if r is self.report)
        try:
            told = ending.result.values
            (values,), (marks,) = told["reports"], told["marks"]
            report = report_from_values(values, marks)
            # whoever signs checks this bundle alone; what was found of its series next to it stays
            values = {**values, "series": values.get("series") or self.values.get("series")}
            receipt = WrittenReceipt(
                Path(told["path"]),
                told.get("event_sha256"),
                report.verifier.checked_at,
                page=None if told.get("page") is None else Path(told["page"]),
                rejects=told.get("outcome") == ReceiptOutcome.REJECTED.value,
            )
        except (KeyError, TypeError, ValueError) as e:
            self.trouble = Trouble(tr("The check ended without a report that can be displayed."), str(e))
            return
        self.reports = (*self.reports[:number], report, *self.reports[number + 1 :])
        self.all_values = (*self.all_values[:number], values, *self.all_values[number + 1 :])
        self.choose(number)
        self._written[self.shown_path, report.seal.code] = receipt

    @property
    def of_drill(self) -> bool:
        """Whether the bundle lies in the folder of a drill, whoever sealed it."""
        return self.report is not None and is_of_drill(self.shown_path)

    @property
    def seal_at_hand(self) -> bool:
        """Whether a seal can be read that a receipt can refer to: in the bundle, or else beside it."""
        pairs = zip(self.reports, self._answerable, strict=True)
        return next((answerable for report, answerable in pairs if report is self.report), True)

    @property
    def demo_signer(self) -> bool:
        """Whether the bundle rests on a DEMO identity."""
        return self.report is not None and self.report.seal.demo

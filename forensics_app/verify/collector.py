"""Gathers findings. Bounded: a hostile bundle can break a million rules, and a reader needs to see a few."""

from __future__ import annotations

import threading
from collections import Counter

from forensics_app.bundle.reading.tree import Problem
from forensics_app.model.findings import About, Axis, Finding, Severity
from forensics_app.verify.codes import AFTER_THE_SEAL, CODES
from forensics_app.verify.parcel_codes import PARCEL_CODES

MAX_A_CODE = 50
_MAX_TEXT = 400
_ALL_CODES = CODES | PARCEL_CODES


class Findings:
    """Takes problems from every part of a verification, from several threads."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._seen: set[Finding] = set()
        self._counts: Counter[tuple[str, About]] = Counter()
        self._lock = threading.Lock()

    def add(self, problem: Problem, about: About | None = None) -> None:
        """Record one problem, once; past MAX_A_CODE of one code they are only counted.

        Without `about`, what concerns addenda is nobody's word that counts.
        """
        if about is None:
            about = About.UNCONFIRMED if problem.code in AFTER_THE_SEAL else About.SEALED
        axis, severity = _ALL_CODES[problem.code]
        finding = Finding(
            code=problem.code,
            axis=axis,
            severity=severity,
            subject=_short(problem.subject),
            expected=_short(problem.expected),
            actual=_short(problem.actual),
            about=about,
        )
        with self._lock:
            if finding in self._seen:
                return
            self._counts[problem.code, about] += 1
            if self._counts[problem.code, about] <= MAX_A_CODE:
                self._found.append(finding)
                self._seen.add(finding)

    def code(
        self,
        code: str,
        subject: str | None = None,
        expected: str | None = None,
        actual: str | None = None,
        about: About | None = None,
    ) -> None:
        """Record one problem by its parts."""
        self.add(Problem(code, subject, expected, actual), about)

    def count(self, code: str) -> int:
        """How often `code` was found."""
        return sum(self._counts[code, about] for about in About)

    def take(self, others: Findings) -> None:
        """Add what was found elsewhere, with its counts."""
        with self._lock:
            self._found += [finding for finding in others._found if finding not in self._seen]
            self._seen |= others._seen
            self._counts += others._counts

    def total(self, axis: Axis) -> int:
        """How much was found on an axis, shown or not."""
        return sum(count for (code, _), count in self._counts.items() if _ALL_CODES[code][0] is axis)

    def has(self, *severities: Severity) -> bool:
        """Whether anything of these severities was found about what was sealed."""
        return any(f.severity in severities and f.about is About.SEALED for f in self._found)

    def result(self) -> tuple[Finding, ...]:
        """Findings, worst first and otherwise in the order they were found; then how many were left out."""
        order = list(Severity)
        found = sorted(self._found, key=lambda f: order.index(f.severity))
        for (code, about), count in sorted(self._counts.items()):
            if count > MAX_A_CODE:
                more = str(count - MAX_A_CODE)
                found.append(Finding("more-findings", Axis.CONTENT, Severity.NOTE, code, None, more, about))
        return tuple(found)


def _short(text: str | None) -> str | None:
    """Cut to a length that can be shown, and Unicode (a folder's names need not be)."""
    if text is None:
        return None
    kept = text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"
    return kept.encode("utf-8", "backslashreplace").decode("utf-8")

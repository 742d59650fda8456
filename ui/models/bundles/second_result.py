"""What came of checking once more with the second implementation: the same as before, or what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.verdicts import AXIS_WORDS
from forensics_app.model.findings import AXES, Axis, VerificationReport

LIBRARIES = {"openssl": "OpenSSL", "pycryptodome": "PyCryptodome"}
_DISAGREE = "libraries-disagree"


@dataclass(frozen=True, slots=True)
class SecondResult:
    """`library` computed the second time. `differing` names, in words, the answers that are not the same."""

    library: str
    differing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """That both came to the same result, or in what they differ."""
        if not self.differing:
            return tr("Second implementation ({library}): same result.", library=self.library)
        return tr(
            "Second implementation ({library}): different result. What differs: {answers}. Check the bundle "
            "once more: either it was changed in the meantime, or one of the two is at fault.",
            library=self.library,
            answers=current().listed(self.differing),
        )


def second_result(
    first: Sequence[VerificationReport], second: Sequence[VerificationReport]
) -> SecondResult | None:
    """None where nothing was checked."""
    if not second:
        return None
    library = second[0].verifier.implementation
    differing: list[str] = []
    if len(first) != len(second):
        differing.append(tr(NC_("label", "Contents")))
    for before, after in zip(first, second, strict=False):
        differing += _differing(before, after)
    return SecondResult(LIBRARIES.get(library, library), tuple(dict.fromkeys(differing)))


def _differing(before: VerificationReport, after: VerificationReport) -> list[str]:
    found = []
    if before.verdict is not after.verdict:
        found.append(tr(NC_("column", "Verdict")))
    found += [tr(AXIS_WORDS[axis]) for axis in AXES if before.axes[axis] is not after.axes[axis]]
    if before.consistency.places != after.consistency.places:
        found.append(tr(AXIS_WORDS[Axis.CONSISTENCY]))
    if before.seal.code != after.seal.code:
        found.append(tr("Seal code"))
    codes = [{(f.code, f.subject) for f in report.findings} for report in (before, after)]
    if codes[0] != codes[1] or any(code == _DISAGREE for code, _ in codes[1]):
        found.append(tr(NC_("heading", "Findings")))
    return found

"""Which of the signatures shown are invalid, as the findings say: reports travel without the arithmetic."""

from __future__ import annotations

from forensics_app.model.findings import About, VerificationReport
from forensics_app.seal.forms.asic_manifest import signature_name


def is_invalid(report: VerificationReport, number: int = 1) -> bool:
    """Whether signature `number` (from 1, the sealer's) of what was sealed is invalid: anybody may have named
    its certificate, and any time."""
    name = signature_name(number)
    return any(
        f.code == "signature-invalid" and f.about is About.SEALED and f.subject == name
        for f in report.findings
    )

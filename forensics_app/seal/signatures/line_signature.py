"""The signature over one line of the custody ledger: one file, in the one form of every signature here.

What was signed is the line as it stands, without its LF. Whether the signer is trusted is another question.
"""

from __future__ import annotations

from forensics_app.bundle.reading.tree import AddProblem, Problem
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic
from forensics_app.seal.containers.reading import SealedSignature
from forensics_app.seal.signatures.p7s_reader import Signature, read_signature

MAX_SIGNATURE_BYTES = 256 << 10

_CODES = {
    "signature-not-canonical": "custody-signature-form",
    "weak-algorithm": "custody-signature-weak",
    "signature-invalid": "custody-signature-invalid",
    "certificate-invalid": "custody-signature-invalid",
}


def read_line_signature(
    p7s: bytes, line: bytes, place: str, add: AddProblem, arithmetic: Arithmetic = OPENSSL
) -> Signature | None:
    """The signature in `p7s` over `line`, or None where it has not its form or does not hold.

    Broken rules go to `add`, with `place` as their subject.
    """
    broken = False

    def note(problem: Problem) -> None:
        nonlocal broken
        broken = True
        detail = problem.actual if problem.code != "certificate-invalid" else problem.subject
        add(Problem(_CODES[problem.code], place, problem.expected, detail))

    signature = read_signature(SealedSignature(1, line, p7s), arithmetic, note)
    return None if broken or signature is None or not signature.holds else signature

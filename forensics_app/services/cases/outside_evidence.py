"""Nothing is written into evidence: not even what a user asks to be written there.

Images are files, and what lies beside them is none of their content. A folder that was read as evidence is
what it holds: a file more in it would be found when it is read again.
"""

from __future__ import annotations

from pathlib import Path

from forensics_app.errors import OutputInEvidenceError
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case, is_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.received import is_received


def refuse_in_evidence_of(source: Path, out: Path, *, clock: Clock) -> None:
    """The same for what is made of `source`, which may be no case. Raises CaseErrors too."""
    if is_case(source):
        with open_case(source, write=False, clock=clock) as case:
            refuse_in_evidence(case, out)


def refuse_in_evidence(case: Case, *outs: Path | None) -> None:
    """Raises OutputInEvidenceError where one of these would be in a folder that is a source of the case. A
    received case's sources are the sender's, and so are their paths.
    """
    if is_received(case.path):
        return
    folders = [path for path in case.store.queries.source_paths().values() if path.is_dir()]
    for out in outs if folders else ():
        if out is None:
            continue
        place = out.absolute().parent.resolve() / out.name  # a link as the last part is where it lies
        evidence = next((one for one in folders if place.is_relative_to(one.resolve())), None)
        if evidence is not None:
            raise OutputInEvidenceError(path=str(out), evidence=str(evidence))

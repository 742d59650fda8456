"""Sealings of a case: the unfinished one in its journal, and the seals of those that were released.

Both lie in the case's `bundles/` folder. A bundle is released when its ZIP has its name; what follows (a line
in the ledger, a copy of the seal) is made up for by the next sealing if a kill came between.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from forensics_app.errors import OutputExistsError
from forensics_app.model.bundle import SealedBundle
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import supplement_path
from forensics_app.services.cases.sealed_files import Output
from forensics_app.services.cases.sealed_tags import tagged_path
from forensics_app.services.cases.unfinished import JOURNAL, Begun, Ending, Pending
from forensics_app.services.files.new_files import appear, write_new
from forensics_app.services.sealing.ledger import record_release


def give_up_recorded(case: Case) -> None:
    """Give up a bundle that is whole and not released, if it may tell all tags and notes.

    Those of earlier versions, which did not ask, do where the case ever had a tag.
    """
    pending = Pending.of(case)
    if pending.ending is None:
        return
    asked = pending.steps[0][0].values.get("asked", {})
    if asked.get("tags_and_notes", bool(case.store.tagging.tags())):
        pending.discard_unreleased(case)


def settle(case: Case, begun: Begun) -> SealedBundle | None:
    """Release a bundle that a killed run had finished writing, where the same is asked for now.

    One that has its name already was released, and only the record of it is made up for.
    """
    pending = Pending.of(case)
    ending = pending.ending
    if ending is None:
        return None
    written = Output(Path(ending.out))
    if not pending.is_of(begun) and not written.zip.exists():
        return None
    whole = written.zip if written.zip.exists() else written.part
    if not whole.is_file() or whole.stat().st_size != ending.zip_bytes:
        pending.discard(case)
        return None
    bundle = release(case, written, ending)
    return bundle if pending.is_of(begun) else None


def release(case: Case, output: Output, ending: Ending) -> SealedBundle:
    """Give a whole bundle its two names, record it, and forget the journal. May be repeated.

    Raises OutputExistsError where another file has come to stand there, and OSError.
    """
    seal = ending.seal_bytes
    if not output.seal.exists():
        write_new(output.seal, output.seal_part, seal)
    elif output.seal.read_bytes() != seal:
        raise OutputExistsError(path=str(output.seal))
    output.seal_part.unlink(missing_ok=True)  # where a kill came between its two names
    if output.part.exists():
        appear(output.part, output.zip)
    digest = hashlib.sha256(seal).hexdigest()
    record_release(case, ending.event_id, name=ending.name, code=ending.seal_code, seal_sha256=digest)
    copy = case.bundles / f"{ending.name}.{ending.seal_code[:8]}.asice"
    copy_part = copy.with_name(f"{copy.name}.part")
    if not copy.exists():
        write_new(copy, copy_part, seal)
    copy_part.unlink(missing_ok=True)
    beside = (supplement_path(copy), ending.supplement or None), (tagged_path(copy), ending.tagged)
    for kept, text in beside:
        part = kept.with_name(f"{kept.name}.part")
        if text is not None and not os.path.lexists(kept):
            write_new(kept, part, text.encode("utf-8"))
        part.unlink(missing_ok=True)
    (case.bundles / JOURNAL).unlink(missing_ok=True)
    return SealedBundle(
        path=output.zip,
        seal_path=output.seal,
        name=ending.name,
        seal_code=ending.seal_code,
        signer_fingerprint=ending.signer_fingerprint,
        seal_sha256=digest,
        artifacts=ending.artifacts,
        with_content=ending.with_content,
        payload_bytes=ending.payload_bytes,
        omissions=ending.omissions,
        failed=ending.failed,
        earlier_seals=ending.earlier_seals,
        time=ending.time,
        reports=ending.reports,
        unmade=ending.unmade,
    )

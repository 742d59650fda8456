"""A case with everything that the window has to tell of: a locked volume, hash sets, a zone, omissions."""

from __future__ import annotations

import gzip
from pathlib import Path

from forensics_app.model.case import IngestOptions
from forensics_app.model.hash_sets import HashSetKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.zones import declare_zone
from forensics_app.services.cases.case import Case
from forensics_app.services.hash_sets.hash_sets import HashSetRequest, add_hash_set, list_hash_sets
from forensics_app.services.hash_sets.matching import match_hash_sets
from forensics_app.services.ingest.ingest import ingest
from tests.world.cases import make_case
from tests.world.shared_data import shared

SETS = (
    ("Stolen invoices", HashSetKind.NOTABLE, "a", "2026-11"),
    ("Software of the office", HashSetKind.KNOWN, "b", "3.1"),
)


def make(folder: Path) -> None:
    """The case is `folder/case`; its hash sets are the user's."""
    folder.mkdir()
    clock = SystemClock()
    locked = folder / "backup-disk.dd"
    locked.write_bytes(gzip.decompress(shared("testdata/self-made/bde-xts128-ntfs.raw.gz").read_bytes()))
    fat = folder / "camera.dd"
    fat.write_bytes(gzip.decompress(shared("testdata/self-made/fat12-oem-names.raw.gz").read_bytes()))
    papers = folder / "papers"
    (papers / "copies").mkdir(parents=True)
    for name, text in (("invoice 0387.txt", "a"), ("copies/invoice 0387 (1).txt", "a"), ("readme.txt", "b")):
        (papers / name).write_text(f"{text}\n", encoding="ascii")
    case = make_case(folder / "case")
    with case:
        options = IngestOptions()
        paths = [str(locked), str(fat), str(papers)]
        ingest(case, paths, options, report=silent, cancelled=never_cancelled)
        declare_zone(
            case, "s2", "Europe/Paris", reason="the camera was set in Lyon", language="en", clock=clock
        )
        _match(case, folder)


def _match(case: Case, folder: Path) -> None:
    clock, have = SystemClock(), {facts.name for facts in list_hash_sets()}
    by_text = {}
    for artifact in case.store.artifacts.stream():
        name = artifact.entry.locator.components[-1] if artifact.entry.locator.components else b""
        by_text[name] = artifact.examination.digests.sha256
    digests = {"a": by_text[b"invoice 0387.txt"], "b": by_text[b"readme.txt"]}
    for name, kind, text, version in SETS:
        file = folder / f"{name}.txt"
        file.write_text(f"{digests[text]}\n", encoding="ascii")
        if name not in have:
            request = HashSetRequest(path=file, name=name, kind=kind, version=version)
            add_hash_set(request, clock=clock, report=silent, cancelled=never_cancelled)
    match_hash_sets(case, [s[0] for s in SETS], clock=clock, report=silent, cancelled=never_cancelled)

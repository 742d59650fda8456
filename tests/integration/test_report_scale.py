"""A report on 100,000 artifacts: bounded in time and memory, since pages hold the first rows alone."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.making import new_case
from forensics_app.services.reports.evidence_report import ReportAsked, write_evidence_report
from tests.world.catalogued import add_batch, entry, found, source
from tests.world.signing import FixedClock

ARTIFACTS, BATCH = 100_000, 2000
MOST_CPU_S = 60.0
MOST_MB = 500
KINDS = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.CREATED)


def large_case(folder: Path) -> Path:
    """Files with four times, picture data and a position each."""
    clock = FixedClock()
    with new_case(
        folder, reference="R-1", title="T", examiner="E", agency="A", country="FR", clock=clock
    ) as case:
        record = source(1)
        case.store.register_source(record, (), path=Path(record.path))
        layer = case.store.queries.layers("s1")[0].number
        seen = found(exif=(("Image Make", "X"),), latitude=1.5, longitude=2.5)
        for begin in range(0, ARTIFACTS, BATCH):
            pairs = []
            for number in range(begin, begin + BATCH):
                at = f"20{number % 25:02d}-{1 + number % 12:02d}-22T14:07:38Z"
                times = tuple(EvidenceTime(kind, "1", at, "1s", TimeZoneKnowledge.UTC) for kind in KINDS)
                path = b"Users/alice/Documents/%03d/file-%06d.txt" % (number % 400, number)
                pairs.append((entry(number, path, times=times), seen))
            add_batch(case.store, layer, pairs)
        case.store.set_layer_done("s1")
        case.store.complete_source("s1")
        case.store.finish_load()
    return folder


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_thousand_artifacts(tmp_path: Path) -> None:
    case = large_case(tmp_path / "case")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.process_time() + children.ru_utime + children.ru_stime
    written = write_evidence_report(
        case, tmp_path / "r.pdf", ReportAsked("en"), trust=TrustStore(()), clock=FixedClock()
    )
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert time.process_time() + children.ru_utime + children.ru_stime - begun < MOST_CPU_S
    most_kb = max(children.ru_maxrss, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert most_kb < MOST_MB * 1024
    assert [path.name for path in written.lists] == ["r.artifacts.csv"]
    assert (tmp_path / "r.pdf").stat().st_size < 4 << 20

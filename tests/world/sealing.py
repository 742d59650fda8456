"""A case over a folder of files, ready to be sealed, and a look into what comes of it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics_app.model.bundle import SealedBundle
from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.making import new_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.verifying.verify import verify
from tests.world.signing import FixedClock, signing_key, write_pem

FILES = {
    "letter.txt": b"Dear Sir\n",
    "empty": b"",
    "pictures/sea.jpg": b"\xff\xd8\xff\xda" + bytes(range(256)) * 40,  # its scan: no EXIF comes before it
    "pictures/=formula().csv": b"1,2\n",
    "big.bin": bytes(range(256)) * 4 * 2500,
}


@dataclass(frozen=True, slots=True)
class Bench:
    """`evidence` is the folder that was ingested, `out` one for bundles."""

    case: Path
    evidence: Path
    out: Path
    clock: FixedClock

    def open(self, *, write: bool = True) -> Case:
        return open_case(self.case, write=write, clock=self.clock)

    def seal(self, name: str = "X-B01.zip", *, tag: str | None = None, **asked: Any) -> SealedBundle:
        if tag is not None:
            asked["chosen"] = (ArtifactFilter(tag=tag),)
        with self.open() as case:
            return seal_bundle(case, SealRequest(self.out / name, **asked), signing_key(), clock=self.clock)

    def verify(self, path: Path) -> VerificationReport:
        pem = self.out.parent / "trust.pem"
        write_pem(pem, *signing_key().chain)
        trust = TrustStore(run_entries(pem, role=TrustRole.SEAL, now=self.clock.now()))
        report = verify(path, trust=trust, clock=self.clock, md5_sha1=True)
        assert not report.consistency.places, report.findings  # what this program seals agrees with itself
        return report

    def assert_verified(self, path: Path) -> VerificationReport:
        report = self.verify(path)
        assert report.verdict is Verdict.VERIFIED, report.findings
        return report


def make_bench(
    tmp_path: Path,
    *sources: Path,
    files: dict[str, bytes] | None = None,
    accept_truncated: bool = False,
    shadow_copies: bool = False,
    request: ExamineRequest = ExamineRequest(),  # noqa: B008 - frozen
) -> Bench:
    """A case over `sources`, or over a folder with `files`."""
    bench = Bench(tmp_path / "case", tmp_path / "evidence", tmp_path / "out", FixedClock())
    bench.evidence.mkdir()
    bench.out.mkdir()
    for name, data in (FILES if files is None else files).items():
        path = bench.evidence / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with new_case(
        bench.case,
        reference="FR/2026/0417",
        title="Test",
        examiner="Marie Dürand",
        agency="Labo",
        country="FR",
        clock=bench.clock,
    ) as case:
        paths = [str(p) for p in sources] or [str(bench.evidence)]
        options = IngestOptions(
            workers=1, accept_truncated=accept_truncated, shadow_copies=shadow_copies, request=request
        )
        summary = ingest(case, paths, options, report=silent, cancelled=never_cancelled)
        assert not summary.errors
    return bench


def read(bundle: Path, path: str) -> bytes:
    """A file of a bundle, by its path below the top folder."""
    with zipfile.ZipFile(bundle) as archive:
        top = archive.namelist()[0].split("/")[0]
        return archive.read(f"{top}/{path}")


def lines(bundle: Path, path: str) -> list[dict[str, Any]]:
    """The objects of a JSON lines file of a bundle."""
    return [json.loads(line) for line in read(bundle, path).splitlines()]


def names(bundle: Path) -> list[str]:
    """Paths of everything in a bundle."""
    with zipfile.ZipFile(bundle) as archive:
        return [n.split("/", 1)[1] for n in archive.namelist()]

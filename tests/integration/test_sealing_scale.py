"""Two hundred thousand files: sealing and verifying them takes little more memory than two thousand do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.world.sealing import make_bench
from tests.world.shared_data import PROJECT

_ONCE = """
import resource, sys
from pathlib import Path
from forensics_app.model.findings import Verdict
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.verifying.verify import verify
from tests.world.sealing import Bench
from tests.world.signing import FixedClock, signing_key, write_pem
root = Path(sys.argv[1])
bench = Bench(root / "case", root / "evidence", root / "out", FixedClock())
if sys.argv[2] == "seal":
    bench.seal("X.zip")
    write_pem(root / "signer.pem", *signing_key().chain)  # each process makes a key of its own
else:
    trust = TrustStore(run_entries(root / "signer.pem", role=TrustRole.SEAL, now=bench.clock.now()))
    report = verify(bench.out / "X.zip", trust=trust, clock=bench.clock)
    assert report.verdict is Verdict.VERIFIED, report.findings
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peaks(root: Path, count: int) -> tuple[int, int]:
    """Bytes of memory of the process that seals `count` small files, and of the one that verifies them."""
    root.mkdir()
    files = {f"d{i % 500:03d}/f{i:06d}.txt": b"%d" % i for i in range(count)}
    make_bench(root, files=files)
    return measured(root, "seal"), measured(root, "verify")


def measured(root: Path, what: str) -> int:
    """Peak memory in bytes; of its own process, since peaks never come down."""
    done = subprocess.run(
        [sys.executable, "-c", _ONCE, root, what], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    return int(done.stdout.splitlines()[-1]) << 10


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_memory_hardly_grows_with_the_number_of_files(tmp_path: Path) -> None:
    """The catalogue's page cache (64 MiB) is filled by many; beside it stand some hundred bytes a file."""
    few = peaks(tmp_path / "few", 2_000)
    many = peaks(tmp_path / "many", 200_000)
    for before, after in zip(few, many, strict=True):
        assert after < 300 << 20
        assert after - before < (64 << 20) + 198_000 * 500

"""Seal or verify once, and write down the seconds it took after imports: wall, and CPU with all workers.

usage: in_process.py seal CASE FOLDER | in_process.py verify FOLDER
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.model.findings import Verdict
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.certificates.making import Holder, make_identity
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.opening import open_case
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.verifying.verify import verify

CLOCK = SystemClock()


def seal(case_folder: Path, folder: Path) -> float:
    """Everything of the case into out.zip, signed by a fresh identity."""
    signing = make_identity(Holder("Bench", "Bench", "FR"), now=CLOCK.now(), years=1, demo=True).signing
    certificates = [x509.load_der_x509_certificate(c) for c in reversed(signing.chain)]
    (folder / "trust.pem").write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in certificates))
    for old in folder.glob("out.*"):
        old.unlink()
    with open_case(case_folder, write=True, clock=CLOCK) as case:
        began = time.perf_counter()
        seal_bundle(case, SealRequest(out=folder / "out.zip"), signing, clock=CLOCK)
        return time.perf_counter() - began


def check(folder: Path) -> float:
    """Verify out.zip, which must be verified."""
    trust = TrustStore(run_entries(folder / "trust.pem", role=TrustRole.SEAL, now=CLOCK.now()))
    began = time.perf_counter()
    report = verify(folder / "out.zip", trust=trust, clock=CLOCK)
    seconds = time.perf_counter() - began
    if report.verdict is not Verdict.VERIFIED:
        raise SystemExit(f"the bundle is {report.verdict}")
    return seconds


def cpu_seconds() -> float:
    """Of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    what, *paths = sys.argv[1:]
    folder = Path(paths[-1])
    before = cpu_seconds()
    seconds = seal(Path(paths[0]), folder) if what == "seal" else check(folder)
    with (folder / f"{what}.seconds").open("a") as file:
        file.write(f"{seconds:.3f} {cpu_seconds() - before:.3f}\n")


if __name__ == "__main__":
    main()

"""The EU's own validator (DSS) on seals as the program makes them, at each level, with no complaint."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from tests.judging.judges import environment_lacks, require_judge
from tests.world.authorities import pki
from tests.world.authorities.server import Authorities, authorities
from tests.world.sealing import make_bench
from tests.world.shared_data import PROJECT

RUNNER = PROJECT / "packaging" / "interop" / "run"
NOT_FETCHED = 75
NO_EU_LIST = "QUAL_CERT_TRUSTED_LIST_REACHED"


@pytest.fixture(scope="module")
def served() -> Iterator[Authorities]:
    for judge in ("openssl", "java", "mvn"):
        require_judge(judge)
    with authorities() as known:
        yield known


def dss(seal: Path, served: Authorities, folder: Path) -> dict[str, Any]:
    (folder / "roots.pem").write_bytes(served.lab_root.pem + served.time_root.pem)
    lists = []
    for number, issuer in enumerate((served.lab_root, served.time_root, served.time_issuer)):
        lists.append(folder / f"{number}.crl")
        lists[-1].write_bytes(pki.revocation_list(issuer))
    at = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    job = "\t".join([str(seal), str(folder / "roots.pem"), at, *map(str, lists)]) + "\n"
    done = subprocess.run([RUNNER], input=job, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode == NOT_FETCHED:
        environment_lacks(
            f"the packages of the EU validator, which Maven could not fetch ({done.stderr[-200:]})"
        )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LTA"])
def test_validator_takes_it_as_what_it_claims(level: str, served: Authorities, tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a.txt": b"1"})
    bench.clock.moment = datetime.now(UTC)
    where = f"{served.base}/list/{'nowhere' if level == 'B-T' else 'lab-root'}"
    signers = [pki.under(served.lab_root, name, list_at=where) for name in ("Marie", "A Witness")]
    keys = [SoftwareKey(s.key, s.chain) for s in signers]
    with bench.open() as case:
        request = SealRequest(bench.out / "X-B01.zip", authorities=() if level == "B-B" else (served.tsa,))
        sealed = seal_bundle(case, request, keys[0], witnesses=(keys[1],), clock=bench.clock)
    assert sealed.time.level == level

    answer = dss(sealed.seal_path, served, tmp_path)

    assert {s["level"] for s in answer["signatures"]} == {f"CAdES-BASELINE-{level[2:]}"}
    assert len(answer["signatures"]) == 2
    assert len(answer["timestamps"]) == (0 if level == "B-B" else 3)
    assert [line for line in answer["not_ok"] if NO_EU_LIST not in line] == []
    for one in (*answer["signatures"], *answer["timestamps"]):
        assert one["indication"] in ("TOTAL_PASSED", "PASSED")
        assert one["errors"] == one["warnings"] == []

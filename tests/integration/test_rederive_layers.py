"""Contents of encrypted volumes derived again: with the key, without it, and with a wrong one."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from forensics_app.errors import ExitCode
from forensics_app.model.case import IngestOptions
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.making import new_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.rederiving.rederive import Rederivation, RederiveOptions, rederive
from forensics_app.services.verifying.verify import check
from tests.reading.evidence_reading import unpack
from tests.world.sealing import Bench, lines, read
from tests.world.shared_data import shared
from tests.world.signing import FixedClock, signing_key, write_pem

VOLUMES = {
    "luks1-ext4.raw": (b"luks-SELF", "plain-ext4.raw"),
    "bde-xts128-ntfs.raw": (b"bde-SELF", "plain-ntfs.raw"),
}


def password(secret: bytes) -> tuple[Credential, ...]:
    return (Credential(CredentialKind.PASSWORD, secret),)


@pytest.mark.parametrize("name", VOLUMES)
def test_contents_of_an_encrypted_volume(name: str, tmp_path: Path) -> None:
    secret, plain = VOLUMES[name]
    image = unpack(shared(f"testdata/self-made/{name}.gz"), tmp_path)
    bench = Bench(tmp_path / "case", tmp_path, tmp_path / "out", FixedClock())
    bench.out.mkdir()
    with new_case(
        bench.case, reference="X", title="T", examiner="E", agency="A", country="FR", clock=bench.clock
    ) as case:
        options = IngestOptions(workers=1, credentials=password(secret))
        assert not ingest(case, [str(image)], options, report=silent, cancelled=never_cancelled).errors
    bundle = bench.seal(credentials=password(secret)).path
    inside = {
        line["id"]: line
        for line in lines(bundle, "metadata/catalog.jsonl")
        if line["data"] is not None and line["derivable"] == "yes" and line["size"] != "0"
    }
    layers = {layer for line in inside.values() for layer, _, _ in line["extents"] if layer is not None}
    assert len(layers) == 1
    assert layers != {"s1"}
    with_key = outcomes(bench, bundle, image, password(secret))
    assert with_key == (ExitCode.OK, {ProofOutcome.PROVED})
    for credentials in ((), password(b"wrong")) if name.startswith("luks") else ((),):
        assert outcomes(bench, bundle, image, credentials) == (
            ExitCode.UNCONFIRMED,
            {ProofOutcome.LAYER_MISSING},
        )
    # the same places of the volume's plain twin hold the same bytes: nothing of this program is asked
    twin = gzip.decompress(shared(f"testdata/self-made/{plain}.gz").read_bytes())
    handle = os.open(tmp_path / "twin", os.O_RDWR | os.O_CREAT)
    os.write(handle, twin)
    for line in inside.values():
        content = b"".join(
            bytes(int(length)) if layer is None else os.pread(handle, int(length), int(offset))
            for layer, offset, length in line["extents"]
        )
        assert read(bundle, line["data"]) == content, line["path"]
    os.close(handle)


def outcomes(
    bench: Bench, bundle: Path, image: Path, credentials: tuple[Credential, ...]
) -> tuple[ExitCode, set[ProofOutcome]]:
    """The exit code, and what became of contents that have bytes on the medium."""
    pem = bench.out / "trust.pem"
    write_pem(pem, *signing_key().chain)
    trust = TrustStore(run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now()))
    with check(bundle, trust=trust, clock=bench.clock) as opened:
        result: Rederivation = rederive(opened, image, RederiveOptions(workers=1, credentials=credentials))
        stored = {
            line["id"]
            for line in lines(bundle, "metadata/catalog.jsonl")
            if any(layer is not None for layer, _, _ in line["extents"])
        }
        found = {p.outcome for p in result.proofs() if p.artifact_id in stored}
        return result.exit_code, found - {ProofOutcome.NO_CONTENT, ProofOutcome.NOT_DERIVABLE}

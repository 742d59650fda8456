"""Sealing with trusted time: promised, kept, withdrawn; taken by the verifier, openssl and the recipe."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from forensics_app.cli.main import main
from forensics_app.errors import CancelledError, OutputExistsError
from forensics_app.model.bundle import SealedBundle
from forensics_app.model.custody import CustodyEventType
from forensics_app.model.findings import Axis, AxisState, Verdict, VerificationReport
from forensics_app.model.progress import Progress
from forensics_app.model.sealed_time import SealLevel
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.report.verification.recipe import recipe_script
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.signing_key import SigningKey, SoftwareKey
from forensics_app.seal.status.status_fetching import StatusFetcher
from forensics_app.seal.trust import run_entries
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.verifying.verify import verify
from tests.judging.judges import require_judge
from tests.world.authorities import pki
from tests.world.authorities.pki import Holder
from tests.world.authorities.server import Authorities, authorities
from tests.world.sealing import Bench, lines, make_bench, names, read
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key, write_pem

FEW = {"a.txt": b"1", "b.bin": bytes(3000)}


@pytest.fixture
def served() -> Iterator[Authorities]:
    require_judge("openssl")
    with authorities() as known:
        yield known


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = make_bench(tmp_path, files=FEW)
    made.clock.moment = datetime.now(UTC)
    return made


def key_of(holder: Holder) -> SigningKey:
    return SoftwareKey(holder.key, holder.chain)


def seal(bench: Bench, signing: SigningKey, *urls: str, name: str = "X-B01.zip", **more: Any) -> SealedBundle:
    with bench.open() as case:
        request = SealRequest(bench.out / name, authorities=urls)
        return seal_bundle(case, request, signing, clock=bench.clock, **more)


def check(bench: Bench, path: Path, signer: Holder, served: Authorities, **more: Any) -> VerificationReport:
    folder = bench.out.parent
    seals = run_entries(write_pem(folder / "s.pem", signer.der), role=TrustRole.SEAL, now=bench.clock.now())
    stamps = write_pem(folder / "t.pem", served.time_authority.der)
    times = run_entries(stamps, role=TrustRole.TIME, now=bench.clock.now())
    return verify(path, trust=TrustStore((*seals, *times), **more), clock=bench.clock)


def test_level_for_the_long_term(bench: Bench, served: Authorities) -> None:
    sealed = seal(bench, key_of(served.signer), served.tsa)
    assert sealed.time.level is SealLevel.LTA
    assert sealed.time.shortfalls == ()
    assert sealed.time.authority == "Test Time Authority"
    assert len(served.asked) == 3  # the custody head, the signature, everything

    report = check(bench, sealed.path, served.signer, served)

    assert report.verdict is Verdict.VERIFIED, report.findings
    assert report.axes[Axis.TIME] is AxisState.PASS
    assert report.seal.level == "B-LTA"
    assert (report.seal.timestamp, report.seal.sealed_after) == (sealed.time.time, sealed.time.before)


def test_openssl_shows_that_the_bundle_is_younger_than_its_ledger(
    bench: Bench, served: Authorities, tmp_path: Path
) -> None:
    sealed = seal(bench, key_of(served.signer), served.tsa)
    (tmp_path / "before.tst").write_bytes(read(sealed.path, "custody/before.tst"))
    (tmp_path / "root.pem").write_bytes(served.time_root.pem)
    head = info(sealed.seal_path)["custody-head"]
    command = f"openssl ts -verify -token_in -in before.tst -digest {head} -CAfile root.pem"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True, timeout=60)


def pairs(seal_path: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(seal_path) as archive:
        text = archive.read("seal-info.txt").decode("ascii")
    return [(key, value) for key, _, value in (line.partition(": ") for line in text.splitlines())]


def info(seal_path: Path) -> dict[str, str]:
    return dict(pairs(seal_path))


def info_signers(seal_path: Path) -> list[str]:
    return [value for key, value in pairs(seal_path) if key == "signer-sha256"]


def test_several_signers_each_with_a_time_stamp(bench: Bench, served: Authorities) -> None:
    witness = pki.under(served.lab_root, "A Witness")
    sealed = seal(bench, key_of(served.signer), served.tsa, witnesses=(key_of(witness),))
    assert len(served.asked) == 4
    report = check(bench, sealed.path, served.signer, served)
    fingerprints = [s.fingerprint for s in report.seal.signers]
    assert fingerprints == info_signers(sealed.seal_path)
    assert fingerprints[0] == sealed.signer_fingerprint
    assert len(fingerprints) == 2
    assert report.verdict is Verdict.UNCONFIRMED  # nobody trusts the witness yet
    assert report.seal.level == "B-LTA"  # the one list of their issuer covers both


@pytest.mark.parametrize("left", [0, 1, 2])
def test_authority_that_dies_leaves_a_seal_without_the_promise(
    left: int, bench: Bench, served: Authorities
) -> None:
    served.stamps_left = left
    sealed = seal(bench, key_of(served.signer), served.tsa)

    assert sealed.time.level is SealLevel.B
    assert sealed.time.time is None
    assert sealed.time.asked
    assert [s.code for s in sealed.time.shortfalls] == ["time-stamp-unreachable"]
    assert info(sealed.seal_path)["time-stamp"] == "none"
    assert ("custody/before.tst" in names(sealed.path)) == (left > 0)
    report = check(bench, sealed.path, served.signer, served)
    assert report.verdict is Verdict.VERIFIED, report.findings
    assert report.axes[Axis.TIME] is AxisState.NONE
    assert report.seal.sealed_after == sealed.time.before
    assert (report.seal.sealed_after is not None) == (left > 0)


def test_another_authority_steps_in(bench: Bench, served: Authorities) -> None:
    sealed = seal(bench, key_of(served.signer), served.hostile("refuses"), served.tsa)
    assert sealed.time.level is SealLevel.LTA
    assert [s.code for s in sealed.time.shortfalls] == ["time-stamp-refused"]


def test_signer_without_revocation_still_has_the_authority_s(bench: Bench, served: Authorities) -> None:
    """noRevAvail in the certificate of a laboratory of one's own."""
    from_lab = signing_key()
    bench.clock.moment = datetime.now(UTC)
    sealed = seal(bench, from_lab, served.tsa)
    assert sealed.time.level is SealLevel.LTA


def test_list_that_can_not_be_had_is_said(bench: Bench, served: Authorities) -> None:
    signer = pki.under(served.lab_root, "Marie", list_at=f"{served.base}/list/nowhere")
    sealed = seal(bench, key_of(signer), served.tsa)
    assert sealed.time.level is SealLevel.T
    assert [(s.code, s.fields["subject"]) for s in sealed.time.shortfalls] == [
        ("status-not-fetched", "Marie")
    ]
    assert check(bench, sealed.path, signer, served).seal.level == "B-T"


def test_no_location_of_a_list_is_said(bench: Bench, served: Authorities) -> None:
    signer = pki.under(served.lab_root, "Marie")
    sealed = seal(bench, key_of(signer), served.tsa)
    assert sealed.time.level is SealLevel.T
    assert [s.fields["reason"] for s in sealed.time.shortfalls] == ["no-location"]


def test_no_seal_carries_the_proof_that_its_authority_was_revoked(bench: Bench, served: Authorities) -> None:
    served.time_issuer.revoke(served.time_authority)
    sealed = seal(bench, key_of(served.signer), served.tsa)
    assert sealed.time.level is SealLevel.T
    assert sealed.time.shortfalls[0].fields["reason"] == "not-good"

    own_list = (pki.revocation_list(served.time_issuer),)
    report = check(bench, sealed.path, served.signer, served, revocation=own_list)

    assert report.verdict is Verdict.ALTERED
    assert "authority-revoked-by-issuer" in {f.code for f in report.findings}


def test_cancel_while_the_authority_hangs_leaves_nothing(bench: Bench, served: Authorities) -> None:
    stop = threading.Event()

    def hear(progress: Progress) -> None:
        if progress.stage == "seal-time":
            threading.Timer(0.2, stop.set).start()

    with pytest.raises(CancelledError):
        seal(bench, key_of(served.signer), served.hostile("hangs"), report=hear, cancelled=stop.is_set)
    assert not (bench.out / "X-B01.zip").exists()

    sealed = seal(bench, key_of(served.signer), served.tsa)

    assert names(sealed.path).count("custody/before.tst") == 1
    assert check(bench, sealed.path, served.signer, served).verdict is Verdict.VERIFIED


def test_finished_bundle_is_released_with_its_time_and_without_asking_again(
    bench: Bench, served: Authorities
) -> None:
    """What a kill between the last byte and the names leaves: here a file that stands in the way."""
    in_the_way = bench.out / "X-B01.asice"

    def hear(progress: Progress) -> None:
        if progress.stage == "seal-time":
            in_the_way.write_bytes(b"not a seal")

    with pytest.raises(OutputExistsError):
        seal(bench, key_of(served.signer), served.tsa, report=hear)
    in_the_way.unlink()
    served.stamps_left = 0

    sealed = seal(bench, key_of(served.signer), served.tsa)

    assert len(served.asked) == 3
    assert sealed.time.level is SealLevel.LTA
    report = check(bench, sealed.path, served.signer, served)
    assert report.verdict is Verdict.VERIFIED
    assert report.seal.timestamp == sealed.time.time
    events = lines(sealed.path, "metadata/custody.jsonl")
    assert [e["event"] for e in events].count("sealed") == 1


def test_wrong_clock_is_said(bench: Bench, served: Authorities) -> None:
    bench.clock.moment -= timedelta(days=3)
    sealed = seal(bench, signing_key(), served.tsa)
    assert [s.code for s in sealed.time.shortfalls] == ["time-stamp-clock"]


def test_lists_that_would_make_the_seal_too_large_stay_out(served: Authorities) -> None:
    chain = tuple(read_facts(c) for c in served.signer.chain)
    fetcher = StatusFetcher(room_bytes=100)
    assert fetcher.collect([chain]) == ()
    assert [e.fields()["reason"] for e in fetcher.failures] == ["too-large"]
    assert len(StatusFetcher().collect([chain])) == 1


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from cryptography.hazmat.primitives.serialization import Encoding
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.services.cases.opening import open_case
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from tests.world.signing import FixedClock
case, out, url, key, chain = sys.argv[1:]
clock = FixedClock(datetime.now(UTC))
certificates = load_pem_x509_certificates(Path(chain).read_bytes())
signing = SoftwareKey(
    load_pem_private_key(Path(key).read_bytes(), None),
    tuple(c.public_bytes(Encoding.DER) for c in certificates),
)
with open_case(Path(case), write=True, clock=clock) as opened:
    print("open", flush=True)
    seal_bundle(opened, SealRequest(Path(out), authorities=(url,)), signing, clock=clock)
"""


def test_kills_while_time_is_asked_for_lose_and_double_nothing(
    bench: Bench, served: Authorities, tmp_path: Path
) -> None:
    """SIGKILL at random moments of a sealing, again and again, until one comes through."""
    (tmp_path / "key").write_bytes(served.signer.key_pem)
    write_pem(tmp_path / "chain", *served.signer.chain)
    out = bench.out / "X-B01.zip"
    line = [sys.executable, "-c", CHILD, str(bench.case), str(out), served.tsa]
    line += [str(tmp_path / "key"), str(tmp_path / "chain")]
    chance = random.Random(5)
    for _ in range(8):
        with subprocess.Popen(line, cwd=PROJECT, stdout=subprocess.PIPE, start_new_session=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.4))
            os.killpg(child.pid, signal.SIGKILL)
        if out.exists():
            break
    if not out.exists() or (bench.case / "bundles" / "sealing.jsonl").exists():
        subprocess.run(line, cwd=PROJECT, check=True, capture_output=True, timeout=120)

    report = check(bench, out, served.signer, served)

    assert report.verdict is Verdict.VERIFIED, report.findings
    assert report.seal.level == "B-LTA"
    assert names(out).count("custody/before.tst") == 1
    assert info(out.with_suffix(".asice"))["time-stamp"] == "required"
    with bench.open(write=False) as case:
        events = case.check_custody().events
    released = [e for e in events if e.event is CustodyEventType.EXPORTED]
    assert len(released) == 1


# --- the foreign examiner's recipe, for each kind of key and each level ------------------------------


KEYS: dict[str, Callable[[], pki.Key]] = {
    "P-256": pki.ec_key,
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA-2048": lambda: rsa.generate_private_key(65537, 2048),
    "RSA-3072": lambda: rsa.generate_private_key(65537, 3072),
}


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LTA"])
@pytest.mark.parametrize("kind", sorted(KEYS))
def test_recipe(kind: str, level: str, bench: Bench, served: Authorities, tmp_path: Path) -> None:
    for tool in ("bash", "unzip", "sha256sum", "cmp"):
        require_judge(tool)
    where = f"{served.base}/list/lab-root" if level == "B-LTA" else None
    signer = pki.under(served.lab_root, "Marie", key=KEYS[kind](), list_at=where)
    urls = () if level == "B-B" else (served.tsa,)
    sealed = seal(bench, key_of(signer), *urls)
    assert sealed.time.level == level
    own = tmp_path / "own"
    own.mkdir()
    (own / "recipe.sh").write_text(recipe_script(), encoding="utf-8")
    (own / "sender-ca.pem").write_bytes(served.lab_root.pem)
    (own / "tsa-ca.pem").write_bytes(served.time_root.pem)
    command = ["bash", "recipe.sh", str(sealed.path), sealed.signer_fingerprint, "sender-ca.pem"]

    done = subprocess.run(
        [*command, *(["tsa-ca.pem"] if urls else [])],
        cwd=own,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines()[1:4])
    assert told["signer"] == sealed.signer_fingerprint
    if sealed.time.time is None:
        assert told["time"] == "no trusted time"
    else:
        at = datetime.strptime(told["time"], "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        stamped = datetime.fromisoformat(sealed.time.time)
        assert abs((at - stamped).total_seconds()) < 30  # the one over everything is a little later


# --- what people are told ------------------------------------------------------------------------------


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """The command line with an identity of its own, `Marie`, whose passphrase is in the file `password`."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    password = tmp_path / "password"
    password.write_bytes(b"geheim\n")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    assert run("identity", "new", "--name", "Marie", "--password-file", password)[0] == 0
    return run


def test_words_of_a_sealing_with_time(
    command: Callable[..., tuple[int, str, str]], bench: Bench, served: Authorities, tmp_path: Path
) -> None:
    asked = ["seal", bench.case, bench.out / "X-B01.zip", "--all", "--identity", "Marie"]
    asked += ["--password-file", tmp_path / "password", "--tsa", served.hostile("page"), "--tsa", served.tsa]
    code, out, err = command(*asked)
    assert code == 0
    assert "Level of the seal (CAdES): B-LTA\n" in out
    assert ", by Test Time Authority\n" in out
    assert f"{served.hostile('page')} did not respond like a time-stamp authority" in err


def test_words_of_a_sealing_whose_authority_is_down(
    command: Callable[..., tuple[int, str, str]], bench: Bench, served: Authorities, tmp_path: Path
) -> None:
    asked = ["seal", bench.case, bench.out / "X-B01.zip", "--all", "--identity", "Marie"]
    asked += ["--password-file", tmp_path / "password", "--tsa", served.hostile("refuses")]
    line = [sys.executable, "-m", "forensics_app.cli.main", "--progress-json", *map(str, asked)]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as job:
        assert job.stdout is not None
        out = job.stdout.read()  # its stdin stays open: closing that would cancel
        err = job.communicate(timeout=60)[1]
    assert job.returncode == 0
    assert "sealed without trusted time" in err
    result = json.loads(out.splitlines()[-1])["bundle"]["time"]
    assert (result["level"], result["asked"], result["time"]) == ("B-B", True, None)
    assert "it says “not today”" in result["shortfalls"][0]["sentence"]


def test_address_that_is_none_is_refused_before_anything_is_written(
    command: Callable[..., tuple[int, str, str]], bench: Bench, tmp_path: Path
) -> None:
    for wrong in ("file:///etc/passwd", "ftp://a/b", "tsa.example", "https://user:secret@tsa.example/"):
        asked = ["seal", bench.case, bench.out / "X-B01.zip", "--all", "--identity", "Marie"]
        code, _, err = command(*asked, "--password-file", tmp_path / "password", "--tsa", wrong)
        assert code == 2
        assert "--tsa" in err
    assert list(bench.out.iterdir()) == []

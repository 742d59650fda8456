"""Seals by several signers and by keys on cards, from the command line to the verdict and to openssl."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from forensics_app.errors import CardMissingError
from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm, read_canonical
from forensics_app.seal.keys.identities import IdentityStore
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.signing import NOW, signing_key, write_pem
from tests.world.soft_tokens import PIN, soft_tokens


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files={"letter.txt": b"Dear Sir\n"})


def secret(tmp_path: Path, text: str) -> Path:
    path = tmp_path / f"secret-{text}"
    path.write_text(text + "\n")
    return path


def person(run: Run, tmp_path: Path, name: str) -> tuple[str, Path]:
    """A new identity's id, and a PEM of its certificates."""
    code, out, err = run(
        "identity", "new", "--name", name, "--organisation", "Labo", "--country", "fr",
        "--password-file", secret(tmp_path, name),
    )  # fmt: skip
    assert code == 0, err
    identity = out.split("Identity: ")[1].split("\n")[0]
    pem = tmp_path / f"{name}.pem"
    assert run("identity", "export", identity, "-o", pem)[0] == 0
    return identity, pem


def test_three_people_sign_one_seal(run: Run, elsewhere: Run, bench: Bench, tmp_path: Path) -> None:
    people = {name: person(run, tmp_path, name) for name in ("Marie", "Paul", "Zoe")}
    out = bench.out / "X-B01.zip"
    code, _, err = run(
        "seal", bench.case, out, "--all",
        "--identity", "Marie", "--password-file", secret(tmp_path, "Marie"),
        "--cosigner", "Paul", "--cosigner-password-file", secret(tmp_path, "Paul"),
        "--witness", "Zoe", "--witness-password-file", secret(tmp_path, "Zoe"),
    )  # fmt: skip
    assert code == 0, err
    trust = [a for _, pem in people.values() for a in ("--trust", pem)]
    code, said, _ = run("verify", out, *trust, "--json")
    report = json.loads(said)
    assert (code, report["verdict"]) == (0, "verified"), said
    event = lines(out, "metadata/custody.jsonl")[-1]
    assert [(p["name"], p["role"]) for p in event["persons"][1:]] == [
        ("Paul", "co-signer"),
        ("Zoe", "witness"),
    ]
    assert event["witness"]["name"] == "Zoe"
    assert event["witness"]["organisation"] == "Labo"
    code, _, _ = elsewhere("verify", out, *trust[:4], "--json")
    assert code == 3, "a witness whom nobody knows leaves the origin unconfirmed"


@pytest.mark.parametrize("which", ["--cosigner", "--witness"])
def test_nobody_is_their_own_second_signer(run: Run, bench: Bench, tmp_path: Path, which: str) -> None:
    person(run, tmp_path, "Marie")
    out = bench.out / "X-B01.zip"
    mine = secret(tmp_path, "Marie")
    code, _, err = run(
        "seal", bench.case, out, "--all", "--identity", "Marie", "--password-file", mine,
        which, "Marie", f"{which}-password-file", mine,
    )  # fmt: skip
    assert code == 2
    assert "Marie" in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("kind", "pss"), [("demo", False), ("RSA-3072", False), ("RSA-2048", True), ("national", False)]
)
def test_a_bundle_sealed_with_a_card_verifies_everywhere(
    run: Run, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, pss: bool
) -> None:
    tokens = soft_tokens(tmp_path / "hsm", monkeypatch)
    tokens.card("lab", signing_key(kind))
    pin = secret(tmp_path, PIN)
    code, out, err = run(
        "identity", "import", "--pkcs11", tokens.module, "--token", "lab", "--password-file", pin,
        *(["--pss"] if pss else []),
    )  # fmt: skip
    assert code == 0, err
    assert "lab" in out
    identity = out.split("Identity: ")[1].split("\n")[0]
    bundle = bench.out / "X-B01.zip"
    monkeypatch.setattr("forensics_app.model.times.SystemClock.now", lambda self: bench.clock.now())
    code, _, err = run("seal", bench.case, bundle, "--all", "--identity", identity, "--password-file", pin)
    assert code == 0, err
    pem = write_pem(tmp_path / "trust.pem", *signing_key(kind).chain)
    for more in ((), ("--second-implementation",)):
        code, said, _ = run("verify", bundle, "--trust", pem, "--json", *more)
        assert (code, json.loads(said)["verdict"]) == (0, "verified"), said
    _openssl_agrees(bundle, signing_key(kind).chain[-1], tmp_path)


def _openssl_agrees(bundle: Path, root: bytes, folder: Path) -> None:
    (folder / "seal.asice").write_bytes(read(bundle, "seal/X-B01.asice"))
    with zipfile.ZipFile(folder / "seal.asice") as seal:
        seal.extractall(folder / "seal")
    ca = write_pem(folder / "ca.pem", root)
    inside = folder / "seal" / "META-INF"
    subprocess.run(
        [
            *(require_judge("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER"),
            *("-in", inside / "signature001.p7s", "-content", inside / "ASiCManifest001.xml"),
            *(
                "-CAfile",
                ca,
                "-purpose",
                "any",
                "-attime",
                str(int(NOW.timestamp())),
                "-out",
                folder / "content",
            ),
        ],
        check=True,
        capture_output=True,
    )


def test_a_wrong_pin_seals_nothing_and_says_so(
    run: Run, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = soft_tokens(tmp_path / "hsm", monkeypatch)
    tokens.card("lab", signing_key())
    code, out, _ = run(
        "identity", "import", "--pkcs11", tokens.module, "--password-file", secret(tmp_path, PIN)
    )
    assert code == 0
    identity = out.split("Identity: ")[1].split("\n")[0]
    monkeypatch.setattr("forensics_app.model.times.SystemClock.now", lambda self: bench.clock.now())
    bundle = bench.out / "X-B01.zip"
    code, _, err = run(
        "seal", bench.case, bundle, "--all", "--identity", identity,
        "--password-file", secret(tmp_path, "000000"),
    )  # fmt: skip
    assert code == 2
    assert "PIN" in err
    assert not bundle.exists()


def test_a_card_pulled_while_sealing_costs_nothing(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is unlocked, the contents are copied, then the card is gone; put back, the sealing goes on."""
    tokens = soft_tokens(tmp_path / "hsm", monkeypatch)
    tokens.card("lab", signing_key())
    store = IdentityStore(tmp_path / "home")
    made = store.import_card(
        tokens.module, PIN.encode(), token=None, key_label=None, others=(), pss=False, now=NOW
    )
    key = store.unlock(made, PIN.encode())
    out = bench.out / "X-B01.zip"

    def seal() -> None:
        with bench.open() as case:
            seal_bundle(case, SealRequest(out), key, clock=bench.clock)

    kept = tokens.pull()
    with pytest.raises(CardMissingError):
        seal()
    assert not out.exists()
    tokens.put_back(kept)
    seal()
    bench.assert_verified(out)
    events = [e["event"] for e in lines(out, "metadata/custody.jsonl")]
    assert events.count("sealed") == 1, "the sealing was announced once"


def test_a_file_key_signs_with_pss_too(
    run: Run, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing = signing_key("RSA-3072")
    chain = [x509.load_der_x509_certificate(c) for c in signing.chain]
    p12 = tmp_path / "key.p12"
    protected = BestAvailableEncryption(b"p12")
    p12.write_bytes(pkcs12.serialize_key_and_certificates(b"k", signing.key, chain[0], [], protected))
    monkeypatch.setattr("forensics_app.model.times.SystemClock.now", lambda self: bench.clock.now())
    code, out, err = run("identity", "import", p12, "--pss", "--password-file", secret(tmp_path, "p12"))
    assert code == 0, err
    identity = out.split("Identity: ")[1].split("\n")[0]
    bundle = bench.out / "X-B01.zip"
    mine = secret(tmp_path, "p12")
    assert run("seal", bench.case, bundle, "--all", "--identity", identity, "--password-file", mine)[0] == 0
    pem = write_pem(tmp_path / "trust.pem", *signing.chain)
    code, said, _ = run("verify", bundle, "--trust", pem, "--json")
    assert (code, json.loads(said)["verdict"]) == (0, "verified"), said
    (tmp_path / "seal.asice").write_bytes(read(bundle, "seal/X-B01.asice"))
    with zipfile.ZipFile(tmp_path / "seal.asice") as seal:
        parts = read_canonical(seal.read("META-INF/signature001.p7s"))
    assert parts.algorithm == SignatureAlgorithm("rsa-pss", "sha256")


@pytest.mark.parametrize("asked", [(), ("key.p12", "--pkcs11", "module.so")])
def test_an_import_is_of_a_file_or_of_a_card(run: Run, asked: tuple[str, ...]) -> None:
    assert run("identity", "import", *asked)[0] == 2

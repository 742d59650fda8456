"""A key made on a card gets its certificate from a lab root: SoftHSM2 holds it, openssl reads the request."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import csr, pem  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.sealing import make_bench
from tests.world.soft_tokens import PIN, SoftTokens, soft_tokens


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    return soft_tokens(tmp_path / "hsm", monkeypatch)


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    (tmp_path / "pin").write_text(PIN)
    return tmp_path / "pin"


@pytest.fixture
def root(run: Run, tmp_path: Path) -> str:
    (tmp_path / "root-secret").write_text("root")
    code, out, err = run("identity", "root", "new", "--name", "Labo", "--country", "fr",
                         "--password-file", tmp_path / "root-secret")  # fmt: skip
    assert code == 0, err
    return out.split("Lab root: ")[1].split("\n")[0]


def make_pair(tokens: SoftTokens, token: str, kind: str, label: str = "sign") -> None:
    """A key pair that is made on the token and never leaves it."""
    found = pkcs11.lib(str(tokens.module)).get_token(token_label=token)
    with found.open(rw=True, user_pin=PIN) as session:
        if kind.startswith("RSA-"):
            session.generate_keypair(pkcs11.KeyType.RSA, int(kind[4:]), store=True, label=label, id=b"\x01")
            return
        curve = {"P-256": "secp256r1", "P-384": "secp384r1", "secp256k1": "secp256k1"}[kind]
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters(curve)},
            local=True,
        )
        parameters.generate_keypair(store=True, label=label, id=label.encode())


def ask(run: Run, tokens: SoftTokens, pin: Path, out: Path, *more: object) -> tuple[int, str, str]:
    return run("identity", "request", "--pkcs11", tokens.module, "--token", "lab", "--name", "Zoé Ámbar",
               "--organisation", "Labo", "--country", "fr", "-o", out,
               "--password-file", pin, *more)  # fmt: skip


def answer(
    run: Run, tmp_path: Path, root: str, request: Path, key: str, out: str = "chain.pem"
) -> tuple[int, str, str]:
    return run("identity", "certify", request, "--root", root, "--fingerprint", key, "-o", tmp_path / out,
               "--root-password-file", tmp_path / "root-secret")  # fmt: skip


def key_said(out: str) -> str:
    return re.findall(r"of the key \(\S+ SHA-256\): ([0-9a-f]{64})", out)[0]


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048"])
def test_a_key_made_on_a_card_is_certified_seals_and_can_be_revoked(
    run: Run, tokens: SoftTokens, root: str, pin: Path, tmp_path: Path, kind: str
) -> None:
    tokens.make("lab")
    make_pair(tokens, "lab", kind)
    request = tmp_path / "request.pem"
    code, said, err = ask(run, tokens, pin, request)
    assert code == 0, err
    _openssl_accepts(request, key_said(said))
    code, out, err = answer(run, tmp_path, root, request, key_said(said).upper())
    assert code == 0, err
    assert key_said(out) == key_said(said)
    code, out, err = run("identity", "import", "--pkcs11", tokens.module, "--token", "lab",
                         "--certificates", tmp_path / "chain.pem", "--password-file", pin)  # fmt: skip
    assert code == 0, err
    identity = out.split("Identity: ")[1].split("\n")[0]

    bench = make_bench(tmp_path, files={"letter.txt": b"Dear Sir\n"})
    bundle = bench.out / "X-B01.zip"
    code, _, err = run("seal", bench.case, bundle, "--all", "--identity", identity, "--password-file", pin)
    assert code == 0, err
    assert _verdict(run, bundle, tmp_path / "chain.pem") == (0, "verified", set())

    code, out, err = run("identity", "revoke", tmp_path / "chain.pem", "--since", "2020-01-01T00:00:00Z",
                         "--reason", "key-compromise")  # fmt: skip
    assert code == 0, err
    crl = tmp_path / "lab.crl"
    assert run("identity", "crl", root, "-o", crl, "--password-file", tmp_path / "root-secret")[0] == 0
    code, verdict, codes = _verdict(run, bundle, tmp_path / "chain.pem", "--crl", crl)
    assert (code, verdict) == (1, "altered")
    assert "signer-revoked-by-authority" in codes


def _openssl_accepts(request: Path, digest: str) -> None:
    openssl = require_judge("openssl")
    done = subprocess.run(
        [openssl, "req", "-in", str(request), "-verify", "-noout", "-subject",
         "-nameopt", "RFC2253,utf8,-esc_msb"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "Zoé Ámbar" in done.stdout + done.stderr
    public = subprocess.run(
        [openssl, "req", "-in", str(request), "-pubkey", "-noout"], check=True, capture_output=True
    ).stdout
    der = subprocess.run(
        [openssl, "pkey", "-pubin", "-outform", "DER"], input=public, check=True, capture_output=True
    ).stdout
    said = subprocess.run([require_judge("sha256sum")], input=der, check=True, capture_output=True).stdout
    assert said.split()[0].decode() == digest


def _verdict(run: Run, bundle: Path, trust: Path, *more: object) -> tuple[int, str, set[str]]:
    code, out, _ = run("verify", bundle, "--trust", trust, "--json", *more)
    report = json.loads(out)
    return code, report["verdict"], {f["code"] for f in report["findings"] if f["severity"] != "note"}


def test_a_request_by_another_key_is_not_certified(
    run: Run, tokens: SoftTokens, root: str, pin: Path, tmp_path: Path
) -> None:
    tokens.make("lab")
    make_pair(tokens, "lab", "P-256")
    request = tmp_path / "request.pem"
    assert ask(run, tokens, pin, request)[0] == 0
    code, _, err = answer(run, tmp_path, root, request, "00" * 32)
    assert (code, (tmp_path / "chain.pem").exists()) == (2, False)
    assert "fingerprint" in err


def test_a_request_whose_name_was_changed_on_the_way_is_refused(
    run: Run, tokens: SoftTokens, root: str, pin: Path, tmp_path: Path
) -> None:
    tokens.make("lab")
    make_pair(tokens, "lab", "P-256")
    request = tmp_path / "request.pem"
    code, said, _ = ask(run, tokens, pin, request)
    _, _, der = pem.unarmor(request.read_bytes())
    request.write_bytes(pem.armor("CERTIFICATE REQUEST", der.replace(b"Labo", b"Fals")))
    code, _, err = answer(run, tmp_path, root, request, key_said(said))
    assert code == 2
    assert "did not sign" in err


@pytest.mark.parametrize(
    "content", [b"", b"no request", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA", b"0" * 70_000]
)
def test_what_is_no_request_is_a_sentence(run: Run, root: str, tmp_path: Path, content: bytes) -> None:
    request = tmp_path / "request.pem"
    request.write_bytes(content)
    code, _, err = answer(run, tmp_path, root, request, "00" * 32)
    assert (code, err.count("\n")) == (2, 1)
    assert str(request) in err


def test_a_weak_key_and_a_nameless_request_are_refused(run: Run, root: str, tmp_path: Path) -> None:
    for curve, name, wanted in (
        (ec.SECP256K1(), "Zoe", "secp256k1"),
        (ec.SECP256R1(), None, "does not contain a name"),
    ):
        key = ec.generate_private_key(curve)
        subject = [] if name is None else [x509.NameAttribute(NameOID.COMMON_NAME, name)]
        made = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(x509.Name(subject))
            .sign(key, hashes.SHA256())
        )
        request = tmp_path / "request.pem"
        request.write_bytes(made.public_bytes(Encoding.PEM))
        assert csr.CertificationRequest.load(made.public_bytes(Encoding.DER)).native
        code, _, err = answer(run, tmp_path, root, request, "00" * 32)
        assert code == 2
        assert wanted in err


def test_an_empty_card_and_one_with_two_keys_are_told(
    run: Run, tokens: SoftTokens, pin: Path, tmp_path: Path
) -> None:
    tokens.make("lab")
    code, _, err = ask(run, tokens, pin, tmp_path / "request.pem")
    assert (code, "lab" in err) == (2, True)
    make_pair(tokens, "lab", "P-256", "one")
    make_pair(tokens, "lab", "P-256", "two")
    code, _, err = ask(run, tokens, pin, tmp_path / "request.pem")
    assert code == 2
    assert "one" in err
    assert "two" in err
    assert ask(run, tokens, pin, tmp_path / "request.pem", "--key-label", "two")[0] == 0

"""The key ceremony of a laboratory without a PKI, from the command line; openssl judges what comes of it."""

from __future__ import annotations

import json
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.sealing import Bench, make_bench
from tests.world.signing import NOW, FixedClock


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    clock = FixedClock()
    monkeypatch.setattr("forensics_app.model.times.SystemClock.now", lambda self: clock.now())
    return clock


def secret(tmp_path: Path, text: str) -> Path:
    path = tmp_path / f"secret-{text}"
    path.write_text(text + "\n")
    return path


def made(answer: tuple[int, str, str]) -> str:
    """The id of what a command made."""
    code, out, err = answer
    assert code == 0, err
    return out.split(": ")[1].split("\n")[0]


@pytest.fixture
def root(run: Run, tmp_path: Path) -> str:
    return made(
        run("identity", "root", "new", "--name", "Labo", "--country", "fr",
            "--password-file", secret(tmp_path, "root"))
    )  # fmt: skip


@pytest.fixture
def marie(run: Run, root: str, tmp_path: Path) -> str:
    return issue(run, root, tmp_path, "Marie")


def issue(run: Run, root: str, tmp_path: Path, name: str) -> str:
    return made(
        run("identity", "new", "--name", name, "--organisation", "Labo", "--country", "fr", "--root", root,
            "--password-file", secret(tmp_path, name), "--root-password-file", secret(tmp_path, "root"))
    )  # fmt: skip


def exported(run: Run, identity: str, tmp_path: Path) -> Path:
    pem = tmp_path / f"{identity}.pem"
    assert run("identity", "export", identity, "-o", pem)[0] == 0
    return pem


def write_list(run: Run, root: str, tmp_path: Path, name: str) -> Path:
    crl = tmp_path / name
    code, _, err = run("identity", "crl", root, "-o", crl, "--password-file", secret(tmp_path, "root"))
    assert code == 0, err
    return crl


def openssl(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [require_judge("openssl"), *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_root_issues_for_several_and_a_list_revokes_one(
    run: Run, root: str, marie: str, clock: FixedClock, tmp_path: Path
) -> None:
    paul = issue(run, root, tmp_path, "Paul")
    files = {who: exported(run, who, tmp_path) for who in (marie, paul)}
    chains = {who: x509.load_pem_x509_certificates(file.read_bytes()) for who, file in files.items()}
    assert chains[marie][1] == chains[paul][1]
    clock.moment = NOW + timedelta(days=10)
    code, out, err = run(
        "identity", "revoke", marie, "--since", "2026-04-20T00:00:00Z", "--reason", "key-compromise"
    )
    assert code == 0, err
    assert root in out
    crl = write_list(run, root, tmp_path, "lab.crl")
    listed = x509.load_der_x509_crl(crl.read_bytes())
    entry = listed.get_revoked_certificate_by_serial_number(chains[marie][0].serial_number)
    assert entry is not None
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value == "keyCompromise"
    assert listed.get_revoked_certificate_by_serial_number(chains[paul][0].serial_number) is None

    (tmp_path / "ca.pem").write_bytes(chains[marie][1].public_bytes(Encoding.PEM))
    at = int(clock.moment.timestamp()) + 60
    checked = {
        who: openssl(
            "verify", "-attime", at, "-crl_check", "-CAfile", tmp_path / "ca.pem", "-CRLfile", crl,
            files[who],
        )
        for who in (marie, paul)
    }  # fmt: skip
    assert "certificate revoked" in checked[marie].stdout + checked[marie].stderr
    assert checked[paul].returncode == 0, checked[paul].stderr


def test_a_revoked_identity_seals_nothing_more(
    run: Run, marie: str, clock: FixedClock, tmp_path: Path
) -> None:
    bench = make_bench(tmp_path, files={"a": b"b"})
    run("identity", "revoke", marie, "--since", "2026-04-17", "--reason", "superseded")
    code, _, err = run(
        "seal", bench.case, bench.out / "X-B01.zip", "--all", "--identity", marie,
        "--password-file", secret(tmp_path, "Marie"),
    )  # fmt: skip
    assert code == 2
    assert "revoked since 2026-04-17T00:00:00Z" in err
    assert run("identity", "list")[1].rstrip().endswith("\trevoked since 2026-04-17T00:00:00Z")


def sealed(run: Run, bench: Bench, identity: str, tmp_path: Path, name: str, passphrase: str) -> Path:
    out = bench.out / name
    code, _, err = run(
        "seal", bench.case, out, "--all", "--identity", identity,
        "--password-file", secret(tmp_path, passphrase),
    )  # fmt: skip
    assert code == 0, err
    return out


def test_a_partner_takes_the_list_in_and_sees_the_seal_refused(
    run: Run, root: str, marie: str, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = sealed(run, make_bench(tmp_path, files={"a": b"b"}), marie, tmp_path, "X-B01.zip", "Marie")
    pem = exported(run, marie, tmp_path)
    clean = write_list(run, root, tmp_path, "clean.crl")
    clock.moment = NOW + timedelta(days=2)
    run("identity", "revoke", marie, "--since", "2026-04-16T00:00:00Z", "--reason", "key-compromise")
    crl = write_list(run, root, tmp_path, "lab.crl")

    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "partner"))
    fingerprint = x509.load_pem_x509_certificates(pem.read_bytes())
    for certificate in fingerprint:
        run(
            "trust",
            "add",
            pem,
            "--role",
            "seal",
            "--fingerprint",
            certificate.fingerprint(hashes.SHA256()).hex(),
        )
    assert verdict(run, bundle) == (0, "verified")
    code, out, _ = run("trust", "crl", clean)
    assert (code, "0 certificates revoked" in out) == (0, True)
    assert verdict(run, bundle)[0] in (0, 3)
    code, out, err = run("trust", "crl", crl)
    assert (code, "1 certificate revoked" in out) == (0, True), err
    assert verdict(run, bundle) == (1, "altered")
    code, out, _ = run("trust", "list")
    digests = {
        line.split("\t")[3]: line.split("\t")[1] for line in out.splitlines() if line.startswith("crl")
    }
    assert len(digests) == 2
    newest = digests[max(digests)]
    assert run("trust", "remove", newest[:12])[0] == 0
    assert verdict(run, bundle)[0] in (0, 3)


def verdict(run: Run, bundle: Path) -> tuple[int, str]:
    code, out, _ = run("verify", bundle, "--json")
    return code, json.loads(out)["verdict"]


def test_renewing_keeps_the_name_that_partners_accept_under_the_root(
    run: Run, root: str, marie: str, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = x509.load_pem_x509_certificates(exported(run, marie, tmp_path).read_bytes())
    clock.moment = NOW + timedelta(days=1000)
    renewed = made(
        run("identity", "renew", marie, "--new-password-file", secret(tmp_path, "neu"),
            "--root-password-file", secret(tmp_path, "root"))
    )  # fmt: skip
    second = x509.load_pem_x509_certificates(exported(run, renewed, tmp_path).read_bytes())
    assert (first[0].subject, first[1]) == (second[0].subject, second[1])
    assert first[0].public_key() != second[0].public_key()
    assert second[0].not_valid_after_utc > first[0].not_valid_after_utc
    bench = make_bench(tmp_path, files={"a": b"b"})
    bundle = sealed(run, bench, "Marie", tmp_path, "X-B01.zip", "neu")  # by name: the newer one is meant
    assert json.loads(run("verify", bundle, "--json")[1])["seal"]["signer"] is not None
    ca = tmp_path / "root.pem"
    ca.write_bytes(second[1].public_bytes(Encoding.PEM))
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "partner"))
    code, _, err = run(
        "trust", "add", ca, "--role", "seal", "--subject", second[0].subject.rfc4514_string(),
        "--fingerprint", second[1].fingerprint(hashes.SHA256()).hex(),
    )  # fmt: skip
    assert code == 0, err
    crl_needed = verdict(run, bundle)
    assert crl_needed == (3, "unconfirmed"), "a CA says more only together with its revocation list"
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    clock.moment += timedelta(hours=1)
    crl = write_list(run, root, tmp_path, "lab.crl")
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "partner"))
    assert run("trust", "crl", crl)[0] == 0
    clock.moment += timedelta(hours=1)
    assert verdict(run, bundle) == (0, "verified")


def test_a_root_comes_back_from_its_backup(
    run: Run, root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "safe.p12"
    code, _, err = run(
        "identity", "backup", root, "-o", backup,
        "--password-file", secret(tmp_path, "root"), "--new-password-file", secret(tmp_path, "safe"),
    )  # fmt: skip
    assert code == 0, err
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    text = openssl("pkcs12", "-in", backup, "-passin", "pass:safe", "-info", "-noout").stderr
    assert "AES-256-CBC" in text
    assert openssl("pkcs12", "-in", backup, "-passin", "pass:root", "-noout").returncode != 0
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "new computer"))
    again = made(
        run("identity", "root", "restore", backup, "--password-file", secret(tmp_path, "safe"),
            "--new-password-file", secret(tmp_path, "root"))
    )  # fmt: skip
    assert again == root
    issue(run, root, tmp_path, "Zoe")


def test_an_identity_with_a_root_of_its_own_has_the_ceremony_too(run: Run, tmp_path: Path) -> None:
    alone = made(run("identity", "new", "--name", "Solo", "--password-file", secret(tmp_path, "Solo")))
    roots = run("identity", "root", "list")[1]
    assert "Solo Root" in roots
    assert run("identity", "revoke", alone, "--since", "2026-04-01", "--reason", "unspecified")[0] == 0
    crl = tmp_path / "solo.crl"
    assert run("identity", "crl", "Solo Root", "-o", crl, "--password-file", secret(tmp_path, "Solo"))[0] == 0
    assert len(x509.load_der_x509_crl(crl.read_bytes())) == 1


@pytest.mark.parametrize("wrong", ["2027-01-01", "yesterday", "2026-04-01T00:00:00"])
def test_revoked_since_the_future_or_never_is_refused(run: Run, marie: str, wrong: str) -> None:
    code, _, err = run("identity", "revoke", marie, "--since", wrong, "--reason", "unspecified")
    assert code == 2
    assert wrong in err


def test_a_wrong_root_passphrase_issues_and_lists_nothing(run: Run, root: str, tmp_path: Path) -> None:
    wrong = secret(tmp_path, "wrong")
    crl = tmp_path / "lab.crl"
    assert run("identity", "crl", root, "-o", crl, "--password-file", wrong)[0] == 2
    assert not crl.exists()
    code, _, err = run(
        "identity",
        "new",
        "--name",
        "Eve",
        "--root",
        root,
        "--password-file",
        wrong,
        "--root-password-file",
        wrong,
    )
    assert code == 2
    assert "Labo Root" in err
    assert "Eve" not in run("identity", "list")[1]


def test_a_published_list_stands_in_the_certificates(run: Run, tmp_path: Path) -> None:
    root = made(
        run("identity", "root", "new", "--name", "Web", "--crl-url", "http://lab.example/lab.crl",
            "--password-file", secret(tmp_path, "root"))
    )  # fmt: skip
    zoe = issue(run, root, tmp_path, "Zoe")
    certificate = x509.load_pem_x509_certificates(exported(run, zoe, tmp_path).read_bytes())[0]
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert [n.value for p in points for n in p.full_name or ()] == ["http://lab.example/lab.crl"]
    assert all(e.oid.dotted_string != "2.5.29.56" for e in certificate.extensions)
    for bad in ("ftp://x/y", "http://ä/", "lab.crl"):
        code = run(
            "identity", "root", "new", "--name", "W", "--crl-url", bad,
            "--password-file", secret(tmp_path, "root"),
        )[0]  # fmt: skip
        assert code == 2

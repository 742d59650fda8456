"""`sealwright seal`, `identity`, `trust` and `demo` from the outside: words, files and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forensics_app.model.bundle import bundle_stem
from forensics_app.services.cases.opening import open_case
from tests.integration.conftest import Run
from tests.world.sealing import lines, make_bench, names, read
from tests.world.shared_data import PROJECT
from tests.world.signing import FixedClock


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_bytes(b"geheim\n")
    return path


@pytest.fixture
def identity(run: Run, password: Path) -> str:
    code, out, _ = run("identity", "new", "--name", "Marie", "--country", "fr", "--password-file", password)
    assert code == 0
    return out.split("Identity: ")[1].split("\n")[0]


def test_from_identity_to_verdict(
    run: Run, elsewhere: Run, password: Path, identity: str, tmp_path: Path
) -> None:
    bench = make_bench(tmp_path)
    out = bench.out / "FR-B01.zip"
    code, said, _ = run(
        "seal", bench.case, out, "--all", "--identity", identity, "--password-file", password,
        "--handling", "TLP:AMBER", "--handling", "EUROPOL:H1",
        "--lang", "pt_BR", "--lang", "zh_CN.UTF-8",
    )  # fmt: skip
    assert code == 0
    texts = {name for name in names(out) if name.startswith("VERIFY.")}
    assert texts == {"VERIFY.en.txt", "VERIFY.pt-BR.txt", "VERIFY.zh-Hans.txt"}
    assert "封存" in read(out, "VERIFY.zh-Hans.txt").decode()
    assert str(out) in said
    assert said.rstrip().endswith("0 omissions.")
    request = lines(out, "metadata/request.json")[0]
    assert [(h["scheme"], h["value"]) for h in request["handling"]] == [("TLP", "AMBER"), ("EUROPOL", "H1")]

    assert run("verify", out)[0] == 0, "one's own identity is known"
    assert elsewhere("verify", out)[0] == 3
    pem = tmp_path / "cert.pem"
    assert run("identity", "export", identity, "-o", pem)[0] == 0
    assert run("identity", "export", identity, "-o", pem)[0] == 2
    assert elsewhere("verify", out, "--trust", pem)[0] == 0

    shown = run("identity", "list")[1]
    digest = shown.split("\t")[-1].strip()
    assert elsewhere("trust", "add", pem, "--role", "seal", "--fingerprint", digest[:-1] + "x")[0] == 2
    assert elsewhere("trust", "add", pem, "--role", "seal", "--fingerprint", digest)[0] == 0
    assert elsewhere("verify", out)[0] == 0
    code, as_json, _ = elsewhere("verify", out, "--json")
    assert json.loads(as_json)["verdict"] == "verified"
    assert json.loads(as_json)["seal"]["code_shown"] in said
    assert elsewhere("trust", "remove", digest[:12])[0] == 0
    assert elsewhere("verify", out)[0] == 3


def test_a_wrong_passphrase_loses_nothing(run: Run, password: Path, identity: str, tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"Geheim\n")
    ledger = (bench.case / "custody.jsonl").read_bytes()
    asked = ["seal", bench.case, bench.out / "X.zip", "--all", "--identity", identity, "--password-file"]
    code, out, err = run(*asked, wrong)
    assert (code, out) == (2, "")
    assert "passphrase" in err
    assert list(bench.out.iterdir()) == []
    assert (bench.case / "custody.jsonl").read_bytes() == ledger
    assert run(*asked, password)[0] == 0


def test_slips_of_the_hand_are_said_in_a_sentence(
    run: Run, password: Path, identity: str, tmp_path: Path
) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    out = bench.out / "X.zip"
    rest = ["--identity", identity, "--password-file", password]
    for arguments, word in (
        (["seal", bench.case, out, *rest], "--tag"),
        (["seal", bench.case, out, "--all", "--tag", "x", *rest], "--tag"),
        (["seal", bench.case, out, "--tag", "absent", *rest], "matches"),
        (["seal", bench.case, out, "--all", "--handling", "AMBER", *rest], "--handling"),
        (["seal", bench.case, tmp_path / "no" / "X.zip", "--all", *rest], "can't be written"),
        (["seal", tmp_path / "no", out, "--all", *rest], "not a case"),
        (["seal", bench.case, out, "--all", "--identity", "nobody", "--password-file", password], "nobody"),
        (["seal", bench.case, out, "--all", "--identity", identity], "passphrase"),
        (
            ["seal", bench.case, out, "--all", "--identity", identity, "--password-file", out],
            "--password-file",
        ),
        (["trust", "remove", "0123456789"], "0123456789"),
        (["identity", "import", tmp_path / "no.p12", "--password-file", password], "no.p12"),
    ):
        code, said, err = run(*arguments)
        assert (code, said) == (2, ""), arguments
        assert word in err, err
        assert "Traceback" not in err
    assert list(bench.out.iterdir()) == []


def test_an_expired_identity_does_not_seal(
    run: Run, password: Path, identity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    later = FixedClock()
    later.moment = later.moment.replace(year=2036)
    monkeypatch.setattr("forensics_app.cli.session.SystemClock.now", lambda self: later.now())
    code, _, err = run(
        "seal", bench.case, bench.out / "X.zip", "--all", "--identity", identity, "--password-file", password
    )
    assert code == 2
    assert "expired on" in err


def test_the_window_gets_json_lines_and_nothing_else(
    run: Run, password: Path, identity: str, tmp_path: Path
) -> None:
    bench = make_bench(tmp_path)
    command = [
        sys.executable, "-m", "forensics_app.cli.main", "--progress-json", "seal", bench.case,
        bench.out / "X.zip", "--all", "--identity", identity, "--password-file", password,
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as window:
        assert window.stdout is not None
        events = [json.loads(line) for line in window.stdout]
        assert window.wait() == 0
    assert {e["event"] for e in events[:-1]} == {"progress"}
    assert {e["stage"] for e in events[:-1]} == {"seal-contents", "seal-lists", "report"}
    result = events[-1]["bundle"]
    assert result["path"] == str(bench.out / "X.zip")
    assert len(result["seal_code"]) == 64


def test_the_demo_ends_verified_and_overwrites_nothing(run: Run, elsewhere: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    code, out, _ = run("demo", "--to", folder)
    assert code == 0
    assert out.rstrip().endswith("Verdict: verified")
    assert "DEMO" in out
    (bundle,) = folder.glob("*.zip")
    names = {p.name for p in folder.iterdir()}
    assert names == {"case", "evidence", "trust.pem", bundle.name, f"{bundle_stem(bundle.name)}.asice"}
    assert bundle.name.endswith("-B01.sealed.zip")
    assert run("verify", bundle, "--trust", folder / "trust.pem")[0] == 0
    assert elsewhere("verify", bundle)[0] == 3
    code, out, err = run("demo", "--to", folder)
    assert (code, out) == (2, "")
    assert str(folder) in err
    with open_case(folder / "case", write=False, clock=FixedClock()) as case:
        assert case.facts.reference.startswith("DEMO")
        assert len(case.store.queries.sources()) == 2
        assert case.check_custody().unbroken
        assert not any(o.stage == "open" for o in case.store.queries.omissions())
    kinds = {line["kind"] for line in lines(bundle, "metadata/catalog.jsonl")}
    assert {"file", "stream"} <= kinds
    derivable = [i["derivable"] for i in lines(bundle, "metadata/catalog.jsonl") if i["data"]]
    assert set(derivable) == {"yes"}


def test_two_demos_have_different_keys(run: Run, elsewhere: Run, tmp_path: Path) -> None:
    pems = []
    for name in ("one", "two"):
        assert run("demo", "--to", tmp_path / name)[0] == 0
        pems.append((tmp_path / name / "trust.pem").read_bytes())
    assert pems[0] != pems[1]
    (bundle,) = (tmp_path / "one").glob("*.zip")
    assert elsewhere("verify", bundle, "--trust", tmp_path / "two" / "trust.pem")[0] == 3

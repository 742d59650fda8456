"""`sealwright verify` from outside: exit codes, one JSON document, text that can't be misread, batches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.verify.test_verifier import damaged
from tests.vectors import pki
from tests.vectors.bundle import NAME, Plan, build
from tests.vectors.make_vectors import ALL
from tests.vectors.vector import Sent, as_seal

VERIFY = (sys.executable, "-m", "forensics_app.cli.main", "verify")
BY_NAME = {v.name: v for v in ALL}


def sealwright(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in `folder`, with a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "forensics_app.cli.main", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(folder: Path) -> dict[str, str]:
    """With a home in `folder`, and no language asked for."""
    home = {"SEALWRIGHT_HOME": str(folder / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
    without = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES")}
    return {**without, **home, "LANG": "C.UTF-8"}


@pytest.fixture
def signer(tmp_path: Path) -> str:
    (tmp_path / "signer.pem").write_bytes(pki.pem(pki.SIGNER.certificate))
    return "signer.pem"


def received(name: str, folder: Path) -> str:
    return BY_NAME[name].make().write(folder).name


def as_json(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sound", 0),
        ("file-flipped", 1),
        ("file-missing", 1),
        ("zip-cut-end", 2),
        ("file-text", 2),
        ("seal-alone", 3),
    ],
)
def test_exit_code_follows_the_verdict(name: str, code: int, tmp_path: Path, signer: str) -> None:
    done = sealwright(tmp_path, "verify", received(name, tmp_path), "--trust", signer)
    assert done.returncode == code, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize(("name", "code"), [("sound", 0), ("file-flipped", 1), ("seal-alone", 3)])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_exit_code_follows_the_verdict_though_nobody_reads_the_text(
    name: str, code: int, unbuffered: str, tmp_path: Path, signer: str
) -> None:
    """`sealwright verify ... | head -1`: a reader who has seen enough changes nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*VERIFY, received(name, tmp_path), "--trust", signer],
            cwd=tmp_path,
            env={**environment(tmp_path), "PYTHONUNBUFFERED": unbuffered},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


def test_unknown_signer_is_three_and_no_sign_of_tampering(tmp_path: Path) -> None:
    done = sealwright(tmp_path, "verify", received("sound", tmp_path))
    assert done.returncode == 3
    assert done.stdout.startswith(
        "UNCONFIRMED\nNo fault was found, but the signer is not known to you yet. "
        "No contradictions were found in the sealed record.\n"
    )


def test_a_record_that_contradicts_itself_is_unconfirmed_and_says_where(tmp_path: Path, signer: str) -> None:
    lie = received("lie-other-exhibit", tmp_path)
    done = sealwright(tmp_path, "verify", lie, "--trust", signer)
    assert done.returncode == 3
    assert done.stdout.splitlines()[1] == (
        "What is here is as it was sealed, but not everything could be confirmed. "
        "The sealed record contradicts itself in 2 places."
    )
    assert "\nConsistency   Contradicts itself  " in done.stdout
    document = as_json(sealwright(tmp_path, "verify", lie, "--trust", signer, "--json"))
    assert document["axes"].keys() == {"content", "completeness", "origin", "time", "custody"}
    assert document["consistency"] == {
        "state": "contradicts",
        "places": 2,
        "md5_sha1": False,
        "sentence": "The sealed record contradicts itself in 2 places.",
    }
    found = next(f for f in document["findings"] if f["code"] == "record-exhibit-differs")
    assert (found["axis"], found["subject"]) == ("consistency", "metadata/catalog.jsonl:1")


def test_md5_and_sha1_are_compared_on_request(tmp_path: Path, signer: str) -> None:
    sound = received("sound", tmp_path)
    done = sealwright(tmp_path, "verify", sound, "--trust", signer, "--md5-sha1", "--json")
    assert as_json(done)["consistency"]["md5_sha1"] is True


def test_text_shows_reasons_fingerprint_code_and_verifier(tmp_path: Path, signer: str) -> None:
    text = sealwright(tmp_path, "verify", received("sound", tmp_path), "--trust", signer).stdout
    shown = pki.SIGNER.fingerprint
    assert f"  A  {shown[:4]}  {shown[4:8]}  {shown[8:12]}  {shown[12:16]}\n" in text
    assert "Seal code: " in text
    assert "Checked by sealwright " in text
    for axis in ("Content", "Completeness", "Origin", "Time", "Custody", "Consistency"):
        assert f"\n{axis} " in text


def test_nobody_is_said_to_have_made_an_invalid_signature(tmp_path: Path, signer: str) -> None:
    """Her certificate, which the reader trusts, can be put into any seal."""
    given = received("p7s-wrong-digest", tmp_path)
    done = sealwright(tmp_path, "verify", given, "--trust", signer, "--report", "report.txt")
    assert done.returncode == 1
    assert "The signature is invalid; its certificate is in the name of: Claire Moreau\n" in done.stdout
    for said in ("Signed by:", "signer's own clock", "The signer states"):
        assert said not in done.stdout
    assert "A signature that is invalid states 2026-" in done.stdout
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "Signature invalid" in report
    assert "Known to the verifying laboratory as" not in report


def test_json_is_one_document_with_the_promised_keys(tmp_path: Path, signer: str) -> None:
    done = sealwright(tmp_path, "verify", received("sound", tmp_path), "--trust", signer, "--json")
    document = as_json(done)
    assert {"verdict", "axes", "findings", "seal", "bundle", "verifier"} <= document.keys()
    assert document["verdict"] == "verified"
    assert document["axes"] == {
        "content": "pass",
        "completeness": "pass",
        "origin": "pass",
        "time": "none",
        "custody": "pass",
    }
    assert {"code", "signer", "signed_at", "timestamp"} <= document["seal"].keys()
    assert document["seal"]["signer"]["fingerprint"] == pki.SIGNER.fingerprint
    assert document["seal"]["signed_at"] == "2026-11-24T13:58:07Z"
    assert document["bundle"]["reference"] == NAME
    assert document["bundle"]["scope"] == "full"
    assert len(document["verifier"]["digest"]) == 64


def test_findings_in_json_have_code_axis_severity_and_values(tmp_path: Path, signer: str) -> None:
    done = sealwright(
        tmp_path, "verify", received("file-block-flipped", tmp_path), "--trust", signer, "--json"
    )
    findings = {f["code"]: f for f in as_json(done)["findings"]}
    assert findings["file-differs"]["axis"] == "content"
    assert findings["file-differs"]["severity"] == "contradiction"
    assert findings["blocks-differ"]["actual"] == "1048576-2097151"
    assert findings["blocks-differ"]["subject"] == findings["file-differs"]["subject"]


@pytest.mark.parametrize("named", ["ASICE", "Asice"])
def test_seal_beside_in_capitals_is_compared_too(named: str, tmp_path: Path, signer: str) -> None:
    bundle = received("outer-seal-differs", tmp_path)
    (seal,) = tmp_path.glob("*.asice")
    seal.rename(seal.with_suffix(f".{named}"))
    report = as_json(sealwright(tmp_path, "verify", bundle, "--trust", signer, "--json"))
    assert "outer-seal-not-counted" in {f["code"] for f in report["findings"]}


def test_missing_bundle_is_a_sentence_and_two(tmp_path: Path) -> None:
    done = sealwright(tmp_path, "verify", "nowhere.zip")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("There is no bundle nowhere.zip.")


def test_trust_file_that_is_none_is_a_sentence_and_two(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("not a certificate")
    done = sealwright(tmp_path, "verify", received("sound", tmp_path), "--trust", "x.pem")
    assert done.returncode == 2
    assert "x.pem contains no usable certificate" in done.stderr


def test_time_is_trusted_apart(tmp_path: Path, signer: str) -> None:
    (tmp_path / "tsa.pem").write_bytes(pki.pem(pki.TIME.certificate))
    name = received("sound-time", tmp_path)
    alone = sealwright(tmp_path, "verify", name, "--trust", signer, "--json")
    with_time = sealwright(tmp_path, "verify", name, "--trust", signer, "--trust-time", "tsa.pem", "--json")
    assert (alone.returncode, as_json(alone)["axes"]["origin"], as_json(alone)["axes"]["time"]) == (
        3,
        "pass",
        "unconfirmed",
    )
    assert (with_time.returncode, as_json(with_time)["seal"]["timestamp"]) == (0, "2026-11-24T13:58:11Z")


def test_second_implementation_says_whose_arithmetic_it_was(tmp_path: Path, signer: str) -> None:
    name = received("sound", tmp_path)
    done = sealwright(tmp_path, "verify", name, "--trust", signer, "--second-implementation", "--json")
    assert as_json(done)["verdict"] == "verified"
    assert as_json(done)["verifier"]["implementation"] == "pycryptodome"


def test_hostile_name_never_reaches_the_terminal_raw(tmp_path: Path, signer: str) -> None:
    def plant(tree: dict[str, bytes]) -> None:
        tree["report_\u202egpj.exe"] = b"x"

    (tmp_path / "x.zip").write_bytes(build(Plan(tree=plant)).zip)
    text = sealwright(tmp_path, "verify", "x.zip", "--trust", signer)
    document = sealwright(tmp_path, "verify", "x.zip", "--trust", signer, "--json")
    assert text.returncode == document.returncode == 1
    assert "report_\\xe2\\x80\\xaegpj.exe" in text.stdout
    assert "\u202e" not in text.stdout + document.stdout


def test_escape_sequence_in_a_certificate_name_is_spelled_out(tmp_path: Path) -> None:
    evil = pki.leaf("evil", "Evil\x1b[2J\u202eName", pki.ROOT, serial=77)
    sent = as_seal(build(Plan(signers=(evil,))))
    done = sealwright(tmp_path, "verify", str(sent.write(tmp_path)))
    assert done.returncode == 3
    assert "Evil[ESC][2J[RLO]Name" in done.stdout
    assert "\x1b" not in done.stdout


def test_folder_of_bundles_is_a_batch(tmp_path: Path, signer: str) -> None:
    place = tmp_path / "inbox"
    built = build(Plan())
    other = build(Plan(name="VEC-2026-0001-B02", tree=lambda t: t.update({"x.txt": b"added"})))
    files = {
        f"{NAME}.zip": built.zip,
        f"{NAME}.asice": built.seal,
        f"{other.name}.zip": other.zip,
        "broken.zip": b"nothing",
        "lonely.asice": build(Plan(name="VEC-2026-0001-B03")).seal,
        "notes.txt": b"not looked at",
    }
    Sent("x", files).write(place)
    done = sealwright(tmp_path, "verify", "inbox", "--trust", signer, "--json")
    verdicts = {Path(r["bundle"]["path"]).name: r["verdict"] for r in as_json(done)}
    assert verdicts == {
        f"{NAME}.zip": "verified",
        f"{other.name}.zip": "altered",
        "broken.zip": "unreadable",
        "lonely.asice": "unconfirmed",
    }
    assert done.returncode == 1
    table = sealwright(tmp_path, "verify", "inbox", "--trust", signer).stdout
    rows, legend = table.split("\n\n")
    words = [line.split()[0] for line in rows.splitlines() if not line.startswith(" ")]
    assert sorted(words) == ["ALTERED", "UNCONFIRMED", "UNREADABLE", "VERIFIED"]
    assert f"VERIFIED     [+] [+] [+] [ ] [+]  inbox/{NAME}.zip" in rows.splitlines()
    assert "Meaning of the signs: Content, Completeness, Origin, Time, Custody." in legend.splitlines()
    assert [line.split() for line in legend.splitlines()[2:]] == [
        [word, "1"] for word in [line.split()[0] for line in rows.splitlines() if not line.startswith(" ")]
    ]


def test_bundle_folder_that_lost_its_marks_is_not_left_out_of_a_batch(tmp_path: Path, signer: str) -> None:
    place = tmp_path / "inbox"
    built, other = build(Plan()), build(Plan(name="VEC-2026-0001-B02"))
    gone = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
    left = {f"{other.name}/{path}": data for path, data in other.tree.items() if path not in gone}
    Sent("x", {f"{NAME}.zip": built.zip, "older/B03.zip": b"nothing", **left}).write(place)
    done = sealwright(tmp_path, "verify", "inbox", "--trust", signer, "--json")
    verdicts = {Path(r["bundle"]["path"]).name: r["verdict"] for r in as_json(done)}
    assert verdicts == {f"{NAME}.zip": "verified", other.name: "incomplete"}
    assert done.returncode == 1
    assert (
        done.stderr
        == "The folder inbox/older is not a bundle; nothing in it was verified. Specify it on its own.\n"
    )


def test_damage_is_told_with_its_bytes(tmp_path: Path, signer: str) -> None:
    (tmp_path / "bad.zip").write_bytes(damaged(5, 2_400_000))
    told = sealwright(tmp_path, "verify", "bad.zip", "--trust", signer).stdout
    path = "data/EX-001/DDDDDDDDDDDDDDDD_disk.img"
    assert f"Damaged: {path}, bytes 0-1048575 2097152-2559999." in told.splitlines()
    (damage,) = as_json(sealwright(tmp_path, "verify", "bad.zip", "--json"))["damage"]
    assert (damage["path"], damage["block_bytes"]) == (path, 1 << 20)
    assert damage["ranges"] == [[0, (1 << 20) - 1], [2 << 20, 2_559_999]]
    assert damage["sealed_sha256"] != damage["found_sha256"]


def test_folder_without_bundles_is_a_sentence_and_two(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    done = sealwright(tmp_path, "verify", "inbox")
    assert done.returncode == 2
    assert done.stderr.startswith("inbox is not a sealed bundle")


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_verdict_in_other_languages_keeps_codes(language: str, tmp_path: Path, signer: str) -> None:
    name = received("sound", tmp_path)
    done = sealwright(tmp_path, "verify", name, "--trust", signer, "--json", "--lang", language)
    english = sealwright(tmp_path, "verify", name, "--trust", signer, "--json")
    assert done.returncode == 0
    ours, theirs = as_json(done), as_json(english)
    assert [f["code"] for f in ours["findings"]] == [f["code"] for f in theirs["findings"]]
    assert ours["seal"] == theirs["seal"]

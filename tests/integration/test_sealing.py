"""Sealing a case: what is in the bundle, and that outside judges accept it."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from blake3 import blake3

from forensics_app.errors import (
    NothingSelectedError,
    OutputExistsError,
    OutputNotWritableError,
    SourceNotFoundError,
    UsageError,
)
from forensics_app.model.bundle import HandlingCode
from forensics_app.model.selection import ArtifactFilter
from forensics_app.seal.containers.seal_info import parse, seal_code
from forensics_app.services.selection.tag import tag
from tests.judging.judges import require_judge
from tests.world.sealing import FILES, Bench, lines, make_bench, names, read
from tests.world.signing import signing_key, write_pem


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def bundle(bench: Bench) -> Path:
    sealed = bench.seal(handling=(HandlingCode("TLP", "AMBER+STRICT"),), languages=("fr", "ar"))
    return sealed.path


def seal_info(bundle: Path) -> bytes:
    inner = read(bundle, f"seal/{bundle.stem}.asice")
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        return archive.read("seal-info.txt")


def test_it_verifies(bench: Bench, bundle: Path) -> None:
    report = bench.assert_verified(bundle)
    assert report.seal.code == seal_code(seal_info(bundle))


def test_the_seal_beside_the_bundle_is_the_one_inside(bundle: Path) -> None:
    assert bundle.with_suffix(".asice").read_bytes() == read(bundle, f"seal/{bundle.stem}.asice")


def test_contents_are_the_originals_byte_for_byte(bundle: Path) -> None:
    found = {}
    for line in lines(bundle, "metadata/catalog.jsonl"):
        if line["data"] is not None:
            found["/".join(line["path"]["display"])] = read(bundle, line["data"])
    assert found == FILES


def test_lines_without_content_are_folders(bundle: Path) -> None:
    kinds = {i["kind"] for i in lines(bundle, "metadata/catalog.jsonl") if i["data"] is None}
    assert kinds == {"directory"}


def test_bagit_accepts_it(bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-m", "bagit", "--validate", "--quiet", tmp_path / bundle.stem]
    subprocess.run(command, check=True, capture_output=True)


def test_case_validate_accepts_its_description(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.jsonld"
    path.write_bytes(read(bundle, "metadata/case.jsonld"))
    judge = Path(sys.executable).with_name("case_validate")
    command = [judge, "--built-version", "case-1.4.0", path]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "Conforms: True" in result.stdout, result.stdout


def test_openssl_accepts_the_signature_with_the_recipes_arguments(bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle.with_suffix(".asice")) as archive:
        archive.extractall(tmp_path)
    write_pem(tmp_path / "ca.pem", signing_key().chain[-1])
    command = [
        require_judge("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER",
        "-in", "META-INF/signature001.p7s", "-content", "META-INF/ASiCManifest001.xml",
        "-CAfile", "ca.pem", "-purpose", "any", "-signer", "signer.pem", "-out", "out", "-no_check_time",
    ]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    digest = base64.b64encode(hashlib.sha256(seal_info(bundle)).digest())
    assert (tmp_path / "out").read_bytes().count(b"<ds:DigestValue>" + digest + b"</ds:DigestValue>") == 1


def test_seal_info_holds_what_is_counted(bundle: Path) -> None:
    info = parse(seal_info(bundle))
    assert info.reference == "X-B01"
    assert info.merkle_size == len(lines(bundle, "metadata/catalog.jsonl"))
    assert info.custody_count == len(lines(bundle, "metadata/custody.jsonl"))
    assert info.tagmanifest_sha256 == hashlib.sha256(read(bundle, "tagmanifest-sha256.txt")).hexdigest()
    assert info.signer_sha256 == (hashlib.sha256(signing_key().certificate).hexdigest(),)
    assert (info.time_stamp_required, info.omission_count, info.earlier_seals) == (False, 0, ())


def test_the_sealed_ledger_ends_with_the_announcement_and_the_code_follows_in_the_case(
    bench: Bench, bundle: Path
) -> None:
    sealed = lines(bundle, "metadata/custody.jsonl")
    assert sealed[-1]["event"] == "sealed"
    own = [json.loads(line) for line in (bench.case / "custody.jsonl").read_text().splitlines()]
    assert own[: len(sealed)] == sealed
    after = own[len(sealed)]
    assert (after["event"], after["refers_to"]) == ("exported", sealed[-1]["event_id"])
    assert after["digests_after"]["seal_code"]["sha256"] == seal_code(seal_info(bundle))


def test_a_spreadsheet_runs_no_formula_of_the_evidence(bundle: Path) -> None:
    data = read(bundle, "metadata/catalog.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    catalogue = lines(bundle, "metadata/catalog.jsonl")
    assert [r["id"] for r in rows] == [c["id"] for c in catalogue]
    for row, line in zip(rows, catalogue, strict=True):
        assert (row["sha256"] or None) == line["digests"]["sha256"]
        assert (row["data"] or None) == line["data"]
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


def test_blocks_are_of_every_mebibyte_of_the_large_file(bundle: Path) -> None:
    (line,) = lines(bundle, "metadata/blocks.jsonl")
    data = read(bundle, line["path"])
    assert line["size"] == str(len(FILES["big.bin"]))
    assert line["blake3"] == [
        blake3(data[i : i + (1 << 20)]).hexdigest() for i in range(0, len(data), 1 << 20)
    ]


def test_request_and_recipes_are_there(bundle: Path) -> None:
    request = json.loads(read(bundle, "metadata/request.json"))
    assert request["handling"] == [
        {"scheme": "TLP", "value": "AMBER+STRICT", "comment": None, "permission": None}
    ]
    assert request["case"]["reference"] == "FR/2026/0417"
    recipes = [n for n in names(bundle) if n.startswith("VERIFY.")]
    assert recipes == ["VERIFY.ar.txt", "VERIFY.en.txt", "VERIFY.fr.txt"]


def test_salts_and_nonces_are_fresh_in_every_bundle(bench: Bench, bundle: Path) -> None:
    again = bench.seal("X-B02.zip").path
    pairs = [lines(b, "metadata/catalog.jsonl") for b in (bundle, again)]
    salts = [[line["salt"] for line in one] for one in pairs]
    assert not set(salts[0]) & set(salts[1])
    assert len(set(salts[0])) == len(salts[0])
    assert [line["id"] for line in pairs[0]] == [line["id"] for line in pairs[1]]
    nonces = [read(b, "data/seal-nonce.bin") for b in (bundle, again)]
    assert [len(n) for n in nonces] == [32, 32]
    assert nonces[0] != nonces[1]


def test_a_later_bundle_names_the_earlier_seals_and_continues_their_ledger(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    bundles = [bench.seal(f"N-B0{i}.zip").path for i in (1, 2, 3)]
    codes = [seal_code(seal_info(b)) for b in bundles]
    assert parse(seal_info(bundles[2])).earlier_seals == tuple(codes[:2])
    ledgers = [read(b, "metadata/custody.jsonl") for b in bundles]
    assert ledgers[1].startswith(ledgers[0])
    assert ledgers[2].startswith(ledgers[1])
    for one in bundles:
        bench.assert_verified(one)


def test_a_tag_chooses_and_the_selection_counts_what_was_left_out(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    with bench.open() as case:
        tag(case, "relevant", ArtifactFilter(extension="jpg"), note="sea", clock=bench.clock)
        total = case.store.queries.total()
    bundle = bench.seal(tag="relevant").path
    bench.assert_verified(bundle)
    (line,) = lines(bundle, "metadata/catalog.jsonl")
    assert (line["tags"], line["note"]) == (["relevant"], None)
    selection = json.loads(read(bundle, "metadata/selection.json"))
    assert selection["rules"] == [{"rule": "tag", "value": "relevant"}]
    assert (selection["selected"], selection["not_selected"]) == ("1", str(total - 1))
    with pytest.raises(NothingSelectedError):
        bench.seal("Y.zip", tag="absent")


def test_content_that_changed_since_ingest_is_left_out_and_said(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    (bench.evidence / "letter.txt").write_bytes(b"Dear Mum\n")
    sealed = bench.seal()
    assert sealed.failed == 1
    (omission,) = lines(sealed.path, "metadata/omissions.jsonl")
    assert (omission["code"], omission["stage"], omission["count"]) == ("content-changed", "seal", "1")
    assert omission["locator"].endswith("/letter.txt")
    (line,) = [
        i for i in lines(sealed.path, "metadata/catalog.jsonl") if i["path"]["display"] == ["letter.txt"]
    ]
    assert line["data"] is None
    assert line["digests"]["sha256"] == hashlib.sha256(FILES["letter.txt"]).hexdigest()
    assert not any("letter" in n for n in names(sealed.path))
    bench.assert_verified(sealed.path)


def test_content_that_grew_or_vanished_is_left_out_and_said(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    (bench.evidence / "letter.txt").write_bytes(FILES["letter.txt"] + b"P.S.")
    (bench.evidence / "empty").unlink()
    sealed = bench.seal()
    assert sealed.failed == 2
    assert len(lines(sealed.path, "metadata/omissions.jsonl")) == 2
    bench.assert_verified(sealed.path)


def test_a_source_that_is_gone_stops_the_sealing_and_leaves_nothing(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    moved = bench.evidence.rename(tmp_path / "elsewhere")
    with pytest.raises(SourceNotFoundError):
        bench.seal()
    assert not list(bench.out.glob("*.zip")) + list(bench.out.glob("*.asice"))
    moved.rename(bench.evidence)
    bench.assert_verified(bench.seal().path)


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    for name in ("X-B01.zip", "X-B01.asice", "X-B01.zip.part"):
        path = bench.out / name
        path.write_bytes(b"mine")
        with pytest.raises(OutputExistsError) as caught:
            bench.seal()
        assert caught.value.path == str(path)
        assert path.read_bytes() == b"mine"
        assert sorted(p.name for p in bench.out.iterdir()) == [name]
        path.unlink()
    bench.assert_verified(bench.seal().path)


def test_an_output_that_is_no_zip_or_has_no_folder_is_refused(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    with pytest.raises(UsageError):
        bench.seal("X-B01")
    with pytest.raises(OutputNotWritableError):
        bench.seal("absent/X.zip")


def test_a_folder_as_output_gets_the_customary_name(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    assert [bench.seal("").path.name for _ in range(2)] == [
        "FR_2026_0417-B01.sealed.zip",
        "FR_2026_0417-B02.sealed.zip",
    ]


def test_a_name_that_fits_no_bundle_is_made_to_fit(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, files={"a": b"1"})
    sealed = bench.seal("Mein Bündel (1).zip")
    assert (sealed.name, sealed.path.name) == ("Mein_Bundel_1", "Mein Bündel (1).zip")
    bench.assert_verified(sealed.path)

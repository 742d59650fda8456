"""The suffix of its own that a bundle gets where nobody named it; every older name goes on working."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.bundle.reading.opening import seal_path_of
from forensics_app.model.bundle import bundle_stem
from forensics_app.report.verification.recipe import recipe_script
from forensics_app.services.inbox.arrivals import ArrivalKind, scan
from forensics_app.services.sealed_bundles.whereabouts import find_bundle
from forensics_app.services.verifying.verify import bundles_in
from tests.world.sealing import Bench, make_bench, read
from ui.app import bundle_of_seal
from ui.models.bundles.export_draft import ExportDraft

_FEW = {"letter.txt": b"Dear Sir\n"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """One bundle sealed into a folder, so that the program names it."""
    made = make_bench(tmp_path_factory.mktemp("names"), files=_FEW)
    made.seal("")
    return made


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("FR-B01.sealed.zip", "FR-B01"),
        ("FR-B01.Sealed.ZIP", "FR-B01"),
        ("FR-B01.zip", "FR-B01"),
        ("FR.2026.zip", "FR.2026"),
        ("FR-B01.asice", "FR-B01"),
        ("sealed.zip", "sealed"),
        (".sealed.zip", ".sealed"),
    ],
)
def test_the_name_without_its_ending(name: str, stem: str) -> None:
    assert bundle_stem(name) == stem


def test_a_bundle_sealed_into_a_folder_has_the_suffix_of_its_own(bench: Bench) -> None:
    assert sorted(p.name for p in bench.out.iterdir()) == [
        "FR_2026_0417-B01.asice",
        "FR_2026_0417-B01.sealed.zip",
    ]
    report = bench.assert_verified(bench.out / "FR_2026_0417-B01.sealed.zip")
    assert report.bundle.reference == "FR_2026_0417-B01"
    assert bundles_in(bench.out) == [bench.out / "FR_2026_0417-B01.sealed.zip"]


def test_the_seal_beside_it_is_compared(bench: Bench, tmp_path: Path) -> None:
    """Of another bundle, and of this one under each name that it can have."""
    other = make_bench(tmp_path, files={"other.txt": b"other"})
    bundle = tmp_path / "out" / "FR_2026_0417-B01.sealed.zip"
    bundle.write_bytes((bench.out / bundle.name).read_bytes())
    foreign = other.seal("Y-B01.zip").seal_path.read_bytes()
    for name in ("FR_2026_0417-B01.asice", "FR_2026_0417-B01.sealed.asice", "FR_2026_0417-B01.ASICE"):
        beside = bundle.with_name(name)
        beside.write_bytes(foreign)
        assert seal_path_of(bundle) == beside
        codes = {f.code for f in bench.verify(bundle).findings}
        assert any(code.startswith("outer-seal") for code in codes), (name, codes)
        beside.write_bytes((bench.out / "FR_2026_0417-B01.asice").read_bytes())
        assert bundle not in bundles_in(tmp_path / "out")[1:]
        assert beside not in bundles_in(tmp_path / "out")
        bench.assert_verified(bundle)
        beside.unlink()


def test_a_name_that_was_typed_stays(bench: Bench) -> None:
    typed = bench.seal("B-9.zip")
    assert (typed.path.name, typed.seal_path.name, typed.name) == ("B-9.zip", "B-9.asice", "B-9")
    bench.assert_verified(typed.path)
    own = bench.seal("B-8.sealed.zip")
    assert (own.path.name, own.seal_path.name, own.name) == ("B-8.sealed.zip", "B-8.asice", "B-8")
    with bench.open() as case:
        for sealed in (typed, own):
            assert find_bundle(case, sealed.name, sealed.seal_code, clock=bench.clock) is None
        beside = bench.case.parent / "B-8.sealed.zip"
        beside.write_bytes(own.path.read_bytes())
        assert find_bundle(case, "B-8", own.seal_code, clock=bench.clock) == beside
        beside.rename(beside.with_name("B-8.zip"))
        assert find_bundle(case, "B-8", own.seal_code, clock=bench.clock) == beside.with_name("B-8.zip")


@pytest.mark.parametrize("name", ["T-1.sealed.zip", "T-2.zip"])
def test_the_text_in_the_bundle_runs_on_the_file_as_it_is_called(
    bench: Bench, name: str, tmp_path: Path
) -> None:
    bundle = bench.seal(name).path
    text = read(bundle, "VERIFY.en.txt").decode()
    assert recipe_script() in text
    (line,) = [row.strip() for row in text.splitlines() if row.startswith("    bash ")]
    (tmp_path / "recipe.sh").write_text("printf '%s' \"$1\"")
    command = line.split(" [")[0]
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, capture_output=True, timeout=20)
    assert done.stdout.decode() == name
    bench.assert_verified(bundle)  # with nothing that differs, as `verify` demands


def test_a_double_click_on_a_seal_opens_its_bundle(tmp_path: Path) -> None:
    seal = tmp_path / "B-1.asice"
    seal.write_bytes(b"")
    assert bundle_of_seal(seal) == seal
    for name in ("B-1/bagit.txt", "B-1.zip", "B-1.sealed.zip"):  # each goes before the one that was there
        bundle = tmp_path / name
        bundle.parent.mkdir(exist_ok=True)
        bundle.write_bytes(b"")
        assert bundle_of_seal(seal) == (bundle if bundle.suffix == ".zip" else bundle.parent)
    parcel = tmp_path / "B-1.parcel.asice"
    assert bundle_of_seal(parcel) == parcel


def test_the_inbox_groups_by_the_name_without_either_ending(tmp_path: Path) -> None:
    for name in ("B-1.sealed.zip", "B-1.asice", "B-1.dispatch.0123abcd.asice", "B-1-letter.pdf"):
        path = tmp_path / "lab" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (arrival,) = scan(tmp_path).arrivals
    assert (arrival.main, arrival.kind, len(arrival.files)) == ("B-1.sealed.zip", ArrivalKind.BUNDLE, 4)


@pytest.mark.parametrize(
    ("typed", "name", "file"),
    [
        ("FR-B01", "FR-B01", "FR-B01.sealed.zip"),
        ("FR.2026.04", "FR.2026.04", "FR.2026.04.sealed.zip"),
        ("FR-B01.zip", "FR-B01", "FR-B01.zip"),
        ("FR-B01.sealed.zip", "FR-B01", "FR-B01.sealed.zip"),
    ],
)
def test_the_window_adds_the_suffix_to_a_name_alone(typed: str, name: str, file: str) -> None:
    draft = ExportDraft()
    draft.take_name(typed)
    assert (draft.name, draft.out(Path("/cases/one"))) == (name, Path("/cases") / file)
    again = replace(draft)
    again.take_name(draft.typed_name)
    assert again.file_name == file


def test_a_sealing_that_was_broken_off_goes_on_under_its_own_name() -> None:
    for out in ("/out/X-B02.zip", "/out/X-B02.sealed.zip"):
        draft = ExportDraft()
        assert draft.go_on(out, {})
        assert (draft.name, draft.out(Path("/cases/one"))) == ("X-B02", Path(out))

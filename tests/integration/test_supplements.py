"""A bundle that adds to or corrects an earlier one: sealed, checked, and told with others as one story."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import SupplementUnknownError, UsageError
from forensics_app.i18n import current
from forensics_app.i18n.translator import translator_for
from forensics_app.model.cover_sheet import CoverSheet
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.series import Series
from forensics_app.model.supplement import SeriesPart, SupplementKind
from forensics_app.model.trust import TrustStore
from forensics_app.report.forms.cover_sheet import cover_sheet_data, cover_sheet_document
from forensics_app.report.forms.cover_sheet_html import cover_sheet_html
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.addenda.target import targets_of_case
from forensics_app.services.cases.kept_seals import earlier_bundles
from forensics_app.services.sealing.supplements import SupplementAsked
from forensics_app.services.verifying.series import series_fields, series_lines
from forensics_app.services.verifying.series_names import described_series
from forensics_app.services.verifying.verify import bundles_in
from forensics_app.verify.series import series_of
from tests.judging.judges import require_judge
from tests.world.cases import sealwright
from tests.world.sealing import Bench, make_bench, names, read
from tests.world.signing import NOW

ADDS, CORRECTS = SupplementKind.ADDS, SupplementKind.CORRECTS


def _asked(bundle: str, kind: SupplementKind = ADDS, **more: Any) -> SupplementAsked:
    return SupplementAsked(bundle, kind, more.pop("reason", "Found later"), "en", **more)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    files = {"letter.txt": b"Dear Sir\n", "wrong.txt": b"wrong\n", "right.txt": b"right\n"}
    return make_bench(tmp_path_factory.mktemp("series"), files=files)


@pytest.fixture(scope="module")
def ids(bench: Bench) -> dict[str, str]:
    with bench.open(write=False) as case:
        return {a.entry.locator.path_display(): a.artifact_id for a in case.store.artifacts.stream()}


@pytest.fixture(scope="module")
def bundles(bench: Bench, ids: dict[str, str]) -> list[Path]:
    """B01; B02 adds to it; B03 corrects B02; B04 adds to B01, by the code that people type."""

    def only(text: str) -> tuple[ArtifactFilter, ...]:
        return (ArtifactFilter(text=text),)

    first = bench.seal("X-B01.zip", chosen=only("letter"))
    second = bench.seal("X-B02.zip", chosen=only("wrong"), supplement=_asked("X-B01"))
    pair = ((ids["/wrong.txt"], ids["/right.txt"]),)
    fixed = _asked(second.seal_code, CORRECTS, replaces=pair, reason="The wrong one was sent")
    third = bench.seal("X-B03.zip", chosen=only("right"), supplement=fixed)
    fourth = bench.seal("X-B04.zip", chosen=only("letter"), supplement=_asked("X-B01"))
    return [first.path, second.path, third.path, fourth.path]


@pytest.fixture(scope="module")
def reports(bench: Bench, bundles: list[Path]) -> list[VerificationReport]:
    return [bench.assert_verified(path) for path in bundles]


def _only(found: tuple[Series, ...]) -> Series:
    (series,) = found
    return series


def _story(reports: list[VerificationReport]) -> list[str]:
    return list(series_lines(_only(described_series(reports)), current()))


def test_a_bundle_that_supplements_nothing_has_no_such_file(bundles: list[Path]) -> None:
    assert "metadata/supplement.json" not in names(bundles[0])
    assert b"Sealwright-Format: sealwright/4\n" in read(bundles[0], "bag-info.txt")


@pytest.mark.parametrize(
    ("part", "label", "other"), [(1, "Complète", "Ergänzt"), (2, "Corrige", "Berichtigt")]
)
def test_the_cover_sheet_says_which_bundle_is_supplemented(
    reports: list[VerificationReport], part: int, label: str, other: str
) -> None:
    """In both languages of the sheet, by its name and its seal code; the first bundle says nothing of it."""
    require_judge("pdftotext")
    languages = (translator_for("fr"), translator_for("de"))
    sheets = [CoverSheet(report, (), ()) for report in reports]
    earlier = reports[part - 1]
    data = cover_sheet_data(sheets[part], languages, size="9pt")
    facts = {fact["labels"][0]: fact for fact in data["facts"]}
    (name,) = [fact for said, fact in facts.items() if said.startswith(label)]
    assert name["labels"][1].startswith(other)
    assert name["values"] == [earlier.bundle.reference] * 2
    assert facts["Code du sceau de ce lot"]["values"] == [show_code(earlier.seal.code or "")] * 2
    for sheet, there in ((sheets[part], True), (sheets[0], False)):
        page = cover_sheet_html(sheet, languages).decode()
        pdf, _ = cover_sheet_document(sheet, languages, printed=NOW)
        text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        for shown in (page, text.decode()):
            assert not there or show_code(earlier.seal.code or "") in shown
            assert ("Code du sceau de ce lot" in shown) is there
            assert ("Siegelcode jenes Beweispakets" in shown) is there


def test_a_supplement_alone_is_verified_and_says_what_it_supplements(
    reports: list[VerificationReport],
) -> None:
    (finding,) = [f for f in reports[1].findings if f.code.startswith("supplement")]
    assert (finding.code, finding.subject, finding.actual) == ("supplement-adds", "X-B01", "Found later")
    series = _only(series_of([reports[1]]))
    assert [(p.place, p.reference, p.report) for p in series.parts] == [(1, "X-B01", None), (2, "X-B02", 0)]
    assert [p.reference for p in series.missing] == ["X-B01"]
    assert series.problems == ()


def test_the_series_is_one_story(reports: list[VerificationReport], ids: dict[str, str]) -> None:
    assert _story(reports) == [
        "Part 1: X-B01 is the first.",
        "Part 2: X-B02 adds to X-B01.",
        "  “Found later”",
        "Part 3: X-B03 corrects X-B02.",
        "  “The wrong one was sent”",
        f"  In X-B03, the item right.txt ({ids['/right.txt']}) replaces wrong.txt ({ids['/wrong.txt']}).",
        "Part 4: X-B04 adds to X-B01.",
        "  “Found later”",
    ]


def test_a_part_that_is_not_here_is_named(bench: Bench, bundles: list[Path], tmp_path: Path) -> None:
    reports = [bench.verify(Path(shutil.copy(bundle, tmp_path))) for bundle in (bundles[0], bundles[3])]
    story = _story(reports)
    assert [line.split(" (")[0] for line in story if "not here" in line] == [
        "Part 2: X-B02",
        "Part 3: X-B03",
    ]
    fields = series_fields(reports, 0, series_of(reports), current())
    assert fields is not None
    assert [part["here"] for part in fields["parts"]] == [True, False, False, True]


def test_another_seal_under_the_name_of_a_part_is_told(reports: list[VerificationReport]) -> None:
    other = replace(reports[0], seal=replace(reports[0].seal, code="99" * 32))
    series = _only(series_of([other, reports[1]]))
    assert [p.code for p in series.problems] == ["series-other-seal"]
    assert series.missing[0].reference == "X-B01"


def test_two_bundles_at_one_place_are_told(reports: list[VerificationReport]) -> None:
    twin = replace(
        reports[1],
        seal=replace(reports[1].seal, code="77" * 32),
        bundle=replace(reports[1].bundle, reference="X-C02"),
    )
    problems = _only(series_of([reports[0], reports[1], twin])).problems
    assert [(p.code, p.expected) for p in problems] == [("series-place-twice", "2")]


def test_another_signer_is_told(reports: list[VerificationReport]) -> None:
    other = replace(reports[1], seal=replace(reports[1].seal, fingerprint="55" * 32))
    assert [p.code for p in _only(series_of([reports[0], other])).problems] == ["series-other-signer"]


def test_a_circle_ends_and_what_is_altered_has_no_say(reports: list[VerificationReport]) -> None:
    said = reports[1].bundle.supplement
    assert said is not None
    own = SeriesPart("X-B02", str(reports[1].seal.code))
    circle = replace(said, series=(own,), supplements=own.seal_code)
    first = replace(reports[0], bundle=replace(reports[0].bundle, supplement=circle))
    found = series_of([first, reports[1]])
    assert len(found) == 2  # each says that the other came first
    assert all(len(series.parts) == 2 for series in found)
    bad = replace(first, findings=(replace(first.findings[0], severity="contradiction"),))  # type: ignore[arg-type]
    assert bad.verdict is Verdict.ALTERED
    assert len(series_of([bad, reports[1]])) == 1


def test_what_cannot_be_a_supplement_is_refused(
    bench: Bench, bundles: list[Path], ids: dict[str, str]
) -> None:
    with pytest.raises(SupplementUnknownError):
        bench.seal("X-B09.zip", supplement=_asked("X-B77"))
    with pytest.raises(UsageError):
        bench.seal("X-B09.zip", supplement=_asked("X-B01", reason=" "))
    with pytest.raises(UsageError):
        bench.seal("X-B09.zip", supplement=_asked("X-B01", replaces=((ids["/wrong.txt"], ""),)))
    with pytest.raises(UsageError):
        bench.seal("X-B09.zip", supplement=_asked("X-B01", CORRECTS, replaces=(("x", ""),)))
    assert not (bench.out / "X-B09.zip").exists()


def test_the_command_tells_a_folder_and_several_bundles_alike(
    bench: Bench, bundles: list[Path], tmp_path: Path
) -> None:
    trust = bench.out.parent / "trust.pem"
    bench.assert_verified(bundles[0])
    folder = tmp_path / "received"
    folder.mkdir()
    for path in (bundles[0], bundles[2]):
        shutil.copy(path, folder)
    told = sealwright("verify", folder, "--trust", trust).stdout
    assert "Part 2: X-B02 (seal code" in told
    assert "Part 3: X-B03 corrects X-B02." in told
    done = sealwright("verify", *bundles[:2], "--trust", trust, "--json").stdout
    one, two = json.loads(done)
    assert one["series"] == two["series"]
    assert [p["reference"] for p in one["series"]["parts"]] == ["X-B01", "X-B02"]
    assert two["bundle"]["supplement"]["kind"] == "adds"
    assert one["bundle"]["supplement"] is None


def test_a_part_in_the_same_folder_is_not_called_missing(
    bench: Bench, bundles: list[Path], tmp_path: Path
) -> None:
    """Verified alone, a later part names the file of the earlier one, whatever that is called now."""
    shutil.copy(bundles[1], tmp_path)
    alone = bench.verify(tmp_path / bundles[1].name)
    assert "X-B01 (seal code" in _story([alone])[0]
    assert _story([alone])[0].endswith("is not here. Ask the sender for it.")
    shutil.copy(bundles[3], tmp_path / "X-B01.zip")  # another bundle under its name
    assert _story([alone])[0].endswith("is not here. Ask the sender for it.")
    shutil.copy(bundles[0], tmp_path / "renamed.zip")
    said = _story([alone])[0]
    assert "was not verified" in said
    assert "renamed.zip" in said
    found = series_fields([alone], 0, described_series([alone]), current())
    assert found is not None
    assert [p["nearby"] for p in found["parts"]] == [str(tmp_path / "renamed.zip"), None]
    both = [bench.verify(tmp_path / "renamed.zip"), alone]
    assert _story(both)[0] == "Part 1: X-B01 is the first."


def test_bundles_sealed_into_the_folder_of_the_case_are_each_one_bundle(tmp_path: Path) -> None:
    """There the seal lies twice: beside its bundle, and as the case's own copy. A supplement of such a bundle
    named it twice in its series, which no verifier accepts.
    """
    bench = make_bench(tmp_path, files={"letter.txt": b"Dear Sir\n"})
    first = bench.seal("../case/bundles/X-B01.zip")
    second = bench.seal("../case/bundles/X-B02.zip", supplement=_asked("X-B01"))
    assert first.path.resolve().parent == bench.case.resolve() / "bundles"
    report = bench.assert_verified(second.path)
    supplement = report.bundle.supplement
    assert supplement is not None
    assert supplement.series == (SeriesPart("X-B01", first.seal_code),)
    third = bench.seal("../case/bundles/X-B03.zip", supplement=_asked("X-B02", CORRECTS))
    later = bench.assert_verified(third.path).bundle.supplement
    assert later is not None
    assert [part.reference for part in later.series] == ["X-B01", "X-B02"]
    with bench.open(write=False) as case:
        assert len(earlier_bundles(case)) == 3
        reports = case_reports(case, trust=TrustStore(), clock=bench.clock)
        assert sorted(str(r.bundle.reference) for r in reports) == ["X-B01", "X-B02", "X-B03"]
        targets = targets_of_case(case, trust=TrustStore(), clock=bench.clock)
        assert [t.code for t in targets] == [first.seal_code, second.seal_code, third.seal_code]
    assert [p.name for p in bundles_in(bench.case / "bundles")] == ["X-B01.zip", "X-B02.zip", "X-B03.zip"]


def test_a_seal_that_came_alone_says_nothing_instead_of_its_bundle(
    bench: Bench, bundles: list[Path], tmp_path: Path
) -> None:
    """Verified together with its bundle, in either order."""
    alone = bench.verify(Path(shutil.copy(bundles[1].with_suffix(".asice"), tmp_path / "sent-ahead.asice")))
    whole = [bench.verify(path) for path in bundles[:2]]
    for reports in ([alone, *whole], [*whole, alone]):
        assert [line for line in _story(reports) if line.startswith("Part")] == [
            "Part 1: X-B01 is the first.",
            "Part 2: X-B02 adds to X-B01.",
        ]

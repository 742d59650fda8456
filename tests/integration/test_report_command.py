"""`sealwright report`, and the reports that `seal` puts into a bundle."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import (
    CancelledError,
    OutputExistsError,
    TypesettingFailedError,
    UsageError,
    VerificationFailedError,
)
from forensics_app.i18n import set_language
from forensics_app.model.custody import Note
from forensics_app.model.findings import Verdict
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.request import HandlingCode, RequestRecord
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.report.layout import typesetting_process
from forensics_app.report.layout.typesetting_process import typeset
from forensics_app.report.verification.recipe import recipe_script
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.marks import mark
from forensics_app.services.reports import facts as report_facts
from forensics_app.services.reports.evidence_report import ReportAsked, WrittenReport, write_evidence_report
from forensics_app.services.requests.case_request import write_request
from forensics_app.services.sealed_bundles.copies import copy_content
from forensics_app.services.sealing import reports as sealing_reports
from forensics_app.services.selection.tag import tag
from tests.judging.judges import require_judge
from tests.world.sealing import Bench, make_bench, names, read
from tests.world.signing import signing_key, write_pem

REPORTS = ["report/report.en.pdf", "report/report.en.html"]
AT = datetime(2026, 4, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A case with a tag and a request, and the bundle X-B01.zip with its reports."""
    made = make_bench(tmp_path_factory.mktemp("report"))
    with made.open() as case:
        tag(case, "relevant", ArtifactFilter(extension="txt"), note=None, clock=made.clock)
        write_request(case, RequestRecord(offence="<b>Fraud</b>", handling=(HandlingCode("TLP", "RED"),)))
    sealed = made.seal(
        "X-B01.zip", tag="relevant", reports=("en",), notes=(Note("en", "n"), Note("de", "Auf\nAnordnung"))
    )
    assert list(sealed.reports) == REPORTS
    assert sealed.unmade == ()
    return made


def trust(bench: Bench) -> TrustStore:
    pem = bench.out.parent / "trust.pem"
    write_pem(pem, *signing_key().chain)
    return TrustStore(run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now()))


def make(
    bench: Bench,
    source: Path,
    out: Path,
    asked: ReportAsked = ReportAsked("en"),  # noqa: B008 - frozen
) -> WrittenReport:
    return write_evidence_report(source, out, asked, trust=trust(bench), clock=bench.clock)


def test_a_bundle_with_reports_is_the_same_format_and_verified_by_all(bench: Bench, tmp_path: Path) -> None:
    bundle = bench.out / "X-B01.zip"
    assert bench.assert_verified(bundle).bundle.format == "sealwright/4"
    assert [name for name in names(bundle) if name.startswith("report/")] == REPORTS
    assert b"report/report.en.pdf" in read(bundle, "tagmanifest-sha256.txt")
    subprocess.run(["unzip", "-q", bundle, "-d", tmp_path], check=True)
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", tmp_path / "X-B01"], check=False)
    assert done.returncode == 0


def test_the_printed_recipe_passes_a_bundle_with_reports(bench: Bench, tmp_path: Path) -> None:
    for tool in ("bash", "openssl", "unzip"):
        require_judge(tool)
    chain = signing_key().chain
    write_pem(tmp_path / "sender-ca.pem", chain[-1])
    (tmp_path / "recipe.sh").write_text(recipe_script(), encoding="utf-8")
    bundle = bench.out / "X-B01.zip"
    command = ["bash", "recipe.sh", str(bundle), hashlib.sha256(chain[0]).hexdigest(), "sender-ca.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("PASS X-B01\n"), done.stderr


def test_what_is_sealed_says_so_and_comes_out_as_it_was(bench: Bench, tmp_path: Path) -> None:
    bundle = bench.out / "X-B01.zip"
    page = read(bundle, REPORTS[1]).decode()
    assert "The sender&#x27;s report, sealed with the bundle" in page
    assert "TLP:RED" in page
    assert "&lt;b&gt;Fraud&lt;/b&gt;" in page
    assert "DEMO: for demonstrations and training only" in page
    assert "metadata/omissions.jsonl" not in page  # nothing was left out
    note = "<dt>Note</dt><dd><bdi>n</bdi></dd><dt>Note</dt><dd><bdi>Auf / Anordnung (de)</bdi></dd>"
    assert note in page  # what was said when sealing
    copy_content(bundle, REPORTS[0], tmp_path / "own.pdf", trust=trust(bench), clock=bench.clock)
    assert (tmp_path / "own.pdf").read_bytes() == read(bundle, REPORTS[0])


def test_a_bundle_s_report_is_made_anew_and_says_what_it_is(bench: Bench, tmp_path: Path) -> None:
    out = tmp_path / "new.html"
    written = make(bench, bench.out / "X-B01.zip", out)
    assert written.verification is not None
    assert written.verification.verdict is Verdict.VERIFIED
    page = out.read_text()
    assert "Created again on" in page
    assert "it is not the sender&#x27;s own report" in page
    assert "report/report.en.pdf, report/report.en.html. The two were not compared." in page
    first, again = (tmp_path / f"{n}.pdf" for n in (1, 2))
    for path in (first, again):
        make(bench, bench.out / "X-B01.zip", path)
    assert first.read_bytes() == again.read_bytes()
    with pytest.raises(OutputExistsError):
        make(bench, bench.out / "X-B01.zip", first)


def _values(section: str) -> list[str]:
    """Its heading, and what comes from the lists: names, digests, times, places."""
    return re.findall(r"<h[34]>.*?</h[34]>|<bdi>.*?</bdi>|<code .*?</code>", section)


def test_both_are_made_from_the_same_lists(bench: Bench, tmp_path: Path) -> None:
    """But for who says it, and how far it can be relied on, they say the same."""
    make(bench, bench.out / "X-B01.zip", tmp_path / "new.html")
    own, new = read(bench.out / "X-B01.zip", REPORTS[1]).decode(), (tmp_path / "new.html").read_text()
    sections = re.compile(r"<section>.*?</section>", re.DOTALL)
    pairs = list(zip(sections.findall(own), sections.findall(new), strict=True))[:-1]
    assert "Hashes computed for each file: SHA-256" in pairs[-1][0]  # as the case has it; no sealed list does
    for one, other in [
        *pairs[:-1],
        (re.sub("<table.*</table>", "", pairs[-1][0], flags=re.DOTALL), pairs[-1][1]),
    ]:
        assert _values(one) == _values(other)
    heads = [re.findall(r"<h[23].*?>(.*?)</h[23]>", one)[0] for one, other in pairs if one != other]
    assert heads == ["Case", "Summary figures", "Method and tools"]  # which say who did it


def test_an_altered_bundle_gets_no_report(bench: Bench, tmp_path: Path) -> None:
    altered = tmp_path / "X-B01.zip"
    data = bytearray((bench.out / "X-B01.zip").read_bytes())
    data[data.index(b"<b>Fraud</b>")] ^= 1
    altered.write_bytes(data)
    with pytest.raises(VerificationFailedError):
        make(bench, altered, tmp_path / "r.pdf")
    assert not (tmp_path / "r.pdf").exists()


def test_a_case_s_report_with_its_lists_beside_it(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics_app.report.evidence.items.MOST_TABLE_CHARACTERS", 10)
    written = make(bench, bench.case, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert "From a case, not sealed" in page
    assert [path.name for path in written.lists] == ["r.artifacts.csv"]
    assert "All of them are in r.artifacts.csv." in page
    rows = (tmp_path / "r.artifacts.csv").read_text(encoding="utf-8-sig").splitlines()
    with bench.open(write=False) as case:
        assert len(rows) == 1 + case.store.artifacts.count(EVERYTHING)
    narrowed = make(bench, bench.case, tmp_path / "t.html", ReportAsked("en", ArtifactFilter(tag="relevant")))
    assert narrowed.lists == ()
    assert "/letter.txt" in (tmp_path / "t.html").read_text()
    assert "sea.jpg" not in (tmp_path / "t.html").read_text()


def test_what_is_only_for_a_case_and_other_endings_are_refused(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make(bench, bench.case, tmp_path / "r.txt")
    with pytest.raises(UsageError):
        make(bench, bench.out / "X-B01.zip", tmp_path / "r.pdf", ReportAsked("en", pictures=True))


@pytest.mark.parametrize(
    "fault", [TypesettingFailedError(template="evidence", detail="crash"), KeyError("x")]
)
def test_a_report_that_cannot_be_made_costs_no_bundle(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise fault

    monkeypatch.setattr(sealing_reports, "laid_out", fail)
    name = f"{type(fault).__name__}.zip"
    sealed = bench.seal(name, reports=("en",))
    assert sealed.reports == ()
    assert [path for path, _ in sealed.unmade] == REPORTS
    assert all(why for _, why in sealed.unmade)
    bench.assert_verified(bench.out / name)


def test_facts_that_cannot_be_gathered_cost_no_bundle(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_facts, "_omissions", lambda found: 1 / 0)
    sealed = bench.seal("F.zip", reports=("en",))
    assert [path for path, _ in sealed.unmade] == REPORTS
    bench.assert_verified(bench.out / "F.zip")


def test_typesetting_ends_when_it_is_told_to_or_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(typesetting_process, "_WORKER", silent)
    with pytest.raises(CancelledError):
        typeset("evidence", {}, lang="en", created=AT, cancelled=lambda: True)
    with pytest.raises(TypesettingFailedError) as late:
        typeset("evidence", {}, lang="en", created=AT, most_seconds=0.1)
    assert late.value.detail == "timeout"
    monkeypatch.setattr(typesetting_process, "_WORKER", (sys.executable, "-c", "import os; os.abort()"))
    with pytest.raises(TypesettingFailedError) as dead:
        typeset("evidence", {"x": "y" * 1_000_000}, lang="en", created=AT)
    assert "exit" in dead.value.detail


def test_a_page_that_fails_says_why_across_the_process() -> None:
    with pytest.raises(TypesettingFailedError) as caught:
        typeset("evidence", {"handling": []}, lang="en", created=AT)
    assert "name" in caught.value.detail


def test_the_language_of_a_report_is_the_one_asked_for(bench: Bench, tmp_path: Path) -> None:
    set_language("en")
    make(bench, bench.case, tmp_path / "ar.html", ReportAsked("ar"))
    page = (tmp_path / "ar.html").read_text()
    assert '<html lang="ar" dir="rtl">' in page
    assert "تقرير الأدلة" in page


def test_what_is_withheld_from_bundles_is_in_no_report_of_the_case(tmp_path: Path) -> None:
    made = make_bench(tmp_path, files={"to-counsel.txt": b"Dear counsel\n", "open.txt": b"Sun\n"})
    with made.open() as case:
        mark(case, PrivacyMark.PRIVILEGED, ArtifactFilter(text="to-counsel"), reason="r", clock=made.clock)
    written = make(made, made.case, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert "/open.txt" in page
    assert [path.name for path in written.lists] == ["r.omissions.csv"]
    assert "withheld" in (tmp_path / "r.omissions.csv").read_text()
    for path in (tmp_path / "r.html", *written.lists):  # as private as the case
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert all("to-counsel" not in path.read_text() for path in (tmp_path / "r.html", *written.lists))


def test_a_case_s_report_says_which_bundle_was_sealed_and_its_code(bench: Bench, tmp_path: Path) -> None:
    """Entries that the program records: what they are about stands under them."""
    make(bench, bench.case, tmp_path / "case.html")
    page = (tmp_path / "case.html").read_text()
    code = bench.verify(bench.out / "X-B01.zip").seal.code or ""
    rows = re.findall(r"<tbody.*?</tbody>", page[page.index("Custody summary") :], re.DOTALL)
    sealed = next(row for row in rows if "bundle sealed" in row)
    written = next(row for row in rows if "sealed bundle written" in row)
    assert "X-B01" in sealed
    assert "X-B01" in written
    assert f"seal code {code[:4]} {code[4:8]} " in written

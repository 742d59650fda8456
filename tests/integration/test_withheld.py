"""Marked items stay out of bundles, and nothing in a bundle tells which they are."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.errors import EverythingWithheldError
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.marks import mark, marks, undo_marking, unmark
from forensics_app.services.reports.evidence_report import ReportAsked, write_evidence_report
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.sealing.preview import preview
from forensics_app.services.sealing.seal import SealRequest
from forensics_app.services.selection.tag import tag
from tests.integration.test_archives_in_cases import read_into
from tests.world.cases import sealwright
from tests.world.sealing import Bench, lines, make_bench, names, read
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key, write_pem

SECRET = b"To my lawyer: what happened on Tuesday\n"
REASON = "letter to counsel Maitre Q"


def _zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


FILES = {
    "letter-to-counsel.txt": SECRET,
    "copies/draft-of-it.txt": SECRET,
    "holiday.txt": b"Sea and sun\n",
    "diary/january.txt": b"Dear diary\n",
    "diary/deep/february.txt": b"Dear diary again\n",
    "windows/notepad.txt": b"program\n",
    "kept/notepad.txt": b"program\n",
    "empty-a": b"",
    "empty-b": b"",
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files=FILES)


def _mark(bench: Bench, kind: PrivacyMark, text: str) -> None:
    with bench.open() as case:
        mark(case, kind, ArtifactFilter(text=text), reason=REASON, clock=bench.clock)


def _everything(bundle: Path) -> bytes:
    with zipfile.ZipFile(bundle) as archive:
        return (
            b"\n".join(archive.read(name) for name in archive.namelist()) + "\n".join(names(bundle)).encode()
        )


def _reports(bench: Bench, bundle: Path, folder: Path) -> Iterator[str]:
    """The sender's own in a bundle, one made of the bundle, and one made of the case that it is opened as."""
    yield read(bundle, "report/report.en.html").decode()
    clock = bench.clock
    write_pem(folder / "trust.pem", *signing_key().chain)
    trust = TrustStore(run_entries(folder / "trust.pem", role=TrustRole.SEAL, now=clock.now()))
    case = open_as_case(bundle, folder / "received", trust=trust, clock=clock).case
    for at, of in enumerate((bundle, case)):
        out = folder / f"{at}.html"
        write_evidence_report(of, out, ReportAsked("en"), trust=trust, clock=clock)
        yield out.read_text()


def _figure(page: str, label: str) -> int:
    """The first figure behind a label."""
    words = " ".join(re.sub("<[^>]*>", " ", page).split())
    found = re.search(rf"{label} ([0-9]+)\b", words)
    assert found is not None, label
    return int(found[1])


def test_what_is_marked_and_its_copies_stay_out_and_are_counted(bench: Bench, tmp_path: Path) -> None:
    _mark(bench, PrivacyMark.PRIVILEGED, "letter-to-counsel")
    chosen = (ArtifactFilter(text="letter"), ArtifactFilter(text="draft"), ArtifactFilter(text="notepad"))
    chosen = (*chosen, ArtifactFilter(text="holiday"))
    bundle = bench.seal(chosen=chosen, reports=("en",)).path
    bench.assert_verified(bundle)
    told = [line["path"]["display"][-1] for line in lines(bundle, "metadata/catalog.jsonl")]
    assert "holiday.txt" in told
    assert "notepad.txt" in told
    assert not set(told) & {"letter-to-counsel.txt", "draft-of-it.txt"}
    withheld = {o["code"]: o for o in lines(bundle, "metadata/omissions.jsonl") if "withheld" in o["code"]}
    assert {code: o["count"] for code, o in withheld.items()} == {
        "withheld-privileged": "1",
        "withheld-with-marked": "1",
    }
    assert all(o["locator"] is None and o["detail"] is None for o in withheld.values())
    catalogued = int(json.loads(read(bundle, "metadata/selection.json"))["catalogued"])
    for page in _reports(bench, bundle, tmp_path):
        labels = ("Artifacts", "Selected, but withheld from this bundle", "not selected for this bundle")
        in_it, kept_back, left = (_figure(page, label) for label in labels)
        assert (in_it, kept_back, in_it + kept_back + left) == (len(told), 2, catalogued)
        assert _figure(page, r"Both together \(“not_selected” in selection.json\)") == kept_back + left
    out = tmp_path / "case.html"
    write_evidence_report(bench.case, out, ReportAsked("en"), trust=TrustStore(()), clock=bench.clock)
    labels = ("Artifacts", "Withheld, and in none of these figures", "In the case in all")
    told_of_case, kept_back, whole = (_figure(out.read_text(), label) for label in labels)
    assert (kept_back, told_of_case + kept_back, whole) == (2, catalogued, catalogued)
    assert "2 withheld artifacts are in none of these figures." in out.read_text()


def test_nothing_of_what_is_withheld_is_anywhere_in_the_bundle(bench: Bench) -> None:
    _mark(bench, PrivacyMark.PRIVILEGED, "letter-to-counsel")
    with bench.open() as case:
        hidden = [
            a
            for a in case.store.artifacts.stream()
            if b"counsel" in a.entry.locator.components[-1:][0:1].__repr__().encode()
        ]
        chosen = (ArtifactFilter(ids=tuple(a.artifact_id for a in case.store.artifacts.stream())),)
    assert len(hidden) == 1
    bundle = bench.seal(chosen=chosen).path
    bench.assert_verified(bundle)
    whole = _everything(bundle)
    digests = hidden[0].examination.digests
    for trace in (SECRET.strip(), b"counsel", b"draft-of-it", hidden[0].artifact_id.encode(), b"Maitre"):
        assert trace not in whole
    assert str(digests.sha256).encode() not in whole


def test_a_marked_folder_takes_what_is_beneath_it(bench: Bench) -> None:
    _mark(bench, PrivacyMark.PRIVATE, "/diary/deep")  # finds the file; the folder is marked by its kind below
    with bench.open() as case:
        folder = next(
            a for a in case.store.artifacts.stream() if a.entry.locator.components[-1:] == (b"diary",)
        )
        mark(
            case,
            PrivacyMark.PRIVATE,
            ArtifactFilter(ids=(folder.artifact_id,)),
            reason="x",
            clock=bench.clock,
        )
    bundle = bench.seal().path
    assert b"diary" not in _everything(bundle)
    counts = {o["code"]: int(o["count"]) for o in lines(bundle, "metadata/omissions.jsonl")}
    assert counts["withheld-private"] + counts["withheld-with-marked"] == 4


def test_what_is_out_of_scope_by_its_place_is_not_so_elsewhere(bench: Bench) -> None:
    _mark(bench, PrivacyMark.OUT_OF_SCOPE, "/windows/notepad")
    bundle = bench.seal().path
    paths = ["/".join(x["path"]["display"]) for x in lines(bundle, "metadata/catalog.jsonl")]
    assert "kept/notepad.txt" in paths
    assert "windows/notepad.txt" not in paths


def test_empty_content_is_nobodys_secret(bench: Bench) -> None:
    _mark(bench, PrivacyMark.PRIVILEGED, "empty-a")
    bundle = bench.seal().path
    told = {line["path"]["display"][-1] for line in lines(bundle, "metadata/catalog.jsonl")}
    assert "empty-b" in told
    assert "empty-a" not in told


def test_the_preview_says_the_same_and_a_choice_of_marked_things_alone_is_refused(bench: Bench) -> None:
    _mark(bench, PrivacyMark.PRIVILEGED, "letter-to-counsel")
    with bench.open(write=False) as case:
        found = preview(case, SealRequest(bench.out), clock=bench.clock)
        left = {x.code: (x.count, x.example) for x in found.left_out}
        assert left["withheld-privileged"] == (1, "s1")
        assert left["withheld-with-marked"] == (1, "s1")
        only = SealRequest(bench.out, chosen=(ArtifactFilter(text="counsel"),))
        with pytest.raises(EverythingWithheldError) as refused:
            preview(case, only, clock=bench.clock)
    assert refused.value.count == 1


def test_one_count_of_omissions_before_sealing_after_it_and_at_the_receiver(bench: Bench) -> None:
    """What is declared is counted in things, and each place has the same count."""
    _mark(bench, PrivacyMark.PRIVILEGED, "letter-to-counsel")
    _mark(bench, PrivacyMark.PRIVATE, "diary")
    with bench.open() as case:
        tag(case, "mine", ArtifactFilter(text="holiday"), note="own", clock=bench.clock)
    with bench.open(write=False) as case:
        foreseen = preview(case, SealRequest(bench.out), clock=bench.clock)
    sealed = bench.seal()
    listed = sum(int(o["count"]) for o in lines(sealed.path, "metadata/omissions.jsonl"))
    report = bench.assert_verified(sealed.path)
    assert foreseen.declared == sum(left.count for left in foreseen.left_out)
    assert (foreseen.declared, sealed.omissions, report.bundle.omissions) == (listed, listed, listed)
    assert listed > len(foreseen.left_out)


def test_marks_are_ledgered_without_names_and_can_be_taken_back(bench: Bench) -> None:
    _mark(bench, PrivacyMark.PRIVILEGED, "counsel")
    with bench.open() as case:
        assert [(r.name, r.count) for r in marks(case)] == [("privileged", 1)]
        assert undo_marking(case) == (PrivacyMark.PRIVILEGED, 1)
        assert marks(case) == ()
        chosen = ArtifactFilter(text="counsel")
        mark(case, PrivacyMark.PRIVATE, chosen, reason="x", clock=bench.clock)
        assert unmark(case, PrivacyMark.PRIVATE, chosen, clock=bench.clock) == 1
        events = [json.loads(line) for line in case.ledger.lines()]
    told = [(e["reason"], e["notes"][0]["text"]) for e in events if e["notes"]]
    assert told == [
        ("items-marked", "privileged=1"),
        ("items-unmarked", "privileged=1"),
        ("items-marked", "private=1"),
        ("items-unmarked", "private=1"),
    ]
    bundle = bench.seal().path
    assert len(lines(bundle, "metadata/catalog.jsonl")) >= len(FILES)


def test_a_single_file_that_is_a_source_loses_its_name_and_size(tmp_path: Path) -> None:
    alone = tmp_path / "to-counsel.txt"
    alone.write_bytes(SECRET)
    other = tmp_path / "other.txt"
    other.write_bytes(b"other\n")
    bench = make_bench(tmp_path, alone, other)
    _mark(bench, PrivacyMark.PRIVILEGED, "to-counsel")
    bundle = bench.seal().path
    bench.assert_verified(bundle)
    assert b"counsel" not in _everything(bundle)
    assert b"c291bnNlb" not in _everything(bundle)
    sources = {line["exhibit"]: line["length"] for line in lines(bundle, "metadata/sources.jsonl")}
    assert sources == {"EX-001": "0", "EX-002": "6"}
    assert json.loads(read(bundle, "metadata/selection.json"))["selected"] == "1"


DEMO = PROJECT / "resources" / "demo"


@pytest.fixture
def laptop(tmp_path: Path) -> Bench:
    """A disk with NTFS, ext4 and FAT, deleted entries and alternate streams."""
    image = tmp_path / "laptop.raw"
    with gzip.open(DEMO / "laptop.raw.gz") as packed, image.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return make_bench(tmp_path, image)


def test_of_an_image_neither_the_medium_nor_tables_nor_streams_give_it_away(laptop: Bench) -> None:
    _mark(laptop, PrivacyMark.PRIVILEGED, "/INV-2026-015")
    _mark(laptop, PrivacyMark.PRIVATE, "/_ole.tmp")
    bundle = laptop.seal(media=True).path
    laptop.assert_verified(bundle)
    catalog = lines(bundle, "metadata/catalog.jsonl")
    told = {"/".join(x["path"]["display"]): x for x in catalog}
    assert "Invoices/INV-2026-014.pdf" in told
    assert not [path for path in told if "015" in path]
    assert "$MFT" not in told
    assert "$LogFile" not in told
    assert "statement.txt" not in told  # deleted, over the same clusters as the marked one
    assert not [x for x in catalog if x["layer"] == "s1"]
    counts = {o["code"]: o["count"] for o in lines(bundle, "metadata/omissions.jsonl")}
    assert counts["medium-withheld"] == "1"
    with zipfile.ZipFile(bundle) as archive:  # contents of other files may well speak of it
        records = b"".join(archive.read(n) for n in archive.namelist() if "/data/" not in n)
    assert b"INV-2026-015" not in records


def test_archives_and_their_members_follow_each_other(tmp_path: Path) -> None:
    inner = _zipped(**{"to-counsel.txt": SECRET, "menu.txt": b"soup\n"})
    files = {
        "whole.zip": _zipped(**{"deep.zip": inner, "other.txt": b"other\n"}),
        "plain.txt": b"plain\n",
        "secret.zip": _zipped(**{"a.txt": b"alpha\n", "b.txt": b"beta\n"}),
        "alpha.txt": b"alpha\n",
    }
    bench = make_bench(tmp_path, files=files)
    with bench.open() as case:
        read_into(case, bench.evidence)
        mark(case, PrivacyMark.PRIVATE, ArtifactFilter(text="to-counsel"), reason="x", clock=bench.clock)
        chosen = next(a for a in case.store.artifacts.stream(ArtifactFilter(text="secret.zip")))
        ids = ArtifactFilter(ids=(chosen.artifact_id,))
        mark(case, PrivacyMark.PRIVILEGED, ids, reason="x", clock=bench.clock)
    bundle = bench.seal().path
    bench.assert_verified(bundle)
    told = {"/".join(x["path"]["display"]) for x in lines(bundle, "metadata/catalog.jsonl")}
    assert told == {"plain.txt", "whole.zip/other.txt", "whole.zip/deep.zip/menu.txt"}
    assert b"counsel" not in _everything(bundle)


def test_the_command_marks_lists_tells_and_takes_back(bench: Bench) -> None:
    done = sealwright("mark", bench.case, "privileged", "--text", "counsel", "--reason", REASON)
    assert "Marked 1 artifact" in done.stdout
    listed = sealwright("list", bench.case, "--mark", "*", "--format", "jsonl")
    (line,) = listed.stdout.splitlines()
    assert json.loads(line)["marks"] == [{"mark": "privileged", "reason": REASON}]
    tagged = sealwright("tag", bench.case, "Relevant", "--text", "letter")
    assert "1 of them is withheld and is left out of every bundle" in tagged.stderr
    shown = sealwright("mark", bench.case)
    assert "privileged" in shown.stdout
    assert "2 artifacts are left out of bundles" in shown.stdout
    assert sealwright("mark", bench.case, "privileged", "--text", "sea", check=False).returncode == 2
    assert "Undone" in sealwright("mark", bench.case, "--undo").stdout
    assert "Nothing in this case is marked." in sealwright("mark", bench.case).stdout

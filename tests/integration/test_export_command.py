"""`sealwright export`: read back by other programs; from bundles that were checked, and from no others."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from forensics_app.exchange.dfxml_writing import NAMESPACE
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.marks import mark
from forensics_app.services.demo import run_demo
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.cases import TickingClock
from tests.world.sealing import FILES, Bench, make_bench

NS = {"d": NAMESPACE}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(folder.parent / "home"))
        run_demo(folder, clock=TickingClock())
    return folder


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = make_bench(tmp_path_factory.mktemp("bench"), files={**FILES, "a\nb|c.txt": b"odd"})
    made.seal()
    return made


def export(run: Run, what: Path, form: str, out: Path, *more: object) -> tuple[int, str, str]:
    return run("export", what, "--format", form, "-o", out, *more)


def file_objects(path: Path) -> dict[tuple[str, str], etree._Element]:
    """Allocated files of the volumes, by the volume's offset and their name."""
    root = etree.parse(path).getroot()
    return {
        (volume.get("offset"), one.findtext("d:filename", namespaces=NS)): one
        for volume in root.iterfind("d:volume", NS)
        for one in volume.iterfind("d:fileobject", NS)
        if one.findtext("d:alloc", namespaces=NS) == "1"
    }


def runs(one: etree._Element) -> list[tuple[str | None, ...]]:
    found = one.iterfind("d:byte_runs/d:byte_run", NS)
    keys = ("file_offset", "fs_offset", "img_offset", "len")
    return [tuple(run.get(key) for key in keys) for run in found]


def test_fiwalk_says_the_same_of_the_same_image(run: Run, demo: Path, tmp_path: Path) -> None:
    """Another program's DFXML of this image: names, sizes, numbers, times and places."""
    assert export(run, demo / "case", "dfxml", tmp_path / "ours.xml", "--source", "s1")[0] == 0
    image = next((demo / "evidence").glob("*.raw"))
    judge = [require_judge("fiwalk"), "-X", tmp_path / "theirs.xml", image]
    subprocess.run(judge, check=True, capture_output=True)
    ours, theirs = file_objects(tmp_path / "ours.xml"), file_objects(tmp_path / "theirs.xml")
    compared = 0
    for key, other in theirs.items():
        if other.findtext("d:name_type", namespaces=NS) != "r" or not runs(other) or key not in ours:
            continue
        mine = ours[key]
        for tag in ("filesize", "inode", "mode", "uid", "gid", "mtime", "ctime", "atime", "crtime"):
            expected = other.findtext(f"d:{tag}", namespaces=NS)
            assert mine.findtext(f"d:{tag}", namespaces=NS) == expected, (key, tag)
        if other.find("d:byte_runs/d:byte_run[@type]", NS) is None:  # resident ones: another way to say it
            assert runs(mine) == runs(other), key
        compared += 1
    assert compared > 20


def test_hashdeep_audits_the_evidence_by_our_list(run: Run, bench: Bench, tmp_path: Path) -> None:
    plain = make_bench(tmp_path)
    assert export(run, plain.case, "hashdeep", tmp_path / "list")[0] == 0
    plain.evidence.rename(tmp_path / "s1")
    command = [require_judge("hashdeep"), "-a", "-r", "-l", "-k", "list", "s1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Audit passed" in done.stdout, done.stdout + done.stderr
    (tmp_path / "s1" / "letter.txt").write_bytes(b"Dear Madam")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Audit failed" in done.stdout


def test_a_bundle_gives_what_its_case_gives(run: Run, bench: Bench, tmp_path: Path) -> None:
    for form in ("hashdeep", "bodyfile", "csv"):
        assert export(run, bench.case, form, tmp_path / f"case.{form}")[0] == 0
        code, out, _ = export(run, bench.out / "X-B01.zip", form, tmp_path / f"bundle.{form}")
        assert code == 0
        assert "UNCONFIRMED" in out  # nobody trusts the signer, and that is said
        case, sealed = (_content(tmp_path / f"{side}.{form}") for side in ("case", "bundle"))
        assert case == sealed


def _content(path: Path) -> list[str]:
    """The lines, in any order, without heads, and without what sealing itself found out (`derivable`)."""
    lines = path.read_text("utf-8-sig").splitlines()
    if path.suffix == ".csv":
        return sorted(str({**row, "derivable": ""}) for row in csv.DictReader(lines))
    return sorted(line for line in lines if not line.startswith(("%", "#")))


def test_filters_hold_for_both(run: Run, bench: Bench, tmp_path: Path) -> None:
    for number, what in enumerate((bench.case, bench.out / "X-B01.zip")):
        out = tmp_path / f"{number}.csv"
        assert export(run, what, "csv", out, "--ext", "csv", "--min-size", "2")[0] == 0
        rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
        assert [row["path"] for row in rows] == ["/pictures/=formula().csv"]
    code, _, err = export(run, bench.out / "X-B01.zip", "csv", tmp_path / "x", "--duplicates")
    assert code == 2
    assert "--duplicates" in err


def test_what_a_form_cannot_hold_is_said(run: Run, bench: Bench, tmp_path: Path) -> None:
    code, _, err = export(run, bench.case, "hashdeep", tmp_path / "list")
    assert code == 0
    assert "1 name contains bytes" in err
    assert "s1/a\\x0ab|c.txt\n" in (tmp_path / "list").read_text()


def test_what_marks_withhold_stays_out(run: Run, tmp_path: Path) -> None:
    marked = make_bench(tmp_path, files={"holiday.txt": b"sea", "to-my-lawyer.txt": b"secret"})
    with marked.open() as case:
        one = ArtifactFilter(text="lawyer")
        mark(case, PrivacyMark.PRIVILEGED, one, reason="letter to counsel", clock=marked.clock)
    for form in ("dfxml", "hashdeep", "csv", "bodyfile"):
        code, out, err = export(run, marked.case, form, tmp_path / form)
        assert code == 0
        assert "1 artifact" in out
        assert "1 artifact is not in the file" in err
        assert "holiday" in (tmp_path / form).read_text()
        assert "lawyer" not in (tmp_path / form).read_text()


def test_an_altered_bundle_gives_nothing(run: Run, bench: Bench, tmp_path: Path) -> None:
    data = bytearray((bench.out / "X-B01.zip").read_bytes())
    data[data.index(b"Dear Sir")] ^= 1
    altered = tmp_path / "altered.zip"
    altered.write_bytes(data)
    out = tmp_path / "out.xml"
    assert export(run, altered, "dfxml", out)[0] == 1
    assert not out.exists()
    assert export(run, tmp_path / "nothing", "dfxml", out)[0] == 2
    out.write_text("mine")
    assert export(run, bench.case, "dfxml", out)[0] == 2
    assert out.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []

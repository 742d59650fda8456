"""`sealwright extract`: judged by sha256sum, and by what lies in and around the folder afterwards."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from forensics_app.model.case import IngestOptions
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.marks import mark
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.ingest import ingest
from tests.world.cases import make_case, sealwright
from tests.world.hostile_bundle import assert_tame

CLOCK = SystemClock()
OWNED = "x\x1b]0;owned\x07\x9b31m\rforged,line\t\u2066\u200f<script>\u2028.txt"
HOSTILE = (
    "CON.txt", "Photo.JPG", "photo.jpg", "a\nb.txt", "note_\u202etxt.exe", "-rf", ".hidden", "dot. ", OWNED,
)  # fmt: skip
NOT_UTF8 = b"caf\xe9.txt"


def content(name: str) -> bytes:
    return f"what {name!a} holds".encode() * 3


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with hostile names, and a tar that would leave any folder."""
    evidence = tmp_path / "evidence"
    (evidence / "sub").mkdir(parents=True)
    for name in HOSTILE:
        (evidence / name).write_bytes(content(name))
    (evidence / os.fsdecode(NOT_UTF8)).write_bytes(b"not UTF-8")
    (evidence / "sub" / "CON.txt").write_bytes(b"another")
    with tarfile.open(tmp_path / "escape.tar", "w") as tar:
        for name in ("../../escaped.txt", "/tmp/absolute.txt", "..", "fine.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(content(name))
            tar.addfile(info, io.BytesIO(content(name)))
    with make_case(tmp_path / "case") as made:
        options = IngestOptions(workers=1)
        for source in (evidence, tmp_path / "escape.tar"):
            ingest(made, [str(source)], options, report=silent, cancelled=never_cancelled)
    return tmp_path / "case"


def table(folder: Path) -> list[dict[str, str]]:
    text = (folder / "extracted.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def around(folder: Path) -> set[Path]:
    return {p for p in folder.rglob("*") if "case" not in p.parts}


def test_hostile_names_stay_in_the_folder_and_sha256sum_agrees(case: Path, tmp_path: Path) -> None:
    before = around(tmp_path)
    out = tmp_path / "out"
    done = sealwright("extract", case, out)
    assert {p for p in around(tmp_path) - before if not p.is_relative_to(out)} == set()
    assert not Path("/tmp/absolute.txt").exists()
    assert_tame("\n".join(p.name for p in out.rglob("*")))
    assert_tame((done.stdout + done.stderr).replace("\u2068", "").replace("\u2069", ""))
    assert_tame((out / "extracted.csv").read_text("utf-8-sig").replace("\r\n", "\n"))
    assert {p.stat().st_mode & 0o077 for p in out.rglob("*")} == {0}  # the evidence is nobody else's
    judged = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=out,
        check=False,
        capture_output=True,
    )
    assert (judged.returncode, judged.stdout, judged.stderr) == (0, b"", b"")
    rows = [r for r in table(out) if r["state"] == "extracted"]
    files = [p for p in out.rglob("*") if p.is_file() and p.parent != out]
    assert sorted(str(p.relative_to(out)) for p in files) == sorted(r["file"] for r in rows)
    originals = {bytes.fromhex(r["path_hex"].rpartition("/")[2]): r for r in rows}
    for name in HOSTILE:
        row = originals[name.encode()]
        data = (out / row["file"]).read_bytes()
        assert data in (content(name), b"another")
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
    assert originals[NOT_UTF8]["path"].endswith("caf\\xe9.txt")
    names = {Path(r["file"]).name for r in rows}
    assert {"_CON.txt", "_CON (2).txt", "_-rf", "_.hidden", "dot", "note_[RLO]txt.exe"} <= names
    assert len({n.casefold() for n in names}) == len(names)
    assert all(not p.stat().st_mode & 0o333 for p in files)  # nobody runs or changes them by mistake
    digest = hashlib.sha256((out / "extracted.csv").read_bytes()).hexdigest()
    assert digest in done.stdout
    with open_case(case, write=False, clock=CLOCK) as opened:
        last = opened.ledger.check().events[-1]
    assert (last.event, last.reason) == ("copied", "contents-extracted")
    assert digest in last.notes[0].text
    assert str(out) not in last.notes[0].text


def test_nothing_is_overwritten(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    done = sealwright("extract", case, out, check=False)
    assert done.returncode != 0
    assert [p.name for p in out.iterdir()] == ["mine.txt"]
    link = tmp_path / "link"
    (tmp_path / "elsewhere").mkdir()
    link.symlink_to(tmp_path / "elsewhere")
    assert sealwright("extract", case, link, check=False).returncode != 0
    assert not list((tmp_path / "elsewhere").iterdir())


def test_what_changed_or_is_gone_has_a_line_and_no_file(case: Path, tmp_path: Path) -> None:
    (tmp_path / "evidence" / "Photo.JPG").write_bytes(b"somebody changed it")
    (tmp_path / "evidence" / "photo.jpg").unlink()
    (tmp_path / "escape.tar").rename(tmp_path / "moved.tar")
    done = sealwright("extract", case, tmp_path / "out")
    rows = table(tmp_path / "out")
    left = {Path(r["path"]).name: r["reason"] for r in rows if r["state"] != "extracted"}
    assert left["Photo.JPG"] == "content-changed"
    assert left["photo.jpg"] in ("content-unreadable", "content-changed")
    assert left["fine.txt"] == "evidence-not-at-hand"
    assert not list((tmp_path / "out").rglob("*hoto*"))
    assert "has changed since it was catalogued" in done.stderr
    with open_case(case, write=False, clock=CLOCK) as opened:
        said = opened.ledger.check().events[-1].notes[0].text
    extracted = sum(r["state"] == "extracted" for r in rows)
    assert said.startswith(f"{extracted}/{len(rows)} ")


def test_what_a_mark_withholds_is_counted_and_not_named(case: Path, tmp_path: Path) -> None:
    with open_case(case, write=True, clock=CLOCK) as opened:
        mark(opened, PrivacyMark.PRIVILEGED, ArtifactFilter(text="note_"), reason="counsel", clock=CLOCK)
    sealwright("extract", case, tmp_path / "out", "--kind", "file")
    text = (tmp_path / "out" / "extracted.csv").read_text(encoding="utf-8-sig")
    assert "withheld-privileged" in text
    assert "note_" not in text
    assert not list((tmp_path / "out").rglob("*note_*"))


def test_a_filter_chooses_and_nothing_chosen_writes_nothing(case: Path, tmp_path: Path) -> None:
    sealwright("extract", case, tmp_path / "out", "--text", "fine")
    assert [r["state"] for r in table(tmp_path / "out")] == ["extracted"]
    assert sealwright("extract", case, tmp_path / "none", "--text", "nowhere", check=False).returncode != 0
    assert not (tmp_path / "none").exists()


def test_a_full_disk_is_told(case: Path, tmp_path: Path) -> None:
    small = Path("/dev/full")
    assert small.exists()
    done = sealwright("extract", case, small, check=False)
    assert done.returncode != 0
    shutil.rmtree(tmp_path / "out", ignore_errors=True)

"""Pictures in a report: only when asked for, and never one that a hash set calls illegal."""

from __future__ import annotations

import hashlib
import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from forensics_app.model.hash_sets import HashSetKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.services.hash_sets.hash_sets import HashSetRequest, add_hash_set
from forensics_app.services.hash_sets.matching import match_hash_sets
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.made.bitlocker_images import STARTUP, make_bitlocker
from tests.world.cases import make_case
from tests.world.sealing import Bench, make_bench


def png(colour: tuple[int, int, int]) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(packed, "PNG")
    return packed.getvalue()


SEA, BAD = png((0, 90, 200)), png((200, 0, 0))
FILES = {"sea.png": SEA, "bad.png": BAD, "bad-copy.png": BAD, "notes.txt": b"=cmd|' /C calc'!A0\n"}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files=FILES)


def match(bench: Bench, folder: Path, *, algorithm: str) -> None:
    """Compare the case with a list of illegal contents that holds the bad picture's digest."""
    listed = folder / f"{algorithm}.txt"
    listed.write_text(hashlib.new(algorithm, BAD).hexdigest() + "\n")
    request = HashSetRequest(path=listed, name=algorithm, kind=HashSetKind.ILLEGAL)
    add_hash_set(request, clock=bench.clock, report=silent, cancelled=never_cancelled)
    with bench.open() as case:
        match_hash_sets(case, [algorithm], clock=bench.clock, report=silent, cancelled=never_cancelled)


def test_small_pictures_when_asked_but_none_that_is_illegal(bench: Bench, tmp_path: Path, run: Run) -> None:
    match(bench, tmp_path, algorithm="sha256")
    assert run("report", bench.case, "-o", tmp_path / "plain.html")[0] == 0
    assert "<img" not in (tmp_path / "plain.html").read_text()
    assert run("report", bench.case, "--pictures", "-o", tmp_path / "r.html")[0] == 0
    page = (tmp_path / "r.html").read_text()
    assert page.count("<img") == 1
    assert 'alt="Picture s1:/sea.png"' in page
    assert "2 pictures that hash sets classify as illegal are not shown." in page
    assert "2 hits in the case" in page
    code, out, _ = run("report", bench.case, "--pictures", "-o", tmp_path / "r.pdf")
    assert (code, (tmp_path / "r.pdf").read_bytes()[:5]) == (0, b"%PDF-")
    assert f"Evidence report: {tmp_path / 'r.pdf'}" in out


def test_pictures_in_a_locked_volume_want_its_key_and_are_named_without_it(tmp_path: Path, run: Run) -> None:
    volume, picture = tmp_path / "ntfs.raw", tmp_path / "sea.png"
    with volume.open("wb") as file:
        file.truncate(6 << 20)
    picture.write_bytes(SEA)
    subprocess.run([require_judge("mkntfs"), "-q", "-F", "-p", "0", volume], check=True, capture_output=True)
    copied = [require_judge("ntfscp"), volume, picture, "sea.png"]
    subprocess.run(copied, check=True, capture_output=True)
    locked = make_bitlocker(volume.read_bytes(), STARTUP)
    image, key = tmp_path / "disk.raw", tmp_path / "disk.bek"
    image.write_bytes(locked.image)
    key.write_bytes(locked.startup_key)
    given = tmp_path / "credentials"
    given.write_text('{"startup_key":"disk.bek"}\n', "ascii")
    case = tmp_path / "case"
    make_case(case).close()
    assert run("ingest", case, image, "--credentials", given)[0] == 0
    assert run("report", case, "--pictures", "-o", tmp_path / "locked.html")[0] == 0
    page = (tmp_path / "locked.html").read_text()
    assert "<img" not in page
    assert "the volume is locked" in page
    asked = ("report", case, "--pictures", "--credentials", given, "-o", tmp_path / "open.html")
    assert run(*asked)[0] == 0
    page = (tmp_path / "open.html").read_text()
    assert page.count("<img") == 1
    assert "the volume is locked" not in page


def test_no_picture_where_a_list_of_illegal_contents_was_not_compared_with_everything(
    bench: Bench, tmp_path: Path, run: Run
) -> None:
    match(bench, tmp_path, algorithm="md5")  # the case has SHA-256 alone
    assert run("report", bench.case, "--pictures", "-o", tmp_path / "r.html")[0] == 0
    page = (tmp_path / "r.html").read_text()
    assert "<img" not in page
    assert "No pictures are shown" in page

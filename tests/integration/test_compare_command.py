"""`sealwright compare`: what both hold, what one holds, what differs; nothing dropped, nothing guessed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from forensics_app.model.comparison import Show
from forensics_app.services.exchange.compare import Compared
from tests.integration.conftest import Run
from tests.world.sealing import Bench, make_bench

FILES = {
    "same.txt": b"the same",
    "moved.txt": b"moved",
    "changed.txt": b"before",
    "mine.txt": b"mine",
    "copy 1.txt": b"twice",
    "copy 2.txt": b"twice",
    "empty": b"",
    "zeros.bin": bytes(5000),
    "=evil().txt": b"=evil()",
}
OTHERS = {
    "same.txt": b"the same",
    "elsewhere/moved to.txt": b"moved",
    "changed.txt": b"after",
    "theirs.txt": b"theirs",
    "copy 3.txt": b"twice",
    "nothing": b"",
    "zeros.bin": bytes(5000),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = make_bench(tmp_path_factory.mktemp("compared"), files=FILES)
    made.seal()
    return made


def sums(path: Path, algorithm: str = "sha256", files: dict[str, bytes] | None = None) -> Path:
    lines = [
        f"{hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()}  /mnt/x/{name}\n"
        for name, data in (OTHERS if files is None else files).items()
    ]
    path.write_text("".join(lines))
    return path


def compared(run: Run, a: Path, b: Path) -> dict[str, object]:
    code, out, err = run("compare", a, b, "--json")
    assert code == 0, err
    found: dict[str, object] = json.loads(out)
    return found


def counts(found: dict[str, object], side: str) -> dict[str, int]:
    return found[side]["counts"]  # type: ignore[index, no-any-return]


def paths(found: dict[str, object], show: str) -> list[tuple[str, str | None]]:
    return sorted((row["path"], row["other_path"]) for row in found[show])  # type: ignore[attr-defined]


def test_every_item_has_its_answer(run: Run, bench: Bench, tmp_path: Path) -> None:
    found = compared(run, bench.case, sums(tmp_path / "theirs.txt"))
    assert paths(found, "shared") == [
        ("copy 1.txt", "/mnt/x/copy 3.txt"),
        ("copy 2.txt", "/mnt/x/copy 3.txt"),
        ("moved.txt", "/mnt/x/elsewhere/moved to.txt"),
        ("same.txt", "/mnt/x/same.txt"),
    ]
    assert [p for p, _ in paths(found, "only-a")] == ["=evil().txt", "changed.txt", "mine.txt"]
    assert [p for p, _ in paths(found, "only-b")] == ["/mnt/x/changed.txt", "/mnt/x/theirs.txt"]
    assert paths(found, "differs") == [("changed.txt", "/mnt/x/changed.txt")]
    assert [p for p, _ in paths(found, "apart")] == [
        "/mnt/x/nothing",
        "/mnt/x/zeros.bin",
        "empty",
        "zeros.bin",
    ]
    a, b = counts(found, "a"), counts(found, "b")
    assert (a["items"], a["folders"], a["contents"], a["empty"], a["zeros"]) == (9, 0, 7, 1, 1)
    assert (a["shared"], a["same_path"], a["only"], a["differing"]) == (4, 1, 3, 1)
    assert (b["items"], b["contents"], b["shared"], b["only"], b["zeros"]) == (7, 5, 3, 2, 1)
    assert (found["shared_contents"], found["differing_paths"]) == (3, 1)
    assert found["by"] == [["sha256", 4]]


def test_a_digest_that_one_side_lacks_is_said_and_never_guessed(
    run: Run, bench: Bench, tmp_path: Path
) -> None:
    """The case has SHA-256 alone, the list MD5 alone: nothing can be said, least of all "only here"."""
    found = compared(run, bench.case, sums(tmp_path / "md5", "md5"))
    a, b = counts(found, "a"), counts(found, "b")
    assert (a["shared"], a["only"], a["not_comparable"], a["contents"]) == (0, 0, 7, 7)
    assert (b["shared"], b["only"], b["not_comparable"]) == (
        0,
        0,
        6,
    )  # zeros.bin too: its size isn't in the list
    assert len(found["uncompared"]) == 13  # type: ignore[arg-type]


def test_a_weak_digest_never_overrules_a_strong_one(run: Run, tmp_path: Path) -> None:
    md5, one, two = "0" * 32, "1" * 64, "2" * 64
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    a.write_text(f"path,size,md5,sha256\ncollision,3,{md5},{one}\nweak,3,{'3' * 32},\nnone,9,,\n")
    b.write_text(f"path,size,md5,sha256\ncollision,3,{md5},{two}\nother,3,{'3' * 32},{'4' * 64}\n")
    found = compared(run, a, b)
    assert paths(found, "shared") == [("weak", "other")]
    assert paths(found, "differs") == [("collision", "collision")]
    assert counts(found, "a")["without_digest"] == 1
    assert counts(found, "a")["items"] == 3


def test_a_bundle_is_checked_first_and_its_verdict_shown(run: Run, bench: Bench, tmp_path: Path) -> None:
    bundle = bench.out / "X-B01.zip"
    code, out, _ = run("compare", bundle, bench.case)
    assert code == 0
    assert "the signer is not known to you" in out
    assert "  EX-001:" in out
    data = bytearray(bundle.read_bytes())
    data[data.index(b"the same")] ^= 1
    altered = tmp_path / "altered.zip"
    altered.write_bytes(data)
    for sides in ((altered, bench.case), (bench.case, altered)):
        assert run("compare", *sides, "-o", tmp_path / "out.csv")[0] == 1
    assert not (tmp_path / "out.csv").exists()


def test_what_our_own_exports_hold_is_the_same_under_the_same_paths(
    run: Run, bench: Bench, tmp_path: Path
) -> None:
    for form in ("dfxml", "hashdeep", "csv"):
        out = tmp_path / f"out.{form}"
        assert run("export", bench.out / "X-B01.zip", "--format", form, "-o", out)[0] == 0
        found = compared(run, bench.case, out)
        a, b = counts(found, "a"), counts(found, "b")
        assert (a["shared"], a["same_path"], b["shared"]) == (7, 7, 7), form
        assert (a["only"], b["only"], b["unread"], found["differing_paths"]) == (0, 0, 0, 0)
        assert (b["empty"], b["zeros"]) == (1, 1)


def test_every_row_goes_to_the_table_and_none_is_a_formula(run: Run, bench: Bench, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    listing = tmp_path / "listing"
    code, _, err = run("compare", bench.case, sums(tmp_path / "l"), "-o", out, "--listing", listing)
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert len(rows) == 16
    assert {r["path"] for r in rows if "evil" in r["path"]} == {"'=evil().txt"}
    kept = Compared.open(listing)
    assert [kept.count(show) for show in Show] == [4, 3, 2, 1, 4, 0]
    assert [r.path for r in kept.rows(Show.ONLY_A, 1, 2, "")] == ["changed.txt", "mine.txt"]
    assert kept.count(Show.ONLY_A, "MINE") == 1
    kept.close()
    assert run("compare", bench.case, tmp_path / "l", "--listing", listing)[0] == 2  # never over another file


@pytest.mark.parametrize("what", ["missing", "folder", "words", "archive.zip"])
def test_what_is_no_list_is_refused(run: Run, bench: Bench, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("holiday.txt", "nothing of a bundle")
    (tmp_path / "words").write_text("Dear Sir,\nnothing of this is a digest\n")
    code, _, err = run("compare", bench.case, tmp_path / what)
    assert code == 2
    assert what in err
    assert "DFXML" in err

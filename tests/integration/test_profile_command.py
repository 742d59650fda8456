"""Reading options under a name: kept, listed and used on the command line, as the window does."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import Progress, never_cancelled
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.profiles import profiles_file
from tests.reading.evidence_reading import sample
from tests.world.cases import command_line_case, sealwright


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def artifacts(case: Path) -> list[Artifact]:
    with open_case(case, write=False, clock=SystemClock()) as opened:
        return list(opened.store.artifacts.stream())


def digests_of(case: Path) -> set[str]:
    """Which digests the files of a case have."""
    files = [a.examination.digests for a in artifacts(case) if a.entry.kind is ArtifactKind.FILE]
    return {name for d in files for name in ("md5", "sha1", "sha256") if getattr(d, name)}


def test_a_profile_of_one_s_own_reads_as_its_options_say(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    sealwright("profile", "save", "Our laboratory's", "--digests", "md5", "--unallocated")
    said = sealwright("profile", "list").stdout
    assert "Our laboratory's\n  Hashes computed for each file: SHA-256, MD5." in said
    sealwright("ingest", case, image, "--profile", "Our laboratory's")
    assert digests_of(case) == {"sha256", "md5"}
    assert "/$Unallocated" in sealwright("list", case).stdout


def test_what_is_given_besides_goes_before_the_profile(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    sealwright("ingest", case, image, "--profile", "full", "--digests", "sha256")
    assert digests_of(case) == {"sha256"}
    assert "/$Slack" in sealwright("list", case).stdout


def test_an_unknown_profile_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    done = sealwright("ingest", case, image, "--profile", "nobody's", check=False)
    assert done.returncode != 0
    assert "There is no reading profile nobody's." in done.stderr
    assert artifacts(case) == []


@pytest.mark.parametrize("name", ["full", "quick-look", " ", "a\u202eb", "x" * 61])
def test_names_that_can_not_be_kept(name: str) -> None:
    assert sealwright("profile", "save", name, "--archives", check=False).returncode != 0


def test_a_damaged_file_of_profiles_costs_the_user_s_own_alone() -> None:
    profiles_file().parent.mkdir(parents=True)
    profiles_file().write_text(
        '{"profiles": {"ours": {"archive_depth": "deep"}, "good": {"archives": true}}}'
    )
    said = sealwright("profile", "list").stdout
    assert "ours" not in said
    assert "good" in said
    assert "quick-look (Quick look)" in said


def test_removed_is_gone() -> None:
    sealwright("profile", "save", "ours", "--archives")
    sealwright("profile", "remove", "ours")
    assert "ours" not in sealwright("profile", "list").stdout
    assert sealwright("profile", "remove", "ours", check=False).returncode != 0


def test_exhibit_numbers_of_several_sources_in_one_go(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)
    sealwright("ingest", case, *folders, "--exhibit", "K-1", "--exhibit", "-", "--exhibit", "K-3")
    assert {one.exhibit for one in artifacts(case)} == {"K-1", "EX-002", "K-3"}
    again = sealwright("ingest", case, *folders, "--exhibit", "K-1", "--exhibit", "K-2", check=False)
    assert again.returncode != 0
    assert "--exhibit" in again.stderr


def test_an_assigned_exhibit_number_is_never_one_that_is_in_use(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    folders = [tmp_path / name for name in ("one", "two", "three", "four")]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)
    sealwright("ingest", case, folders[0], "--exhibit", "ex-002")
    sealwright("ingest", case, folders[1])
    sealwright("ingest", case, *folders[2:], "--exhibit", "-", "--exhibit", "EX-004")
    found = {one.exhibit for one in artifacts(case)}
    assert found == {"ex-002", "EX-003", "EX-004", "EX-005"}
    (tmp_path / "five").mkdir()
    again = sealwright("ingest", case, folders[0], "--exhibit", "EX-003")  # stored: it keeps its own
    assert "already the exhibit number" not in again.stderr
    warned = sealwright("ingest", case, tmp_path / "five", "--exhibit", "EX-002")
    assert f"EX-002 is already the exhibit number of {folders[0]}" in warned.stderr
    twice = ("--exhibit", "K-7", "--exhibit", "K-7")
    both = tmp_path / "six", tmp_path / "seven"
    for folder in both:
        folder.mkdir()
    assert f"exhibit number of {both[0]}" in sealwright("ingest", case, *both, *twice).stderr
    (tmp_path / "eight").mkdir()
    sure = sealwright("ingest", case, tmp_path / "eight", "--exhibit", "K-7", "--same-exhibit")
    assert "already the exhibit number" not in sure.stderr


def test_the_place_in_the_queue_is_told(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.txt").write_text("b")
    seen: list[Progress] = []
    with open_case(case, write=True, clock=SystemClock()) as opened:
        paths = [str(image), str(tmp_path / "b")]
        ingest(opened, paths, IngestOptions(workers=1), report=seen.append, cancelled=never_cancelled)
    assert {(one.source, one.sources) for one in seen if one.sources} == {(1, 2), (2, 2)}

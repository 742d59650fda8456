"""Nothing is written into a folder that was read as evidence, whoever asks for it; no case is read itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.world.cases import command_line_case, sealwright
from tests.world.sealing import Bench, make_bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"), files={"sub/a.txt": b"a\n"})


@pytest.mark.parametrize(
    "command",
    [
        "extract CASE OUT",
        "report CASE -o OUT.html",
        "list CASE --output OUT.csv",
        "export CASE --format bodyfile -o OUT.txt",
        "custody print CASE -o OUT.html",
        "seal CASE OUT.zip --all --preview",
        "compare CASE CASE -o OUT.csv",
        "seal CASE ELSEWHERE.zip --all --identity N --recipient-passphrase-file SECRET --shares 2/3"
        " --shares-to OUT",
        "parcel make ELSEWHERE.zip OUT --case CASE --identity N --passphrase-file SECRET",
    ],
)
def test_what_would_be_written_into_evidence_is_refused(bench: Bench, tmp_path: Path, command: str) -> None:
    link = tmp_path / "elsewhere"
    link.symlink_to(bench.evidence / "sub", target_is_directory=True)
    before = sorted(bench.evidence.rglob("*"))
    (tmp_path / "secret").write_text("long enough 1\n")
    places = {
        "CASE": bench.case, "OUT": link / "new", "ELSEWHERE": tmp_path / "x", "SECRET": tmp_path / "secret"
    }  # fmt: skip
    asked = [re.sub("[A-Z]{3,}", lambda found: str(places[found[0]]), word) for word in command.split()]
    done = sealwright(*asked, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"lies in {bench.evidence}, which is evidence of this case." in done.stderr
    assert sorted(bench.evidence.rglob("*")) == before


def test_a_folder_with_the_case_in_it_is_not_evidence_of_that_case(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "all" / "case")
    done = sealwright("ingest", case, tmp_path / "all", check=False)
    assert done.returncode == 2
    assert f"The folder {tmp_path / 'all'} contains the case {case}" in done.stderr

"""Processes that the program starts of itself: one place, one list of what may run, also frozen."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forensics_app.system.children import MODULES, RUN, child_command, run_child

PROJECT = Path(__file__).resolve().parents[3]
# the path of Python in a sentence, or whose digest is asked for: nothing is started there
SAYS_IT_ONLY = {"examine/yara_rules.py", "seal/keys/cards.py", "program_files.py"}
# As a freezer makes it: an executable that knows nothing of Python's options, and says that it is frozen
FROZEN = f"""#!{sys.executable} -P
import os, runpy, sys
sys.frozen, sys.executable = True, os.path.abspath(__file__)
with open(os.environ["STARTED"], "a", encoding="utf-8") as log:
    print(*sys.argv[1:3], file=log)
if sys.argv[1] in ("-m", "-c", "-P", "-S"):
    sys.exit("an option of Python")
runpy.run_module("forensics_app.cli.frozen", run_name="__main__", alter_sys=True)
"""


def test_no_other_place_starts_python() -> None:
    found = set()
    for folder in ("forensics_app", "ui"):
        for path in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Attribute) and node.attr == "executable":
                    found.add(path.relative_to(PROJECT / folder).as_posix())
    # the helper of digests asks only whether there is a Python at all
    assert found == {"system/children.py", "bundle/reading/digest_helper.py"} | SAYS_IT_ONLY


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_module_that_may_be_started_runs_as_a_program(module: str) -> None:
    path = PROJECT / Path(*module.split(".")).with_suffix(".py")
    assert '\nif __name__ == "__main__":\n' in path.read_text(encoding="utf-8")


def test_nothing_else_may_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="http"):
        child_command("http.server")
    argv = ["sealwright", RUN, "http.server"]
    assert not run_child(argv)  # with a Python beside it, that is a word like any other
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(SystemExit, match="no part of this program"):
        run_child(argv)
    assert not run_child(["sealwright", "verify", "x.zip"])


def test_a_frozen_program_reads_evidence_and_prints_by_starting_itself(tmp_path: Path) -> None:
    program, started = tmp_path / "frozen" / "sealwright", tmp_path / "started"
    program.parent.mkdir()
    program.write_text(FROZEN, encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "STARTED": str(started), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment |= {"PYTHONPATH": str(PROJECT), "LC_ALL": "C.UTF-8"}

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    case, source = tmp_path / "case", tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("evidence")
    run(
        "case",
        "new",
        case,
        "--reference",
        "R-1",
        "--title",
        "T",
        "--examiner",
        "E",
        "--agency",
        "A",
        "--country",
        "FR",
    )
    run("ingest", case, source)
    assert "a.txt" in run("list", case)
    run("report", case, "-o", tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    children = {
        line.split()[1] for line in started.read_text(encoding="utf-8").splitlines() if line.startswith(RUN)
    }
    assert {
        "forensics_app.evidence.worker.nursery",
        "forensics_app.report.layout.typesetting_worker",
    } <= children

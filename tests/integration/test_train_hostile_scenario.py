"""A scenario from a stranger: nothing in its files reaches beyond the folder that is built."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from forensics_app.errors import ForensicsError
from forensics_app.services.training.building import build_scenario
from forensics_app.services.training.scenarios import scenario_folders
from forensics_app.training.folder.checking import check_folder
from forensics_app.training.folder.reading import read_folder
from forensics_app.training.making.content import VolumeContent, VolumeFile
from forensics_app.training.making.volumes import ext4
from tests.judging.judges import require_judge

SCENARIO = """
version = 1
level = "beginner"
minutes = 15
languages = ["en"]

[[question]]
id = "q"
kind = "sentence"
truth = { sentence = true }
"""
MESSAGES = """
title = "DEMO: x"
summary = "s"
briefing = "DEMO"

[question.q]
text = "t"
model_answer = "m"
"""
EVIDENCE = """
[[volume]]
id = "v"
file_system = "ext4"
size_mib = 5
formatted = "2026-01-02T08:00:00Z"

[[evidence]]
file = "stick.raw"
volumes = ["v"]

[[file]]
id = "payload"
volume = "v"
path = "payload"
modified = "2026-01-03T08:00:00Z"
lines = ["DEMO"]
"""


def _file(path: str, **more: str) -> str:
    keys = {"volume": '"v"', "path": path, "modified": '"2026-01-03T08:00:00Z"', "text": '"DEMO"'} | more
    return '\n[[file]]\nid = "x"\n' + "".join(f"{key} = {value}\n" for key, value in keys.items())


def _folder(tmp_path: Path, evidence: str) -> Path:
    folder = tmp_path / "evil"
    (folder / "messages").mkdir(parents=True)
    (folder / "scenario.toml").write_text(SCENARIO)
    (folder / "evidence.toml").write_text(evidence)
    (folder / "messages" / "en.toml").write_text(MESSAGES)
    return folder


ESCAPES = {
    "debugfs-dump": _file(r'"a\"\ndump payload \"OWNED"'),
    "debugfs-write": _file(r'"a\"\nwrite \"/etc/passwd\" \"/stolen"'),
    "drawn": '[draw.drawn]\ntext = "a\\"\\ndump payload \\"OWNED"\n' + _file('"{drawn}"'),
    "option": _file('"-N"'),
    "parent": _file('"a/../../OWNED"'),
}


def _texts_of_texts() -> str:
    """Each is ten times the one before."""
    draws = ["[draw.a0]\ntext = 'xxxxxxxxxx'\n"]
    draws += [f"[draw.a{n}]\ntext = '{f'{{a{n - 1}}}' * 10}'\n" for n in range(1, 12)]
    return "".join(draws) + _file('"{a11}"')


def _archives_of_archives() -> str:
    """Each holds the one before thirty times."""
    made = []
    for number in range(8):
        inside = f"z{number - 1}" if number else "payload"
        members = ", ".join(f'{{path = "{k}", copy_of = "{inside}"}}' for k in range(30))
        about = {"id": f'"z{number}"', "path": f'"z{number}"', "volume": '"v"'}
        about |= {"modified": '"2026-01-03T08:00:00Z"', "archive": f"[{members}]"}
        made.append("\n[[file]]\n" + "".join(f"{key} = {value}\n" for key, value in about.items()))
    return "".join(made)


GROWS = {
    "texts-of-texts": _texts_of_texts(),
    "digits": "[draw.a]\ndigits = 1000000000\n",
    "words": "[draw.a]\nwords = 1000000000\n",
    "noise": _file('"n"').replace('text = "DEMO"', "noise_kib = 1000000000"),
    "archives-of-archives": _archives_of_archives(),
    "negative-volume": '[[volume]]\nid = "w"\nfile_system = "fat16"\nsize_mib = -1000000\n'
    'formatted = "2026-01-02T08:00:00Z"\n',
    "number-without-end": f"[draw.a]\nnumber = [1, {'9' * 5000}]\n",
    "nested": "a = " + "[" * 100_000,
}


@pytest.mark.parametrize("name", [*ESCAPES, *GROWS])
def test_a_scenario_that_reaches_out_or_grows_is_not_built(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_judge("debugfs")
    added = (ESCAPES | GROWS)[name]
    at = 0 if added.startswith(("[draw", "a =")) else len(EVIDENCE)
    folder = read_folder(_folder(tmp_path, EVIDENCE[:at] + added + EVIDENCE[at:]))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ForensicsError):
        build_scenario(folder, "seed", tmp_path / "out")
    assert not (tmp_path / "OWNED").exists()
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file()]


@pytest.mark.parametrize("file", ["../../OWNED", "/tmp/OWNED", "a/b", "-o"])
def test_evidence_is_written_into_its_own_folder_alone_also_without_a_check_before(
    file: str, tmp_path: Path
) -> None:
    folder = read_folder(_folder(tmp_path, EVIDENCE.replace("stick.raw", file)))
    with pytest.raises(ForensicsError):
        build_scenario(folder, "seed", tmp_path / "out" / "below")
    assert not list(tmp_path.rglob("OWNED"))


def test_the_script_of_debugfs_takes_no_name_that_is_a_command(tmp_path: Path) -> None:
    """Whoever calls the writer of ext4, from wherever the name comes."""
    content = VolumeContent("DEMO", (), (VolumeFile(b'a"\ndump a "OWNED', b"x", 0),))
    require_judge("mke2fs")
    with pytest.raises(ValueError, match="debugfs"):
        ext4(content, tmp_path, size=5 << 20, identifier=uuid.UUID(int=1), formatted=0)


def test_a_pipe_in_a_scenario_is_not_waited_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path, EVIDENCE)
    (folder / "evidence.toml").unlink()
    os.mkfifo(folder / "evidence.toml")
    assert read_folder(folder).problems


def test_the_scenarios_that_come_along_have_no_problem() -> None:
    for path in scenario_folders():
        assert check_folder(read_folder(path)) == []

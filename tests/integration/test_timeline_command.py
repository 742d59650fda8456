"""The timeline against outside judges: mactime on the same evidence, and a FAT volume of a known writer."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.judging.judges import require_judge
from tests.world.cases import command_line_case, sealwright
from tests.world.shared_data import shared

IMAGES = {
    "ext2": "log2timeline_plaso/test_data/ímynd.dd",
    "ntfs": "ColinFinck_ntfs/testdata/testfs1",
    "ufs2": "SecurityRonin_forensic-vfs-engine/tests/data/ufs.img",
}
NAME_RECORD = " ($FILE_NAME)"
LETTERS = {"m": "modified", "a": "accessed", "c": "metadata_changed", "b": "created"}


def timeline(case: Path, *arguments: str) -> list[dict[str, object]]:
    done = sealwright("timeline", case, "--format", "jsonl", *arguments)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", IMAGES)
def test_the_same_moments_as_mactime(tmp_path: Path, name: str) -> None:
    """mactime knows seconds and doesn't list what has no time; names are compared without its marks."""
    fls, mactime = require_judge("fls"), require_judge("mactime")
    image = shared(f"testdata/{IMAGES[name]}")
    body = subprocess.run([fls, "-r", "-p", "-m", "/", image], capture_output=True, check=True).stdout
    (tmp_path / "body").write_bytes(body)
    listed = subprocess.run(
        [mactime, "-b", tmp_path / "body", "-d", "-y", "-z", "UTC"],
        capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"},
    ).stdout  # fmt: skip
    expected = set()
    for row in csv.DictReader(io.StringIO(listed)):
        path = row["File Name"].strip('"').split(" -> ")[0].removesuffix(" (deleted)")
        second = row["Date"].removesuffix("Z")
        name = "name_" if path.endswith(NAME_RECORD) else ""
        path = path.removesuffix(NAME_RECORD)
        if second > "0000-00-00T00:00:00":  # so it writes a time that isn't there
            expected |= {(second, name + LETTERS[c], path) for c in row["Type"] if c != "."}
    case = command_line_case(tmp_path / "case")
    sealwright("ingest", case, image)
    found = set()
    for event in timeline(case):
        for kind in event["kinds"]:  # type: ignore[attr-defined]
            path = str(event["path"])
            if (
                kind.startswith("name_") and event["kind"] == "stream"
            ):  # fls gives the record of the file's name
                path = path.rpartition(":")[0]
            found.add((str(event["time"])[:19], kind, path))
    assert len(expected) > 10
    if image.name == "ufs.img":  # whose times of creation, which are those of change, fls doesn't look for
        expected |= {
            (second, "created", path) for second, kind, path in expected if kind == "metadata_changed"
        }
    # a body file has no time of deletion; FILETIME 0 is no time, and The Sleuth Kit makes 2076 of it
    assert {e for e in found if e[1] != "deleted"} == {e for e in expected if e[0] != "2076-11-29T08:54:34"}


# what mtools wrote with the clock of Paris: winter, summer, the hour that came twice, and around both changes
MOMENTS = {
    "WINTER": "2021-01-15T08:30:00",
    "SUMMER": "2021-07-22T12:07:38",
    "BEFORE": "2021-03-28T00:59:58",
    "AFTER": "2021-03-28T01:00:00",
    "FIRST": "2021-10-31T00:30:00",
    "SECOND": "2021-10-31T01:30:00",
    "LATER": "2021-10-31T02:00:00",
}


@pytest.fixture
def fat_case(tmp_path: Path) -> Path:
    mformat, mcopy = require_judge("mformat"), require_judge("mcopy")
    image = tmp_path / "card.img"
    environment = {**os.environ, "TZ": "Europe/Paris", "MTOOLS_SKIP_CHECK": "1"}
    subprocess.run([mformat, "-C", "-i", image, "-f", "1440", "::"], check=True, env=environment)
    for name, moment in MOMENTS.items():
        path = tmp_path / name
        path.write_text(name)
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
        subprocess.run([mcopy, "-m", "-i", image, path, f"::{name}.TXT"], check=True, env=environment)
    case = command_line_case(tmp_path / "case")
    sealwright("ingest", case, image)
    return case


def modified(case: Path) -> dict[str, dict[str, object]]:
    return {
        str(event["path"]).strip("/").split(".")[0]: event
        for event in timeline(case)
        if "modified" in event["kinds"]  # type: ignore[operator]
    }


def test_a_declared_zone_gives_back_the_moments_of_the_writer(fat_case: Path) -> None:
    before = modified(fat_case)
    assert {event["zone"] for event in before.values()} == {"unknown"}
    assert before["SUMMER"]["time"] == "2021-07-22T14:07:38"
    asked = sealwright("case", "zone", fat_case, "s1", "Europe/Paris", "--reason", "the owner's statement")
    assert "s1" in asked.stdout
    after = modified(fat_case)
    for name, moment in MOMENTS.items():
        event = after[name]
        readings = (event["time"], event["other_time"])
        assert moment + "Z" in readings, (name, readings)
        assert event["declared_zone"] == "Europe/Paris"
        assert (event["zone"] == "ambiguous") == (name in ("FIRST", "SECOND")), name
        if name not in ("FIRST", "SECOND"):
            assert readings == (moment + "Z", None)
    custody = sealwright("custody", "list", fat_case).stdout
    assert "time zone declared" in custody


def test_sealed_and_listed_times_stay_local(fat_case: Path) -> None:
    def listed() -> str:
        return sealwright("list", fat_case, "--format", "jsonl").stdout

    before = listed()
    sealwright("case", "zone", fat_case, "s1", "Europe/Paris", "--reason", "the owner's statement")
    timeline(fat_case)
    assert listed() == before
    assert '"zone":"local-unknown"' in before


def test_a_body_file_has_the_moments_of_the_declared_zone(fat_case: Path, tmp_path: Path) -> None:
    """Of the hour that came twice the first reading: the format has no place for two."""
    sealwright("case", "zone", fat_case, "s1", "Europe/Paris", "--reason", "the owner's statement")
    wanted = {**MOMENTS, "SECOND": "2021-10-31T00:30:00"}
    exported = tmp_path / "exported.body"
    sealwright("export", fat_case, "--format", "bodyfile", "-o", exported)
    for command in ("list", "timeline", "export"):
        if command == "export":
            lines = exported.read_text().splitlines()
        else:
            lines = sealwright(command, fat_case, "--format", "bodyfile").stdout.splitlines()
        written = {line.split("|")[1][4:].split(".")[0]: int(line.split("|")[8]) for line in lines}
        for name, moment in wanted.items():
            expected = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
            assert written[name] == expected, (command, name)


def test_spans_and_zones_on_the_command_line(fat_case: Path) -> None:
    day = timeline(fat_case, "--from", "2021-07-22", "--to", "2021-07-22")
    assert {str(e["path"]) for e in day} == {"/SUMMER.TXT"}
    bad = sealwright("timeline", fat_case, "--from", "yesterday", check=False)
    assert (bad.returncode, "--from" in bad.stderr) == (2, True)
    bad = sealwright("timeline", fat_case, "--zone", "Nowhere", check=False)
    assert (bad.returncode, "Nowhere" in bad.stderr) == (2, True)
    shown = sealwright("timeline", fat_case)
    assert "2021-07-22T14:07:38?" in shown.stdout
    assert "no known zone" in shown.stderr
    sealwright("case", "zone", fat_case, "s1", "Europe/Paris", "--reason", "x")
    shown = sealwright("timeline", fat_case, "--zone", "Asia/Tokyo")
    assert "2021-07-22T21:07:38+09:00" in shown.stdout
    assert "s1 (Europe/Paris)" in shown.stderr


def test_the_window_only_has_it_built(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.txt").write_text("a letter\n", encoding="ascii")
    sealwright("ingest", case, folder)
    assert sealwright("timeline", case, "--prepare").stdout == ""
    lines = sealwright("--progress-json", "timeline", case, "--prepare").stdout.splitlines()
    assert json.loads(lines[-1]) == {"event": "result"}
    assert sealwright("timeline", case).stdout.count("letter.txt") >= 1

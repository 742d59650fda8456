"""Records of ISO 9660: files without content, two names of one content, Rock Ridge.

The discs are made by bsdtar (libarchive), whose reader is the second judge.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.iso9660.records import records_of, rock_ridge
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.times import TimeKind, TimeZoneKnowledge
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import read_source
from tests.world.shared_data import shared

_SECTOR = 2048
_FIRST = 1_100_000_000
_LONG = "a name longer than eight and three.text"
_FILES = {"one.txt": b"one" * 70, "empty": b"", "void": b"", _LONG: b"long", "below/inner": b"inner"}


def disc(folder: Path, options: str) -> Path:
    source, image = folder / "source", folder / "disc.iso"
    (source / "below").mkdir(parents=True)
    for number, (name, data) in enumerate(_FILES.items()):
        (source / name).write_bytes(data)
        os.utime(source / name, (_FIRST, _FIRST + number * 86_400))
    os.link(source / "one.txt", source / "two.txt")
    (source / "link").symlink_to("below/inner")
    command = [require_judge("bsdtar"), "--format", "iso9660", "--options", options, "-cf", image]
    subprocess.run([*map(str, command), "-C", str(source), "."], check=True, capture_output=True)
    return image


def names_of(image: Path) -> set[str]:
    shown = subprocess.run(
        [require_judge("bsdtar"), "-tf", image], check=True, capture_output=True, text=True
    )
    return {name.rstrip("/").lower() for name in shown.stdout.splitlines()} - {"."}


def times_of(image: Path) -> dict[str, int]:
    """Seconds since 1970 of each name, as bsdtar reads them."""
    command = [
        require_judge("bsdtar"),
        "--format",
        "mtree",
        "--options",
        "!all,time",
        "-cf",
        "-",
        f"@{image}",
    ]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    told = [line.split(" time=") for line in shown if line.startswith("./")]
    return {name.removeprefix("./"): int(float(time)) for name, time in told}


def unix_seconds(value: str | None) -> int:
    return int(datetime.fromisoformat(value or "").timestamp())


@pytest.mark.parametrize("options", ["rockridge,!joliet", "!rockridge,joliet", "!rockridge,!joliet"])
def test_every_record_is_listed_with_its_own_time_and_content(options: str, tmp_path: Path) -> None:
    image = disc(tmp_path, options)
    found = read_source(image)
    listed = [path for path in found.paths() if not path.startswith("$") and not path.startswith("* ")]
    assert {path.lower() for path in listed} == names_of(image)
    assert len(listed) == len(set(listed))
    by_name = {path.lower(): path for path in listed}
    for name, data in _FILES.items():
        if name.lower() not in by_name:
            continue  # a long name, on a disc that has none
        entry, examination = found.pair(by_name[name.lower()])
        assert examination.read.outcome is ReadOutcome.COMPLETE
        assert examination.digests.sha256 == hashlib.sha256(data).hexdigest()
        [created] = [time for time in entry.times if time.kind is TimeKind.CREATED]
        day = 9 + list(_FILES).index(name)
        assert created.value == f"2004-11-{day:02d}T11:33:20Z"
    assert found.examination(by_name["two.txt"]).digests.sha256 == hashlib.sha256(b"one" * 70).hexdigest()
    other_names = ["second-names-not-listed"] if options.endswith(",joliet") else []
    assert found.codes() == other_names


def test_rock_ridge_gives_names_links_and_times(tmp_path: Path) -> None:
    found = read_source(disc(tmp_path, "rockridge,!joliet"))
    assert found.entry(_LONG).size_bytes == 4
    assert found.entry("link").link_target == b"below/inner"
    times = {time.kind: time for time in found.entry("one.txt").times}
    assert times[TimeKind.MODIFIED].value == "2004-11-09T11:33:20Z"
    assert times[TimeKind.ACCESSED].zone is TimeZoneKnowledge.UTC


def test_published_disc_is_what_bsdtar_lists() -> None:
    """Three links without content, and names that differ at their end alone."""
    image = shared("testdata/unpacked/libarchive__test_read_format_iso_rockridge_ce.iso")
    found = read_source(image)
    listed = [path for path in found.paths() if path[0] != "$"]
    assert {path.lower() for path in listed} == names_of(image)
    assert len(listed) == 7
    modified = {
        path: unix_seconds(time.value)
        for path in listed
        for time in found.entry(path).times
        if time.kind is TimeKind.MODIFIED
    }
    assert modified == times_of(image)


def test_file_that_goes_on_nowhere_is_told(tmp_path: Path) -> None:
    """ECMA-119 9.1.6: bit 7 of the flags says that the next record goes on with this file."""
    image = disc(tmp_path, "!rockridge,!joliet")
    data = bytearray(image.read_bytes())
    at = data.find(b"ONE.TXT")
    data[at - 33 + 25] |= 0x80
    image.write_bytes(data)
    assert read_source(image).codes() == ["details-unreadable"]


def record(system_use: bytes) -> bytes:
    body = bytes(1) + bytes(30) + b"\x01A" + system_use
    return bytes([len(body) + 1]) + body


def test_fields_of_rock_ridge_that_go_on_elsewhere_are_joined() -> None:
    elsewhere = b"NM\x08\x01\x00end" + b"SL\x0a\x01\x00\x00\x03abc"
    continued = b"CE\x1c\x01" + b"".join(
        value.to_bytes(4, "little") + value.to_bytes(4, "big") for value in (20, 7, len(elsewhere))
    )
    use = b"NM\x0a\x01\x01begin" + b"SL\x09\x01\x01\x08\x00\x04\x00" + continued
    asked: list[tuple[int, int]] = []

    def read(at: int, size: int) -> bytes:
        asked.append((at, size))
        return elsewhere

    [found] = records_of(record(use))
    ridge = rock_ridge(found, read)
    assert ridge is not None
    assert (ridge.name, ridge.link_target) == (b"beginend", b"/../abc")
    assert asked == [(20 * _SECTOR + 7, len(elsewhere))]


def test_continuation_that_leads_to_itself_ends() -> None:
    [found] = records_of(record(b"CE\x1c\x01" + bytes(24)))
    assert rock_ridge(found, lambda at, size: b"CE\x1c\x01" + bytes(24)) is None


def test_size_field_far_beyond_the_end_costs_no_hours_and_is_told(tmp_path: Path) -> None:
    """A damaged size says 4 GiB; 2 KiB of them are on the disc, and the next file is as it was."""
    image = disc(tmp_path, "!joliet,rockridge=useful")
    data = bytearray(image.read_bytes())
    was, claimed = 210, (4 << 30) - 16
    record = was.to_bytes(4, "little") + was.to_bytes(4, "big")
    assert data.count(record) == 2  # one.txt and two.txt are one content
    data = data.replace(record, claimed.to_bytes(4, "little") + claimed.to_bytes(4, "big"))
    image.write_bytes(data)
    found = read_source(image)
    for name in ("one.txt", "two.txt"):
        assert found.examination(name).read.outcome is ReadOutcome.UNREADABLE
    told = [o for o in found.omissions if o.code == "content-unreadable"]
    assert [o.locator for o in told] == ["s1:/one.txt", "s1:/two.txt"]
    assert all("lie behind the end of the medium" in (o.detail or "") for o in told)
    assert found.examination("below/inner").digests.sha256 == hashlib.sha256(b"inner").hexdigest()

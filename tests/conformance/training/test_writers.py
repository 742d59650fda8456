"""What the writers of evidence write, judged by others: fls, cryptsetup, ewfverify, unzip, SQLite."""

from __future__ import annotations

import hashlib
import io
import mailbox
import sqlite3
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import exifread
import pytest
from PIL import Image

from forensics_app.training.making import documents, pictures
from forensics_app.training.making.database import Table, database
from forensics_app.training.making.ewf import SECTOR, Acquisition, e01
from forensics_app.training.making.exfat import ExfatFile, exfat
from forensics_app.training.making.exif_block import Exif, insert
from forensics_app.training.making.luks import luks1
from forensics_app.training.making.zip_archive import zip_archive
from tests.judging.judges import require_judge

NOON = int(datetime(2026, 2, 2, 12, tzinfo=UTC).timestamp())
MEDIUM = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(40_000))[: 2500 * SECTOR]
ACQUIRED = Acquisition("DEMO-1", "EX-001", "DEMO examiner", "a stick", "DEMO", NOON)


def output(*arguments: str | Path) -> str:
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout


def test_sleuth_kit_reads_an_exfat_volume(tmp_path: Path) -> None:
    content = bytes(range(256)) * 40
    files = [
        ExfatFile("DCIM/deep/a picture with a long name.jpg", content, NOON, offset_minutes=60),
        ExfatFile("gone.txt", b"gone", NOON, deleted=True, offset_minutes=None),
        ExfatFile("empty", b"", NOON),
    ]
    image = tmp_path / "x.raw"
    image.write_bytes(
        exfat(files, ["DCIM", "DCIM/deep"], label="DEMO", size=1 << 20, serial=7, formatted=NOON)
    )
    listed = output(require_judge("fls"), "-r", "-p", image)
    [row] = [row for row in listed.splitlines() if row.endswith("long name.jpg")]
    assert "* " in next(row for row in listed.splitlines() if row.endswith("gone.txt"))
    address = row.split()[1].rstrip(":")
    found = subprocess.run([require_judge("icat"), image, address], capture_output=True, check=True)
    assert found.stdout == content
    assert "DEMO" in output(require_judge("fsstat"), image)


def test_an_exfat_volume_that_is_too_small_is_refused() -> None:
    files = [ExfatFile("a", bytes(2 << 20), NOON)]
    with pytest.raises(ValueError, match="too small"):
        exfat(files, [], label="DEMO", size=1 << 20, serial=1, formatted=NOON)


def test_cryptsetup_opens_a_luks_volume_with_its_passphrase_alone(tmp_path: Path) -> None:
    image, key = tmp_path / "x.raw", tmp_path / "key"
    image.write_bytes(luks1(bytes(1 << 16), passphrase=b"amber-anchor", seed=b"seed"))
    cryptsetup = require_judge("cryptsetup")
    for phrase, fits in ((b"amber-anchor", True), (b"amber-anchors", False)):
        key.write_bytes(phrase)
        command = [cryptsetup, "open", "--test-passphrase", "--key-file", key, image]
        assert (subprocess.run(command, capture_output=True, check=False).returncode == 0) is fits
    assert luks1(bytes(1 << 16), passphrase=b"a", seed=b"s") == luks1(
        bytes(1 << 16), passphrase=b"a", seed=b"s"
    )


def test_libewf_verifies_an_e01_and_finds_its_medium(tmp_path: Path) -> None:
    image = tmp_path / "x.E01"
    image.write_bytes(e01(MEDIUM, ACQUIRED))
    assert "SUCCESS" in output(require_judge("ewfverify"), "-q", "-d", "sha1", image)
    described = output(require_judge("ewfinfo"), image)
    assert hashlib.md5(MEDIUM, usedforsecurity=False).hexdigest() in described
    assert hashlib.sha1(MEDIUM, usedforsecurity=False).hexdigest() in described
    assert "Feb  2 12:00:00 2026" in described
    output(require_judge("ewfexport"), "-u", "-q", "-f", "raw", "-t", tmp_path / "out", image)
    assert (tmp_path / "out.raw").read_bytes() == MEDIUM


def test_libewf_names_bad_sectors_and_a_hash_that_differs(tmp_path: Path) -> None:
    bad, wrong = tmp_path / "bad.E01", tmp_path / "wrong.E01"
    bad.write_bytes(e01(MEDIUM, ACQUIRED, bad_sectors=[(40, 3), (900, 1)]))
    described = output(require_judge("ewfinfo"), bad)
    assert "40 - 42 number: 3" in described
    assert "900 - 900 number: 1" in described or "900 number: 1" in described
    wrong.write_bytes(e01(MEDIUM, ACQUIRED, stored_md5=b"\x11" * 16))
    done = subprocess.run(
        [require_judge("ewfverify"), "-q", wrong], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "FAILURE" in done.stdout + done.stderr


def test_sqlite_finds_a_sound_database_and_the_deleted_row_stays_in_it(tmp_path: Path) -> None:
    table = Table("urls", ("id INTEGER PRIMARY KEY", "url TEXT"), [(1, "kept"), (2, "a deleted address")])
    data = database([table], deleted=[("urls", 2)])
    (tmp_path / "x").write_bytes(data)
    with sqlite3.connect(tmp_path / "x") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT url FROM urls").fetchall() == [("kept",)]
    connection.close()
    assert b"deleted address" in data


@pytest.mark.parametrize("name", ['x"; DROP TABLE y; --', "", "a b", "x" * 99])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="table"):
        database([Table(name, ("a",), [])])


def test_an_archive_has_the_clock_of_its_zone(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zip_archive([("DCIM/a.jpg", b"x", NOON)], offset_minutes=120, say_utc=False))
    assert "2026-02-02 14:00" in output(require_judge("unzip"), "-l", path)
    assert zipfile.ZipFile(path).testzip() is None


def test_mail_is_read_back_with_its_attachment(tmp_path: Path) -> None:
    sent = documents.mail(
        sender="A <a@demo.example>",
        to="b@demo.example",
        subject="DEMO",
        date="Mon, 02 Feb 2026 13:00:00 +0100",
        body="From here on: a line that begins like the next message.",
        message_id="1@demo.example",
        attached=("24.pdf", bytes(range(256))),
    )
    path = tmp_path / "Inbox"
    path.write_bytes(documents.mbox([("a@demo.example Mon Feb  2 12:00:00 2026", sent)] * 2))
    box = mailbox.mbox(path)
    messages = list(box)
    box.close()
    assert len(messages) == 2
    parts = messages[0].get_payload()
    assert isinstance(parts, list)
    assert parts[1].get_payload(decode=True) == bytes(range(256))  # type: ignore[union-attr]


@pytest.mark.parametrize("scene", pictures.SCENES)
def test_pictures_differ_by_seed_and_are_whole(scene: str) -> None:
    one, same, other = (pictures.picture(scene, seed) for seed in ("1", "1", "2"))
    assert one == same != other
    with Image.open(io.BytesIO(one)) as image:
        image.load()
        assert image.size == (pictures.WIDTH, pictures.HEIGHT)


def test_a_position_and_the_satellites_time_stand_in_a_picture() -> None:
    exif = Exif(
        "Halcyon", "C2", "2026:02:02 13:00:05", None, (-338_688, 1_512_093), datetime.fromtimestamp(NOON, UTC)
    )
    jpeg = insert(pictures.picture("sea", "1"), exif)
    tags = {name: str(tag) for name, tag in exifread.process_file(io.BytesIO(jpeg)).items()}
    assert tags["GPS GPSLatitudeRef"] == "S"
    assert tags["GPS GPSLatitude"] == "[33, 52, 192/25]"  # 33.8688 degrees
    assert tags["GPS GPSLongitude"].startswith("[151, 12, ")
    assert tags["GPS GPSTimeStamp"] == "[12, 0, 0]"
    assert tags["GPS GPSDate"] == "2026:02:02"
    assert tags["EXIF DateTimeOriginal"] == "2026:02:02 13:00:05"
    assert not any("Offset" in name and "Time" in name for name in tags)

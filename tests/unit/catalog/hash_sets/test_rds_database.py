"""NSRL RDS 3 by the schemas that NIST ships with it: looked up where it lies, by index, without a trace."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from forensics_app.catalog.hash_sets.rds_database import RdsDatabase
from forensics_app.errors import CancelledError, HashSetInvalidError
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetEntry
from forensics_app.model.progress import never_cancelled

# RDS_2026.09.1_modern_minimal.schema.sql
MINIMAL = """
CREATE TABLE VERSION (version VARCHAR, build_set VARCHAR, build_date TIMESTAMP, release_date TIMESTAMP,
    description VARCHAR);
CREATE TABLE PKG (package_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL,
    operating_system_id INTEGER NOT NULL, manufacturer_id INTEGER NOT NULL, language VARCHAR NOT NULL,
    application_type VARCHAR NOT NULL);
CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL,
    crc32 VARCHAR NOT NULL, file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL,
    package_id INTEGER NOT NULL,
    CONSTRAINT PK_FILE__FILE PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id));
CREATE VIEW DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE;
INSERT INTO VERSION VALUES ('2026.09.1', 'modern minimal', '2026-08-30', '2026-09-01', 'test');
"""
# the curated and full sets: digests in METADATA, FILE is a view over it
CURATED = """
CREATE TABLE VERSION (version VARCHAR, build_set VARCHAR, build_date TIMESTAMP, release_date TIMESTAMP,
    description VARCHAR);
CREATE TABLE METADATA (object_id INTEGER PRIMARY KEY, crc32 VARCHAR, md5 VARCHAR, sha1 VARCHAR,
    sha256 VARCHAR, bytes INTEGER, extension VARCHAR);
CREATE TABLE PACKAGE_OBJECT (package_id INTEGER, object_id INTEGER, file_name VARCHAR);
CREATE VIEW FILE AS SELECT m.sha256, m.sha1, m.md5, p.file_name, m.bytes AS file_size, p.package_id
    FROM METADATA m JOIN PACKAGE_OBJECT p ON p.object_id = m.object_id;
INSERT INTO VERSION VALUES ('2021.12.2', 'curated', '', '', '');
"""
NAMES = [b"a", b"b", b"", b"last"]


def digests(data: bytes) -> dict[str, str]:
    return {name: hashlib.new(name, data).hexdigest().upper() for name in ("md5", "sha1", "sha256")}


def minimal(path: Path, *, lower: bool = False) -> Path:
    with sqlite3.connect(path) as made:
        made.executescript(MINIMAL)
        for data in NAMES:
            d = {k: v.lower() if lower else v for k, v in digests(data).items()}
            for package in range(3):
                made.execute(
                    "INSERT INTO FILE VALUES (?, ?, ?, 'AB', ?, ?, ?)",
                    (d["sha256"], d["sha1"], d["md5"], f"n{package}", len(data), package),
                )
    made.close()
    return path


def curated(path: Path, *, index: bool) -> Path:
    with sqlite3.connect(path) as made:
        made.executescript(CURATED)
        if index:
            made.execute("CREATE INDEX metadata_sha1 ON METADATA (sha1)")
        for data in NAMES:
            d = digests(data)
            made.execute(
                "INSERT INTO METADATA (crc32, md5, sha1, sha256, bytes) VALUES ('AB', ?, ?, ?, ?)",
                (d["md5"], d["sha1"], d["sha256"], len(data)),
            )
    made.close()
    return path


def raw(name: str, data: bytes) -> bytes:
    return bytes.fromhex(digests(data)[name])


@pytest.mark.parametrize("lower", [False, True])
def test_minimal_set_is_asked_by_the_index_it_has(tmp_path: Path, lower: bool) -> None:
    database = RdsDatabase(minimal(tmp_path / "rds.db", lower=lower))
    assert database.algorithms == (DigestAlgorithm.SHA256,)
    assert (database.version, database.entries) == ("2026.09.1 modern minimal", 12)
    asked = sorted([raw("sha256", b"a"), raw("sha256", b""), raw("sha256", b"unknown")])
    found = database.lookup(DigestAlgorithm.SHA256, asked, never_cancelled)
    assert set(found) == {HashSetEntry(sha256=raw("sha256", b"a")), HashSetEntry(sha256=raw("sha256", b""))}
    assert len(found) == 2  # once, however many packages hold the file
    database.close()


def test_no_row_is_read_but_by_index(tmp_path: Path) -> None:
    database = RdsDatabase(minimal(tmp_path / "rds.db"))
    asked: list[str] = []
    database._connection.set_trace_callback(asked.append)
    database.lookup(DigestAlgorithm.SHA256, [raw("sha256", b"a")], never_cancelled)
    database._connection.set_trace_callback(None)
    plan = [row[3] for row in database._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert any("SEARCH f USING COVERING INDEX" in step and "(sha256=?)" in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN f")]
    database.close()


def test_curated_set_has_its_digests_in_another_table(tmp_path: Path) -> None:
    database = RdsDatabase(curated(tmp_path / "rds.db", index=True))
    assert (database.version, database.entries) == ("2021.12.2 curated", 4)
    assert database.algorithms == (DigestAlgorithm.SHA256, DigestAlgorithm.SHA1)
    found = database.lookup(DigestAlgorithm.SHA1, [raw("sha1", b"b"), bytes(20)], never_cancelled)
    assert found == [HashSetEntry(sha1=raw("sha1", b"b"))]
    found = database.lookup(DigestAlgorithm.SHA256, [raw("sha256", b"b"), bytes(32)], never_cancelled)
    assert found == [HashSetEntry(sha256=raw("sha256", b"b"))]
    database.close()


def test_set_without_any_index_is_read_once_for_many(tmp_path: Path) -> None:
    database = RdsDatabase(curated(tmp_path / "rds.db", index=False))
    assert database.algorithms == (DigestAlgorithm.SHA256,)
    assert database.batch >= 100_000
    for _ in range(2):
        found = database.lookup(
            DigestAlgorithm.SHA256, [raw("sha256", n) for n in (*NAMES, b"x")], never_cancelled
        )
        assert set(found) == {HashSetEntry(sha256=raw("sha256", n)) for n in NAMES}
    database.close()


def test_long_scan_stops_when_asked(tmp_path: Path) -> None:
    path = curated(tmp_path / "rds.db", index=False)
    with sqlite3.connect(path) as more:
        more.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
            " INSERT INTO METADATA (sha256) SELECT printf('%064X', i) FROM n"
        )
    more.close()
    database = RdsDatabase(path)
    with pytest.raises(CancelledError):
        database.lookup(DigestAlgorithm.SHA256, [bytes(32)], lambda: True)
    assert database.lookup(DigestAlgorithm.SHA256, [raw("sha256", b"a")], never_cancelled)
    database.close()


def test_nothing_is_written_beside_the_set(tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    path = minimal(folder / "rds.db")
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    before = (path.read_bytes(), path.stat().st_mtime_ns, os.listdir(folder))  # noqa: PTH208
    database = RdsDatabase(path)
    database.lookup(DigestAlgorithm.SHA256, [bytes(32)], never_cancelled)
    assert (path.read_bytes(), path.stat().st_mtime_ns, os.listdir(folder)) == before  # noqa: PTH208
    database.close()
    folder.chmod(0o700)
    assert os.listdir(folder) == ["rds.db"]  # noqa: PTH208


def test_set_that_another_program_has_locked_is_read(tmp_path: Path) -> None:
    path = minimal(tmp_path / "rds.db")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    database = RdsDatabase(path)
    assert database.lookup(DigestAlgorithm.SHA256, [raw("sha256", b"a")], never_cancelled)
    database.close()
    holder.close()


@pytest.mark.parametrize("index", [False, True])
def test_rows_in_more_than_one_form(tmp_path: Path, index: bool) -> None:
    """Which form the first row has says nothing of the others, the less where it holds no digest."""
    path = tmp_path / "rds.db"
    rows = [
        None,
        "",
        "0" * 64,
        digests(b"a")["sha256"],
        digests(b"b")["sha256"].lower(),
        raw("sha256", b"last"),
    ]
    with sqlite3.connect(path) as made:
        made.executescript(CURATED)
        if index:
            made.execute("CREATE INDEX metadata_sha256 ON METADATA (sha256)")
        made.executemany("INSERT INTO METADATA (sha256) VALUES (?)", [(row,) for row in rows * 2])
    made.close()
    database = RdsDatabase(path)
    asked = [raw("sha256", n) for n in (b"a", b"b", b"last", b"x")]
    found = database.lookup(DigestAlgorithm.SHA256, asked, never_cancelled)
    assert sorted(e.sha256 or b"" for e in found) == sorted(asked[:3])
    database.close()


@pytest.mark.parametrize("mode", ["WAL", "PERSIST"])
def test_changes_that_lie_beside_it_are_not_passed_over(tmp_path: Path, mode: str) -> None:
    path = minimal(tmp_path / "rds.db")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute(f"PRAGMA journal_mode = {mode}")
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN")
    writer.execute("UPDATE FILE SET file_size = 7")
    if mode == "WAL":
        writer.execute("COMMIT")
    else:  # half of it is in the database by now
        writer.execute("CREATE TABLE much (x)")
        writer.execute("INSERT INTO much SELECT randomblob(9999) FROM FILE")
    with pytest.raises(HashSetInvalidError, match="beside"):
        RdsDatabase(path)
    if mode == "PERSIST":
        writer.execute("COMMIT")
    writer.close()
    RdsDatabase(path).close()


def test_table_of_digests_of_another_program_is_no_rds(tmp_path: Path) -> None:
    """As Autopsy keeps its sets, notable ones among them: none of them is NSRL's, or known."""
    path = tmp_path / "x.kdb"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE hashes (id INTEGER PRIMARY KEY, md5 BINARY(16) UNIQUE, sha1 BINARY(20))")
        made.execute("INSERT INTO hashes (md5) VALUES (?)", (raw("md5", b"a"),))
    made.close()
    with pytest.raises(HashSetInvalidError, match="NSRL"):
        RdsDatabase(path)


@pytest.mark.parametrize("content", ["empty", "no-digests", "damaged", "view-loop"])
def test_databases_that_are_no_hash_set(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE other (x)")
        if content == "view-loop":
            made.execute("CREATE VIEW FILE AS SELECT * FROM FILE2")
            made.execute("CREATE VIEW FILE2 AS SELECT * FROM FILE")
    made.close()
    if content == "damaged":
        minimal(tmp_path / "y.db")
        data = bytearray((tmp_path / "y.db").read_bytes())
        data[100:4096] = bytes(3996)
        path.write_bytes(data)
    with pytest.raises(HashSetInvalidError):
        RdsDatabase(path)

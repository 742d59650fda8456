"""The four forms of a list, to the byte."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.i18n.omissions import OMISSION_SENTENCES
from forensics_app.model.artifact import Artifact, ArtifactKind, Gap, Read, ReadOutcome
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.locator import artifact_id
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.browsing.listing import (
    CSV_COLUMNS,
    ListFormat,
    list_artifacts,
    list_omissions,
)
from forensics_app.services.cases.case import Case
from forensics_app.services.files.body_file import body_lines
from forensics_app.services.files.csv_cells import csv_cell
from forensics_app.services.ingest.ingest import KEPT_FAILURES
from tests.judging.judges import require_judge
from tests.world.cases import make_case
from tests.world.catalogued import CASE_KEY, add_batch, entry, fill, found, source

KEYS = [
    "id", "exhibit", "source", "volume", "path", "name_bytes", "kind", "allocated", "size", "sha256", "sha1",
    "md5", "media_type", "times", "inode", "extents", "read", "tags",
]  # fmt: skip
RLO = "invoice_\u202egpj.exe".encode()


def time(kind: TimeKind, value: str | None, zone: TimeZoneKnowledge = TimeZoneKnowledge.UTC) -> EvidenceTime:
    return EvidenceTime(kind, "raw", value, "1s", zone)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with make_case(tmp_path / "case") as made:
        record = source(1)
        made.store.register_source(record, (), path=Path(record.path))
        fill(
            made.store,
            [
                (
                    entry(
                        0,
                        b"docs/=1+1.csv",
                        times=(
                            time(TimeKind.MODIFIED, "2021-07-22T14:07:38.123456789Z"),
                            time(TimeKind.ACCESSED, "2021-07-23", TimeZoneKnowledge.LOCAL_UNKNOWN),
                            time(TimeKind.CREATED, None),
                        ),
                        mode="r/rrw-r--r--",
                        uid="1000",
                        gid="100",
                    ),
                    found(digests=Digests("aa" * 16, "bb" * 20, "cc" * 32)),
                ),
                (
                    entry(1, b"docs/" + RLO, allocated=False, size_bytes=1 << 40),
                    found(read=Read(ReadOutcome.PARTIAL, (Gap(512, 1024),), "content-partial")),
                ),
                (
                    entry(
                        2, b"caf\xe9|x", stream=b"Zone.Identifier", kind=ArtifactKind.STREAM, size_bytes=None
                    ),
                    found(media_type=None, digests=Digests(), read=Read(ReadOutcome.NOT_READ)),
                ),
            ],
        )
        made.store.tagging.add(
            "relevant", ArtifactFilter(deleted=True), note="ask", at="2026-04-17T09:00:00Z"
        )
        yield made


def lines(case: Case, form: ListFormat, chosen: ArtifactFilter | None = None) -> list[str]:
    return list(list_artifacts(case, chosen or ArtifactFilter(), form))


def test_json_lines_have_the_agreed_keys_first_and_no_numbers(case: Case) -> None:
    first, second, third = (json.loads(line) for line in lines(case, ListFormat.JSONL))
    assert list(first)[: len(KEYS)] == KEYS
    assert list(first) == list(second) == list(third)
    assert first["name_bytes"] == base64.b64encode(b"=1+1.csv").decode()
    assert (first["exhibit"], first["source"], first["volume"]) == ("EX-001", "s1", "s1")
    assert first["extents"] == [["s1", "0", "10"], [None, None, "2"]]
    assert (first["md5"], first["sha1"], first["sha256"]) == ("aa" * 16, "bb" * 20, "cc" * 32)
    assert first["times"][0] == {
        "kind": "modified",
        "raw": "raw",
        "value": "2021-07-22T14:07:38.123456789Z",
        "precision": "1s",
        "zone": "utc",
    }
    assert second["path"] == "/docs/invoice_\u202egpj.exe", "a machine reads the name as it is"
    assert (second["allocated"], second["size"]) == (False, str(1 << 40))
    assert second["read"]["outcome"] == "partial"
    assert second["read"]["gaps"] == [["512", "1024"]]
    assert (second["tags"], second["note"]) == (["relevant"], "ask")
    assert (third["kind"], third["size"], third["sha256"]) == ("stream", None, None)
    assert third["path"] == "/caf\\xe9|x:Zone.Identifier"


def test_csv_reads_back_and_runs_nothing(case: Case) -> None:
    text = "".join(lines(case, ListFormat.CSV))
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 3
    assert tuple(rows[0]) == CSV_COLUMNS
    assert rows[0]["path"] == "/docs/=1+1.csv"
    assert rows[0]["modified"] == "2021-07-22T14:07:38.123456789Z"
    assert rows[1]["allocated"] == "false"
    assert rows[1]["tags"] == "relevant"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK()", "'=HYPERLINK()"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "[CR]x"),
        ('say "a", b', '"say ""a"", b"'),
        ("a\nb", '"a\nb"'),
        ("x=1", "x=1"),
        (None, ""),
        (True, "true"),
        ("'quoted", "'quoted"),
    ],
)
def test_cells_are_safe_in_a_spreadsheet(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_a_body_file_is_what_mactime_reads(case: Case) -> None:
    first, second, third = lines(case, ListFormat.BODYFILE)
    assert first == f"{'aa' * 16}|/s1/docs/=1+1.csv|0|r/rrw-r--r--|1000|100|10|1626998400|1626962858|0|0\n"
    assert second.startswith("0|/s1/docs/invoice_[RLO]gpj.exe (deleted)|1|")
    assert third.split("|")[1] == "/s1/caf\\xe9\\x7cx:Zone.Identifier"
    assert all(len(line.split("|")) == 11 for line in (first, second, third))


def test_name_records_get_lines_of_their_own() -> None:
    kinds = (TimeKind.NAME_MODIFIED, TimeKind.NAME_CREATED)
    one = entry(0, b"x", times=tuple(time(kind, "1969-12-31T23:59:58.5Z") for kind in kinds))
    plain, record = body_lines(Artifact(artifact_id(CASE_KEY, one.locator), "EX-001", one, found()))
    assert plain.endswith("|0|0|0|0\n")
    assert record.split("|")[1] == "/s1/x ($FILE_NAME)"
    assert record.endswith("|0|-2|0|-2\n"), "half past -2 lies in second -2"


def test_bare_dates_of_a_declared_zone_begin_with_its_day() -> None:
    """What `fls -z EST5EDT -m` gives for a file of FAT; `mactime -z` showed 21 July else."""
    times = (
        EvidenceTime(TimeKind.ACCESSED, "0", "2021-07-22", "1d", TimeZoneKnowledge.LOCAL_UNKNOWN),
        EvidenceTime(TimeKind.MODIFIED, "0", "2021-07-22T14:07:38", "2s", TimeZoneKnowledge.LOCAL_UNKNOWN),
    )
    one = entry(0, b"x", times=times)
    artifact = Artifact(artifact_id(CASE_KEY, one.locator), "EX-001", one, found())
    (declared,) = body_lines(artifact, "EST5EDT")
    assert declared.endswith("|1626926400|1626977258|0|0\n")
    (unknown,) = body_lines(artifact)
    assert unknown.endswith("|1626912000|1626962858|0|0\n")


def test_mactime_itself_reads_it(case: Case, tmp_path: Path) -> None:
    mactime = shutil.which("mactime")
    if mactime is None:  # the judge is part of the sleuthkit package
        require_judge("fls")
        pytest.fail("fls is installed without mactime")
    body = tmp_path / "body.txt"
    body.write_text("".join(lines(case, ListFormat.BODYFILE)), encoding="utf-8")
    done = subprocess.run(
        [mactime, "-b", body, "-d", "-z", "UTC"], capture_output=True, text=True, check=True
    )
    assert "Thu Jul 22 2021 14:07:38" in done.stdout
    assert "/s1/docs/invoice_[RLO]gpj.exe (deleted)" in done.stdout


def test_the_table_shows_what_hides(case: Case) -> None:
    head, *rows = lines(case, ListFormat.TABLE)
    assert "SHA-256" in head
    assert "invoice_[RLO]gpj.exe" in rows[1]
    assert "\u202e" not in "".join(rows)
    assert "deleted" in rows[1]
    assert "deleted" not in rows[0]
    assert "[relevant]" in rows[1]


def test_filters_reach_every_form(case: Case) -> None:
    chosen = ArtifactFilter(deleted=True)
    assert [len(lines(case, form, chosen)) for form in ListFormat] == [2, 1, 2, 1]  # two have a head line


def test_omissions_have_three_forms(case: Case) -> None:
    ledger = [
        Omission("content-unreadable", "s1", "/docs/=x", 2, OmissionStage.READ, "sector 7"),
        Omission("source-damaged", "s2", None, 1, OmissionStage.OPEN),
    ]
    case.store.set_omissions(ledger)
    as_json = [json.loads(line) for line in list_omissions(case, ListFormat.JSONL)]
    assert as_json == [
        {
            "code": "content-unreadable", "source": "s1", "locator": "/docs/=x", "count": "2",
            "stage": "read", "detail": "sector 7",
        },
        {
            "code": "source-damaged", "source": "s2", "locator": None, "count": "1", "stage": "open",
            "detail": None,
        },
    ]  # fmt: skip
    assert len(list(list_omissions(case, ListFormat.CSV))) == 3
    table = list(list_omissions(case, ListFormat.TABLE))
    assert "/docs/=x: The content could not be read." in table[0]
    assert "s2: The container of this source is damaged" in table[1]


def test_every_failure_that_a_case_keeps_has_a_sentence() -> None:
    assert {kind.code for kind in KEPT_FAILURES} <= set(OMISSION_SENTENCES)


def test_a_stream_is_not_held_in_memory(case: Case) -> None:
    """The first line comes before the last artifact is read."""
    stream = list_artifacts(case, ArtifactFilter(), ListFormat.JSONL)
    assert json.loads(next(stream))["kind"] == "file"
    add_batch(case.store, case.store.queries.layers("s1")[0].number, [(entry(9, b"z"), found())])
    assert len(list(stream)) == 2, "one consistent state of the catalogue"

"""Project VIC files of both data models, in the shapes that public tools write, and broken ones."""

from __future__ import annotations

import base64
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.errors import HashSetInvalidError
from forensics_app.examine import project_vic
from forensics_app.examine.hash_lists import open_text
from forensics_app.examine.project_vic import ProjectVicFile
from forensics_app.model.hash_sets import HashSetEntry

MD5, SHA1 = "0CC175B9C0F1B6A831C399E269772661", "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8"
ONE = HashSetEntry(md5=bytes.fromhex(MD5), sha1=bytes.fromhex(SHA1), category="1")
MODEL_2 = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
MODEL_1 = "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Cases"
RECORD: dict[str, Any] = {
    "MediaID": 1,
    "Category": 1,
    "MD5": MD5,
    "SHA1": SHA1,
    "MediaSize": 2835,
    "Tags": 'a ] } , \\ " tag',
    "Series": "日本",
    "IsPrecategorized": "true",
    "MediaFiles": [{"MD5": "00" * 16, "FileName": "x"}],
    "AlternativeHashes": [{"HashName": "MD5", "HashValue": "11" * 16, "MD5": "11" * 16}],
}


def read(path: Path, text: str | bytes) -> tuple[ProjectVicFile, list[HashSetEntry | None]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_text(path) as file:
        vic = ProjectVicFile(file, str(path))
        return vic, list(vic.entries())


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_set_of_data_model_2(tmp_path: Path, indent: int | None, encoding: str) -> None:
    document = {"@odata.context": MODEL_2, "value": [RECORD, {**RECORD, "Category": None}]}
    text = json.dumps(document, indent=indent, ensure_ascii=False).encode(encoding)
    vic, entries = read(tmp_path / "set.json", text)
    assert entries == [ONE, HashSetEntry(ONE.md5, ONE.sha1)]
    assert (vic.version, vic.scheme) == ("VICS 2.0", "US")


def test_cases_of_data_model_1_3(tmp_path: Path) -> None:
    document = {
        "odata.metadata": MODEL_1,
        "value": [{"CaseID": "x", "CaseMetadata": [], "Media": [RECORD]}, {"CaseID": "y", "Media": [RECORD]}],
    }
    vic, entries = read(tmp_path / "set.json", json.dumps(document))
    assert entries == [ONE, ONE]
    assert (vic.version, vic.scheme) == ("VICS 1.3", None)


def test_a_bare_list_and_other_spellings(tmp_path: Path) -> None:
    records = [
        {"md5": MD5.lower(), "sha1": base64.b64encode(bytes.fromhex(SHA1)).decode(), "category": "1"},
        {"MD5": "", "Category": 1},
        {"MD5": None},
        {"MD5": "no hash"},
        {"Name": "not a record"},
    ]
    _, entries = read(tmp_path / "set.json", json.dumps(records))
    assert entries == [ONE, None, None, None]


def test_sha256_among_the_other_hashes_of_a_record(tmp_path: Path) -> None:
    other = [{"HashName": "PhotoDNA", "HashValue": "x"}, {"HashName": "SHA-256", "HashValue": "AB" * 32}]
    records = [
        {"AlternativeHashes": other, "MediaID": 1, "MD5": MD5},
        {"MediaID": 2, "Category": 2, "AlternativeHashes": other},
        {"Category": 1, "MediaFiles": [{"MD5": MD5, "AlternativeHashes": other}]},
        {"MediaID": 3},
        {"CaseID": 3, "AlternativeHashes": other[:1]},
    ]
    _, entries = read(tmp_path / "set.json", json.dumps({"@odata.context": MODEL_2, "value": records}))
    sha256 = b"\xab" * 32
    assert entries == [
        HashSetEntry(md5=ONE.md5, sha256=sha256),
        HashSetEntry(sha256=sha256, category="2"),
        None,  # told: what a record doesn't hold itself isn't its digest
        None,
    ]


def test_every_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    """Half a set must never pass for all of it."""
    whole = json.dumps({"@odata.context": MODEL_2, "value": [RECORD, RECORD]})
    for length in range(1, len(whole)):
        with pytest.raises(HashSetInvalidError):
            read(tmp_path / "set.json", whole[:length])


@pytest.mark.parametrize(
    "text",
    ['[{"MD5": "x"]', '[{"MD5": "x"}}', '{"value": [}', "[" * 100_000, '[{"MD5": nonsense "x"}]', '["\\"]'],
    ids=("brackets", "one-more", "crossed", "depth", "literal", "escape"),
)
def test_hostile_json(tmp_path: Path, text: str) -> None:
    with pytest.raises(HashSetInvalidError):
        read(tmp_path / "set.json", text)


def test_category_that_no_database_takes(tmp_path: Path) -> None:
    _, entries = read(tmp_path / "set.json", f'[{{"MD5": "{MD5}", "Category": "\\ud800{"x" * 500}"}}]')
    assert entries[0] is not None
    assert entries[0].category == "\\ud800" + "x" * 99


@given(
    records=st.lists(
        st.fixed_dictionaries(
            {"MD5": st.binary(min_size=16, max_size=16).map(bytes.hex)},
            optional={
                "Category": st.integers(0, 9) | st.none() | st.text(max_size=5),
                "Comments": st.text(max_size=40),
                "Victim": st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "Exifs": st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=9)), max_size=2),
            },
        ),
        max_size=5,
    ),
    chunk=st.integers(1, 50),
    indent=st.none() | st.integers(0, 3),
)
def test_read_in_any_pieces_it_is_what_json_says(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], chunk: int, indent: int | None
) -> None:
    path = tmp_path_factory.mktemp("vic") / "set.json"
    expected = []
    for record in records:
        category = record.get("Category")
        text = "" if category is None else str(category).strip()
        expected.append(HashSetEntry(md5=bytes.fromhex(record["MD5"]), category=text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project_vic, "_CHUNK_CHARACTERS", chunk)
        _, entries = read(path, json.dumps({"value": records}, indent=indent))
    assert entries == expected


def test_string_of_escapes_takes_no_more_memory_than_itself(tmp_path: Path) -> None:
    text = '[{"MD5":"' + "\\\\" * (1 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(HashSetInvalidError):
            read(tmp_path / "set.json", text)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(text)
    finally:
        tracemalloc.stop()

"""Lines of sealed sources that this program's own bundles rarely hold, as records of sources in a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from forensics_app.bundle.writing.source_export import source_objects
from forensics_app.model.case import HashState, SourceState
from forensics_app.model.sealed_json import dump_line
from forensics_app.services.sealed_bundles.artifacts import SealedSource, layer_of
from forensics_app.services.sealed_bundles.source_records import source_record
from forensics_app.verify.files import records

NONE = {"md5": None, "sha1": None, "sha256": None}
ONE, OTHER = NONE | {"md5": "0" * 32}, NONE | {"md5": "f" * 32}
LINE: dict[str, Any] = {
    "type": "sealwright/source/1",
    "id": "s1",
    "parent": None,
    "exhibit": "E-1",
    "kind": "medium",
    "format": "ewf",
    "name": {"bytes": "ZGlzay5FMDE=", "display": "disk.E01"},
    "offset": "0",
    "length": "4096",
    "sector_size": None,
    "file_system": None,
    "label": None,
    "description": None,
    "state": "walked",
    "digests": ONE,
    "stored_digests": ONE,
    "hashes": "agree",
    "segments": [{"name": "disk.E01", "size": "2000"}, {"name": "disk.E02", "size": "1000"}],
    "acquisition": None,
    "atime_kept": False,
    "notes": ["compressed"],
}
NEVER_OPENED = {
    "format": None,
    "length": "0",
    "state": "omitted",
    "digests": NONE,
    "stored_digests": NONE,
    "hashes": "not-computed",
    "segments": [],
    "atime_kept": True,
    "notes": [],
}


def sealed(**changed: object) -> SealedSource:
    top = msgspec.json.decode(msgspec.json.encode(LINE | changed), type=records.Source)
    return SealedSource(top, (layer_of(top),))


@pytest.mark.parametrize("changed", [{}, NEVER_OPENED, {"sector_size": "512", "atime_kept": True}])
def test_the_record_says_what_the_line_says(changed: dict[str, object]) -> None:
    record = source_record(sealed(**changed), Path("b.zip"), failed="source-damaged")
    (line,) = source_objects(record)
    assert dump_line(line) == dump_line(LINE | changed)


def test_a_source_that_was_never_opened_is_not_one_that_was_read() -> None:
    record = source_record(sealed(**NEVER_OPENED), Path("b.zip"), failed="source-damaged")
    assert (record.opened, record.state, record.error_code) == (None, SourceState.FAILED, "source-damaged")


def test_a_format_of_a_later_version_is_unknown_and_not_another_one() -> None:
    record = source_record(sealed(format="aff4"), Path("b.zip"), failed=None)
    assert record.opened is not None
    assert record.opened.format is None
    assert record.hashes is HashState.AGREE


@pytest.mark.parametrize(
    ("said", "stored", "computed", "meant"),
    [
        ("agree", ONE, ONE, HashState.AGREE),
        ("agree", ONE, OTHER, HashState.DIFFER),  # whatever the sender says
        ("agree", ONE, NONE, HashState.NOT_COMPUTED),
        ("differ", ONE, OTHER, HashState.DIFFER),
        ("not-computed", ONE, OTHER, HashState.NOT_COMPARABLE),  # gaps counted as zeros
        ("not-computed", ONE, NONE, HashState.NOT_COMPUTED),
        ("none-stored", NONE, ONE, HashState.NONE_STORED),
    ],
)
def test_digests_that_differ_are_never_said_to_agree(
    said: str, stored: dict[str, str | None], computed: dict[str, str | None], meant: HashState
) -> None:
    source = sealed(hashes=said, stored_digests=stored, digests=computed)
    assert source_record(source, Path("b.zip"), failed=None).hashes is meant

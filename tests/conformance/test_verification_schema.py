"""The published schema of `verify --json` takes what the program writes, and no other words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from forensics_app.i18n.translator import translator_for
from forensics_app.services.verifying.verify import report_fields
from tests.vectors.make_vectors import ALL
from tests.world.cases import sealwright
from tests.world.receiving import policy, verify_path

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "reports" / "verification.schema.json"
BY_NAME = {v.name: v for v in ALL}


def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _document(name: str, tmp_path: Path) -> dict[str, Any]:
    vector = BY_NAME[name]
    report = verify_path(
        vector.make().write(tmp_path), policy(vector.trust, expect_events=vector.expect_events)
    )
    return json.loads(json.dumps(report_fields(report, translator_for("en"))))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "name",
    [
        "sound-format-3-corrects", "sound-cosigned-time", "sound-addenda", "lie-hashes-agree", "lie-display",
        "file-block-flipped", "seal-alone", "zip-empty",
    ],
)  # fmt: skip
def test_reports_hold_what_the_schema_says(name: str, tmp_path: Path) -> None:
    document = _document(name, tmp_path)
    for given in (document, [document, {**document, "series": None}]):
        assert [e.message[:200] for e in _validator().iter_errors(given)] == []
    assert document["bundle"]["file_bytes"] == Path(document["bundle"]["path"]).stat().st_size
    for wrong in ({"file_bytes": -1}, {"file_sha256": "0" * 63}):
        assert not _validator().is_valid({**document, "bundle": {**document["bundle"], **wrong}})
    earlier = {k: v for k, v in document["bundle"].items() if not k.startswith("file_")}
    assert _validator().is_valid({**document, "bundle": earlier})


def test_what_the_command_writes_is_what_the_schema_says(tmp_path: Path) -> None:
    """Of one bundle, of two whose reference stands for two seals, and of a parcel."""
    home = {"SEALWRIGHT_HOME": str(tmp_path / "home")}
    bundle = BY_NAME["sound"].make().write(tmp_path)
    (tmp_path / "other").mkdir()
    other = BY_NAME["sound-cosigned-time"].make().write(tmp_path / "other")
    (password := tmp_path / "password").write_text("long enough 1\n")
    secret = ("--password-file", password)
    sealwright("identity", "new", "--name", "Ada", *secret, **home)
    made = ("parcel", "make", bundle, tmp_path / "parcel", "--passphrase-file", password)
    sealwright(*made, "--identity", "Ada", *secret, **home)
    (parcel,) = (tmp_path / "parcel").glob("*.parcel.asice")
    documents = []
    for asked in ((bundle,), (bundle, other), (parcel,)):
        said = sealwright("verify", *asked, "--json", check=False, **home).stdout
        documents.append(json.loads(said))
        assert [e.message[:200] for e in _validator().iter_errors(documents[-1])] == []
    _, (clashing, _), sent = documents
    assert clashing["clash"]["reference"] == clashing["bundle"]["reference"]
    assert sent["parcel"]["seal"] == documents[0]["seal"]["code"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "agrees", "places": 1},
        {"state": "contradicts", "places": 0},
        {"state": "none", "places": 0},
        {"state": "perhaps", "places": None},
    ],
)
def test_a_state_that_its_places_contradict_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    document = _document("sound", tmp_path)
    assert not _validator().is_valid({**document, "consistency": {**document["consistency"], **wrong}})

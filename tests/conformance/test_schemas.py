"""The published JSON Schemas: they take what the vectors and this program seal, and know every key of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from forensics_app.custody.event_json import from_json
from forensics_app.errors import CustodyEventInvalidError
from forensics_app.model import sealed_json
from forensics_app.seal.containers.addendum_text import read_event
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.verify.files import records
from tests.vectors import attacks_addenda, attacks_request, attacks_supplements
from tests.vectors.addenda import contents
from tests.vectors.attacks_custody import handed
from tests.vectors.attacks_trust import BIG_PLAN
from tests.vectors.bundle import build
from tests.vectors.lists import canonical
from tests.vectors.make_vectors import ALL
from tests.world.sealing import make_bench

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
FILES = {
    "metadata/catalog.jsonl": "artifact",
    "metadata/sources.jsonl": "source",
    "metadata/selection.json": "selection",
    "metadata/omissions.jsonl": "omission",
    "metadata/custody.jsonl": "custody",
    "metadata/request.json": "request",
    "metadata/blocks.jsonl": "blocks",
}
STRUCTS = {
    "artifact": records.Artifact,
    "source": records.Source,
    "selection": records.Selection,
    "omission": records.Omission,
    "request": records.Request,
    "request2": records.Request2,
    "blocks": records.Blocks,
    "supplement": records.Supplement,
}


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_with_firm_ends(schema))


def _with_firm_ends(schema: Any) -> Any:
    """`$` as JSON Schema means it; to Python it matches before a last line feed too."""
    if isinstance(schema, list):
        return [_with_firm_ends(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: re.sub(r"\$\Z", r"\\Z", value) if key == "pattern" else _with_firm_ends(value)
        for key, value in schema.items()
    }


def _faults(name: str, text: bytes) -> list[str]:
    """What the schema holds against the lines of a sealed file."""
    return [
        f"{number}: {error.message[:200]} at {error.json_path}"
        for number, line in enumerate(text.splitlines(), start=1)
        for error in _validator(name).iter_errors(json.loads(line))
    ]


def test_there_is_a_schema_for_every_metadata_file() -> None:
    kept = {p.name.removesuffix(".schema.json") for p in SCHEMAS.glob("*.json")}
    assert kept == {
        *FILES.values(),
        "request2",
        "supplement",
        "event",
        "card",
        "parcel",
        "share",
        "volume-header",
        "transmission",
    }
    for name in kept:
        assert _validator(name).schema["$id"] == f"{name}.schema.json"


def test_vectors_hold_what_the_schemas_say() -> None:
    for plan in (handed(), BIG_PLAN):
        tree = build(plan).tree
        for path, name in FILES.items():
            assert _faults(name, tree[path]) == [], path


def test_request_of_format_2_holds_what_its_schema_says() -> None:
    tree = build(attacks_request.second()).tree
    assert _faults("request2", tree[attacks_request.REQUEST]) == []
    assert _faults("request", tree[attacks_request.REQUEST]) != []
    for vector in attacks_request.VECTORS:
        if vector.name.startswith("request-2"):
            sealed = zipfile.ZipFile(io.BytesIO(next(iter(vector.make().files.values()))))
            name = next(n for n in sealed.namelist() if n.endswith(attacks_request.REQUEST))
            assert _faults("request2", sealed.read(name)) != [], vector.name


def test_supplement_of_format_3_holds_what_its_schema_says() -> None:
    path = attacks_supplements.SUPPLEMENT
    for vector in attacks_supplements.VECTORS:
        sealed = zipfile.ZipFile(io.BytesIO(next(iter(vector.make().files.values()))))
        name = next((n for n in sealed.namelist() if n.endswith(path)), None)
        if name is None or vector.name == "format-1-with-supplement":
            continue
        refused = set(vector.codes) & {"list-not-canonical"}
        assert bool(_faults("supplement", sealed.read(name))) >= bool(refused), vector.name
        assert vector.verdict != "verified" or _faults("supplement", sealed.read(name)) == []


def test_vectors_of_addenda_hold_what_the_schema_says() -> None:
    built = build(handed())
    for story in (attacks_addenda.whole_story, attacks_addenda.merged, attacks_addenda.rejected):
        for made in story(built):
            assert _faults("event", made.event_json) == [], made.name


def test_a_bundle_of_this_program_holds_what_the_schemas_say(tmp_path: Path) -> None:
    sealed = make_bench(tmp_path).seal(tag=None)
    with zipfile.ZipFile(sealed.path) as archive:
        top = archive.namelist()[0].split("/")[0]
        for path, name in FILES.items():
            text = archive.read(f"{top}/{path}")
            name = "request2" if name == "request" else name
            assert _faults(name, text) == [], path
            assert text or name in ("omission", "blocks"), path


def _keys(schema: Any) -> set[str]:
    """Every property that a schema names, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(_keys, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", ())).union(*map(_keys, schema.values()))


def test_specification_names_every_key() -> None:
    pages = ("bundle-format.md", "parcel-format.md", "transmission-record.md")
    text = "".join((SCHEMAS.parent / page).read_text(encoding="utf-8") for page in pages)
    words = set(re.findall(r"[a-z0-9_]+", text))
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        assert _keys(schema) - words == set(), path.name


@pytest.mark.parametrize("name", STRUCTS)
def test_schema_and_program_know_the_same_keys(name: str) -> None:
    fields = {f.name for f in msgspec.structs.fields(STRUCTS[name])}
    schema = _validator(name).schema
    assert set(schema["properties"]) == set(schema["required"]) == fields


ODD = (
    "", "x", "0", "00", "-1", "9" * 20, " ", "\n", "\x01", "a\u2028b", "\U0001f600", "１",
    "2026-11-24T13:58:07Z", "2026-11-24T13:58:07.10Z", "2026-11-24T13:58:07.1Z", "2026-11-24T13:58:60Z",
    "2026-13-01T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24", "2026-13-01", "+14:59", "+15:00",
    "QQ==", "QQ=", "Q" * 22 + "==", "Q" * 21 + "R==", "fr", "en-US", "FR", "a" * 64, "A" * 64, "f" * 63,
    "AAAAAAAAAAAAAAAA", "runs", "released", "data/x", "metadata/x", None, True, [], {}, ["x"], [None],
    {"x": "y"},
)  # fmt: skip


def _samples() -> dict[str, list[Any]]:
    """One object of each kind with as few nulls as the vectors have."""
    plain, given = build(BIG_PLAN), build(handed())
    texts = {name: plain.tree[path] for path, name in FILES.items()}
    texts["custody"] = given.tree["metadata/custody.jsonl"]
    texts["request2"] = build(attacks_request.second()).tree[attacks_request.REQUEST]
    found = {name: [json.loads(text.splitlines()[0])] for name, text in texts.items()}
    events = [json.loads(made.event_json) for made in attacks_addenda.whole_story(given)]
    found["event"] = list({event["event"]: event for event in events}.values())
    return found


def _with_odd(value: Any) -> Iterator[Any]:
    """Copies of a value in which one part, at any depth, is something else."""
    yield from (odd for odd in ODD if odd != value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: other} for other in _with_odd(inner))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in _with_odd(inner))


def _program_takes(name: str, line: bytes) -> bool:
    try:
        if name == "custody":
            from_json(sealed_json.parse(line))
        elif name == "event":
            read_event(line + b"\n")
        else:
            records.Reader(STRUCTS[name]).read(line)
    except (records.NotSealedFormError, sealed_json.SealedJsonError, CustodyEventInvalidError, FieldError):
        return False
    return True


@pytest.mark.parametrize("name", [*(n for n in STRUCTS if n != "supplement"), "custody", "event"])
def test_program_refuses_what_the_schema_refuses_and_nothing_else(name: str) -> None:
    """Whoever writes a verifier from the schemas comes to the same answer on every line."""
    judge, disagreed, taken = _validator(name), [], 0
    for sample in _samples()[name]:
        for other in _with_odd(sample):
            allowed = judge.is_valid(other)
            if allowed is not _program_takes(name, canonical(other)):
                disagreed.append(next((k, v) for k, v in other.items() if v != sample[k]) if other else other)
            taken += allowed
    assert disagreed == []
    assert taken > 0


@pytest.mark.parametrize("path", FILES)
def test_schema_refuses_a_key_more_a_key_less_and_numbers(path: str) -> None:
    name = FILES[path]
    tree = build(BIG_PLAN).tree
    sound: dict[str, Any] = json.loads(tree[path].splitlines()[0])
    for key in sound:
        assert list(_validator(name).iter_errors({k: v for k, v in sound.items() if k != key})), key
        assert list(_validator(name).iter_errors(sound | {key: 7})), key
    assert list(_validator(name).iter_errors(sound | {"comment": None}))


def test_schema_refuses_events_that_the_verifier_refuses() -> None:
    """Of the vectors whose event.json is well-formed JSON and breaks a rule that a schema can say."""
    told = {
        "addendum-key-unknown",
        "addendum-key-missing",
        "addendum-number",
        "addendum-event-unknown",
        "addendum-nonce-short",
        "addendum-no-previous",
        "addendum-previous-twice",
        "addendum-time-local",
        "addendum-correction-of-nothing",
        "addendum-receipt-missing",
        "addendum-dispatch-in-opening",
        "addendum-receipt-hollow",
    }
    for vector in ALL:
        if vector.name not in told:
            continue
        files = vector.make().files
        events = [contents(data)["event.json"] for path, data in files.items() if path.endswith(".asice")]
        assert any(_faults("event", event) for event in events), vector.name
        told.discard(vector.name)
    assert not told

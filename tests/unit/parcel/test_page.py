"""docs/parcel-format.md, its schemas and its codes are what the program reads and writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from forensics_app.i18n.findings import PARCEL_SENTENCES
from forensics_app.parcel import parcel_json
from forensics_app.parcel.facts import (
    ParcelFile,
    ParcelHandling,
    ParcelList,
    ParcelRecipient,
    RecipientKind,
    ShareSet,
)
from forensics_app.parcel.layout import envelope_name, volume_name
from forensics_app.parcel.parcel_json import ParcelListError
from forensics_app.parcel.shares import ShareError, read_share, read_typed_share, show_share, split_key
from forensics_app.parcel.volume import VolumeError, VolumePlace, header_of, read_header
from forensics_app.verify.codes import CODES
from forensics_app.verify.parcel_codes import PARCEL_CODES

DOCS = Path(__file__).parents[3] / "docs"
FACTS = ParcelList(
    parcel="0" * 32,
    seal="1" * 64,
    made_at="2026-11-30T10:00:00Z",
    unit=4096,
    envelope=ParcelFile(envelope_name("P"), 500, "2" * 64),
    volumes=(ParcelFile(volume_name("P", 1), 4000, "3" * 64), ParcelFile(volume_name("P", 2), 90, "4" * 64)),
    recipients=(
        ParcelRecipient(RecipientKind.CERTIFICATE, "5" * 64),
        ParcelRecipient(RecipientKind.PASSPHRASE),
    ),
    shares=ShareSet(2, ("6" * 64, "7" * 64, "8" * 64)),
    handling=(ParcelHandling("TLP", "AMBER"),),
)


def schema(name: str) -> Draft202012Validator:
    text = (DOCS / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def test_page_lists_every_code_with_its_axis_severity_and_sentence() -> None:
    page = (DOCS / "parcel-format.md").read_text(encoding="utf-8").split("## 6. ")[1]
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \| (\w+) \| (.*) \|$", page, flags=re.MULTILINE)
    told = [
        (code, axis, grade, text.replace("`{", "{").replace("}`", "}")) for code, axis, grade, text in rows
    ]
    assert told == [
        (code, axis.value, severity.value, PARCEL_SENTENCES[code])
        for code, (axis, severity) in PARCEL_CODES.items()
    ]


def test_every_code_has_a_sentence_and_none_is_a_bundles() -> None:
    assert set(PARCEL_SENTENCES) == set(PARCEL_CODES)
    assert not set(PARCEL_CODES) & set(CODES)


def test_list_is_one_text_and_the_schema_takes_it() -> None:
    text = parcel_json.render(FACTS)
    assert parcel_json.parse(text) == FACTS
    schema("parcel").validate(json.loads(text))


@pytest.mark.parametrize(
    "place", [VolumePlace("0" * 32, 1, 1, 0), VolumePlace("f" * 32, 99_999, 99_999, 10**10 - 1)]
)
def test_header_is_one_text_and_the_schema_takes_it(place: VolumePlace) -> None:
    text = header_of(place)
    assert read_header(text) == place
    schema("volume-header").validate(text.decode("ascii"))
    for wrong in (
        text[:-1],
        text[:-1] + b" ",
        text.replace(b" *", b"\t"),
        text.replace(b"parcel/1", b"parcel/2"),
        text + b"\n",
    ):
        if wrong != text:
            with pytest.raises(VolumeError):
                read_header(wrong)
            assert not schema("volume-header").is_valid(wrong.decode("ascii"))


CHANGES = [
    ("type", "sealwright/parcel/2"),
    ("parcel", "0" * 31),
    ("seal", "G" * 64),
    ("made_at", "2026-02-30T10:00:00Z"),
    ("unit", "0"),
    ("unit", 4096),
    ("unit", str((1 << 40) + 1)),
    ("envelope", {"name": "P.v00001.p7m", "size": "1", "sha256": "2" * 64}),
    ("envelope", {"name": "P.key.p7m", "size": str(2 << 20), "sha256": "2" * 64}),
    ("volumes", []),
    ("volumes", [{"name": "P.v00002.p7m", "size": "90", "sha256": "4" * 64}]),
    ("volumes", [{"name": "../P.v00001.p7m", "size": "90", "sha256": "4" * 64}]),
    ("volumes", [{"name": "P.v00001.p7m", "size": str((256 << 20) + 1), "sha256": "4" * 64}]),
    ("volumes", [{"name": "P.v00001.p7m", "size": "9" * 19, "sha256": "4" * 64}]),
    ("recipients", [{"kind": "certificate", "sha256": None}]),
    ("recipients", [{"kind": "passphrase", "sha256": "5" * 64}]),
    ("recipients", [{"kind": "certificate", "sha256": "5" * 64}] * 2),
    ("recipients", [{"kind": "passphrase", "sha256": None}] * 101),
    ("shares", {"threshold": "1", "digests": ["6" * 64, "7" * 64]}),
    ("shares", {"threshold": "3", "digests": ["6" * 64, "7" * 64]}),
    ("shares", {"threshold": "2", "digests": ["6" * 64, "6" * 64]}),
    ("handling", [{"scheme": "TLP", "value": "RED\u202e"}]),
    ("handling", [{"scheme": "TLP", "value": "x" * 201}]),
    ("more", "x"),
]


@pytest.mark.parametrize(("key", "value"), CHANGES)
def test_list_that_says_otherwise_is_refused(key: str, value: object) -> None:
    changed = json.loads(parcel_json.render(FACTS)) | {key: value}
    text = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    with pytest.raises(ParcelListError):
        parcel_json.parse(text)


def test_list_without_anybody_who_opens_it_is_refused() -> None:
    changed = json.loads(parcel_json.render(FACTS)) | {"recipients": [], "shares": None}
    text = json.dumps(changed, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    with pytest.raises(ParcelListError):
        parcel_json.parse(text)


@pytest.mark.parametrize(("threshold", "count"), [(2, 2), (2, 3), (3, 5), (20, 20)])
def test_shares_are_one_text_and_can_be_typed(threshold: int, count: int) -> None:
    _, shares = split_key("ab" * 16, threshold, count)
    assert [s.number for s in shares] == list(range(1, count + 1))
    for share in shares:
        schema("share").validate(json.loads(share.line))
        assert read_share(share.line) == share
        typed = show_share(share).lower().replace("-", " ").replace("o", "0").replace("i", "1")
        assert read_typed_share(typed) == share


def test_mistyped_share_is_noticed_at_every_character() -> None:
    _, (share, _) = split_key("cd" * 16, 2, 2)
    text = show_share(share).replace("-", "")
    for place, right in enumerate(text):
        wrong = "A" if right != "A" else "C"
        with pytest.raises(ShareError):
            read_typed_share(text[:place] + wrong + text[place + 1 :])
    for other in (text[:-1], text + "A", text.replace(text[3], "!")):
        with pytest.raises(ShareError):
            read_typed_share(other)

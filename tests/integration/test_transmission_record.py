"""`dispatch --means`: the record of a transmission, and the dispatch that names its files."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.integration.test_addendum_commands import Lab, labs, verdict  # noqa: F401 - `labs` is a fixture

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "transmission.schema.json"
OTHER = ("--means", "other-means", "--reason", "technical-limits")


def send(lab: Lab, *more: object, where: str = "case") -> tuple[int, str, str]:
    folder = lab.folder / "record"
    folder.mkdir(exist_ok=True)
    return lab.signs(
        "dispatch", lab.folder / where, "--channel", "courier", "--to", f"Labor Süd; de; {lab.pem}",
        "--file", lab.folder / "X-B01.zip", "-o", lab.folder, "--record-to", folder, *more,
    )  # fmt: skip


def test_manifest_for_other_means_has_every_field_and_the_dispatch_binds_it(
    labs: tuple[Lab, Lab],  # noqa: F811
) -> None:
    sender, receiver = labs
    assert sender.run("request", "set", sender.folder / "case", "--instrument", "epoc",
                      "--requesting-reference", "3207 Js 118/26")[0] == 0  # fmt: skip
    code, _, err = send(
        sender, *OTHER, "--record-lang", "en", "--record-lang", "fr", "--link", "https://transfer.example/x",
        "--tracking", "DHL 0034", "--proof", "signed delivery note", "--available-from", "2026-12-01",
        "--available-to", "2026-12-31", "--recorded-as", "EU-2026-77",
        "--recorded-at", "2026-12-01T10:00+01:00",
    )  # fmt: skip
    assert (code, err) == (0, "")
    folder = sender.folder / "record"
    (listed,) = folder.glob("X-B01.transmission-*.json")
    data = listed.read_bytes()
    assert listed.name == f"X-B01.transmission-{hashlib.sha256(data).hexdigest()[:8]}.json"
    record = json.loads(data)
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(record)
    digests = [
        subprocess.run(
            [tool, sender.folder / "X-B01.zip"], capture_output=True, text=True, check=True
        ).stdout[:n]
        for tool, n in (("sha256sum", 64), ("sha512sum", 128))
    ]
    assert [[f["sha256"], f["sha512"]] for f in record["files"]] == [digests]
    assert record["files"][0]["name"] == "X-B01.zip"
    assert record["files"][0]["size"] == str((sender.folder / "X-B01.zip").stat().st_size)
    assert record["order"] == {
        "instrument": "epoc", "requesting_reference": "3207 Js 118/26", "executing_reference": None
    }  # fmt: skip
    assert (record["means"], record["reason"]) == ("other-means", "technical-limits")
    assert record["recipients"][0]["name"] == "Labor Süd"
    assert record["recorded_at_utc"] == "2026-12-01T09:00:00Z"

    made = sorted(folder.iterdir())
    assert [p.name.removeprefix(listed.name.removesuffix("json")) for p in made] == [
        "en.html", "en.pdf", "fr.html", "fr.pdf", "json"
    ]  # fmt: skip
    english = next(p for p in made if p.name.endswith("en.html")).read_text("utf-8")
    for value in (*digests, "3207 Js 118/26", "DHL 0034", "2026-12-31", "EU-2026-77", "Labor Süd"):
        assert value in english
    for path in made:
        if path.suffix == ".pdf":
            with path.open("rb") as file:
                assert PdfFileReader(file).root["/MarkInfo"]["/Marked"]
    for path in (*sender.folder.glob("X-B01.*"), *made):
        shutil.copy(path, receiver.folder)
    code, found = verdict(receiver, "--trust", sender.pem)
    assert code == 0
    (event,) = found["addenda"]
    named = {f["name"]: (int(f["size"]), f["sha256"]) for f in event["dispatch"]["files"]}
    assert set(named) == {"X-B01.zip", *(p.name for p in made)}
    for path in made:
        content = path.read_bytes()
        assert named[path.name] == (len(content), hashlib.sha256(content).hexdigest())


def test_what_is_missing_or_unusual_is_said_and_nothing_is_refused_for_it(
    labs: tuple[Lab, Lab],  # noqa: F811
) -> None:
    sender, _ = labs
    code, _, err = send(sender, *OTHER, "--available-from", "2026-12-01", "--available-to", "2026-12-10")
    assert code == 0
    for words in ("less than 10 days", "reference of the order", "tracking number", "recorded"):
        assert words in err
    code, _, err = send(sender, *OTHER, "--available-from", "2026-12-01", "--available-to", "2027-01-16")
    assert (code, "more than 45 days" in err) == (0, True)
    code, _, err = send(sender, *OTHER, "--available-from", "2026-12-01", "--available-to", "2026-12-11")
    assert (code, "available" in err) == (0, False)  # ten days
    with (sender.folder / "large.bin").open("wb") as file:
        file.truncate(25_600_001)
    code, _, err = send(sender, "--means", "eu-system", "--file", sender.folder / "large.bin")
    assert (code, "25,600 kB" in err) == (0, True)


def test_options_that_need_others_and_values_that_cant_be_are_refused(
    labs: tuple[Lab, Lab],  # noqa: F811
) -> None:
    sender, _ = labs
    assert "--reason" in send(sender, "--means", "other-means")[2]
    assert "--means" in send(sender, "--tracking", "1")[2]
    assert "--sender" in send(sender, *OTHER, where="X-B01.zip")[2]
    for wrong in (
        ("--available-to", "2026-12-40"),
        ("--available-from", "2026-12-02", "--available-to", "2026-12-01"),
        ("--proof", "a\u202eb"),
        ("--recorded-at", "yesterday"),
        ("--sender", "Lab; Atlantis"),
    ):
        assert send(sender, *OTHER, *wrong)[0] == 2
    assert list((sender.folder / "record").iterdir()) == []
    assert not list(sender.folder.glob("*.dispatch.*"))

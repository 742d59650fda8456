"""`sealwright request` from the outside, up to what the receiver of a bundle reads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.world.cases import command_line_case, sealwright


def test_request_is_asked_for_filled_in_and_checked(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    assert "No request" in sealwright("request", "show", case).stdout
    empty = sealwright("request", "check", case, check=False)
    assert empty.returncode == 3
    assert "instrument" in empty.stdout

    template = json.loads(sealwright("request", "template", "eio").stdout)
    assert [a["role"] for a in template["authorities"]] == ["issuing", "executing", "validating", "central"]
    template["authorities"][0] |= {"name": "Staatsanwaltschaft Hamburg", "country": "DE"}
    template["requesting_reference"] = "3207 Js 118/26"
    file = tmp_path / "asked.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    said = sealwright("request", "set", case, "--file", file)
    assert "still needs this authority: Executing authority" in said.stderr

    sealwright(
        "request", "set", case, "--authority", "issuing; Staatsanwaltschaft Hamburg; DE",
        "--authority", "executing; Tribunal judiciaire, Lyon; fr; greffe@example.org",
        "--legal-basis", "Directive 2014/41/EU", "--offence", "Fraud", "--deadline", "2099-12-09",
        "--formality", "A witness is present; yes", "--language", "de", "--handling", "EUROPOL:H1",
    )  # fmt: skip
    checked = sealwright("request", "check", case)
    assert checked.stdout.count("\n") == 1
    assert "Europol H1" in checked.stdout
    shown = json.loads(sealwright("request", "show", case, "--json").stdout)
    assert shown["requesting_reference"] == "3207 Js 118/26"
    assert shown["authorities"][1] == {
        "role": "executing",
        "name": "Tribunal judiciaire, Lyon",
        "country": "FR",
        "contact": "greffe@example.org",
    }
    lines = sealwright("request", "show", case).stdout
    assert "Executing authority\tTribunal judiciaire, Lyon · FR · greffe@example.org" in lines
    assert "A witness is present · Observed" in lines

    sealwright("request", "set", case, "--clear", "handling", "--clear", "formalities")
    shown = json.loads(sealwright("request", "show", case, "--json").stdout)
    assert (shown["handling"], shown["formalities"], shown["offence"]) == ([], [], "Fraud")
    assert "request-recorded" in (case / "custody.jsonl").read_text("utf-8")


def test_what_cant_be_recorded_is_said_by_its_field(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    for arguments, word in (
        (("--deadline", "tomorrow"), "Answer due"),
        (("--authority", "issuing; Zoll; QQ"), "Authorities"),
        (("--authority", "Zoll"), "Authorities"),
        (("--handling", "AMBER"), "Handling codes"),
        (("--nonce", "%%%"), "nonce"),
        (("--file", tmp_path / "nowhere.json"), "no such file"),
    ):
        refused = sealwright("request", "set", case, *arguments, check=False)
        assert refused.returncode == 2
        assert word in refused.stderr, refused.stderr
    assert not (case / "request.json").exists()


def test_record_changed_by_hand_to_something_else_stops_no_other_work(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    (case / "request.json").write_text("{", encoding="utf-8")
    refused = sealwright("request", "show", case, check=False)
    assert refused.returncode == 2
    assert "request.json" in refused.stderr
    sealwright("list", case)


def test_deadline_is_calculated_recorded_and_applied_only_when_asked(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    assert "No deadline" in sealwright("request", "deadline", case).stdout
    order = ("--rule", "epoc-10-days", "--received", "2026-12-15")
    said = sealwright("request", "deadline", case, *order, "--state", "DE", "--holiday", "2026-12-25")
    assert "2026-12-28" in said.stdout
    assert "version 1" in said.stdout
    assert "2026-12-25 passed over: public holiday" in said.stdout
    assert "no due date yet" in said.stderr
    assert json.loads(sealwright("request", "show", case, "--json").stdout)["deadline"] is None

    sealwright("request", "deadline", case, *order, "--apply")
    assert json.loads(sealwright("request", "show", case, "--json").stdout)["deadline"] == "2026-12-25"
    listed = sealwright("request", "deadline", case).stdout
    assert listed.index("Earlier calculation") < listed.index("2026-12-28")
    assert "only weekends" in listed
    refused = sealwright(
        "request", "deadline", case, "--rule", "epoc-8-hours", "--received", "2026-12-15", check=False
    )
    assert refused.returncode == 2
    assert "UTC offset" in refused.stderr
    assert sealwright("request", "deadline", case, "--state", "DE", check=False).returncode == 2

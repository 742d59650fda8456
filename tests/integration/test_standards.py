"""A bundle in the words of others: CASE/UCO as its validator takes it, and our published BagIt profile."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import bagit
import pytest

from forensics_app.model.request import Authority, Formality, FormalityMet, HandlingCode, RequestRecord
from forensics_app.services.requests.case_request import write_request
from tests.world.cases import PROJECT
from tests.world.sealing import Bench, make_bench

REQUEST = RequestRecord(
    instrument="eio",
    authorities=(
        Authority("issuing", "Tribunal judiciaire de Lyon", "FR", "+33 4 00 00 00 00"),
        Authority("executing", "Staatsanwaltschaft Köln </script> {{x}}", "DE"),
    ),
    requesting_reference="FR-EIO-2026-17",
    executing_reference="33 Js 12/26",
    legal_basis="Directive 2014/41/EU",
    offence='Fraud "by invoice"',
    urgency="urgent",
    deadline="2026-12-01",
    formalities=(Formality("Two witnesses", FormalityMet.YES, "both signed"),),
    limits_of_use="Only for this proceeding",
    retention="Five years",
    return_terms="By courier",
    languages=("fr", "de"),
    nonce=b"0123",
    handling=(HandlingCode("TLP", "AMBER"), HandlingCode("Europol", "H1", "court", "asked, 2026-11-02")),
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = make_bench(tmp_path_factory.mktemp("standards"))
    with made.open() as case:
        write_request(case, REQUEST)
    made.seal()
    return made


@pytest.fixture(scope="module")
def bag(bench: Bench) -> Path:
    with zipfile.ZipFile(bench.out / "X-B01.zip") as archive:
        archive.extractall(bench.out / "unpacked")
    return bench.out / "unpacked" / "X-B01"


def nodes(bag: Path, kind: str) -> list[dict[str, Any]]:
    graph = json.loads((bag / "metadata" / "case.jsonld").read_text("utf-8"))["@graph"]
    return [node for node in graph if node["@type"] == kind]


def test_case_validate_takes_a_full_request(bag: Path) -> None:
    judge = Path(sys.executable).with_name("case_validate")
    command = [judge, "--built-version", "case-1.4.0", bag / "metadata" / "case.jsonld"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "Conforms: True" in done.stdout, done.stdout + done.stderr


def test_who_asked_by_what_and_how_it_may_be_used(bag: Path) -> None:
    (authorization,) = nodes(bag, "case-investigation:Authorization")
    assert authorization["case-investigation:authorizationType"] == "eio"
    assert authorization["case-investigation:authorizationIdentifier"] == ["FR-EIO-2026-17", "33 Js 12/26"]
    (investigation,) = nodes(bag, "case-investigation:Investigation")
    assert investigation["case-investigation:relevantAuthorization"] == [{"@id": authorization["@id"]}]
    named = {n["@id"]: n["core:name"] for n in nodes(bag, "identity:Organization")}
    related = {
        named[n["core:source"]["@id"]]: n["core:kindOfRelationship"] for n in nodes(bag, "core:Relationship")
    }
    assert related == {a.name: a.role for a in REQUEST.authorities}
    statements = [n["marking:statement"] for n in nodes(bag, "marking:StatementMarking")]
    assert statements == ["TLP:AMBER", "Europol:H1; court; asked, 2026-11-02"]
    (terms,) = nodes(bag, "marking:TermsOfUseMarking")
    assert terms["marking:termsOfUse"] == "Only for this proceeding"
    (bundle,) = nodes(bag, "core:Bundle")
    assert len(bundle["core:objectMarking"]) == 3
    assert nodes(bag, "observable:File") == []  # never a node a file


def breaks(profile: dict[str, Any], path: Path) -> list[str]:
    """What of a bag is not as the profile says (bagit-profiles 1.3), but for naming the profile itself."""
    opened = bagit.Bag(str(path))
    info, found = opened.info, []
    for tag, rule in profile["Bag-Info"].items():
        value = info.get(tag)
        if value is None:
            found += [tag] if rule["required"] else []
        elif isinstance(value, list) or value not in rule.get("values", [value]):
            found.append(tag)
    files = {p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()}
    for prefix, group in (("manifest", "Manifests"), ("tagmanifest", "Tag-Manifests")):
        there = {f.split("-")[1].split(".")[0] for f in files if f.startswith(f"{prefix}-")}
        found += set(profile[f"{group}-Required"]) - there
        found += there - set(profile[f"{group}-Allowed"])
    found += set(profile["Tag-Files-Required"]) - files
    own = ("bagit.txt", "bag-info.txt", "manifest-*.txt", "tagmanifest-*.txt")
    allowed = (*profile["Tag-Files-Allowed"], *own, "data/*")
    found += [f for f in files if not any(fnmatch(f, pattern) for pattern in allowed)]
    found += [f for f in files if f == "fetch.txt" and not profile["Allow-Fetch.txt"]]
    version = ".".join(str(n) for n in opened.version_info)
    return found if version in profile["Accept-BagIt-Version"] else [*found, version]


def test_our_bags_are_as_the_published_profile_says(bag: Path) -> None:
    profile = json.loads((PROJECT / "docs" / "bagit-profile.json").read_text("utf-8"))
    assert set(profile["BagIt-Profile-Info"]) >= {
        "Source-Organization",
        "Version",
        "BagIt-Profile-Identifier",
    }
    assert breaks(profile, bag) == []
    info = bag / "bag-info.txt"
    before = info.read_text("utf-8")
    info.write_text(before.replace("sealwright/4", "sealwright/9").replace("Bagging-Date", "Bagged"), "utf-8")
    (bag / "fetch.txt").write_text("", "utf-8")
    assert sorted(breaks(profile, bag)) == ["Bagging-Date", "Sealwright-Format", "fetch.txt", "fetch.txt"]
    info.write_text(before, "utf-8")
    (bag / "fetch.txt").unlink()

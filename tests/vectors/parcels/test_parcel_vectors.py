"""The courier's check and every opening of each vector end as the page says, and the vectors stay what they
are.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import (
    ForensicsError,
    ParcelContentError,
    ParcelDamagedError,
    ParcelLockedError,
    ShareInvalidError,
    SharesMissingError,
)
from forensics_app.model.findings import Severity
from forensics_app.parcel.facts import ParcelReport
from forensics_app.parcel.software_key import SoftwareDecryptionKey
from forensics_app.services.parcels.checking import check_parcel
from forensics_app.services.parcels.keys import read_share_file
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from tests.vectors.bundle import CHECKED_AT
from tests.vectors.parcels.holders import PHRASE, holder
from tests.vectors.parcels.make_vectors import ALL, EXPECTATIONS, expectations, publish
from tests.vectors.parcels.parcel import sealed
from tests.world.receiving import trust
from tests.world.signing import FixedClock

HERE = Path(__file__).parent
BY_NAME = {v.name: v for v in ALL}
EXPECTED: dict[str, Any] = (
    json.loads(EXPECTATIONS.read_text(encoding="utf-8")) if EXPECTATIONS.exists() else {}
)
CLOCK = FixedClock(CHECKED_AT)


def codes(report: ParcelReport) -> list[str]:
    return sorted({f.code for f in report.findings if f.severity is not Severity.NOTE})


def keys(by: str, folder: Path) -> ParcelKeys:
    kind, *names = by.split()
    if kind == "passphrase":
        return ParcelKeys(passphrase=b"guessed" if names else PHRASE.encode())
    if kind == "shares":
        return ParcelKeys(shares=tuple(read_share_file(folder / "shares" / name) for name in names))
    return ParcelKeys(private=SoftwareDecryptionKey(holder(kind).key, holder(kind).certificate))


def opening(path: Path, by: str, words: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """What the program ends with, in the words of expected.json."""
    out = folder / "out.zip"
    try:
        found = open_parcel(path, out, keys(by, folder), trust=trust(words), clock=CLOCK)
    except ParcelDamagedError as e:
        system = e.detail == "no-plain-file" or " " in e.detail  # what the system says of a link, a folder
        return {"by": by, "result": "parcel-file-unreadable" if system else e.detail, "file": e.file}
    except (ParcelLockedError, ShareInvalidError, ParcelContentError) as e:
        return {"by": by, "result": e.detail}
    except SharesMissingError as e:
        return {"by": by, "result": e.code}
    assert out.read_bytes() == sealed().zip
    out.unlink()
    return {"by": by, "result": "opened", "verdict": found.verdict.value, "findings": codes(found.parcel)}


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_vector(name: str, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    path = BY_NAME[name].write(tmp_path)
    words = tuple(expected["trust"])

    report = check_parcel(path, trust=trust(words), clock=CLOCK)
    assert codes(report) == expected["check"]["findings"]
    assert report.verdict == expected["check"]["verdict"]
    notes = {f.code for f in report.findings if f.severity is Severity.NOTE}
    assert set(expected["check"]["notes"]) <= notes

    there = sorted(p.name for p in path.parent.iterdir())
    for wanted in expected["open"]:
        found = opening(path, wanted["by"], words, tmp_path)
        assert {key: found.get(key) for key in wanted} == wanted
        assert not (tmp_path / "out.zip").exists()
    assert sorted(p.name for p in path.parent.iterdir()) == there
    assert {p.name for p in tmp_path.iterdir()} <= {"received", "shares"}


def test_committed_expectations_are_those_of_the_script() -> None:
    assert EXPECTATIONS.read_text(encoding="utf-8") == expectations()


def test_set_is_whole_small_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    publish(tmp_path)
    assert len(json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))) == len(BY_NAME) >= 40
    files = [p for p in tmp_path.rglob("*") if p.is_file() and not p.is_symlink()]
    assert sum(p.stat().st_size for p in files) < 4_500_000
    for name in ("sound-every-recipient", "sound-time-stamp", "envelope-unsorted"):
        for file, data in BY_NAME[name].made().files.items():
            assert (tmp_path / name / "received" / file).read_bytes() == data


def test_vectors_share_no_module_with_the_program() -> None:
    for path in HERE.glob("*.py"):
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("forensics_app", "ui", "Crypto")], path


def test_errors_are_those_of_parcels() -> None:
    """What `opening` names is all that opening may end with for reasons of the parcel."""
    for error in (ParcelDamagedError, ParcelLockedError, ShareInvalidError, SharesMissingError):
        assert issubclass(error, ForensicsError)

"""The shipped demo evidence is what expected.json says, judged by The Sleuth Kit, libewf and sha256sum."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.judging.judges import require_judge

PROJECT = Path(__file__).resolve().parent.parent.parent
DEMO = PROJECT / "resources" / "demo"
EXPECTED = json.loads((DEMO / "expected.json").read_text(encoding="ascii"))["sources"]
SECTOR = 512
CASES = [
    pytest.param(source, layer, id=f"{source['exhibit']}-{layer['name']}")
    for source in EXPECTED
    for layer in source["layers"]
    if layer["file_system"]
]


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """laptop.raw, stick.E01 and its medium as stick.raw, since Debian 13's fls crashes on every E01."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "laptop.raw").write_bytes(gzip.decompress((DEMO / "laptop.raw.gz").read_bytes()))
    (folder / "stick.E01").write_bytes((DEMO / "stick.E01").read_bytes())
    output(
        *(require_judge("ewfexport"), "-u", "-q", "-f", "raw"), "-t", folder / "stick", folder / "stick.E01"
    )
    return folder


def output(*arguments: str | Path) -> bytes:
    return subprocess.run(arguments, capture_output=True, check=True).stdout


def names_by_fls(image: Path, offset: int) -> dict[bytes, tuple[str, bool]]:
    """Path (with `:stream`) -> (address for icat, whether allocated), as fls lists them."""
    found = {}
    listing = output(require_judge("fls"), "-r", "-p", "-o", str(offset // SECTOR), image)
    for line in listing.splitlines():
        head, path = line.split(b"\t", 1)
        address = head.split()[-1].rstrip(b":").removesuffix(b"(realloc)").decode()
        found[path] = (address, b"*" not in head.split())
    return found


def named(artifact: dict[str, Any]) -> bytes:
    path = base64.b64decode(artifact["path_base64"])
    if artifact["first_letter_lost"]:
        folder, _, name = path.rpartition(b"/")
        path = folder + b"/_" + name[1:]
    return path + (b":" + artifact["stream"].encode() if artifact["stream"] else b"")


@pytest.mark.parametrize(("source", "layer"), CASES)
def test_every_expected_artifact_is_there_with_its_content(
    evidence: Path, source: dict[str, Any], layer: dict[str, Any]
) -> None:
    image = evidence / Path(source["file"]).with_suffix(".raw")
    names = names_by_fls(image, layer["offset"])
    artifacts = [a for a in source["artifacts"] if a["layer"] == layer["name"]]
    assert artifacts
    for artifact in artifacts:
        address, allocated = names[named(artifact)]
        assert allocated == artifact["allocated"], artifact["path"]
        icat = (require_judge("icat"), "-o", str(layer["offset"] // SECTOR), "-r", image, address)
        content = output(*icat)
        assert len(content) == artifact["size"], artifact["path"]
        right = hashlib.sha256(content).hexdigest() == artifact["sha256"]
        assert right == artifact["recoverable"], artifact["path"]


def test_the_layers_lie_where_they_are_said_to_lie(evidence: Path) -> None:
    [laptop, _] = EXPECTED
    rows = [line.split() for line in output(require_judge("mmls"), evidence / laptop["file"]).splitlines()]
    spans = {
        row[-1].decode(): (int(row[2]), int(row[4])) for row in rows if len(row) >= 6 and row[2].isdigit()
    }
    for layer in laptop["layers"]:
        if layer["file_system"]:
            assert spans[layer["name"]] == (layer["offset"] // SECTOR, layer["length"] // SECTOR)


@pytest.mark.parametrize("source", EXPECTED, ids=lambda source: source["exhibit"])
def test_the_medium_has_the_expected_digests(evidence: Path, source: dict[str, Any]) -> None:
    content = (evidence / Path(source["file"]).with_suffix(".raw")).read_bytes()
    assert len(content) == source["size"]
    for name in ("md5", "sha1", "sha256"):
        assert hashlib.new(name, content).hexdigest() == source[name]
    for layer in source["layers"]:
        part = content[layer["offset"] : layer["offset"] + layer["length"]]
        assert hashlib.sha256(part).hexdigest() == layer["sha256"]


def test_the_stick_verifies_against_its_stored_digests(evidence: Path) -> None:
    [_, stick] = EXPECTED
    image = evidence / stick["file"]
    output(require_judge("ewfverify"), "-q", image)
    described = output(require_judge("ewfinfo"), image).decode()
    assert stick["md5"] in described
    assert stick["sha1"] in described


def test_the_shipped_files_have_the_listed_digests() -> None:
    output_text = subprocess.run(
        (require_judge("sha256sum"), "--strict", "-c", "SHA256SUMS"),
        cwd=DEMO,
        capture_output=True,
        check=True,
    ).stdout
    assert output_text.count(b": OK") == 3


def test_the_script_still_makes_the_same_artifacts(tmp_path: Path) -> None:
    for tool in ("mkntfs", "ntfscp", "mke2fs", "debugfs", "mkfs.fat", "mcopy", "ewfacquire"):
        require_judge(tool)
    subprocess.run(
        (sys.executable, PROJECT / "packaging" / "demo" / "make_demo_image.py", tmp_path),
        capture_output=True,
        check=True,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "QT_QPA_PLATFORM": "offscreen"},
    )
    made = json.loads((tmp_path / "expected.json").read_text(encoding="ascii"))["sources"]
    assert [s["artifacts"] for s in made] == [s["artifacts"] for s in EXPECTED]

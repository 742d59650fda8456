"""The page in Debian's Chromium and Firefox: the program's verdicts, no request, nothing that axe finds."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verifying.after_seal import stated_in
from forensics_app.model.selection import ArtifactFilter
from tests.vectors import pki
from tests.vectors.attacks_request import REQUEST, record, second
from tests.vectors.bundle import build, change
from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.vectors.vector import Vector
from tests.web.browsers import as_given, drive
from tests.web.hostile import hostile_bundle
from tests.web.runner import codes, task
from tests.world.receiving import policy, verify_path
from tests.world.sealing import make_bench
from tests.world.shared_data import PROJECT

pytestmark = pytest.mark.usefixtures("packages")

DEMO = PROJECT / "resources" / "demo"
NOT_SEEN: dict[str, str] = {
    "folder-symlink-added": "a browser does not tell links from files",
    "folder-symlinked-dir": "a browser does not tell links from folders",
    "folder-file-becomes-link": "a browser does not tell links from files",
    "folder-pipe": "a browser leaves pipes out",
    "folder-file-becomes-pipe": "a browser leaves pipes out, so the file is missing",
    "folder-hard-link": "a browser does not count names of a file",
    "folder-empty-folder": "a chooser of folders gives files alone (a dropped folder is walked)",
    "folder-odd-name": "the name cannot be handed to the browser by its driver",
    "outer-seal-unreadable": "a folder is not a file beside the bundle",
}
"""Vectors that rest on what a browser is not told of a folder; the page says so where a folder is checked."""

QUICK = (
    "sound", "sound-folder", "sound-time", "sound-rsa-pss-time", "sound-lta-mixed", "sound-addenda",
    "sound-hand-over-time", "file-block-flipped", "file-missing", "zip-cut-half", "file-empty",
    "timestamp-malleated", "list-of-the-receiver", "json-deep-nesting",
)  # fmt: skip


def _compared(name: str, vectors: list[Vector], folder: Path) -> list[str]:
    given = []
    for vector in vectors:
        place = folder / vector.name
        place.mkdir()
        made = task(vector.make().write(place), vector.trust, folder, vector.expect_events)
        given.append(as_given(made))
    *reports, seen = drive(name, {"do": "vectors", "tasks": given}, folder)
    assert seen["requests"] == []
    differing = []
    for vector, report in zip(vectors, reports, strict=True):
        expected = json.loads((EXPECTATIONS / vector.name / "expected.json").read_text(encoding="utf-8"))
        assert "failed" not in report, (vector.name, report)
        same = (report["verdict"], report["axes"], sorted(codes(report))) == (
            expected["verdict"],
            expected["axes"],
            expected["findings"],
        )
        if not same:
            differing.append(f"{vector.name}: {report['verdict']} {sorted(codes(report))}")
    return differing


def test_quick_vectors_in_chromium(tmp_path: Path) -> None:
    assert _compared("chrome", [v for v in ALL if v.name in QUICK], tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["chrome", "firefox"])
def test_every_vector_in_a_browser(name: str, tmp_path: Path) -> None:
    assert _compared(name, [v for v in ALL if v.name not in NOT_SEEN], tmp_path) == []


def _ntfs(folder: Path) -> Path:
    """A bundle of all in the demo's first volume: records that $MFT reserves are among it."""
    image = folder / "laptop.raw"
    image.write_bytes(gzip.decompress((DEMO / "laptop.raw.gz").read_bytes()))
    return make_bench(folder, image).seal(chosen=(ArtifactFilter(text="OrphanFile"),)).path


def _without_seal(folder: Path) -> Path:
    """A bundle with a request, whose seal was taken out."""
    plan = second()
    plan.tree = lambda files: files.__delitem__(next(path for path in files if path.startswith("seal/")))
    path = folder / "without-seal.zip"
    path.write_bytes(build(plan).zip)
    return path


def _changed(folder: Path, what: str) -> Path:
    """A bundle with a request, in which the contents or the request were changed after it was sealed."""
    plan = second()
    if what == "contents":
        plan.tree = lambda files: change(files, max(path for path in files if path.startswith("data/")))
    else:
        plan.tree = lambda files: files.update({REQUEST: record(offence="Theft")})
    path = folder / f"changed-{what}.zip"
    path.write_bytes(build(plan).zip)
    return path


def _rows(fingerprint: str) -> list[str]:
    """As they stand on the page: four groups of four."""
    return [" ".join(fingerprint[i + n : i + n + 4] for n in range(0, 16, 4)) for i in range(0, 64, 16)]


def test_looks_and_states_in_chromium(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    by_name = {v.name: v for v in ALL}

    def given(name: str, *, with_all: bool = False) -> list[str]:
        place = folder / name
        place.mkdir(exist_ok=True)
        bundle = by_name[name].make().write(place)
        return [str(one) for one in sorted(place.iterdir())] if with_all else [str(bundle)]

    signer = task(folder, ("seal signer",), folder).trust[0].pem
    hostile = folder / "hostile.zip"
    hostile.write_bytes(hostile_bundle())
    fingerprint = pki.by_name("signer").fingerprint
    looks: list[dict[str, Any]] = [
        {},
        {"files": given("sound"), "typed": fingerprint, "contents": True},
        {
            "files": [*given("sound-format-2"), signer],
            "trust": "Claire Moreau",
            "fingerprint": fingerprint,
            "theme": "dark",
        },
        {"files": given("file-block-flipped"), "language": "ar"},
        {"files": given("file-missing"), "language": "ru", "theme": "high-contrast", "width": 320},
        {"files": given("file-text"), "language": "zh-Hans", "width": 320},
        {"files": [str(hostile)], "contents": True},
        {"files": [str(_ntfs(tmp_path))], "contents": True},
        {"files": given("sound-receipt", with_all=True)},
        {"files": given("sound-receipt", with_all=True), "typed": fingerprint},
        {"files": [str(_without_seal(folder))]},
        {"files": [*given("sound-format-2"), signer]},
        {
            "files": [*given("seal-alone-signature-flipped"), signer],
            "trust": "Claire Moreau",
            "fingerprint": fingerprint,
        },
        {"files": given("sound-addenda", with_all=True)},
        {"files": [str(_changed(folder, "contents"))]},
        {"files": [str(_changed(folder, "request"))]},
        {"files": [signer]},
    ]
    *found, seen = drive("chrome", {"do": "looks", "looks": looks}, tmp_path)

    assert seen["requests"] == []
    verdicts = [one["verdict"] for one in found]
    assert verdicts[:3] == [None, "VERIFIED", "VERIFIED"]
    assert found[3]["direction"] == "rtl"
    assert found[1]["live"].startswith("VERIFIED. Everything is as it was sealed")
    assert verdicts[6] == "UNCONFIRMED"
    assert any("<img src=x onerror=alert(1)>" in row for row in found[6]["rows"])
    orphans = {row for row in found[7]["rows"] if row.startswith("/$OrphanFiles/OrphanFile-")}
    hidden, confirmed = (one["cards"]["After the seal"] for one in found[8:10])
    assert "(rows A–D of the fingerprint)" in hidden  # they are to be typed as they are read out
    assert fingerprint not in "".join(hidden.split())
    assert "One more record is not confirmed by a trusted signer." in confirmed
    request = found[10]["cards"]["Legal request that the bundle answers"]
    assert "as this copy has it; not confirmed by a seal" in request
    assert "as the sender sealed it" not in request
    contents = found[10]["cards"]["Contents"]
    assert "as this copy has it; not confirmed by a seal" in contents
    assert "sealed list" not in contents
    # two rows are compared on one card, and stand in full on no other; nor does a certificate that was given
    # with the bundle pass without that
    assert found[11]["locked"] == ["Trust it for seals: Claire Moreau"]
    assert verdicts[11] == "UNCONFIRMED"
    assert sum(row in found[11]["cards"]["Certificates that you gave"] for row in _rows(fingerprint)) == 2
    assert sum(row in "".join(found[11]["cards"].values()) for row in _rows(fingerprint)) == 2
    named = found[12]["cards"]["Named as signer"]
    assert "Signature invalid" in named
    assert "Trusted for this check only" not in named
    assert "Sealed by" not in found[12]["cards"]
    assert "Stated by a signature that is invalid" in found[12]["cards"]["Sealing time"]
    # nor are all rows of a certificate shown before the bundle is there
    assert sum(row in found[16]["cards"]["Certificates that you gave"] for row in _rows(fingerprint)) == 2
    for number, confirmed in ((14, True), (15, False)):
        assert verdicts[number] == "ALTERED"
        request = found[number]["cards"]["Legal request that the bundle answers"]
        assert ("as the sender sealed it" in request) is confirmed
        assert ("as this copy has it; not confirmed by a seal" in request) is not confirmed
    told = verify_path(folder / "sound-addenda" / by_name["sound-addenda"].make().main, policy()).addenda
    rows = [row for facts in told for row in stated_in(facts, told, translator_for("en"))]
    story = " ".join(found[13]["cards"]["After the seal"].split())
    assert {row.key for row in rows} >= {"channel", "files", "refers_to", "reason", "physical_seal_after"}
    assert [row for row in rows if f"{row.label} {' '.join(row.value.split())}" not in story] == []
    assert orphans == {f"/$OrphanFiles/OrphanFile-{number}" for number in range(16, 24)}  # none “deleted”
    for look, one in zip(looks, found, strict=True):
        assert not one["wide"], look
        assert not one["markup"], look
        assert one["axe"] == [], look

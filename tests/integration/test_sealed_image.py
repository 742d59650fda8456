"""A disk image sealed whole: every content follows from the image by the sealed extents and pread alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import pytest

from forensics_app.errors import NothingSelectedError, SourceDamagedError, SourceEmptyError
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key

DEMO = PROJECT / "resources" / "demo"
EXPECTED = {s["file"]: s for s in json.loads((DEMO / "expected.json").read_text())["sources"]}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("image") / "laptop.raw"
    with gzip.open(DEMO / "laptop.raw.gz") as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return path


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"), image, DEMO / "stick.E01")


@pytest.fixture(scope="module")
def bundle(bench: Bench) -> Path:
    return bench.seal(media=True).path


def test_it_verifies_with_both_media_inside(bench: Bench, bundle: Path) -> None:
    bench.assert_verified(bundle)
    rules = json.loads(read(bundle, "metadata/selection.json"))["rules"]
    assert rules == [
        {"rule": "all", "value": ""},
        {"rule": "media", "value": "s1"},
        {"rule": "media", "value": "s2"},
    ]


@pytest.mark.parametrize(("source", "name"), [("s1", "laptop.raw"), ("s2", "stick.E01")])
def test_the_medium_in_the_bundle_is_the_image(bundle: Path, source: str, name: str) -> None:
    """Of an E01 it is the medium, not the file: its digest was written down by the script that made it."""
    (line,) = [
        i
        for i in lines(bundle, "metadata/catalog.jsonl")
        if i["layer"] == source and i["kind"] == "area" and i["size"] == str(EXPECTED[name]["size"])
    ]
    data = read(bundle, line["data"])
    assert hashlib.sha256(data).hexdigest() == EXPECTED[name]["sha256"] == line["digests"]["sha256"]
    assert line["data"].endswith(("laptop.raw", "stick.raw"))


def test_every_content_is_at_its_extents(bundle: Path, image: Path) -> None:
    handle = os.open(image, os.O_RDONLY)
    proven = 0
    for line in lines(bundle, "metadata/catalog.jsonl"):
        if line["data"] is None or line["source"] != "s1":
            continue
        assert line["derivable"] == "yes", line["path"]
        content = b"".join(
            bytes(int(length)) if layer is None else os.pread(handle, int(length), int(offset))
            for layer, offset, length in line["extents"]
        )
        assert {layer for layer, _, _ in line["extents"]} <= {None, "s1"}
        assert content == read(bundle, line["data"]), line["path"]
        proven += 1
    os.close(handle)
    assert proven > 40


def test_deleted_fat_content_is_marked_as_assumed(bundle: Path) -> None:
    deleted = [
        i
        for i in lines(bundle, "metadata/catalog.jsonl")
        if i["data"] and not i["allocated"] and i["layer"].startswith("s2") and int(i["size"])
    ]
    assert deleted
    assert {i["extent_class"] for i in deleted} == {"assumed-contiguous"}


def test_the_sealed_sources_say_what_the_container_stored(bundle: Path) -> None:
    by_id = {s["id"]: s for s in lines(bundle, "metadata/sources.jsonl")}
    assert (by_id["s2"]["format"], by_id["s2"]["hashes"]) == ("ewf", "agree")
    assert by_id["s2"]["stored_digests"]["md5"] == EXPECTED["stick.E01"]["md5"]
    assert by_id["s2"]["acquisition"] is not None
    assert {s["parent"] for s in by_id.values()} <= {None, *by_id}


def test_an_image_that_is_another_one_now_gives_nothing_of_its_content(tmp_path: Path, image: Path) -> None:
    """Whatever still opens, no byte gets in that differs from what was catalogued."""
    own = tmp_path / "own.raw"
    shutil.copyfile(image, own)
    bench = make_bench(tmp_path, own)
    data = bytearray(own.read_bytes())
    (picture,) = _places(bench, "/ferry-01.jpg")
    data[picture] ^= 0xFF
    own.write_bytes(data)
    sealed = bench.seal()
    bench.assert_verified(sealed.path)
    assert sealed.failed == 1
    (omission,) = [o for o in lines(sealed.path, "metadata/omissions.jsonl") if o["stage"] == "seal"]
    assert omission["code"] == "content-changed"
    assert omission["locator"].endswith("/ferry-01.jpg")


def _places(bench: Bench, tail: str) -> list[int]:
    with bench.open(write=False) as case:
        return [
            a.entry.extents[0].offset_bytes or 0
            for a in case.store.artifacts.stream()
            if a.entry.locator.path_display().endswith(tail)
        ]


def test_an_image_that_was_emptied_stops_the_sealing(tmp_path: Path, image: Path) -> None:
    own = tmp_path / "own.raw"
    shutil.copyfile(image, own)
    bench = make_bench(tmp_path, own)
    own.write_bytes(b"")
    with pytest.raises((SourceEmptyError, SourceDamagedError)):
        bench.seal()
    assert not list(bench.out.glob("*.zip"))
    shutil.copyfile(image, own)
    bench.assert_verified(bench.seal().path)


def test_a_source_whose_ingest_was_stopped_is_declared(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    with bench.open() as case:
        with case.store.database.transaction() as connection:
            connection.execute("UPDATE sources SET state = 'reading'")
        case.store.set_omissions([Omission("directory-unreadable", "s1", "/x", 2, OmissionStage.WALK)])
        sealed = seal_bundle(case, SealRequest(bench.out / "X.zip"), signing_key(), clock=bench.clock)
    found = {o["code"]: o["count"] for o in lines(sealed.path, "metadata/omissions.jsonl")}
    assert found == {"ingest-incomplete": "1", "directory-unreadable": "2"}
    assert sealed.omissions == 3
    bench.assert_verified(sealed.path)


def test_image_in_which_nothing_was_found_goes_along_whole(tmp_path: Path, image: Path) -> None:
    """Of everything also the medium of an image without one artifact, alone or beside others."""
    noise = tmp_path / "locked.raw"
    noise.write_bytes(random.Random(5).randbytes(1 << 20))
    for number, sources in enumerate(((noise,), (image, noise))):
        folder = tmp_path / str(number)
        folder.mkdir()
        bench = make_bench(folder, *sources)
        bundle = bench.seal(media=True).path
        bench.assert_verified(bundle)
        last = f"s{len(sources)}"
        (line,) = [i for i in lines(bundle, "metadata/catalog.jsonl") if i["layer"] == last]
        assert line["kind"] == "area"
        assert read(bundle, line["data"]) == noise.read_bytes()


def test_filter_that_takes_nothing_takes_no_medium(tmp_path: Path) -> None:
    noise = tmp_path / "locked.raw"
    noise.write_bytes(random.Random(5).randbytes(1 << 20))
    bench = make_bench(tmp_path, noise)
    nothing = (ArtifactFilter(text="letter"),)
    with bench.open() as case, pytest.raises(NothingSelectedError):
        seal_bundle(
            case, SealRequest(bench.out / "x.zip", nothing, media=True), signing_key(), clock=bench.clock
        )

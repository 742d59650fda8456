"""One behaviour suite over the same medium in every container: the artifacts must not tell them apart.

Digests: the `*.hashes` files that log2timeline publishes beside its end-to-end tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.model.artifact import ArtifactKind, ReadOutcome
from forensics_app.model.evidence import ContainerFormat
from tests.reading.evidence_reading import CONTENT, SHA256_AND_MD5, Reading, path_of, read_source
from tests.world.shared_data import shared

PLASO = "testdata/log2timeline_plaso/test_data/"
DFVFS = "testdata/log2timeline_dfvfs/test_data/"
HASHES = "testdata/log2timeline_dfvfs/history/end_to_end/"

# file, container, published digests of its files, MD5 of the medium where somebody published it
IMAGES = {
    "raw": (
        PLASO + "ímynd.dd",
        ContainerFormat.RAW,
        "image.qcow2.hashes",
        "d73c51f10c7ee6a681b7b619ccc6f1c4",
    ),
    "E01": (
        PLASO + "image.E01",
        ContainerFormat.EWF,
        "image.qcow2.hashes",
        "d73c51f10c7ee6a681b7b619ccc6f1c4",
    ),
    "qcow2": (
        PLASO + "image.qcow2",
        ContainerFormat.QCOW2,
        "image.qcow2.hashes",
        "d73c51f10c7ee6a681b7b619ccc6f1c4",
    ),
    "vmdk": (PLASO + "image.vmdk", ContainerFormat.VMDK, "image.vmdk.hashes", None),
    "split-raw": (
        DFVFS + "ext2.splitraw.000",
        ContainerFormat.SPLIT_RAW,
        "ext2.vmdk.hashes",
        "196066add11fb71c4c49cf1bb50d6d24",
    ),
    "split-E01": (
        DFVFS + "ext2.split.E01",
        ContainerFormat.EWF,
        "ext2.vmdk.hashes",
        "196066add11fb71c4c49cf1bb50d6d24",
    ),
    "vhd": (DFVFS + "ext2.vhd", ContainerFormat.VHD, "ext2.vmdk.hashes", None),
}
_READINGS: dict[str, Reading] = {}


def reading(name: str) -> Reading:
    if name not in _READINGS:
        _READINGS[name] = read_source(shared(IMAGES[name][0]), options=SHA256_AND_MD5)
    return _READINGS[name]


def published(name: str) -> dict[str, str]:
    lines = shared(HASHES + IMAGES[name][2]).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("\t") for line in lines if line)}


@pytest.mark.parametrize("name", IMAGES)
def test_container_is_recognised_by_its_content(name: str) -> None:
    assert reading(name).source.format is IMAGES[name][1]


@pytest.mark.parametrize("name", [name for name, image in IMAGES.items() if image[3]])
def test_medium_has_the_published_digest(name: str) -> None:
    assert reading(name).media.md5 == IMAGES[name][3]


@pytest.mark.parametrize("name", ["E01", "split-E01"])
def test_stored_digest_equals_the_computed_one(name: str) -> None:
    found = reading(name)
    assert found.source.stored_digests.md5 == found.media.md5 is not None


@pytest.mark.parametrize("name", IMAGES)
def test_files_have_the_published_digests(name: str) -> None:
    found = reading(name)
    for path, digest in published(name).items():
        examination = found.examination(path.removeprefix("/"))
        ours = examination.digests.sha256 if len(digest) == 64 else examination.digests.md5
        assert ours == digest, path


@pytest.mark.parametrize("name", IMAGES)
def test_everything_is_read_completely_and_nothing_is_omitted(name: str) -> None:
    found = reading(name)
    assert found.omissions == ()
    for entry, examination in found.found:
        if path_of(entry) == "$OrphanFiles/OrphanFile-13":  # cut to 0 bytes when it was deleted
            assert (examination.read.outcome, examination.read.reason) == (
                ReadOutcome.NOT_READ,
                "content-lost",
            )
        elif entry.kind in CONTENT and entry.size_bytes is not None:
            assert examination.read.outcome is ReadOutcome.COMPLETE, path_of(entry)


@pytest.mark.parametrize(("one", "other"), [("raw", "E01"), ("raw", "qcow2"), ("split-raw", "split-E01")])
def test_containers_of_one_medium_give_the_same_artifacts(one: str, other: str) -> None:
    first, second = reading(one), reading(other)
    assert first.found == second.found
    assert first.media == second.media


def test_ext2_names_are_those_that_dfvfs_lists() -> None:
    listed = shared(HASHES + "ext2.vmdk.paths").read_text(encoding="utf-8").split("\n")
    expected = sorted(path.removeprefix("/") for path in listed if path not in ("", "/"))
    found = reading("split-raw").found  # dfVFS has no names of extended attributes
    names = [path_of(entry) for entry, _ in found if entry.kind is not ArtifactKind.ATTRIBUTE]
    assert sorted(names) == expected


def test_deleted_names_and_the_orphan_are_listed() -> None:
    found = reading("raw")
    deleted = [path for path in found.paths() if path.startswith("* ")]
    assert deleted == [
        "* a_directory/.another_file.swp",
        "* a_directory/another_file~",
        "* passwords.txt~",
        "* $OrphanFiles/OrphanFile-13",
    ]
    assert found.entry("$OrphanFiles/OrphanFile-13").orphan


def test_acquisition_facts_are_those_of_the_header() -> None:
    facts = reading("E01").source.acquisition
    assert (facts.examiner, facts.case_number, facts.notes) == (
        "John Doe",
        "PyVFS",
        "Notes on test image for PyVFS",
    )


def test_segments_are_shown_in_order(tmp_path: Path) -> None:
    assert [(s.name, s.size_bytes) for s in reading("split-E01").source.segments] == [
        ("ext2.split.E01", 3116330),
        ("ext2.split.E02", 1083353),
    ]


def test_any_segment_opens_the_whole_image() -> None:
    again = read_source(shared(DFVFS + "ext2.split.E02"), options=SHA256_AND_MD5)
    assert again.found == reading("split-E01").found


def test_link_keeps_its_target() -> None:
    link = reading("split-raw").entry("a_link")
    assert (link.kind, link.link_target) == (ArtifactKind.LINK, b"a_directory/another_file")

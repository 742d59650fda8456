"""Ex01: what a writer of our own wrote, read by our own reader and by pyewf; damage, gaps, encryption.

The published sample (made with libewf) is in test_container_damage and test_bad_sources.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pyewf  # type: ignore[import-not-found]
import pytest

from forensics_app.errors import EvidenceError, FormatNotSupportedError, ReadFailedError, SegmentMissingError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.model.evidence import ContainerFormat
from tests.conformance.containers.test_made_containers import MEDIUM, same_medium
from tests.made.containers.ewf2 import BZIP2, DEFLATE, NONE, write_ex01
from tests.reading.evidence_reading import read_source, sample
from tests.world.shared_data import shared

SMALL = MEDIUM[: 256 << 10]
METHODS = {"none": NONE, "deflate": DEFLATE, "bzip2": BZIP2}
SAMPLE = "testdata/SecurityRonin_ewf-forensic/core/tests/data/zeros_128s_compressed.Ex01"


@pytest.mark.parametrize("checked", [False, True], ids=["", "checksums"])
@pytest.mark.parametrize("patterns", [False, True], ids=["", "patterns"])
@pytest.mark.parametrize("method", METHODS)
def test_medium_is_the_one_that_was_written(
    method: str, patterns: bool, checked: bool, tmp_path: Path
) -> None:
    (image,) = write_ex01(tmp_path, MEDIUM, method=METHODS[method], patterns=patterns, checked=checked)
    opened = same_medium(image, ContainerFormat.EWF2)
    assert opened.stored_digests.md5 == hashlib.md5(MEDIUM, usedforsecurity=False).hexdigest()
    assert opened.stored_digests.sha1 == hashlib.sha1(MEDIUM, usedforsecurity=False).hexdigest()


def test_pyewf_reads_the_same(tmp_path: Path) -> None:
    """The writer is right by another reader's word as well."""
    (image,) = write_ex01(tmp_path, MEDIUM)
    handle = pyewf.handle()
    handle.open([str(image)])
    assert handle.get_media_size() == len(MEDIUM)
    assert handle.read_buffer(len(MEDIUM)) == MEDIUM
    handle.close()


def test_published_sample() -> None:
    opened = open_source(shared(SAMPLE))
    assert isinstance(opened, Container)
    assert opened.medium.read(0, opened.medium.size_bytes) == bytes(128 * 512)
    assert opened.stored_digests.md5 == hashlib.md5(bytes(65536), usedforsecurity=False).hexdigest()
    assert (opened.acquisition.examiner, opened.acquisition.operating_system) == ("examiner_name", "Darwin")
    opened.close()


@pytest.mark.parametrize("sectors", [64, 1024, 7])
def test_chunks_of_any_size(sectors: int, tmp_path: Path) -> None:
    (image,) = write_ex01(tmp_path, MEDIUM, sectors_per_chunk=sectors)
    same_medium(image, ContainerFormat.EWF2)


def test_segments_belong_together(tmp_path: Path) -> None:
    paths = write_ex01(tmp_path, MEDIUM, chunks_per_segment=30)
    assert [path.name for path in paths] == ["image.Ex01", "image.Ex02", "image.Ex03", "image.Ex04"]
    opened = same_medium(paths[1], ContainerFormat.EWF2)
    assert [segment.name for segment in opened.segments] == [path.name for path in paths]
    paths[-1].unlink()
    with pytest.raises(SegmentMissingError) as caught:
        open_source(paths[0])
    assert caught.value.segment == "image.Ex04"


def test_stray_segment_is_left_out(tmp_path: Path) -> None:
    (image,) = write_ex01(tmp_path, SMALL)
    (tmp_path / "image.Ex02").write_bytes(b"EVF2\r\n\x81\x00" + bytes(200))
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.strays == ("image.Ex02",)
    opened.close()


def test_encrypted_is_refused_by_name(tmp_path: Path) -> None:
    (image,) = write_ex01(tmp_path, SMALL, encrypted=True)
    with pytest.raises(FormatNotSupportedError) as caught:
        open_source(image)
    assert caught.value.format == "encrypted Ex01"


def test_artifacts_are_those_of_the_raw_medium(tmp_path: Path) -> None:
    raw = sample("ext2-names.raw", tmp_path)
    (image,) = write_ex01(tmp_path, raw.read_bytes(), patterns=True)
    plain, found = read_source(raw), read_source(image)
    assert (found.found, found.media, found.omissions) == (plain.found, plain.media, ())
    assert found.source.acquisition.acquired_at == "2026-11-24T14:32:38Z"


def test_any_changed_byte_is_found_or_harmless(tmp_path: Path) -> None:
    """Opening refuses it, a read fails, or the medium is what it was: never other bytes without a word."""
    (image,) = write_ex01(tmp_path, SMALL)
    data = image.read_bytes()
    places = random.Random(6).sample(range(len(data)), 700)
    seen = {"refused": 0, "failed": 0, "harmless": 0}
    for at in places:
        image.write_bytes(data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :])
        try:
            opened = open_source(image)
        except EvidenceError:
            seen["refused"] += 1
            continue
        assert isinstance(opened, Container)
        try:
            assert opened.medium.read(0, opened.medium.size_bytes) == SMALL
            seen["harmless"] += 1
        except ReadFailedError:
            seen["failed"] += 1
        finally:
            opened.close()
    assert all(seen.values()), seen


@pytest.mark.parametrize("left", [1, 100, 1000, 10_000])
def test_image_that_was_cut_off_is_refused(left: int, tmp_path: Path) -> None:
    (image,) = write_ex01(tmp_path, SMALL)
    data = image.read_bytes()
    image.write_bytes(data[:-left])
    with pytest.raises(EvidenceError) as caught:
        open_source(image)
    assert caught.value.code in ("source-damaged", "source-truncated")

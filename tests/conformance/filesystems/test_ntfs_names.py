"""Names in NTFS folders whose index is large, partly given up, damaged, or read wrongly by libtsk.

Known answers: what `samples/making/make_ntfs_index.py` made and deleted (`tests/made/ntfs_index_names.py`).
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from forensics_app.model.artifact import Entry
from tests.made.ntfs_index_names import DELETED, LATER, LIVE, LONG_FOLDER, MADE, MANY, content_of
from tests.reading.evidence_reading import Reading, path_of, read_source, sample

_RECORD, _BLOCK = 1024, 4096
_ROOT = 5


@pytest.fixture(scope="module", params=[4096, 8192])
def image(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In clusters of one block of an index, and of two."""
    return sample(f"ntfs-index-{request.param}.raw", tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def found(image: Path) -> Reading:
    return read_source(image)


def own(found: Reading, *, allocated: bool) -> list[Entry]:
    """Entries of what the sample was filled with."""
    return [e for e, _ in found.found if e.allocated is allocated and not path_of(e).startswith("$")]


def live(found: Reading) -> list[str]:
    return sorted(map(path_of, own(found, allocated=True)))


def changed(image: Path, place: int, data: bytes) -> Path:
    whole = bytearray(image.read_bytes())
    target = image.with_suffix(".changed")
    whole[place : place + len(data)] = data
    target.write_bytes(whole)
    return target


def mft(image: Path) -> int:
    boot = image.read_bytes()[:512]
    return int(struct.unpack_from("<Q", boot, 0x30)[0]) * boot[13] * 512


# --- what is there --------------------------------------------------------------------------------------


def test_what_is_in_use_is_listed_once_and_whole(found: Reading) -> None:
    assert live(found) == LIVE
    assert found.omissions == ()
    digests = {path_of(entry): x.digests.sha256 for entry, x in found.found if entry.allocated}
    for path in set(LIVE) & {*MADE, *LATER}:
        assert digests[path] == hashlib.sha256(content_of(path)).hexdigest(), path


def test_no_deleted_name_is_made_up(found: Reading) -> None:
    listed = set(map(path_of, own(found, allocated=False)))
    assert listed <= {*MADE, *LATER}
    assert len(listed & set(DELETED)) > 200


def test_deleted_files_keep_long_names_and_their_times(found: Reading) -> None:
    path = f"{LONG_FOLDER}/" + "画" * 250
    (pair,) = [pair for pair in found.found if path_of(pair[0]) == path and not pair[0].reallocated]
    entry, examination = pair
    assert (entry.allocated, len(entry.times)) == (False, 8)
    assert examination.digests.sha256 == hashlib.sha256(content_of(path)).hexdigest()


def test_names_that_only_the_index_left_behind_are_listed_whatever_their_times(
    image: Path, found: Reading
) -> None:
    """Files of `recent` are of 2024, and their records are others' by now."""
    gone = [e for e in own(found, allocated=False) if path_of(e).startswith("recent/")]
    whole = image.read_bytes()
    data = b"".join(whole[at : at + _BLOCK] for at in places(whole, b"INDX"))
    standing = {
        path for path in DELETED if path.startswith("recent/") and path[7:].encode("utf-16-le") in data
    }
    assert len(standing) > 20
    assert standing <= {path_of(e) for e in gone}
    assert all(e.reallocated for e in gone)


# --- damage ---------------------------------------------------------------------------------------------


def test_a_bad_block_of_an_index_costs_no_name_in_use(image: Path) -> None:
    data = image.read_bytes()
    name = "file number 150".encode("utf-16-le")
    blocks = {at - at % _BLOCK for at in places(data, name)}
    bad = [at for at in blocks if data[at : at + 4] == b"INDX"]
    assert bad
    for at in bad:
        image = changed(image, at + 510, b"\xff\xfe")
    found = read_source(image)
    assert live(found) == LIVE
    assert ("directory-incomplete", f"s1:/{MANY}") in [(o.code, o.locator) for o in found.omissions]


def test_without_the_root_its_files_are_found_by_their_records(image: Path) -> None:
    found = read_source(changed(image, mft(image) + _ROOT * _RECORD, bytes(_RECORD)))
    assert live(found) == LIVE
    assert [(o.code, o.locator) for o in found.omissions] == [("directory-incomplete", "s1:/")]
    assert "$OrphanFiles" in found.paths()


def places(data: bytes, text: bytes) -> list[int]:
    found, at = [], data.find(text)
    while at >= 0:
        found.append(at)
        at = data.find(text, at + 1)
    return found

"""What costs more than it weighs is refused by name before the work is done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asn1crypto import pkcs12  # type: ignore[import-untyped]

from forensics_app.errors import KeyFileInvalidError
from forensics_app.model.addendum import Head
from forensics_app.seal.keys.files import read_pkcs12, write_pkcs12
from forensics_app.seal.keys.iterations import stated_iterations
from forensics_app.verify.addenda.graph import AddendumGraph
from tests.vectors.bundle import Plan, build
from tests.vectors.vector import as_folder
from tests.world.receiving import codes, verify_path
from tests.world.signing import signing_key

QUICK_S = 5.0
TERABYTES = 4 << 40


@dataclass
class _Addendum:
    head: Head
    event: Any
    event_sha256: str = ""


def _head(number: int) -> Head:
    return Head(*(f"{number:060x}{part:04x}" for part in range(5)))


def _graph(*previous: tuple[Head, ...]) -> AddendumGraph:
    made: list[Any] = [
        _Addendum(_head(n), SimpleNamespace(previous=heads, time_utc=f"{n:04d}"))
        for n, heads in enumerate(previous)
    ]
    return AddendumGraph(_head(999_999), made)


def test_five_hundred_addenda_that_all_name_each_other_are_put_in_order_at_once() -> None:
    seal, count = _head(999_999), 500
    began = time.process_time()
    graph = _graph(*((seal, *map(_head, range(number))) for number in range(count)))
    assert list(graph.order) == list(range(count))
    assert list(graph.forks()) == []
    assert graph.ends() == (count - 1,)
    assert time.process_time() - began < QUICK_S


def test_five_hundred_forks_on_one_seal_are_found_at_once() -> None:
    began = time.process_time()
    graph = _graph(*(((_head(999_999)),) for _ in range(500)))
    assert sum(1 for _ in graph.forks()) == 500 * 499 // 2
    assert time.process_time() - began < QUICK_S


@pytest.mark.parametrize("place", ["content", "tag file", "list"])
def test_a_hole_of_terabytes_is_told_by_its_size(place: str, tmp_path: Path) -> None:
    folder = as_folder(build(Plan())).write(tmp_path)
    content = next(
        p for p in sorted((folder / "data").rglob("*")) if p.is_file() and p.name != "seal-nonce.bin"
    )
    path = {"content": content, "tag file": folder / "VERIFY.en.txt", "list": folder / "bagit.txt"}[place]
    try:
        os.truncate(path, TERABYTES)
    except OSError:
        pytest.skip("this file system has no files of terabytes")
    began = time.process_time()
    report = verify_path(folder)
    assert report.verdict == "altered"
    assert ("file-too-large" if place == "content" else "list-too-large") in codes(report)
    assert time.process_time() - began < QUICK_S


def _forged_octets(folder: Path) -> None:
    text = (folder / "bag-info.txt").read_bytes()
    (folder / "bag-info.txt").write_bytes(text.replace(b"Oxum: ", b"Oxum: 99999999999999"))


def _forged_lists(folder: Path) -> None:
    """Nothing that could say how large the contents are is as it was sealed."""
    _forged_octets(folder)
    catalogue = folder / "metadata" / "catalog.jsonl"
    catalogue.write_bytes(catalogue.read_bytes().replace(b'"size":"31"', b'"size":"%d"' % TERABYTES))


def _broken_info(folder: Path) -> None:
    (folder / "bag-info.txt").write_bytes(b"no line of it\n")


@pytest.mark.parametrize("forge", [_forged_octets, _forged_lists, _broken_info])
def test_a_hole_of_terabytes_is_told_where_the_octets_are_forged(
    forge: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = as_folder(build(Plan())).write(tmp_path)
    content = next(p for p in sorted((folder / "data").rglob("*_note.txt")))
    try:
        os.truncate(content, TERABYTES)
    except OSError:
        pytest.skip("this file system has no files of terabytes")
    forge(folder)
    began = time.process_time()
    report = verify_path(folder)
    assert report.verdict == "altered"
    assert {"file-too-large", "file-differs"} <= set(codes(report))  # the list that was forged differs
    assert time.process_time() - began < QUICK_S


@pytest.mark.parametrize("count", [500, 501])
def test_five_hundred_addenda_are_read_and_no_more(count: int, tmp_path: Path) -> None:
    built = build(Plan())
    (tmp_path / f"{built.name}.zip").write_bytes(built.zip)
    for number in range(count):
        (tmp_path / f"{built.name}.opening.{number:08x}.asice").write_bytes(b"%d" % number)
    began = time.process_time()
    report = verify_path(tmp_path / f"{built.name}.zip")
    assert report.verdict == "verified"  # nothing beside a bundle changes that
    assert ("addenda-too-many" in codes(report)) is (count > 500)
    assert time.process_time() - began < QUICK_S


def _more_of_its_mac(file: pkcs12.Pfx) -> None:
    file["mac_data"]["iterations"] = 50_000_000


def _many_key_bags(file: pkcs12.Pfx) -> None:
    """No part wants much; there are many of them."""
    parts = file.authenticated_safe
    keys = next(part for part in parts if part["content_type"].native == "data")
    file["auth_safe"]["content"] = pkcs12.AuthenticatedSafe([*parts, *[keys] * 20]).dump()


@pytest.mark.parametrize("change", [_more_of_its_mac, _many_key_bags])
def test_a_key_file_that_wants_fifty_million_iterations_is_refused(
    change: Callable[[pkcs12.Pfx], None], tmp_path: Path
) -> None:
    key = signing_key()
    data = write_pkcs12(key.key, key.chain, "Labor", b"passphrase")
    assert 600_000 <= stated_iterations(data) <= 3 * 600_000
    file = pkcs12.Pfx.load(data)
    change(file)
    path = tmp_path / "key.p12"
    path.write_bytes(file.dump(force=True))
    began = time.process_time()
    with pytest.raises(KeyFileInvalidError) as e:
        read_pkcs12(path, b"passphrase")
    assert e.value.detail == "too-many-iterations"
    assert time.process_time() - began < QUICK_S

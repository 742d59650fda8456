"""Bundles of more entries and more bytes than plain ZIP can count, made on the fly."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from tests.vectors import lists
from tests.vectors.bundle import NAME, Files, Plan, manifest, seal_again, sealed_tree
from tests.vectors.large import Zeros, write_large
from tests.vectors.lists import ITEMS, Item
from tests.world.receiving import codes, policy, verify_path

ENTRIES = 70_000


def _many() -> Plan:
    """More artifacts than 65,535, each with a content of its own."""
    items = tuple(Item(f"{n:A>16}".translate(_BASE32), f"{n}.txt", b"%d\n" % n) for n in range(ENTRIES))
    return Plan(items=tuple(sorted(items, key=lambda item: item.id)))


_BASE32 = str.maketrans("0123456789", "BCDEFGHIJK")


def test_seventy_thousand_entries_are_verified(tmp_path: Path) -> None:
    tree = sealed_tree(_many())
    sent = tmp_path / f"{NAME}.zip"
    write_large(sent, {f"{NAME}/{path}": data for path, data in tree.items()})
    with zipfile.ZipFile(sent) as archive:
        assert len(archive.namelist()) > ENTRIES

    report = verify_path(sent)

    assert (report.verdict, codes(report)) == ("verified", set())


def test_one_entry_too_few_among_seventy_thousand_is_found(tmp_path: Path) -> None:
    tree = sealed_tree(_many())
    lost = next(path for path in tree if path.endswith("_69999.txt"))
    sent = tmp_path / f"{NAME}.zip"
    write_large(sent, {f"{NAME}/{p}": d for p, d in tree.items() if p != lost})

    report = verify_path(sent)

    assert (report.verdict, codes(report)) == ("incomplete", {"file-missing"})


def _huge(tree: Files, path: str, zeros: Zeros) -> None:
    """Every list says that the small content at `path` is really these zeros."""
    small = ITEMS[0].content
    assert small is not None
    for name in ("metadata/catalog.jsonl", "metadata/catalog.csv"):
        text = tree[name].replace((ITEMS[0].digest or "").encode(), zeros.sha256.encode())
        tree[name] = text.replace(b'"size":"%d"' % len(small), b'"size":"%d"' % zeros.size, 1)
        tree[name] = tree[name].replace(b",true,%d," % len(small), b",true,%d," % zeros.size, 1)
        tree[name] = tree[name].replace(b'"4096","%d"' % len(small), b'"4096","%d"' % zeros.size, 1)
    value = {"path": path, "size": str(zeros.size), "block_size": "1048576", "blake3": zeros.blake3()}
    tree["metadata/blocks.jsonl"] = lists.canonical(value) + b"\n"
    oxum = tree["bag-info.txt"].split(b"Payload-Oxum: ")[1].split(b".")[0]
    total = int(oxum) - len(small) + zeros.size
    tree["bag-info.txt"] = tree["bag-info.txt"].replace(b"Oxum: " + oxum, b"Oxum: %d" % total)


@pytest.mark.slow
def test_more_than_four_gib_are_verified_and_one_bit_is_found(tmp_path: Path) -> None:
    zeros = Zeros((4 << 30) + 4097)
    plan = Plan()
    tree = sealed_tree(plan)
    path = ITEMS[0].data
    assert path is not None
    _huge(tree, path, zeros)
    payload = {p: d for p, d in tree.items() if p.startswith("data/")}
    lines = manifest(payload).replace((ITEMS[0].digest or "").encode(), zeros.sha256.encode())
    tree["manifest-sha256.txt"] = lines
    tags = {p: d for p, d in tree.items() if not p.startswith(("data/", "seal/", "tagmanifest"))}
    tree["tagmanifest-sha256.txt"] = manifest(tags)
    seal_again(tree, plan)
    sent = tmp_path / f"{NAME}.zip"
    write_large(sent, {f"{NAME}/{p}": zeros if p == path else d for p, d in tree.items()})

    report = verify_path(sent, policy())
    assert (report.verdict, codes(report)) == ("verified", set())

    handle = os.open(sent, os.O_WRONLY)
    os.pwrite(handle, b"\x01", (4 << 30) - 5)
    os.close(handle)
    report = verify_path(sent, policy())
    assert (report.verdict, codes(report)) == ("altered", {"file-differs", "zip-crc"})
    assert [f.actual for f in report.findings if f.code == "blocks-differ"]

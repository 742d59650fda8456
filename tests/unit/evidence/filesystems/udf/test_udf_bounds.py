"""UDF made to take forever, or to spoil what is sound beside it: it costs its own names alone."""

from __future__ import annotations

import struct

import pytest

from forensics_app.evidence.filesystems.trees.inode_tree import TreeName, no_problem
from forensics_app.evidence.filesystems.udf.directory import identifiers
from forensics_app.evidence.filesystems.udf.spaces import PlainSpace, SparableSpace, VirtualSpace
from forensics_app.evidence.filesystems.udf.tree import UdfTree
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from tests.made.byte_sources import Bytes
from tests.made.udf import Disc, Folder, long_ad, short_ad, tagged

_NOWHERE = 0xFFFFFFFF


def tree_of(image: bytes, reported: list[str] | None = None) -> UdfTree:
    return UdfTree(
        Bytes(image),
        lambda reach: None,
        lambda code, text: None if reported is None else reported.append(text),
    )


def names(tree: UdfTree, number: int) -> dict[str, TreeName]:
    return {name.name.decode(): name for name in tree.names(number, no_problem)}


def test_one_damaged_size_does_not_cost_the_other_directories() -> None:
    made = Disc(extended=True)
    folders = [made.folder(made.root, f"folder {number}", spread=True) for number in range(4)]
    for folder in folders:
        made.name(folder, "file", made.file(b"x"))
    image = bytearray(made.image())
    at = made.meta_at(folders[0].block)
    entry = image[at : at + 2048]
    struct.pack_into("<Q", entry, 56, 1 << 40)
    length = struct.unpack_from("<H", entry, 10)[0]
    image[at : at + 16 + length] = tagged(266, folders[0].block, bytes(entry[16 : 16 + length]))
    tree = tree_of(bytes(image))
    reported: list[OmissionCode] = []
    for name in names(tree, tree.root).values():
        assert [n.name for n in tree.names(name.number, lambda code, _: reported.append(code))] == [b"file"]
    assert reported == [OmissionCode.DIRECTORY_INCOMPLETE]


def test_what_a_deleted_directory_names_may_live_elsewhere() -> None:
    made = Disc()
    gone, live = Folder(made.meta(), made.root), made.folder(made.root, "live")
    kept = made.file(b"live content")
    made.name(live, "kept", kept)
    made.name(made.root, "gone", gone, flags=4)
    made.name(gone, "folder", live)
    made.name(gone, "file", kept)
    made.name(gone, "left", made.file(b"left"))
    made.write_folder(gone)
    tree = tree_of(made.image())
    top = names(tree, tree.root)
    found = names(tree, top["gone"].number)
    assert {name: (one.deleted, one.reused) for name, one in found.items()} == {
        "folder": (True, True),
        "file": (True, True),
        "left": (True, False),
    }
    assert not names(tree, top["live"].number)["kept"].deleted


def test_names_that_claim_to_be_long_are_not_checked_forever() -> None:
    def name(*, size: int) -> bytes:
        body = struct.pack("<HBB", 1, 0, 2) + long_ad(2048, 5, 0) + struct.pack("<H", size) + b"\x08a"
        return tagged(257, 0, body)

    wrong = bytearray(name(size=65000))
    struct.pack_into("<HHI", wrong, 8, 1, 65000, 9)  # neither its CRC nor its place fits
    wrong[4] = 0
    wrong[4] = sum(wrong[:16]) & 0xFF
    reported: list[str] = []
    data = (bytes(wrong) + name(size=0)) * 6000
    found = list(identifiers(data, lambda at: 0, lambda code, text: reported.append(text)))
    assert 0 < len(found) < 1000
    assert "too much looks like names" in reported[-1]


def test_versions_that_many_files_share_are_not_followed_forever() -> None:
    """Each of a hundred entries has the next one as its newer version."""
    made = Disc()
    blocks = [made.take(2) for _ in range(100)]
    for block, newer in zip(blocks, [*blocks[1:], None], strict=True):
        made.write_entry(block, 1, b"x", 3, strategy=4096)
        if newer is not None:
            indirect = tagged(259, block + 1, bytes(20) + long_ad(2048, newer, 0))
            made.put(made.at(block + 1), indirect)
    tree = tree_of(made.image())
    reported: list[str] = []
    assert tree.node(blocks[0], lambda code, text: reported.append(text)).size_bytes == 1
    assert reported == [f"99 older versions of the file entry at block {blocks[-1]}"]
    refused = 0
    for block in blocks * 5:
        try:
            tree.node(block, no_problem)
        except MalformedError:
            refused += 1
    assert 100 < refused < 400


def test_lists_of_descriptors_count_by_their_size() -> None:
    """One that takes 400 blocks is read again and again."""
    made = Disc()
    first = made.take(400)
    made.put(made.at(first), tagged(258, first, struct.pack("<II", 0, 400 * 2048 - 24)))
    more = struct.pack("<II", 3 << 30 | 400 * 2048, first)
    file = made.entry(1 << 40, more, 0)
    tree = tree_of(made.image())
    reported: list[str] = []
    for _ in range(40):
        tree.content(file.block, lambda code, text: reported.append(text))
    assert sum("share the same" in text for text in reported) > 10


def test_sizes_that_no_volume_has_cost_their_file() -> None:
    made = Disc()
    huge = made.entry((1 << 64) - 1, short_ad(2048, made.store(b"h")), 0)
    made.name(made.root, "huge", huge)
    made.name(made.root, "file", made.file(b"x"))
    tree = tree_of(made.image())
    assert set(names(tree, tree.root)) == {"huge", "file"}
    with pytest.raises(MalformedError, match="18446744073709551615"):
        tree.node(huge.block, no_problem)


def test_an_earlier_state_is_told_where_the_last_table_is_damaged() -> None:
    made = Disc(kind="virtual")
    made.name(made.root, "file", made.file(b"x"))
    image = made.image()
    last = bytearray(image[-2048:])
    struct.pack_into("<Q", last, 56, 1 << 20)  # more than its extents have
    length = struct.unpack_from("<H", last, 10)[0]
    later = tagged(266, len(image) // 2048 - Disc.START, bytes(last[16 : 16 + length]))
    reported: list[str] = []
    tree = tree_of(image + later.ljust(2048, b"\0"), reported)
    assert set(names(tree, tree.root)) == {"file"}
    assert ["an earlier state is shown" in text for text in reported] == [True]


def test_contents_that_only_begin_alike_are_not_taken_for_one() -> None:
    """Beside ISO 9660 what lies in the same place isn't listed twice."""
    made = Disc(extended=False)
    first, other = made.store(b"a" * 4096), made.store(b"b" * 2048)
    files = [
        made.entry(4096, short_ad(4096, first), 0),
        made.entry(4096, short_ad(2048, first) + short_ad(2048, first + 1), 0),
        made.entry(4096, short_ad(2048, first) + short_ad(2048, other), 0),
        made.entry(4096, short_ad(2048, first), 0),
    ]
    tree = tree_of(made.image())
    whole, joined, apart, lost = [tree.glance(file.block) for file in files]
    assert whole == joined
    assert len({whole, apart, lost}) == 3


def test_blocks_of_mapped_partitions_lie_where_they_did() -> None:
    plain = PlainSpace(0, 100, 1)
    table = [5, 6, 7, _NOWHERE, _NOWHERE, 9, 3, 99, 100, 101]
    virtual = VirtualSpace(plain, table)
    expected = [(5, 3), (None, 1), (None, 1), (9, 1), (3, 1), (99, 1), (None, 2), (None, 2)]
    assert list(virtual.stretches(0, 12)) == expected
    assert list(virtual.stretches(1, 1)) == [(6, 1)]
    sparable = SparableSpace(plain, 4, {8: 200, 16: 300}, 1)
    assert list(sparable.stretches(2, 20)) == [(2, 6), (200, 4), (12, 4), (300, 4), (20, 2)]

"""System files that lists fold away: exactly those of the file system, nothing that only looks like one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.choices.type_groups import MEMBERS, TypeGroup, group_of
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from forensics_app.model.selection import ArtifactFilter
from tests.world.catalogued import CASE_KEY, FACTS, add_batch, entry, found, source

Row = tuple[bytes, bytes | None, dict[str, object]]
STREAM: dict[str, object] = {"kind": ArtifactKind.STREAM}
GENUINE: list[Row] = [
    (b"$MFT", None, {}),
    (b"$BadClus", None, {}),
    (b"$BadClus", b"$Bad", STREAM),
    (b"$Secure", b"$SDS", STREAM),
    (b"$Extend", None, {"kind": ArtifactKind.DIRECTORY}),
    (b"$Extend/$UsnJrnl", b"$J", STREAM),
]
HIDEOUTS: list[Row] = [  # where somebody could put what such lists would then not show
    (b"Users/$MFT", None, {}),
    (b"$mft", None, {}),
    (b"$MFT", b"hidden", STREAM),
    (b"$Extend/notes.txt", None, {}),
    (b"$Extend/$MFT", None, {}),
    (b"$Bitmap", None, {"allocated": False}),
    (b"$Unallocated", None, {"kind": ArtifactKind.AREA}),
    (b"$Volume", None, {"kind": ArtifactKind.AREA}),
    (b"letter.txt", None, {}),
]


def filled(folder: Path, rows: list[Row], file_system: str = "ntfs") -> Store:
    store = Store.create(folder / "case.sqlite", FACTS, CASE_KEY)
    made = source()
    assert made.opened is not None
    layer = Layer(
        "s1", None, LayerKind.FILE_SYSTEM, 0, 1 << 20, state=LayerState.WALKED, file_system=file_system
    )
    made = replace(made, opened=replace(made.opened, layers=(layer,)))
    store.register_source(made, (), path=Path(made.path))
    pairs = [
        (entry(at, path, stream=stream, **more), found()) for at, (path, stream, more) in enumerate(rows)
    ]
    add_batch(store, store.queries.layers("s1")[0].number, pairs)
    store.finish_load()
    return store


def shown(store: Store, **conditions: object) -> set[tuple[bytes, bytes | None]]:
    chosen = ArtifactFilter(**conditions)  # type: ignore[arg-type]
    listed = [a.entry.locator for a in store.artifacts.stream(chosen)]
    return {(b"/".join(one.components), one.stream) for one in listed}


def test_the_files_of_ntfs_fold_and_what_hides_among_them_does_not(tmp_path: Path) -> None:
    store = filled(tmp_path, GENUINE + HIDEOUTS)
    assert shown(store, system=True) == {row[:2] for row in GENUINE}
    assert shown(store, system=False) == {row[:2] for row in HIDEOUTS}
    assert shown(store) == {row[:2] for row in GENUINE + HIDEOUTS}
    store.close()


def test_a_second_entry_of_the_name_keeps_both_in_the_list(tmp_path: Path) -> None:
    store = filled(tmp_path, [(b"$Boot", None, {}), (b"$Boot", None, {"inode": "77"}), (b"$MFT", None, {})])
    assert shown(store, system=True) == {(b"$MFT", None)}
    store.close()


@pytest.mark.parametrize("file_system", ["ext4", "xfs", "fat32", "exfat", "hfs+", "iso9660"])
def test_the_names_mean_nothing_in_another_file_system(tmp_path: Path, file_system: str) -> None:
    store = filled(tmp_path, GENUINE + HIDEOUTS, file_system)
    assert shown(store, system=True) == set()
    store.close()


def test_areas_of_fat_and_files_of_hfs(tmp_path: Path) -> None:
    areas: list[Row] = [(name, None, {"kind": ArtifactKind.AREA}) for name in (b"$MBR", b"$FAT1", b"$FAT2")]
    (tmp_path / "fat").mkdir()
    store = filled(tmp_path / "fat", [*areas, (b"DATA/$FAT1", None, {})], "fat16")
    assert shown(store, system=False) == {(b"DATA/$FAT1", None)}
    store.close()
    store = filled(tmp_path, [(b"$CatalogFile", None, {}), (b"a.txt", None, {})], "hfs+")
    assert shown(store, system=False) == {(b"a.txt", None)}
    store.close()


def test_entries_of_exfat_that_are_no_files_fold_and_a_file_of_that_name_does_not(tmp_path: Path) -> None:
    """Files have times there; what The Sleuth Kit makes of the bitmap and the table has none."""
    (tmp_path / "own").mkdir()
    names = (b"$ALLOC_BITMAP", b"$UPCASE_TABLE")
    without: dict[str, object] = {"times": ()}
    store = filled(tmp_path / "own", [*((n, None, without) for n in names), (b"a.txt", None, {})], "exfat")
    assert shown(store, system=False) == {(b"a.txt", None)}
    store.close()
    store = filled(tmp_path, [(names[0], None, {}), (b"DATA/$UPCASE_TABLE", None, without)], "exfat")
    assert len(shown(store, system=False)) == 2
    store.close()


def test_they_are_searched_once_and_again_after_a_change(tmp_path: Path) -> None:
    """Also beside another search that is kept, by the connection that writes."""
    store = filled(tmp_path, [*GENUINE, (b"letter.txt", None, {})])
    asked: list[str] = []
    store.database.connection.set_trace_callback(asked.append)

    def searched() -> list[int]:
        asked.clear()
        for _ in range(3):
            assert store.artifacts.count(ArtifactFilter(duplicate=True, system=True)) == len(GENUINE)
            assert store.artifacts.count(ArtifactFilter(system=False)) == len(shown(store, system=False))
        kept = ("system_rows", "duplicate_rows")
        return [sum(f"INTO temp.{name}" in sql for sql in asked) for name in kept]

    assert searched() == [1, 1]
    assert searched() == [0, 0]
    add_batch(store, store.queries.layers("s1")[0].number, [(entry(90, b"$Boot"), found())])
    assert shown(store, system=True) == {row[:2] for row in GENUINE} | {(b"$Boot", None)}
    store.close()


def test_groups_of_types_filter_as_they_are_told(tmp_path: Path) -> None:
    types = [
        "application/pdf", "text/rtf", "text/plain", "text/vcard", "image/png", "video/mp4", "audio/mpeg",
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.database",
        "application/vnd.sqlite3", "application/x-7z-compressed", "application/x-executable",
        "message/rfc822", "application/octet-stream", "application/x-compress-ftcomp", "imagery/x",
    ]  # fmt: skip
    store = Store.create(tmp_path / "case.sqlite", FACTS, CASE_KEY)
    made = source()
    store.register_source(made, (), path=Path(made.path))
    pairs = [(entry(at, b"f%d" % at), found(one)) for at, one in enumerate(types)]
    add_batch(store, store.queries.layers("s1")[0].number, pairs)
    store.finish_load()
    for group in TypeGroup:
        chosen = ArtifactFilter(group=group)
        listed = {a.examination.media_type for a in store.artifacts.stream(chosen)}
        assert listed == {one for one in types if group_of(one) is group}
        assert store.artifacts.count(chosen) == len(listed)
    assert group_of("application/octet-stream") is None
    store.close()


def test_no_type_is_in_two_groups() -> None:
    every = [one for members in MEMBERS.values() for one in members.types]
    for one in every:
        assert sum(members.has(one) for members in MEMBERS.values()) == 1, one

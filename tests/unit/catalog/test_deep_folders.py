"""Folders thousands deep, as a hostile disk or archive has them: no call may be nested for each of them."""

from __future__ import annotations

from pathlib import Path

from forensics_app.catalog.store import Store
from tests.world.catalogued import entry, fill, found, make_store

DEEP = b"/".join([b"d"] * 3000)


def test_file_below_very_many_folders_is_stored_and_found(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    fill(store, [(entry(1, DEEP + b"/leaf"), found()), (entry(2, DEEP + b"/e/leaf"), found())])
    store.close()
    again = Store.open(tmp_path / "case.sqlite", write=False)
    first, second = again.artifacts.stream()
    assert first.entry.locator.components == (*DEEP.split(b"/"), b"leaf")
    assert second.entry.locator.components == (*DEEP.split(b"/"), b"e", b"leaf")
    again.close()

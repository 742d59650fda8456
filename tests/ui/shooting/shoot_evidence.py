"""Pictures of adding evidence: empty, with sources that are fine, encrypted and broken, and hashing again."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.ui.shooting.settling import settle
from tests.world.shared_data import shared_root
from ui.pages.evidence.page import EvidencePage
from ui.window.main_window import MainWindow
from ui.words import places


def shoot_evidence(window: MainWindow, out: Path, demo: Path, folder: Path, way: str) -> None:
    """The window has the demo's case open."""
    folder.mkdir()
    page = window.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    window.go(places.EVIDENCE)
    page.add([])
    assert page.dialog is not None
    settle(page.dialog.isVisible)
    page.dialog.grab().save(str(out / f"add-evidence-empty-{way}.png"))
    sources = [demo / "evidence" / "stick.E01", demo / "evidence" / "laptop.raw"]
    root = shared_root()
    if root is not None:
        sealed = root / "testdata" / "self-made" / "bde-xts128-ntfs.raw.gz"
        locked = folder / "backup-disk.raw"
        locked.write_bytes(gzip.decompress(sealed.read_bytes()))
        sources.append(locked)
    (folder / "empty.dd").touch()
    page.dialog.add([*sources, folder / "empty.dd"])
    dialog = page.dialog
    settle(lambda: all(dialog._found.values()))
    dialog.resize(dialog.width(), max(dialog.height(), 900))
    settle(lambda: True)
    dialog.grab().save(str(out / f"add-evidence-{way}.png"))
    dialog.reject()

"""Pictures of the comparison: nothing chosen, the demo's case against a list and against its bundle."""

from __future__ import annotations

from pathlib import Path

from forensics_app.model.comparison import Show
from tests.ui.shooting.settling import settle
from ui.window.main_window import MainWindow


def other_list(case_list: Path) -> Path:
    """A list as another laboratory may send: some of the demo's contents, and others."""
    shared = "7f82c3cdc7d4ae6f05fbe8fb3957c186d500f4b381f3d23ea3896b23ae06c8ab"
    rows = [("Users/x/ferry.jpg", "8461", shared), ("Pictures/ferry-02.jpg", "12", "1" * 64)]
    rows += [(f"Users/x/mail/{n}.eml", "900", f"{n:064x}") for n in range(2, 30)]
    text = "\n".join(f"/mnt/other/{path},{size},{digest}" for path, size, digest in rows)
    case_list.write_text(f"path,size,sha256\n{text}\n", encoding="utf-8")
    return case_list


def shoot_compare(window: MainWindow, out: Path, demo: Path, folder: Path, way: str) -> None:
    """The dialog as it opens from the Case page, and with each list."""
    folder.mkdir()
    window.bench.comparison_asked.emit(demo / "case")
    dialog = window.dialogs.comparison
    assert dialog is not None
    settle(dialog.isVisible)
    dialog.grab().save(str(out / f"compare-new-{way}.png"))
    dialog.b.choose(other_list(folder / "other-laboratory.csv"))
    dialog.compare()
    settle(lambda: dialog.view is not None and dialog.view.table.model().rowCount() > 0)
    first = dialog.view
    assert first is not None
    for show in (Show.SHARED, Show.ONLY_A, Show.DIFFERS, Show.UNCOMPARED):
        first.show_list(show)
        settle(lambda: True)
        settle(lambda: True)
        dialog.grab().save(str(out / f"compare-{show.value}-{way}.png"))
    dialog.b.choose(next(demo.glob("*.zip")))
    dialog.compare()
    settle(
        lambda: (
            dialog.view not in (None, first)
            and dialog.view is not None
            and dialog.view.table.model().rowCount() > 0
        )
    )
    settle(lambda: True)
    dialog.grab().save(str(out / f"compare-bundle-{way}.png"))
    dialog.accept()

"""Pictures of a case with much to tell, and of the dialogs about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.model.selection import ArtifactFilter
from tests.ui.shooting import reported_case
from tests.ui.shooting.settling import settle
from ui.models.artifacts.folder_model import PlaceKey, PlaceKind
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places


def shoot_reported(window: MainWindow, out: Path, folder: Path, way: str) -> None:
    """A case with a locked volume, hash sets and a declared zone: its pages, and every dialog about them."""
    reported_case.make(folder)
    bench = window.bench
    bench.open_case(folder / "case")
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    settle(lambda: page._model.rowCount() > 0)
    for name, number in (("case", places.CASE), ("evidence", places.EVIDENCE)):
        window.go(number)
        shoot_it(window, out, f"told-{name}-{way}")
    window.go(places.ARTIFACTS)
    page._filtered(ArtifactFilter(hash_set="*"))
    settle(lambda: page._model.counted and page._model.rowCount() > 0)
    settle(lambda: page.panel._twins is not None and page.panel._twins.count > 0)
    shoot_it(window, out, f"told-artifacts-{way}")
    page._filtered(ArtifactFilter(source="s2"))
    page._placed(PlaceKey(PlaceKind.SOURCE, "s2"))
    settle(lambda: page._model.counted and page._model.rowCount() > 3 and page._model.artifact(3) is not None)
    page.table.go_to(3)
    shoot_it(window, out, f"told-zone-{way}")
    window.go(places.EVIDENCE)
    evidence = window.pages[places.EVIDENCE]
    evidence._inside.unlock()  # type: ignore[attr-defined]
    key = evidence.key  # type: ignore[attr-defined]
    settle(lambda: key.isVisible())
    shoot_it(window, out, f"told-key-{way}")
    key.field.setText("115500-231000-346501")
    key.unlock()
    settle(lambda: bool(key.complaint.accessibleName()))
    shoot_it(window, out, f"told-key-wrong-{way}")
    key.leave_button.click()
    settle(lambda: not bench.reading)
    bench.omissions_asked.emit("")
    omissions = window.dialogs.omissions
    assert omissions is not None
    settle(lambda: omissions.model.rowCount() > 0)
    shoot_it(omissions, out, f"dialog-omissions-{way}")
    omissions.close()
    bench.hash_sets_asked.emit()
    sets = window.dialogs.hash_sets
    assert sets is not None
    shoot_it(sets, out, f"dialog-hash-sets-{way}")
    adding = sets.add_file(Path("/evidence/sets/stolen.csv"))
    shoot_it(adding, out, f"dialog-add-hash-set-{way}")
    adding.close()
    sets.close()
    bench.zones_asked.emit()
    assert window.dialogs.zones is not None
    shoot_it(window.dialogs.zones, out, f"dialog-zones-{way}")
    window.dialogs.zones.close()
    evidence._how.change()  # type: ignore[attr-defined]
    shoot_it(evidence._how.dialog, out, f"dialog-reading-{way}")  # type: ignore[attr-defined]
    evidence._how.dialog.close()  # type: ignore[attr-defined]


def shoot_it(dialog: QWidget, out: Path, name: str) -> None:
    """A picture of a dialog."""
    settle(lambda: dialog.isVisible())
    dialog.grab().save(str(out / f"{name}.png"))

"""Draws the states of the Artifacts page: gallery, veils, columns, details below, menus, dialogs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from forensics_app.model.selection import ArtifactFilter, TimeField
from tests.ui.shooting.settling import settle
from ui.dialogs.artifacts.filter_values import SizeDialog, TimeDialog
from ui.dialogs.artifacts.tag import TagDialog
from ui.pages.artifacts.page import ArtifactsPage
from ui.settings.list_settings import ListSettings
from ui.window.main_window import MainWindow
from ui.words import places


def shoot_list(window: MainWindow, out: Path, way: str) -> None:
    """With the demo's case open."""
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    window.go(places.ARTIFACTS)

    def take(name: str) -> None:
        settle(lambda: True)
        window.grab().save(str(out / f"list-{name}-{way}.png"))

    def shown(chosen: ArtifactFilter) -> None:
        page._filtered(chosen)
        settle(lambda: page._model.counted)
        settle(lambda: page._model.rowCount() == 0 or page._model.artifact(0) is not None)

    shown(
        ArtifactFilter(
            min_size=100,
            max_size=20_000_000,
            time_field=TimeField.MODIFIED,
            time_from="2020-01-01T00:00:00",
            time_to="2027-01-01T00:00:00",
            deleted=False,
        )
    )
    take("filters")
    shown(ArtifactFilter(position=True, omission="*"))
    take("nothing-matches")
    shown(ArtifactFilter(media_type="image"))
    page.list.set_gallery(on=True)
    settle(lambda: _all_here(page))
    take("gallery-blurred")
    page.list.toggle_blur()
    take("gallery-clear")
    page.list.toggle_grey()
    page.list.step_size(1)
    take("gallery-grey")
    page.list.toggle_grey()
    page.list.toggle_blur()
    shown(ArtifactFilter())
    settle(lambda: _all_here(page))
    take("gallery-everything")
    page.list.set_gallery(on=False)
    page._arrangement.switch("below")
    take("details-below")
    page._arrangement.switch("details")
    page._arrangement.switch("tree")
    for name in ("note", "created", "exhibit"):
        page.table.show_column(name, on=True)
    take("columns")
    _menu(page._actions.view_menu(page.table), window, out / f"list-view-menu-{way}.png")
    _menu(page._tag_menu(), window, out / f"list-tag-menu-{way}.png")
    _menu(page.bar.menu(), window, out / f"list-filter-menu-{way}.png")
    page._arrangement.reset()
    ListSettings(window.bench.settings).save_filter("Pictures with a place", ArtifactFilter(position=True))
    _menu(page.bar.saved_menu(), window, out / f"list-saved-menu-{way}.png")
    tags = (
        ()
        if window.bench.case is None or window.bench.case.overview is None
        else window.bench.case.overview.tags
    )
    for name, dialog in (
        ("size", SizeDialog(ArtifactFilter(min_size=100_000), window)),
        ("time", TimeDialog(replace(ArtifactFilter(), time_from="2021-07-01T00:00:00"), window)),
        ("tag", TagDialog(tags, "relevant", "invoice_0387.pdf", note="Shown to the witness", parent=window)),
    ):
        dialog.show()
        settle(dialog.isVisible)
        dialog.grab().save(str(out / f"list-dialog-{name}-{way}.png"))
        dialog.close()


def _all_here(page: ArtifactsPage) -> bool:
    rows = page.list.gallery._rows_in(page.list.gallery.viewport().rect())
    found = [page._model.artifact(row) for row in rows]
    kept = page.list.gallery._pictures._kept
    return all(a is not None for a in found) and all(
        a.artifact_id in kept
        for a in found
        if a is not None and (a.examination.media_type or "").startswith("image/")
    )


def _menu(menu: QMenu, window: QWidget, path: Path) -> None:
    menu.popup(window.mapToGlobal(QPoint(300, 100)))
    settle(menu.isVisible)
    menu.grab().save(str(path))
    menu.close()

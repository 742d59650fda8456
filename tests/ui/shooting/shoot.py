"""Draws every page to PNG to look at: `python -m tests.ui.shooting.shoot OUT [--demo DIR] [--only NAME]`.

Without `--demo` the demo is run first (`sealwright demo`), so that the pages show a real case and bundle.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize

from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from tests.ui.shooting.settling import settle
from tests.ui.shooting.shoot_after import shoot_after
from tests.ui.shooting.shoot_case import shoot_case
from tests.ui.shooting.shoot_compare import shoot_compare
from tests.ui.shooting.shoot_details import shoot_details
from tests.ui.shooting.shoot_evidence import shoot_evidence
from tests.ui.shooting.shoot_export import shoot_export
from tests.ui.shooting.shoot_help import shoot_help
from tests.ui.shooting.shoot_list import shoot_list
from tests.ui.shooting.shoot_preferences import shoot_preferences
from tests.ui.shooting.shoot_reported import shoot_reported
from tests.ui.shooting.shoot_timeline import shoot_timeline
from tests.ui.shooting.shoot_verify import shoot_verify
from ui.app import make_application
from ui.dialogs.case.new_case import NewCaseDialog
from ui.jobs.desk import JobKind
from ui.pages.artifacts.page import ArtifactsPage
from ui.settings.settings import Settings
from ui.theme import THEMES, Theme, apply_theme
from ui.window.main_window import MainWindow
from ui.window.preferences import speak
from ui.words import places
from ui.workbench.workbench import Workbench

SIZE = [1280, 800]
WAYS: dict[str, tuple[str, Theme]] = {
    "light": ("en", Theme(THEMES["light"])),
    "dark": ("en", Theme(THEMES["dark"])),
    "high-contrast": ("en", Theme(THEMES["high-contrast"])),
    "arabic": ("ar", Theme(THEMES["light"])),
    "arabic-dark": ("ar", Theme(THEMES["dark"])),
    "french": ("fr", Theme(THEMES["light"])),
    "german": ("de", Theme(THEMES["light"])),
    "portuguese": ("pt-BR", Theme(THEMES["light"])),
    "spanish": ("es", Theme(THEMES["light"])),
    "russian": ("ru", Theme(THEMES["light"])),
    "chinese": ("zh-Hans", Theme(THEMES["light"])),
    "text200": ("en", Theme(THEMES["light"], 2.0)),
}
PAGES = {
    "case": places.CASE,
    "evidence": places.EVIDENCE,
    "artifacts": places.ARTIFACTS,
    "custody": places.CUSTODY,
    "verify": places.VERIFY,
}


def make_demo(folder: Path) -> Path:
    """Run the demo on the command line."""
    command = [sys.executable, "-m", "forensics_app.cli.main", "demo", "--to", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def new_window(home: Path, language: str, theme: Theme) -> MainWindow:
    """A window whose settings lie in `home`."""
    settings = Settings(home / "window.ini")
    settings.language, settings.theme = language, theme
    speak(make_application(), language)
    apply_theme(make_application(), theme)
    window = MainWindow(Workbench(settings))
    window.resize(QSize(*SIZE))
    window.show()
    return window


def shoot(window: MainWindow, out: Path, name: str) -> None:
    """One picture of the window as it stands."""
    settle(lambda: True)
    window.grab().save(str(out / f"{name}.png"))


def shoot_way(out: Path, home: Path, demo: Path, way: str, only: str) -> None:
    """Every page in one language, theme and text size: empty first, then with the demo's case and bundle."""
    language, theme = WAYS[way]
    window = new_window(home, language, theme)
    bench = window.bench

    def take(name: str, number: int) -> None:
        if only in name:
            window.go(number)
            shoot(window, out, f"{name}-{way}")

    take("start-empty", places.START)
    take("verify-empty", places.VERIFY)
    empty = home / f"empty-{way}"
    make_empty_case(empty)
    bench.open_case(empty)
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    for name in ("case", "evidence", "artifacts"):
        take(f"{name}-empty", PAGES[name])
    bench.open_case(demo / "case")
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    settle(lambda: window.pages[places.ARTIFACTS]._model.rowCount() > 0)  # type: ignore[attr-defined]
    for name in ("case", "evidence", "artifacts", "custody"):
        take(name, PAGES[name])
    take("start", places.START)
    if only in "details":
        shoot_details(window, out, way)
    if only in "artifacts-list":
        shoot_list(window, out, way)
    if only in "artifacts-filtered":
        shoot_filtered(window, lambda: take("artifacts-filtered", places.ARTIFACTS))
    if only in "evidence-reading":
        shoot_reading(window, home / way, lambda: take("evidence-reading", places.EVIDENCE))
        take("case-reading", places.CASE)
        stop_reading(window)
    if only in "dialogs":
        shoot_reported(window, out, home / f"told-{way}", way)
    if only in "help":
        shoot_help(window, out, way)
    if only in "add-evidence":
        shoot_evidence(window, out, demo, home / f"add-{way}", way)
    if only in "verify-more":
        shoot_verify(window, out, demo, home / f"verify-{way}", way)
    if only in "compare":
        shoot_compare(window, out, demo, home / f"compare-{way}", way)
    if only in "preferences":
        shoot_preferences(window, out, home / f"preferences-{way}", way)
    if only in "own-case":
        shoot_case(window, out, home / f"own-case-{way}", way)
    if only in "timeline":
        shoot_timeline(window, out, home / f"timeline-{way}", way)
    if only in "after":
        shoot_after(window, out, demo, home / f"after-{way}", way)
    if only in "export":
        shoot_export(window, out, demo, home / f"export-{way}", way)
    if only in "trouble":
        bench.check_bundle(home / "gone.zip")
        settle(lambda: not bench.check.running)
        bench.add_sources([home / "gone.dd"])
        settle(lambda: window.trouble_bar.isVisible())
        take("trouble", places.EVIDENCE)
    if only in "new-case":
        shoot_dialog(window, out, f"new-case-{way}")
    for name, trust in (("verify-unconfirmed", None), ("verify-verified", demo / "trust.pem")):
        if only in name:
            bench.check.trust_file = trust
            bench.check_bundle(next(demo.glob("*.zip")))
            settle(lambda: not bench.check.running)
            take(name, places.VERIFY)
    if only in "verify-altered":
        bench.check_bundle(make_altered(demo, home))
        settle(lambda: not bench.check.running)
        take("verify-altered", places.VERIFY)
    if only in "verify-unreadable":
        broken = home / "broken.zip"
        broken.write_bytes(b"PK\x03\x04 no more")
        bench.check_bundle(broken)
        settle(lambda: not bench.check.running)
        take("verify-unreadable", places.VERIFY)
    bench.close()
    window.deleteLater()


def shoot_filtered(window: MainWindow, take: Callable[[], None]) -> None:
    """Filters on, and a picture with a position selected."""
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    page._filtered(ArtifactFilter(media_type="image", tag="relevant"))
    settle(lambda: page._model.counted and page._model.rowCount() > 0 and page._model.artifact(0) is not None)
    rows = range(page._model.rowCount())
    with_place = [r for r in rows if (a := page._model.artifact(r)) is not None and a.examination.latitude]
    page.table.go_to(with_place[0] if with_place else 0)
    take()
    page._filtered(ArtifactFilter())
    settle(lambda: page._model.rowCount() > len(rows))


def shoot_reading(window: MainWindow, folder: Path, take: Callable[[], None]) -> None:
    """While evidence is being read; sparse files, so that it takes a while and no room."""
    folder.mkdir()
    make_empty_case(folder / "case")
    with (folder / "large.dd").open("wb") as file:
        file.truncate(6_000_000_000)
    window.bench.open_case(folder / "case")
    settle(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.bench.add_sources([folder / "large.dd"])
    running = window.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    settle(lambda: running.speed.bytes_per_second is not None)
    take()


def stop_reading(window: MainWindow) -> None:
    """Cancel it."""
    running = window.bench.jobs.running(JobKind.INGEST)
    if running is not None:
        running.job.cancel()
    settle(lambda: window.bench.jobs.running(JobKind.INGEST) is None)


def shoot_dialog(window: MainWindow, out: Path, name: str) -> None:
    """The dialog for a new case, with complaints."""
    dialog = NewCaseDialog(window.bench.settings, SystemClock(), window)
    dialog.facts.title.edit.setText("Invoice fraud, Tanneurs warehouse")
    dialog.make()
    dialog.show()
    settle(lambda: dialog.isVisible())
    dialog.grab().save(str(out / f"{name}.png"))
    dialog.close()


def make_altered(demo: Path, home: Path) -> Path:
    """The demo's bundle with one byte of one file changed."""
    data = bytearray(next(demo.glob("*.zip")).read_bytes())
    at = data.find(b"%PDF")
    data[(at if at > 0 else len(data) // 2) + 64] ^= 1
    altered = home / "altered.zip"
    altered.write_bytes(data)
    return altered


def make_empty_case(folder: Path) -> None:
    """A case without evidence."""
    command = [sys.executable, "-m", "forensics_app.cli.main", "case", "new", str(folder)]
    facts = {
        "reference": "FR-2026-0417",
        "title": "Invoice fraud, Tanneurs warehouse",
        "examiner": "Claire Moreau",
    }
    facts |= {"agency": "Central Digital Forensics Laboratory", "country": "FR"}
    for key, value in facts.items():
        command += [f"--{key}", value]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Parse the arguments and draw."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--demo", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--ways", default=",".join(WAYS))
    chosen = parser.parse_args()
    SIZE[:] = map(int, chosen.size.split("x"))
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        demo = chosen.demo or make_demo(home / "demo")
        for way in chosen.ways.split(","):
            shoot_way(chosen.out, home, demo, way, chosen.only)


if __name__ == "__main__":
    main()

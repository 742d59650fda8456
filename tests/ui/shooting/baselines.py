"""Pictures of every page that a change must not alter unseen: `python -m tests.ui.shooting.baselines [OUT]`.

Drawn offscreen in the light and the dark theme and in Arabic, with nothing in them and with the demo's case
and bundle. Kept small in `tests/ui/baselines`; a page is compared by the mean colour of 40 x 25 blocks, which
digests, times and the smoothing of letters do not move, while a part that is gone, cut, moved or of another
colour does. Without OUT the kept ones are written anew; with it pictures of full size are, to be looked at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from forensics_app.i18n import set_language
from forensics_app.services.demo import run_demo
from tests.ui.shooting.settling import forget_the_old, settle
from tests.world.cases import TickingClock, make_case
from ui.app import make_application, make_window
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.timeline.page import TimelinePage
from ui.settings.settings import Settings
from ui.theme import THEMES, Theme
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme
from ui.words import places

KEPT = Path(__file__).parent.parent / "baselines"
SIZE = QSize(1280, 800)
KEPT_SIZE = QSize(160, 100)
BLOCKS = QSize(40, 25)
TOLERANCE = 40  # of 255, for the mean of one block
WAYS = {
    "light": ("en", Theme(THEMES["light"])),
    "dark": ("en", Theme(THEMES["dark"])),
    "arabic": ("ar", Theme(THEMES["light"])),
}
NAMES = {
    places.START: "start",
    places.CASE: "case",
    places.EVIDENCE: "evidence",
    places.ARTIFACTS: "artifacts",
    places.TIMELINE: "timeline",
    places.CUSTODY: "custody",
    places.EXPORT: "export",
    places.VERIFY: "verify",
}
OF_A_CASE = tuple(place for place in NAMES if place not in (places.START, places.VERIFY))


def pictures(window: MainWindow) -> Iterator[tuple[str, QImage]]:
    """Every page's name and picture: without a case, with an empty one, with the demo's."""
    # pages show paths: they are as long wherever this runs
    with tempfile.TemporaryDirectory(prefix="sw-", dir="/tmp") as folder:
        home, demo = Path(folder), Path(folder) / "demo"
        run_demo(demo, clock=TickingClock())
        yield from _pictures(window, home, demo)


def _pictures(window: MainWindow, home: Path, demo: Path) -> Iterator[tuple[str, QImage]]:
    window.resize(SIZE)
    bench = window.bench
    yield from _in_every_way(window, (places.START, places.VERIFY), "empty")
    make_case(home / "empty").close()
    bench.open_case(home / "empty")
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    yield from _in_every_way(window, OF_A_CASE, "empty")
    bench.open_case(demo / "case")
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    bench.check.trust_file = demo / "trust.pem"
    bench.check_bundle(next(demo.glob("*.zip")))
    settle(lambda: not bench.check.running)
    yield from _in_every_way(window, (places.START, *OF_A_CASE, places.VERIFY), "full")


def _in_every_way(window: MainWindow, chosen: tuple[int, ...], filling: str) -> Iterator[tuple[str, QImage]]:
    for way, (language, theme) in WAYS.items():
        choose_theme(window, theme)
        forget_the_old()
        choose_language(window, language)
        forget_the_old()
        window.pages.make_all()
        for place in chosen:
            window.go(place)
            settle(_all_read(window, place, empty=filling == "empty"))
            yield f"{NAMES[place]}-{filling}-{way}", window.grab().toImage()


def _all_read(window: MainWindow, place: int, *, empty: bool) -> Callable[[], bool]:
    """What comes a moment later, from the thread that reads."""
    page = window.pages[place]
    if isinstance(page, ArtifactsPage):
        return lambda: page._model.counted and (empty or page._model.artifact(0) is not None)
    if isinstance(page, TimelinePage) and not empty:
        return lambda: page.view is not None and page.view.model.event_at(0) is not None
    return lambda: True


def differences(found: QImage, kept: QImage) -> list[tuple[int, int, int]]:
    """The blocks (column, row) that differ by more than TOLERANCE, and by how much."""
    both = [_blocks(image) for image in (found, kept)]
    return [
        (column, row, much)
        for row in range(BLOCKS.height())
        for column in range(BLOCKS.width())
        if (much := _apart(*(blocks.pixelColor(column, row).getRgb()[:3] for blocks in both))) > TOLERANCE
    ]


def _blocks(image: QImage) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(KEPT_SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return small.scaled(BLOCKS, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def kept(name: str) -> QImage:
    """The picture that was looked at and kept; null where there is none."""
    return QImage(str(KEPT / f"{name}.png"))


def keep(name: str, image: QImage) -> None:
    """Keep a picture, small."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(KEPT_SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    small.convertToFormat(QImage.Format.Format_RGB888).save(str(KEPT / f"{name}.png"))


def main(arguments: list[str]) -> int:
    """Write the kept pictures anew, or full ones into the folder that is named."""
    out = Path(arguments[0]) if arguments else None
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "SEALWRIGHT_HOME": home}
        set_language("en")
        make_application()
        settings = Settings(Path(home) / "window.ini")
        settings.language, settings.theme = "en", Theme()
        window = make_window(settings)
        window.show()
        for name, image in pictures(window):
            if out is None:
                keep(name, image)
            else:
                image.save(str(out / f"{name}.png"))
        window.bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

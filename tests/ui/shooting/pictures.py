"""The pictures of the user guide, by the program itself: `python -m tests.ui.shooting.pictures [NAME...]`.

They are drawn by what draws every page to be looked at (`shoot.py`), in one folder with a plain name, so that
paths in them say nothing of who made them. A changed picture is to be looked at before it is committed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from zipfile import ZipFile

from PIL import Image

from forensics_app.model.times import SystemClock
from tests.ui.shooting.settling import settle
from tests.ui.shooting.shoot import WAYS, make_demo, new_window, shoot, shoot_way
from tests.ui.shooting.shoot_case import shoot_dialog
from tests.world.cases import sealwright
from ui.dialogs.case.new_case import NewCaseDialog
from ui.words import places

PICTURES = Path(__file__).resolve().parents[3] / "docs" / "pictures"
FOLDER = Path("/tmp/sealwright-demo")  # in sight; made here, refused where it is there already
WAY = "light"
NEW_CASE, DAMAGED = "new-case-filled", "damaged"
SHOTS = {  # name in docs/pictures: what `shoot.py --only` is told, and which of its pictures it is
    "start": ("own-case", "start-full"),
    "new-case": (NEW_CASE, "new-case"),
    "request": ("own-case", "dialog-request-full"),
    "case": ("dialogs", "told-case"),
    "evidence": ("dialogs", "told-evidence"),
    "add-evidence": ("add-evidence", "add-evidence"),
    "artifacts": ("details", "details-summary"),
    "hex": ("details", "details-hex-wide"),
    "gallery": ("artifacts-list", "list-gallery-clear"),
    "timeline": ("timeline", "timeline-chosen"),
    "custody": ("custody", "custody"),
    "export-check": ("export", "export-2-check"),
    "export-sealed": ("export", "export-5-final"),
    "verify": ("verify-verified", "verify-verified"),
    "verify-altered": (DAMAGED, "verify-damaged"),
    "preferences": ("preferences", "preferences-look"),
    "help": ("help", "help-shortcuts"),
}
COLOURS = 256
EXAMINER, AGENCY = "Claire Moreau", "Central Digital Forensics Laboratory"
PASSPHRASE = "correct horse battery"


def keep(shot: Path, name: str) -> None:
    """With a palette that has rare colours too and wide surfaces exactly: nothing differs to the eye."""
    with Image.open(shot) as picture:
        small = picture.convert("RGB").quantize(
            COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
    small.save(PICTURES / f"{name}.png", optimize=True)


def new_case(out: Path, home: Path) -> None:
    """The first step of a new case as somebody fills it."""
    window = new_window(home, *WAYS[WAY])
    dialog = NewCaseDialog(window.bench.settings, SystemClock(), window)
    facts = dialog.facts
    for field, text in (
        (facts.reference, "FR-2026-0417"),
        (facts.title, "Invoice fraud, Tanneurs warehouse"),
        (facts.examiner, EXAMINER),
        (facts.agency, AGENCY),
        (facts.folder, "/cases/FR-2026-0417"),
    ):
        field.edit.setText(text)
    facts.country.edit.set_value("FR")
    shoot_dialog(dialog, out, f"new-case-{WAY}")
    window.bench.close()
    window.deleteLater()


def damaged(out: Path, home: Path, demo: Path) -> None:
    """A bundle of everything in the demo's case, in whose largest file three places were changed."""
    os.environ["SEALWRIGHT_HOME"] = str(home / "identities")
    shutil.copytree(demo / "case", home / "case")
    (home / "passphrase").write_text(PASSPHRASE, encoding="ascii")
    bundle, secret = home / "DEMO-2026-0042-B02.zip", ("--password-file", home / "passphrase")
    who = ("--name", EXAMINER, "--organisation", AGENCY, "--country", "FR")
    sealwright("identity", "new", *who, *secret)
    sealwright("seal", home / "case", bundle, "--all", "--identity", EXAMINER, *secret)
    sealwright("identity", "export", EXAMINER, "-o", home / "trust.pem")
    with ZipFile(bundle) as opened:
        largest = max(opened.infolist(), key=lambda info: info.file_size)
        content = opened.read(largest)
    data = bytearray(bundle.read_bytes())
    at = data.index(content)
    for part in (0.3, 0.35, 0.8):
        data[at + round(len(content) * part)] ^= 1
    bundle.write_bytes(data)
    window = new_window(home, *WAYS[WAY])
    check = window.bench.check
    check.trust_file = home / "trust.pem"
    window.bench.check_bundle(bundle)
    settle(lambda: not check.running)
    window.go(places.VERIFY)
    shoot(window, out, f"verify-damaged-{WAY}")
    window.bench.close()
    window.deleteLater()


def main() -> None:
    """Draw those that are named, or all."""
    wanted = sys.argv[1:] or list(SHOTS)
    FOLDER.mkdir()
    os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = str(FOLDER)
    try:
        demo = make_demo(FOLDER / "demo")
        for only in dict.fromkeys(SHOTS[name][0] for name in wanted):
            drawn, home = FOLDER / "pictures" / only, FOLDER / only
            drawn.mkdir(parents=True)
            home.mkdir()
            if only == NEW_CASE:
                new_case(drawn, home)
            elif only == DAMAGED:
                damaged(drawn, home, demo)
            else:
                shoot_way(drawn, home, demo, WAY, only)
            for name in wanted:
                if SHOTS[name][0] == only:
                    keep(drawn / f"{SHOTS[name][1]}-{WAY}.png", name)
    finally:
        shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()

"""Several bundles of a folder in Chromium, two of one name: each is named with its path and can be chosen."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n import NC_
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import Severity
from tests.judging.judges import require_judge
from tests.vectors.make_vectors import ALL
from tests.web.browsers import drive
from tests.web.runner import SOURCE
from tests.world.parcels import make_sender
from ui.theme.state import State
from ui.widgets.seals.verdict import SEVERITIES

pytestmark = pytest.mark.usefixtures("packages")

GERMAN = translator_for("de")
SOUND, EARLY, CUT = "B01.zip", "early/mail/B01.zip", "early/mail/B01-cut.zip"
UNPACKED, PARCEL = "late/unpacked", "late/P-1.parcel.asice"


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound bundle, an altered, a cut and an unpacked one, a parcel with its instructions, and texts."""
    folder = tmp_path_factory.mktemp("several")
    made = folder / "delivery"
    (made / "early" / "mail").mkdir(parents=True)
    vectors = {v.name: v for v in ALL}

    def put(name: str, place: str) -> None:
        held = folder / name
        held.mkdir()
        shutil.move(vectors[name].make().write(held), made / place)

    put("sound", SOUND)
    put("file-block-flipped", EARLY)
    whole = (made / SOUND).read_bytes()
    (made / CUT).write_bytes(whole[: len(whole) // 2])
    parcel = make_sender(folder / "sender").parcel(folder / "parcel").path.parent
    shutil.copytree(parcel, made / "late", ignore=shutil.ignore_patterns("*.zip"))
    put("sound-folder", UNPACKED)
    for number in range(5):
        (made / "early" / f"note-{number}.txt").write_text("a note")
    return made


@pytest.fixture(scope="module")
def looks(packages: str, delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page showed when each was checked, by its path; and its print."""
    folder = tmp_path_factory.mktemp("looks")
    chosen = {"folder": str(delivery), "language": "de", "print": str(folder / "print.pdf")}
    given = [chosen, *({**chosen, "check": [*before, path]} for before, path in (
        ((), EARLY), ((EARLY,), CUT), ((), UNPACKED), ((), PARCEL),
    ))]  # fmt: skip
    for number, one in enumerate(given):
        one["print"] = str(folder / f"{number}.pdf")
    *found, seen = drive("chrome", {"do": "looks", "looks": given}, folder)
    assert seen["requests"] == []
    by_path = dict(zip((SOUND, EARLY, CUT, UNPACKED, PARCEL), found, strict=True))
    for one, task in zip(found, given, strict=True):
        assert one["crowded"] == []
        assert one["axe"] == []
        assert not one["wide"]
        one["print"] = task["print"]
    return by_path


def test_every_bundle_of_the_folder_is_named_with_its_path_and_can_be_checked(looks: dict[str, Any]) -> None:
    open_question, altered = (
        GERMAN.text(NC_("verdict", "UNCONFIRMED")),
        GERMAN.text(NC_("verdict", "ALTERED")),
    )
    rows = [
        [SOUND, open_question, "unten gezeigt"],
        [PARCEL, "noch nicht geprüft", "Prüfen"],
        [CUT, "noch nicht geprüft", "Prüfen"],
        [EARLY, "noch nicht geprüft", "Prüfen"],
        [UNPACKED, "noch nicht geprüft", "Prüfen"],
    ]
    assert looks[SOUND]["choices"] == rows
    for path, one in looks.items():
        assert one["heading"].split(" · ")[0] == path
        assert f"\n{path}\n" in one["banner"], path
    assert looks[EARLY]["verdict"] == altered
    assert looks[UNPACKED]["verdict"] == open_question
    kept = {path: verdict for path, verdict, _ in looks[CUT]["choices"]}
    assert kept[EARLY] == altered  # what was found is still to be seen when another one is checked
    assert kept[CUT] == looks[CUT]["verdict"] == GERMAN.text(NC_("verdict", "UNREADABLE"))


def test_what_is_left_aside_is_said_in_one_sentence_and_instructions_are_not(looks: dict[str, Any]) -> None:
    [said] = looks[SOUND]["notices"]
    assert said == (
        "5 Dateien sind nichts, was diese Seite liest, und bleiben unbeachtet: "
        "early/note-0.txt, early/note-1.txt, early/note-2.txt, …"
    )


def test_cut_copy_is_said_to_be_without_a_readable_time_as_in_the_window(looks: dict[str, Any]) -> None:
    cards = looks[CUT]["cards"]
    time = cards[GERMAN.text("Sealing time")]
    assert GERMAN.text(NC_("heading", "Unknown")) in time
    assert GERMAN.text("No readable time.") in time
    assert GERMAN.text("There is no readable signature.") in cards[GERMAN.text("Sealed by")]
    assert looks[CUT]["findings"][0] == "shape bad row"


def test_findings_have_the_shapes_of_the_window() -> None:
    text = (SOURCE / "src" / "page" / "shapes.ts").read_text("utf-8")
    [table] = re.findall(r"OF_SEVERITY: .*? = \{\n(.*?)\n\};", text, re.S)
    window = {State.BAD: "bad", State.WARN: "warn", State.INFO: "info"}
    assert dict(re.findall(r'(\w+): "(\w+)"', table)) == {s.value: window[SEVERITIES[s]] for s in Severity}


def test_parcel_says_how_it_is_opened_and_who_signed_it(looks: dict[str, Any]) -> None:
    cards = looks[PARCEL]["cards"]
    assert GERMAN.text("Signed by") in cards
    assert GERMAN.text("Sealed by") not in cards
    parcel = cards[GERMAN.text(NC_("heading", "Parcel"))]
    assert "So wird sie geöffnet" in parcel
    assert "late/P-1.OPEN.en.txt" in parcel
    assert "sealwright parcel open" in parcel
    assert "So wird sie geöffnet" not in cards[GERMAN.text(NC_("heading", "Findings"))]


def test_print_is_named_after_bundle_and_verdict_and_fills_its_first_page(looks: dict[str, Any]) -> None:
    reference = looks[EARLY]["banner"].split(" · ")[0].split("\n")[-1]
    assert looks[EARLY]["title"] == f"{reference} · {looks[EARLY]['verdict']} · Sealwright"
    first = subprocess.run(
        [require_judge("pdftotext"), "-l", "1", "-layout", looks[EARLY]["print"], "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert GERMAN.text("What was checked") in first
    assert GERMAN.text(NC_("axis", "Custody")) in first
    assert EARLY in first
    assert looks[EARLY]["heading"].endswith("geprüft in weniger als einer Sekunde")

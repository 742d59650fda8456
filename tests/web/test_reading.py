"""What people read and type on the page in Chromium: both forms of the seal code, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.seal.containers.seal_info import show_code
from tests.vectors import lists, pki
from tests.vectors.attacks_request import second
from tests.vectors.bundle import Built, Files, build
from tests.web.browsers import drive
from tests.web.runner import Task, run

pytestmark = pytest.mark.usefixtures("packages")

OMITTED = (
    ("image-truncated", "s1", "s1", "3000000 of 4153344 bytes"),
    ("image-truncated", "s1", "s1.p1:/docs", "sectors 5-9; its size is not known"),
    *(("read-failed", "s1", f"s1.p1:/lost/{number}", None) for number in range(7)),
)
"""Code, source, locator and detail of each line."""
GERMAN = translator_for("de")


def _bundle() -> Built:
    """A request, and omissions of which one reason has more places than are in sight."""
    plan = second()
    of_request, of_info = plan.lists, plan.info
    count = str(len(OMITTED))

    def act(tree: Files) -> None:
        of_request(tree)
        rows = [
            lists.canonical(
                {"code": c, "source": s, "locator": at, "count": "1", "stage": "read", "detail": d}
            )
            + b"\n"
            for c, s, at, d in OMITTED
        ]
        tree["metadata/omissions.jsonl"] = b"".join(sorted(rows))
        tree["bag-info.txt"] = tree["bag-info.txt"].replace(
            b"Omission-Count: 3", f"Omission-Count: {count}".encode()
        )

    def info(lines: list[list[str]]) -> None:
        of_info(lines)
        next(line for line in lines if line[0] == "omission-count")[1] = count

    plan.lists, plan.info = act, info
    return build(plan)


def _typed(code: str) -> dict[str, str]:
    """What a user may type, by what it is."""
    short, rows = show_code(code), [code[at : at + 16] for at in range(0, 64, 16)]
    other = "".join("A" if c != "A" else "B" for c in short[5:9])
    lettered = " ".join(f"{name} {row}" for name, row in zip("ABCD", rows, strict=True))
    changed = "f" if code[20] != "f" else "e"
    fingerprint = pki.by_name("signer").fingerprint
    return {
        "short": short,
        "short, small, without hyphens": short.lower().replace("-", ""),
        "short, one group wrong": short[:5] + other + short[9:],
        "short, the last two wrong": short[:-2] + ("AA" if short[-2:] != "AA" else "BB"),
        "short, begun": short[:9],
        "full": code,
        "full, in lettered rows": lettered,
        "full, one group wrong": code[:20] + changed + code[21:],
        "full, begun": " ".join(rows[:2]),
        "rows of the certificate": fingerprint[:32],
        "nothing": "",
    }


@pytest.fixture(scope="module")
def code_and_page(packages: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """The seal code, and what the page showed of the bundle in German and said to what was typed."""
    folder = tmp_path_factory.mktemp("reading")
    built = _bundle()
    path = folder / f"{built.name}.zip"
    path.write_bytes(built.zip)
    look = {"files": [str(path)], "language": "de", "contents": True}
    code = _code_of(path, folder)
    ways = [
        {"language": language, "width": width, "text": text}
        for language in LANGUAGES
        for width, text in ((1280, ""), (900, ""), (1280, "28px"))
    ]
    found, seen = drive(
        "chrome",
        {"do": "looks", "looks": [{**look, "code": list(_typed(code).values()), "ways": ways}]},
        folder,
    )
    assert seen["requests"] == []
    return code, found


def _code_of(path: Path, folder: Path) -> str:
    [report] = run([Task(str(path))], folder)
    assert report["verdict"] == "unconfirmed", json.dumps(report["findings"])
    code: str = report["seal"]["code"]
    return code


def test_seal_code_gets_an_answer_in_each_of_its_forms(code_and_page: tuple[str, dict[str, Any]]) -> None:
    code, page = code_and_page
    match = GERMAN.text("Match: what you typed is the code of this seal.")
    said = dict(zip(_typed(code), page["typing"], strict=True))
    for right in ("short", "short, small, without hyphens", "full", "full, in lettered rows"):
        assert said[right] == {"said": match, "look": "shape ok row"}, right
    for wrong, group in (
        ("short, one group wrong", 2),
        ("short, the last two wrong", 7),
        ("full, one group wrong", 6),
    ):
        assert said[wrong]["said"].startswith(f"Gruppe {group} weicht ab."), said[wrong]
        assert said[wrong]["look"] == "shape bad row"
    assert said["short, begun"] == {"said": "noch 20 Zeichen", "look": None}
    assert said["full, begun"] == {"said": "noch 32 Zeichen", "look": None}
    assert said["rows of the certificate"]["look"] == "shape warn row"
    assert "eigene Reihen" in said["rows of the certificate"]["said"]
    assert said["nothing"] == {"said": "", "look": None}


def test_omissions_say_where_and_in_the_language_of_the_page(
    code_and_page: tuple[str, dict[str, Any]],
) -> None:
    text = code_and_page[1]["cards"][GERMAN.text("What is left out or in doubt, and why")]
    assert "EX-001 (disk.raw) · 3.000.000 von 4.153.344 Bytes\n" in text
    assert "EX-001 (disk.raw) · 1 · Partition /docs · Sektoren 5-9; seine Größe ist nicht bekannt\n" in text
    assert text.count("EX-001 (disk.raw) · 1 · Partition /lost/") == 5
    assert "und 2 weitere" in text


def test_cards_say_what_the_window_says(code_and_page: tuple[str, dict[str, Any]]) -> None:
    cards = code_and_page[1]["cards"]
    contents = cards["Inhalt"]
    assert "Kein Beweismittel · 1 Datei: der Zufallswert in jedem Beweispaket" in contents
    assert "9 Elemente als ausgelassen oder zweifelhaft angegeben" in contents
    request = cards[GERMAN.text("Legal request that the bundle answers")]
    assert GERMAN.text("as the sender sealed it") in request
    assert "Angenommene Sprachen\nDeutsch, Französisch" in request
    assert (
        GERMAN.text("Handling codes and limits of use are binding on whoever receives the bundle.") in request
    )
    later = cards[GERMAN.text("After the seal")]
    assert GERMAN.text("Later addenda may exist that are not here.") in later


def test_nothing_overlaps_or_is_cut_in_any_language_width_or_size_of_text(
    code_and_page: tuple[str, dict[str, Any]],
) -> None:
    page = code_and_page[1]
    assert page["crowded"] == []
    assert not page["wide"]
    assert page["axe"] == []

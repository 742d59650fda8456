"""An encrypted parcel without its key: the page says of it what the program says."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.services.verifying.parcel_list import parcel_list_fields
from forensics_app.services.verifying.verify import report_fields
from forensics_app.verify.policy import Policy
from tests.vectors.parcels.make_vectors import ALL as VECTORS
from tests.web.runner import Task, Trusted, codes, needs_node, notes, run, task
from tests.world.parcels import Sender, everybody, make_sender
from tests.world.receiving import for_one_check, verify_path

pytestmark = needs_node

LIST, ENVELOPE, FIRST, SECOND = "P-1.parcel.asice", "P-1.key.p7m", "P-1.v00001.p7m", "P-1.v00002.p7m"


NO_PARCELS = {"list-is-a-seal": "unconfirmed", "list-is-garbage": "unreadable"}
"""The page, like `verify`, judges a file by what it holds: here no list of a parcel, whatever its name."""


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"))


@pytest.fixture(scope="module")
def sound(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sender.parcel(tmp_path_factory.mktemp("parcel")).path.parent


def flip(name: str, place: int) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[place] ^= 0x10
        (folder / name).write_bytes(data)

    return act


def exchange(folder: Path) -> None:
    (folder / FIRST).rename(folder / "held")
    (folder / SECOND).rename(folder / FIRST)
    (folder / "held").rename(folder / SECOND)


CHANGES: dict[str, Callable[[Path], object]] = {
    "sound": lambda folder: None,
    "volume missing": lambda folder: (folder / SECOND).unlink(),
    "nothing but the list": lambda folder: [file.unlink() for file in folder.glob("*.p7m")],
    "volume flipped": flip(FIRST, 5000),
    "volume cut": lambda folder: os.truncate(folder / FIRST, 5000),
    "volume empty": lambda folder: os.truncate(folder / FIRST, 0),
    "volumes exchanged": exchange,
    "envelope of no form": flip(ENVELOPE, 30),
    "envelope cut": lambda folder: os.truncate(folder / ENVELOPE, 100),
    "envelope with a flipped tag": flip(ENVELOPE, -1),
    "file that is not listed": lambda folder: (folder / "P-1.v00009.p7m").write_bytes(b"x"),
    "file of another parcel": lambda folder: (folder / "P-2.v00001.p7m").write_bytes(b"x"),
    "list flipped": flip(LIST, 900),
    "list cut": lambda folder: os.truncate(folder / LIST, 900),
    "folder for a volume": lambda folder: ((folder / FIRST).unlink(), (folder / FIRST).mkdir()),
}


def _compared(parcels: dict[str, Path], sender: Sender, folder: Path) -> dict[str, dict[str, Any]]:
    signer = next(iter(sender.trust.entries))
    pem = folder / "signer.der"
    pem.write_bytes(signer.certificate)
    now = sender.clock.now()
    trusted = [Trusted("seal", str(pem), signer.label, authority=False)]
    tasks = [Task(str(path), trusted, now=f"{now:%Y-%m-%dT%H:%M:%SZ}") for path in parcels.values()]
    pages = dict(zip(parcels, run(tasks, folder), strict=True))
    for about, path in parcels.items():
        report = verify_path(path, Policy(now=now, trust=for_one_check(sender.trust)))
        program = json.loads(json.dumps(report_fields(report, translator_for("en"))))
        page = pages[about]
        if program["verdict"] == "unreadable":  # what is told of it first is each reader's own affair
            assert page["verdict"] == "unreadable", about
            continue
        assert codes(page) == codes(program), about
        for key in ("verdict", "sentence", "axes", "axis_sentences", "seal"):
            assert page[key] == program[key], (about, key)
    return pages


def test_page_says_of_a_parcel_what_the_program_says(sender: Sender, sound: Path, tmp_path: Path) -> None:
    parcels = {}
    for about, change in CHANGES.items():
        folder = tmp_path / about.replace(" ", "-")
        shutil.copytree(sound, folder)
        change(folder)
        parcels[about] = folder / LIST
    pages = _compared(parcels, sender, tmp_path)
    verdicts = {about: page["verdict"] for about, page in pages.items()}
    held = ("sound", "file that is not listed", "file of another parcel")
    assert {about for about, verdict in verdicts.items() if verdict == "unconfirmed"} == set(held)
    assert "verified" not in verdicts.values()


def test_parcels_of_another_writer_are_judged_as_their_page_says(tmp_path: Path) -> None:
    tasks = []
    for vector in VECTORS:
        path = vector.write(tmp_path / vector.name)
        tasks.append(task(path, vector.trust, tmp_path))
    differing = []
    for vector, page in zip(VECTORS, run(tasks, tmp_path), strict=True):
        if vector.name in NO_PARCELS:
            assert page["verdict"] == NO_PARCELS[vector.name]
            continue
        found = (page["verdict"], codes(page))
        if found != (vector.verdict, set(vector.codes)) or not set(vector.notes) <= notes(page):
            differing.append(f"{vector.name}: {found}, {vector.verdict} {vector.codes}")
    assert differing == []


@pytest.mark.parametrize("who", ["certificates", "passphrases", "shares"])
def test_envelope_of_each_kind_of_recipient_is_in_its_form(who: str, sender: Sender, tmp_path: Path) -> None:
    nobody = replace(everybody(), certificates=(), passphrases=(), shares=None)
    made = sender.parcel(tmp_path / "parcel", replace(nobody, **{who: getattr(everybody(), who)}))
    page = _compared({who: made.path}, sender, tmp_path)[who]
    assert codes(page) == {"parcel-closed"}
    assert page["parcel"] == json.loads(json.dumps(parcel_list_fields(made.facts)))

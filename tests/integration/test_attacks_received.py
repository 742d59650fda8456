"""Every command of a receiver comes to the verdict of `verify`, accepts nothing by itself, ends in time."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from tests.integration.conftest import Run
from tests.vectors.vector import Vector
from tests.world.hostile_bundle import assert_tame
from tests.world.received_attacks import MOST_S, NAMES, OF_NAME, receive

EXIT = {"verified": 0, "altered": 1, "incomplete": 1, "unreadable": 2, "unconfirmed": 3}


def _calm(out: str) -> None:
    assert_tame(
        out.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200f")))
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_the_receiver(run: Run, tmp_path: Path, name: str) -> None:
    vector = OF_NAME[name]
    bundle = receive(vector, tmp_path / "home", tmp_path / "received")
    (tmp_path / "pw").write_text("passphrase\n", encoding="utf-8")
    assert run("identity", "new", "--name", "Receiver", "--password-file", tmp_path / "pw")[0] == 0
    commands = {
        "verify": (bundle,),
        "custody": ("check", bundle),
        "report": (bundle, "-o", tmp_path / "report.html"),
        "contents": (bundle,),
        "compare": (bundle, bundle, "-o", tmp_path / "compared.csv"),
        "case": ("from-bundle", bundle, tmp_path / "case"),
        "cover-sheet": (bundle, "-o", tmp_path / "cover.html"),
        "receive": (bundle, "-o", tmp_path / "receipt.asice", "--password-file", tmp_path / "pw"),
    }
    codes = {}
    for command, arguments in commands.items():
        began = time.process_time()
        codes[command], out, err = run(command, *arguments)
        assert time.process_time() - began < MOST_S, command
        assert "Internal error" not in err, (command, err)
        assert out + err, command
        _calm(out + err)
    assert codes["verify"] == EXIT[vector.verdict]
    sound = vector.verdict in ("verified", "unconfirmed")
    assert (codes["contents"] in (0, 3)) is sound, codes
    assert (codes["report"] in (0, 3)) is sound, codes
    assert (codes["case"] == 0) is (vector.verdict == "verified"), codes
    assert sound or not (tmp_path / "case").exists()
    _nothing_is_accepted_by_itself(vector, codes["receive"], tmp_path / "receipt.asice")


def _nothing_is_accepted_by_itself(vector: Vector, code: int, receipt: Path) -> None:
    if not receipt.exists():
        assert vector.verdict in ("unconfirmed", "unreadable") or code != 0
        return
    with zipfile.ZipFile(receipt) as container:
        event = container.read("event.json")
    assert (b'"outcome":"accepted"' in event) is (vector.verdict == "verified"), event[:2000]

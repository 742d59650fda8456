"""The exercise between two countries, done to its end on two separate homes with files alone."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from forensics_app.training.two_labs import ROLE_OF, Step
from tests.integration.test_addendum_commands import Lab, copy, labs

__all__ = ["labs"]


def _missing(lab: Lab, sender: Path, receiver: Path | None, *trust: Path) -> list[str]:
    sides = ["--sender", sender] + ([] if receiver is None else ["--receiver", receiver])
    trusted = [part for pem in trust for part in ("--trust", pem)]
    code, out, err = lab.run("train", "exercise", *sides, *trusted, "--json")
    assert err == ""
    steps = json.loads(out)
    assert code == (0 if all(step["done"] for step in steps) else 3)
    return [step["step"] for step in steps if not step["done"]]


def _ok(answer: tuple[int, str, str], code: int = 0) -> str:
    assert answer[0] == code, answer
    return answer[1]


def test_every_step_on_two_homes(labs: tuple[Lab, Lab], tmp_path: Path) -> None:
    sender, receiver = labs
    case, there = sender.folder / "case", receiver.folder
    pems = (sender.pem, receiver.pem)

    def missing() -> list[str]:
        return _missing(sender, case, there, *pems)

    steps = [step.value for step in Step]
    assert missing() == [s for s in steps if s not in ("ingest", "seal")]

    _ok(sender.run("request", "set", case, "--instrument", "eio", "--requesting-reference", "A-1"))
    assert "request" not in missing()

    # the receiver's certificate for encryption comes before anything can be encrypted for it
    encryption, password = receiver.folder / "encryption.pem", ("--password-file", receiver.password)
    _ok(receiver.run("identity", "encryption", "Examiner", *password, "-o", encryption))
    parcel = sender.folder / "parcel"
    to = ("--to", encryption, "--case", case, "--name", "p1")
    _ok(sender.signs("parcel", "make", sender.folder / "X-B01.zip", parcel, *to))
    assert "parcel" not in missing()

    dispatch = ("--channel", "courier", "--to", "Labor; de", "--file", sender.folder / "X-B01.zip")
    _ok(sender.signs("dispatch", case, *dispatch, "-o", sender.folder, "--bundle", "X-B01"))
    assert "dispatch" in missing()  # known to one side alone
    both = ("--sender", case, "--receiver", there, *(part for pem in pems for part in ("--trust", pem)))
    said = _ok(sender.run("train", "exercise", *both), 3)
    assert "deliver it to the receiver (signed, but not among the receiver's files yet)" in said
    assert f"No bundle or parcel in {there} yet." in said
    shutil.copytree(parcel, there / "parcel")
    copy("X-B01.dispatch*", sender, receiver)
    copy("X-B01.asice", sender, receiver)
    assert "parcel-opened" in missing()
    opened = ("parcel", "open", there / "parcel", "-o", there / "X-B01.zip", "--trust", sender.pem)
    _ok(receiver.signs(*opened))
    done = ("request", "ingest", "seal", "parcel", "dispatch", "parcel-opened", "arrival")
    assert missing() == [s for s in steps if s not in done]

    receive = ("receive", there / "X-B01.zip", "--trust", sender.pem, "--person", "Jana; examiner")
    _ok(receiver.signs(*receive))
    assert "receipt" not in missing()
    assert "receipt-back" in missing()
    (receipt,) = there.glob("X-B01.receipt.*")
    _ok(sender.run("addendum", "import", case, receipt, "--trust", receiver.pem))
    assert "receipt-back" not in missing()

    more = ("--all", "--supplements", "X-B01", "--supplement-reason", "Asked for more")
    _ok(sender.signs("seal", case, sender.folder / "X-B02.zip", *more))
    assert "supplement" not in missing()
    copy("X-B02*", sender, receiver)
    _ok(receiver.signs("receive", there / "X-B02.zip", "--trust", sender.pem, "--person", "Jana; examiner"))
    assert "supplement-receipt" not in missing()

    # the dispute: what arrived is not what was sent
    spoiled = receiver.folder / "spoiled"
    spoiled.mkdir()
    data = bytearray((there / "X-B02.zip").read_bytes())
    data[200] ^= 1
    (spoiled / "X-B02.zip").write_bytes(bytes(data))
    shutil.copy(there / "X-B02.asice", spoiled)
    reason = ("--reason", "This is not what was sealed")
    receiver.signs("receive", spoiled / "X-B02.zip", "--trust", sender.pem, "--person", "Jana", *reason)
    (rejected,) = spoiled.glob("X-B02.receipt.*")
    assert "dispute" not in missing()
    assert "answer" in missing()
    _ok(sender.run("addendum", "import", case, rejected, "--trust", receiver.pem))
    assert "answer" in missing()
    time.sleep(1.1)
    again = ("--channel", "another courier", "--to", "Labor; de", "--file", sender.folder / "X-B02.zip")
    _ok(sender.signs("dispatch", case, *again, "-o", sender.folder, "--bundle", "X-B02"))
    copy("X-B02.dispatch*", sender, receiver)
    assert missing() == ["disposal", "disposal-known"]

    disposal = ("--event", "disposal", "--reason", "Retention ended", "--person", "Jana; examiner")
    _ok(receiver.signs("addendum", "add", there / "X-B01.zip", *disposal))
    assert missing() == ["disposal-known"]
    (disposed,) = there.glob("X-B01.disposal.*")
    _ok(sender.run("addendum", "import", case, disposed, "--trust", receiver.pem))
    assert missing() == []
    told = _ok(
        sender.run("train", "exercise", "--sender", case, "--receiver", there, "--trust", receiver.pem)
    )
    assert "Every step is done." in told
    assert told.count("[x]") == len(Step)


def test_each_step_is_somebody_s() -> None:
    assert ROLE_OF.keys() == set(Step)


@pytest.mark.parametrize("arguments", [(), ("--sender", "nowhere"), ("--receiver", "nowhere")])
def test_wrong_use_is_one_sentence(labs: tuple[Lab, Lab], arguments: tuple[str, ...]) -> None:
    code, _, err = labs[0].run("train", "exercise", *arguments)
    assert code == 2
    assert len(err.strip().splitlines()) == 1

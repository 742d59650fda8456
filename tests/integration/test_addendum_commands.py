"""`dispatch`, `receive`, `addendum`, `timestamp` and what `verify` says of it, from the outside."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from forensics_app.cli.main import main
from tests.judging.judges import require_judge
from tests.world.authorities.server import Authorities, authorities
from tests.world.sealing import make_bench

FEW = {"a.txt": b"1", "b.bin": bytes(3000)}


@dataclass(frozen=True)
class Lab:
    """One laboratory at its own computer."""

    home: Path
    folder: Path
    password: Path
    run_main: Callable[[Path, tuple[object, ...]], tuple[int, str, str]]

    def run(self, *arguments: object) -> tuple[int, str, str]:
        return self.run_main(self.home, arguments)

    def signs(self, *arguments: object) -> tuple[int, str, str]:
        return self.run(*arguments, "--identity", "Examiner", "--password-file", self.password)

    @property
    def pem(self) -> Path:
        return self.folder / "own.pem"


@pytest.fixture
def labs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Lab, Lab]:
    """The sender's folder holds `case` and the sealed `X-B01.zip`; the receiver's is empty."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run_main(home: Path, arguments: tuple[object, ...]) -> tuple[int, str, str]:
        monkeypatch.setenv("SEALWRIGHT_HOME", str(home))
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    made = []
    for name in ("sender", "receiver"):
        folder = tmp_path / name
        folder.mkdir()
        password = folder / "password"
        password.write_bytes(b"geheim\n")
        lab = Lab(folder / "home", folder, password, run_main)
        assert lab.run("identity", "new", "--name", "Examiner", "--password-file", password)[0] == 0
        assert lab.run("identity", "export", "Examiner", "-o", lab.pem)[0] == 0
        made.append(lab)
    sender, receiver = made
    make_bench(sender.folder, files=FEW)
    assert sender.signs("seal", sender.folder / "case", sender.folder / "X-B01.zip", "--all")[0] == 0
    return sender, receiver


def copy(pattern: str, here: Lab, there: Lab) -> None:
    for path in here.folder.glob(pattern):
        shutil.copy(path, there.folder)


def verdict(lab: Lab, *arguments: object) -> tuple[int, Any]:
    code, out, err = lab.run("verify", lab.folder / "X-B01.zip", "--json", *arguments)
    assert err == ""
    return code, json.loads(out)


def test_a_folder_that_is_not_there_yet_is_made(labs: tuple[Lab, Lab]) -> None:
    """By the slash at its end, as the guide has it; else the dispatch became a file of that name."""
    sender, _ = labs
    folder = sender.folder / "to-send"
    for place in (folder, sender.folder / "no" / "such"):
        code, _, err = sender.signs(
            "dispatch", sender.folder / "case", "--channel", "courier", "--to", "Labor; de",
            "--file", sender.folder / "X-B01.zip", "-o", f"{place}/",
        )  # fmt: skip
        if place == folder:
            assert (code, err) == (0, "")
            (made,) = folder.iterdir()
            assert made.match("X-B01.dispatch.*.asice")
        else:
            assert code == 2
            assert "can't be written" in err


def test_bundle_goes_and_receipt_comes_back(labs: tuple[Lab, Lab]) -> None:
    sender, receiver = labs
    code, said, err = sender.signs(
        "dispatch", sender.folder / "case", "--channel", "courier", "--to", f"Labor; de; {receiver.pem}",
        "--file", sender.folder / "X-B01.zip", "-o", sender.folder,
    )  # fmt: skip
    assert (code, err) == (0, "")
    digest = said.split("Digest of the event: ")[1].strip()
    copy("X-B01.*", sender, receiver)

    code, said, err = receiver.signs(
        "receive",
        receiver.folder / "X-B01.zip",
        "--trust",
        sender.pem,
        "--person",
        "Jana; examiner; Labor; de",
    )
    assert (code, err) == (0, "")
    assert "Outcome: accepted" in said
    assert "1 addendum known, latest: " in said
    (receipt,) = receiver.folder.glob("X-B01.receipt.*.asice")

    shutil.copy(receipt, sender.folder)
    code, said, err = sender.run("addendum", "import", sender.folder / "case", sender.folder / receipt.name)
    assert (code, err) == (3, "")  # the receiver isn't known here yet
    assert "[addendum-unconfirmed]" in said
    report = sender.folder / "report.txt"
    _, document = verdict(sender, "--report", report)
    assert document["later"] == {
        "state": "confirmed",
        "sentence": "The records after the seal by trusted signers are consistent. One more record is not "
        "confirmed by a trusted signer.",
    }
    written = report.read_text()
    assert "[+] Accepted: Sent · " in written
    assert "[?] Not confirmed: Receipt · accepted · " in written
    code, said, _ = sender.run(
        "addendum", "import", sender.folder / "case", sender.folder / receipt.name,
        "--trust", sender.pem, "--trust", receiver.pem,
    )  # fmt: skip
    assert code == 0
    assert said.startswith("The case already contains this addendum")
    code, said, _ = sender.run("addendum", "list", sender.folder / "case", "--trust", receiver.pem)
    assert code == 0
    assert "addendum-unconfirmed" not in said, "what one signed oneself is known"
    assert "2 addenda known, latest: Receipt" in said
    code, said, err = sender.run("addendum", "import", sender.folder / "case", sender.folder / "X-B01.asice")
    assert (code, said) == (1, "")
    assert "it is not an addendum, but signed for something else, such as the seal of a bundle" in err
    ledger = sender.run("custody", "list", sender.folder / "case")[1]
    assert "addendum to a sealed bundle verified and imported into the case" in ledger

    for lab in (sender, receiver):
        code, document = verdict(
            lab, "--trust", sender.pem, "--trust", receiver.pem, "--expect-event", digest
        )
        assert (code, document["verdict"]) == (0, "verified")
        sent, got = document["addenda"]
        assert (sent["event"], sent["event_sha256"], sent["latest"]) == ("dispatch", digest, False)
        assert (got["event"], got["latest"], got["receipt"]["answers"]) == ("receipt", True, digest)
        assert got["receipt"]["verdict"] == "verified"
        assert got["persons"][0]["country"] == "DE"
    code, document = verdict(sender, "--trust", sender.pem, "--expect-event", "0" * 64)
    assert code == 3
    assert "addendum-expected-missing" in {f["code"] for f in document["findings"]}


def test_altered_bundle_is_rejected(labs: tuple[Lab, Lab]) -> None:
    sender, receiver = labs
    copy("X-B01.*", sender, receiver)
    path = receiver.folder / "X-B01.zip"
    data = path.read_bytes()
    path.write_bytes(data.replace(bytes(3000), b"1" * 3000))
    code, said, err = receiver.signs("receive", path, "--outcome", "accepted", "--trust", sender.pem)
    assert code == 1
    assert "--outcome rejected" in err
    assert not list(receiver.folder.glob("*.receipt.*"))
    code, said, _ = receiver.signs("receive", path, "--trust", sender.pem)
    assert code == 1
    assert "Outcome: rejected" in said
    (receipt,) = receiver.folder.glob("*.receipt.*")
    assert sender.run("addendum", "import", sender.folder / "case", receipt, "--trust", receiver.pem)[0] == 0
    received, report = hashlib.sha256(path.read_bytes()).hexdigest(), receiver.folder / "report.txt"
    assert verdict(receiver, "--report", report)[0] == 1
    assert f"It was given for the file with the SHA-256 {received[:8]}…" in " ".join(
        report.read_text().split()
    )
    report = sender.folder / "report.txt"
    assert verdict(sender, "--addendum", receipt, "--trust", receiver.pem, "--report", report)[0] in (0, 3)
    said = " ".join(report.read_text().split())
    assert f"refers to a file with another SHA-256 ({received[:8]}…) than the one checked here" in said


def test_laboratory_without_a_certificate_prints_a_page(labs: tuple[Lab, Lab]) -> None:
    sender, receiver = labs
    copy("X-B01.*", sender, receiver)
    path = receiver.folder / "X-B01.zip"
    code, said, err = receiver.run("receive", path, "--unsigned", "--trust", sender.pem, "--person", "Jana")
    assert (code, err) == (0, "")
    assert "This page is not signed electronically." in said
    assert "Decision: accepted" in said
    assert "Signature, stamp: ____" in said
    page = receiver.folder / "receipt.txt"
    refused = receiver.run("receive", path, "--unsigned", "-o", page)
    assert refused[0] == 3
    assert "--reason" in refused[2]
    assert not page.exists()
    word = ("--outcome", "accepted", "--reason", "known to us")
    assert receiver.run("receive", path, "--unsigned", "-o", page, *word)[0] == 3
    assert "known to us" in page.read_text(encoding="utf-8")
    assert "signer-unknown" in page.read_text(encoding="utf-8")
    assert receiver.run("receive", path, "--unsigned", "-o", page, *word)[0] == 2
    pdf = receiver.folder / "receipt.pdf"
    assert receiver.run("receive", path, "--unsigned", "-o", pdf, "--trust", sender.pem)[0] == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    web = receiver.folder / "receipt.html"
    assert receiver.run("receive", path, "--unsigned", "-o", web, "--trust", sender.pem)[0] == 0
    assert "This page is not signed electronically." in web.read_text(encoding="utf-8")
    path.write_bytes(path.read_bytes()[:-30])
    path.with_suffix(".asice").unlink()
    code, said, _ = receiver.run("receive", path, "--unsigned")
    assert code == 2
    assert "Decision: rejected" in said
    assert "Scope:" not in said  # however much was read: there was nothing to compare it with
    code, _, err = receiver.signs("receive", path)
    assert code == 2
    assert "--unsigned" in err


def test_page_of_a_signed_receipt_names_it_and_is_signed_too(labs: tuple[Lab, Lab]) -> None:
    sender, receiver = labs
    copy("X-B01.*", sender, receiver)
    path, out = receiver.folder / "X-B01.zip", receiver.folder / "r.asice"
    wrong = receiver.folder / "page.txt"
    assert receiver.signs("receive", path, "-o", out, "--page", wrong)[0] == 2
    assert receiver.run("receive", path, "--unsigned", "--page", receiver.folder / "p.pdf")[0] == 2
    assert not out.exists()
    page = receiver.folder / "page.html"
    assert receiver.signs("receive", path, "-o", out, "--page", page, "--trust", sender.pem)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert "r.asice" in text
    assert hashlib.sha256(out.read_bytes()).hexdigest() in text
    assert "not signed electronically" not in text
    assert "Signature, stamp" not in text
    for told in ("Consistency", "Declared by the sender as left out or in doubt", "OpenSSL"):
        assert told in text, told
    by_hand = receiver.folder / "by-hand.html"
    assert receiver.run("receive", path, "--unsigned", "-o", by_hand, "--trust", sender.pem)[0] == 0
    (stated,) = re.findall("<ul>.*</ul>", text)
    assert "No time-stamp: the sealing time is" in stated
    assert stated in by_hand.read_text(encoding="utf-8")  # what is signed by pen says no less
    code, said, _ = receiver.run("receive", path, "--unsigned", "--trust", sender.pem)
    for sentence, codes in re.findall('<li>(.*?) <code class="muted">(.*?)</code>', stated):
        assert f"  {html.unescape(sentence)} {codes}\n" in said
    pdf = receiver.folder / "page.pdf"
    pdf.with_name("other").mkdir()
    word = ("--outcome", "accepted", "--reason", "known to us")
    code, said, _ = receiver.signs("receive", path, "-o", pdf.parent / "other", "--page", pdf, *word)
    assert code == 3
    assert f"Page of the receipt: {pdf}" in said
    with pdf.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        assert signature.signer_cert.subject.native["common_name"] == "Examiner"


def test_events_are_added_and_corrected(labs: tuple[Lab, Lab]) -> None:
    sender, _ = labs
    zipped = sender.folder / "X-B01.zip"
    code, said, err = sender.signs(
        "addendum", "add", zipped, "--event", "opening", "--seal-before", "A 17", "--seal-after", "A 18",
        "--at", "2026-04-17T11:30+02:00", "--note", "Siegel unversehrt", "--note-lang", "de",
    )  # fmt: skip
    assert (code, err) == (0, "")
    digest = said.split("Digest of the event: ")[1].strip()
    code, _, err = sender.run("addendum", "add", zipped, "--event", "correction")  # before any identity
    assert (code, err) == (2, "--refers-to is required. See --help.\n")
    assert sender.signs("addendum", "add", zipped, "--event", "correction")[0] == 2
    assert sender.signs("addendum", "add", zipped, "--event", "correction", "--refers-to", "abc")[0] == 2
    code, said, err = sender.signs(
        "addendum", "add", zipped, "--event", "correction", "--refers-to", digest[:10], "--reason", "A 71"
    )
    assert (code, err) == (0, "")
    code, document = verdict(sender, "--trust", sender.pem)
    assert code == 0
    opening, correction = document["addenda"]
    assert (opening["time"], opening["local_offset"]) == ("2026-04-17T09:30:00Z", "+02:00")
    assert (opening["clock_source"], opening["physical_seal_after"]) == ("stated", "A 18")
    assert opening["notes"] == [{"lang": "de", "text": "Siegel unversehrt"}]
    assert correction["refers_to"] == digest
    opened = f"Corrects: Opened, 2026-04-17 09:30:00 UTC (digest {digest[:8]}…)"
    for verb in (("verify", zipped), ("addendum", "list", zipped)):
        lines = [line.strip() for line in sender.run(*verb, "--trust", sender.pem)[1].splitlines()]
        for told in (opened, "Reason: A 71", "Physical seal before: A 17", "Note: Siegel unversehrt"):
            assert told in lines, (verb, told)
    assert sender.run("verify", zipped, "--trust", sender.pem)[1].splitlines()[2] == (
        "After sealing, the sender signed a correction."
    )
    (away,) = sender.folder.glob("X-B01.opening.*")
    away.unlink()
    said = sender.run("verify", zipped, "--trust", sender.pem)[1]
    missing = [line for line in said.splitlines() if "[addendum-ancestor-missing]" in line]
    assert len(missing) == 1  # file and event are one record
    assert missing[0].startswith("?  The addendum X-B01.correction.")
    assert "the digest " + " ".join(digest[at : at + 4] for at in range(0, 64, 4)) in missing[0]
    assert "There are open questions about the records made after sealing." in said.splitlines()


def test_a_name_under_which_no_verifier_finds_an_addendum_is_said(labs: tuple[Lab, Lab]) -> None:
    sender, _ = labs
    zipped = sender.folder / "X-B01.zip"
    code, said, err = sender.signs("dispatch", zipped, "--channel", "courier", "-o", sender.folder / "d.json")
    assert code == 0
    digest = said.split("Digest of the event: ")[1].strip()
    assert "d.json does not end in .asice" in err
    assert f"Name it X-B01.dispatch.{digest[:8]}.asice" in err


def test_a_partner_makes_the_certificate_of_a_signed_disposal(labs: tuple[Lab, Lab]) -> None:
    """The receiver has no case, and knows the sender's certificate or not: the file says all that is told."""
    sender, receiver = labs
    signed = sender.folder / "disposal.asice"
    code, said, err = sender.signs(
        "addendum", "add", sender.folder / "X-B01.zip", "--event", "disposal", "-o", signed,
        "--reason", "Shredded <b>#set page()</b>", "--place", "Lyon", "--authority-reference", "3207 Js",
        "--witness", "C. Moreau; clerk; Court; FR", "--seal-before", "B 4711", "--note", "Certificate S-9",
    )  # fmt: skip
    assert (code, err) == (0, "")
    digest = said.split("Digest of the event: ")[1].strip()
    for number, trusted in enumerate((("--trust", sender.pem), ())):
        out = receiver.folder / f"c{number}.txt"
        assert receiver.run("custody", "certificate", signed, "-o", out, *trusted)[0] == 0
        text = " ".join(out.read_text(encoding="utf-8").split())
        for told in (
            "Shredded <b>#set page()</b>", "Place: Lyon", "3207 Js",
            "Witness: C. Moreau · clerk · Court · FR",
            "B 4711", "Certificate S-9", "Taken from: disposal.asice", f"Digest (SHA-256): {digest}",
            "Examiner:",
        ):  # fmt: skip
            assert told in text, told
        assert "Hash of the last entry" not in text
    for name in ("c.pdf", "c.html"):
        out = receiver.folder / name
        assert receiver.run("custody", "certificate", signed, "-o", out, "--page-lang", "ar")[0] == 0
    assert "<b>#set" not in (receiver.folder / "c.html").read_text(encoding="utf-8")
    opening = sender.folder / "opening.asice"
    event = ("--event", "opening", "--addendum", signed)
    assert sender.signs("addendum", "add", sender.folder / "X-B01.zip", *event, "-o", opening)[0] == 0
    code, _, err = receiver.run("custody", "certificate", opening, "-o", receiver.folder / "no.txt")
    assert code == 2
    assert "No disposal is recorded" in err
    damaged = bytearray(signed.read_bytes())
    damaged[damaged.index(b"Shredded")] ^= 1
    signed.write_bytes(damaged)
    assert receiver.run("custody", "certificate", signed, "-o", receiver.folder / "no.txt")[0] != 0
    assert not (receiver.folder / "no.txt").exists()


def test_what_can_not_be_done_is_refused_with_a_sentence(labs: tuple[Lab, Lab]) -> None:
    sender, receiver = labs
    case, zipped = sender.folder / "case", sender.folder / "X-B01.zip"
    for arguments in (
        ("dispatch", zipped, "--channel", "courier"),
        ("receive", zipped),
        ("verify", zipped, "--expect-event", "12ab"),
        ("verify", zipped, "--addendum", sender.folder / "none.asice"),
        ("addendum", "import", case, sender.folder / "none.asice"),
    ):
        code, _, err = sender.run(*arguments)
        assert code == 2, arguments
        assert len(err.strip()) > 20
    assert sender.run("addendum", "import", case, zipped.with_suffix(".asice"))[0] == 1
    assert sender.signs("dispatch", case, "--channel", "courier", "--bundle", "Y-B01")[0] == 2
    assert sender.signs("dispatch", zipped, "--channel", "courier", "--to", "Labor; Atlantis")[0] == 2
    (sender.folder / "there").write_bytes(b"x")
    for out in (sender.folder / "there", sender.folder / "no folder" / "receipt.asice"):
        assert sender.signs("receive", zipped, "-o", out)[0] == 2
        assert sender.signs("dispatch", case, "--channel", "courier", "-o", out)[0] == 2
    assert not list((case / "bundles").glob("*.dispatch.*"))
    assert receiver.run("addendum", "list", receiver.folder / "nothing.zip")[0] == 2


@pytest.fixture
def served() -> Iterator[Authorities]:
    require_judge("openssl")
    with authorities() as known:
        yield known


def test_seal_is_time_stamped_later(labs: tuple[Lab, Lab], served: Authorities) -> None:
    sender, _ = labs
    zipped = sender.folder / "X-B01.zip"
    time = sender.folder / "time.pem"
    time.write_bytes(served.time_authority.pem)
    code, _, err = sender.signs("timestamp", zipped, "--tsa", served.hostile("page"))
    assert code == 2
    assert len(err.strip()) > 20
    assert not list(sender.folder.glob("*.timestamp.*"))
    assert sender.signs("timestamp", zipped, "--tsa", "ftp://x")[0] == 2
    code, _, err = sender.signs("timestamp", zipped, "--tsa", served.tsa)
    assert (code, err) == (0, "")
    code, document = verdict(sender, "--trust", sender.pem, "--trust-time", time)
    assert (code, document["axes"]["time"]) == (0, "pass")
    assert document["seal"]["existed_by"] == document["addenda"][0]["timestamp"]

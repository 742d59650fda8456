"""Hostile text in every field of every list of a bundle, and all that the command line writes of it."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.integration.test_verify_command import sealwright
from tests.judging.judges import require_judge
from tests.vectors import pki
from tests.world.hostile_bundle import assert_tame, hostile_bundle
from tests.world.receiving import verify_bytes

TRUST = ("--trust", "signer.pem")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.zip").write_bytes(hostile_bundle())
    (folder / "signer.pem").write_bytes(pki.pem(pki.SIGNER.certificate))
    return folder


def text_of(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout + done.stderr).replace("\u2066", "").replace("\u2069", "").replace("\u2068", "")


def test_the_bundle_is_one_that_a_receiver_looks_into() -> None:
    assert verify_bytes(hostile_bundle()).verdict == "unconfirmed"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "command",
    [("verify",), ("verify", "--json"), ("verify", "--story"), ("contents",), ("custody", "check")],
    ids=" ".join,
)
def test_terminal(place: Path, command: tuple[str, ...], language: str) -> None:
    trust = () if command[0] == "custody" else TRUST
    done = sealwright(place, "--lang", language, *command, "hostile.zip", *trust)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "forged,line" in done.stdout or command[0] in ("contents", "custody"), done.stdout
    assert_tame(text_of(done))
    assert not re.search(r"^forged,line", done.stdout, flags=re.MULTILINE)


def test_comparison(place: Path) -> None:
    done = sealwright(place, "compare", "hostile.zip", "hostile.zip", *TRUST, "-o", "compared.csv")
    assert done.returncode == 0, done.stderr
    assert_tame(text_of(done) + (place / "compared.csv").read_text("utf-8-sig"))
    assert not re.search(r"^forged,line", done.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_verification_report(place: Path, ending: str) -> None:
    sealwright(place, "verify", "hostile.zip", *TRUST, "--report", f"verified.{ending}")
    text = (place / f"verified.{ending}").read_text("utf-8")
    assert "forged,line" in text
    assert_tame(text)
    assert "<script>end" not in text or ending == "txt"


@pytest.mark.parametrize("command", [("report",), ("cover-sheet",)], ids=" ".join)
def test_pages(place: Path, command: tuple[str, ...]) -> None:
    page = f"{command[0]}.html"
    done = sealwright(place, *command, "hostile.zip", *TRUST, "-o", page)
    assert done.returncode in (0, 3), done.stderr
    text = (place / page).read_text("utf-8")
    assert "forged,line" in text
    assert_tame(text)
    assert "<script>" not in text


def test_printed_page(place: Path) -> None:
    pdftotext = require_judge("pdftotext")
    done = sealwright(place, "report", "hostile.zip", *TRUST, "-o", "report.pdf")
    assert done.returncode in (0, 3), done.stderr
    said = subprocess.run([pdftotext, place / "report.pdf", "-"], capture_output=True, check=True, timeout=60)
    text = said.stdout.decode("utf-8").replace("\f", "\n")
    assert "RLO" in text
    assert_tame("".join(c for c in text if c not in "\u2066\u2068\u2069\u200b\u00ad"))


@pytest.mark.parametrize("form", ["dfxml", "bodyfile", "hashdeep", "csv"])
def test_lists_for_other_programs(place: Path, form: str) -> None:
    done = sealwright(place, "export", "hostile.zip", *TRUST, "--format", form, "-o", f"list.{form}")
    assert done.returncode in (0, 3), done.stderr
    text = (place / f"list.{form}").read_text("utf-8-sig")
    assert_tame(text)
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(text)))) == 4
    elif form == "dfxml":
        assert len(list(ET.fromstring(text).findall(".//{*}fileobject"))) == 3  # noqa: S314 - our own
    else:
        assert not re.search(r"^forged,line", text, flags=re.MULTILINE)
        assert len([line for line in text.splitlines() if not line.startswith(("#", "%"))]) <= 3


def test_names_of_copied_contents(place: Path) -> None:
    done = sealwright(place, "contents", "hostile.zip", *TRUST, "--to", "copied")
    assert done.returncode == 0, done.stderr
    copied = [p for p in (place / "copied").rglob("*") if p.is_file()]
    assert len(copied) == 4  # two contents, and the two lists of what was copied
    assert_tame(text_of(done) + "\n".join(str(p.relative_to(place)) for p in copied))


def test_an_unconfirmed_bundle_becomes_no_case(place: Path) -> None:
    done = sealwright(place, "case", "from-bundle", "hostile.zip", "received", *TRUST)
    assert done.returncode != 0
    assert_tame(text_of(done))
    assert not (place / "received").exists()

"""The cover sheet: what it says is the bundle's, on one page, in one language or two, signed, and its code
can be scanned."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from forensics_app import __version__
from forensics_app.report.verification.web_page import web_page
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.receiving import verify_path
from tests.world.sealing import Bench, make_bench


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("geheim\n")
    return path


@pytest.fixture
def bench(run: Run, password: Path, tmp_path: Path) -> Bench:
    assert run("identity", "new", "--name", "Marie", "--country", "fr", "--password-file", password)[0] == 0
    return make_bench(tmp_path)


def text_of(pdf: Path, layout: str = "-layout") -> str:
    """Line by line across its columns; with `-nopgbrk`, one column after the other."""
    require_judge("pdftotext")
    return subprocess.run(
        ["pdftotext", layout, str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()


def pages_of(pdf: Path) -> int:
    return text_of(pdf).count("\f")


def scanned(pdf: Path) -> str:
    """What a reader of QR codes sees on the printed page."""
    require_judge("pdftoppm")
    require_judge("zbarimg")
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(pdf), str(stem)], check=True)
    pictures = sorted(pdf.parent.glob(f"{stem.name}-*.png"))
    read = ["zbarimg", "--quiet", "--raw", str(pictures[0])]
    return subprocess.run(read, capture_output=True, check=True).stdout.decode().strip()


@pytest.mark.parametrize("languages", ["en", "fr", "ar", "ru", "en,fr", "fr,ar", "de,zh-CN"])
def test_one_page_with_the_whole_code(bench: Bench, run: Run, tmp_path: Path, languages: str) -> None:
    sealed = bench.seal("FR-B01.zip")
    pdf = tmp_path / "sheet.pdf"
    code, _, err = run(
        "cover-sheet", sealed.path, "--to", "Staatsanwaltschaft Hamburg; de", "--lang", languages, "-o", pdf
    )
    assert code == 0, err
    assert pages_of(pdf) == 1
    text = text_of(pdf)
    digits = "".join(text.split())
    groups = [sealed.seal_code[i : i + 4] for i in range(0, 64, 4)]
    for row in range(4):
        assert "".join(groups[4 * row : 4 * row + 4]) in digits
    assert sealed.seal_sha256 in digits
    if languages in {"en", "fr", "ru"}:  # in Arabic and in columns, words stand between its lines
        assert hashlib.sha256(web_page()).hexdigest() in digits
    assert __version__ in text, "another version saves another page"
    fingerprint = verify_path(sealed.path).seal.fingerprint or ""
    for at, letter in enumerate("ABCD"):  # in rows of its own, as Verify asks for them
        row = fingerprint[16 * at : 16 * at + 16]
        groups = [row[i : i + 4] for i in range(0, 16, 4)]  # in Arabic, marks of direction stand between
        assert all(group in digits for group in groups)
        assert languages == "ar" or f"{letter}{row}" in digits
    assert "Staatsanwaltschaft Hamburg" in text
    assert scanned(pdf) == sealed.seal_code.upper()


def test_what_would_run_is_text(bench: Bench, run: Run, tmp_path: Path) -> None:
    """A recipient's name that is markup for the typesetter, and one with a direction override."""
    sealed = bench.seal("FR-B01.zip")
    pdf = tmp_path / "sheet.pdf"
    hostile = '#read("/etc/passwd") *b* $x$ gpj\u202eexe'
    code, _, err = run("cover-sheet", sealed.path, "--to", hostile, "-o", pdf)
    assert code == 0, err
    text = text_of(pdf)
    assert '#read("/etc/passwd") *b* $x$ gpj[RLO]exe' in " ".join(text.split())


def test_long_values_shrink_before_they_take_a_second_page(bench: Bench, run: Run, tmp_path: Path) -> None:
    sealed = bench.seal("FR-B01.zip")
    pdf = tmp_path / "sheet.pdf"
    recipients = [f"--to=Authority number {n} with a name that is rather long; FR" for n in range(10)]
    assert run("cover-sheet", sealed.path, *recipients, "--lang", "en,ar", "-o", pdf)[0] == 0
    assert pages_of(pdf) == 1


def assert_parcel_is_sent(pdf: Path, parcel: Path) -> None:
    """Each file of the parcel stands on the page with its digest, before the bundle that it protects."""
    text = text_of(pdf)
    assert pages_of(pdf) == 1
    sent, kept = text.split("Not to be sent: readable without a key")
    _, sent = sent.split("Files to be sent: the encrypted parcel")
    assert len(list(parcel.iterdir())) == 4
    for file in parcel.iterdir():
        assert file.name in sent
        assert hashlib.sha256(file.read_bytes()).hexdigest() in "".join(sent.split())
    assert "B.zip" in kept
    assert "B.zip" not in sent
    assert "How to open the parcel" in kept
    assert "sealwright parcel open" in " ".join(kept.split())
    _, read = text_of(pdf, "-nopgbrk").split("Not to be sent: readable without a key")
    assert "Any 2 of 3 holders of key shares" in " ".join(read.split()), "wherever its lines end"


def test_signed_it_holds_and_a_changed_byte_is_found(
    bench: Bench, run: Run, password: Path, tmp_path: Path
) -> None:
    require_judge("pdfsig")
    pdf = tmp_path / "sheet.pdf"
    references = ("--requesting-reference", "7101 Js 214/26", "--executing-reference", "TJ Lille 26/417")
    limits = ("--legal-basis", "Directive 2014/41/EU", "--limits-of-use", "Proceedings 7101 Js 214/26 only")
    assert run("request", "set", bench.case, "--instrument", "eio", *references, *limits)[0] == 0
    code, said, err = run(
        "seal", bench.case, bench.out / "B.zip", "--all", "--identity", "Marie", "--password-file", password,
        "--cover-sheet", pdf, "--to", "Hamburg; DE", "--cover-lang", "fr,en",
        "--recipient-passphrase-file", password, "--shares", "2/3", "--shares-to", tmp_path / "shares",
        "--lang", "de",
    )  # fmt: skip
    assert code == 0, err
    assert f"Cover sheet: {pdf}" in said
    assert "Send the whole folder B-parcel" in said
    assert len(list((bench.out / "B-parcel").glob("*.OPEN.de.txt"))) == 1  # as the bundle's own texts
    assert_parcel_is_sent(pdf, bench.out / "B-parcel")
    again = tmp_path / "again.pdf"
    assert run("cover-sheet", bench.out / "B.zip", "--lang", "fr,en", "-o", again)[0] == 0
    assert_parcel_is_sent(again, bench.out / "B-parcel")

    def judged() -> str:
        return subprocess.run(
            ["pdfsig", "-nocert", str(pdf)], capture_output=True, check=False
        ).stdout.decode()

    assert "Signature is Valid" in judged()
    data = bytearray(pdf.read_bytes())
    data[len(data) // 3] ^= 1
    pdf.write_bytes(bytes(data))
    assert "Signature is Valid" not in judged()


def test_a_bundle_that_was_altered_gets_none(bench: Bench, run: Run, tmp_path: Path) -> None:
    sealed = bench.seal("FR-B01.zip")
    data = bytearray(sealed.path.read_bytes())
    data[data.find(b"Dear Sir")] ^= 1
    sealed.path.write_bytes(bytes(data))
    pdf = tmp_path / "sheet.pdf"
    code, _, err = run("cover-sheet", sealed.path, "-o", pdf)
    assert code == 1
    assert err
    assert not pdf.exists()


def test_languages_and_files_that_can_t_be_are_refused_first(bench: Bench, run: Run, tmp_path: Path) -> None:
    sealed = bench.seal("FR-B01.zip")
    there = tmp_path / "there.pdf"
    there.write_bytes(b"mine")
    for asked in ("xx", "en,fr,es"):
        assert run("cover-sheet", sealed.path, "--lang", asked, "-o", tmp_path / "no.pdf")[0] == 2
    assert run("cover-sheet", sealed.path, "-o", there)[0] == 2
    assert there.read_bytes() == b"mine"


def test_the_sheet_does_not_decide_over_the_seal(
    bench: Bench, run: Run, password: Path, tmp_path: Path
) -> None:
    """Where the sheet can't be written after sealing, the bundle is there all the same."""
    code, _, err = run(
        "seal", bench.case, bench.out / "B.zip", "--all", "--identity", "Marie", "--password-file", password,
        "--cover-sheet", tmp_path / "no such folder" / "sheet.pdf",
    )  # fmt: skip
    assert code == 0
    assert "The cover sheet was not created" in err
    assert (bench.out / "B.zip").is_file()


def test_the_size_is_that_of_the_contents_alone(
    bench: Bench, run: Run, password: Path, tmp_path: Path
) -> None:
    """The preview, the end of sealing and the sheet say the same; the nonce of the seal is no content."""
    pick, sheet, bundle = ("--tag", "two"), tmp_path / "sheet.html", bench.out / "B.zip"
    assert run("tag", bench.case, "two", "--max-size", "20", "--kind", "file")[0] == 0
    before = run("seal", bench.case, bundle, *pick, "--preview")[1]
    size = re.search(r"with (\d+ B) of contents", before)
    assert size is not None
    code, said, err = run(
        "seal", bench.case, bundle, *pick, "--identity", "Marie", "--password-file", password,
        "--cover-sheet", sheet, "--cover-lang", "en",
    )  # fmt: skip
    assert code == 0, err
    assert f"with content ({size[1]})" in said
    assert f" · {size[1]} · " in sheet.read_text("utf-8").replace("\xa0", " ")


def test_as_a_web_page_it_says_the_same_and_runs_nothing(bench: Bench, run: Run, tmp_path: Path) -> None:
    sealed = bench.seal("FR-B01.zip")
    page = tmp_path / "sheet.html"
    hostile = "<script>alert(1)</script> & Co; FR"
    code, _, err = run("cover-sheet", sealed.path, "--to", hostile, "--lang", "en,ar", "-o", page)
    assert code == 0, err
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in text
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    groups = [sealed.seal_code[i : i + 4] for i in range(0, 64, 4)]
    for row in range(4):
        assert " ".join(groups[4 * row : 4 * row + 4]) in text
    assert 'lang="ar" dir="rtl"' in text
    signed = run("cover-sheet", sealed.path, "--sign", "Marie", "-o", tmp_path / "other.html")
    assert signed[0] == 2

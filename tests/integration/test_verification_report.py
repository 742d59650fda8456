"""`verify --report`: the document that a laboratory files, in each form, and what checks its signature."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from forensics_app.errors import TimeStampError, UsageError
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.i18n.verdicts import consistency_sentence, verdict_sentence
from forensics_app.report.verification.html import render_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from forensics_app.report.verification.text import render_text
from forensics_app.seal.making.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.seal.signatures.pades import sign_pdf
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.forms.verification import save_report, write_report
from forensics_app.services.verifying.verify import report_fields
from forensics_app.verify.series import series_of
from tests.integration.test_verify_command import received, sealwright
from tests.judging.judges import require_judge
from tests.vectors import pki
from tests.vectors.bundle import CHECKED_AT, SEALED_AT, Plan, build
from tests.vectors.make_vectors import ALL
from tests.vectors.revocation import crl
from tests.vectors.vector import Vector
from tests.world.authorities.server import authorities
from tests.world.receiving import policy, verify_bytes, verify_path
from tests.world.signing import NOW, FixedClock, signing_key

BY_NAME = {v.name: v for v in ALL}


def checked(name: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    sent = BY_NAME[name].make()
    return verify_bytes((sent.write(tmp_path)).read_bytes())


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("sound", "Consistent", "found in the sealed record"),
        ("file-missing", "Consistent", "found in what is here"),
        ("lie-other-exhibit", "Contradicts itself", "in 2 places"),
        ("file-flipped", "Not checked", "something here was found to be wrong"),
        ("seal-alone", "Not checked", "the bundle itself was not verified"),
    ],
)
def test_every_form_says_whether_the_record_agrees_with_itself(
    name: str, said: str, why: str, tmp_path: Path
) -> None:
    report = checked(name, tmp_path)
    words = translator_for("en")
    document = make_document([report], words)
    sentence = consistency_sentence(report, words)
    text = " ".join(render_text(document).decode().split())
    assert f"{said}" in text
    assert why in sentence
    assert sentence in text
    assert sentence in render_html(document).decode()
    size = words.size(report.bundle.payload_bytes or 0)  # of the contents: the file has another
    contents = "Size of the sealed contents that are here" if name == "file-missing" else "Size of contents"
    assert (f"{contents}: {size}" in text) is (name != "seal-alone")
    asked = "MD5 and SHA-1 in the catalogue were not compared with the contents."
    assert (asked in text) is (said != "Not checked")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_verdict_findings_and_fingerprint(language: str, tmp_path: Path) -> None:
    report = checked("file-flipped", tmp_path)
    words = translator_for(language)
    document = make_document([report], words)
    text = "".join(render_text(document).decode().split())  # lines of Chinese end anywhere
    page = render_html(document).decode()
    assert "".join(verdict_sentence(report, words).split()) in text
    for finding in report.findings:
        assert finding.code in text
        assert finding.code in page
        assert _without_isolates(finding_sentence(finding, words)) in _without_isolates(text)
    assert report.seal.code is not None
    for machine in (report.seal.code, report.verifier.digest):
        assert machine in text
        assert machine in page


def _without_isolates(text: str) -> str:
    """Lines are broken within values too, and each isolate is closed again within its line."""
    return "".join(c for c in "".join(text.split()) if not "\u2066" <= c <= "\u2069")


@pytest.mark.parametrize("vector", ALL[::9], ids=lambda v: v.name)
def test_every_kind_of_answer_can_be_written_down(vector: Vector, tmp_path: Path) -> None:
    report = verify_path(vector.make().write(tmp_path), policy(vector.trust))
    document = make_document([report], translator_for("ar"))
    assert report.verdict.value in render_html(document).decode()
    assert all(f.code in render_text(document).decode() for f in report.findings)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.met: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_page_runs_nothing_loads_nothing_and_takes_no_markup_from_a_bundle() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202egpj"
    report = verify_bytes(build(Plan()).zip, name=hostile)
    page = render_html(make_document([report], translator_for("en"))).decode()
    tags = Tags(page)
    assert not tags.met & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert not {a for a in tags.attributes if a.startswith("on") or a in {"src", "style"}}
    assert "\u202e" not in page
    assert "default-src &#x27;none&#x27;" in page


def test_style_sheet_is_the_one_that_the_policy_names(tmp_path: Path) -> None:
    page = render_html(make_document([checked("sound", tmp_path)], translator_for("en"))).decode()
    style = re.search(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    assert style is not None
    openssl = subprocess.run(
        ["openssl", "dgst", "-sha256", "-binary"], input=style[1].encode(), capture_output=True, check=True
    )
    digest = subprocess.run(["base64"], input=openssl.stdout, capture_output=True, check=True)
    assert f"sha256-{digest.stdout.decode().strip()}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_the_same_bytes_for_the_same_report(language: str, tmp_path: Path) -> None:
    document = make_document([checked("file-flipped", tmp_path)], translator_for(language))
    first, second = (render_pages(document, created=CHECKED_AT) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def _visual_lines(pdf: bytes) -> list[str]:
    """The letters of the first page, each line from left to right."""
    page = PdfDocument(pdf)[0].get_textpage()
    lines: dict[int, list[tuple[float, str]]] = {}
    for at in range(page.count_chars()):
        left, bottom, *_ = page.get_charbox(at, loose=True)
        lines.setdefault(round(bottom), []).append((left, page.get_text_range(at, 1)))
    return ["".join(letter for _, letter in sorted(line)) for line in lines.values()]


@pytest.mark.parametrize("path", ["/tmp/inbox/a.zip", "/tmp/inbox/.."])
def test_a_path_is_laid_out_from_left_to_right_in_arabic(path: str, tmp_path: Path) -> None:
    report = checked("sound", tmp_path)
    report = replace(report, bundle=replace(report.bundle, path=path, reference=None))
    document = make_document([report], translator_for("ar"))
    lines = [line for line in _visual_lines(render_pages(document, created=CHECKED_AT)) if "tmp" in line]
    assert len(lines) == 2  # under the verdict, and among the facts
    assert all(path in line for line in lines), lines
    assert f"\u2066{path}\u2069" in render_text(document).decode()


@pytest.mark.parametrize("kind", ["demo", "P-384", "RSA-2048"])
def test_signed_pages_are_valid_to_other_programs(kind: str, tmp_path: Path) -> None:
    key: SigningKey = signing_key(kind)
    document = make_document([checked("sound", tmp_path)], translator_for("en"))
    pages = render_pages(document, created=NOW)
    signed = sign_pdf(pages, key, at=NOW)
    assert signed.startswith(pages)
    file = tmp_path / "report.pdf"
    file.write_bytes(signed)
    with file.open("rb") as stream:
        embedded = PdfFileReader(stream).embedded_signatures[0]
        context = ValidationContext(trust_roots=[], moment=NOW, allow_fetching=False)
        status = validate_pdf_signature(embedded, context)
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"


@pytest.mark.parametrize("kind", ["demo", "P-384", "RSA-2048"])
def test_signed_pages_are_valid_to_poppler(kind: str, tmp_path: Path) -> None:
    require_judge("pdfsig")
    document = make_document([checked("sound", tmp_path)], translator_for("en"))
    file = tmp_path / "report.pdf"
    file.write_bytes(sign_pdf(render_pages(document, created=NOW), signing_key(kind), at=NOW))
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told


@pytest.mark.parametrize("kind", ["demo", "P-384"])
def test_signature_carries_the_time_of_an_authority(kind: str, tmp_path: Path) -> None:
    document = make_document([checked("sound", tmp_path)], translator_for("en"))
    now = datetime.now(UTC)
    with authorities() as known:
        stamper = AuthoritiesInTurn([TimeStampAuthority(known.tsa)])
        signed = sign_pdf(render_pages(document, created=NOW), signing_key(kind), at=now, authority=stamper)
    file = tmp_path / "report.pdf"
    file.write_bytes(signed)
    with file.open("rb") as stream:
        embedded = PdfFileReader(stream).embedded_signatures[0]
        context = ValidationContext(trust_roots=[], moment=NOW, allow_fetching=False)
        status = validate_pdf_signature(embedded, context)
    assert status.intact
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.valid
    assert abs(status.timestamp_validity.timestamp - now) < timedelta(minutes=5)


def test_authority_that_is_down_costs_the_time_and_not_the_report(tmp_path: Path) -> None:
    report, out = checked("sound", tmp_path), tmp_path / "report.pdf"
    trouble = write_report(
        [report], out, language="en", key=signing_key(), tsa=["http://127.0.0.1:9/"], clock=FixedClock()
    )
    assert isinstance(trouble, TimeStampError)
    with out.open("rb") as stream:
        embedded = PdfFileReader(stream).embedded_signatures[0]
        context = ValidationContext(trust_roots=[], moment=NOW, allow_fetching=False)
        status = validate_pdf_signature(embedded, context)
    assert status.valid
    assert status.timestamp_validity is None


def test_changed_page_is_no_longer_validly_signed(tmp_path: Path) -> None:
    document = make_document([checked("sound", tmp_path)], translator_for("en"))
    signed = bytearray(sign_pdf(render_pages(document, created=NOW), signing_key(), at=NOW))
    signed[40] ^= 1
    file = tmp_path / "report.pdf"
    file.write_bytes(signed)
    with file.open("rb") as stream:
        embedded = PdfFileReader(stream, strict=False).embedded_signatures[0]
        context = ValidationContext(trust_roots=[], moment=NOW, allow_fetching=False)
        assert not validate_pdf_signature(embedded, context).intact


def test_command_writes_reports_in_a_language_and_signs(tmp_path: Path) -> None:
    name = received("sound", tmp_path)
    (tmp_path / "word").write_text("a long passphrase\n")
    made = sealwright(
        tmp_path,
        "identity",
        "new",
        "--name",
        "Ann",
        "--organisation",
        "Lab",
        "--country",
        "FR",
        "--password-file",
        "word",
    )
    assert made.returncode == 0, made.stderr
    arguments = ("--report", "a.txt", "--report", "a.html", "--report", "a.pdf", "--report-lang", "fr")
    signed = ("--sign-report", "Ann", "--password-file", "word")
    done = sealwright(tmp_path, "verify", name, *arguments, *signed)
    assert done.returncode == 3, done.stderr
    assert 'lang="fr"' in (tmp_path / "a.html").read_text()
    labels = [line for line in (tmp_path / "a.txt").read_text().splitlines() if line.startswith("    ")]
    assert any("\u00a0: " in line for line in labels)
    assert not [line for line in labels if re.match(r"\s+\w[\w ]*: ", line)], "a colon without its space"
    assert b"ETSI.CAdES.detached" in (tmp_path / "a.pdf").read_bytes()
    again = sealwright(tmp_path, "verify", name, "--report", "a.txt")
    assert again.returncode == 2
    assert "a.txt" in again.stderr


@pytest.mark.parametrize("arguments", [("--report", "a.doc"), ("--report", "a.txt", "--sign-report", "Ann")])
def test_report_that_cannot_be_is_refused_before_the_check(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = sealwright(tmp_path, "verify", received("sound", tmp_path), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert not list(tmp_path.glob("a.*"))


def test_report_on_a_folder_holds_every_bundle(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("sound", "file-flipped"):
        (folder / name).mkdir(parents=True)
        sent = BY_NAME[name].make().write(folder / name)
        sent.rename(folder / f"{name}.zip")
        shutil.rmtree(folder / name)
    done = sealwright(tmp_path, "verify", "in", "--report", "all.txt")
    assert done.returncode == 1
    text = (tmp_path / "all.txt").read_text()
    assert "ALTERED" in text
    assert "UNCONFIRMED" in text


def _sha256sum(path: Path) -> str:
    done = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True)
    return done.stdout.removeprefix("\\").split()[0]


def _said(report: Path) -> str:
    """The words of a report in any form, with neither tags nor the ends of lines."""
    text = report.read_bytes().decode("utf-8", "replace")
    if report.suffix == ".pdf":
        pages = PdfDocument(report)
        text = "".join(page.get_textpage().get_text_range() for page in pages)
    return "".join(re.sub(r"<[^>]*>", "", text).replace("\ufffe", "").split())


def test_each_form_names_each_file_by_the_size_and_the_digest_that_stock_tools_give(tmp_path: Path) -> None:
    """Of a folder neither; and of a file that is no bundle both, which is all that can be said of it."""
    for name in ("sound", "file-flipped", "zip-cut-end"):
        (tmp_path / received(name, tmp_path)).rename(tmp_path / f"{name}.zip")
    shutil.unpack_archive(tmp_path / "sound.zip", tmp_path)
    (folder,) = [p for p in tmp_path.iterdir() if p.is_dir()]
    files = [tmp_path / name for name in ("sound.zip", "file-flipped.zip", "zip-cut-end.zip")]
    forms = [f"all.{ending}" for ending in ("txt", "html", "pdf")]
    asked = [argument for form in forms for argument in ("--report", form)]
    done = sealwright(tmp_path, "verify", *(f.name for f in files), folder.name, *asked, "--json")
    told = [one["bundle"] for one in json.loads(done.stdout)]
    digests = [_sha256sum(file) for file in files]
    assert [one["file_sha256"] for one in told] == [*digests, None]
    assert [one["file_bytes"] for one in told] == [*(file.stat().st_size for file in files), None]
    for form in forms:
        said = _said(tmp_path / form)
        assert said.count("Sizeofthefile") == 3, form
        assert said.count("TheSHA-256ofthefilewascomputedafterthecheck") == 3, form
        assert said.count("SHA-256ofthefile") == 6, form
        assert all(said.count(digest) == 1 for digest in digests), form
        for file in files:
            assert f"{file.stat().st_size:,}bytes" in said, form


def _written(path: Path) -> None:
    """One byte, and the times as before."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(40)
        file.write(b"!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _exchanged(path: Path) -> None:
    """For a copy of the same bytes and times: that it is one can't be known."""
    copy = path.with_suffix(".copy")
    shutil.copy2(path, copy)
    copy.replace(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_written, "The file was changed or replaced after it was checked; its digest is not stated."),
        (_exchanged, "The file was changed or replaced after it was checked; its digest is not stated."),
        (Path.unlink, "The file could not be read when this report was written; its digest is not stated."),
    ],
)
@pytest.mark.parametrize("ending", ["txt", "html", "json"])
def test_a_file_changed_between_check_and_report_has_a_sentence_and_no_digest(
    change: Callable[[Path], None], sentence: str, ending: str, tmp_path: Path
) -> None:
    path = BY_NAME["sound"].make().write(tmp_path)
    size, digest = path.stat().st_size, _sha256sum(path)
    report = verify_path(path)
    assert report_fields(report, translator_for("en"))["bundle"]["file_sha256"] is None  # not asked for yet
    change(path)
    out = tmp_path / f"report.{ending}"
    save_report([report], out, language="en", clock=FixedClock())
    said = out.read_text(encoding="utf-8")
    assert digest not in said
    if ending == "json":
        bundle = json.loads(said)["bundle"]
        assert (bundle["file_bytes"], bundle["file_sha256"]) == (size, None)
    else:
        assert "".join(sentence.split()) in _said(out)
        assert "computed after the check" not in " ".join(said.split())


def test_a_report_that_cannot_be_made_leaves_the_older_one(tmp_path: Path) -> None:
    out = tmp_path / "report.doc"
    out.write_text("of yesterday")
    with pytest.raises(UsageError):
        save_report([checked("sound", tmp_path)], out, language="en", clock=FixedClock())
    assert out.read_text() == "of yesterday"


def test_own_revocation_list_is_taken_and_a_wrong_file_refused(tmp_path: Path) -> None:
    name = received("sound", tmp_path)
    since = SEALED_AT - timedelta(days=1)
    (tmp_path / "revoked.crl").write_bytes(crl(pki.ROOT, SEALED_AT, (pki.SIGNER, since)))
    (tmp_path / "not.crl").write_bytes(b"no list")
    done = sealwright(tmp_path, "verify", name, "--crl", "revoked.crl")
    assert done.returncode == 1
    assert "signer-revoked-by-authority" in done.stdout
    wrong = sealwright(tmp_path, "verify", name, "--crl", "not.crl")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "not.crl" in wrong.stderr


def test_the_request_stands_in_every_form_and_its_handling_codes_on_every_page(tmp_path: Path) -> None:
    report = checked("sound-format-2", tmp_path)
    document = make_document([report], translator_for("en"))
    text = " ".join(render_text(document).decode().split())
    page = render_html(document).decode()
    for said in (
        "European Investigation Order (EIO)", "3207 Js 118/26", "EIO-FR-2026-1183", "2026-12-09",
        "Prosecution Service, Hamburg", "greffe@example.org", "Copy in the presence of a witness",
        "Only proceedings 3207 Js 118/26", "Destroy the copy when the judgment is final", "TLP:AMBER+STRICT",
    ):  # fmt: skip
        assert said in text
        assert said in page
    assert document.handling is not None
    assert document.handling.codes == ("TLP:AMBER+STRICT",)
    require_judge("pdftotext")
    pdf = render_pages(document, created=NOW)
    words = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert words.count("TLP:AMBER+STRICT") > words.count("\f")  # in the section, and on each page
    assert "greffe@example.org" in words


def test_a_supplement_says_so_in_the_report(tmp_path: Path) -> None:
    report = checked("sound-format-3-corrects", tmp_path)
    document = make_document([report], translator_for("fr"), series_of([report]))
    text = " ".join(render_text(document).decode().split())
    assert "VEC-2026-0001-A01" in text
    assert "n’est pas ici" in text

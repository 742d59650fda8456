"""The Verify page on real bundles: each verdict with its own shape, and trust only after comparing."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import VERDICT_WORDS
from forensics_app.model.findings import AXES, AddendumFacts, Axis, AxisState, Finding, Severity, Verdict
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.report.verification.report import make_document
from forensics_app.services.trust.sealers import trust_sealer
from forensics_app.services.trust.trust import load_trust
from tests.ui.conftest import Until
from tests.vectors import attacks_lies, attacks_seal
from ui.dialogs.preferences.trust_certificate import TrustDialog
from ui.jobs.desk import JobKind
from ui.models.bundles.second_result import second_result
from ui.pages.case.sealed_card import SealedCard
from ui.pages.verify import page as verify
from ui.pages.verify import trusted_card
from ui.pages.verify.page import VerifyPage
from ui.pages.verify.signer_card import SignerCard
from ui.pages.verify.trusted_card import TrustedCard
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.seals.code_compare import CodeCompare
from ui.widgets.seals.fingerprint import ROW_DIGITS, PhoneCompare, choose_hidden, rows_of
from ui.widgets.seals.verdict import AxisRow, ConsistencyRow, VerdictTile
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places
from ui.words.digests import grouped

FINGERPRINT = "4e1c880ad73fb6219c55e0427d19a3f80b67c2914fd8e35a7216bd0c958e41fa"


def bundle_of(demo: Path) -> Path:
    return next(demo.glob("*.zip"))


def check(window: MainWindow, path: Path, until: Until) -> VerifyPage:
    window.bench.check_and_show(path)
    until(lambda: not window.bench.check.running)
    QApplication.processEvents()
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    return page


def tampered(demo: Path, folder: Path, way: str) -> Path:
    """The demo's bundle with one thing done to it."""
    data = bytearray(bundle_of(demo).read_bytes())
    out = folder / f"{way}.zip"
    if way == "altered":
        data[data.index(b"%PDF") + 64] ^= 1
    elif way == "unreadable":
        data = bytearray(b"PK\x03\x04" + bytes(50))
    out.write_bytes(data)
    return out


def parts(page: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [w for w in page.findChildren(kind) if w.isVisible()]


def said(page: QWidget) -> str:
    words = [w.accessibleName() for w in parts(page, QLabel)]
    return "\n".join(words + [w.accessibleName() for w in parts(page, PathText)])


# --- verdicts ---------------------------------------------------------------------------------------


def test_a_seal_with_an_invalid_signature_shows_no_sealer_and_checked_no_file(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    """Her certificate can be put into any seal: it said who sealed it, and that every file was as sealed."""
    (vector,) = (one for one in attacks_seal.VECTORS if one.name == "seal-alone-signature-flipped")
    page = check(window, vector.make().write(tmp_path), until)
    words = said(page)
    assert "A fault was found, and the bundle itself was not verified." in words
    assert "Every file is as the seal says" not in words
    assert "Named as signer" in words.splitlines()
    assert "Signature invalid" in {one.accessibleName() for one in parts(page, Pill)}
    assert "Sealed by" not in words.splitlines()
    assert "It does not show who sealed it" in words
    assert "The signer's own clock" not in words
    assert "Stated by a signature that is invalid" in words


def test_an_unknown_signer_is_unconfirmed_and_nothing_is_called_wrong(
    window: MainWindow, demo: Path, until: Until
) -> None:
    page = check(window, bundle_of(demo), until)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is Verdict.UNCONFIRMED
    (tile,) = parts(page, VerdictTile)
    assert tile.accessibleName().startswith("UNCONFIRMED. No fault was found, but the signer is not known")
    assert len(parts(page, AxisRow)) == len(AXES)
    (consistency,) = parts(page, ConsistencyRow)
    assert (
        consistency.accessibleName()
        == "Consistency: Consistent. No contradictions were found in the sealed record."
    )
    assert State.BAD not in {row._state for row in parts(page, AxisRow)}  # type: ignore[attr-defined]
    assert window.band.isVisible()
    assert (
        window.job_line._text.accessibleName()
        == "Check finished. What was checked was not changed or unpacked."
    )


def test_a_trusted_signer_is_verified(window: MainWindow, demo: Path, until: Until) -> None:
    window.bench.check.trust_file = demo / "trust.pem"
    page = check(window, bundle_of(demo), until)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is Verdict.VERIFIED
    assert report.axes[Axis.TIME] is AxisState.NONE
    assert parts(page, VerdictTile)[0].accessibleName().startswith("VERIFIED")
    assert parts(page, PhoneCompare) == []
    words = said(page)  # the nonce of the seal is a file of no exhibit: together they are those of the head
    of_exhibits = sum(count for _, count in report.bundle.exhibits)
    assert report.bundle.files == of_exhibits + 1
    assert f"{report.bundle.files} files" in words
    assert "Not evidence" in words
    assert "1 file: the random value in every bundle" in words


@pytest.mark.parametrize(
    ("way", "verdict"), [("altered", Verdict.ALTERED), ("unreadable", Verdict.UNREADABLE)]
)
def test_bad_bundles(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, way: str, verdict: Verdict
) -> None:
    page = check(window, tampered(demo, tmp_path, way), until)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is verdict
    assert (
        parts(page, VerdictTile)[0].accessibleName().startswith(VERDICT_WORDS[verdict].rpartition("\x04")[2])
    )
    assert parts(page, PhoneCompare) == []
    if way == "altered":
        assert "Location of the damage" in said(page)
        assert report.findings[0].expected or report.findings[0].actual
    else:
        assert "Contents" not in said(page)


def test_a_record_that_contradicts_itself_says_where(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    lie = next(v for v in attacks_lies.VECTORS if v.name == "lie-hashes-agree")
    page = check(window, lie.make().write(tmp_path), until)
    (consistency,) = parts(page, ConsistencyRow)
    assert consistency.accessibleName().startswith("Consistency: Contradicts itself. ")
    assert "The hashes of metadata/sources.jsonl:1 contradict each other" in said(page)
    (tile,) = parts(page, VerdictTile)
    assert "contradicts itself in one place" in tile.accessibleName()
    assert "No fault was found" not in tile.accessibleName()


def test_a_folder_of_a_bundle_can_be_checked_too(window: MainWindow, tmp_path: Path, until: Until) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "bagit.txt").write_text("BagIt-Version: 1.0\n", encoding="ascii")
    check(window, tmp_path / "bag", until)
    report = window.bench.check.report
    assert report is not None
    assert (report.bundle.form, report.verdict) == ("folder", Verdict.ALTERED)


def test_a_bundle_that_is_not_there_is_one_sentence(window: MainWindow, tmp_path: Path, until: Until) -> None:
    page = check(window, tmp_path / "gone.zip", until)
    assert window.bench.check.report is None
    assert "There is no bundle" in said(page)


# --- comparing by phone -----------------------------------------------------------------------------


def test_two_rows_are_hidden_by_chance() -> None:
    seen = {choose_hidden() for _ in range(300)}
    assert seen == {(a, b) for a in range(4) for b in range(a + 1, 4)}


def test_a_second_look_hides_the_same_rows(qtbot: QtBot) -> None:
    """Two looks that hide different rows show all four."""
    for number in range(20):
        fingerprint = f"{number:064x}"
        looks = [PhoneCompare(fingerprint) for _ in range(3)]
        for look in looks:
            qtbot.addWidget(look)
        assert len({look.hidden for look in looks}) == 1


def test_hidden_rows_are_nowhere_on_the_page(window: MainWindow, demo: Path, until: Until) -> None:
    page = check(window, bundle_of(demo), until)
    (compare,) = parts(page, PhoneCompare)
    assert isinstance(compare, PhoneCompare)
    report = window.bench.check.report
    assert report is not None
    assert report.seal.fingerprint is not None
    shown = "".join(said(page).split()).lower()
    for row in range(4):
        digits = rows_of(report.seal.fingerprint)[row]
        assert (digits in shown) is (row not in compare.hidden)
    everything = [w for w in page.findChildren(QWidget) if digits in "".join(w.toolTip().split())]
    assert everything == []


def test_no_other_card_shows_the_rows_that_are_hidden(window: MainWindow, demo: Path, until: Until) -> None:
    """The sealer may have signed addenda too, may be a co-signer, and is named by findings and receipts."""
    page = check(window, bundle_of(demo), until)
    bench = window.bench
    report = bench.check.report
    assert report is not None
    sealer = report.seal.signers[0]
    unknown = Finding(
        "custody-signer-unknown", Axis.CUSTODY, Severity.DOUBT, "event", "X", sealer.fingerprint
    )
    own = AddendumFacts(
        grouped(sealer.fingerprint, 4), True, True, Verdict.UNCONFIRMED, (unknown,), signers=(sealer,)
    )
    more = replace(
        report,
        findings=(*report.findings, unknown),
        addenda=(own,),
        seal=replace(report.seal, signers=(sealer, sealer)),
    )
    bench.check.reports, bench.check.report = (more,), more
    page._show()
    until(lambda: bool(parts(page, PhoneCompare)))
    (compare,) = parts(page, PhoneCompare)
    assert isinstance(compare, PhoneCompare)
    shown = "".join((said(page) + "".join(w.toolTip() for w in page.findChildren(QWidget))).split()).lower()
    for row in compare.hidden:
        assert rows_of(sealer.fingerprint)[row] not in shown


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [
        (("4e1c880ad73fb621", "7216bd0c958e41fa"), True),
        (("4E1C 880A D73F B621", " 7216 bd0c 958e 41fa "), True),
        (("4e1c880ad73fb621", "7216bd0c958e41fb"), False),
        (("4e1c880ad73fb621", "7216bd0c958e41f"), False),
        (("4e1c880ad73fb621", ""), False),
        (("7216bd0c958e41fa", "4e1c880ad73fb621"), False),
    ],
)
def test_only_both_rows_typed_in_full_agree(qtbot: QtBot, typed: tuple[str, str], agreed: bool) -> None:
    compare = PhoneCompare(FINGERPRINT, hidden=(0, 3))
    qtbot.addWidget(compare)
    for row, text in zip((0, 3), typed, strict=True):
        compare.edits[row].setText(text)
    assert compare.complete is agreed


def test_a_wrong_row_is_told_only_when_it_is_complete(qtbot: QtBot) -> None:
    compare = PhoneCompare(FINGERPRINT, hidden=(1, 2))
    qtbot.addWidget(compare)
    compare.edits[1].setText("f" * (ROW_DIGITS - 1))
    assert compare._left.accessibleName() == f"{ROW_DIGITS + 1} characters left"
    compare.edits[1].setText("f" * ROW_DIGITS)
    assert "Row B does not match" in compare._left.accessibleName()
    compare.edits[2].setText("f" * ROW_DIGITS)
    assert compare._left.accessibleName().startswith("Rows B and C do not match.")
    compare.edits[2].setText(FINGERPRINT)
    assert compare._left.accessibleName().startswith("Too many characters in C:")


def test_rows_of_the_seal_code_say_nothing_against_the_certificate(qtbot: QtBot) -> None:
    """They stand beside those of the certificate on the cover sheet, under the same letters."""
    code = "ab" * 32
    compare = PhoneCompare(FINGERPRINT, hidden=(0, 1), seal_code=code)
    qtbot.addWidget(compare)
    compare.edits[0].setText("abab abab abab abab")
    said = compare._left.accessibleName()
    assert said.startswith("What you typed in row A is a row of the seal code.")
    assert "do not trust" not in said
    compare.edits[1].setText("abab abab abab abab")
    assert "rows A, B are rows of the seal code" in compare._left.accessibleName()
    assert not compare.complete

    other = CodeCompare("7F3C", code, fingerprint=FINGERPRINT)
    qtbot.addWidget(other)
    other.edit.setText(FINGERPRINT[:ROW_DIGITS])
    assert other.said.accessibleName().startswith("What you typed are rows of the signer’s certificate.")


def test_enter_in_the_last_row_goes_on_once_both_match(qtbot: QtBot) -> None:
    compare = PhoneCompare(FINGERPRINT, hidden=(0, 3))
    qtbot.addWidget(compare)
    entered: list[bool] = []
    compare.entered.connect(lambda: entered.append(True))
    compare.edits[0].setText(FINGERPRINT[:ROW_DIGITS])
    QTest.keyClick(compare.edits[0], Qt.Key.Key_Return)
    assert entered == []
    compare.edits[3].setText(FINGERPRINT[-ROW_DIGITS:])
    QTest.keyClick(compare.edits[3], Qt.Key.Key_Return)
    assert entered == [True]


def confirm(page: VerifyPage) -> None:
    """Trust whom the dialog names."""
    assert page.trusting is not None
    page.trusting.trust_button.click()


def test_a_look_at_the_trusted_signers_keeps_the_verdict(
    window: MainWindow, demo: Path, until: Until
) -> None:
    page = check(window, bundle_of(demo), until)
    report = window.bench.check.report

    def heads() -> dict[str, Button]:
        made = (w for w in page.head_widgets() if isinstance(w, Button))
        return {button.accessibleName(): button for button in made}

    def tiles() -> int:
        return len([t for t in page.findChildren(VerdictTile) if t.isVisibleTo(page)])

    for way in ("the button", "another page", "the same bundle", "Ctrl+O"):
        assert tiles() == 1, way
        heads()["Overview"].click()
        QApplication.processEvents()
        assert tiles() == 0
        assert any(card.isVisibleTo(page) for card in page.findChildren(TrustedCard))
        if way == "the button":
            heads()["Back to the result"].click()
        elif way == "another page":
            window.go(places.START)
            window.go(places.VERIFY)
        else:
            if way == "Ctrl+O":
                window.bench.check_and_show(bundle_of(demo))
            else:
                page._check(bundle_of(demo))
            until(lambda: not window.bench.check.running)
        QApplication.processEvents()
        assert window.bench.check.report == report or way in ("the same bundle", "Ctrl+O")
    assert tiles() == 1


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_trust_needs_the_typed_rows_and_the_certificate(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = check(window, bundle_of(demo), until)
    card = next(c for c in parts(page, SignerCard) if isinstance(c, SignerCard))
    assert not card._trust.isEnabled()
    fingerprint = window.bench.check.report.seal.fingerprint  # type: ignore[union-attr]
    assert fingerprint is not None
    for row, edit in card.compare.edits.items():
        edit.setText(rows_of(fingerprint)[row])
    assert card._trust.isEnabled()

    root, signer = signer_files(demo, tmp_path, fingerprint)
    monkeypatch.setattr(verify, "trust_sealer", lambda *given, **more: None)  # a seal that holds none
    monkeypatch.setattr(verify, "choose_certificate", lambda parent: root)
    card._trust.click()
    dialog = page.trusting
    assert dialog is not None
    assert dialog.focusWidget() is dialog.cancel_button  # Enter alone trusts nobody
    told = " ".join(text.accessibleName() for text in dialog.findChildren(Text))
    assert "Sealwright Demonstration Laboratory" in told
    assert "DEMO Ada Example" in told
    assert all(group in told for row in rows_of(fingerprint) for group in (row[:4], row[-4:]))
    dialog.cancel_button.click()
    assert load_trust().entries == ()
    card._trust.click()
    confirm(page)
    until(lambda: window.trouble_bar.isVisible())
    assert "Do not trust it" in (window.trouble_bar._card or page).accessibleName()
    assert load_trust().entries == ()

    monkeypatch.setattr(verify, "choose_certificate", lambda parent: signer)
    card._trust.click()
    confirm(page)
    until(lambda: not window.bench.check.running)
    assert window.bench.check.report.verdict is Verdict.VERIFIED  # type: ignore[union-attr]
    assert any("is now on your trusted list" in t.accessibleName() for t in page.findChildren(Text))
    assert [e.fingerprint for e in load_trust().entries] == [fingerprint]


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_whoever_was_compared_is_trusted_by_the_certificate_in_the_bundle_and_every_page_follows(
    window: MainWindow, demo: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is asked for: the rows that were typed are those of the certificate that is added."""
    monkeypatch.setattr(verify, "choose_certificate", lambda parent: pytest.fail("a file was asked for"))
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.CASE)
    sealed = window.pages[places.CASE].findChild(SealedCard)
    assert isinstance(sealed, SealedCard)
    until(lambda: bool(sealed._bundles))
    assert sealed._bundles is not None
    assert sealed._bundles[0].report.seal.signer_label is None
    page = check(window, bundle_of(demo), until)
    card = next(c for c in parts(page, SignerCard) if isinstance(c, SignerCard))
    report = window.bench.check.report
    assert report is not None
    assert report.seal.fingerprint is not None
    for row, edit in card.compare.edits.items():
        edit.setText(rows_of(report.seal.fingerprint)[row])
    card._trust.click()
    confirm(page)
    until(lambda: not window.bench.check.running)
    assert window.bench.check.report.verdict is Verdict.VERIFIED  # type: ignore[union-attr]
    assert [(e.fingerprint, e.role) for e in load_trust().entries] == [
        (report.seal.fingerprint, TrustRole.SEAL)
    ]
    until(lambda: (sealed._bundles or ())[0].report.seal.signer_label is not None)


def test_a_certificate_that_was_not_compared_is_never_taken_out_of_a_bundle(demo: Path) -> None:
    assert trust_sealer(bundle_of(demo), "0" * 64, clock=SystemClock()) is None
    assert load_trust().entries == ()


def signer_files(demo: Path, folder: Path, fingerprint: str) -> tuple[Path, Path]:
    """A certificate that is not the signer's, and the signer's, each in a file of its own."""
    found = x509.load_pem_x509_certificates((demo / "trust.pem").read_bytes())
    paths = {}
    for certificate in found:
        mine = certificate.fingerprint(certificate.signature_hash_algorithm).hex() == fingerprint  # type: ignore[arg-type]
        paths[mine] = folder / f"{mine}.pem"
        paths[mine].write_bytes(certificate.public_bytes(Encoding.PEM))
    return paths[False], paths[True]


# --- the rest ---------------------------------------------------------------------------------------


def test_the_report_is_saved_as_json(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = check(window, bundle_of(demo), until)
    monkeypatch.setattr(verify, "choose_report", lambda *a: tmp_path / "report.json")
    page._save()
    until(lambda: window.bench.jobs.newest is None)
    saved = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert str(tmp_path / "report.json") in window.job_line._text.accessibleName()
    assert saved["verdict"] == "unconfirmed"
    assert saved["bundle"]["file_sha256"] == sha256sum(bundle_of(demo))
    monkeypatch.setattr(verify, "choose_report", lambda *a: tmp_path / "no" / "report.json")
    page._save()
    until(lambda: window.trouble_bar.isVisible())


@pytest.mark.parametrize(("ending", "begin"), [("pdf", b"%PDF-"), ("html", b"<!DOCTYPE"), ("txt", b"Verif")])
def test_the_report_is_saved_in_the_form_that_its_name_ends_in(
    window: MainWindow,
    demo: Path,
    tmp_path: Path,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    begin: bytes,
) -> None:
    page = check(window, bundle_of(demo), until)
    out = tmp_path / f"report.{ending}"
    out.write_bytes(b"an older report, which the chooser asked about")
    monkeypatch.setattr(verify, "choose_report", lambda *a: out)
    page._save()
    until(lambda: window.bench.jobs.newest is None)
    assert out.read_bytes().startswith(begin)
    if ending != "pdf":
        assert sha256sum(bundle_of(demo)) in out.read_text(encoding="utf-8")


def test_a_report_says_whether_the_seal_code_that_was_entered_is_that_of_the_seal(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = check(window, bundle_of(demo), until)
    [compare] = page.findChildren(CodeCompare)
    code = page._bench.check.shown_code

    def saved(typed: str) -> str:
        compare.edit.setText(typed)
        out = tmp_path / "report.txt"
        monkeypatch.setattr(verify, "choose_report", lambda *a: out)
        page._save()
        until(lambda: window.bench.jobs.newest is None)
        return " ".join(out.read_text(encoding="utf-8").split())

    match = "Seal code compared: Match: the code that the person checking entered is the code of this seal."
    other = "Seal code compared: No match: the code that the person checking entered is not the code of"
    assert match in saved(code)
    assert match in saved(page._bench.check.report.seal.code)
    assert other in saved(code[:-4] + ("AAAA" if code[-4:] != "AAAA" else "CCCC"))
    for not_whole in ("", code[:8]):
        assert "Seal code compared" not in saved(not_whole)


def test_a_seal_next_to_the_bundle_is_said_to_be_the_one_inside(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    bundle = bundle_of(demo)
    alone = tmp_path / bundle.name
    alone.write_bytes(bundle.read_bytes())
    row = "The seal file next to the bundle is the seal inside it, byte for byte."
    fact = ("Seal file next to the bundle", "Identical to the seal inside the bundle, byte for byte.")
    assert list(bundle.parent.glob("*.asice"))
    for path, there in ((bundle, True), (alone, False)):
        page = check(window, path, until)
        assert (row in {w.accessibleName() for w in parts(page, StepRow)}) is there
        report = page._bench.check.report
        assert report is not None
        [made] = make_document((report,), translator_for("en")).reports
        assert (fact in {(f.label, f.value) for section in made.sections for f in section.facts}) is there


def sha256sum(path: Path) -> str:
    done = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_a_report_saved_on_a_file_that_was_changed_since_does_not_state_its_digest(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tampered(demo, tmp_path, "unreadable")
    page = check(window, path, until)
    path.write_bytes(b"another file")
    monkeypatch.setattr(verify, "choose_report", lambda *a: tmp_path / "report.txt")
    page._save()
    until(lambda: window.bench.jobs.newest is None)
    text = " ".join((tmp_path / "report.txt").read_text(encoding="utf-8").split())
    assert "The file was changed or replaced after it was checked; its digest is not stated." in text
    assert sha256sum(path) not in text


def test_saving_a_report_on_a_large_file_shows_how_far_it_is_and_can_be_cancelled(
    window: MainWindow, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report that the new one was to replace is still there then."""
    path, out = tmp_path / "large.zip", tmp_path / "report.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    out.write_text("of yesterday")
    page = check(window, path, until)
    monkeypatch.setattr(verify, "choose_report", lambda *a: out)
    page._save()
    running = window.bench.jobs.running(JobKind.SAVED_REPORT)
    assert running is not None
    until(lambda: running.last is not None and running.last.done_bytes > 0)
    assert "Hashing the files" in window.job_line._text.accessibleName()
    page._save()
    until(lambda: window.trouble_bar.isVisible())  # one at a time
    window.job_line.cancel.emit()
    until(lambda: window.bench.jobs.newest is None)
    assert "Cancelled. No report was written." in window.job_line._text.accessibleName()
    assert out.read_text() == "of yesterday"


def test_the_second_implementation_comes_to_the_same(window: MainWindow, demo: Path, until: Until) -> None:
    page = check(window, bundle_of(demo), until)
    first = window.bench.check.report
    page._again_with_second()
    until(lambda: not window.bench.check.running and bool(said(page)))
    second = window.bench.check.report
    assert first is not None
    assert second is not None
    assert (first.verdict, first.axes) == (second.verdict, second.axes)
    assert second.verifier.implementation != first.verifier.implementation
    assert "Second implementation (PyCryptodome): same result." in said(page)
    window.bench.trust_changed.emit()  # as where an identity was made: judged again, with the same result
    until(lambda: window.bench.check.running)
    until(lambda: not window.bench.check.running and bool(said(page)))
    again = window.bench.check.report
    assert again is not None
    assert again.verifier.implementation == first.verifier.implementation
    assert "Second implementation (PyCryptodome): same result." in said(page)
    window.bench.check_bundle(bundle_of(demo))
    until(lambda: not window.bench.check.running)
    assert window.bench.check.second is None
    other = second_result([replace(first, axes=first.axes | {Axis.TIME: AxisState.FAIL})], [second])
    assert other is not None
    assert other.differing == ("Time",)


def test_a_certificate_is_imported_by_its_told_fingerprint_and_taken_back(
    window: MainWindow, demo: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = x509.load_pem_x509_certificates((demo / "trust.pem").read_bytes())[0]
    told = certificate.fingerprint(certificate.signature_hash_algorithm).hex()  # type: ignore[arg-type]
    dialog = TrustDialog(demo / "trust.pem", SystemClock(), window)
    qtbot.addWidget(dialog)
    assert told not in "".join(w.text() for w in dialog.findChildren(QLabel))
    dialog.fingerprint.setText(told[:-1])
    assert not dialog._trust.isEnabled()
    dialog.fingerprint.setText(told[:-1] + ("0" if told[-1] != "0" else "1"))
    dialog.trust()
    assert load_trust().entries == ()
    shown = " ".join(w.accessibleName() for w in dialog.findChildren(QWidget))
    assert "another fingerprint" in shown
    assert told not in shown
    dialog.fingerprint.setText(":".join(told[i : i + 2] for i in range(0, 64, 2)).upper())
    dialog.label.setText("Lab Lyon")
    dialog.trust()
    assert [(e.label, e.fingerprint) for e in load_trust().entries] == [("Lab Lyon", told)]

    window.go(places.VERIFY)
    window.bench.check_changed.emit()
    QApplication.processEvents()
    (card,) = parts(window, TrustedCard)
    assert "Lab Lyon" in said(card)
    monkeypatch.setattr(trusted_card, "ask_to_remove_trust", lambda parent, name: True)
    card._remove(load_trust().entries[0])  # type: ignore[attr-defined]
    assert load_trust().entries == ()


def test_every_bundle_of_a_folder_stands_in_a_list(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "arrived"
    folder.mkdir()
    (folder / "a.zip").write_bytes(bundle_of(demo).read_bytes())
    tampered(demo, folder, "unreadable")
    page = check(window, folder, until)
    assert page._first_table is not None
    rows = page._first_table.rows
    assert [rows.index(r, 0).data() for r in range(rows.rowCount())] == ["a.zip", "unreadable.zip"]
    assert rows.index(1, 3).data() == "UNREADABLE"
    page._first_table.select(1)
    until(lambda: window.bench.check.report is window.bench.check.reports[1])
    QApplication.processEvents()
    assert parts(page, VerdictTile)[0].accessibleName().startswith("UNREADABLE")

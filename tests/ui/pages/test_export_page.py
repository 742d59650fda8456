"""The whole export against a real case: chosen, checked, sealed, stopped, gone on with, and what fails."""

from __future__ import annotations

import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forensics_app.model.bundle import bundle_stem
from forensics_app.model.case import IngestOptions
from forensics_app.model.findings import Verdict
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.request import Authority, RequestRecord
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.making import new_case
from forensics_app.services.cases.marks import mark
from forensics_app.services.cases.opening import open_case
from forensics_app.services.identities.identities import Holder, export_identity, new_identity
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.input.recipients import recipient
from forensics_app.services.parcels.keys import certificate_fingerprint, open_share_file, read_share_file
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from forensics_app.services.requests.case_request import write_request
from forensics_app.services.sealing.asked import SealRequest, asked_values
from forensics_app.services.selection.tag import tag
from forensics_app.services.trust.trust import TrustRole, add_trust, load_trust
from forensics_app.services.verifying.verify import verify
from tests.reading.evidence_reading import sample
from tests.ui.choosing import choose_country
from tests.ui.conftest import Until
from tests.ui.shooting.heart import Heart, never_stands_still
from tests.world.cases import make_case as empty_case
from tests.world.parcels import certificate_for
from tests.world.parcels import recipient as encryption_pair
from tests.world.sealing import lines, make_bench, read
from tests.world.signing import write_pem
from ui.dialogs.bundles.dispatch import addressed
from ui.jobs.desk import JobKind
from ui.models.bundles.export_draft import ExportStep, RecipientDraft, asking
from ui.pages.export.check import CheckStep
from ui.pages.export.choose import ChooseStep
from ui.pages.export.done import DoneStep
from ui.pages.export.earlier_keys import EarlierKeys
from ui.pages.export.page import ExportPage
from ui.pages.export.recipients import RecipientsStep
from ui.pages.export.seal import SealStep
from ui.widgets.seals.cover_picture import CoverPicture
from ui.widgets.seals.seal_code import CodeRows
from ui.widgets.text.text import Path as PathText
from ui.window.main_window import MainWindow
from ui.words import places
from ui.words.digests import grouped

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PASSPHRASE = "correct horse battery"
CLOSED_PORT = "http://127.0.0.1:9/tsa"
SMALL = {"one": {"letter.txt": b"Dear Sir\n", "photo.jpg": b"\xff\xd8" * 500}, "two": {"note.txt": b"n\n"}}


def make_case(folder: Path, exhibits: dict[str, dict[str, bytes]]) -> Path:
    """A case over folders, one an exhibit; `letter.txt` is tagged."""
    clock = SystemClock()
    facts = {"reference": "FR-1", "title": "T", "examiner": "E", "agency": "A", "country": "FR"}
    sources = []
    for name, files in exhibits.items():
        source = folder / name
        source.mkdir(parents=True)
        for file, content in files.items():
            (source / file).write_bytes(content)
        sources.append(str(source))
    with new_case(folder / "case", **facts, clock=clock) as case:
        summary = ingest(case, sources, IngestOptions(), report=silent, cancelled=never_cancelled)
        assert not summary.errors
        tag(case, "Seen", ArtifactFilter(text="letter"), note=None, clock=clock)
    return folder / "case"


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    """Longer than elsewhere: each step here is a child process that seals, verifies and sets a page."""
    return lambda holds: qtbot.waitUntil(holds, timeout=90_000)


@pytest.fixture
def identity() -> str:
    made = new_identity(Holder("Claire Moreau", "Labo", "FR"), PASSPHRASE.encode(), clock=SystemClock())
    return made.identity_id


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return make_case(tmp_path / "work", SMALL)


def open_page(window: MainWindow, case: Path, until: Until) -> ExportPage:
    bench = window.bench
    bench.open_case(case)
    until(lambda: bench.case is not None and bench.case.overview is not None)
    window.go(places.EXPORT)
    page = window.pages[places.EXPORT]
    assert isinstance(page, ExportPage)
    until(lambda: isinstance(page.step, ChooseStep) and page.step.start is not None)
    return page


def said(page: ExportPage) -> str:
    return "\n".join(w.accessibleName() for w in page.findChildren(QLabel) if not w.isHidden())


def press(page: ExportPage, label: str, qtbot: QtBot) -> None:
    def found() -> list[QPushButton]:
        named = (b for b in page.findChildren(QPushButton) if b.accessibleName() == label)
        return [b for b in named if b.isVisible() and b.isEnabled() and b.height() > b.fontMetrics().height()]

    qtbot.waitUntil(lambda: bool(found()), timeout=60_000)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def choose(page: ExportPage, chosen: ArtifactFilter, until: Until) -> None:
    step = page.step
    assert isinstance(step, ChooseStep)
    step.boxes[chosen].setChecked(True)
    until(lambda: step.amount is not None and step.amount.artifacts > 0)


def look(page: ExportPage, until: Until) -> CheckStep:
    page.go_on()
    until(lambda: page._bench.export.preview is not None and page.next.isEnabled() is not None)
    assert isinstance(page.step, CheckStep)
    return page.step


def one_more_after_the_check(
    page: ExportPage,
    case: Path,
    stand: ExportStep,
    until: Until,
    elsewhere: Callable[[], None] = lambda: None,
) -> int:
    """Check what a tag takes, go on or back to a step, and elsewhere, and tag one more; how many it took."""
    bench = page._bench
    choose(page, ArtifactFilter(tag="Seen"), until)
    look(page, until)
    until(lambda: bench.export.preview is not None)
    assert bench.export.preview is not None
    before = int(bench.export.preview["selected"])
    page.show_step(stand)
    elsewhere()
    with open_case(case, write=True, clock=SystemClock()) as opened:
        tag(opened, "Seen", ArtifactFilter(text="photo"), note=None, clock=SystemClock())
    assert bench.case is not None
    bench.case.refresh()
    until(lambda: bench.export.preview is None)
    return before


def to_seal(page: ExportPage) -> SealStep:
    page.go_on()
    assert isinstance(page.step, RecipientsStep)
    page.go_on()
    assert isinstance(page.step, SealStep)
    return page.step


def sign(page: ExportPage, passphrase: str = PASSPHRASE) -> None:
    step = page.step
    assert isinstance(step, SealStep)
    assert step.signs is not None
    step.signs.passphrase.setText(passphrase)
    assert step.trouble() == ""
    page.go_on()
    compared(page)


def compared(page: ExportPage) -> None:
    """The case was read once more to see whether it is still as it was checked."""
    ends_at = time.monotonic() + 60
    while page._comparing:
        assert time.monotonic() < ends_at
        QTest.qWait(5)


def idle(page: ExportPage, until: Until) -> None:
    until(lambda: page._bench.jobs.running(JobKind.SEAL) is None)


def sealed(page: ExportPage, until: Until) -> DoneStep:
    idle(page, until)
    until(lambda: page._bench.export.step is ExportStep.DONE and page._bench.turns.idle)
    assert isinstance(page.step, DoneStep)
    return page.step


@pytest.mark.usefixtures("identity")
def test_from_choosing_to_the_verdict(window: MainWindow, case: Path, until: Until, qtbot: QtBot) -> None:
    page = open_page(window, case, until)
    step = page.step
    assert isinstance(step, ChooseStep)
    assert step.boxes[ArtifactFilter(tag="Seen")].isChecked()  # the only tag there is
    until(lambda: step.amount is not None and step.amount.artifacts == 1)
    look(page, until)
    assert "All evidence is available" in said(page)
    page.go_on()
    who = page.step
    assert isinstance(who, RecipientsStep)
    who.name.edit.setText("Prosecutor; Hamburg")
    choose_country(who.country.edit, "Germany")
    assert who.country.value == "DE"
    who.language.setCurrentIndex(who.language.findData("fr"))
    qtbot.mouseClick(who.add, Qt.MouseButton.LeftButton)
    assert window.bench.export.cover_languages == ("en", "fr")
    assert "fr" in window.bench.export.languages
    page.go_on()
    assert "Seal 1 artifact" in page.next.accessibleName()
    sign(page)
    done = sealed(page, until)
    assert done.path == case.parent / "FR-1-B01.sealed.zip"
    assert len(lines(done.path, "metadata/catalog.jsonl")) == 1
    assert read(done.path, "VERIFY.fr.txt")
    assert read(done.path, "report/report.fr.pdf").startswith(b"%PDF")
    code = window.bench.export.sealed["seal_code"]  # type: ignore[index]
    shown = "".join(w.text() for w in done.findChild(CodeRows).findChildren(QLabel))
    assert "".join(c for c in shown if c not in "ABCD ") == code
    assert (case.parent / "FR-1-B01-cover-sheet.pdf").read_bytes().startswith(b"%PDF")
    assert window.bench.export.cover is not None
    assert Path(window.bench.export.cover["picture"]).read_bytes().startswith(b"\x89PNG")
    done.copy_seal(case.parent)
    assert "already exists" in said(page)
    report = verify(done.path, trust=TrustStore(), clock=SystemClock())
    assert report.verdict is Verdict.UNCONFIRMED
    press(page, "Verify now", qtbot)
    until(lambda: window.place == places.VERIFY and not window.bench.check.running)


@pytest.mark.usefixtures("identity")
def test_an_image_in_which_nothing_was_found_can_be_sealed_whole(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    noise = tmp_path / "locked.raw"
    noise.write_bytes(random.Random(5).randbytes(1 << 20))
    facts = {"reference": "FR-1", "title": "T", "examiner": "E", "agency": "A", "country": "FR"}
    with new_case(tmp_path / "case", **facts, clock=SystemClock()) as case:
        ingest(case, [str(noise)], IngestOptions(), report=silent, cancelled=never_cancelled)
    page = open_page(window, tmp_path / "case", until)
    step = page.step
    assert isinstance(step, ChooseStep)
    step.boxes[EVERYTHING].setChecked(True)
    until(lambda: step.amount is not None and len(step.amount.media) == 1)
    assert step.amount is not None
    assert step.amount.artifacts == 0
    assert "Nothing in the case matches this selection" in step.trouble()
    step.media.box.click()
    assert step.trouble() == ""
    look(page, until)
    to_seal(page)
    sign(page)
    done = sealed(page, until)
    (line,) = lines(done.path, "metadata/catalog.jsonl")
    assert read(done.path, line["data"]) == noise.read_bytes()


def test_tags_and_notes_go_along_only_where_they_are_ticked(
    window: MainWindow, case: Path, until: Until
) -> None:
    wish = "--with-tags-and-notes"
    page = open_page(window, case, until)
    draft, step = page._bench.export, page.step
    assert isinstance(step, ChooseStep)
    assert wish not in draft.choice_arguments()
    assert "all of them" not in said(page)
    step.labels.box.click()
    assert wish in draft.choice_arguments()
    until(lambda: "all of them" in said(page))
    step.labels.box.click()
    assert wish not in draft.choice_arguments()
    for kept in (True, False):
        asked = asked_values(SealRequest(case, tags_and_notes=kept))
        assert draft.go_on(str(case / "X.zip"), asked)
        assert (wish in draft.choice_arguments()) is kept
    assert draft.go_on(str(case / "X.zip"), {})  # of a version that did not ask
    assert wish not in draft.choice_arguments()


@pytest.mark.usefixtures("identity")
def test_a_wrong_passphrase_is_said_and_nothing_is_written(
    window: MainWindow, case: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    step = to_seal(page)
    assert step.signs is not None
    QTest.keyClick(step.signs.passphrase, Qt.Key.Key_Return)  # nothing to sign with yet
    assert not page._bench.export.started
    page._bench.export.supplements = "ab" * 32
    page.show_step(page._bench.export.step)
    step = page.step
    assert isinstance(step, SealStep)
    assert step.signs is not None
    until(lambda: step.supplement.isVisible())
    until(lambda: step.supplement.reason.hasFocus())  # what is missing comes first, in sight
    assert not step.supplement.reason.visibleRegion().isEmpty()
    step.signs.passphrase.setFocus()
    QTest.keyClick(step.signs.passphrase, Qt.Key.Key_Return)
    until(lambda: step.supplement.reason.hasFocus())
    step.supplement.reason.setText("found later")
    QTest.keyClick(step.supplement.reason, Qt.Key.Key_Return)
    until(lambda: step.signs is not None and step.signs.passphrase.hasFocus())
    step.signs.passphrase.setText("copper river seven")
    step.supplement.reason.setText("copper river seven")  # typed there first: it would have been sealed
    QTest.keyClick(step.signs.passphrase, Qt.Key.Key_Return)
    assert not page._bench.export.started
    assert "in clear" in step.trouble()
    until(lambda: step.supplement.reason.hasFocus())
    page._bench.export.supplements = ""
    page.show_step(page._bench.export.step)
    step = page.step
    assert isinstance(step, SealStep)
    assert step.signs is not None
    step.signs.passphrase.setText("wrong")
    QTest.keyClick(step.signs.passphrase, Qt.Key.Key_Return)
    compared(page)
    assert page._bench.export.started
    idle(page, until)
    until(lambda: "passphrase" in said(page).lower() and not page._bench.export.started)
    assert step.signs is not None
    assert step.signs.passphrase.text() == ""
    until(lambda: step.signs is not None and step.signs.passphrase.hasFocus())  # to type it again
    assert not list(case.parent.glob("*.zip*"))
    sign(page)
    assert sealed(page, until).path.is_file()


@pytest.mark.usefixtures("identity")
def test_evidence_that_is_gone_has_to_be_decided_about(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    shutil.move(case.parent / "two", case.parent / "elsewhere")
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    assert "EX-002 is not available" in said(page)
    assert not page.next.isEnabled()
    press(page, "Leave contents out", qtbot)
    until(lambda: "EX-002: contents left out" in said(page))
    step = page.step
    assert isinstance(step, CheckStep)
    assert not page.next.isEnabled()
    step.note.setPlainText("The disk went back to its owner.")
    assert page.next.isEnabled()
    to_seal(page)
    sign(page)
    done = sealed(page, until)
    omitted = [o for o in lines(done.path, "metadata/omissions.jsonl") if o["stage"] == "seal"]
    assert [(o["code"], o["source"]) for o in omitted] == [("evidence-not-at-hand", "s2")]
    notes = lines(done.path, "metadata/custody.jsonl")[-1]["notes"]
    assert {"lang": "en", "text": "The disk went back to its owner."} in notes


@pytest.mark.usefixtures("identity")
def test_evidence_that_comes_back_is_found_again(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    shutil.move(case.parent / "two", case.parent / "elsewhere")
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    shutil.move(case.parent / "elsewhere", case.parent / "two")
    press(page, "Check again", qtbot)
    until(lambda: page.next.isEnabled())
    assert "All evidence is available" in said(page)


@pytest.mark.usefixtures("identity")
def test_stopped_in_the_middle_it_goes_on_from_there(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    work = tmp_path / "work"
    files = {f"{n}.bin": bytes([n]) * (8 << 20) for n in range(40)}
    case = make_case(work, {"one": {"letter.txt": b"Dear Sir\n", **files}})
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    to_seal(page)
    sign(page)
    running = window.bench.jobs.running(JobKind.SEAL)
    assert running is not None
    until(
        lambda: running.last is not None and running.last.stage == "seal-contents" and running.last.items > 1
    )
    qtbot.mouseClick(page.progress.cancel_button, Qt.MouseButton.LeftButton)
    idle(page, until)
    until(lambda: "Stopped." in said(page))
    part = work / "FR-1-B01.sealed.zip.part"
    assert part.stat().st_size > 1 << 20
    window.bench.new_export()  # as after a new start of the program
    until(lambda: "Sealing FR-1-B01 was interrupted" in said(page))
    press(page, "Resume it", qtbot)
    until(lambda: window.bench.export.preview is not None)
    assert window.bench.export.chosen == ()
    to_seal(page)
    sign(page)
    done = sealed(page, until)
    assert len(lines(done.path, "metadata/catalog.jsonl")) == 41
    assert not part.exists()


@pytest.mark.alone
@pytest.mark.usefixtures("identity")
def test_from_pressing_seal_to_the_finished_bundle_the_event_loop_has_no_gap(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    files = {f"{n}.bin": bytes([n]) * (8 << 20) for n in range(24)}
    case = make_case(tmp_path / "work", {"one": {"letter.txt": b"Dear Sir\n", **files}})

    def walk(heart: Heart) -> None:
        window.bench.new_export()
        page = open_page(window, case, until)
        choose(page, EVERYTHING, until)
        look(page, until)
        to_seal(page)
        qtbot.wait(300)
        heart.begin("pressing Seal")
        heart.gaps.clear()  # what was built before is not what is measured
        sign(page)
        running = window.bench.jobs.running(JobKind.SEAL)
        assert running is not None
        until(lambda: running.last is not None and running.last.stage.startswith("seal-"))
        heart.begin("sealing")
        idle(page, until)
        heart.begin("showing the sealed bundle")
        picture = sealed(page, until).findChild(CoverPicture)
        until(lambda: picture.there)
        qtbot.wait(300)

    never_stands_still(walk)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process and its children grows beyond 4 MiB: writing more fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("identity")
def test_a_disk_that_fills_up_leaves_nothing_of_the_bundle(
    window: MainWindow, tmp_path: Path, until: Until, request: pytest.FixtureRequest
) -> None:
    work = tmp_path / "work"
    files = {"letter.txt": b"Dear Sir\n", "large.bin": bytes(range(256)) * (48 << 10)}
    case = make_case(work, {"one": files})
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    to_seal(page)
    request.getfixturevalue("small_files")
    sign(page)
    idle(page, until)
    until(lambda: "full" in said(page))
    assert not list(work.glob("*.zip*"))
    with open_case(case, write=False, clock=SystemClock()) as opened:
        assert opened.check_custody().broken is None


@pytest.mark.usefixtures("identity")
def test_an_authority_that_is_down_ends_nothing(window: MainWindow, case: Path, until: Until) -> None:
    window.bench.settings.authorities = (CLOSED_PORT,)
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    step = to_seal(page)
    assert step.authority.currentData() == CLOSED_PORT
    sign(page)
    done = sealed(page, until)
    assert "no trusted time" in said(page)
    assert "Add time-stamp" in said(page)
    assert lines(done.path, "metadata/catalog.jsonl")


def test_without_an_identity_one_is_made_on_the_spot(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    step = to_seal(page)
    assert step.signs is None
    assert not page.next.isEnabled()
    press(page, "New identity…", qtbot)
    dialog = step.dialog
    assert dialog is not None
    dialog.name.edit.setText("Claire Moreau")
    dialog.country.edit.set_value("FR")
    dialog.secret.passphrase.setText(PASSPHRASE)
    dialog.secret.again.setText(PASSPHRASE)
    dialog.act()
    until(lambda: step.signs is not None)
    # whoever types on types into the field of the passphrase, not into a button that opens the form again
    until(lambda: isinstance(page.step, SealStep) and page.step.signs is not None)
    until(lambda: window.focusWidget() is page.step.signs.passphrase)  # type: ignore[union-attr]
    sign(page)
    assert sealed(page, until).path.is_file()


@pytest.mark.usefixtures("identity")
def test_everything_and_single_filters_exclude_each_other(
    window: MainWindow, case: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    step = page.step
    assert isinstance(step, ChooseStep)
    seen = ArtifactFilter(tag="Seen")
    choose(page, EVERYTHING, until)
    assert not step.boxes[seen].isChecked()
    step.boxes[seen].setChecked(True)
    assert window.bench.export.chosen == (seen,)
    step.boxes[seen].setChecked(False)
    assert not page.next.isEnabled()
    assert "Select at least one row." in said(page)


@pytest.mark.usefixtures("identity")
@pytest.mark.parametrize("stand", [ExportStep.CHECK, ExportStep.RECIPIENTS, ExportStep.SEAL])
def test_what_was_tagged_after_the_check_is_counted_again_before_anything_is_sealed(
    window: MainWindow, case: Path, until: Until, stand: ExportStep
) -> None:
    page = open_page(window, case, until)
    bench = window.bench
    before = one_more_after_the_check(page, case, stand, until, elsewhere=lambda: window.go(places.ARTIFACTS))
    window.go(places.EXPORT)
    until(lambda: bench.export.preview is not None and bench.export.step is ExportStep.CHECK)
    assert bench.export.preview["selected"] == before + 1
    assert isinstance(page.step, CheckStep)
    assert "The case has changed since the last check" in said(page)
    page.go_on()
    until(lambda: isinstance(page.step, RecipientsStep))
    page.go_on()
    assert page.next.text() == f"Seal {before + 1} artifacts"
    page.show_step(ExportStep.CHECK)
    until(lambda: "The case has changed since the last check" not in said(page))


def test_what_was_marked_after_going_back_to_the_choice_is_not_in_the_figures_of_the_check(
    window: MainWindow, case: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    bench = window.bench
    one_more_after_the_check(page, case, ExportStep.CHOOSE, until)
    until(lambda: "2 of " in " ".join(t.text() for t in page.side.findChildren(QLabel)))
    look(page, until)
    until(lambda: bench.export.preview is not None)
    assert bench.export.preview["selected"] == 2


@pytest.mark.usefixtures("identity")
def test_what_the_command_line_tagged_while_the_last_step_is_open_is_shown_before_it_is_sealed(
    window: MainWindow, case: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    choose(page, ArtifactFilter(tag="Seen"), until)
    look(page, until)
    to_seal(page)
    with open_case(case, write=True, clock=SystemClock()) as opened:
        tag(opened, "Seen", ArtifactFilter(text="photo"), note=None, clock=SystemClock())
    assert page.next.text() == "Seal 1 artifact"
    sign(page)
    assert not page._bench.export.started
    until(lambda: page._bench.export.preview is not None and isinstance(page.step, CheckStep))
    assert "The case has changed since the last check" in said(page)
    assert not list(case.parent.glob("*.zip*"))
    to_seal(page)
    assert page.next.text() == "Seal 2 artifacts"
    sign(page)
    assert len(lines(sealed(page, until).path, "metadata/catalog.jsonl")) == 2


@pytest.mark.usefixtures("identity")
def test_what_was_decided_outlives_the_page(window: MainWindow, case: Path, until: Until) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    page.go_on()
    step = page.step
    assert isinstance(step, RecipientsStep)
    step.name.edit.setText("Hamburg")
    step._add_by_name()
    window.build()  # as after a change of language or text size
    again = window.pages[places.EXPORT]
    assert isinstance(again, ExportPage)
    until(lambda: isinstance(again.step, RecipientsStep))
    assert "Hamburg" in said(again)


@pytest.mark.usefixtures("identity")
def test_the_dispatch_is_signed_and_kept_in_the_case(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    to_seal(page)
    sign(page)
    done = sealed(page, until)
    press(page, "Record…", qtbot)
    dialog = done.dialog
    assert dialog is not None
    dialog.channel.edit.setText("courier")  # type: ignore[union-attr]
    dialog.other.name.edit.setText("Hamburg; DE")  # type: ignore[union-attr]
    dialog.signs.passphrase.setText(PASSPHRASE)
    dialog.act()
    until(lambda: "Dispatch signed and recorded." in said(page))
    assert list(done.path.parent.glob("*.dispatch.*.asice"))
    assert list((case / "bundles").glob("*.dispatch.*.asice"))


def test_a_trusted_laboratory_is_addressed_by_its_certificate(tmp_path: Path, identity: str) -> None:
    clock = SystemClock()
    certificate = tmp_path / "own.pem"
    found = export_identity(identity, certificate)
    add_trust(certificate, role=TrustRole.SEAL, fingerprint=found.fingerprint, label="Lab North", clock=clock)
    known = RecipientDraft("Lab; North", "DE", "", found.fingerprint)
    said = recipient(addressed(known, tmp_path))
    assert (said.name, said.country) == ("Lab, North", "DE")
    assert said.certificate_sha256 == found.fingerprint
    stranger = RecipientDraft("Lab South", "", "", "ab" * 32)
    assert recipient(addressed(stranger, tmp_path)).certificate_sha256 is None


@pytest.mark.usefixtures("identity")
def test_a_recipient_that_was_typed_and_not_added_is_not_left_behind(
    window: MainWindow, case: Path, until: Until, qtbot: QtBot
) -> None:
    page = open_page(window, case, until)
    choose(page, ArtifactFilter(tag="Seen"), until)
    look(page, until)
    until(lambda: page.next.isEnabled())
    page.go_on()
    step = page.step
    assert isinstance(step, RecipientsStep)
    qtbot.keyClicks(step.name.edit, "IRCGN Pontoise")
    assert not page.next.isEnabled()
    assert page.next.accessibleDescription() == "Add the recipient you have typed, or clear the field."
    qtbot.keyClick(step.name.edit, Qt.Key.Key_Return)
    assert page.next.isEnabled()
    assert [one.name for one in page._bench.export.recipients] == ["IRCGN Pontoise"]


def test_what_stays_out_with_something_marked_can_be_looked_at(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    """Only its count is sealed: whoever seals has to see which they are."""
    files = {"letter.txt": b"to counsel\n", "copy.txt": b"to counsel\n", "other.txt": b"other\n"}
    made = make_bench(tmp_path, files=files).case
    with open_case(made, write=True, clock=SystemClock()) as opened:
        mark(opened, PrivacyMark.PRIVILEGED, ArtifactFilter(text="letter"), reason="x", clock=SystemClock())
    page = open_page(window, made, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    until(lambda: page._bench.export.preview is not None)
    press(page, "Show in Artifacts", qtbot)
    until(lambda: window.place == places.ARTIFACTS)
    ids = window.bench.artifacts_state.chosen.ids
    with open_case(made, write=False, clock=SystemClock()) as opened:
        found = opened.store.artifacts.stream(ArtifactFilter(ids=ids))
        names = [a.entry.locator.path_display() for a in found]
    assert names == ["/copy.txt"]


def test_an_image_with_something_marked_on_it_is_said_to_stay_out(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    facts = {"reference": "FR-1", "title": "T", "examiner": "E", "agency": "A", "country": "FR"}
    with new_case(tmp_path / "case", **facts, clock=SystemClock()) as case:
        image = str(sample("ext2-names.raw", tmp_path))
        ingest(case, [image], IngestOptions(), report=silent, cancelled=never_cancelled)
        one = next(a for a in case.store.artifacts.stream() if a.examination.digests.sha256)
        chosen = ArtifactFilter(ids=(one.artifact_id,))
        mark(case, PrivacyMark.PRIVATE, chosen, reason="x", clock=SystemClock())
        total = case.store.artifacts.count()
    page = open_page(window, tmp_path / "case", until)
    step = page.step
    assert isinstance(step, ChooseStep)
    step.boxes[EVERYTHING].setChecked(True)
    until(lambda: step.amount.artifacts > 0)
    assert (step.amount.media, step.amount.withheld_media) == ((), 1)
    assert step._media_said.text() == "1 image is left out because something on it is withheld."
    assert step.amount.withheld > 0
    assert step.amount.artifacts + step.amount.withheld == total
    said = step._figures[EVERYTHING][2]
    until(lambda: said.accessibleName().startswith(f"{step.amount.withheld} more "))


def test_who_asked_for_the_evidence_is_offered_as_recipient() -> None:
    record = RequestRecord(
        authorities=(
            Authority("issuing", " Staatsanwaltschaft Hamburg ", "DE"),
            Authority("executing", "Tribunal judiciaire de Lyon", "FR"),
            Authority("requesting", ""),
        ),
        languages=("de", "fr"),
    )
    assert asking(record) == (RecipientDraft("Staatsanwaltschaft Hamburg", "DE", "de"),)
    assert asking(RequestRecord()) == ()
    for country, language in (("DE", "de"), ("BR", "pt-BR"), ("PL", ""), ("CH", ""), (None, "")):
        asked = RequestRecord(authorities=(Authority("issuing", "X", country),))
        assert [one.language for one in asking(asked)] == [language]


def test_a_language_that_the_program_does_not_have_is_named_and_not_called_unknown(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "asked"
    with empty_case(folder) as case:
        asked = (Authority("issuing", "Procura di Milano", "IT"),)
        write_request(case, RequestRecord(authorities=asked, languages=("it",)))
    window.bench.open_case(folder)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    step = RecipientsStep(window.bench)

    def said() -> str:
        found = " ".join(label.accessibleName() for label in step.findChildren(QLabel))
        return "".join(c for c in found if c not in "\u2068\u2069")

    (one,) = window.bench.export.recipients
    assert "no papers in Italian: they are available in 8 languages only, choose another one below" in said()
    assert "language not known" not in said()
    languages = window.bench.export.languages, window.bench.export.cover_languages
    step._remove(one)
    step._append(one)  # as from the earlier recipients
    assert (window.bench.export.languages, window.bench.export.cover_languages) == languages
    step._append(RecipientDraft("Prokuratura", "PL"))
    assert "no papers in Polish" in said()
    assert "language not known" not in said()
    step._append(RecipientDraft("Office", "CH"))  # four languages: which one, nobody said
    assert "language not known: choose it below" in said()
    asked_in = RequestRecord(authorities=(Authority("issuing", "X", "AT"),), languages=("de-AT",))
    assert [one.language for one in asking(asked_in)] == ["de"]


def test_a_recipient_of_the_request_that_was_removed_stays_away(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "asked"
    with empty_case(folder) as case:
        asked = (Authority("issuing", "StA Hamburg", "DE"),)
        write_request(case, RequestRecord(authorities=asked, languages=("de",)))
    window.bench.open_case(folder)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    step = RecipientsStep(window.bench)
    assert [one.name for one in window.bench.export.recipients] == ["StA Hamburg"]
    assert step.chips["de"].isChecked()  # what it is sent in is what it reads
    assert window.bench.export.cover_languages == ("en", "de")
    step._remove(window.bench.export.recipients[0])
    RecipientsStep(window.bench)
    assert window.bench.export.recipients == ()


@pytest.mark.usefixtures("identity")
def test_a_bundle_is_encrypted_for_a_certificate_file_and_the_last_page_names_the_folder(
    window: MainWindow, case: Path, tmp_path: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    page.go_on()
    who = page.step
    assert isinstance(who, RecipientsStep)
    own = tmp_path / "recipient.pem"
    write_pem(own, encryption_pair("P-256").certificate)
    refused = tmp_path / "signer.pem"
    write_pem(refused, certificate_for(encryption_pair("P-256").key, "signer", usage="signing"))
    who.encryption.add_file(refused)
    assert window.bench.export.sealed_for == ()
    assert "signer" in said(page)
    who.encryption.add_file(own)
    who.encryption.add_file(own)
    (encrypted_for,) = window.bench.export.sealed_for
    holder = x509.load_pem_x509_certificate(own.read_bytes()).subject
    assert encrypted_for.name.startswith(str(holder.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value))
    assert f"Certificate SHA-256: {grouped(encrypted_for.fingerprint, 8)}" in said(page)
    assert "Compare these digits with the recipient before you seal" in said(page)
    assert who.encryption.certificates._none_trusted is not None
    assert who.encryption.certificates._none_trusted.isHidden()
    page.go_on()
    assert "It is encrypted for 1 recipient, in a folder next to it" in said(page)
    sign(page)
    done = sealed(page, until)
    folder = done.path.with_name(f"{bundle_stem(done.path.name)}-parcel")
    (listed,) = folder.glob("*.parcel.asice")
    made, bundle = window.bench.export.parcel, window.bench.export.sealed
    assert made is not None
    assert made["path"] == str(listed)
    assert bundle is not None
    assert str(folder) in [w.accessibleName() for w in page.findChildren(PathText)]
    until(lambda: "Send the encrypted parcel" in said(page))
    assert "Not to be sent: readable without a key" in said(page)
    assert done._saved is not None
    lines = [done._saved.itemAt(n).widget() for n in range(done._saved.count())]
    shown = [one.accessibleName() for one in lines if one is not None]
    kept = shown.index("Not to be sent: readable without a key")
    other = shown.index("To be sent through another channel, not with the parcel: readable without a key")
    assert {str(done.path), str(done.seal_path)} == set(shown[kept + 1 : other])
    assert shown[other + 1].endswith("-cover-sheet.pdf")
    assert "Send the seal ahead" not in said(page)
    window.bench.check_bundle(folder)
    until(lambda: not window.bench.check.running)
    report = window.bench.check.report
    assert report is not None
    assert report.parcel is not None
    assert report.parcel.seal == bundle["seal_code"]
    digest = certificate_fingerprint(encryption_pair("P-256").certificate)
    assert [one.sha256 for one in report.parcel.recipients] == [digest]
    window.bench.export.supplements, window.bench.export.sealed_for = bundle["seal_code"], ()
    earlier = EarlierKeys(window.bench)
    earlier.refresh()
    until(lambda: f"Certificate SHA-256: {grouped(digest, 8)}" in said(earlier))


@pytest.mark.usefixtures("identity")
def test_a_bundle_is_encrypted_for_a_passphrase_and_for_holders_of_shares(
    window: MainWindow, case: Path, tmp_path: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    page.go_on()
    who = page.step
    assert isinstance(who, RecipientsStep)
    others = who.encryption.others
    others.phrase.box.setChecked(True)
    others.split.box.setChecked(True)
    assert not page.next.isEnabled()
    assert "folder for the shares" in who.trouble()
    holders = tmp_path / "holders"
    holders.mkdir()
    others.folder.edit.setText(str(holders))
    others.needed.setValue(4)
    assert "More shares are needed" in who.trouble()
    others.needed.setValue(2)
    others.sealed.box.setChecked(True)
    assert "certificates of all 3 holders" in who.trouble()
    others.sealed.box.setChecked(False)
    page.go_on()
    step = page.step
    assert isinstance(step, SealStep)
    assert step.phrase is not None
    assert step.signs is not None
    step.signs.passphrase.setText(PASSPHRASE)
    assert "passphrase of the parcel is missing" in step.trouble()
    step.phrase.passphrase.setText("open for the court")
    step.phrase.again.setText("open for the cour")
    assert "differ" in step.trouble()
    step.phrase.again.setText("open for the court")
    page.go_on()
    done = sealed(page, until)
    made = window.bench.export.parcel
    assert made is not None
    assert {Path(one).parent for one in made["shares"]} == {holders}
    assert [Path(one).suffix for one in made["shares"]] == [".json"] * 3 + [".pdf"] * 3
    assert "open for the court" not in repr(window.bench.export)
    assert any(made["shares"][0] == w.accessibleName() for w in page.findChildren(PathText))
    trust, clock = load_trust(), SystemClock()
    shares = tuple(read_share_file(Path(one)) for one in made["shares"][1:3])
    for number, keys in enumerate((ParcelKeys(passphrase=b"open for the court"), ParcelKeys(shares=shares))):
        opened = open_parcel(Path(made["path"]), tmp_path / f"{number}.zip", keys, trust=trust, clock=clock)
        assert opened.bundle.read_bytes() == done.path.read_bytes()


@pytest.mark.usefixtures("identity")
def test_each_share_is_encrypted_for_its_holder_and_no_card_is_written(
    window: MainWindow, case: Path, tmp_path: Path, until: Until
) -> None:
    page = open_page(window, case, until)
    choose(page, EVERYTHING, until)
    look(page, until)
    page.go_on()
    who = page.step
    assert isinstance(who, RecipientsStep)
    others = who.encryption.others
    others.split.box.setChecked(True)
    holders = tmp_path / "holders"
    holders.mkdir()
    others.folder.edit.setText(str(holders))
    others.holders.setValue(2)
    others.sealed.box.setChecked(True)
    kinds = ("P-256", "RSA-2048")
    for kind in kinds:
        file = tmp_path / f"{kind}.pem"
        write_pem(file, encryption_pair(kind).certificate)
        assert who.trouble()
        others.of_holders.add_file(file)
    assert who.trouble() == ""
    page.go_on()
    step = page.step
    assert isinstance(step, SealStep)
    assert step.signs is not None
    step.signs.passphrase.setText(PASSPHRASE)
    page.go_on()
    done = sealed(page, until)
    made = window.bench.export.parcel
    assert made is not None
    assert [Path(one).name.rpartition(".share")[2] for one in made["shares"]] == ["1of2.p7m", "2of2.p7m"]
    assert sorted(p.suffix for p in holders.iterdir()) == [".p7m", ".p7m"]
    shares = tuple(
        open_share_file(Path(one), encryption_pair(kind).opens)
        for one, kind in zip(made["shares"], kinds, strict=True)
    )
    keys = ParcelKeys(shares=shares)
    opened = open_parcel(
        Path(made["path"]), tmp_path / "opened.zip", keys, trust=load_trust(), clock=SystemClock()
    )
    assert opened.bundle.read_bytes() == done.path.read_bytes()

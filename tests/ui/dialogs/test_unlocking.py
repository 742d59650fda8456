"""Encrypted volumes ask for a key before the long read: wrong, right, left locked, given later."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from forensics_app.model.credentials import CredentialKind, LockedVolume
from forensics_app.model.custody import CustodyReason
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.identities.identities import Holder, new_identity
from forensics_app.services.sealing.preview import preview
from forensics_app.services.sealing.seal import SealRequest
from tests.ui.conftest import Until
from tests.world.cases import make_case
from tests.world.shared_data import shared
from ui.dialogs.artifacts.key_form import GivenKey, KeyForm
from ui.jobs.desk import JobKind
from ui.jobs.protocol import Question
from ui.models.bundles.export_draft import needs_reason
from ui.models.case.next_steps import Act, next_steps
from ui.models.case.overview import CaseOverview
from ui.models.evidence import keys
from ui.models.tables.cells import CELL_ROLE
from ui.pages.cards.key_card import KeyCard
from ui.pages.evidence.page import EvidencePage
from ui.theme import Theme
from ui.theme.state import State
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme
from ui.words import places
from ui.workbench.unlocking import _volume

PASSWORDS = {"luks1-ext4": "luks-SELF", "bde-xts128-ntfs": "bde-SELF"}
RECOVERY = "115500-231000-346500-462000-577500-693000-101101-202202"
Image = Callable[[str], Path]


@pytest.fixture
def image(tmp_path: Path) -> Image:
    """Unpacks an encrypted sample."""

    def unpack(name: str) -> Path:
        path = tmp_path / f"{name}.raw"
        path.write_bytes(gzip.decompress(shared(f"testdata/self-made/{name}.raw.gz").read_bytes()))
        return path

    return unpack


@pytest.fixture
def empty(window: MainWindow, tmp_path: Path, until: Until) -> MainWindow:
    """A window on a case without evidence."""
    make_case(tmp_path / "case").close()
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


def overview(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def evidence(window: MainWindow) -> EvidencePage:
    page = window.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    return page


def asked(window: MainWindow, until: Until) -> KeyCard:
    """The card, once it asks; the window goes there by itself."""
    until(lambda: evidence(window).key.isVisible())
    return evidence(window).key


def gone(window: MainWindow) -> bool:
    return evidence(window).key.isHidden()


def press(qtbot: QtBot, card: KeyCard, words: str) -> None:
    qtbot.keyClicks(card.field, words)
    qtbot.mouseClick(card.unlock_button, Qt.MouseButton.LeftButton)


def read_to_the_end(window: MainWindow, until: Until) -> None:
    until(lambda: not window.bench.reading)
    until(lambda: bool(overview(window).sources))


def nowhere(folder: Path, secret: str) -> None:
    """No file below `folder` holds the secret."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".raw":
            assert secret.encode() not in path.read_bytes(), path


def test_a_wrong_key_is_said_and_the_right_one_opens(
    empty: MainWindow, image: Image, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("luks1-ext4")])
    dialog = asked(empty, until)
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Password
    assert dialog.kind is CredentialKind.PASSWORD
    assert not dialog.unlock_button.isEnabled()  # nothing was typed yet
    press(qtbot, dialog, "not this one")
    assert dialog.field.text() == ""
    until(lambda: "does not unlock it" in dialog.complaint.accessibleName())
    press(qtbot, dialog, PASSWORDS["luks1-ext4"])
    until(lambda: gone(empty))
    read_to_the_end(empty, until)
    until(lambda: overview(empty).total > 0)
    assert not overview(empty).locked
    nowhere(tmp_path, PASSWORDS["luks1-ext4"])
    nowhere(tmp_path, "not this one")


@pytest.mark.parametrize(
    ("kind", "unlock", "cancel"),
    [
        (JobKind.INGEST, "Unlock and read", "Cancel reading"),
        (JobKind.SEAL, "Unlock and seal", "Cancel sealing"),
        (JobKind.EXTRACT, "Unlock and extract", "Cancel extraction"),
        (JobKind.REPORT, "Unlock and create the report", "Cancel the report"),
    ],
)
def test_the_buttons_name_the_work_that_asks(
    empty: MainWindow, kind: JobKind, unlock: str, cancel: str
) -> None:
    card = KeyCard(empty.bench.keys, kind)
    card.setParent(empty)  # not a window of its own
    assert (card.unlock_button.text(), card.stop_button.text()) == (unlock, cancel)
    card.show_question(Question("/evidence/disk.dd", "s1.p2", "LUKS", ("password",), 1))
    assert card.unlock_button.text() == unlock


@pytest.mark.parametrize("kept", [True, False])
def test_a_key_that_is_kept_seals_without_a_question_and_else_it_comes_before_anything_is_written(
    empty: MainWindow, image: Image, tmp_path: Path, qtbot: QtBot, until: Until, kept: bool
) -> None:
    bench, out = empty.bench, tmp_path / "out"
    out.mkdir()
    bench.settings.keeps_keys = bench.keys.keeps = kept
    bench.add_sources([image("luks1-ext4")])
    press(qtbot, asked(empty, until), PASSWORDS["luks1-ext4"])
    read_to_the_end(empty, until)
    who = new_identity(Holder("M. Durand", "Laboratory", "FR"), b"correct horse", clock=SystemClock())
    questions = []
    bench.keys.asked.connect(lambda question: questions.append([p.name for p in out.iterdir()]))
    secret = tmp_path / "passphrase.txt"
    secret.write_text("correct horse\n", "ascii")
    case = bench.case
    assert case is not None
    bench.keys.begin(None)
    asking = ["seal", str(case.path), str(out), "--all", "--no-report", f"--identity={who.identity_id}"]
    asking.append(f"--password-file={secret}")
    bench.start_job(JobKind.SEAL, asking, "x")
    if not kept:
        until(lambda: bool(questions))
        bench.keys.give("password", PASSWORDS["luks1-ext4"])
    until(lambda: bench.jobs.running(JobKind.SEAL) is None)
    assert bench.last_ending is not None
    assert bench.last_ending.trouble is None
    assert questions == ([] if kept else [[]])
    assert list(out.glob("*.zip"))
    nowhere(tmp_path / "home", PASSWORDS["luks1-ext4"])
    bench.close_case()
    assert bench.keys._kept == {}


def test_a_kept_key_that_no_longer_fits_is_asked_for(empty: MainWindow) -> None:
    keys_of, given = empty.bench.keys, []
    running = SimpleNamespace(
        kind=JobKind.SEAL, last=None, job=SimpleNamespace(answer=given.append, stopping=False)
    )
    question = Question("/evidence/disk.dd", "s1.p2", "LUKS", ("password",), 0)
    keys_of._kept[_volume(question)] = {"password": "old"}
    keys_of._asked(running, question)  # type: ignore[arg-type]
    assert (given, keys_of.question) == ([{"password": "old"}], None)
    again = replace(question, tried=1)
    keys_of._asked(running, again)  # type: ignore[arg-type]
    assert given == [{"password": "old"}]
    assert keys_of.question == again
    assert keys_of._kept == {}


def test_two_jobs_that_ask_have_their_turns(empty: MainWindow) -> None:
    keys_of, asked = empty.bench.keys, []
    keys_of.asked.connect(lambda question: asked.append((keys_of.kind, question.source)))
    given: dict[JobKind, list[object]] = {JobKind.INGEST: [], JobKind.REPORT: []}
    for kind, source in ((JobKind.INGEST, "/evidence/a.dd"), (JobKind.REPORT, "/evidence/b.dd")):
        running = SimpleNamespace(
            kind=kind, last=None, job=SimpleNamespace(answer=given[kind].append, stopping=False)
        )
        keys_of._asked(running, Question(source, "s1.p2", "LUKS", ("password",), 0))  # type: ignore[arg-type]
    assert asked == [(JobKind.INGEST, "/evidence/a.dd")]
    keys_of.leave()
    assert asked[1:] == [(JobKind.REPORT, "/evidence/b.dd")]
    keys_of.leave()
    assert given == {JobKind.INGEST: [{}], JobKind.REPORT: [{}]}
    assert keys_of.question is None


def test_the_key_is_no_argument_and_in_no_environment(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("luks1-ext4")])
    running = empty.bench.jobs.newest
    assert running is not None
    process = Path(f"/proc/{running.job.process_id}")
    seen: list[bytes] = []

    def look(_working: object) -> None:
        with suppress(OSError):  # its last line may be heard when it is gone
            seen.append((process / "cmdline").read_bytes() + (process / "environ").read_bytes())

    running.job.working.connect(look)
    press(qtbot, asked(empty, until), PASSWORDS["luks1-ext4"])
    read_to_the_end(empty, until)
    assert len(seen) > 1
    assert not any(PASSWORDS["luks1-ext4"].encode() in memory for memory in seen)


def test_left_locked_is_an_omission_and_can_be_unlocked_later(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("bde-xts128-ntfs")])
    dialog = asked(empty, until)
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)
    until(lambda: gone(empty))
    read_to_the_end(empty, until)
    until(lambda: overview(empty).locked == {"s1"})
    assert [o.code for o in overview(empty).omissions] == ["encrypted-volume"]
    empty.go(places.EVIDENCE)
    page = empty.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)

    def state() -> tuple[State, str]:
        row = page._table.rows.index(0, 5).data(CELL_ROLE)
        return row.state, row.text

    until(lambda: state() == (State.LOCKED, "1 volume locked"))
    assert page._tree.tree.index(0, 4).data(CELL_ROLE).text == "needs a key"
    assert Act.UNLOCK in [s.act for s in next_steps(overview(empty), reading=False)]
    qtbot.mouseClick(page._inside.unlock_button, Qt.MouseButton.LeftButton)
    dialog = asked(empty, until)
    dialog.choose_kind(CredentialKind.RECOVERY_KEY)
    press(qtbot, dialog, RECOVERY.replace("-", " "))
    read_to_the_end(empty, until)
    until(lambda: not overview(empty).locked and overview(empty).total > 0)
    assert page._inside.unlock_button.isHidden()
    decrypted = page._tree.tree.index(0, 0, page._tree.tree.index(0, 0))
    assert decrypted.siblingAtColumn(1).data(CELL_ROLE).text == "NTFS"


def test_all_sources_are_asked_about_before_the_first_is_read(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("luks1-ext4"), image("bde-xts128-ntfs")])
    running = empty.bench.jobs.newest
    assert running is not None
    reported: list[str] = []
    running.job.working.connect(lambda working: reported.append(working.stage))
    running.job.asked.connect(lambda question: reported.append(question.name))
    press(qtbot, asked(empty, until), PASSWORDS["luks1-ext4"])
    until(lambda: "BitLocker" in reported)
    dialog = asked(empty, until)
    dialog.choose_kind(CredentialKind.PASSWORD)
    press(qtbot, dialog, PASSWORDS["bde-xts128-ntfs"])
    read_to_the_end(empty, until)
    until(lambda: len(overview(empty).sources) == 2 and all(overview(empty).by_source.values()))
    assert [name for name in reported if name in ("LUKS", "BitLocker")] == ["LUKS", "BitLocker"]
    assert set(reported[: reported.index("BitLocker")]) == {"open", "LUKS"}
    assert not overview(empty).locked
    assert all(overview(empty).by_source.values())


@pytest.mark.qt_log_ignore(
    "does not support propagateSizeHints"
)  # the offscreen platform, of the language menu
def test_whoever_is_elsewhere_is_led_to_the_question(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.go(places.CUSTODY)
    empty.bench.add_sources([image("luks1-ext4")])
    until(lambda: empty.job_line.key_button.isVisible())
    assert empty.place == places.CUSTODY  # nobody is taken away from what they are at
    assert "Waiting for a key" in empty.job_line._text.accessibleName()
    choose_language(empty, "fr")  # everything is built anew, the question stays
    qtbot.mouseClick(empty.job_line.key_button, Qt.MouseButton.LeftButton)
    assert empty.place == places.EVIDENCE
    card = asked(empty, until)
    until(lambda: empty.focusWidget() is card.field)
    qtbot.keyClicks(card.field, PASSWORDS["luks1-ext4"])
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    read_to_the_end(empty, until)
    until(lambda: overview(empty).total > 0)
    assert empty.job_line.key_button.isHidden()


def test_reading_can_be_cancelled_instead(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("luks1-ext4")])
    qtbot.mouseClick(asked(empty, until).stop_button, Qt.MouseButton.LeftButton)
    until(lambda: gone(empty))
    until(lambda: not empty.bench.reading)
    assert empty.bench.last_ending is not None
    assert empty.bench.last_ending.cancelled
    assert not overview(empty).sources


def test_a_key_file_is_given_by_its_place(
    empty: MainWindow, image: Image, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    key = tmp_path / "key.bin"
    key.write_bytes(PASSWORDS["luks1-ext4"].encode())  # the bytes of a key file are the passphrase
    empty.bench.add_sources([image("luks1-ext4")])
    dialog = asked(empty, until)
    dialog.choose_kind(CredentialKind.KEY_FILE)
    assert dialog.field.isHidden()
    dialog.use_file(tmp_path / "nothing")
    dialog.unlock()
    assert "can't be read as a key" in dialog.complaint.accessibleName()
    dialog.use_file(key)
    qtbot.mouseClick(dialog.unlock_button, Qt.MouseButton.LeftButton)
    read_to_the_end(empty, until)
    until(lambda: overview(empty).total > 0)


def test_a_volume_that_takes_no_key_is_said_to_take_none(
    empty: MainWindow, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    image = tmp_path / "core-storage.dd"
    image.write_bytes(bytes(88) + b"CS\x01\x00" + bytes((1 << 20) - 92))  # a header without what follows it
    empty.bench.add_sources([image])
    read_to_the_end(empty, until)
    until(lambda: overview(empty).locked == {"s1"})
    assert gone(empty)
    page = empty.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    until(lambda: page._inside._locked() == ["s1"])
    page._inside.unlock()
    until(lambda: empty.trouble_bar.isVisible())
    assert "can't be unlocked here" in (empty.trouble_bar._card or empty).accessibleName()


def test_only_the_selected_volume_is_asked_about(
    empty: MainWindow, image: Image, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    """A disk with two encrypted partitions: both are asked about when it is added, one when it is chosen."""
    disk = two_partitions(tmp_path / "disk.dd", image("luks1-ext4"), image("bde-xts128-ntfs"))
    empty.bench.add_sources([disk])
    for volume in ("1 · ", "2 · "):  # as the tree of volumes names them
        dialog = asked(empty, until)
        until(lambda dialog=dialog, volume=volume: volume in dialog._what.accessibleName())  # type: ignore[misc]
        dialog.leave_button.click()
    read_to_the_end(empty, until)
    until(lambda: overview(empty).locked == {"s1.p1", "s1.p2"})
    empty.go(places.EVIDENCE)
    page = empty.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    page._tree.select("s1.p2")
    page._tree.setFocus()
    qtbot.keyClick(page._tree, Qt.Key.Key_Return)  # as the button does
    dialog = asked(empty, until)
    assert "2 · " in dialog._what.accessibleName()
    dialog.choose_kind(CredentialKind.PASSWORD)
    press(qtbot, dialog, PASSWORDS["bde-xts128-ntfs"])
    read_to_the_end(empty, until)
    until(lambda: overview(empty).locked == {"s1.p1"})
    assert page._tree.current_key() == "s1.p2"
    assert not page._layer_facts.isHidden()


def two_partitions(path: Path, first: Path, second: Path) -> Path:
    """A disk with an MBR whose two partitions hold these images."""
    disk, table, start = bytearray(2048 * 512), b"", 2048
    for image in (first, second):
        data = image.read_bytes()
        data += bytes(-len(data) % (2048 * 512))
        sectors = len(data) // 512
        table += struct.pack("<B3sB3sII", 0, b"", 0x83, b"", start, sectors)
        disk += data
        start += sectors
    disk[446 : 446 + len(table)] = table
    disk[510:512] = b"\x55\xaa"
    path.write_bytes(disk)
    return path


def test_when_the_job_dies_the_question_goes(
    empty: MainWindow, image: Image, qtbot: QtBot, until: Until
) -> None:
    empty.bench.add_sources([image("luks1-ext4")])
    asked(empty, until)
    running = empty.bench.jobs.newest
    assert running is not None
    running.job._process.kill()
    until(lambda: gone(empty))
    until(lambda: empty.trouble_bar.isVisible())


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "0 of 48 digits"),
        ("115500-2310", "10 of 48 digits"),
        (RECOVERY, "48 of 48 digits"),
        ("115501 231000", "12 of 48 digits · typing error in group 1"),
        ("115500 999999", "12 of 48 digits · typing error in group 2"),
    ],
)
def test_what_is_said_of_a_recovery_key(typed: str, hint: str) -> None:
    assert keys.recovery_hint(typed, "BitLocker") == hint


def test_a_password_typed_as_a_recovery_key_is_not_called_missing() -> None:
    said = keys.missing_words("bde-SELF", CredentialKind.RECOVERY_KEY)
    assert said == "A recovery key has 48 digits. To enter a password, choose “Password”."
    assert keys.missing_words("", CredentialKind.RECOVERY_KEY) == "Enter the key first."


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_a_field_says_why_it_leaves_out_what_was_typed(qtbot: QtBot) -> None:
    """A password typed where a recovery key is expected is tried neither in part nor without a word."""
    both = (CredentialKind.RECOVERY_KEY, CredentialKind.PASSWORD)
    for accepts, complaint in (
        (both, "A recovery key has 48 digits. To enter a password, choose “Password”."),
        (both[:1], "A recovery key has 48 digits."),
    ):
        form = KeyForm(LockedVolume("s1.p2", "BitLocker", accepts), kept=True)
        qtbot.addWidget(form)
        form.show()
        given: list[GivenKey] = []
        form.given.connect(given.append)
        for typed, digits in (("bde-SELF", 0), ("bde-2026", 4)):
            form.field.setText(typed)
            assert form.hint.accessibleName() == f"{digits} of 48 digits"
            form.unlock()
            assert form.complaint.accessibleName() == complaint
            assert form.field.text() == typed
        form.field.setText("")
        form.unlock()
        assert form.complaint.accessibleName() == "Enter the key first."
        form.field.setText(f"Recovery key: {RECOVERY}")
        form.unlock()
        assert [one.value for one in given] == [RECOVERY]


def test_a_recovery_key_is_grouped() -> None:
    assert keys.recovery_key(RECOVERY.replace("-", ""), "BitLocker") == RECOVERY
    assert keys.recovery_key(" abcd-1234 ", "FileVault") == "ABCD-1234"


def test_a_volume_is_left_out_with_a_reason_that_stands_in_the_ledger(
    empty: MainWindow, image: Image, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    (tmp_path / "note.txt").write_text("nothing locked\n")
    empty.bench.add_sources([image("luks1-ext4"), tmp_path / "note.txt"])
    dialog = asked(empty, until)
    assert not dialog.reason.isVisible()
    dialog.reason_button.click()
    assert dialog.reason.isVisible()
    dialog.reason_button.click()  # still without a reason: it goes on asking
    assert empty.bench.reading
    qtbot.keyClicks(dialog.reason, "not covered by the warrant")
    dialog.reason_button.click()
    read_to_the_end(empty, until)
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        events = case.check_custody().events
        codes = {o.code for o in case.store.queries.omissions("s1")}
        wanted = SealRequest(tmp_path / "out.zip", (EVERYTHING,))
        found = preview(case, wanted, clock=SystemClock())
    (said,) = (left for left in found.left_out if left.code == "encrypted-volume")
    assert said.stated  # not asked for again when it is sealed
    assert not needs_reason({"left_out": [asdict(said)]})
    assert needs_reason({"left_out": [asdict(replace(said, stated=False))]})
    (left,) = (e for e in events if e.reason == CustodyReason.VOLUME_LEFT_OUT)
    assert left.exhibits == ("EX-001",)
    assert left.notes[0].lang == "en"
    assert left.notes[0].text.endswith(": not covered by the warrant")
    assert left.notes[0].text.startswith("s1")
    assert "encrypted-volume" in codes


ACCEPTS = ("password", "recovery-key", "key-file", "startup-key")


def test_a_volume_cannot_dress_its_name(empty: MainWindow) -> None:
    card = evidence(empty).key
    card.show_question(Question("/evidence/\u202egpj.exe", "s1.p2", "A\u202eB", ACCEPTS))
    said = card._what.accessibleName()
    assert "A[RLO]B" in said
    assert "[RLO]gpj.exe" in said
    assert "\u202e" not in said


@pytest.mark.parametrize(("scale", "language"), [(1.0, "ar"), (2.0, "fr")])
def test_the_card_fits_and_nothing_is_cut(
    empty: MainWindow, scale: float, language: str, qtbot: QtBot
) -> None:
    choose_theme(empty, Theme(scale=scale))
    choose_language(empty, language)
    empty.go(places.EVIDENCE)
    qtbot.wait(50)  # the page is built anew and laid out
    card = evidence(empty).key
    card.show_question(Question("/evidence/disk.dd", "s1.p2", "BitLocker", ACCEPTS))

    def fits() -> bool:
        texts = [text for text in card.findChildren(Text) if text.isVisible() and text.wordWrap()]
        buttons = [b for b in card.findChildren(QAbstractButton) if b.isVisible()]
        inside = all(card.rect().contains(w.geometry()) for w in buttons if w.parent() is card)
        return (
            inside
            and len(texts) > 2
            and len(buttons) > 6
            and all(text.heightForWidth(text.width()) <= text.height() for text in texts)
        )

    qtbot.waitUntil(fits, timeout=10_000)
    # where the page has to be scrolled for it, it was
    qtbot.waitUntil(lambda: not card.field.visibleRegion().isEmpty(), timeout=10_000)

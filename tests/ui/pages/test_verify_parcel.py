"""A parcel on the Verify page: what its courier can know, then opened by each kind of key."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_der_x509_certificate
from PySide6.QtWidgets import QApplication, QComboBox

from forensics_app.model.findings import Verdict
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.parcel.shares import show_share
from forensics_app.services.identities.identities import Holder, new_identity
from forensics_app.services.parcels.keys import (
    certificate_fingerprint,
    new_encryption_key,
    read_share_file,
    write_share,
    write_share_for,
)
from forensics_app.services.parcels.making import MadeParcel
from forensics_app.services.trust.trust import add_trust
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import parts, said
from tests.world.parcels import KINDS, PHRASE, Sender, everybody, make_sender, recipient
from tests.world.signing import signing_key, write_pem
from ui.dialogs.bundles.open_parcel import OpenParcelDialog
from ui.pages.verify.page import VerifyPage
from ui.settings.last_folders import FOLDERS, OPENED
from ui.widgets.controls.buttons import Button
from ui.widgets.seals.verdict import AxisRow, ConsistencyRow, FindingRow, VerdictTile
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PARCEL = "P-1.parcel.asice"


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"))


@pytest.fixture(scope="module")
def made(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> MadeParcel:
    return sender.parcel(tmp_path_factory.mktemp("parcel"))


def check(window: MainWindow, path: Path, until: Until) -> VerifyPage:
    window.bench.check_and_show(path)
    until(lambda: not window.bench.check.running)
    QApplication.processEvents()
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    return page


def buttons(page: VerifyPage) -> set[str]:
    return {b.text().strip() for b in parts(page, Button) if isinstance(b, Button)}


def dialog_on(window: MainWindow, path: Path, until: Until, way: str) -> OpenParcelDialog:
    page = check(window, path, until)
    page.open_parcel()
    dialog = page.opening
    assert dialog is not None
    dialog.keys.way.setCurrentIndex(index_of(dialog.keys.way, way))
    return dialog


def index_of(combo: QComboBox, data: str) -> int:
    at = combo.findData(data)
    assert at >= 0, [combo.itemText(i) for i in range(combo.count())]
    return at


def opens(window: MainWindow, dialog: OpenParcelDialog, sender: Sender, out: Path, until: Until) -> None:
    """Press the button, and see the bundle verified on the page."""
    dialog.out.edit.setText(str(out))
    dialog.act_button.click()
    check = window.bench.check
    until(lambda: check.path == out and not check.running)
    assert check.report is not None
    assert check.report.verdict is Verdict.UNCONFIRMED  # nobody trusts this sender here
    assert check.report.bundle.scope == "full"
    assert out.read_bytes() == sender.bundle.read_bytes()
    until(lambda: f"Opened from the parcel {PARCEL}" in said(window.pages[places.VERIFY]))


@pytest.mark.parametrize("folder", [False, True])
def test_courier_sees_the_list_and_nothing_that_only_a_bundle_has(
    window: MainWindow, made: MadeParcel, until: Until, folder: bool
) -> None:
    page = check(window, made.path.parent if folder else made.path, until)
    (tile,) = parts(page, VerdictTile)
    assert tile.accessibleName().startswith("UNCONFIRMED. No fault was found in the parcel")
    assert len(parts(page, AxisRow)) == 4
    assert parts(page, ConsistencyRow) == []
    text = said(page)
    assert "3 volumes, " in text
    for part in ("4 certificates", "1 passphrase", "any 2 of 3 shares"):
        assert part in text
    assert made.facts.parcel[:8] in text
    assert made.facts.recipients[0].sha256 is not None
    assert {"Open parcel…", "Save report…"} <= buttons(page)
    assert not {"Sign receipt…", "Show commands…", "Browse contents…"} & buttons(page)
    assert "Verify without this program" not in text


def test_volumes_that_differ_are_altered_and_are_not_offered_to_be_opened(
    window: MainWindow, sender: Sender, tmp_path: Path, until: Until
) -> None:
    made = sender.parcel(tmp_path / "p")
    volume = made.path.parent / made.facts.volumes[0].name
    data = bytearray(volume.read_bytes())
    data[5000] ^= 1
    volume.write_bytes(data)
    page = check(window, made.path, until)
    assert parts(page, VerdictTile)[0].accessibleName().startswith("ALTERED")
    assert "Open parcel…" not in buttons(page)


def test_a_dropped_parcel_is_its_list_whatever_is_dropped_with_it(
    window: MainWindow, made: MadeParcel, until: Until
) -> None:
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    page._dropped(sorted(made.path.parent.iterdir()))
    until(lambda: not window.bench.check.running)
    assert window.bench.check.path == made.path


def test_a_passphrase_opens_it_and_a_wrong_one_is_refused_with_nothing_written(
    window: MainWindow, sender: Sender, made: MadeParcel, tmp_path: Path, until: Until
) -> None:
    dialog = dialog_on(window, made.path, until, "phrase")
    dialog.act_button.click()
    until(lambda: "The passphrase is missing." in said(dialog))
    dialog.out.edit.setText(str(tmp_path / "B.zip"))
    dialog.keys.passphrase.setText("wrong")
    dialog.act_button.click()
    until(lambda: not dialog._mine)
    assert dialog.isVisible()
    until(lambda: "can't be opened" in said(dialog))
    assert not (tmp_path / "B.zip").exists()
    assert dialog.keys.passphrase.text() == ""
    dialog.keys.passphrase.setText(PHRASE)
    opens(window, dialog, sender, tmp_path / "B.zip", until)


def test_shares_open_it_and_one_alone_does_not(
    window: MainWindow, sender: Sender, made: MadeParcel, tmp_path: Path, until: Until
) -> None:
    files = [tmp_path / f"share{share.number}.json" for share in made.shares]
    for share, file in zip(made.shares, files, strict=True):
        write_share(share, file)
    dialog = dialog_on(window, made.path, until, "shares")
    dialog.out.edit.setText(str(tmp_path / "B.zip"))
    dialog.keys.take_shares((files[1],))
    dialog.act_button.click()
    until(lambda: not dialog._mine)
    assert dialog.isVisible()
    assert not (tmp_path / "B.zip").exists()
    dialog.keys.take_shares((files[1], files[2]))
    opens(window, dialog, sender, tmp_path / "B.zip", until)


def test_a_share_typed_from_its_card_opens_it_with_one_from_a_file(
    window: MainWindow, sender: Sender, made: MadeParcel, tmp_path: Path, until: Until
) -> None:
    file = tmp_path / "share1.json"
    write_share(made.shares[0], file)
    dialog = dialog_on(window, made.path, until, "shares")
    dialog.out.edit.setText(str(tmp_path / "B.zip"))
    dialog.keys.take_shares((file,))
    dialog.keys.type_button.click()
    (typed,) = dialog.keys.typed
    right = show_share(made.shares[2])
    typed.passphrase.setText(right.replace(right[10], "7" if right[10] != "7" else "6", 1))
    dialog.act_button.click()
    assert dialog.isVisible()
    assert "mistyped" in typed.passphrase.accessibleDescription()
    typed.passphrase.setText(show_share(made.shares[0]))  # the one that the file holds
    dialog.act_button.click()
    until(lambda: not dialog._mine)
    assert typed.passphrase.text() != ""  # nobody types it again for another's fault
    assert not (tmp_path / "B.zip").exists()
    typed.passphrase.setText(right.lower().replace("-", " "))
    opens(window, dialog, sender, tmp_path / "B.zip", until)
    assert typed.passphrase.text() == ""


def test_a_share_that_came_encrypted_for_its_holder_is_decrypted_and_used(
    window: MainWindow, sender: Sender, made: MadeParcel, tmp_path: Path, until: Until
) -> None:
    clock = SystemClock()
    own = new_identity(Holder("Ana Silva", "Labo", "PT"), b"own phrase 1", clock=clock)
    certificate = new_encryption_key(own, b"own phrase 1", clock=clock)
    sealed = tmp_path / "P-1.share2of3.p7m"
    write_share_for(made.shares[1], certificate, sealed)
    dialog = dialog_on(window, made.path, until, "shares")
    dialog.decrypt_share()
    one = dialog.share_dialog
    assert one is not None
    one.act()
    assert "does not exist" in one.file.edit.accessibleDescription()
    one.file.edit.setText(str(sealed))
    assert one.share == tmp_path / "P-1.share2of3.json"
    one.keys.passphrase.setText("own phrase 2")
    one.act()
    until(lambda: not one._mine)
    assert one.isVisible()
    assert not one.share.exists()
    one.keys.passphrase.setText("own phrase 1")
    one.act()
    until(lambda: not one.isVisible())
    assert dialog.keys.shares == (one.share,)
    assert read_share_file(one.share) == made.shares[1]
    file = tmp_path / "share1.json"
    write_share(made.shares[0], file)
    dialog.keys.take_shares((*dialog.keys.shares, file))
    opens(window, dialog, sender, tmp_path / "B.zip", until)


def test_a_key_file_opens_it(
    window: MainWindow, sender: Sender, made: MadeParcel, tmp_path: Path, until: Until
) -> None:
    one = recipient(KINDS[2])
    file = tmp_path / "key.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"key",
            one.key,
            load_der_x509_certificate(one.certificate),
            None,
            BestAvailableEncryption(b"secret"),
        )
    )
    dialog = dialog_on(window, made.path, until, "file")
    dialog.keys.file.edit.setText(str(file))
    dialog.keys.passphrase.setText("secret")
    opens(window, dialog, sender, tmp_path / "B.zip", until)


def test_the_identity_that_the_list_names_is_offered_first_and_opens_it(
    window: MainWindow, sender: Sender, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FOLDERS, "_here", {})
    clock = SystemClock()
    other = new_identity(Holder("Other", "Labo", "FR"), b"other phrase 1", clock=clock)
    new_encryption_key(other, b"other phrase 1", clock=clock)
    own = new_identity(Holder("Ana Silva", "Labo", "PT"), b"own phrase 1", clock=clock)
    certificate = new_encryption_key(own, b"own phrase 1", clock=clock)
    made = sender.parcel(tmp_path / "p", certificates=(certificate,), passphrases=(), shares=None)
    page = check(window, made.path.parent, until)
    page.open_parcel()
    dialog = page.opening
    assert dialog is not None
    assert dialog.keys.way.currentData() == own.identity_id
    assert dialog.bundle == Path.home() / "P-1.sealed.zip"  # not on what was received
    ways = [dialog.keys.way.itemData(i) for i in range(dialog.keys.way.count())]
    assert ways == [own.identity_id, other.identity_id, "file"]
    dialog.keys.passphrase.setText("own phrase 1")
    (tmp_path / "opened").mkdir()
    opens(window, dialog, sender, tmp_path / "opened" / "B.zip", until)
    again = dialog_on(window, made.path.parent, until, own.identity_id)
    assert again.bundle == tmp_path / "opened" / "P-1.sealed.zip"  # where the last one was saved
    again.reject()
    FOLDERS.remember(OPENED, made.path.parent)
    assert dialog_on(window, made.path.parent, until, "file").bundle == Path.home() / "P-1.sealed.zip"


def test_a_parcel_signed_by_somebody_else_warns_beside_the_verdict(
    window: MainWindow, sender: Sender, tmp_path: Path, until: Until
) -> None:
    stranger = signing_key("P-384")
    made = sender.parcel(tmp_path / "p", everybody(), signers=(stranger,))
    dialog = dialog_on(window, made.path, until, "phrase")
    dialog.keys.passphrase.setText(PHRASE)
    opens(window, dialog, sender, tmp_path / "B.zip", until)
    page = window.pages[places.VERIFY]
    rows = [row.accessibleName() for row in parts(page, FindingRow)]
    assert any("is not among those who sealed the bundle" in row for row in rows)
    # another bundle came by no parcel
    window.bench.check_bundle(sender.bundle)
    until(lambda: not window.bench.check.running)
    assert "Opened from the parcel" not in said(page)


def test_a_recipient_is_added_to_a_parcel_and_the_ledger_of_the_open_case_says_so(
    window: MainWindow, sender: Sender, small: Path, tmp_path: Path, until: Until
) -> None:
    parcel = sender.parcel(tmp_path / "parcel")
    before = {p.name: p.read_bytes() for p in parcel.path.parent.iterdir()}
    signer = new_identity(Holder("Claire Moreau"), b"correct horse", clock=SystemClock())
    sealed_by = signing_key().certificate  # of a stranger's list none is signed again
    file = write_pem(tmp_path / "sender.pem", sealed_by)
    seal, own_clock = TrustRole.SEAL, SystemClock()
    add_trust(file, role=seal, fingerprint=certificate_fingerprint(sealed_by), clock=own_clock)
    window.bench.open_case(small)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    page = check(window, parcel.path, until)
    page.add_recipient()
    dialog = page.adding
    assert dialog is not None
    dialog.act()
    assert "does not exist" in dialog.file.edit.accessibleDescription()
    own = tmp_path / "new.pem"
    certificate = recipient("P-256", 7).certificate
    write_pem(own, certificate)
    dialog.file.edit.setText(str(own))
    dialog.keys.way.setCurrentIndex(index_of(dialog.keys.way, "phrase"))
    dialog.keys.passphrase.setText(PHRASE)
    dialog.signs.identity.setCurrentIndex(dialog.signs.identity.findData(signer.identity_id))
    dialog.signs.passphrase.setText("correct horse")
    dialog.act()
    until(lambda: not dialog.isVisible())
    until(lambda: not window.bench.check.running)
    report = window.bench.check.report
    assert report is not None
    assert report.parcel is not None
    assert certificate_fingerprint(certificate) in {r.sha256 for r in report.parcel.recipients}
    after = {p.name: p.read_bytes() for p in parcel.path.parent.iterdir()}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {parcel.path.name, parcel.facts.envelope.name}
    assert "parcel-recipient-added" in (small / "custody.jsonl").read_text("utf-8")

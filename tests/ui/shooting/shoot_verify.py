"""Pictures of the Verify page beyond its verdicts: seal or receipt alone, a folder, contents, recipe."""

from __future__ import annotations

import shutil
from pathlib import Path

from forensics_app.model.addendum import ReceiptOutcome
from forensics_app.model.custody import Note
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.making import make_addendum, write_addendum
from forensics_app.services.addenda.receive import receipt_draft, receive
from forensics_app.services.identities.identities import Holder, new_identity, unlock_identity
from tests.ui.shooting.settling import settle
from ui.dialogs.sealed_contents.dialog import Part, SealedContentsDialog
from ui.pages.verify.page import VerifyPage
from ui.widgets.seals.code_compare import CodeCompare
from ui.window.main_window import MainWindow
from ui.words import places

_PASSPHRASE = b"correct horse battery"


def receipt_alone(bundle: Path, folder: Path) -> Path:
    """A receipt that somebody signed for `bundle`, in a folder without it."""
    clock = SystemClock()
    who = new_identity(Holder("Jana Brandt", "LKA Hamburg", "DE"), _PASSPHRASE, clock=clock)
    key = unlock_identity(who.identity_id, _PASSPHRASE, clock=clock)
    received = receive(bundle, trust=TrustStore(), clock=clock)
    draft = receipt_draft(
        received,
        path=bundle,
        signer_sha256=who.fingerprint,
        outcome=ReceiptOutcome.ACCEPTED,
        reason=Note("en", "The fingerprint was compared by telephone."),
        notes=(),
    )
    assert received.target is not None
    return write_addendum(make_addendum(received.target, draft, [key], clock=clock), folder)


def shoot_verify(window: MainWindow, out: Path, demo: Path, folder: Path, way: str) -> None:
    """The bundle of the demo, and parts of it alone."""
    folder.mkdir()
    bench, bundle = window.bench, next(demo.glob("*.zip"))
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)

    def take(name: str, path: Path) -> None:
        bench.check_bundle(path)
        settle(lambda: not bench.check.running)
        window.go(places.VERIFY)
        settle(lambda: True)
        window.grab().save(str(out / f"{name}-{way}.png"))

    bench.check.trust_file = None
    alone = folder / "seal"
    alone.mkdir()
    take("verify-seal-alone", Path(shutil.copy(next(demo.glob("*.asice")), alone)))
    receipts = folder / "receipt"
    receipts.mkdir()
    take("verify-receipt-alone", receipt_alone(bundle, receipts))
    several = folder / "several"
    several.mkdir()
    shutil.copy(bundle, several / "first.zip")
    data = bytearray(bundle.read_bytes())
    data[data.index(b"%PDF") + 64] ^= 1
    (several / "second.zip").write_bytes(data)
    (several / "third.zip").write_bytes(b"PK\x03\x04 no more")
    take("verify-folder", several)
    take("verify-whole", bundle)
    compare = next(c for c in page.findChildren(CodeCompare) if c.isVisible())
    code = bench.check.shown_code
    compare.edit.setText(code[:10] + "QQQQ" + code[14:])
    settle(lambda: True)
    card = compare.parentWidget()
    assert card is not None
    card.grab().save(str(out / f"verify-code-{way}.png"))
    page.recipe()
    assert page.other is not None
    settle(page.other.isVisible)
    page.other.grab().save(str(out / f"verify-recipe-{way}.png"))
    page.browse()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    settle(lambda: dialog.ready and dialog.table.model().rowCount() > 0)
    settle(lambda: dialog._row is not None)
    for part in Part:
        dialog.show_part(part)
        settle(lambda: True)
        dialog.grab().save(str(out / f"verify-contents-{part.name.lower()}-{way}.png"))
    dialog.accept()

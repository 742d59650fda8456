"""Pictures of what comes after the seal: bundles of a case with receipts, and the dialog that makes one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from forensics_app.model.addendum import AddendumDraft, AddendumEvent, Dispatch, ReceiptOutcome, Recipient
from forensics_app.model.custody import Note
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.keeping import keep_in_case
from forensics_app.services.addenda.making import make_addendum, write_addendum
from forensics_app.services.addenda.receive import receipt_draft, receive
from forensics_app.services.addenda.target import target_of_case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.identities.identities import Holder, new_identity, unlock_identity
from tests.ui.shooting.settling import settle
from tests.ui.shooting.shoot_reported import shoot_it
from ui.jobs.desk import JobKind
from ui.pages.case.sealed_card import SealedCard
from ui.window.main_window import MainWindow
from ui.words import places

_PASSPHRASE = "correct horse battery"


def shoot_after(window: MainWindow, out: Path, demo: Path, folder: Path, way: str) -> None:
    """A receipt made in the window, taken into the sender's case beside a refused file and a rejection."""
    os.environ["SEALWRIGHT_HOME"] = str(folder / "home")
    case, there = folder / "case", folder / "there"
    shutil.copytree(demo / "case", case)
    there.mkdir(parents=True)
    bundle = Path(shutil.copy(next(demo.glob("*.zip")), there))
    clock, bench = SystemClock(), window.bench
    keys = {}
    for name, agency, country in (
        ("Ada Example", "Sealwright Demonstration Laboratory", "FR"),
        ("Paul Renard", "Gendarmerie Lyon", "FR"),
        ("Jana Brandt", "LKA Hamburg", "DE"),
    ):
        holder = Holder(name, agency, country)
        who = new_identity(holder, _PASSPHRASE.encode(), clock=clock).identity_id
        keys[name] = unlock_identity(who, _PASSPHRASE.encode(), clock=clock)
    sent = Dispatch("courier, bag 7", (Recipient("LKA Hamburg", "DE", None),), ())
    with open_case(case, write=True, clock=clock) as opened:
        target = target_of_case(opened, None, trust=TrustStore(), clock=clock)
        draft = AddendumDraft(event=AddendumEvent.DISPATCH, dispatch=sent)
        made = make_addendum(target, draft, [keys["Ada Example"]], clock=clock)
        shutil.copy(keep_in_case(opened, made), there)
    received = receive(bundle, trust=TrustStore(), clock=clock)
    refused = receipt_draft(
        received,
        path=bundle,
        signer_sha256=None,
        outcome=ReceiptOutcome.REJECTED,
        notes=(Note("en", "The cover sheet names another reference."),),
    )
    assert received.target is not None
    made = make_addendum(received.target, refused, [keys["Paul Renard"]], clock=clock)
    rejection = write_addendum(made, folder)

    bench.check.trust_file = None
    bench.check_bundle(bundle)
    settle(lambda: not bench.check.running)
    window.go(places.VERIFY)
    page = window.pages[places.VERIFY]
    page._receipt()  # type: ignore[attr-defined]
    dialog = page.dialog  # type: ignore[attr-defined]
    dialog.act()
    shoot_it(dialog, out, f"dialog-receipt-{way}")
    dialog.outcome.setCurrentIndex(dialog.outcome.findData(ReceiptOutcome.ACCEPTED.value))
    dialog.reason.edit.setText("The fingerprint was compared by telephone.")
    identity = dialog.signs.identity
    identity.setCurrentIndex(next(i for i in range(3) if identity.itemText(i).startswith("Jana")))
    dialog.signs.passphrase.setText(_PASSPHRASE)
    dialog.person.name.edit.setText("Jana Brandt")
    dialog.act()
    settle(lambda: bench.jobs.running(JobKind.RECEIPT) is None)
    shoot_it(window, out, f"after-receipt-{way}")

    bench.open_case(case)
    settle(lambda: bench.case is not None and bench.case.overview is not None)
    window.go(places.CASE)
    card = window.pages[places.CASE].findChild(SealedCard)
    assert isinstance(card, SealedCard)
    settle(lambda: card._bundles is not None)
    shoot_it(window, out, f"after-case-sent-{way}")
    card.open_bundle(card.bundles[0].code)
    assert card.page is not None
    shoot_it(card.page, out, f"after-bundle-{way}")
    card.page.close()
    garbage = folder / "photo.asice"
    garbage.write_bytes(b"PK\x03\x04 no more")
    card.take([garbage, *there.glob("*.receipt.*")])
    settle(lambda: bench.intake.waiting == 0 and bench.jobs.running(JobKind.CASE) is None)
    settle(lambda: len((card._bundles or ())[0].report.addenda) == 2)
    shoot_card(window, card, out, f"after-case-accepted-{way}")
    card.take([rejection])
    settle(lambda: bench.intake.waiting == 0 and bench.jobs.running(JobKind.CASE) is None)
    settle(lambda: len((card._bundles or ())[0].report.addenda) == 3)
    shoot_card(window, card, out, f"after-case-rejected-{way}")
    bench.intake.forget()


def shoot_card(window: MainWindow, card: SealedCard, out: Path, name: str) -> None:
    """The window, and the whole card, which may be longer than the window."""
    settle(lambda: True)
    window.grab().save(str(out / f"{name}.png"))
    card.grab().save(str(out / f"{name}-card.png"))

"""Every page and every dialog of the window, shown with something in it, for tests that walk all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

import ui.dialogs
import ui.widgets
from forensics_app.model.custody import CustodyEvent, CustodyEventType, EventDraft, Person
from forensics_app.model.findings import Verdict
from forensics_app.model.parcel import ParcelFile, ParcelList, ParcelRecipient, RecipientKind, ShareSet
from forensics_app.model.request import RequestRecord
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.services.browsing.positions import Mark, Positions
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.record import record_of
from forensics_app.services.identities.identities import (
    Holder,
    Identity,
    export_identity,
    list_identities,
    new_identity,
)
from forensics_app.services.inbox.status import StatusFile, read_status
from forensics_app.services.trust.trust import add_trust, load_trust
from tests.ui.conftest import Until
from ui.dialogs.artifacts.filter_values import SizeDialog, TimeDialog
from ui.dialogs.artifacts.positions_map import PositionsDialog
from ui.dialogs.artifacts.search_contents import SearchContentsDialog
from ui.dialogs.artifacts.tag import TagDialog
from ui.dialogs.artifacts.withhold import WithholdDialog
from ui.dialogs.bundles.actions import BundleActions
from ui.dialogs.bundles.add_recipient import AddRecipientDialog
from ui.dialogs.bundles.cover_sheet import CoverSheetDialog
from ui.dialogs.bundles.dispatch import DispatchDialog, LaterTimeDialog
from ui.dialogs.bundles.later_event import EventOf, LaterEventDialog
from ui.dialogs.bundles.make_parcel import MakeParcelDialog
from ui.dialogs.bundles.official_reference import OfficialReferenceDialog
from ui.dialogs.bundles.open_parcel import OpenParcelDialog
from ui.dialogs.bundles.open_share import OpenShareDialog
from ui.dialogs.bundles.parcel_made import ParcelMadeDialog
from ui.dialogs.bundles.receipt import ReceiptDialog
from ui.dialogs.bundles.recipe import RecipeDialog
from ui.dialogs.bundles.sealed_bundle import SealedBundleDialog
from ui.dialogs.bundles.trust_signer import TrustSignerDialog
from ui.dialogs.case.new_case import NewCaseDialog
from ui.dialogs.case.omissions import OmissionsDialog
from ui.dialogs.case.retention import RetentionDialog
from ui.dialogs.case.tour import TourDialog
from ui.dialogs.case.zones import ZonesDialog
from ui.dialogs.comparison.dialog import ComparisonDialog
from ui.dialogs.custody.entry import EntryDialog
from ui.dialogs.custody.event import EventDialog
from ui.dialogs.custody.hand_over import HandOverDialog
from ui.dialogs.custody.sign import SignDialog
from ui.dialogs.evidence.add_evidence import AddEvidenceDialog
from ui.dialogs.evidence.reading_options import ReadingOptionsDialog
from ui.dialogs.hash_sets.add_hash_set import AddHashSetDialog
from ui.dialogs.hash_sets.hash_sets import HashSetsDialog
from ui.dialogs.help.dialog import HelpDialog, HelpSection
from ui.dialogs.inbox.dialog import KEY, InboxDialog
from ui.dialogs.preferences.dialog import PreferencesDialog
from ui.dialogs.preferences.identity_backup import BackUpIdentityDialog
from ui.dialogs.preferences.identity_card import LabCardDialog
from ui.dialogs.preferences.identity_import import ImportIdentityDialog
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.preferences.identity_parcels import ParcelCertificateDialog
from ui.dialogs.preferences.partner import CompareDialog, RevokeDialog
from ui.dialogs.preferences.sections import Section
from ui.dialogs.preferences.trust_certificate import TrustDialog
from ui.dialogs.reports.evidence_report import EvidenceReportDialog
from ui.dialogs.request.deadline import DeadlineDialog
from ui.dialogs.request.request import RequestDialog
from ui.dialogs.sealed_contents.dialog import SealedContentsDialog
from ui.dialogs.training.class_drills import ClassDrillsDialog
from ui.models.case.custody_story import Story
from ui.models.case.sealed_bundles import SealedBundle, stand_of
from ui.models.contents.list_locks import ListLocks
from ui.models.contents.list_search import ListSearch
from ui.models.evidence.reading_options import AS_USUAL
from ui.widgets.seals.seal_code import LargeCode
from ui.window.main_window import MainWindow
from ui.words import places

LISTED = ParcelList(
    parcel="5" * 32,
    seal="6" * 64,
    made_at="2026-04-17T09:30:00Z",
    unit=8 << 20,
    envelope=ParcelFile("P-1.key.p7m", 900, "7" * 64),
    volumes=(ParcelFile("P-1.v00001.p7m", 8 << 20, "8" * 64),),
    recipients=(
        ParcelRecipient(RecipientKind.CERTIFICATE, "9" * 64),
        ParcelRecipient(RecipientKind.PASSPHRASE),
    ),
    shares=ShareSet(2, ("a" * 64, "b" * 64, "c" * 64)),
)
PASSPHRASE = b"correct horse battery"
PAGES = {
    "start": places.START,
    "case": places.CASE,
    "evidence": places.EVIDENCE,
    "artifacts": places.ARTIFACTS,
    "timeline": places.TIMELINE,
    "custody": places.CUSTODY,
    "export": places.EXPORT,
    "verify": places.VERIFY,
}


@dataclass(frozen=True, slots=True)
class World:
    """What the dialogs are about: a window on a case, a checked bundle, an identity and a partner."""

    window: MainWindow
    bundle: Path
    certificate: Path
    identity: Identity
    event: CustodyEvent


def make_world(window: MainWindow, case: Path, demo: Path, folder: Path, until: Until) -> World:
    """Open the case with an identity that is trusted too, and check the demo's bundle."""
    clock = SystemClock()
    made = new_identity(Holder("Marie Durand", "Laboratory", "FR"), PASSPHRASE, clock=clock)
    certificate = folder / "own.pem"
    export_identity(made.identity_id, certificate)
    add_trust(certificate, role=TrustRole.SEAL, fingerprint=made.fingerprint, clock=clock)
    window.bench.settings.authorities = ["https://tsa.example.org/"]
    with open_case(case, write=True, clock=clock) as opened:
        event = opened.record(EventDraft(CustodyEventType.SEIZED, persons=(Person("P. Renard"),)))
    bundle = next(demo.glob("*.zip"))
    window.bench.open_case(case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.bench.check_bundle(bundle)
    until(lambda: not window.bench.check.running)
    return World(window, bundle, certificate, next(iter(list_identities())), event)


def _step(dialog: NewCaseDialog | TourDialog, step: int) -> QDialog:
    dialog.go(step)
    return dialog


def _omissions(w: World) -> QDialog:
    assert w.window.bench.case is not None
    return OmissionsDialog(w.window.bench.case, "", w.window)


def _entry(w: World) -> QDialog:
    assert w.window.bench.case is not None
    with open_case(w.window.bench.case.path, write=False, clock=SystemClock()) as case:
        story = Story(record_of(case))
    return EntryDialog(story.entry(w.event), story.numbers, w.window)


def _sealed_bundle(w: World) -> QDialog:
    bench = w.window.bench
    assert bench.check.report is not None
    bundle = SealedBundle(bench.check.report, stand_of(bench.check.report), w.bundle)
    return SealedBundleDialog(bench, BundleActions(bench, bundle, w.window), w.window)


def _positions(w: World) -> QDialog:
    """With one mark on the map, and it chosen, so that every button can be pressed."""
    dialog = PositionsDialog(w.window)
    dialog.set_positions(Positions((Mark("A", -33.8688, 151.2093),), 1))
    dialog.map._select(dialog.map.shown[0])
    return dialog


def _search_contents(w: World) -> QDialog:
    assert w.window.bench.case is not None
    desk = w.window.bench.case.contents
    search = ListSearch(desk, lambda first, most, deliver: deliver(()), w.window)
    locks = ListLocks(desk, lambda deliver: deliver(()), {}, search)
    return SearchContentsDialog(search, locks, 12, 3, "invoice", kept=True, parent=w.window)


def _evidence_report(w: World) -> QDialog:
    assert w.window.bench.case is not None
    return EvidenceReportDialog(w.window.bench, w.window.bench.case.path, "report", w.window)


def _trust_signer(w: World) -> QDialog:
    report = w.window.bench.check.report
    assert report is not None
    return TrustSignerDialog(report, w.window)


def _inbox(w: World) -> QDialog:
    """With one bundle filed and one that waits."""
    out = w.certificate.parent / "inbox-out"
    out.mkdir(mode=0o700, exist_ok=True)
    status = StatusFile(out, Path("/srv/in"), clock=SystemClock())
    filed = {"source": "/srv/in/lab/B01.zip", "sender": "lab", "verdict": "altered", "reference": "B01"}
    more = {"folder": "quarantine/B01", "receipt": {"needs": "signature"}, "reports": ["report.en.pdf"]}
    status.filed({**filed, **more, "time": "2026-04-17T09:30:00Z", "reason": "A file was changed."})
    status.waits([{"source": "/srv/in/lab/B02.zip", "sender": "lab", "size": 5, "why": "being-written"}])
    status.now.trouble = "The disk is full."
    status.write()
    w.window.bench.settings.set_text(KEY, str(out))
    dialog = InboxDialog(w.window.bench, w.window)
    dialog._show_status(read_status(out))
    return dialog


DIALOGS: dict[str, Callable[[World], QDialog]] = {
    **{
        f"preferences-{section.value}": lambda w, s=section: PreferencesDialog(w.window.bench, w.window, s)  # type: ignore[misc]
        for section in Section
    },
    **{
        f"help-{section.value}": lambda w, s=section: HelpDialog([("Ctrl+T", "Tag")], w.window, s)  # type: ignore[misc]
        for section in HelpSection
    },
    **{
        f"new-case-{step}": lambda w, s=step: _step(  # type: ignore[misc]
            NewCaseDialog(w.window.bench.settings, SystemClock(), w.window), s
        )
        for step in range(3)
    },
    **{
        f"tour-{step}": lambda w, s=step: _step(TourDialog(w.window.bench.settings, w.window), s)  # type: ignore[misc]
        for step in range(3)
    },
    "omissions": _omissions,
    "hash-sets": lambda w: HashSetsDialog(w.window.bench, w.window),
    "add-hash-set": lambda w: AddHashSetDialog(Path("/sets/list.txt"), (), w.window),
    "zones": lambda w: ZonesDialog(w.window.bench, w.window),
    "reading-options": lambda w: ReadingOptionsDialog(AS_USUAL, w.window),
    "add-evidence": lambda w: AddEvidenceDialog(w.window.bench, (), w.window),
    "request": lambda w: RequestDialog(w.window.bench, RequestRecord(), w.window),
    "deadline": lambda w: DeadlineDialog(w.window.bench, None, w.window),
    "retention": lambda w: RetentionDialog(None, parent=w.window),
    "comparison": lambda w: ComparisonDialog(w.window.bench, w.window),
    "entry": _entry,
    "event": lambda w: EventDialog(w.window.bench, w.window),
    "correction": lambda w: EventDialog(w.window.bench, w.window, correcting=w.event),
    "hand-over": lambda w: HandOverDialog(w.window.bench, w.window),
    "sign": lambda w: SignDialog(w.window.bench, w.event, w.window),
    "dispatch": lambda w: DispatchDialog(w.window.bench, w.bundle, "bundle", (), w.window),
    "official-reference": lambda w: OfficialReferenceDialog(
        w.window.bench, w.bundle, "bundle", "0" * 64, w.window
    ),
    "later-time": lambda w: LaterTimeDialog(w.window.bench, w.bundle, "bundle", w.window),
    "cover-sheet": lambda w: CoverSheetDialog(w.window.bench, w.bundle, (), Path("none.png"), w.window),
    "receipt": lambda w: ReceiptDialog(w.window.bench, Verdict.UNCONFIRMED, w.window),
    "later-event": lambda w: LaterEventDialog(w.window.bench, EventOf(w.bundle), w.window),
    "sealed-bundle": _sealed_bundle,
    "evidence-report": _evidence_report,
    "parcel-certificate": lambda w: ParcelCertificateDialog(
        w.window.bench, w.identity, w.certificate, w.window, there=False
    ),
    "add-recipient": lambda w: AddRecipientDialog(
        w.window.bench, w.bundle.with_name("P-1.parcel.asice"), LISTED, w.window
    ),
    "make-parcel": lambda w: MakeParcelDialog(w.window.bench, w.bundle, w.window),
    "parcel-made": lambda w: ParcelMadeDialog(w.bundle.parent, (), w.window, shares_sealed=False),
    "open-parcel": lambda w: OpenParcelDialog(
        w.window.bench, w.bundle.with_name("P-1.parcel.asice"), LISTED, w.window
    ),
    "open-share": lambda w: OpenShareDialog(w.window.bench, None, w.window),
    "inbox": _inbox,
    "recipe": lambda w: RecipeDialog(w.bundle, w.window),
    "sealed-contents": lambda w: SealedContentsDialog(w.window.bench, w.bundle, w.window),
    "trust-signer": _trust_signer,
    "trust": lambda w: TrustDialog(w.certificate, SystemClock(), w.window, roles=True),
    "new-identity": lambda w: NewIdentityDialog(w.window.bench, w.window),
    "back-up-identity": lambda w: BackUpIdentityDialog(
        w.window.bench, w.identity, Path("backup.p12"), w.window
    ),
    "import-identity": lambda w: ImportIdentityDialog(w.window.bench, Path("key.p12"), w.window),
    "lab-card": lambda w: LabCardDialog(w.window.bench, w.identity, w.window),
    "compare-partner": lambda w: CompareDialog(load_trust().entries[0], w.window),
    "revoke-partner": lambda w: RevokeDialog(load_trust().entries[0], SystemClock(), w.window),
    "class-drills": lambda w: ClassDrillsDialog(w.window.bench, w.window),
    "tag": lambda w: TagDialog((), "", "letter.txt", parent=w.window),
    "withhold": lambda w: WithholdDialog("letter.txt", parent=w.window),
    "positions": _positions,
    "search-contents": _search_contents,
    "filter-size": lambda w: SizeDialog(ArtifactFilter(), w.window),
    "filter-time": lambda w: TimeDialog(ArtifactFilter(), w.window),
    "large-code": lambda w: LargeCode("0c5e117a" * 8, w.window),
}
SURFACES = (*PAGES, *DIALOGS)


def show_surface(world: World, name: str, until: Until) -> QWidget:
    """The main window at a page, or a dialog, laid out and active."""
    window = world.window
    if name in PAGES:
        window.go(PAGES[name])
        until(lambda: window.bench.turns.idle)
        window.activateWindow()
        return window
    dialog = DIALOGS[name](world)
    dialog.show()
    dialog.activateWindow()
    until(lambda: dialog.isVisible() and dialog.isActiveWindow())
    return dialog


def dialog_classes() -> set[type[QDialog]]:
    """Every dialog that the window has, except those that only others are made of."""
    for package in (ui.dialogs, ui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: set[type[QDialog]] = set()
    waiting: list[type[QDialog]] = [QDialog]
    while waiting:
        for made in waiting.pop().__subclasses__():
            waiting.append(made)
            if made.__module__.startswith("ui.") and not made.__subclasses__():
                found.add(made)
    return found

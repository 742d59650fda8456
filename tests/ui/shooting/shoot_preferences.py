"""Pictures of the preferences: every section, empty and with what a laboratory has after a while."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustRole
from forensics_app.services.identities.identities import Holder, export_identity, new_identity
from forensics_app.services.trust.trust import add_trust, revoke_trust
from tests.ui.shooting.settling import settle
from tests.world.authorities.server import authorities
from ui.dialogs.preferences.dialog import PreferencesDialog
from ui.dialogs.preferences.sections import Section
from ui.jobs.desk import JobKind
from ui.window.main_window import MainWindow

PASSPHRASE = b"correct horse battery"


def shoot_preferences(window: MainWindow, out: Path, home: Path, way: str) -> None:
    """Each section into a picture of its own; identities and partners lie in `home`."""
    home.mkdir()
    before = os.environ.get("SEALWRIGHT_HOME")
    os.environ["SEALWRIGHT_HOME"] = str(home)
    try:
        with authorities() as served:
            _take(window, out, f"empty-{way}", [Section.IDENTITIES, Section.PARTNERS, Section.TIME], None)
            _fill(window, home)
            settings = window.bench.settings
            settings.authorities = [served.tsa, served.hostile("refuses")]
            _take(window, out, way, list(Section), lambda dialog: _try_both(window, dialog))
            settings.authorities = []
    finally:
        os.environ.pop("SEALWRIGHT_HOME")
        if before is not None:
            os.environ["SEALWRIGHT_HOME"] = before


def _fill(window: MainWindow, home: Path) -> None:
    clock = SystemClock()
    own = new_identity(Holder("Claire Moreau", "Central Laboratory", "FR"), PASSPHRASE, clock=clock)
    new_identity(Holder("DEMO Ada Example", "Practice", "XX"), PASSPHRASE, clock=clock, demo=True)
    window.bench.settings.identity = own.identity_id
    for at, name in enumerate(("Landeskriminalamt Hamburg", "مخبر الأدلة الرقمية", "Old partner")):
        partner = new_identity(Holder(name, name, "DE"), PASSPHRASE, clock=clock)
        file = home / f"{at}.pem"
        export_identity(partner.identity_id, file)
        role = TrustRole.TIME if at == 1 else TrustRole.SEAL
        add_trust(file, role=role, fingerprint=partner.fingerprint, clock=clock)
    revoke_trust(partner.fingerprint, "2026-09-01")


def _try_both(window: MainWindow, dialog: PreferencesDialog) -> None:
    for url in window.bench.settings.authorities:
        dialog.time.test(url)
        settle(lambda: window.bench.jobs.running(JobKind.SETTINGS) is None)


def _take(
    window: MainWindow,
    out: Path,
    name: str,
    sections: list[Section],
    before_time: Callable[[PreferencesDialog], None] | None,
) -> None:
    for section in sections:
        window.dialogs.show_preferences(section)
        dialog = window.dialogs.preferences
        assert dialog is not None
        if section is Section.TIME and before_time is not None:
            before_time(dialog)
        settle(dialog.isVisible)
        dialog.grab().save(str(out / f"preferences-{section.value}-{name}.png"))
        dialog.close()

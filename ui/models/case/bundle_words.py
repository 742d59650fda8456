"""How things stand with a sealed bundle, as a state and a sentence."""

from __future__ import annotations

from forensics_app.i18n import N_, current
from forensics_app.model.names import visible
from ui.models.case.sealed_bundles import SealedBundle, Stand
from ui.theme.state import State

STANDS: dict[Stand, tuple[State, str]] = {
    Stand.BROKEN: (State.BAD, N_("The case's copy of this seal does not hold. Verify the bundle itself.")),
    Stand.REJECTED: (State.BAD, N_("A receipt rejects it. Read why, and ask, or send a new copy.")),
    Stand.DOUBTFUL: (State.WARN, N_("What came back is not confirmed. The reasons stand below.")),
    Stand.AWAITED: (State.WAITING, N_("Sent. No receipt came back yet.")),
    Stand.ACCEPTED: (State.OK, N_("A confirmed receipt accepts it.")),
    Stand.UNTOLD: (State.NONE, N_("Nothing is known of it since it was sealed.")),
}


def bundle_name(bundle: SealedBundle) -> str:
    """The bundle's reference as it is shown in the window's language."""
    return current().isolate(visible(bundle.name))

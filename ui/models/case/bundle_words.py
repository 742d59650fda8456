"""How things stand with a sealed bundle, as a state and a sentence."""

from __future__ import annotations

from forensics_app.i18n import N_, current
from forensics_app.model.names import visible
from ui.models.case.sealed_bundles import SealedBundle, Stand
from ui.theme.state import State

STANDS: dict[Stand, tuple[State, str]] = {
    Stand.BROKEN: (State.BAD, N_("The case's copy of this seal is invalid. Verify the bundle itself.")),
    Stand.REJECTED: (State.BAD, N_("Rejected by a receipt. Read why, then ask, or send a new copy.")),
    Stand.REJECTION_DOUBTFUL: (
        State.WARN,
        N_("Rejected by a receipt that is not confirmed: nothing you trust confirms its signer. Ask."),
    ),
    Stand.SENT_AGAIN: (State.WAITING, N_("Rejected by a receipt, then sent again; receipt awaited.")),
    Stand.DOUBTFUL: (State.WARN, N_("Reply not confirmed; see the reasons below.")),
    Stand.QUESTIONED: (State.WARN, N_("There are open questions about the records made after sealing.")),
    Stand.BY_SENDER: (
        State.WARN,
        N_(
            "The only receipt was signed with the key of whoever sealed or sent the bundle; it shows no "
            "receiver."
        ),
    ),
    Stand.AWAITED: (State.WAITING, N_("Sent; receipt awaited.")),
    Stand.RETURNED: (State.WAITING, N_("Sent, then returned; no receipt received.")),
    Stand.ACCEPTED: (State.OK, N_("Accepted; signed receipt confirmed.")),
    Stand.UNTOLD: (State.NONE, N_("Sealed; dispatch not recorded.")),
}


def bundle_name(bundle: SealedBundle) -> str:
    """The bundle's reference as it is shown in the window's language."""
    return current().isolate(visible(bundle.name))

"""How things stand with a sealed bundle, as a state and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forensics_app.i18n import N_, current, trn
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


def recorded_words(said: str, values: Mapping[str, Any]) -> str:
    """`said` of an addendum that was signed, and which addenda next to the bundle the case took in before it;
    `values` as `addendum add` gives them."""
    names = [current().isolate(visible(name)) for name in values.get("imported", ())]
    if not names:
        return said
    more = trn(
        "{count} addendum next to the bundle was imported into the case first: {names}.",
        "{count} addenda next to the bundle were imported into the case first: {names}.",
        len(names),
        names=", ".join(names),
    )
    return f"{said} {more}"

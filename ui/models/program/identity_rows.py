"""Identities and partners in the cells of a table."""

from __future__ import annotations

from datetime import datetime

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.services.identities.identities import Identity
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme.state import State

ROLE_WORDS = {
    TrustRole.SEAL: N_("for seals"),
    TrustRole.TIME: N_("for time-stamps"),
    TrustRole.ENCRYPTION: N_("for encryption"),
}


def identity_columns() -> tuple[Column, ...]:
    """Head of the table of identities."""
    return (
        Column(tr(NC_("column", "Name")), least=130),
        Column(tr(NC_("column", "Key")), 110, least=64),
        Column(tr("Valid until"), 100),
        Column(tr(NC_("column", "State")), 120, whole=True),
    )


def identity_row(
    identity: Identity, *, revoked_since: str | None, first: bool, now: datetime
) -> tuple[Cell, ...]:
    """One identity; `first` is the one that is offered first."""
    where = "" if identity.card is None else tr("on a card")
    state, shape = tr("can sign"), State.OK
    if first:
        state = tr("default identity")
    if identity.demo:
        state, shape = tr("for practice only"), State.WARN
    if datetime.fromisoformat(identity.not_after) <= now:
        state, shape = tr(NC_("state", "ended")), State.BAD
    if revoked_since is not None:
        state, shape = tr(NC_("state", "revoked")), State.BAD
    return (
        Cell(visible(identity.label), name=True, raw=identity.label),
        Cell(" · ".join(p for p in (identity.algorithm, where) if p)),
        Cell(identity.not_after[:10]),
        Cell(state, state=shape),
    )


def partner_columns() -> tuple[Column, ...]:
    """Head of the table of partners."""
    return (
        Column(tr(NC_("column", "Name")), least=110),
        Column(tr(NC_("column", "Trusted for")), 120, least=66),
        Column(tr(NC_("column", "Since")), 90),
        Column(tr(NC_("column", "State")), 120, whole=True),
    )


def partner_row(entry: TrustEntry) -> tuple[Cell, ...]:
    """One certificate that this user trusts."""
    state, shape = tr(NC_("state", "trusted")), State.OK
    if entry.authority and entry.subject is None:
        state, shape = tr("confirms no signer on its own"), State.NONE
    if entry.revoked_since is not None:
        state = tr("not since {date}", date=entry.revoked_since[:10])
        shape = State.BAD
    return (
        Cell(visible(entry.label), name=True, raw=entry.label),
        Cell(tr(ROLE_WORDS[entry.role])),
        Cell(entry.added_at[:10]),
        Cell(state, state=shape),
    )


def partner_key(entry: TrustEntry) -> str:
    """What names an entry among the others: one certificate may be trusted for several things."""
    return "\n".join((entry.role.value, entry.fingerprint, entry.subject or ""))


def since_words(entry: TrustEntry) -> str:
    """Since when, in a sentence."""
    if entry.revoked_since:
        return tr("Revoked since {date}", date=current().isolate(entry.revoked_since))
    return tr("Trusted since {date}", date=entry.added_at[:10])

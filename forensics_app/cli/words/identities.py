"""How one identity is told of, in words and in fields."""

from __future__ import annotations

from dataclasses import asdict

from forensics_app.cli.session import Session
from forensics_app.i18n import tr
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import Identity, revocation_of


def show_identity(session: Session, identity: Identity) -> None:
    """What there is to know of one identity."""
    session.say(tr("Identity: {identity}", identity=identity.identity_id))
    session.say(tr("Name: {name}", name=visible(identity.label)))
    session.say(tr("Key: {algorithm}", algorithm=identity.algorithm))
    if identity.card is not None:
        session.say(tr("On the card or token: {token}", token=visible(identity.card.token)))
    session.say(tr("Valid until: {time}", time=identity.not_after))
    revoked = revocation_of(identity)
    if revoked is not None:
        session.warn(tr("Revoked since {time}: can no longer be used for sealing.", time=revoked.since))
    session.say(tr("Fingerprint (SHA-256): {digest}", digest=identity.fingerprint))
    session.event("result", identity=identity_fields(identity))


def identity_line(identity: Identity) -> str:
    """One line of a list: a sixth column says where else the key is, a seventh since when it is revoked."""
    card, revoked = identity.card, revocation_of(identity)
    cells = (
        identity.identity_id,
        visible(identity.label),
        identity.algorithm,
        identity.not_after,
        identity.fingerprint,
        "" if card is None else tr("On the card or token: {token}", token=visible(card.token)),
        "" if revoked is None else tr("revoked since {time}", time=revoked.since),
    )
    return "\t".join(cells).rstrip("\t")


def identity_fields(identity: Identity) -> dict[str, object]:
    """For programs."""
    revoked = revocation_of(identity)
    return {
        "id": identity.identity_id,
        "label": identity.label,
        "subject": identity.subject,
        "algorithm": identity.algorithm,
        "fingerprint": identity.fingerprint,
        "not_before": identity.not_before,
        "not_after": identity.not_after,
        "demo": identity.demo,
        "revoked_since": None if revoked is None else revoked.since,
        "card": None if identity.card is None else asdict(identity.card),
    }

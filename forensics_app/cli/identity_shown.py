"""How one identity is told of, in words and in fields."""

from __future__ import annotations

from dataclasses import asdict

from forensics_app.cli.session import Session
from forensics_app.i18n import tr
from forensics_app.model.names import visible
from forensics_app.services.identities import Identity


def show_identity(session: Session, identity: Identity) -> None:
    """What there is to know of one identity."""
    session.say(tr("Identity: {identity}", identity=identity.identity_id))
    session.say(tr("Name: {name}", name=visible(identity.label)))
    session.say(tr("Key: {algorithm}", algorithm=identity.algorithm))
    if identity.card is not None:
        session.say(tr("On the card or token: {token}", token=visible(identity.card.token)))
    session.say(tr("Valid until: {time}", time=identity.not_after))
    session.say(tr("Fingerprint (SHA-256): {digest}", digest=identity.fingerprint))
    session.event("result", identity=identity_fields(identity))


def identity_fields(identity: Identity) -> dict[str, object]:
    """For programs."""
    return {
        "id": identity.identity_id,
        "label": identity.label,
        "subject": identity.subject,
        "algorithm": identity.algorithm,
        "fingerprint": identity.fingerprint,
        "not_before": identity.not_before,
        "not_after": identity.not_after,
        "demo": identity.demo,
        "card": None if identity.card is None else asdict(identity.card),
    }

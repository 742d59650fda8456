"""The exercise of two countries: the steps that a bundle goes through between two laboratories, and which
of them the records of both sides show.

Nothing is taken from what people say: a step is done when a ledger or a signed addendum shows it. What both
sides must know is done when both have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.addendum import AddendumEvent, ReceiptOutcome
from forensics_app.model.custody import CustodyEvent, CustodyEventType, CustodyReason
from forensics_app.model.findings import AddendumFacts, Verdict


class Step(StrEnum):
    """In the order in which they are taken."""

    REQUEST = "request"
    INGEST = "ingest"
    SEAL = "seal"
    PARCEL = "parcel"
    DISPATCH = "dispatch"
    PARCEL_OPENED = "parcel-opened"
    ARRIVAL = "arrival"
    RECEIPT = "receipt"
    RECEIPT_BACK = "receipt-back"
    SUPPLEMENT = "supplement"
    SUPPLEMENT_RECEIPT = "supplement-receipt"
    DISPUTE = "dispute"
    ANSWER = "answer"
    DISPOSAL = "disposal"
    DISPOSAL_KNOWN = "disposal-known"


class Role(StrEnum):
    """Whose turn a step is."""

    SENDER = "sender"
    RECEIVER = "receiver"


ROLE_OF: dict[Step, Role] = {
    Step.REQUEST: Role.SENDER,
    Step.INGEST: Role.SENDER,
    Step.SEAL: Role.SENDER,
    Step.PARCEL: Role.SENDER,
    Step.DISPATCH: Role.SENDER,
    Step.PARCEL_OPENED: Role.RECEIVER,
    Step.ARRIVAL: Role.RECEIVER,
    Step.RECEIPT: Role.RECEIVER,
    Step.RECEIPT_BACK: Role.SENDER,
    Step.SUPPLEMENT: Role.SENDER,
    Step.SUPPLEMENT_RECEIPT: Role.RECEIVER,
    Step.DISPUTE: Role.RECEIVER,
    Step.ANSWER: Role.SENDER,
    Step.DISPOSAL: Role.RECEIVER,
    Step.DISPOSAL_KNOWN: Role.SENDER,
}


@dataclass(frozen=True, slots=True)
class KnownBundle:
    """A bundle that one side has: `code` its seal code; `supplements` whether it adds to an earlier one;
    `seal_alone` where only the seal has come, without the content.
    """

    code: str
    name: str
    verdict: Verdict
    supplements: bool
    addenda: tuple[AddendumFacts, ...]
    seal_alone: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What the records of one side show: events of its ledgers, bundles with the addenda beside them, and
    parcels: the digests of their signed lists, with the names of the files.
    """

    events: tuple[CustodyEvent, ...] = ()
    bundles: tuple[KnownBundle, ...] = ()
    parcels: tuple[tuple[str, str], ...] = ()

    @property
    def addenda(self) -> tuple[tuple[KnownBundle, AddendumFacts], ...]:
        """Those that count."""
        return tuple((b, one) for b in self.bundles for one in b.addenda if one.counts and one.event)

    @property
    def uncounted(self) -> int:
        """How many addenda prove nothing: their signers are not trusted, or they don't hold; or receipts of
        the sender's own.
        """
        return sum(not one.counts for bundle in self.bundles for one in bundle.addenda)

    def has_reason(self, reason: CustodyReason) -> str | None:
        """When an event of the program's was recorded last."""
        found = [event.time_utc for event in self.events if event.reason == reason.value]
        return found[-1] if found else None

    @property
    def made_parcels(self) -> tuple[dict[str, str], ...]:
        """Of each parcel that a ledger records: the digests of its signed list, and its bundle's "
        "seal code."""
        reasons = (CustodyReason.PARCEL_MADE.value, CustodyReason.PARCEL_RECIPIENT_ADDED.value)
        found = [event.digests_after or () for event in self.events if event.reason in reasons]
        return tuple({name: one.sha256 or "" for name, one in digests} for digests in found)

    def digests_of(self, event: AddendumEvent) -> dict[str, AddendumFacts]:
        """Addenda of one kind, by the digest of their event."""
        found = (one for _, one in self.addenda)
        return {
            one.event_sha256: one
            for one in found
            if one.event is not None and one.event.event is event and one.event_sha256 is not None
        }


class Waiting(StrEnum):
    """Why a step is missing although its own side has done it."""

    NOT_AT_RECEIVER = "not-at-receiver"


@dataclass(frozen=True, slots=True)
class StepState:
    """`proof` names what shows it (a file, a time); '' where nothing does. `waiting` says of a missing step
    what of it is there.
    """

    step: Step
    proof: str = ""
    waiting: Waiting | None = None

    @property
    def done(self) -> bool:
        return bool(self.proof)


def checklist(sender: Side, receiver: Side) -> tuple[StepState, ...]:
    """Every step, done or not."""
    proofs = {
        Step.REQUEST: sender.has_reason(CustodyReason.REQUEST_RECORDED),
        Step.INGEST: sender.has_reason(CustodyReason.INGEST_COMPLETED),
        Step.SEAL: next((b.name for b in sender.bundles), None),
        Step.PARCEL: sender.has_reason(CustodyReason.PARCEL_MADE),
        Step.DISPATCH: _both(sender, receiver, AddendumEvent.DISPATCH),
        Step.PARCEL_OPENED: _parcel_opened(sender, receiver),
        Step.ARRIVAL: _arrived(sender, receiver),
        Step.RECEIPT: _receipt(receiver, ReceiptOutcome.ACCEPTED, supplements=False),
        Step.RECEIPT_BACK: _shared_receipt(sender, receiver, ReceiptOutcome.ACCEPTED),
        Step.SUPPLEMENT: next((b.name for b in sender.bundles if b.supplements), None),
        Step.SUPPLEMENT_RECEIPT: _receipt(receiver, ReceiptOutcome.ACCEPTED, supplements=True),
        Step.DISPUTE: _receipt(receiver, ReceiptOutcome.REJECTED, supplements=None),
        Step.ANSWER: _answer(sender, receiver),
        Step.DISPOSAL: _disposal(receiver),
        Step.DISPOSAL_KNOWN: _both(receiver, sender, AddendumEvent.DISPOSAL),
    }
    waiting = {Step.DISPATCH: _not_at_receiver(sender, proofs[Step.DISPATCH])}
    return tuple(StepState(step, proofs[step] or "", waiting.get(step)) for step in Step)


def _not_at_receiver(sender: Side, proof: str | None) -> Waiting | None:
    signed = sender.digests_of(AddendumEvent.DISPATCH)
    return Waiting.NOT_AT_RECEIVER if signed and not proof else None


def _both(maker: Side, other: Side, event: AddendumEvent) -> str | None:
    """An addendum that both sides have."""
    known = other.digests_of(event)
    return next((one.name for digest, one in maker.digests_of(event).items() if digest in known), None)


def _arrived(sender: Side, receiver: Side) -> str | None:
    """The first bundle, as it was sealed: a supplement has steps of its own."""
    sealed = {bundle.code for bundle in sender.bundles if not bundle.supplements}
    arrived = (b for b in receiver.bundles if b.code in sealed and not b.seal_alone)
    return next((b.name for b in arrived if b.verdict in (Verdict.VERIFIED, Verdict.UNCONFIRMED)), None)


def _parcel_opened(sender: Side, receiver: Side) -> str | None:
    """The receiver has a parcel that the sender's ledger records, and the bundle that is in it."""
    arrived = dict(receiver.parcels)
    codes = {bundle.code for bundle in receiver.bundles if not bundle.seal_alone}
    for made in sender.made_parcels:
        name = arrived.get(made.get("parcel_list", ""))
        if name is not None and made.get("seal_code") in codes:
            return name
    return None


def _receipt(side: Side, outcome: ReceiptOutcome, *, supplements: bool | None) -> str | None:
    for bundle, one in side.addenda:
        receipt = one.event.receipt if one.event is not None else None
        if receipt is not None and receipt.outcome is outcome and supplements in (None, bundle.supplements):
            return one.name
    return None


def _shared_receipt(sender: Side, receiver: Side, outcome: ReceiptOutcome) -> str | None:
    known = sender.digests_of(AddendumEvent.RECEIPT)
    for digest, one in receiver.digests_of(AddendumEvent.RECEIPT).items():
        receipt = one.event.receipt if one.event is not None else None
        if digest in known and receipt is not None and receipt.outcome is outcome:
            return one.name
    return None


def _answer(sender: Side, receiver: Side) -> str | None:
    """The rejection is known to the sender, and a correction or another dispatch came after it."""
    rejected = [
        one
        for digest, one in receiver.digests_of(AddendumEvent.RECEIPT).items()
        if digest in sender.digests_of(AddendumEvent.RECEIPT)
        and one.event is not None
        and one.event.receipt is not None
        and one.event.receipt.outcome is ReceiptOutcome.REJECTED
    ]
    if not rejected:
        return None
    since = min(one.event.time_utc for one in rejected if one.event is not None)
    answers = {
        **sender.digests_of(AddendumEvent.CORRECTION),
        **sender.digests_of(AddendumEvent.DISPATCH),
    }
    later: Sequence[AddendumFacts] = [
        one for one in answers.values() if one.event is not None and one.event.time_utc > since
    ]
    return later[0].name if later else None


def _disposal(side: Side) -> str | None:
    """In a ledger or as an addendum."""
    made = next(iter(side.digests_of(AddendumEvent.DISPOSAL).values()), None)
    if made is not None:
        return made.name
    events = [event for event in side.events if event.event is CustodyEventType.DISPOSED]
    return events[-1].time_utc if events else None

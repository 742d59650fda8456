"""`seal --recipient`: the new bundle encrypted for named recipients, right after it was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forensics_app.cli.progress import Job
from forensics_app.cli.session import Session
from forensics_app.i18n import current
from forensics_app.model.bundle import HandlingCode, SealedBundle
from forensics_app.parcel.facts import ParcelHandling
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.making import authorities
from forensics_app.services.cases.case import Case
from forensics_app.services.parcels.keys import recipients_named
from forensics_app.services.parcels.making import MadeParcel, ParcelOrder, check_order, make_parcel
from forensics_app.services.parcels.recording import record_parcel
from forensics_app.services.trust.trust import trust_for_run


@dataclass(frozen=True, slots=True)
class ParcelWanted:
    """A parcel of the bundle that is going to be sealed, into `folder`."""

    order: ParcelOrder
    folder: Path

    def make(
        self,
        case: Case,
        sealed: SealedBundle,
        signers: tuple[SigningKey, ...],
        tsa: tuple[str, ...],
        session: Session,
        running: Job,
    ) -> MadeParcel:
        """Encrypt the bundle and record it in the case's ledger. Raises what `make_parcel` does."""
        authority, status = authorities(tsa, cancelled=running.cancelled)
        made = make_parcel(
            sealed.path,
            self.folder,
            self.order,
            signers,
            trust=trust_for_run(clock=session.clock),
            clock=session.clock,
            authority=authority,
            status=status,
            report=running.report,
            cancelled=running.cancelled,
        )
        record_parcel(case, made)
        return made


def parcel_wanted(
    session: Session,
    recipients: tuple[str, ...],
    folder: Path | None,
    out: Path,
    handling: tuple[HandlingCode, ...],
) -> ParcelWanted | None:
    """None where nobody is named. Raises at once what would stop it later: unsuitable certificates, say."""
    if not recipients:
        return None
    order = ParcelOrder(
        certificates=recipients_named(recipients, trust_for_run(clock=session.clock)),
        handling=tuple(ParcelHandling(h.scheme, h.value) for h in handling),
        languages=(current().language,),
    )
    check_order(order)
    return ParcelWanted(order, folder or out.with_name(f"{out.stem}-parcel"))

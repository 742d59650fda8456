"""A parcel's signed list as JSON holds it, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forensics_app.model.parcel import (
    ParcelFile,
    ParcelHandling,
    ParcelList,
    ParcelRecipient,
    RecipientKind,
    ShareSet,
)
from forensics_app.seal.containers.seal_info import show_code

__all__ = ["ParcelList", "RecipientKind", "parcel_list_fields", "parcel_list_from_fields"]


def parcel_list_fields(facts: ParcelList | None) -> dict[str, Any] | None:
    """What the list states; None where it could not be read, or what was checked is no parcel."""
    if facts is None:
        return None
    return {
        "number": facts.parcel,
        "seal": facts.seal,
        "seal_shown": show_code(facts.seal),
        "made_at": facts.made_at,
        "unit": facts.unit,
        "volumes": [asdict(v) for v in facts.volumes],
        "envelope": asdict(facts.envelope),
        "recipients": [{"kind": r.kind.value, "sha256": r.sha256} for r in facts.recipients],
        "shares": None
        if facts.shares is None
        else {
            "threshold": facts.shares.threshold,
            "count": len(facts.shares.digests),
            "digests": list(facts.shares.digests),
        },
        "handling": [asdict(h) for h in facts.handling],
    }


def parcel_list_from_fields(values: dict[str, Any] | None) -> ParcelList | None:
    """The inverse. Raises KeyError, TypeError and ValueError for what it did not write."""
    if values is None:
        return None
    shares = values["shares"]
    return ParcelList(
        parcel=values["number"],
        seal=values["seal"],
        made_at=values["made_at"],
        unit=int(values["unit"]),
        envelope=ParcelFile(**values["envelope"]),
        volumes=tuple(ParcelFile(**v) for v in values["volumes"]),
        recipients=tuple(
            ParcelRecipient(RecipientKind(r["kind"]), r["sha256"]) for r in values["recipients"]
        ),
        shares=None if shares is None else ShareSet(int(shares["threshold"]), tuple(shares["digests"])),
        handling=tuple(ParcelHandling(h["scheme"], h["value"]) for h in values["handling"]),
    )

"""Why an axis is not confirmed, in one sentence: that of the findings that caused it."""

from __future__ import annotations

from collections.abc import Collection

from forensics_app.i18n.translator import N_
from forensics_app.model.findings import Axis

_Group = tuple[frozenset[str], str]

DOUBTS: dict[Axis, tuple[_Group, ...]] = {
    Axis.CONTENT: (
        (frozenset({"folder-hard-link"}), N_("The content is as sealed, but could still change here.")),
        (
            frozenset({"parcel-closed", "parcel-files-unchecked"}),
            N_("The parcel was not opened, so the content of the bundle was not verified."),
        ),
    ),
    Axis.COMPLETENESS: (
        (
            frozenset({"seal-alone", "addendum-alone"}),
            N_("Completeness could not be verified."),
        ),
    ),
    Axis.ORIGIN: (
        (
            frozenset({"signer-unknown", "signer-by-authority"}),
            N_("The signature is valid, but who made it is not confirmed."),
        ),
        (
            frozenset({"parcel-signer-other", "parcel-not-addressed"}),
            N_("The signature is valid, but whether the sender meant this parcel for you is not confirmed."),
        ),
        (
            frozenset({"signer-usage", "certificate-not-allowed"}),
            N_("The signature is sound, but its certificate is not meant for it."),
        ),
        (
            frozenset({"revocation-unknown", "revocation-stale", "revocation-unproved"}),
            N_("The signature is sound, but whether its certificate was revoked is not certain."),
        ),
        (
            frozenset({"signer-expired", "signer-not-valid-then", "signing-time-future"}),
            N_("The signature is sound, but nothing shows that its certificate was valid when it was made."),
        ),
        (
            frozenset({"reference-clash"}),
            N_(
                "The signature is sound, but there is another seal for the same reference next to the bundle."
            ),
        ),
    ),
    Axis.TIME: (
        (
            frozenset(
                {
                    "authority-unknown",
                    "authority-by-root",
                    "authority-not-allowed",
                    "authority-not-valid-then",
                    "authority-revoked-later",
                    "authority-revocation-unproved",
                }
            ),
            N_("There is a time-stamp, but whether its authority can be relied on is not confirmed."),
        ),
        (
            frozenset(
                {"timestamp-future", "timestamp-order", "timestamp-before-custody", "signing-time-far"}
            ),
            N_("The times of time-stamps, signatures and clocks do not fit together."),
        ),
    ),
    Axis.CUSTODY: (
        (
            frozenset(
                {
                    "custody-clock-back",
                    "custody-after-seal",
                    "custody-zone-unknown",
                    "custody-signature-late",
                }
            ),
            N_("The ledger is bound to this seal, but some of its times are uncertain."),
        ),
        (
            frozenset(
                {
                    "custody-signer-revoked",
                    "custody-signer-revocation-unproved",
                    "custody-signer-not-valid-then",
                }
            ),
            N_("The ledger is bound to this seal, but a signature over one of its entries does not count."),
        ),
        (
            frozenset({"custody-refers-to-nothing"}),
            N_(
                "The ledger is bound to this seal, but one of its entries refers to something "
                "that is missing."
            ),
        ),
    ),
}

SEVERAL: dict[Axis, str] = {
    Axis.CONTENT: N_(
        "No fault was found in the content as far as it was read, but not everything could be confirmed."
    ),
    Axis.COMPLETENESS: N_("Completeness could not be verified."),
    Axis.ORIGIN: N_("The signature is sound, but more than one thing about it is not confirmed."),
    Axis.TIME: N_("There is a time-stamp, but more than one thing about it is not confirmed."),
    Axis.CUSTODY: N_("The ledger is bound to this seal, but more than one thing in it is not confirmed."),
}


def doubt_sentence(axis: Axis, codes: Collection[str]) -> str:
    """The message for an axis whose doubts have these codes: of one kind its own, of several the general
    one."""
    kinds = [message for group, message in DOUBTS[axis] if not group.isdisjoint(codes)]
    known = frozenset().union(*(group for group, _ in DOUBTS[axis]))
    return kinds[0] if len(kinds) == 1 and known.issuperset(codes) else SEVERAL[axis]

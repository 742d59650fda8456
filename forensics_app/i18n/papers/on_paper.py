"""How a paper says what a window says to its user.

A report, a receipt or a printed ledger is read by others than whoever verified: a court takes “your trusted
list” for its own. The sentences are the same for both, and chosen by the same code; a paper is written with a
translator that has other words for those that speak to the user. A test finds sentences that are missing
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from forensics_app.i18n.translator import N_, Translator

ON_PAPER: Mapping[str, str] = {
    # verdict and signers
    "Everything is as it was sealed, by your own identity.": N_(
        "Everything is as it was sealed, by an identity of the verifying laboratory's own."
    ),
    "Everything is as it was sealed, by a signer you trust for this check only (whether the "
    "certificate was revoked was not checked).": N_(
        "Everything is as it was sealed, by a signer whom the verifying laboratory trusted for this "
        "check only (whether the certificate was revoked was not checked)."
    ),
    "Everything is as it was sealed, by a signer you trust for this check only.": N_(
        "Everything is as it was sealed, by a signer whom the verifying laboratory trusted for this "
        "check only."
    ),
    "Everything is as it was sealed, by a signer on your trusted list (whether the certificate was "
    "revoked was not checked).": N_(
        "Everything is as it was sealed, by a signer on the trusted list of the verifying laboratory "
        "(whether the certificate was revoked was not checked)."
    ),
    "Everything is as it was sealed, by a signer on your trusted list.": N_(
        "Everything is as it was sealed, by a signer on the trusted list of the verifying laboratory."
    ),
    "No fault was found, but the signer is not known to you yet.": N_(
        "No fault was found, but the signer is not known to the verifying laboratory."
    ),
    "It is one of your own identities on this computer.": N_(
        "It is one of the verifying laboratory's own identities, on the computer that verified."
    ),
    "Signed by {label}, whose certificate is on your trusted list.": N_(
        "Signed by {label}, whose certificate is on the trusted list of the verifying laboratory."
    ),
    "Signed by {label}, whose certificate you trust for this check only.": N_(
        "Signed by {label}, whose certificate the verifying laboratory trusted for this check only."
    ),
    "Signed by your own identity {label}.": N_("Signed by {label}, the verifying laboratory's own identity."),
    "Signed by {label}, whom you trust by name under an authority, which has not revoked it.": N_(
        "Signed by {label}, whom the verifying laboratory trusts by name under an authority, which "
        "has not revoked the certificate."
    ),
    # after the seal
    "No record of the time after sealing is signed by anyone you trust.": N_(
        "No record of the time after sealing is signed by anyone whom the verifying laboratory trusts."
    ),
    "The records after the seal are signed by signers you trust and are consistent.": N_(
        "The records after the seal are signed by signers whom the verifying laboratory trusts, and "
        "are consistent."
    ),
    "A signer you trust refers to a record made after the seal that is not here. The sealed bundle "
    "itself is not affected.": N_(
        "A signer whom the verifying laboratory trusts refers to a record made after the seal that is"
        " not here. The sealed bundle itself is not affected."
    ),
    "The records after the seal are signed with your own identities and are consistent.": N_(
        "The records after the seal are signed with the verifying laboratory's own identities and are"
        " consistent."
    ),
    # findings
    "{subject} ({actual}) next to the bundle is neither the seal inside nor a seal for this reference by"
    " anyone you trust. It has no effect on the result; find out who put it there.": N_(
        "{subject} ({actual}) next to the bundle is neither the seal inside nor a seal for this "
        "reference by anyone whom the verifying laboratory trusts. It has no effect on the result; "
        "who put it there is to be found out."
    ),
    "The signer is not on your trusted list. This is no sign of tampering. Compare the fingerprint "
    "{subject} with the laboratory by telephone.": N_(
        "The signer is not on the trusted list of the verifying laboratory. This is no sign of "
        "tampering. The fingerprint {subject} is to be compared with the signer by telephone."
    ),
    "You trust the authority that issued the signer's certificate, but not this signer by name. "
    "Compare the fingerprint {subject} with the laboratory by telephone.": N_(
        "The verifying laboratory trusts the authority that issued the signer's certificate, but not "
        "this signer by name. The fingerprint {subject} is to be compared with the signer by "
        "telephone."
    ),
    "You trust this signer by name under an authority, and nothing independent says whether the "
    "certificate {subject} was revoked. Pin the certificate itself, or ask the authority.": N_(
        "The verifying laboratory trusts this signer by name under an authority, and nothing "
        "independent says whether the certificate {subject} was revoked. The authority can say."
    ),
    "Your revocation list says that the certificate {subject} has been revoked since {expected}, but "
    "does not prove it: the list is partial, or its issuer's certificate is not available. Trust that"
    " issuer's certificate (sealwright trust add) and verify again, or ask the authority.": N_(
        "The verifying laboratory's revocation list says that the certificate {subject} has been "
        "revoked since {expected}, but does not prove it: the list is partial, or its issuer's "
        "certificate is not available. The authority can say."
    ),
    "Your revocation list of {actual} is too old to say whether the certificate {subject} was still "
    "valid. Get a newer one from the authority and verify again.": N_(
        "The verifying laboratory's revocation list of {actual} is too old to say whether the "
        "certificate {subject} was still valid."
    ),
    "You marked the certificate {subject} as revoked since {expected}.": N_(
        "The verifying laboratory marked the certificate {subject} as revoked since {expected}."
    ),
    "Your own revocation list says that the certificate {subject} was not revoked when it signed.": N_(
        "The verifying laboratory's revocation list says that the certificate {subject} was not "
        "revoked when it signed."
    ),
    "The time-stamp authority {subject} is not on your trusted list. This is no sign of tampering.": N_(
        "The time-stamp authority {subject} is not on the trusted list of the verifying laboratory. "
        "This is no sign of tampering."
    ),
    "You trust the authority above the time-stamp service {subject}, but not this service itself.": N_(
        "The verifying laboratory trusts the authority above the time-stamp service {subject}, but "
        "not this service itself."
    ),
    "You marked the time-stamp authority {subject} as revoked since {expected}.": N_(
        "The verifying laboratory marked the time-stamp authority {subject} as revoked since {expected}."
    ),
    "Your revocation list says that the certificate {subject} of the time-stamp authority has been "
    "revoked since {expected}, but does not prove it: the list is partial, or its issuer's "
    "certificate is not available. Ask the authority.": N_(
        "The verifying laboratory's revocation list says that the certificate {subject} of the "
        "time-stamp authority has been revoked since {expected}, but does not prove it: the list is "
        "partial, or its issuer's certificate is not available. The authority can say."
    ),
    "{subject} was signed by {expected}, whom you do not trust by that certificate, so it does not "
    "count. Compare the fingerprint {actual} with that person by telephone.": N_(
        "{subject} was signed by {expected}, whom the verifying laboratory does not trust by that "
        "certificate, so it does not count. The fingerprint {actual} is to be compared with that "
        "person by telephone."
    ),
    "{subject} was signed with the certificate {actual}. Your revocation list says that it has been "
    "revoked since {expected}, but does not prove it. The signature does not count.": N_(
        "{subject} was signed with the certificate {actual}. The verifying laboratory's revocation "
        "list says that it has been revoked since {expected}, but does not prove it. The signature "
        "does not count."
    ),
    "You expect the event {subject}, but no confirmed addendum here contains it: later addenda may "
    "have been removed.": N_(
        "The verifying laboratory expected the event {subject}, but no confirmed addendum here "
        "contains it: later addenda may have been removed."
    ),
    "Your certificate {subject} opens the parcel but is not named in its list. Ask the sender whom "
    "the parcel is meant for.": N_(
        "The certificate {subject}, with which the verifying laboratory opened the parcel, is not "
        "named in its list. The sender can say whom the parcel is meant for."
    ),
    "The signature is valid, but whether the sender meant this parcel for you is not confirmed.": N_(
        "The signature is valid, but whether the sender meant this parcel for the verifying "
        "laboratory is not confirmed."
    ),
}


@cache
def on_paper(words: Translator) -> Translator:
    """The same language as it stands on a paper."""
    return words.saying(ON_PAPER)

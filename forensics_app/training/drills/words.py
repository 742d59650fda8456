"""What is asked in a drill and what may be answered, as messages of the catalogue."""

from __future__ import annotations

from forensics_app.i18n.translator import N_
from forensics_app.training.tampering.attack import Reason

REASON_WORDS: dict[Reason, str] = {
    Reason.NOTHING: N_("Nothing: the bundle is as it was sealed"),
    Reason.NO_TIME: N_("Nothing was altered, but no independent time-stamp was made"),
    Reason.SIGNER_UNKNOWN: N_("Sealed by someone you don't trust"),
    Reason.NAMESAKE: N_("Sealed by someone else using the signer's name"),
    Reason.SIGNER_EXPIRED: N_("The signer's certificate has expired, and nothing shows when it was used"),
    Reason.SIGNER_SWAPPED: N_("The signature in the seal is someone else's"),
    Reason.SIGNATURE_REMOVED: N_("A witness's signature was removed"),
    Reason.SIGNATURE_REENCODED: N_("The signature was re-encoded"),
    Reason.SEAL_REMOVED: N_("The seal was removed"),
    Reason.SEAL_EXTRA: N_("A file was added to the seal"),
    Reason.TWO_READINGS: N_("The signed manifest can be read in two ways"),
    Reason.TIME_REMOVED: N_("The time-stamps were removed"),
    Reason.TIME_REPLAYED: N_("A time-stamp for something else was inserted"),
    Reason.BACKDATED: N_("The signing time was backdated"),
    Reason.FILE_CHANGED: N_("A file was changed after sealing"),
    Reason.MANIFESTS_REDONE: N_("A file was changed, and the manifests were updated to match"),
    Reason.FILE_REMOVED: N_("A file was removed"),
    Reason.FILE_ADDED: N_("A file was added"),
    Reason.FILE_CUT: N_("The end of the ZIP is missing"),
    Reason.HIDDEN_DATA: N_("Data was hidden in the ZIP"),
    Reason.TWO_NAMES: N_("A file has two names in the ZIP"),
    Reason.LISTS_DISAGREE: N_("The sealed lists contradict each other or the sealed files"),
    Reason.LISTED_AWAY: N_("An artifact was removed from the lists"),
    Reason.OMISSION_HIDDEN: N_("An omission was concealed"),
    Reason.CUSTODY_EDITED: N_("An entry of the custody ledger was rewritten"),
    Reason.CUSTODY_CUT: N_("The end of the custody ledger was cut off"),
    Reason.RECORD_CONTRADICTS: N_("All sealed lists match, but one of their entries can't be true"),
}

TITLE = N_("Tamper drill, level {level}")
BRIEFING = N_(
    "Each folder contains a bundle as it arrived. Some are as they were sealed, others were "
    "tampered with. State the verdict, the axis that decides it, and what was done. The "
    "certificates to trust are in the folder “{folder}”."
)
ASK_VERDICT = N_("Drill {number}: what is the verdict?")
ASK_AXIS = N_("Drill {number}: which axis decides the verdict?")
ASK_REASON = N_("Drill {number}: what happened to the bundle?")
NO_AXIS = N_("None: nothing is wrong")

EXPLANATIONS: dict[str, str] = {
    "sound": N_(
        "Nothing was done to this bundle: the certificates of its signer and its time-stamp authority are "
        "among those to trust for this drill."
    ),
    "sound-witnessed": N_("Nothing was done to this bundle. It was sealed by two people, both trusted."),
    "sound-without-time": N_(
        "Nothing was done to this bundle. The seal promises no time-stamp, so its absence "
        "is stated but does not affect the verdict: the sealing time is the signer's own "
        "statement."
    ),
    "stranger": N_(
        "Every byte is as it was signed, but the signer is not trusted. Ask for the "
        "certificate's fingerprint through another channel before you trust it."
    ),
    "expired": N_(
        "The signer is trusted, but the certificate has expired and no time-stamp shows "
        "that the signature was made before that."
    ),
    "namesake": N_(
        "A forger changed a file's content, updated every list, and resealed everything "
        "with a certificate in the signer's name. Only the fingerprint of the certificate "
        "distinguishes the two."
    ),
    "backdated": N_(
        "The signer states a time three days before the one that the time-stamp authority attests."
    ),
    "content-flipped": N_(
        "One bit of a file's content was changed after sealing. Its digest no longer matches."
    ),
    "report-edited": N_(
        "The report was edited after sealing. It is covered by the seal like any other file."
    ),
    "content-removed": N_("A file that the manifest lists was removed from the ZIP."),
    "content-added": N_("A copy of a file was added under another name. No manifest lists it."),
    "cut": N_(
        "The ZIP was truncated, as by an interrupted transfer. Without its end record nothing can be checked."
    ),
    "seal-removed": N_(
        "The seal was removed from the bundle. What remains is an ordinary BagIt bag that anyone can create."
    ),
    "manifests-redone": N_(
        "A file's content was changed and both manifests were recreated, so that sha256sum "
        "reports no error. The seal contains the digest of the original manifest."
    ),
    "time-stamps-removed": N_(
        "Both time-stamps were removed, leaving a container that looks clean. But the seal promises them."
    ),
    "time-stamp-replayed": N_(
        "The last time-stamp is genuine, but it was made for an older seal and inserted here."
    ),
    "witness-removed": N_("The second signer's files were removed. The seal names both signers."),
    "signer-swapped": N_("The signature was replaced by that of someone the seal does not name."),
    "seal-extra-file": N_("A note was added to the seal's container, where no signature covers it."),
    "signature-reencoded": N_(
        "An ECDSA signature has two valid encodings; the one that the format forbids was "
        "inserted. OpenSSL accepts it; the changed file digest could later be passed off as "
        "another seal."
    ),
    "two-readings": N_(
        "The signer signed a manifest with a second digest in a comment: different programs "
        "read different lists."
    ),
    "trailing-bytes": N_("Bytes were appended after the end of the ZIP. Most programs never show them."),
    "hidden-entry": N_(
        "The ZIP contains an entry that its directory does not list. A program that repairs "
        "ZIP files would extract it."
    ),
    "two-names": N_(
        "The ZIP gives the file one name in its local header and another in its directory: "
        "which one is shown depends on the program."
    ),
    "table-differs": N_(
        "The table for spreadsheets shows a different digest than the catalogue. Both were sealed like that."
    ),
    "digest-differs": N_("The catalogue states a digest that does not match the sealed content."),
    "listed-away": N_("The catalogue no longer lists a content that is still in the bundle."),
    "omission-hidden": N_(
        "The sender removed a line from the list of omissions. The seal still states the true number."
    ),
    "other-root": N_(
        "The Merkle root in the seal belongs to another catalogue: items that were never listed could be "
        "“disclosed” later."
    ),
    "custody-edited": N_(
        "The place stated in an early entry was rewritten and everything was resealed. The "
        "hashes of the later entries still match the original."
    ),
    "custody-cut": N_(
        "The last entry of the ledger, which announces the sealing, was cut off before sealing."
    ),
    "outside-the-source": N_(
        "The catalogue places an artifact beyond the end of its source. Nothing was altered "
        "after sealing: the "
        "sealed record itself can't be right."
    ),
}

FINDING_LINE = N_("Finding: {sentence}")
PLACE_LINE = N_("Place: {path}")
PLACE_IN_ZIP_LINE = N_("Place: {path} (bytes {first} to {last} of the ZIP)")
PLACE_IN_CONTAINER_LINE = N_("Place: {path} (its container is at bytes {first} to {last} of the ZIP)")
RULE_LINE = N_("Reference: section {section} of the bundle format")
CODED_RULE_LINE = N_("Reference: section {section} of the bundle format, finding {code}")
VERDICT_LINE = N_("Verdict: {verdict}")

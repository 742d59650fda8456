"""One sentence for every finding code of docs/bundle-format.md, section 10; a test holds the two together.

Fields: `{subject}` what it is about, `{expected}` and `{actual}` as the finding gives them. A sentence uses
only fields that its code always has.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_, Translator, current
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.verdicts import VERDICT_WORDS
from forensics_app.i18n.verifying.finding_values import (
    actual_words,
    sentence_of_the_seal,
    subject_words,
    value_words,
)
from forensics_app.model.addendum import ReceiptFinding
from forensics_app.model.findings import Axis, Finding, Severity, Verdict
from forensics_app.model.names import visible

_NOT_STATED = "[…]"
_WITH_VERDICT = ("receipt-contradicts", "receipt-rejected")
_RULES = {
    "path-not-allowed": "actual",
    "identifier-form": "actual",
    "extents-contradict": "actual",
    "seal-zip": "actual",
    "signature-not-canonical": "actual",
    "weak-algorithm": "actual",
    "certificate-not-allowed": "actual",
    "timestamp-not-canonical": "actual",
    "timestamp-weak-algorithm": "actual",
    "authority-not-allowed": "actual",
    "custody-signature-form": "actual",
    "custody-signature-weak": "actual",
    "custody-signer-not-allowed": "expected",
    "addendum-altered": "actual",
    "addendum-unreadable": "actual",
    "addendum-unconfirmed": "actual",
    "parcel-envelope-form": "actual",
    "more-findings": "subject",
}
"""In which field a finding keeps the rule that was broken, or the code of the finding behind it."""

FINDING_SENTENCES: dict[str, str] = {
    # nothing could be checked
    "not-a-bundle": N_(
        "This is not a sealed bundle. Specify the .zip, the .asice or the folder with "
        "bagit.txt as it was sent."
    ),
    "zip-end-missing": N_(
        "This is not a sealed bundle, or only the beginning of one: it is not a whole ZIP file. Specify the "
        ".zip, the .asice or the folder with bagit.txt as it was sent; if it is that, ask for a new copy."
    ),
    "zip-directory-unreadable": N_(
        "The ZIP has no directory where its end record says ({subject}). Ask for a new copy."
    ),
    "zip-too-many-entries": N_("The ZIP claims more entries than a bundle can have. It is not a bundle."),
    "check-failed": N_(
        "{subject} could not be checked ({actual}), so nothing is known about it. Check it "
        "on its own; if that fails too, report it to the developers of this program."
    ),
    "seal-unreadable": N_(
        "The seal {subject} can't be read, so nothing could be checked against it. Ask for a new copy."
    ),
    "format-unknown": N_(
        "The seal states the format {actual}; this program supports {expected}. Use a newer version."
    ),
    # the ZIP form
    "zip-trailing-bytes": N_("Bytes were appended after the end of the ZIP: {actual}."),
    "zip-directory-moved": N_(
        "The ZIP's directory is not where its end record says (at {actual}, not "
        "{expected}): bytes were inserted."
    ),
    "zip-directory-broken": N_("The ZIP's directory is corrupt at {subject}."),
    "zip-count": N_("The ZIP's end record counts {expected} entries; its directory holds {actual}."),
    "zip-field": N_("A header field of the ZIP has a value that is not allowed in a bundle: {subject}."),
    "zip-extra-field": N_("The entry {subject} has an extra field that is not allowed in a bundle."),
    "zip-zip64": N_("ZIP64 is used where it isn't needed, or missing where it is: {subject}."),
    "zip-local-differs": N_("The two headers of the entry {subject} contradict each other."),
    "zip-gap": N_("The ZIP has bytes that belong to no entry, at {subject}."),
    "zip-overlap": N_("Two parts of the ZIP overlap, at {subject}."),
    "zip-truncated": N_("The entry {subject} ends too early: {actual} of {expected} bytes are there."),
    "zip-crc": N_("The entry {subject} does not match its checksum (CRC-32)."),
    "zip-duplicate": N_(
        "The name {subject} occurs twice in the ZIP, or differs from another only in upper and lower case."
    ),
    "zip-directory-entry": N_(
        "The ZIP has an entry for a folder, {subject}, which is not allowed in a bundle."
    ),
    "top-folder": N_("The entry {subject} is outside the bundle's single folder."),
    # the folder form
    "folder-link": N_("{subject} is a link. A bundle contains no links; it was added later."),
    "folder-special-file": N_("{subject} is neither a file nor a folder. It was added later."),
    "folder-hard-link": N_(
        "{subject} has another name elsewhere on this disk (a hard link), through which it "
        "can be changed. Check a copy."
    ),
    "folder-empty": N_("The folder {subject} is empty. A bundle has no empty folders; it was added later."),
    "folder-unreadable": N_("The folder {subject} can't be read ({actual}). Check its permissions."),
    "folder-case-twin": N_("{subject} differs from another name only in upper and lower case."),
    "folder-too-many-files": N_("The folder contains more than {expected} files; the rest was not examined."),
    "folder-name": N_("The folder was renamed: the seal calls it {expected}. Its content is not affected."),
    "litter": N_(
        "{subject} was left by the operating system. It is not part of the bundle: "
        "remove it and verify again."
    ),
    # names, manifests and the tree
    "path-not-allowed": N_("The name {subject} is not allowed in a bundle."),
    "path-conflict": N_("{subject} is both a file and a folder."),
    "manifest-missing": N_("{subject} is missing, so what it lists can't be checked. Ask for a new copy."),
    "manifest-not-canonical": N_("A line is not in canonical form: {subject}."),
    "manifest-scope": N_("{subject} is listed in the wrong manifest, {actual}."),
    "tagmanifest-incomplete": N_("The sealed list of files leaves out {subject}, which every bundle has."),
    "tagmanifest-differs": N_("The list of files, {subject}, is not the one that was sealed."),
    "file-missing": N_("{subject} was sealed and is missing. Ask for a new copy."),
    "file-unlisted": N_("{subject} was not sealed: it was added later. Do not rely on it."),
    "file-differs": N_("{subject} is not what was sealed. Do not rely on it; ask for a new copy."),
    "file-too-large": N_(
        "{subject} has {actual} bytes, more than the sealed lists state for all contents together "
        "({expected}). It was not read: do not rely on it."
    ),
    "file-unreadable": N_(
        "{subject} can't be read from this disk ({actual}). Check the disk or another copy."
    ),
    "file-changed": N_("{subject} changed while it was being verified. Find out what is writing to it."),
    "blocks-differ": N_("{subject}: differing bytes: {actual}. All others are as sealed."),
    "bagit-text": N_("{subject} does not contain the required text."),
    "bag-info-form": N_("A line is not in canonical form: {subject}."),
    "bag-info-differs": N_("bag-info.txt says {actual} for {subject}; {expected} was found."),
    "request-version": N_("{subject} is in the format {actual}; the seal states {expected}."),
    # sealed lists
    "list-not-canonical": N_("A line is not in canonical form: {subject}."),
    "list-too-large": N_("{subject} exceeds the maximum size of such a file."),
    "text-too-long": N_("A text in {subject} has {actual} characters; at most {expected} are allowed."),
    "identifier-form": N_("In {subject}, the value of {expected} is not a valid identifier."),
    "list-order": N_("{actual} is invalid at {subject}."),
    "count-differs": N_("{subject}: {actual} is stated, {expected} was found."),
    "artifact-repeated": N_("The catalogue has two lines with the ID {subject}."),
    "artifact-without-file": N_("The artifact {subject} names the file {expected}, which was not sealed."),
    "artifact-differs": N_("The catalogue does not match the file {subject}."),
    "payload-without-artifact": N_("No line of the catalogue states where {subject} comes from."),
    "payload-twice": N_("Two lines of the catalogue claim the file {subject}."),
    "nonce-size": N_("{subject} has {actual} bytes instead of {expected}."),
    "csv-differs": N_(
        "The human-readable table contradicts the catalogue at {subject}. The catalogue is authoritative."
    ),
    "blocks-list": N_("The list of block digests contradicts the file {subject}."),
    "merkle-differs": N_("The catalogue is not the one that the seal's tree was made from."),
    # supplements
    "supplement-form": N_(
        "What this bundle states about its series breaks a rule of the format ({subject})."
    ),
    "supplement-of-itself": N_("This bundle, {actual}, claims to supplement itself."),
    "supplement-not-earlier": N_(
        "This bundle says that it follows {subject} ({actual}), which its seal does not name among the "
        "earlier bundles of the case."
    ),
    "supplement-order": N_("The parts of the series are in a different order than in the seal."),
    "supplement-item-unknown": N_(
        "The item {subject} is stated to replace {expected}, but is not in the catalogue."
    ),
    "source-incomplete": N_(
        "The image of {expected} was incomplete when it was read. The missing part "
        "({actual}) does not appear in any list."
    ),
    "supplement-adds": N_(
        "This bundle adds to an earlier one, {subject} (seal code {expected}), which "
        "must be verified separately: “{actual}”"
    ),
    "supplement-corrects": N_(
        "This bundle corrects an earlier one, {subject} (seal code {expected}), which "
        "must be verified separately: “{actual}”"
    ),
    # the seal
    "seal-missing": N_("The bundle's seal, {subject}, is missing. Ask for a new copy."),
    "seal-zip": N_("The seal's container is corrupt."),
    "seal-mimetype": N_("The seal's container does not begin as required ({subject})."),
    "seal-extra-file": N_("Something was added to the seal: {subject}."),
    "seal-missing-file": N_("The seal lacks {subject}."),
    "seal-order": N_("The files in the seal are not in the required order."),
    "seal-manifest": N_("The signed text does not match the seal's files: {subject}."),
    "seal-info-form": N_("The seal's own text is not in canonical form: {subject}."),
    "seal-kind": N_("This is not the seal of a bundle but another kind of container."),
    "seal-reference": N_("The seal belongs to the bundle {expected}, not to this one."),
    "seal-alone": N_("Only the seal was verified, not the bundle's content."),
    "outer-seal-differs": N_(
        "The seal next to the bundle is not the one inside. Signer inside: {expected}; next to it: {actual}."
    ),
    "outer-seal-unreadable": N_("The seal next to the bundle, {subject}, can't be read."),
    "reference-clash": N_(
        "Next to the bundle is {subject}, another seal for the same reference, signed by "
        "{actual}. Two bundles have the same name, or one was exchanged: ask the sender for "
        "the seal code of this one."
    ),
    "outer-seal-not-counted": N_(
        "{subject} ({actual}) next to the bundle is neither the seal inside nor a seal for "
        "this reference by anyone you trust. It has no effect on the result; find out who "
        "put it there."
    ),
    "outer-seal-other-encoding": N_(
        "{subject} next to the bundle is the seal inside in another encoding: the same "
        "signature, but different bytes."
    ),
    # origin
    "signature-not-canonical": N_("The signature file {subject} is not in canonical form."),
    "libraries-disagree": N_(
        "Two libraries compute different digests of {subject} ({expected} and {actual}). One of them is "
        "wrong: check on another computer."
    ),
    "signature-invalid": N_("The signature {subject} is invalid."),
    "signature-missing": N_(
        "The seal names a signer with the certificate {subject}, whose signature is missing."
    ),
    "signer-not-declared": N_(
        "{subject} was made with the certificate {actual}, which the seal does not name as its signer's."
    ),
    "certificate-invalid": N_(
        "The certificate {subject} in the seal was not issued by the one above it, or "
        "that one is not allowed to have so many below it."
    ),
    "weak-algorithm": N_("{subject} uses a key or algorithm that is not accepted."),
    "certificates-not-bound": N_(
        "Nothing in this seal fixes which certificates stand above that of the signer "
        "{subject} (there are {actual}): anyone who handled it could have removed them, or "
        "replaced them with others that are equally valid. Who signed what is not affected."
    ),
    "certificates-differ": N_(
        "The certificates in {subject} are not the ones named in the seal: some were removed, added or "
        "replaced. Ask for a new copy."
    ),
    "signers-one-key": N_(
        "The certificates {expected} and {subject} share one key: their signatures are those of one signer."
    ),
    "signer-usage": N_("The signer's certificate {subject} was not issued for signing documents."),
    "certificate-not-allowed": N_(
        "The certificate {subject} may not be used for this signature: it, or an authority above "
        "it, says so. Ask the signer for a certificate of another authority."
    ),
    "signer-unknown": N_(
        "The signer is not on your trusted list. This is no sign of tampering. Compare the fingerprint "
        "{subject} with the laboratory by telephone."
    ),
    "signer-by-authority": N_(
        "You trust the authority that issued the signer's certificate, but not this signer by name. Compare "
        "the fingerprint {subject} with the laboratory by telephone."
    ),
    "revocation-unknown": N_(
        "You trust this signer by name under an authority, and nothing independent says whether the "
        "certificate {subject} was revoked. Pin the certificate itself, or ask the authority."
    ),
    "revocation-unproved": N_(
        "Your revocation list says that the certificate {subject} has been revoked since "
        "{expected}, but does not prove it: the list is partial, or its issuer's "
        "certificate is not available. Trust that issuer's certificate (sealwright trust "
        "add) and verify again, or ask the authority."
    ),
    "signer-expired": N_(
        "The certificate {subject} expired on {expected}, and no independent time shows "
        "that it was used before."
    ),
    "signer-not-valid-then": N_("The certificate {subject} was valid in {expected}, but not on {actual}."),
    "signing-time-future": N_(
        "The signer states {actual}, which is in the future by this computer's clock ({expected})."
    ),
    "revocation-stale": N_(
        "Your revocation list of {actual} is too old to say whether the certificate "
        "{subject} was still valid. Get a newer one from the authority and verify again."
    ),
    "signer-revoked": N_("You marked the certificate {subject} as revoked since {expected}."),
    "signer-revoked-by-authority": N_(
        "The authority revoked the certificate {subject} as of {expected}, and no trusted time-stamp shows "
        "that this was signed before."
    ),
    "revocation-checked": N_(
        "Your own revocation list says that the certificate {subject} was not revoked when it signed."
    ),
    "revoked-later": N_(
        "The certificate {subject} has been revoked since {expected}; this seal is "
        "proven to be older than that."
    ),
    "revocation-not-checked": N_(
        "The certificate {subject} is trusted directly, not through an authority; whether it was revoked was "
        "not checked."
    ),
    "status-embedded-invalid": N_(
        "Revocation information inside the seal is invalid, or refers to no certificate "
        "of the seal: {subject}."
    ),
    "rsa-2048": N_("The key of {subject} has 2048 bits: accepted, but at the lower limit."),
    "demo-identity": N_("DEMO: {actual} is a practice identity for trying the program. It proves nothing."),
    # time
    "time-not-attested": N_("No time-stamp: the sealing time is the signer's own statement."),
    "timestamp-missing": N_("The seal promises a time-stamp that is missing: {subject}."),
    "timestamp-not-promised": N_("A time-stamp was added that the seal does not promise: {subject}."),
    "timestamp-not-canonical": N_("The time-stamp in {subject} is not in canonical form."),
    "timestamp-invalid": N_("The time-stamp in {subject} is invalid."),
    "timestamp-imprint": N_("The time-stamp in {subject} was made for something else."),
    "timestamp-manifest": N_("The time-stamp does not cover exactly what is in the seal: {subject}."),
    "timestamp-usage": N_(
        "The time-stamp in {subject} was made with a certificate that is not meant for time-stamps."
    ),
    "timestamp-weak-algorithm": N_("The time-stamp in {subject} uses a key that is not accepted."),
    "authority-unknown": N_(
        "The time-stamp authority {subject} is not on your trusted list. This is no sign of tampering."
    ),
    "authority-by-root": N_(
        "You trust the authority above the time-stamp service {subject}, but not this service itself."
    ),
    "authority-not-allowed": N_(
        "The certificate {subject} may not be used for time-stamps: it, or an authority above it, "
        "says so. The time-stamp does not count."
    ),
    "authority-not-valid-then": N_(
        "The certificate of the time-stamp authority {subject} was not valid at the time that it states."
    ),
    "authority-revoked": N_("You marked the time-stamp authority {subject} as revoked since {expected}."),
    "authority-revoked-by-issuer": N_(
        "The certificate {subject} of the time-stamp authority was revoked as of {expected}, before the "
        "time-stamp ({actual})."
    ),
    "authority-revoked-later": N_(
        "The certificate {subject} of the time-stamp authority was revoked as of {expected}, after the "
        "time-stamp ({actual}). If its key was stolen, the time-stamp may be false: ask the authority "
        "why."
    ),
    "authority-revocation-unproved": N_(
        "Your revocation list says that the certificate {subject} of the time-stamp "
        "authority has been revoked since {expected}, but does not prove it: the list is "
        "partial, or its issuer's certificate is not available. Ask the authority."
    ),
    "timestamp-future": N_(
        "The time-stamp states {actual}, which is in the future by this computer's clock ({expected})."
    ),
    "timestamp-order": N_("The time-stamp over the whole seal ({actual}) is older than the one inside it."),
    "timestamp-before-custody": N_(
        "The seal's time-stamp states {actual}, but the custody ledger in it was stamped later, at "
        "{expected}. One of the authorities is wrong, or the time-stamp is false: ask the sender."
    ),
    "sealed-after": N_(
        "The bundle was sealed after {actual}: that is when a trusted authority stamped the end of its "
        "custody ledger."
    ),
    "signing-time-far": N_("The signer states {actual}, the time-stamp {expected}: more than a day apart."),
    # custody
    "custody-form": N_("A line of the custody ledger is not in canonical form: {subject}."),
    "custody-broken": N_("The custody ledger was changed at {subject}."),
    "custody-broken-when-sealed": N_(
        "The custody ledger was already broken at {subject} when it was sealed. Ask the sealing laboratory."
    ),
    "custody-head": N_(
        "The custody ledger is not the one that the seal names: events are missing or changed."
    ),
    "custody-not-sealed-last": N_("The custody ledger does not end with the sealing."),
    "custody-other-case": N_(
        "The custody ledger was started for the case {actual}, not for the case {expected} of this bundle."
    ),
    "custody-clock-back": N_(
        "Event {subject} of the custody ledger ({actual}) is older than the one before it."
    ),
    "custody-after-seal": N_(
        "Event {subject} of the custody ledger ({actual}) is later than the seal ({expected})."
    ),
    "custody-zone-unknown": N_("Event {subject} of the custody ledger does not state its local time zone."),
    "custody-date-remote": N_(
        "Entry {subject} of the custody ledger is dated {actual}, more than 20 years before the ledger "
        "was begun ({expected})."
    ),
    "custody-by-sealer-alone": N_("Only those who signed the seal attest the custody ledger as a whole."),
    "custody-hand-overs": N_("{actual} of {expected} hand-overs are signed by both sides."),
    "custody-hand-over-one-sided": N_("Only one side signed the hand-over in event {subject}."),
    "custody-hand-over-one-signer": N_(
        "Both sides of the hand-over in event {subject} were signed with the same key "
        "({actual}). That does not prove a hand-over."
    ),
    "custody-hand-over-differs": N_(
        "Event {subject} of the custody ledger refers to a different hand-over "
        "({expected}) than the one recorded."
    ),
    "custody-refers-to-nothing": N_(
        "Event {subject} of the custody ledger refers to the event {actual}, which does not precede it."
    ),
    "custody-signature-form": N_(
        "The signature {subject} over an event of the custody ledger is not in canonical form."
    ),
    "custody-signature-weak": N_(
        "The signature {subject} over an event of the custody ledger uses a key or algorithm that is not "
        "accepted."
    ),
    "custody-signature-invalid": N_(
        "The signature {subject} does not belong to that event of the custody ledger."
    ),
    "custody-signature-orphan": N_("{subject} signs no event of the custody ledger."),
    "custody-signature-missing": N_(
        "The giver's signature {subject} is missing, though the taker's event names it."
    ),
    "custody-signature-late": N_(
        "The signature {subject} states {actual}, later than the seal ({expected})."
    ),
    "custody-signer-unknown": N_(
        "{subject} was signed by {expected}, whom you do not trust by that certificate, so it does not "
        "count. Compare the fingerprint {actual} with that person by telephone."
    ),
    "custody-signer-revoked": N_(
        "{subject} was signed with the certificate {actual}, which has been revoked "
        "since {expected}. It does not count."
    ),
    "custody-signer-revocation-unproved": N_(
        "{subject} was signed with the certificate {actual}. Your revocation list says "
        "that it has been revoked since {expected}, but does not prove it. The signature "
        "does not count."
    ),
    "custody-signer-usage": N_(
        "{subject} was signed with the certificate {actual}, which was not issued for signing documents. It "
        "does not count."
    ),
    "custody-signer-not-allowed": N_(
        "{subject} was signed with the certificate {actual}, which may not be used for it: it, "
        "or an authority above it, says so. It does not count."
    ),
    "custody-signer-expired": N_(
        "{subject} was signed with a certificate that expired on {expected}, and no "
        "independent time shows that it was signed before. It does not count."
    ),
    "custody-signer-not-valid-then": N_(
        "{subject} states {actual}; its signer's certificate was valid in {expected}. It does not count."
    ),
    # the sealed record against itself
    "record-source-unknown": N_(
        "{subject} names a source by the ID “{actual}”, which is not in the list of sources."
    ),
    "record-layer-unknown": N_(
        "{subject} names a volume by the ID “{actual}”, which is none of the source with the ID “{expected}”."
    ),
    "record-exhibit-differs": N_(
        "{subject} is filed under the exhibit “{actual}”, but its source belongs to “{expected}”."
    ),
    "content-of-another": N_(
        "{subject} claims the content {actual}. Judged by its exhibit and id, that path must begin with "
        "{expected}."
    ),
    "extents-outside": N_(
        "{subject}: the content is said to end at byte {actual} of its layer, which has only {expected} "
        "bytes."
    ),
    "extents-contradict": N_("{subject}: the extents contradict the rest of the line."),
    "omission-not-declared": N_(
        "From {subject} on, {expected} artifacts of one source were not read in full, of which the "
        "omissions declare {actual}."
    ),
    "record-hashes-differ": N_(
        "The hashes of {subject} contradict each other: it says “{actual}” where “{expected}” follows "
        "from the digests."
    ),
    "artifact-contradicts": N_(
        "{subject} contradicts itself: an artifact that is “{actual}” can't have “{expected}”."
    ),
    "path-with-two-contents": N_("{subject} gives the same file another content than {actual} does."),
    "salt-repeated": N_("{subject} has the same salt as {actual}, so the salt is not random."),
    "nonce-zero": N_("{subject} is all zeros, where random bytes must be."),
    "display-differs": N_("{subject} shows the name “{actual}”; its bytes say “{expected}”."),
    "csv-shows-other": N_("{subject} shows “{actual}”; the catalogue says “{expected}”."),
    "record-differs": N_("{subject} says “{actual}”; elsewhere the sealed record says “{expected}”."),
    "ledger-differs": N_("{subject} gives “{actual}” for a source; the list of sources says “{expected}”."),
    "date-contradicts": N_("The date {actual} of {subject} is inconsistent with {expected}."),
    "content-digest-differs": N_(
        "The content {subject} has another digest than the catalogue gives: {expected} is catalogued, "
        "{actual} was computed."
    ),
    "tag-file-unexplained": N_(
        "{subject} is sealed with the bundle, but the format defines no such file. Nothing "
        "vouches for its content."
    ),
    "verify-text-differs": N_(
        "The script in {subject} is not one that this program has ever written. Do not run it."
    ),
    # what came after the seal
    "addendum-alone": N_("Only the addendum was verified, not the bundle it belongs to."),
    "addendum-form": N_("The event of the addendum is not in canonical form: {subject} contains “{actual}”."),
    "addendum-info-differs": N_(
        "The addendum contradicts itself: {subject} is “{expected}” in one place, “{actual}” in the other."
    ),
    "addendum-altered": N_(
        "The addendum {subject} failed verification, so it does not count. "
        "The bundle itself is not affected; ask its signer for a new one."
    ),
    "addendum-unreadable": N_(
        "The addendum {subject} can't be read, so it does not count. "
        "The bundle itself is not affected; ask for a new copy of the addendum."
    ),
    "addendum-unconfirmed": N_(
        "No fault was found in the addendum {subject}, but who made it is not confirmed."
    ),
    "addendum-other-bundle": N_(
        "The addendum {subject} belongs to another seal ({actual}), not to this one."
    ),
    "addendum-head-differs": N_(
        "The addendum {subject} follows {expected}, but with another signature than the one here (by "
        "{actual})."
    ),
    "addendum-other-encoding": N_(
        "{subject} has a different encoding than {expected} refers to: the same "
        "signature, but different bytes. Find out who changed the file."
    ),
    "addendum-ancestor-missing": N_(
        "The addendum {subject} follows or answers something that is not here ({expected}). Ask its signer "
        "for it."
    ),
    "addendum-ancestor-unknown": N_(
        "The addendum {subject}, whose signer is not confirmed, follows or answers something that is not "
        "here ({expected})."
    ),
    "addendum-fork-same-signer": N_(
        "The same signer made {subject} and {expected} after {actual}, and neither "
        "refers to the other. Ask the signer which one counts."
    ),
    "addendum-fork": N_(
        "{subject} and {expected} were both made after {actual}, without referring to "
        "each other. This is usual between laboratories."
    ),
    "addendum-time": N_(
        "The addendum {subject} states {actual}, which is before what it follows "
        "({expected}): a clock or the stated time was wrong."
    ),
    "addendum-expected-missing": N_(
        "You expect the event {subject}, but no confirmed addendum here contains it: "
        "later addenda may have been removed."
    ),
    "addenda-too-many": N_(
        "There are more addenda here than can be read: {actual} beyond the limit of {expected} were left out."
    ),
    "receipt-replayed": N_(
        "The addendum {subject} does not match {expected}: it was copied from another occasion."
    ),
    "receipt-not-recipient": N_(
        "The receipt {subject} is not signed with a certificate that {actual} was sent to."
    ),
    "receipt-contradicts": N_(
        "The receipt {subject} accepts something other than this bundle: its own check gave “{actual}”."
    ),
    "receipt-rejected": N_(
        "The receiver rejected what it received ({subject}): its own check gave “{actual}”."
    ),
    "receipt-by-sender": N_(
        "The receipt {subject} was signed with the key of whoever sealed or sent the "
        "bundle ({actual}). It does not show that anybody else received it."
    ),
    "receipt-seal-only": N_(
        "The receipt {subject} is for the seal alone: the receiver did not check the content."
    ),
    "existed-by": N_("A later time-stamp ({subject}) shows that the seal existed on {actual}."),
    # about the report itself
    "more-findings": N_("{actual} more findings of a kind already listed are not shown."),
}


PARCEL_SENTENCES: dict[str, str] = {
    "not-a-parcel": N_(
        "{subject} is not the signed list of a parcel. Specify the file ending in .parcel.asice, or the "
        "folder that it is in."
    ),
    "parcel-form": N_("The parcel's list is not in canonical form ({subject})."),
    "parcel-info-differs": N_("The parcel's list is not the one that was signed."),
    "parcel-name": N_("The list was renamed: its name was {expected}. The content is not affected."),
    "parcel-file-missing": N_("{subject} is listed but missing. Ask the sender for it."),
    "parcel-file-unreadable": N_(
        "{subject} can't be read from this disk ({actual}). Check the disk or another copy."
    ),
    "parcel-file-size": N_(
        "{subject} has {actual} bytes; {expected} are listed. Ask the sender for a new copy."
    ),
    "parcel-file-differs": N_("{subject} is not what was listed. Ask the sender for a new copy."),
    "parcel-file-swapped": N_("{subject} has the content of {actual}: the files were exchanged."),
    "parcel-file-unlisted": N_("{subject} is not listed and was not used. Anyone could have put it there."),
    "parcel-envelope-form": N_(
        "The envelope with the key, {subject}, does not have the form of a parcel's "
        "envelope. Ask the sender for a new parcel."
    ),
    "parcel-recipients-differ": N_(
        "The recipients of the envelope with the key differ from those listed: "
        "certificates, passphrases and shares {actual}, listed {expected}. Someone who is "
        "not listed may be able to open it."
    ),
    "parcel-files-unchecked": N_("Only the parcel's list was read; its files were not checked."),
    "parcel-closed": N_(
        "The parcel was not opened. The signature over its list was checked, and its files "
        "against the list; its content was not."
    ),
    "parcel-signer-other": N_(
        "{actual} (fingerprint {subject}) signed the parcel but is not among those who "
        "sealed the bundle in it. Anyone who can open a bundle can forward it: ask the "
        "sender whether this parcel is theirs."
    ),
    "parcel-not-addressed": N_(
        "Your certificate {subject} opens the parcel but is not named in its list. Ask the sender whom the "
        "parcel is meant for."
    ),
}
"""Those about a parcel (docs/parcel-format.md, section 6)."""


def finding_sentence(finding: Finding, translator: Translator | None = None) -> str:
    """The sentence of one finding, in `translator`'s language or the current one."""
    words = translator or current()
    sentence = sentence_of_the_seal(finding) or FINDING_SENTENCES.get(finding.code)
    sentence = sentence or PARCEL_SENTENCES[finding.code]
    return words.text(
        sentence,
        subject=subject_words(finding, words),
        expected=value_words(finding.expected, sentence, words),
        actual=found_words(finding, sentence, words),
    )


def found_words(finding: Finding, sentence: str, words: Translator) -> str:
    """What was found instead, as `sentence` says it; of a receipt the result that its own check gave."""
    if finding.code in _WITH_VERDICT and finding.actual in VERDICT_WORDS:
        return words.text(VERDICT_WORDS[Verdict(finding.actual)])
    return actual_words(finding, sentence, words)


def receipt_finding_sentence(found: ReceiptFinding, translator: Translator | None = None) -> str:
    """What a receiver's check found, as a sentence with its code behind it. A receipt states the code and
    what it is about; values that it does not state are left open. A code of a newer version stands alone.
    """
    words = translator or current()
    if found.code not in FINDING_SENTENCES and found.code not in PARCEL_SENTENCES:
        parts = (found.code, None if found.subject is None else readable(visible(found.subject)))
        return words.isolate(": ".join(filter(None, parts)))
    stated = None if found.subject is None else visible(found.subject)
    finding = Finding(
        found.code, Axis.CONTENT, Severity.DOUBT, stated or _NOT_STATED, _NOT_STATED, _NOT_STATED
    )
    return f"{finding_sentence(finding, words)} [{found.code}]"


def finding_codes(finding: Finding) -> tuple[str, ...]:
    """The code of a finding, and the rule that was broken: `seal-zip`, `zip-end-missing`.

    They stand behind its sentence and not in it: they are names for programs, the same in every language.
    """
    rule = getattr(finding, _RULES[finding.code]) if finding.code in _RULES else None
    return (finding.code, rule) if rule else (finding.code,)


def bracketed_codes(finding: Finding) -> str:
    """`[seal-zip] [zip-end-missing]`, for lines of text."""
    return " ".join(f"[{code}]" for code in finding_codes(finding))

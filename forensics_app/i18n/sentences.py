"""One sentence for every error code: it names the thing, says what is wrong and what to do.

Fields in braces are those of the error class in `forensics_app.errors`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from forensics_app.errors import ForensicsError
from forensics_app.errors.addendum import OTHER_BUNDLE, OTHER_KIND
from forensics_app.errors.evidence import SPECIAL_FILE
from forensics_app.i18n.details import detail_text
from forensics_app.i18n.refusals.event_fields import EVENT_CODES, event_field_label
from forensics_app.i18n.translator import N_, Translator, current
from forensics_app.model.names import visible

ERROR_SENTENCES: dict[str, str] = {
    # use and environment
    "usage": N_("“{value}” is not a valid value for {name}. See --help."),
    "option-missing": N_("{name} is required. See --help."),
    "not-on-this-system": N_(
        "“{command}” is not available on this operating system. Run it on Linux; the documentation lists "
        "what works on which system, under “Platforms”."
    ),
    "cancelled": N_("Stopped as requested. What was stored is kept; run the command again to continue."),
    "disk-full": N_(
        "There is no space left on the disk of {path}. What was stored is kept; free "
        "some space and start again."
    ),
    "output-exists": N_(
        "{path} already exists and is not overwritten. Choose another name or remove it first."
    ),
    "output-not-writable": N_(
        "{path} can't be written ({reason}). Check the folder's permissions or choose another place."
    ),
    "output-in-evidence": N_(
        "{path} lies in {evidence}, which is evidence of this case. Nothing is written into evidence; "
        "choose another place."
    ),
    "evidence-holds-case": N_(
        "The folder {path} contains the case {case}, so it can't be read as evidence. Keep case and evidence "
        "in separate folders, or choose the folders in it one by one."
    ),
    "window-unavailable": N_(
        "No window can be opened here ({detail}). Start it on a computer with a display, "
        "or use the command line: see “sealwright --help”."
    ),
    # courses
    "course": N_("{path} is not a training file that this program can use."),
    "drill-bundle": N_("No drills can be created from {path}: {detail}."),
    "class-set-damaged": N_("{path} can't be used as a class set: {detail}. Ask the trainer for it again."),
    "class-set-unknown": N_(
        "The submission {path} answers a class set that was not created on this computer. Specify the "
        "class set with --set, or choose or drop it in the window together with the submissions."
    ),
    "other-trainer": N_(
        "The answers in {path} are encrypted for another trainer ({trainer}). Mark it on "
        "the computer where the class set was created."
    ),
    "submission-unreadable": N_("{path} can't be marked: {detail}. Ask the trainee for it again."),
    "submission-unsigned": N_(
        "The submission {path} is not signed, so it is not marked. Ask the trainee for it again."
    ),
    "submission-altered": N_(
        "The submission {path} was changed after the trainee signed it, so it is not marked. "
        "Ask the trainee for it "
        "again."
    ),
    "submission-too-large": N_(
        "The submission {path} has more answers than any class set asks for ({limit}). It is not marked."
    ),
    "other-class": N_(
        "The submission {path} answers another class set. Mark it with the class set it belongs to."
    ),
    "question-unknown": N_(
        "The class set {path} has no question “{question}”. “sealwright train solve” lists its questions."
    ),
    "trainee-taken": N_(
        "Somebody named {trainee} has already begun {path} on this computer. Continue those answers, or "
        "enter another name."
    ),
    "nothing-to-mark": N_("There is no submission in {path}. Submissions end in .sealwright-answers."),
    # parcels
    "parcel": N_("{path} can't be used as a parcel."),
    "parcel-not-found": N_(
        "There is no parcel at {path} ({detail}). Specify the file ending in .parcel.asice."
    ),
    "parcel-damaged": N_(
        "The parcel {path} was not opened: {file} is not as it was sent ({detail}). Nothing decrypted was "
        "kept. Ask the sender for a new copy."
    ),
    "parcel-locked": N_("The parcel {path} can't be opened: {detail}. Nothing was changed."),
    "parcel-content": N_(
        "The parcel {path} was decrypted, but its content failed the check ({detail}). "
        "Nothing was kept. Ask the sender for a new parcel."
    ),
    "share-invalid": N_(
        "Share {number} for {path} can't be used: {detail}. Ask its holder for the right one."
    ),
    "shares-missing": N_("{path} needs {needed} shares of its key; {given} were specified."),
    "recipient-refused": N_(
        "Nothing can be encrypted for {recipient} (fingerprint {fingerprint}): {detail}. Ask the recipient "
        "for a certificate for encryption."
    ),
    "recipients-missing": N_(
        "Nobody could open the parcel: no recipient is specified. Use --to with a "
        "certificate, --passphrase-file or --shares."
    ),
    # inbox
    "inbox-in-use": N_(
        "Another “sealwright watch” already files into {path}. Stop it first, or choose another folder."
    ),
    "inbox-journal-damaged": N_(
        "The journal {path} was changed by something else (at byte {byte}). Nothing was filed. "
        "Restore it from a backup, or move it away: what arrived before would then be filed "
        "again."
    ),
    # evidence
    "evidence": N_("{path} can't be used as evidence."),
    "source-not-found": N_(
        "There is no file or folder {path}. Check the name, and that the disk is connected."
    ),
    "source-permission": N_(
        "You do not have permission to read {path}. Ask for read permission; Sealwright "
        "never changes evidence."
    ),
    "source-empty": N_("{path} is empty (0 bytes): there is nothing to examine. Ask for a new copy of it."),
    "source-damaged": N_(
        "{path} is identified as {format} but can't be read as such ({detail}). Check "
        "the copy against the original."
    ),
    "source-truncated": N_(
        "{path} ({format}) should contain {expected_bytes} bytes but contains "
        "{actual_bytes}. The copy is incomplete: request it again, or omit --strict to read "
        "the available data."
    ),
    "segment-missing": N_(
        "{path} is one part of a set, and the part {segment} is missing. Put all parts "
        "in one folder and try again."
    ),
    "segments-incomplete": N_(
        "{path} is one part of a set, and the part {segment} is missing. Put all parts in "
        "one folder and try again, or omit --strict to read the available data."
    ),
    "format-not-supported": N_(
        "{path} is in the format {format}, which Sealwright does not support. Convert it "
        "to raw or E01 with the tool that created it."
    ),
    "source-changed": N_(
        "{path} has changed since it was first read: its size or modification time "
        "differs. Find out what wrote to it; add it under another name if it is new "
        "evidence."
    ),
    "source-partly-read": N_(
        "{path} has changed since it was read as {exhibit}, and some of it could not be read then: {places}. "
        "What was stored stays as it is. To read what is missing, add each of these files and folders as a "
        "source of its own; the omissions of {exhibit} list them all."
    ),
    "read-failed": N_(
        "{path}: {size_bytes} bytes at {offset_bytes} of {layer} could not be read ({detail}). Check "
        "the medium and its cable, or read from another copy."
    ),
    "content-sparse-too-large": N_(
        "{path} claims {size_bytes} bytes but stores almost none of them ({detail}). It was not hashed. "
        "Check that the image is complete and where it comes from."
    ),
    "volume-locked": N_(
        "Reading {path} stopped inside {layer} and can only be resumed with what opened "
        "it: supply the same credentials or options again."
    ),
    "credentials-file": N_("The credentials file {path} can't be used: {detail}."),
    "credentials-line": N_(
        "Line {line} of the credentials file {path} can't be used: {detail}. A line is one JSON object with "
        "a password, recovery_key, key_file or startup_key; see the user guide."
    ),
    "content-not-read": N_("This artifact has no content that can be displayed."),
    "content-locked": N_(
        "This content is in {layer} of {path}, which is not open now. Keys are not kept "
        "after reading: enter the key again to view it."
    ),
    "worker-lost": N_(
        "The process reading {path} ended unexpectedly ({reason}). What was stored is "
        "kept; start again to continue."
    ),
    # clusters
    "cluster": N_("The cluster at {address} can't be used."),
    "cluster-support-missing": N_(
        "Reading on a cluster ({address}) needs the Dask library, which is not installed. Install Sealwright "
        "with its extra “cluster”, or read on this computer."
    ),
    "cluster-address": N_(
        "“{address}” is not the address of a cluster. Specify it as tls://HOST:PORT, as its "
        "scheduler shows it."
    ),
    "cluster-tls": N_(
        "The cluster at {address} is only used with TLS in both directions. Specify tls://HOST:PORT and the "
        "folder with ca.pem, cert.pem and key.pem; tcp:// is for addresses of this computer."
    ),
    "cluster-keys": N_(
        "{path} can't be used for the cluster at {address}: {detail}. See docs/cluster.md for how the files "
        "are made."
    ),
    "cluster-unreachable": N_(
        "The cluster at {address} does not answer ({detail}). Check that its scheduler runs "
        "and accepts your certificate, or read on this computer."
    ),
    "cluster-refused": N_(
        "No worker of the cluster at {address} can read {path} ({workers}). Correct this and start again, or "
        "work without the cluster."
    ),
    # case and catalogue
    "case": N_("The case {path} can't be used."),
    "case-not-found": N_(
        "{path} is not a case folder. Create one with “sealwright case new” or check the name."
    ),
    "case-exists": N_("{path} already contains a case. Open it, or choose another folder for the new case."),
    "case-in-use": N_(
        "The case {path} is being written to by {holder}. Wait until that is finished, "
        "or stop it there; you can read the case in the meantime."
    ),
    "case-damaged": N_(
        "The case {path} is damaged ({detail}). Restore the case folder from a backup; the evidence "
        "itself is not affected."
    ),
    "case-file-refused": N_(
        "{path} is not used: {detail}. Sealwright never creates such a file in a case "
        "folder, so it comes from elsewhere. Examine it, remove it, and try again."
    ),
    "case-newer": N_(
        "The case {path} was written by a newer version of Sealwright (format {version}). Update "
        "Sealwright to open it; nothing was changed."
    ),
    "case-full": N_(
        "The case {path} already has {sources} sources, the most that a case can have. Nothing "
        "was added. Create another case for the rest; “compare” compares the two."
    ),
    "case-version": N_(
        "The case {path} was created by another version of Sealwright (format "
        "{version}). Open it with that version."
    ),
    "nothing-selected": N_(
        "Nothing in the case {path} matches these filters. Check them with “sealwright list”."
    ),
    "disposal-not-found": N_(
        "No disposal is recorded in {path}. Record the disposal first, or specify the entry by its number."
    ),
    "supplement-unknown": N_(
        "The case {path} has no earlier bundle “{bundle}”. Specify the name or seal code "
        "of a bundle that was sealed from this case."
    ),
    "everything-withheld": N_(
        "Everything these filters select in the case {path} is withheld ({count}): it is "
        "marked, or it contains or duplicates a marked item. Select other artifacts, or "
        "check the marks with “sealwright mark”."
    ),
    "artifact-not-found": N_(
        "The case {path} has no artifact {artifact}. Copy the ID from “sealwright list”."
    ),
    "ledger-broken": N_(
        "The custody ledger of {path} is inconsistent at event {sequence} ({detail}): it "
        "was changed outside the program. Compare it with the ledger in the last sealed "
        "bundle."
    ),
    "custody-signature-invalid": N_(
        "{path} is not a signature over that event of the custody ledger. Restore the "
        "original file, or remove it from the case and sign again."
    ),
    "ledger-contradicts-seal": N_(
        "The custody ledger of {path} does not begin with the {sequence} events that "
        "were sealed in {seal}: it has been changed outside the program since. Restore "
        "the events of that bundle before you seal again."
    ),
    "custody-labels-invalid": N_(
        "The label file {path} can't be used ({detail}). It must contain a title and the "
        "tables events and fields, with codes of this program and a short text for each; "
        "see the user guide."
    ),
    "custody-event-in-future": N_(
        "{value} is in the future: by this computer's clock it is {now}. Enter the time at which it "
        "happened, or set the clock right."
    ),
    "custody-event-invalid": N_(
        "“{value}” is not allowed in a custody event as {field}. Correct it and try again."
    ),
    # the legal request
    "request-file": N_(
        "{path} can't be read as a request record ({detail}). See “sealwright request template”."
    ),
    "request-invalid": N_(
        "“{value}” is not allowed in the request record as {field}. Correct it and try again."
    ),
    "deadline-invalid": N_(
        "“{value}” can't be used to calculate a deadline: {field}. Correct it and try again."
    ),
    # hash sets
    "hash-set": N_("The hash set {hash_set} can't be used."),
    "case-received": N_(
        "{path} shows a received bundle, so it is read-only: you can add tags, notes and hash "
        "sets, and nothing else. Work on evidence of your own in a case of your own."
    ),
    "senders-tag": N_(
        "The tag “{tag}” came with the received bundle, and nobody but its sender can assign or remove it. "
        "Use a tag of your own."
    ),
    "profile-not-found": N_("There is no reading profile {profile}. See “sealwright profile list”."),
    "hash-set-not-found": N_("There is no hash set {hash_set}. See “sealwright hashset list”."),
    "hash-set-exists": N_(
        "A hash set {hash_set} already exists. Choose another name, or remove the existing one first."
    ),
    "hash-set-kind-needed": N_(
        "The file of the hash set {hash_set} does not state what a hit means. Specify it "
        "with --kind: known, notable or illegal."
    ),
    "hash-set-invalid": N_(
        "{path} can't be used as a hash set ({detail}). It may be an NSRL RDS database, a hashdeep file, a "
        "list or CSV table of hashes, or a Project VIC file."
    ),
    "hash-set-changed": N_(
        "The file {path} of the hash set {hash_set} has changed since the set was added. "
        "Restore it, or remove the set and add it again."
    ),
    "hash-set-not-matched": N_(
        "The case {path} has never been compared with the hash set {hash_set}, so "
        "nothing is known about it. Run “sealwright hashset match”."
    ),
    # YARA rules
    "rules": N_("The YARA rules or words in {path} can't be used."),
    "rules-library-missing": N_(
        "YARA rules need the library yara-x, which is not installed. Install it with "
        "“{python} -m pip install yara-x” and try again."
    ),
    "rules-not-found": N_(
        "There are no YARA rules at {path} ({detail}). Specify a file, or a folder with *.yar."
    ),
    "rules-damaged": N_(
        "The rules or words in {path} can't be used: line {line}, {detail}. Correct them and try again."
    ),
    # times
    "time-zone-unknown": N_(
        "There is no time zone {zone}. Use a name from the IANA database, such as Europe/Paris."
    ),
    "layer-not-found": N_(
        "The case {path} has no source or layer {layer}. Their IDs (s1, s1.p2, ...) are "
        "listed in the column “Volume and path” of “sealwright list”."
    ),
    # identities and trust
    "identity": N_("The identity {identity} can't be used."),
    "identity-not-found": N_("There is no identity {identity}. See “sealwright identity list”."),
    "identity-ambiguous": N_("{identity} could mean any of these IDs: {ids}. Specify one of them."),
    "identity-exists": N_("An identity {identity} already exists. Choose another name."),
    "wrong-passphrase": N_("The passphrase for the identity {identity} is wrong. Try again."),
    "passphrase-needed": N_(
        "The key of the identity {identity} is locked. Enter its passphrase at the "
        "prompt or use --password-file."
    ),
    "key-file-invalid": N_("{path} can't be used as a key or certificate file ({detail}). Ask for it again."),
    "identity-expired": N_(
        "The certificate of the identity {identity} expired on {not_after}. Create or "
        "import a new one before sealing."
    ),
    "identity-revoked": N_(
        "The certificate of the identity {identity} has been revoked since {since} and "
        "can no longer be used for sealing. Use another identity, or renew this one."
    ),
    "root-not-here": N_(
        "The certificate of the identity {identity} was issued by a root whose key is "
        "not available here. Ask the issuer."
    ),
    "weak-key": N_(
        "The key of the identity {identity} ({algorithm}) is too weak to seal with. Use P-256, P-384 or "
        "RSA of 2048 bits or more."
    ),
    "signing-key": N_(
        "Signing with the key of the identity {identity} failed ({detail}). Nothing was "
        "sealed; correct this and try again."
    ),
    "card-support-missing": N_(
        "Smart cards and security modules need the library python-pkcs11, which is not "
        "installed. Install it with “{python} -m pip install python-pkcs11” and try "
        "again."
    ),
    "card-module": N_(
        "The PKCS#11 module {path} can't be used ({detail}). Specify the module that the "
        "manufacturer of the card or security module provides for this system."
    ),
    "card-missing": N_("The card or token “{token}” was not found. Insert or connect it, and try again."),
    "card-ambiguous": N_("Several tokens or keys match: {found}. Specify one with --token or --key-label."),
    "card-object": N_(
        "The card or token “{identity}” can't be used for sealing ({detail}). Ask its "
        "issuer, or specify the key with --key-label and missing certificates with "
        "--certificates."
    ),
    "wrong-pin": N_(
        "The PIN for {identity} is wrong. The card does not report how many attempts are "
        "left; most cards lock after three."
    ),
    "wrong-pin-few": N_(
        "The PIN for {identity} is wrong. The card reports that only a few attempts are left before it locks."
    ),
    "wrong-pin-last": N_(
        "The PIN for {identity} is wrong. One attempt is left; after another wrong PIN the card locks."
    ),
    "pin-locked": N_(
        "The card or token of {identity} is locked after too many wrong PINs. Its issuer can unlock it."
    ),
    "pin-form": N_(
        "The PIN entered for {identity} is not valid for this card: it has the wrong "
        "length or contains invalid characters."
    ),
    "pin-expired": N_(
        "The PIN for {identity} has expired. Change it with the card's own software, then try again."
    ),
    "pin-not-set": N_(
        "The card or token of {identity} has no PIN yet. Set one with the card's own "
        "software, then try again."
    ),
    "pin-cancelled": N_(
        "No PIN for {identity} was entered on the card reader, or entry was cancelled "
        "there. Try again and enter the PIN when the reader asks for it."
    ),
    "trust": N_("{path} can't be used as a trusted certificate."),
    "revocation-file-invalid": N_(
        "{path} is not a readable revocation list or OCSP response. Get it from the "
        "certificate's authority again."
    ),
    "certificate-invalid": N_(
        "{path} contains no usable certificate ({detail}). Ask its owner for it again."
    ),
    "certificate-request-invalid": N_(
        "{path} contains no usable certificate request ({detail}). Create it again with "
        "“sealwright identity request”."
    ),
    "lab-card-invalid": N_(
        "{path} can't be used as a laboratory card ({detail}). Ask the laboratory for it again."
    ),
    "lab-card-beside-bundle": N_(
        "The laboratory card {path} is next to a bundle ({found}), so whoever made that "
        "bundle may have put it there. Ask the laboratory for its card through another "
        "channel, and import it from another folder."
    ),
    "fingerprint-mismatch": N_(
        "The certificate {path} has the fingerprint {actual}, not {expected}. Do not "
        "trust it; ask its owner through another channel."
    ),
    "key-fingerprint-mismatch": N_(
        "The key of the request {path} has the fingerprint {actual}, not {expected}. Do not certify it; ask "
        "the examiner for the request again."
    ),
    "trust-entry-not-found": N_(
        "No trusted certificate has the fingerprint {fingerprint}. See “sealwright trust list”."
    ),
    # bundle
    "bundle": N_("The bundle {path} can't be used."),
    "bundle-not-found": N_("There is no bundle {path}. Check the name, and that the disk is connected."),
    "not-a-bundle": N_(
        "{path} is not a sealed bundle ({detail}). Specify the .zip, the .asice or the folder with bagit.txt."
    ),
    "zip-rule": N_(
        "{path} breaks the rule “{rule}” of the ZIP form at byte {offset_bytes} ({entry}). It is not as "
        "the sender wrote it: ask for a new copy."
    ),
    "not-canonical": N_(
        "{path}, line {line}: not in canonical form ({detail}). It is not as the sender "
        "wrote it: ask for a new copy."
    ),
    "seal-failed": N_(
        "{path} could not be sealed ({detail}). Nothing was sealed; correct this and seal again."
    ),
    "time-stamp": N_(
        "The time-stamp authority {url} did not provide a time-stamp. Try another "
        "authority, or try again later."
    ),
    "time-stamp-unreachable": N_(
        "The time-stamp authority {url} can't be reached ({reason}). Check the address "
        "and the network, or use another authority."
    ),
    "time-stamp-timeout": N_(
        "The time-stamp authority {url} did not respond in full within {seconds} "
        "seconds. Try again later, or use another authority."
    ),
    "time-stamp-too-large": N_(
        "The response from {url} is larger than any time-stamp ({limit_bytes} bytes). "
        "Check the address, or use another authority."
    ),
    "time-stamp-no-answer": N_(
        "{url} did not respond like a time-stamp authority (HTTP status {status}, "
        "content type “{content_type}”). Check the address; a proxy or a login page may "
        "be intercepting the request."
    ),
    "time-stamp-garbled": N_(
        "The response of the time-stamp authority {url} can't be read or is in a format "
        "that a seal can't contain ({detail}). Use another authority."
    ),
    "time-stamp-refused": N_(
        "The time-stamp authority {url} refused the request ({reason}; it says "
        "“{text}”). Ask its operator, or use another authority."
    ),
    "time-stamp-nonce": N_(
        "The time-stamp from {url} does not match the request: it may be an old one that "
        "was replayed. It was not used; use another authority."
    ),
    "time-stamp-imprint": N_(
        "The time-stamp from {url} is for something other than what was requested. It "
        "was not used; use another authority."
    ),
    "time-stamp-policy": N_(
        "The time-stamp from {url} was not made under the policy {policy}. It was not used; ask its "
        "operator which policies there are."
    ),
    "time-stamp-usage": N_(
        "The certificate of “{subject}”, which {url} stamps with, is not issued "
        "exclusively for time-stamps. The time-stamp was not used; use another authority."
    ),
    "time-stamp-expired": N_(
        "The certificate of “{subject}” in the time-stamp from {url} was not valid at "
        "the time stated in it. It was not used; use another authority."
    ),
    "time-stamp-invalid": N_(
        "The time-stamp from {url} is invalid: its signature or that of a certificate in "
        "it is wrong. It was not used; use another authority."
    ),
    "time-stamp-weak": N_(
        "The time-stamp from {url} uses {algorithm}, which is not accepted in seals. It "
        "was not used; use another authority."
    ),
    "time-stamp-clock": N_(
        "This computer's clock says {stated}, the time-stamp {attested}. The bundle was "
        "sealed with both: receivers will doubt the signing time if they differ by more "
        "than a day. Set the clock."
    ),
    "status-not-fetched": N_(
        "No revocation status of the certificate of “{subject}” could be included in the "
        "seal ({reason}), so it does not reach the level for long-term preservation. The "
        "time-stamp itself is not affected."
    ),
    "typesetting-failed": N_(
        "The page {template} could not be rendered as a PDF ({detail}). Nothing was "
        "written; report this error together with what you were doing."
    ),
    "no-medium-in-bundle": N_(
        "The bundle {path} was made only from folders or files. They have no location on "
        "a medium, so there is nothing to re-derive; compare the files with their "
        "digests in the catalogue."
    ),
    "image-not-in-bundle": N_(
        "By size and stored digests, {path} ({size_bytes} bytes) is not one of the media "
        "that the bundle was made from ({expected}). Specify the original image; if this "
        "is one of them, truncated or changed, use --source."
    ),
    "addendum-not-readable": N_(
        "{path} can't be read as an addendum ({reason}). Specify the .asice as it was sent."
    ),
    "addendum-invalid": N_(
        "“{value}” is not allowed in the field {field} of an addendum. See “sealwright addendum add --help”."
    ),
    "addendum-refused": N_(
        "The addendum {path} was not imported into the case, because its check found a fault. Verify "
        "the file to see what it is."
    ),
    "receipt-refused": N_(
        "The bundle {path} is {verdict}, so it can't be accepted. With --outcome "
        "rejected, the receipt states what was found."
    ),
    "receipt-reason-missing": N_(
        "The bundle {path} is unconfirmed, so you must decide whether to accept it, and the "
        "receipt states your reason: --outcome accepted --reason T, or --outcome rejected."
    ),
    "seal-not-at-hand": N_(
        "No seal of {path} can be read, so nothing can be signed that refers to it. Ask for the .asice; "
        "“sealwright receive --unsigned” prints what was found."
    ),
    "bundle-not-chosen": N_(
        "Specify the bundle of the case {path} with --bundle. Sealed from it so far: {names}."
    ),
    "manifest-not-readable": N_(
        "{path} can't be used for a comparison ({detail}). Specify a case, a sealed "
        "bundle, or a list of files: DFXML, hashdeep, CSV with column names, or the "
        "output of sha256sum."
    ),
    "listing-lost": N_(
        "The temporary list {path} of the bundle's contents can no longer be read. Close "
        "the contents and open them again."
    ),
    # training
    "scenario-not-found": N_(
        "There is no scenario {name}. “sealwright train list” shows the scenarios included "
        "with the program; for your own, specify the path of its folder."
    ),
    "scenario-invalid": N_(
        "The scenario {name} can't be built ({detail}). “sealwright train check” lists everything that is "
        "wrong with it."
    ),
    "build-tools-missing": N_(
        "Building this scenario needs {tools}, not installed on this computer. On Debian or "
        "Ubuntu, install {packages}."
    ),
    "build-failed": N_("The program {tool} failed while the evidence was being built ({detail})."),
    "verification-failed": N_(
        "The bundle {path} is {verdict}. Only a verified or unconfirmed bundle can be used here. “sealwright "
        "verify” gives the reasons."
    ),
}


# Fields that name a thing of the user's: never taken for one of our codes, whatever they hold.
_AS_GIVEN = frozenset(
    {
        "path", "value", "holder", "identity", "artifact", "entry", "segment", "fingerprint", "hash_set",
        "seal", "zone", "exhibit", "places",
    }
)  # fmt: skip


_NO_ADDENDUM_SENTENCES: dict[str, str] = {
    OTHER_BUNDLE: N_(
        "The addendum {path} belongs to no bundle of this case, so it was not imported. Import it into the "
        "case that its bundle was sealed from."
    ),
    OTHER_KIND: N_(
        "{path} was not imported into the case: it is not an addendum, but signed for something else, such "
        "as the seal of a bundle."
    ),
}
_SPECIAL_FILE_SENTENCE = N_(
    "{path} is a special file (such as a pipe, socket or device). Choose a disk image, a folder or a "
    "regular file."
)


def error_sentence(error: ForensicsError, translator: Translator | None = None) -> str:
    """The sentence for `error`, in the current language where no other is given, with hostile characters in
    its fields spelled out.
    """
    return code_sentence(error.code, error.fields(), translator)


def code_sentence(
    code: str,
    fields: Mapping[str, object],
    translator: Translator | None = None,
    *,
    shorten: Callable[[str], str] | None = None,
) -> str:
    """The same from an error's code and fields, where they come from a file or another process. `shorten`
    takes parts out of the translated sentence before its fields are filled in.
    """
    words = translator or current()
    text = words.text if shorten is None else partial(words.shortened, shorten)
    if code == "format-not-supported" and fields.get("format") == SPECIAL_FILE:
        return text(_SPECIAL_FILE_SENTENCE, path=visible(str(fields["path"])))
    if code == "addendum-refused" and fields.get("detail") in _NO_ADDENDUM_SENTENCES:
        return text(_NO_ADDENDUM_SENTENCES[str(fields["detail"])], path=visible(str(fields["path"])))
    if code == "usage" and not str(fields.get("value", "")).strip():  # nothing given is no wrong value
        code = "option-missing"
    shown = {
        name: visible(str(value)) if name in _AS_GIVEN else detail_text(str(value), words)
        for name, value in fields.items()
    }
    if code in EVENT_CODES:
        shown["field"] = event_field_label(str(fields["field"]), words)
    return text(ERROR_SENTENCES[code], **shown)

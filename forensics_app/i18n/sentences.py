"""One sentence for every error code: it names the thing, says what is wrong and what to do.

Fields in braces are those of the error class in `forensics_app.errors`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from forensics_app.errors import ForensicsError
from forensics_app.i18n.details import detail_text
from forensics_app.i18n.translator import N_, current
from forensics_app.model.names import visible

ERROR_SENTENCES: dict[str, str] = {
    # use and environment
    "usage": N_("“{value}” can't be used for {name}. See --help for what can."),
    "option-missing": N_("{name} is needed here and was not given. See --help for what it takes."),
    "cancelled": N_("Stopped as asked. What was stored until then is kept; run the command again to go on."),
    "disk-full": N_(
        "No space is left where {path} lies. What was stored until then is kept; make room and start again."
    ),
    "output-exists": N_(
        "{path} exists already and is not overwritten. Choose another name or remove it first."
    ),
    "output-not-writable": N_(
        "{path} can't be written ({reason}). Check the folder's permissions or choose another place."
    ),
    "window-unavailable": N_(
        "No window can be opened here ({detail}). Start it where there is a display; the command line does "
        "the same work: see “sealwright --help”."
    ),
    # evidence
    "evidence": N_("{path} can't be used as evidence."),
    "source-not-found": N_(
        "There is no file or folder {path}. Check the name, and that the disk is connected."
    ),
    "source-permission": N_(
        "{path} may not be read by this user. Ask for read permission on it; Sealwright never changes "
        "evidence."
    ),
    "source-empty": N_("{path} holds 0 bytes, so there is nothing to examine. Ask for a new copy of it."),
    "source-damaged": N_(
        "{path} says it is {format} but can't be read as that ({detail}). Check the copy against its source."
    ),
    "source-truncated": N_(
        "{path} ({format}) promises {expected_bytes} bytes but holds {actual_bytes}. The copy is incomplete: "
        "ask for it again, or read what is there, without --strict."
    ),
    "segment-missing": N_(
        "{path} is one part of a set, and the part {segment} is missing. Put all parts into one folder "
        "and try again."
    ),
    "segments-incomplete": N_(
        "{path} is one part of a set, and the part {segment} is missing. Put all parts into one folder "
        "and try again, or read what is there, without --strict."
    ),
    "format-not-supported": N_(
        "{path} is in the format {format}, which Sealwright does not read. Convert it to raw or E01 "
        "with the tool that made it."
    ),
    "source-changed": N_(
        "{path} is not as it was when it was first read: its size or time of change differs. Find out "
        "what wrote to it; add it under another name if it is meant to be new evidence."
    ),
    "read-failed": N_(
        "{path}: {size_bytes} bytes at {offset_bytes} of {layer} could not be read ({detail}). Check "
        "the medium and its cable, or read from another copy."
    ),
    "volume-locked": N_(
        "The reading of {path} stopped inside {layer} and can only go on there with what opened it: give the "
        "same credentials or options again."
    ),
    "credentials-file": N_("The credentials file {path} can't be used: {detail}."),
    "credentials-line": N_(
        "Line {line} of the credentials file {path} can't be used: {detail}. A line is one JSON object with "
        "a password, recovery_key, key_file or startup_key; see the user guide."
    ),
    "content-not-read": N_("This artifact has no content that can be shown."),
    "content-locked": N_(
        "This content lies in {layer} of {path}, which is not open now. Keys are not kept after a reading: "
        "give the key again to look inside."
    ),
    "worker-lost": N_(
        "The process that reads {path} ended unexpectedly ({reason}). What was stored is kept; start "
        "again to go on."
    ),
    # case and catalogue
    "case": N_("The case {path} can't be used."),
    "case-not-found": N_(
        "{path} is not a case folder. Make one with “sealwright case new” or check the name."
    ),
    "case-exists": N_(
        "There is a case in {path} already. Open it, or choose another folder for the new case."
    ),
    "case-in-use": N_(
        "The case {path} is being written by {holder}. Wait until that is done, or stop it there; reading is "
        "possible meanwhile."
    ),
    "case-damaged": N_(
        "The case {path} is damaged ({detail}). Restore the case folder from a backup; the evidence "
        "itself is not affected."
    ),
    "case-file-refused": N_(
        "{path} is not used: {detail}. Sealwright leaves no such thing in a case folder, so somebody or "
        "something else put it there. Look at it, remove it, and try again."
    ),
    "case-version": N_(
        "The case {path} was made by another version of Sealwright (format {version}). Open it with "
        "that version."
    ),
    "nothing-selected": N_(
        "Nothing in the case {path} matches these filters. Check them with “sealwright list”."
    ),
    "disposal-not-found": N_(
        "Nothing in {path} says that anything was disposed of. Record the disposal first, or give the entry "
        "by its number."
    ),
    "supplement-unknown": N_(
        "The case {path} has no earlier bundle “{bundle}”. Give the name or the seal code of a bundle that "
        "was sealed from this case."
    ),
    "everything-withheld": N_(
        "All that these filters choose in the case {path} is withheld ({count}): it is marked, or it holds "
        "or repeats something that is. Choose other artifacts, or look at the marks with “sealwright mark”."
    ),
    "artifact-not-found": N_(
        "The case {path} has no artifact {artifact}. Copy its id from “sealwright list”."
    ),
    "ledger-broken": N_(
        "The custody ledger of {path} does not hold together at event {sequence} ({detail}): it was "
        "changed outside the program. Compare it with the ledger in the last sealed bundle."
    ),
    "custody-signature-invalid": N_(
        "{path} is not a signature over that event of the custody ledger. Put back the file that was there, "
        "or take it out of the case and sign again."
    ),
    "ledger-contradicts-seal": N_(
        "The custody ledger of {path} does not begin with the {sequence} events that were sealed in {seal}: "
        "it was changed outside the program since. Put the events of that bundle back before you seal again."
    ),
    "custody-labels-invalid": N_(
        "The file of labels {path} can't be used ({detail}). It holds a title and the tables events and "
        "fields, with codes of this program and a short text for each; see the user guide."
    ),
    "custody-event-invalid": N_(
        "“{value}” can't stand in a custody event as {field}. Correct it and try again."
    ),
    # the legal request
    "request-file": N_(
        "{path} can't be read as a request record ({detail}). See “sealwright request template”."
    ),
    "request-invalid": N_(
        "“{value}” can't stand in the request record as {field}. Correct it and try again."
    ),
    # hash sets
    "hash-set": N_("The hash set {hash_set} can't be used."),
    "hash-set-not-found": N_("There is no hash set {hash_set}. See “sealwright hashset list”."),
    "hash-set-exists": N_(
        "There is a hash set {hash_set} already. Choose another name, or remove that one first."
    ),
    "hash-set-kind-needed": N_(
        "The file of the hash set {hash_set} does not say what standing in it means. Say it with --kind: "
        "known, notable or illegal."
    ),
    "hash-set-invalid": N_(
        "{path} can't be used as a hash set ({detail}). It may be an NSRL RDS database, a hashdeep file, a "
        "list or CSV table of hashes, or a Project VIC file."
    ),
    "hash-set-changed": N_(
        "The file {path} of the hash set {hash_set} is not what it was when the set was added. Put it "
        "back, or remove the set and add it again."
    ),
    "hash-set-not-matched": N_(
        "The case {path} was never matched with the hash set {hash_set}, so nothing is known about it. Run "
        "“sealwright hashset match”."
    ),
    # YARA rules
    "rules": N_("The YARA rules {path} can't be used."),
    "rules-library-missing": N_(
        "YARA rules need the library yara-x, which is not installed. Install it beside Sealwright with "
        "“{python} -m pip install yara-x” and try again."
    ),
    "rules-not-found": N_(
        "There are no YARA rules to read at {path} ({detail}). Give a file, or a folder with *.yar."
    ),
    "rules-damaged": N_(
        "The YARA rules in {path} do not compile: line {line}, {detail}. Mend them and try again."
    ),
    # times
    "time-zone-unknown": N_(
        "There is no time zone {zone}. Give a name of the IANA database, such as Europe/Paris."
    ),
    "layer-not-found": N_(
        "The case {path} has no source or layer {layer}. Their ids (s1, s1.p2, ...) stand in the column "
        "“Volume and path” of “sealwright list”."
    ),
    # identities and trust
    "identity": N_("The identity {identity} can't be used."),
    "identity-not-found": N_("There is no identity {identity}. See “sealwright identity list”."),
    "identity-exists": N_("There is an identity {identity} already. Choose another name."),
    "wrong-passphrase": N_("The passphrase for the identity {identity} is wrong. Try again."),
    "passphrase-needed": N_(
        "The key of the identity {identity} is locked. Give its passphrase at the prompt or with "
        "--password-file."
    ),
    "key-file-invalid": N_("{path} can't be used as a key or certificate file ({detail}). Ask for it again."),
    "identity-expired": N_(
        "The certificate of the identity {identity} ended on {not_after}. Make or import a new one "
        "before sealing."
    ),
    "identity-revoked": N_(
        "The certificate of the identity {identity} is revoked since {since} and seals nothing any more. Use "
        "another identity, or renew this one."
    ),
    "root-not-here": N_(
        "The certificate of the identity {identity} was issued by a root whose key is not here. Ask whoever "
        "issued it."
    ),
    "weak-key": N_(
        "The key of the identity {identity} ({algorithm}) is too weak to seal with. Use P-256, P-384 or "
        "RSA of 2048 bits or more."
    ),
    "signing-key": N_(
        "The key of the identity {identity} did not sign ({detail}). Nothing was sealed; correct that and "
        "try again."
    ),
    "card-support-missing": N_(
        "Smart cards and security modules need the library python-pkcs11, which is not installed. Install it "
        "beside Sealwright with “{python} -m pip install python-pkcs11” and try again."
    ),
    "card-module": N_(
        "The PKCS#11 module {path} can't be used ({detail}). Name the module that the maker of the card or "
        "security module gives for this system."
    ),
    "card-missing": N_("The card or token “{token}” is not there. Put it in, or connect it, and try again."),
    "card-ambiguous": N_(
        "Several tokens or keys could be meant: {found}. Name one with --token or --key-label."
    ),
    "card-object": N_(
        "The card or token “{identity}” can't be used for sealing ({detail}). Ask who issued it, or name the "
        "key with --key-label and missing certificates with --certificates."
    ),
    "wrong-pin": N_(
        "The PIN for {identity} is wrong. The card does not say how many tries are left; most cards lock "
        "after three."
    ),
    "wrong-pin-few": N_(
        "The PIN for {identity} is wrong. The card says that only few tries are left before it locks."
    ),
    "wrong-pin-last": N_(
        "The PIN for {identity} is wrong. The card takes one more try; after another wrong one it locks."
    ),
    "pin-locked": N_(
        "The card or token of {identity} is locked after too many wrong PINs. Who issued it can unlock it."
    ),
    "pin-form": N_(
        "The card takes no PIN like the one typed for {identity}: its length or its characters are not "
        "those of a PIN of this card."
    ),
    "pin-expired": N_(
        "The PIN for {identity} has expired. Change it with the program that belongs to the card, then "
        "try again."
    ),
    "pin-not-set": N_(
        "The card or token of {identity} has no PIN yet. Set one with the program that belongs to the card, "
        "then try again."
    ),
    "pin-cancelled": N_(
        "No PIN for {identity} was typed at the reader, or it was cancelled there. Try again and type the "
        "PIN when the reader asks for it."
    ),
    "trust": N_("{path} can't be used as a trusted certificate."),
    "revocation-file-invalid": N_(
        "{path} is neither a revocation list nor an OCSP answer that can be read. Get it from the "
        "certificate's authority again."
    ),
    "certificate-invalid": N_(
        "{path} holds no certificate that can be used ({detail}). Ask its owner for it again."
    ),
    "certificate-request-invalid": N_(
        "{path} holds no request for a certificate that can be answered ({detail}). Make it again with "
        "“sealwright identity request”."
    ),
    "lab-card-invalid": N_(
        "{path} can't be used as a laboratory card ({detail}). Ask the laboratory for it again."
    ),
    "lab-card-beside-bundle": N_(
        "The laboratory card {path} lies beside a bundle ({found}), so whoever made that can have put it "
        "there. Ask the laboratory for its card by another way, and take it in from another folder."
    ),
    "fingerprint-mismatch": N_(
        "The certificate {path} has the fingerprint {actual}, not {expected}. Do not trust it; ask its "
        "owner by another way."
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
        "{path} is not a sealed bundle ({detail}). Give the .zip, the .asice or the folder with bagit.txt."
    ),
    "zip-rule": N_(
        "{path} breaks the rule “{rule}” of the ZIP form at byte {offset_bytes} ({entry}). It is not as "
        "the sender wrote it: ask for a new copy."
    ),
    "not-canonical": N_(
        "{path}, line {line}: not in the one allowed form ({detail}). It is not as the sender wrote it: "
        "ask for a new copy."
    ),
    "seal-failed": N_(
        "{path} could not be sealed ({detail}). Nothing was sealed; correct that and seal again."
    ),
    "time-stamp": N_(
        "The time-stamp authority {url} gave no time-stamp. Try another authority, or again later."
    ),
    "time-stamp-unreachable": N_(
        "The time-stamp authority {url} can't be reached ({reason}). Check the address and the network, or "
        "name another authority."
    ),
    "time-stamp-timeout": N_(
        "The time-stamp authority {url} did not answer in full within {seconds} seconds. Try again later, "
        "or name another authority."
    ),
    "time-stamp-too-large": N_(
        "What came from {url} is larger than any time-stamp ({limit_bytes} bytes). Check the address, or "
        "name another authority."
    ),
    "time-stamp-no-answer": N_(
        "{url} did not answer as a time-stamp authority does (HTTP status {status}, content type "
        "“{content_type}”). Check the address; a proxy or a log-in page may stand between."
    ),
    "time-stamp-garbled": N_(
        "The answer of the time-stamp authority {url} can't be read or is in a form that no seal holds "
        "({detail}). Name another authority."
    ),
    "time-stamp-refused": N_(
        "The time-stamp authority {url} refused ({reason}; it says “{text}”). Ask its operator, or name "
        "another authority."
    ),
    "time-stamp-nonce": N_(
        "The time-stamp from {url} does not answer the question that was asked: it may be an old one that "
        "someone sent again. It was not used; name another authority."
    ),
    "time-stamp-imprint": N_(
        "The time-stamp from {url} is over something else than what was asked. It was not used; name "
        "another authority."
    ),
    "time-stamp-policy": N_(
        "The time-stamp from {url} was not made under the policy {policy}. It was not used; ask its "
        "operator which policies there are."
    ),
    "time-stamp-usage": N_(
        "The certificate of “{subject}”, which {url} stamps with, is not one for time-stamps alone. The "
        "time-stamp was not used; name another authority."
    ),
    "time-stamp-expired": N_(
        "The certificate of “{subject}” in the time-stamp from {url} was not valid at the time that the "
        "stamp states. It was not used; name another authority."
    ),
    "time-stamp-invalid": N_(
        "The time-stamp from {url} does not hold: its signature or that of a certificate in it is wrong. "
        "It was not used; name another authority."
    ),
    "time-stamp-weak": N_(
        "The time-stamp from {url} rests on {algorithm}, which no seal takes. It was not used; name "
        "another authority."
    ),
    "time-stamp-clock": N_(
        "This computer's clock says {stated}, the time-stamp {attested}. The bundle was sealed, and both "
        "stand in it: receivers will doubt the signing time if they differ by more than a day. Set the clock."
    ),
    "status-not-fetched": N_(
        "No revocation status of the certificate of “{subject}” could be put into the seal ({reason}), so it "
        "does not reach the level for long-term keeping. The time-stamp itself is not affected."
    ),
    "typesetting-failed": N_(
        "The page {template} could not be set as a PDF ({detail}). Nothing was written; report this fault "
        "with what you asked for."
    ),
    "no-medium-in-bundle": N_(
        "The bundle {path} was made from folders or files alone. They have no place on a medium, so there is "
        "nothing to derive again; compare the files with their digests in the catalogue."
    ),
    "image-not-in-bundle": N_(
        "{path} ({size_bytes} bytes) is none of the media that the bundle was made from, by size and stored "
        "digests ({expected}). Give the original image; if this is one of them, cut off or changed, name it "
        "with --source."
    ),
    "addendum-not-readable": N_(
        "{path} can't be read as an addendum ({reason}). Give the .asice as it was sent."
    ),
    "addendum-invalid": N_(
        "The field {field} of an addendum can't hold “{value}”. See “sealwright addendum add --help” for "
        "what it can."
    ),
    "addendum-refused": N_(
        "The addendum {path} is not taken into the case ({detail}). “sealwright verify” tells the reasons."
    ),
    "receipt-refused": N_(
        "The bundle {path} is {verdict}, so it can't be accepted. With --outcome rejected the receipt says "
        "what was found."
    ),
    "receipt-reason-missing": N_(
        "The bundle {path} is unconfirmed, so whether to accept it is for you to say, and the receipt gives "
        "your reason: --outcome accepted --reason T, or --outcome rejected."
    ),
    "seal-not-at-hand": N_(
        "No seal of {path} can be read, so nothing can be signed that refers to it. Ask for the .asice; "
        "“sealwright receive --unsigned” prints what was found."
    ),
    "bundle-not-chosen": N_(
        "Name the bundle of the case {path} with --bundle. Sealed from it so far: {names}."
    ),
    "manifest-not-readable": N_(
        "{path} can't be compared with ({detail}). Give a case, a sealed bundle, or a list of files: DFXML, "
        "hashdeep, CSV with the names of its columns, or what sha256sum writes."
    ),
    "listing-lost": N_(
        "The temporary list {path} of what the bundle holds can't be read any more. Close the contents and "
        "open them again."
    ),
    "verification-failed": N_(
        "The bundle {path} is {verdict}, so this can't be done with it. See “sealwright verify” for the "
        "reasons."
    ),
}


# Fields that name a thing of the user's: never taken for one of our codes, whatever they hold.
_AS_GIVEN = frozenset(
    {
        "path", "value", "holder", "identity", "artifact", "entry", "segment", "fingerprint", "hash_set",
        "seal", "zone",
    }
)  # fmt: skip


def error_sentence(error: ForensicsError) -> str:
    """The sentence for `error` in the current language, with hostile characters in its fields spelled out."""
    return code_sentence(error.code, error.fields())


def code_sentence(code: str, fields: Mapping[str, object]) -> str:
    """The same from an error's code and fields, where they come from a file or another process."""
    words = current()
    shown = {
        name: visible(str(value)) if name in _AS_GIVEN else detail_text(str(value), words)
        for name, value in fields.items()
    }
    return words.text(ERROR_SENTENCES[code], **shown)

"""The whole error tree. Each error carries a stable code and typed fields, and no prose.

Sentences live in the message catalogue (`forensics_app.i18n.sentences`), where a test demands one for
every code here. Only the standard library is imported, so every layer may raise these.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """Exit codes of the command line (docs/user-guide.md)."""

    OK = 0
    EVIDENCE_BAD = 1
    UNUSABLE = 2
    UNCONFIRMED = 3
    CANCELLED = 130


@dataclass(eq=False)
class ForensicsError(Exception):
    """Base of everything this program raises on purpose."""

    code: ClassVar[str] = ""
    exit_code: ClassVar[ExitCode] = ExitCode.UNUSABLE

    def fields(self) -> dict[str, Any]:
        """The typed fields by name, for the sentence and for machine-readable output.

        A damaged header can make a number that no frame and no JSON reader takes: it is cut to 64 bits.
        """
        return {f.name: _bounded(getattr(self, f.name)) for f in fields(self)}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.fields()))

    def __str__(self) -> str:
        shown = " ".join(f"{name}={value!r}" for name, value in self.fields().items())
        return f"{self.code} {shown}".strip()


def _bounded(value: Any) -> Any:
    return max(-(1 << 63), min(value, (1 << 63) - 1)) if isinstance(value, int) else value


def _rebuild(kind: type[ForensicsError], values: dict[str, Any]) -> ForensicsError:
    return kind(**values)


# --- use and environment -------------------------------------------------------------------------


@dataclass(eq=False)
class UsageError(ForensicsError):
    """An argument that parses but can't be meant: `name` says which, `value` what was given."""

    code: ClassVar[str] = "usage"
    name: str = ""
    value: str = ""


@dataclass(eq=False)
class CancelledError(ForensicsError):
    """The user asked to stop; what was committed stays."""

    code: ClassVar[str] = "cancelled"
    exit_code: ClassVar[ExitCode] = ExitCode.CANCELLED


@dataclass(eq=False)
class DiskFullError(ForensicsError):
    code: ClassVar[str] = "disk-full"
    path: str = ""


@dataclass(eq=False)
class OutputExistsError(ForensicsError):
    code: ClassVar[str] = "output-exists"
    path: str = ""


@dataclass(eq=False)
class OutputNotWritableError(ForensicsError):
    code: ClassVar[str] = "output-not-writable"
    path: str = ""
    reason: str = ""


@dataclass(eq=False)
class WindowUnavailableError(ForensicsError):
    """No window can be opened here: `detail` is `no display`, or the library that is missing."""

    code: ClassVar[str] = "window-unavailable"
    detail: str = ""


# --- evidence --------------------------------------------------------------------------------------


@dataclass(eq=False)
class EvidenceError(ForensicsError):
    """A source, or a layer of it, that can't be used. `path` is the source as the user named it."""

    code: ClassVar[str] = "evidence"
    path: str = ""


@dataclass(eq=False)
class SourceNotFoundError(EvidenceError):
    code: ClassVar[str] = "source-not-found"


@dataclass(eq=False)
class SourcePermissionError(EvidenceError):
    code: ClassVar[str] = "source-permission"


@dataclass(eq=False)
class SourceEmptyError(EvidenceError):
    code: ClassVar[str] = "source-empty"


@dataclass(eq=False)
class SourceDamagedError(EvidenceError):
    """A container that says what it is and then can't be read as that."""

    code: ClassVar[str] = "source-damaged"
    format: str = ""
    detail: str = ""


@dataclass(eq=False)
class SourceTruncatedError(EvidenceError):
    """Fewer bytes than the container promises. Sizes in bytes."""

    code: ClassVar[str] = "source-truncated"
    format: str = ""
    expected_bytes: int = 0
    actual_bytes: int = 0


@dataclass(eq=False)
class SegmentMissingError(EvidenceError):
    code: ClassVar[str] = "segment-missing"
    segment: str = ""


@dataclass(eq=False)
class FormatNotSupportedError(EvidenceError):
    """Recognised by its content and not supported; never opened as raw instead."""

    code: ClassVar[str] = "format-not-supported"
    format: str = ""


@dataclass(eq=False)
class SourceChangedError(EvidenceError):
    """Size or modification time of a source moved while it was read, or since its ingest."""

    code: ClassVar[str] = "source-changed"


@dataclass(eq=False)
class ReadFailedError(EvidenceError):
    """A read that did not give every byte it asked for. Offset and size in bytes of the named layer."""

    code: ClassVar[str] = "read-failed"
    layer: str = ""
    offset_bytes: int = 0
    size_bytes: int = 0
    detail: str = ""


@dataclass(eq=False)
class VolumeLockedError(EvidenceError):
    """A layer that was being read needs the credential, or the option, that opened it the first time."""

    code: ClassVar[str] = "volume-locked"
    layer: str = ""


@dataclass(eq=False)
class CredentialsFileError(ForensicsError):
    """A file of credentials that can't be used. Nothing in it is part of the error."""

    code: ClassVar[str] = "credentials-file"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class CredentialsLineError(CredentialsFileError):
    """A line of it, counted from 1."""

    code: ClassVar[str] = "credentials-line"
    line: int = 0


@dataclass(eq=False)
class WorkerLostError(EvidenceError):
    """The reading process went silent, crashed or ran out of memory."""

    code: ClassVar[str] = "worker-lost"
    reason: str = ""


# --- case and catalogue ----------------------------------------------------------------------------


@dataclass(eq=False)
class CaseError(ForensicsError):
    code: ClassVar[str] = "case"
    path: str = ""


@dataclass(eq=False)
class CaseNotFoundError(CaseError):
    code: ClassVar[str] = "case-not-found"


@dataclass(eq=False)
class CaseExistsError(CaseError):
    code: ClassVar[str] = "case-exists"


@dataclass(eq=False)
class CaseInUseError(CaseError):
    """Another process writes this case; `holder` says who (user@host, process id, since when)."""

    code: ClassVar[str] = "case-in-use"
    holder: str = ""


@dataclass(eq=False)
class CaseDamagedError(CaseError):
    code: ClassVar[str] = "case-damaged"
    detail: str = ""


@dataclass(eq=False)
class CaseVersionError(CaseError):
    code: ClassVar[str] = "case-version"
    version: str = ""


@dataclass(eq=False)
class NothingSelectedError(CaseError):
    code: ClassVar[str] = "nothing-selected"


@dataclass(eq=False)
class ArtifactNotFoundError(CaseError):
    code: ClassVar[str] = "artifact-not-found"
    artifact: str = ""


@dataclass(eq=False)
class LedgerBrokenError(CaseError):
    """The custody ledger's chain doesn't hold at `sequence`."""

    code: ClassVar[str] = "ledger-broken"
    sequence: int = 0
    detail: str = ""


@dataclass(eq=False)
class CustodySignatureInvalidError(ForensicsError):
    """A signature file beside the ledger does not hold; `detail` is the finding's code."""

    code: ClassVar[str] = "custody-signature-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class LedgerContradictsSealError(CaseError):
    """The ledger does not begin with what `seal` sealed: head(`sequence`) differs, or lines are missing."""

    code: ClassVar[str] = "ledger-contradicts-seal"
    seal: str = ""
    sequence: int = 0


@dataclass(eq=False)
class CustodyLabelsInvalidError(ForensicsError):
    """A file of labels for the custody form; `detail`: the code that no form has, or what the reader says."""

    code: ClassVar[str] = "custody-labels-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class CustodyEventInvalidError(ForensicsError):
    code: ClassVar[str] = "custody-event-invalid"
    field: str = ""
    value: str = ""


# --- hash sets --------------------------------------------------------------------------------------


@dataclass(eq=False)
class HashSetError(ForensicsError):
    """`hash_set` is a set by its name, `path` a file."""

    code: ClassVar[str] = "hash-set"
    hash_set: str = ""


@dataclass(eq=False)
class HashSetNotFoundError(HashSetError):
    code: ClassVar[str] = "hash-set-not-found"


@dataclass(eq=False)
class HashSetExistsError(HashSetError):
    code: ClassVar[str] = "hash-set-exists"


@dataclass(eq=False)
class HashSetKindNeededError(HashSetError):
    """A plain list doesn't say what standing in it means."""

    code: ClassVar[str] = "hash-set-kind-needed"


@dataclass(eq=False)
class HashSetInvalidError(HashSetError):
    """A file that holds no digests in a form that is known, or a set whose own file is damaged."""

    code: ClassVar[str] = "hash-set-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class HashSetChangedError(HashSetError):
    """The file of a set isn't what it was when the set was added: gone, or of another size or time."""

    code: ClassVar[str] = "hash-set-changed"
    path: str = ""


@dataclass(eq=False)
class HashSetNotMatchedError(HashSetError):
    """A case was never matched with this set, so there is no answer: not the answer "none"."""

    code: ClassVar[str] = "hash-set-not-matched"
    path: str = ""


# --- YARA rules -------------------------------------------------------------------------------------


@dataclass(eq=False)
class RulesError(ForensicsError):
    """`path` is a file or folder of YARA rules."""

    code: ClassVar[str] = "rules"
    path: str = ""


@dataclass(eq=False)
class RulesLibraryMissingError(RulesError):
    """The optional library that applies the rules isn't installed for `python`, which runs this program."""

    code: ClassVar[str] = "rules-library-missing"
    python: str = ""


@dataclass(eq=False)
class RulesNotFoundError(RulesError):
    """There is no such file or folder, it can't be read, or the folder holds no rules."""

    code: ClassVar[str] = "rules-not-found"
    detail: str = ""


@dataclass(eq=False)
class RulesDamagedError(RulesError):
    """A file of rules that doesn't compile; `line` counts from 1, 0 where it isn't known."""

    code: ClassVar[str] = "rules-damaged"
    line: int = 0
    detail: str = ""


# --- times ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class TimeZoneUnknownError(ForensicsError):
    """A name that isn't in the IANA time zone database of this computer."""

    code: ClassVar[str] = "time-zone-unknown"
    zone: str = ""


@dataclass(eq=False)
class LayerNotFoundError(CaseError):
    """No source or layer of the case has this id."""

    code: ClassVar[str] = "layer-not-found"
    layer: str = ""


# --- identities and trust --------------------------------------------------------------------------


@dataclass(eq=False)
class IdentityError(ForensicsError):
    code: ClassVar[str] = "identity"
    identity: str = ""


@dataclass(eq=False)
class IdentityNotFoundError(IdentityError):
    code: ClassVar[str] = "identity-not-found"


@dataclass(eq=False)
class IdentityExistsError(IdentityError):
    code: ClassVar[str] = "identity-exists"


@dataclass(eq=False)
class WrongPassphraseError(IdentityError):
    code: ClassVar[str] = "wrong-passphrase"


@dataclass(eq=False)
class PassphraseNeededError(IdentityError):
    code: ClassVar[str] = "passphrase-needed"


@dataclass(eq=False)
class KeyFileInvalidError(IdentityError):
    """A PKCS#12 or certificate file that can't be used: `path` names it, `detail` the rule it breaks."""

    code: ClassVar[str] = "key-file-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class IdentityExpiredError(IdentityError):
    code: ClassVar[str] = "identity-expired"
    not_after: str = ""


@dataclass(eq=False)
class IdentityRevokedError(IdentityError):
    """The lab root here says that the certificate counts no longer since a UTC time."""

    code: ClassVar[str] = "identity-revoked"
    since: str = ""


@dataclass(eq=False)
class RootNotHereError(IdentityError):
    """What only the root above an identity can do was asked for, and that root's key is not here."""

    code: ClassVar[str] = "root-not-here"


@dataclass(eq=False)
class WeakKeyError(IdentityError):
    code: ClassVar[str] = "weak-key"
    algorithm: str = ""


@dataclass(eq=False)
class SigningKeyError(IdentityError):
    """A key that is there did not sign. `detail` is what its card or module said, or a code."""

    code: ClassVar[str] = "signing-key"
    detail: str = ""


@dataclass(eq=False)
class CardSupportMissingError(SigningKeyError):
    """The optional library for cards is not installed for this `python`."""

    code: ClassVar[str] = "card-support-missing"
    python: str = ""


@dataclass(eq=False)
class CardModuleError(SigningKeyError):
    """The PKCS#11 module at `path` can't be loaded or does not answer."""

    code: ClassVar[str] = "card-module"
    path: str = ""


@dataclass(eq=False)
class CardMissingError(SigningKeyError):
    """No card or token of this label and serial is there, or it was pulled while in use."""

    code: ClassVar[str] = "card-missing"
    token: str = ""
    path: str = ""


@dataclass(eq=False)
class CardAmbiguousError(SigningKeyError):
    """Several tokens or keys could be meant; `found` lists their labels."""

    code: ClassVar[str] = "card-ambiguous"
    found: str = ""


@dataclass(eq=False)
class CardObjectError(SigningKeyError):
    """The token lacks what sealing needs: `detail` is a code."""

    code: ClassVar[str] = "card-object"


@dataclass(eq=False)
class WrongPinError(SigningKeyError):
    code: ClassVar[str] = "wrong-pin"


@dataclass(eq=False)
class FewTriesLeftError(WrongPinError):
    code: ClassVar[str] = "wrong-pin-few"


@dataclass(eq=False)
class LastTryError(WrongPinError):
    code: ClassVar[str] = "wrong-pin-last"


@dataclass(eq=False)
class PinLockedError(WrongPinError):
    code: ClassVar[str] = "pin-locked"


@dataclass(eq=False)
class TrustError(ForensicsError):
    code: ClassVar[str] = "trust"
    path: str = ""


@dataclass(eq=False)
class CertificateInvalidError(TrustError):
    code: ClassVar[str] = "certificate-invalid"
    detail: str = ""


@dataclass(eq=False)
class RevocationFileInvalidError(TrustError):
    """A file given as revocation lists or OCSP answers that holds none. `detail` is what its reader said."""

    code: ClassVar[str] = "revocation-file-invalid"
    detail: str = ""


@dataclass(eq=False)
class LabCardInvalidError(TrustError):
    """Not a laboratory card, or one that something is wrong with: `detail` is a code or a field's name."""

    code: ClassVar[str] = "lab-card-invalid"
    detail: str = ""


@dataclass(eq=False)
class LabCardBesideBundleError(TrustError):
    """A card that lies in or beside a bundle: whoever made the bundle can have put it there."""

    code: ClassVar[str] = "lab-card-beside-bundle"
    found: str = ""


@dataclass(eq=False)
class FingerprintMismatchError(TrustError):
    code: ClassVar[str] = "fingerprint-mismatch"
    expected: str = ""
    actual: str = ""


@dataclass(eq=False)
class TrustEntryNotFoundError(TrustError):
    code: ClassVar[str] = "trust-entry-not-found"
    fingerprint: str = ""


# --- bundle ----------------------------------------------------------------------------------------


@dataclass(eq=False)
class BundleError(ForensicsError):
    code: ClassVar[str] = "bundle"
    path: str = ""


@dataclass(eq=False)
class BundleNotFoundError(BundleError):
    code: ClassVar[str] = "bundle-not-found"


@dataclass(eq=False)
class NotABundleError(BundleError):
    """Nothing here that any check could start from."""

    code: ClassVar[str] = "not-a-bundle"
    detail: str = ""


@dataclass(eq=False)
class ZipRuleError(BundleError):
    """A rule of the strict ZIP form is broken. `rule` is its code in docs/bundle-format.md."""

    code: ClassVar[str] = "zip-rule"
    rule: str = ""
    entry: str = ""
    offset_bytes: int = 0


@dataclass(eq=False)
class NotCanonicalError(BundleError):
    """Sealed text that isn't in its one canonical form. `line` counts from 1, 0 is the whole file."""

    code: ClassVar[str] = "not-canonical"
    line: int = 0
    detail: str = ""


@dataclass(eq=False)
class SealFailedError(BundleError):
    code: ClassVar[str] = "seal-failed"
    detail: str = ""


@dataclass(eq=False)
class TypesettingFailedError(ForensicsError):
    """A page could not be set: `template` names it."""

    code: ClassVar[str] = "typesetting-failed"
    template: str = ""
    detail: str = ""


@dataclass(eq=False)
class TimeStampError(BundleError):
    """A time-stamp authority (`url`) gave no token that a seal can hold."""

    code: ClassVar[str] = "time-stamp"
    url: str = ""


@dataclass(eq=False)
class TimeStampUnreachableError(TimeStampError):
    code: ClassVar[str] = "time-stamp-unreachable"
    reason: str = ""


@dataclass(eq=False)
class TimeStampTimeoutError(TimeStampError):
    code: ClassVar[str] = "time-stamp-timeout"
    seconds: int = 0


@dataclass(eq=False)
class TimeStampTooLargeError(TimeStampError):
    code: ClassVar[str] = "time-stamp-too-large"
    limit_bytes: int = 0


@dataclass(eq=False)
class TimeStampNoAnswerError(TimeStampError):
    """Something answered, but not by the time-stamp protocol: `status` and `content_type` of HTTP."""

    code: ClassVar[str] = "time-stamp-no-answer"
    status: int = 0
    content_type: str = ""


@dataclass(eq=False)
class TimeStampGarbledError(TimeStampError):
    """An answer by its media type, but not by its bytes; `detail` is a short code."""

    code: ClassVar[str] = "time-stamp-garbled"
    detail: str = ""


@dataclass(eq=False)
class TimeStampRefusedError(TimeStampError):
    """The authority said no: `reason` its failure information (RFC 3161), `text` its own words."""

    code: ClassVar[str] = "time-stamp-refused"
    reason: str = ""
    text: str = ""


@dataclass(eq=False)
class TimeStampNonceError(TimeStampError):
    """The token answers another question than the one asked: an old one, perhaps."""

    code: ClassVar[str] = "time-stamp-nonce"


@dataclass(eq=False)
class TimeStampImprintError(TimeStampError):
    code: ClassVar[str] = "time-stamp-imprint"


@dataclass(eq=False)
class TimeStampPolicyError(TimeStampError):
    code: ClassVar[str] = "time-stamp-policy"
    policy: str = ""


@dataclass(eq=False)
class TimeStampUsageError(TimeStampError):
    """The token's certificate is not one for time-stamps."""

    code: ClassVar[str] = "time-stamp-usage"
    subject: str = ""


@dataclass(eq=False)
class TimeStampExpiredError(TimeStampError):
    """The token's certificate was not valid when it was made, by the token's own time."""

    code: ClassVar[str] = "time-stamp-expired"
    subject: str = ""


@dataclass(eq=False)
class TimeStampInvalidError(TimeStampError):
    """The token's signature, or that of a certificate in it, does not hold."""

    code: ClassVar[str] = "time-stamp-invalid"


@dataclass(eq=False)
class TimeStampWeakError(TimeStampError):
    """A key or algorithm that no seal takes; `algorithm` names it."""

    code: ClassVar[str] = "time-stamp-weak"
    algorithm: str = ""


@dataclass(eq=False)
class TimeStampClockError(TimeStampError):
    """This computer's clock (`stated`) is far from a good token's time (`attested`); both in sealed form."""

    code: ClassVar[str] = "time-stamp-clock"
    stated: str = ""
    attested: str = ""


@dataclass(eq=False)
class StatusNotFetchedError(BundleError):
    """No good revocation status of the certificate of `subject` could be had."""

    code: ClassVar[str] = "status-not-fetched"
    subject: str = ""
    reason: str = ""


@dataclass(eq=False)
class NoMediumInBundleError(BundleError):
    """A bundle of folders and files alone: they have no extents that an image could be compared with."""

    code: ClassVar[str] = "no-medium-in-bundle"


@dataclass(eq=False)
class ImageNotInBundleError(BundleError):
    """An image (`path`) that is none of a bundle's sources; `expected` lists their ids and sizes in bytes."""

    code: ClassVar[str] = "image-not-in-bundle"
    size_bytes: int = 0
    expected: str = ""


@dataclass(eq=False)
class AddendumNotReadableError(BundleError):
    """A file given as an addendum that can't be read at all, or is too large for one."""

    code: ClassVar[str] = "addendum-not-readable"
    reason: str = ""


@dataclass(eq=False)
class AddendumInvalidError(ForensicsError):
    """`field` of an addendum to be made can't hold `value`."""

    code: ClassVar[str] = "addendum-invalid"
    field: str = ""
    value: str = ""


@dataclass(eq=False)
class AddendumRefusedError(BundleError):
    """An addendum that doesn't hold, or belongs to no bundle of this case. `detail` is a finding's code."""

    code: ClassVar[str] = "addendum-refused"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    detail: str = ""


@dataclass(eq=False)
class ReceiptRefusedError(BundleError):
    """Accepting a bundle whose verdict says that it is not what was sealed."""

    code: ClassVar[str] = "receipt-refused"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    verdict: str = ""


@dataclass(eq=False)
class SealNotAtHandError(BundleError):
    """No seal that an addendum could name: there is none, or it can't be read."""

    code: ClassVar[str] = "seal-not-at-hand"


@dataclass(eq=False)
class BundleNotChosenError(BundleError):
    """A case with no bundle, or several of which none was named; `names` are those there are."""

    code: ClassVar[str] = "bundle-not-chosen"
    names: str = ""


@dataclass(eq=False)
class VerificationFailedError(BundleError):
    """The verdict does not allow what was asked; the report with every finding is attached."""

    code: ClassVar[str] = "verification-failed"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    verdict: str = ""

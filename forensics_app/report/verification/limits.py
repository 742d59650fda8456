"""What a verification looked at, and what it can't know: the two paragraphs that a court asks about."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n.translator import N_, NP_, Translator
from forensics_app.i18n.typography.readable import readable, to_second
from forensics_app.model.findings import Axis, AxisState, VerificationReport


def checks(report: VerificationReport, words: Translator) -> Iterator[str]:
    """One sentence for each thing that was done, none for what was not."""
    bundle = report.bundle
    looked = {axis for axis, state in report.axes.items() if state is not AxisState.NONE}
    if bundle.scope == "parcel" and Axis.ORIGIN in looked:
        yield words.text(N_("Every file in the parcel's signed list was read and its SHA-256 compared."))
    elif Axis.CONTENT in looked and bundle.scope != "seal":
        yield words.text(
            N_(
                "Every file in the bundle was read and its SHA-256 compared with the sealed lists, and "
                "these with "
                "the seal. Names, sizes and the form of the container were compared too."
            )
        )
        yield words.text(
            N_(
                "All names in the bundle were compared with the sealed lists, so that a "
                "missing or added file is detected."
            )
        )
    if Axis.ORIGIN in looked:
        yield words.text(
            N_(
                "Each signature over the seal was verified, with every certificate in it, "
                "and the signers were compared with those named in the seal and with those "
                "whom the verifying laboratory trusts."
            )
        )
    if Axis.TIME in looked:
        yield words.text(N_("The time-stamps over the signature and over the seal as a whole were verified."))
    if Axis.CUSTODY in looked:
        yield words.text(
            N_(
                "The hash chain of the custody ledger was recomputed entry by entry and "
                "compared with the seal."
            )
        )
    if report.consistency.places is not None:
        yield words.text(
            N_(
                "The statements of the sealed lists, the custody ledger and the "
                "accompanying texts about the same things were compared: sources, layers, "
                "exhibits, extents, omissions, hashes, names and dates."
            )
        )
    if report.consistency.md5_sha1:
        yield words.text(N_("MD5 and SHA-1 in the catalogue were recomputed from the contents."))
    if bundle.file is not None and bundle.file.sha256 is not None:
        yield words.text(
            N_(
                "The SHA-256 of the file was computed after the check; its size and times had not changed "
                "since."
            )
        )
    if report.verifier.implementation != "openssl":
        yield words.text(
            N_("Digests and signatures were computed by a library that shares no code with OpenSSL.")
        )
    if not looked:
        yield words.text(N_("Nothing could be verified."))


NOT_HASHED_AGAIN = N_("MD5 and SHA-1 in the catalogue were not compared with the contents.")


def limits(
    report: VerificationReport, words: Translator, not_hashed_again: str = NOT_HASHED_AGAIN
) -> Iterator[str]:
    """What a reader might believe to be shown, and is not.

    `not_hashed_again` says that MD5 and SHA-1 were not compared: other checks of a bundle may have done so,
    which a report must not seem to deny. It may name the `time` of the check.
    """
    seal, bundle = report.seal, report.bundle
    codes = {f.code for f in report.findings}
    yield words.text(
        N_(
            "A seal shows whose certificate signed it, and that what it covers has not changed since."
            " It does not show whether the content is true and complete."
        )
    )
    if bundle.scope == "seal":
        yield words.text(N_("Only the seal was available. The content of the bundle was not verified."))
    if bundle.scope == "parcel":
        yield words.text(
            N_("The parcel was not opened. The content of the bundle, and its own seal, were not verified.")
        )
    if bundle.omissions:
        yield words.plural(
            *NP_(
                "The bundle declares one item as not read, not included or in doubt; no statement is made "
                "about it.",
                "The bundle declares {count} items as not read, not included or in doubt; no statement is "
                "made about them.",
            ),
            bundle.omissions,
        )
    if report.consistency.places is not None and not report.consistency.md5_sha1:
        yield words.text(not_hashed_again, time=to_second(report.verifier.checked_at))
    if seal.timestamp is None and seal.signed_at is not None:
        yield words.text(
            N_("The sealing time is the signer's own statement ({time}); no independent clock attests it."),
            time=readable(seal.signed_at),
        )
    if any(s.trust in ("unknown", "authority") for s in seal.signers):
        yield words.text(
            N_(
                "It is not known who holds the certificate of a signer who is not on the "
                "trusted list. The name in a certificate alone proves nothing; compare "
                "its fingerprint with its owner."
            )
        )
    if "revocation-not-checked" in codes or "revocation-unknown" in codes:
        yield words.text(
            N_(
                "Whether a certificate was revoked was not checked against a list of the verifying "
                "laboratory's own."
            )
        )
    if "custody-by-sealer-alone" in codes:
        yield words.text(
            N_(
                "The custody ledger is the statement of the laboratory that sealed it. The seal shows"
                " that the ledger has not changed since; it does not show that what it records "
                "happened."
            )
        )
    yield words.text(
        N_("Documents made after sealing are known only if they were available: there may be later ones.")
    )
    if seal.demo:
        yield words.text(N_("DEMO: the signer is a practice identity, so this proves nothing."))

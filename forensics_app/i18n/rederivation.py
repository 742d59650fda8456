"""What re-derivation tells people: outcomes, how the image was known, what its digest says."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, NC_, Translator, current
from forensics_app.model.rederivation import Identification, MediumMatch, ProofOutcome

OUTCOME_WORDS: dict[ProofOutcome, str] = {
    ProofOutcome.PROVED: NC_("artifact derived again", "proved"),
    ProofOutcome.NOTHING_STORED: NC_("artifact derived again", "nothing stored"),
    ProofOutcome.DIFFERS: NC_("artifact derived again", "differs"),
    ProofOutcome.IMAGE_TOO_SHORT: NC_("artifact derived again", "image too short"),
    ProofOutcome.UNREADABLE: NC_("artifact derived again", "unreadable"),
    ProofOutcome.LAYER_MISSING: NC_("artifact derived again", "layer missing"),
    ProofOutcome.NOT_DERIVABLE: NC_("artifact derived again", "not derivable"),
    ProofOutcome.OTHER_SOURCE: NC_("artifact derived again", "other source"),
    ProofOutcome.NO_CONTENT: NC_("artifact derived again", "no content"),
}

OUTCOME_SENTENCES: dict[ProofOutcome, str] = {
    ProofOutcome.PROVED: N_("The bytes at its sealed location on this image have the sealed SHA-256."),
    ProofOutcome.NOTHING_STORED: N_(
        "It is empty, sparse, or could not be read: there are no bytes to compare, so no image can prove it."
    ),
    ProofOutcome.DIFFERS: N_("The bytes at its sealed location on this image are not the sealed content."),
    ProofOutcome.IMAGE_TOO_SHORT: N_("The image ends before its sealed location."),
    ProofOutcome.UNREADABLE: N_("The bytes at its sealed location could not be read."),
    ProofOutcome.LAYER_MISSING: N_(
        "It is in a volume that can't be opened from this image: if it is encrypted, its key is needed."
    ),
    ProofOutcome.NOT_DERIVABLE: N_(
        "Its content can't be derived from its location alone (compressed, or the location is not known)."
    ),
    ProofOutcome.OTHER_SOURCE: N_("It comes from another source of the bundle."),
    ProofOutcome.NO_CONTENT: N_("The bundle contains no content of it."),
}

IDENTIFICATION_SENTENCES: dict[Identification, str] = {
    Identification.MEDIUM_DIGEST: N_(
        "The image is {sources}: the digest of the whole medium matches the sealed one."
    ),
    Identification.STORED_DIGEST: N_("The image is {sources}: a digest stored in it matches the sealed one."),
    Identification.SIZE: N_(
        "The image is assumed to be {sources}, based on its size only. --medium-digest "
        "compares the whole medium."
    ),
    Identification.ASKED: N_("The image is assumed to be {sources}, as you specified."),
}

MEDIUM_SENTENCES: dict[MediumMatch, str] = {
    MediumMatch.AGREES: N_("The digest of the whole medium matches the sealed one."),
    MediumMatch.DIFFERS: N_(
        "The digest of the whole medium does NOT match the sealed one: this image was "
        "changed, or is a different one."
    ),
    MediumMatch.GAPS_SEALED: N_(
        "In the sealed digest of the medium, anything unreadable at the time counts as "
        "zeros, so it can't be compared with this image."
    ),
    MediumMatch.NONE_SEALED: N_("The bundle contains no digest of the whole medium to compare with."),
    MediumMatch.NOT_COMPUTED: N_("The digest of the whole medium was not computed."),
}


def outcome_word(outcome: ProofOutcome, words: Translator | None = None) -> str:
    """One or two words for an outcome."""
    return (words or current()).text(OUTCOME_WORDS[outcome])


def outcome_sentence(outcome: ProofOutcome, words: Translator | None = None) -> str:
    """What an outcome means, as a sentence."""
    return (words or current()).text(OUTCOME_SENTENCES[outcome])

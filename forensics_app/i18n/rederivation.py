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
    ProofOutcome.PROVED: N_("The bytes at its sealed place on this image have the sealed SHA-256."),
    ProofOutcome.NOTHING_STORED: N_(
        "It is empty, a hole, or could not be read: there is no byte to compare, so no image can prove it."
    ),
    ProofOutcome.DIFFERS: N_("The bytes at its sealed place on this image are not the sealed content."),
    ProofOutcome.IMAGE_TOO_SHORT: N_("The image ends before its sealed place."),
    ProofOutcome.UNREADABLE: N_("The bytes at its sealed place could not be read."),
    ProofOutcome.LAYER_MISSING: N_(
        "It lies in a volume that this image does not give: a decrypted one needs its key."
    ),
    ProofOutcome.NOT_DERIVABLE: N_(
        "Its content does not follow from its place alone (compressed, or the place is not known)."
    ),
    ProofOutcome.OTHER_SOURCE: N_("It comes from another source of the bundle."),
    ProofOutcome.NO_CONTENT: N_("The bundle holds no content of it."),
}

IDENTIFICATION_SENTENCES: dict[Identification, str] = {
    Identification.MEDIUM_DIGEST: N_(
        "The image is {sources}: the digest of the whole medium is the sealed one."
    ),
    Identification.STORED_DIGEST: N_("The image is {sources}: a digest stored in it is the sealed one."),
    Identification.SIZE: N_(
        "The image is taken for {sources}, by its size alone. --medium-digest compares the whole medium."
    ),
    Identification.ASKED: N_("The image is taken for {sources}, as you say."),
}

MEDIUM_SENTENCES: dict[MediumMatch, str] = {
    MediumMatch.AGREES: N_("The digest of the whole medium is the sealed one."),
    MediumMatch.DIFFERS: N_(
        "The digest of the whole medium is NOT the sealed one: this image was changed, or is another one."
    ),
    MediumMatch.GAPS_SEALED: N_(
        "The sealed digest of the medium counts as zeros what could not be read then, so it is no measure "
        "of this image."
    ),
    MediumMatch.NONE_SEALED: N_("The bundle holds no digest of the whole medium to compare with."),
    MediumMatch.NOT_COMPUTED: N_("The digest of the whole medium was not computed."),
}


def outcome_word(outcome: ProofOutcome, words: Translator | None = None) -> str:
    """One or two words for an outcome."""
    return (words or current()).text(OUTCOME_WORDS[outcome])


def outcome_sentence(outcome: ProofOutcome, words: Translator | None = None) -> str:
    """What an outcome means, as a sentence."""
    return (words or current()).text(OUTCOME_SENTENCES[outcome])

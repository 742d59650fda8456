"""Why an artifact was not extracted from the evidence, or not copied out of a bundle, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.i18n.omissions import NOT_READ_SENTENCES, OMISSION_SENTENCES
from forensics_app.i18n.translator import N_, current, tr, trn

_WITHHELD = N_("It is withheld from bundles and from extraction by a mark.")
LEFT_OUT_SENTENCES: dict[str, str] = {
    "content-changed": N_("The content has changed since it was catalogued. It was not extracted."),
    "volume-locked": N_("It is in an encrypted volume that was not unlocked, so it was not extracted."),
    "evidence-not-at-hand": N_("The evidence that contains it can't be opened."),
    "extraction-stopped": N_("Extraction was stopped before this item."),
    "withheld-privileged": _WITHHELD,
    "withheld-private": _WITHHELD,
    "withheld-out-of-scope": _WITHHELD,
    "withheld-with-marked": N_("It duplicates or contains something that is withheld by a mark."),
}


def left_out_sentence(code: str) -> str:
    """The sentence of a reason in the digest list of an extraction; the code itself where it has none."""
    for sentences in (LEFT_OUT_SENTENCES, NOT_READ_SENTENCES, OMISSION_SENTENCES):
        if code in sentences:
            return tr(sentences[code])
    return code


def unacquired_sentence(count: int) -> str:
    """Of so many extracted files, some bytes could not be read when their image was made."""
    return trn(
        "{count} extracted file contains bytes that could not be read when the image was made. What "
        "replaces them, mostly zeros, is not what was on the medium.",
        "{count} extracted files contain bytes that could not be read when the image was made. What "
        "replaces them, mostly zeros, is not what was on the medium.",
        count,
    )


def zeros_sentence(count: int) -> str:
    """Of one copy, that it is not all content."""
    return trn(
        "{count} byte of it could not be read; a zero stands in its place.",
        "{count} bytes of it could not be read; zeros stand in their place.",
        count,
    )


def not_copied(same: int, without: int, named: Sequence[str], *, gaps: int = 0) -> list[str]:
    """A sentence for each reason; none where every artifact was copied, and all of it.

    `same`: those with the content of another; `without`: those whose content the bundle doesn't have, some of
    them in `named`, as shown; `gaps`: copies with zeros in place of what could not be read.
    """
    said = []
    if gaps:
        said.append(
            trn(
                "{count} copy has zeros in place of bytes that could not be read (column not_read_bytes).",
                "{count} copies have zeros in place of bytes that could not be read (column not_read_bytes).",
                gaps,
            )
        )
    if without:
        names = [current().isolate(name) for name in named]
        names += ["…"] if without > len(named) else []
        said.append(
            trn(
                "{count} artifact was not copied, because the bundle does not contain its content: {names}.",
                "{count} artifacts were not copied, because the bundle does not contain their content: "
                "{names}.",
                without,
                names=", ".join(names),
            )
        )
    if same:
        said.append(
            trn(
                "{count} artifact has the same content as another one, so no second copy was made.",
                "{count} artifacts have the same content as another one, so no second copies were made.",
                same,
            )
        )
    return said

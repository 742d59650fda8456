"""One sentence for every finding code about a parcel (docs/parcel-format.md, section 6); a test holds the
two together.

Fields as in `findings`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

PARCEL_SENTENCES: dict[str, str] = {
    "not-a-parcel": N_(
        "{subject} is not the signed list of a parcel. Specify the file ending in .parcel.asice, or the "
        "folder that it is in."
    ),
    "parcel-form": N_("The parcel's list is not in canonical form ({subject})."),
    "parcel-info-differs": N_("The parcel's list is not the one that was signed."),
    "parcel-name": N_("The list was renamed: it was {expected}. The content is not affected."),
    "parcel-file-missing": N_("{subject} is listed and missing. Ask the sender for it."),
    "parcel-file-unreadable": N_(
        "{subject} can't be read from this disk ({actual}). Check the disk or another copy."
    ),
    "parcel-file-size": N_(
        "{subject} has {actual} bytes; {expected} are listed. Ask the sender for a new copy."
    ),
    "parcel-file-differs": N_("{subject} is not what was listed. Ask the sender for a new copy."),
    "parcel-file-swapped": N_("{subject} has the content of {actual}: the files were exchanged."),
    "parcel-file-unlisted": N_("{subject} is not listed and was not used. Anybody can have put it there."),
    "parcel-envelope-form": N_(
        "The envelope with the key, {subject}, is not in the form of a parcel ({actual}). Ask the sender "
        "for a new parcel."
    ),
    "parcel-recipients-differ": N_(
        "The envelope with the key has other recipients than the list names: certificates, passphrases and "
        "shares {actual}, listed {expected}. Somebody may be able to open it who is not named."
    ),
    "parcel-files-unchecked": N_("Only the parcel's list was read; its files were not checked."),
    "parcel-closed": N_(
        "The parcel was not opened. Who signed its list, and that its files are those of the list, was "
        "checked; its content was not."
    ),
    "parcel-signer-other": N_(
        "{actual} (fingerprint {subject}) signed the parcel and is none of those who sealed the bundle in "
        "it. Whoever can open a bundle can send it on: ask the sender whether this parcel is theirs."
    ),
    "parcel-not-addressed": N_(
        "Your certificate {subject} opens the parcel but is not named in its list. Ask the sender whom the "
        "parcel is meant for."
    ),
}

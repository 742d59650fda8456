"""Messages in which a word of the glossary is another word, or is left to the sentence, and why.

Patterns are searched in the English message. What stands under a language holds there alone.
"""

from __future__ import annotations

EVERYWHERE: dict[str, str] = {
    "seal": r"(?i)physical seal",  # the strip of paper or metal has a word of its own
    "certificate": r"(?i)disposal|training certificate|^Certificate(…|: \{path\})$",  # a record on paper
    # names in formats; Windows' own; what a parcel is cut into has a word of its own
    "volume": r"volume section|^volume is not|volume shadow copies|(form|size|place) of (a|no|another) volume"
    r"|not that of a volume|The largest volume|Its volumes are|volumes?, \{size\} with padding"
    r"|three times a volume",
    "tag": r"^Tag, blue$|authentication tag",  # the shape of a picture on a form; of encryption
}

BY_LANGUAGE: dict[tuple[str, str], str] = {
    # the sentence names the act, and what was sealed is plain from it
    ("fr", "bundle"): r"no longer matched what had been catalogued|^Withhold from bundles|^Allow in bundles",
    (
        "de",
        "bundle",
    ): r"when the bundle was sealed|^When the bundle",
    # a column of the exhibit's own form
    ("fr", "examiner"): r"^examiner \{name\}$",
    ("es", "examiner"): r"^examiner \{name\}$",
    ("ar", "examiner"): r"^e\.g\. examiner",
    # “another laboratory”: socio reads as a partner in business where no list of partners is shown
    ("es", "partner"): r"that a partner sent|for partners|^Partners",
    ("de", "partner"): r"read out to partners",
    # pronouns and counted forms in place of the word
    ("ar", "digest"): r"^Read from its location|made only from folders or files",
    ("ar", "omission"): r"^No omission matches|^Selected omission|^\{count\} omission$",
    ("ar", "revoked"): r"which has not revoked it",
    ("de", "time-stamp"): r"^No time-stamp: the sealing",  # “no attested time”
    (
        "de",
        "trusted list",
    ): r"is not on your trusted list\. This is no sign",  # “not known to this laboratory”
    ("zh-Hans", "partner"): r"An authority that answers",  # the page's name there: the list of trusted ones
}

"""The stops of the walkthrough: the sealed practice bundle, then five finds and where each one shows."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n import N_
from forensics_app.model.selection import ArtifactFilter


@dataclass(frozen=True, slots=True)
class WalkthroughStop:
    """`find` chooses the one artifact of the practice case that it is about, None the bundle on Verify;
    `tab` of its details shows it (`SUMMARY`, `HEX`, `TEXT` of the details panel).
    """

    title: str
    text: str
    find: ArtifactFilter | None = None
    tab: int = 0


_SUMMARY, _HEX, _TEXT = range(3)

STOPS = (
    WalkthroughStop(
        N_("The sealed bundle, as its recipient sees it"),
        N_(
            "At the top is the verdict; below are the checks it is based on, and next to them "
            "who signed and what happened to the evidence. “Browse contents” shows what was "
            "handed over. Five items from the case follow."
        ),
    ),
    WalkthroughStop(
        N_("A renamed program"),
        N_(
            "ferry-03.jpg is named like a picture, but its content begins with 7F 45 4C 46: it is a Linux "
            "program. “Extension mismatch” in the filter lists every file like this one."
        ),
        ArtifactFilter(text="Pictures/ferry-03.jpg"),
        _HEX,
    ),
    WalkthroughStop(
        N_("A deleted file"),
        N_(
            "transfer-plan.txt was deleted, but its content is still on the disk: it can be read, hashed, "
            "tagged and sealed like any other. Ctrl+D goes to the next deleted item."
        ),
        ArtifactFilter(text="Invoices/transfer-plan.txt", deleted=True),
        _TEXT,
    ),
    WalkthroughStop(
        N_("A picture with a location"),
        N_(
            "The camera stored in ferry-01.jpg when and where it was taken. Further down, "
            "the summary shows the position on an offline map. It is what the file states, "
            "not proof of where anyone was."
        ),
        ArtifactFilter(text="Pictures/ferry-01.jpg"),
        _SUMMARY,
    ),
    WalkthroughStop(
        N_("An alternate data stream"),
        N_(
            "NTFS can store additional content under the same file name. ledger.csv is such "
            "a stream of notes.txt; file managers do not show it, but here it is listed as "
            "a separate artifact."
        ),
        ArtifactFilter(text="Invoices/notes.txt:ledger.csv"),
        _TEXT,
    ),
    WalkthroughStop(
        N_("A spoofed file name"),
        N_(
            "An invisible character in this name reverses the order of what follows: other programs show "
            "“invoice_exe.jpg”. Here the character is spelled out as [RLO]; the file is a Windows program."
        ),
        ArtifactFilter(text="Pictures/invoice_\u202egpj.exe"),
        _SUMMARY,
    ),
)

"""What of a sealed bundle is sent and what stays here: one wording for cover sheet, window and command line.

A parcel shows neither reference nor agency (docs/parcel-format.md, section 7). The bundle beside it and its
seal do, so neither goes with it, nor ahead of it.
"""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.names import visible

KEPT_HERE = N_("Not to be sent: readable without a key")
OTHER_WAY = N_("To be sent through another channel, not with the parcel: readable without a key")
"""Of papers and addenda, which name the case as the bundle does."""


def parcel_is_sent(folder: Path, words: Translator, *, whole: bool = False) -> str:
    """What is done with a parcel that was made in `folder`; `whole`: its path, where it may lie anywhere."""
    return words.text(
        N_(
            "Send the whole folder {folder}, and the seal code through another channel. Do not send the "
            "bundle or the seal next to it: both can be read without a key."
        ),
        folder=visible(str(folder) if whole else folder.name),
    )

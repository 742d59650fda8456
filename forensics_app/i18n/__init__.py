"""Messages, numbers and sizes in the reader's language. See `translator`."""

from forensics_app.i18n.translator import (
    LANGUAGES,
    N_,
    NC_,
    NCP_,
    NP_,
    Translator,
    current,
    pick_language,
    set_language,
    tr,
    trn,
)

__all__ = [
    "LANGUAGES",
    "NCP_",
    "NC_",
    "NP_",
    "N_",
    "Translator",
    "current",
    "pick_language",
    "set_language",
    "tr",
    "trn",
]

"""Messages, numbers, sizes and dates in the reader's language. See `translator`."""

from forensics_app.i18n.translator import (
    LANGUAGES,
    N_,
    Translator,
    current,
    pick_language,
    set_language,
    tr,
    trn,
)

__all__ = ["LANGUAGES", "N_", "Translator", "current", "pick_language", "set_language", "tr", "trn"]

"""Which errors say that a passphrase or PIN itself was refused: only then is it taken out of its field.

What is refused for anything else costs no second typing; a PIN that a card refused must not be tried again by
pressing the same button twice.
"""

from __future__ import annotations

from forensics_app.errors import (
    FewTriesLeftError,
    LastTryError,
    ParcelLockedError,
    PassphraseNeededError,
    PinCancelledError,
    PinExpiredError,
    PinFormError,
    PinLockedError,
    PinNotSetError,
    WrongPassphraseError,
    WrongPinError,
)

REFUSED_SECRETS = frozenset(
    kind.code
    for kind in (
        FewTriesLeftError,
        LastTryError,
        ParcelLockedError,
        PassphraseNeededError,
        PinCancelledError,
        PinExpiredError,
        PinFormError,
        PinLockedError,
        PinNotSetError,
        WrongPassphraseError,
        WrongPinError,
    )
)
"""Codes of errors."""

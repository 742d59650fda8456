"""Cards and security modules through their PKCS#11 module. Boundary to python-pkcs11, which is optional.

A module is a maker's own library, named by the user and loaded into this process. No session is kept: each
use opens one and ends it, so that a card that was pulled and put back works again.

Like `pkcs11_key`, this file is imported only where a card is used (`cards`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
from pkcs11._pkcs11 import lib
from pkcs11.types import PROTECTED_AUTH

from forensics_app.errors import (
    CardAmbiguousError,
    CardMissingError,
    CardModuleError,
    FewTriesLeftError,
    LastTryError,
    PinCancelledError,
    PinExpiredError,
    PinFormError,
    PinLockedError,
    PinNotSetError,
    SigningKeyError,
    WrongPinError,
)
from forensics_app.model.names import visible


def find_token(module: Path | str, label: str | None, serial: str | None = None) -> pkcs11.Token:
    """The one token that is there, with this label and serial where they are given.

    Raises CardModuleError, CardMissingError, CardAmbiguousError.
    """
    library = _library(str(module))
    found = _matching(library, str(module), label, serial)
    if not found:
        _start_again(library, str(module))  # some modules see a card that came later only then
        found = _matching(library, str(module), label, serial)
    if not found:
        raise CardMissingError(token=label or "", path=str(module))
    if len(found) > 1:
        raise CardAmbiguousError(found=", ".join(visible(t.label) for t in found))
    return found[0]


@contextmanager
def session_of(token: pkcs11.Token, pin: bytes, identity: str) -> Iterator[pkcs11.Session]:
    """A session as the card's user. What the module says of a failure becomes one of our errors.

    Raises WrongPinError, FewTriesLeftError, LastTryError, PinLockedError, PinFormError, PinExpiredError,
    PinNotSetError, PinCancelledError, CardMissingError, SigningKeyError.
    """
    pad = bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    try:
        typed = pin.decode("utf-8")
    except UnicodeDecodeError as e:
        raise WrongPinError(identity=identity) from e
    try:
        with token.open(user_pin=PROTECTED_AUTH if pad else typed) as session:
            yield session
    except pkcs11.PKCS11Error as e:
        raise _our_error(e, token, identity) from e


def has_pin_pad(token: pkcs11.Token) -> bool:
    """Whether its PIN is typed at the reader."""
    return bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH)


def mechanisms_of(token: pkcs11.Token) -> frozenset[int]:
    """The numbers of the mechanisms that the token says it has. Raises SigningKeyError."""
    try:
        return frozenset(int(m) for m in token.slot.get_mechanisms())
    except pkcs11.PKCS11Error as e:
        raise SigningKeyError(identity=token.label, detail=_said(e)) from e


def _library(module: str) -> lib:
    if not Path(module).is_file():
        raise CardModuleError(path=module, detail="no such file")
    try:
        return pkcs11.lib(module)
    except pkcs11.PKCS11Error as e:
        raise CardModuleError(path=module, detail=_said(e)) from e


def _matching(library: lib, module: str, label: str | None, serial: str | None) -> list[pkcs11.Token]:
    try:
        there = [t for t in library.get_tokens() if t.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED]
    except pkcs11.PKCS11Error as e:
        raise CardModuleError(path=module, detail=_said(e)) from e
    return [t for t in there if label in (None, t.label) and serial in (None, t.serial.hex())]


def _start_again(library: lib, module: str) -> None:
    try:
        library.reinitialize()
    except pkcs11.PKCS11Error as e:
        raise CardModuleError(path=module, detail=_said(e)) from e


_PIN_ERRORS: tuple[tuple[type[pkcs11.PKCS11Error], type[SigningKeyError]], ...] = (
    (pkcs11.PinLocked, PinLockedError),
    (pkcs11.PinExpired, PinExpiredError),
    (pkcs11.UserPinNotInitialized, PinNotSetError),
    (pkcs11.FunctionCancelled, PinCancelledError),
    (pkcs11.FunctionRejected, PinCancelledError),
)


def _our_error(error: pkcs11.PKCS11Error, token: pkcs11.Token, identity: str) -> SigningKeyError:
    """What the return value of a function of the module means to whoever holds the card."""
    if isinstance(error, (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid)):
        wrong = _wrong_pin(token, identity)
        badly_formed = type(wrong) is WrongPinError and not isinstance(error, pkcs11.PinIncorrect)
        return PinFormError(identity=identity) if badly_formed else wrong
    if isinstance(error, (pkcs11.DeviceRemoved, pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised)):
        return CardMissingError(identity=identity, token=token.label)
    for theirs, ours in _PIN_ERRORS:
        if isinstance(error, theirs):
            return ours(identity=identity)
    return SigningKeyError(identity=identity, detail=_said(error))


def _wrong_pin(token: pkcs11.Token, identity: str) -> WrongPinError:
    """How many tries are left, as far as the card tells (PKCS#11 section 5.5, token information flags)."""
    try:
        flags = token.slot.get_token().flags
    except pkcs11.PKCS11Error:
        return WrongPinError(identity=identity)
    if flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
        return PinLockedError(identity=identity)
    if flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
        return LastTryError(identity=identity)
    if flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW:
        return FewTriesLeftError(identity=identity)
    return WrongPinError(identity=identity)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__

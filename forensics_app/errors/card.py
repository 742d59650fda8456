"""Keys on cards and in security modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.identity import IdentityError


@dataclass(eq=False)
class SigningKeyError(IdentityError):
    """A key that is there did not sign. `detail` is what its card or module said, or a code."""

    code: ClassVar[str] = "signing-key"
    detail: str = ""


@dataclass(eq=False)
class CardSupportMissingError(SigningKeyError):
    """The optional library for cards is not installed for this `python`."""

    code: ClassVar[str] = "card-support-missing"
    python: str = ""


@dataclass(eq=False)
class CardModuleError(SigningKeyError):
    """The PKCS#11 module at `path` can't be loaded or does not answer."""

    code: ClassVar[str] = "card-module"
    path: str = ""


@dataclass(eq=False)
class CardMissingError(SigningKeyError):
    """No card or token of this label and serial is there, or it was pulled while in use."""

    code: ClassVar[str] = "card-missing"
    token: str = ""
    path: str = ""


@dataclass(eq=False)
class CardAmbiguousError(SigningKeyError):
    """Several tokens or keys could be meant; `found` lists their labels."""

    code: ClassVar[str] = "card-ambiguous"
    found: str = ""


@dataclass(eq=False)
class CardObjectError(SigningKeyError):
    """The token lacks what sealing needs: `detail` is a code."""

    code: ClassVar[str] = "card-object"


@dataclass(eq=False)
class WrongPinError(SigningKeyError):
    code: ClassVar[str] = "wrong-pin"


@dataclass(eq=False)
class FewTriesLeftError(WrongPinError):
    code: ClassVar[str] = "wrong-pin-few"


@dataclass(eq=False)
class LastTryError(WrongPinError):
    code: ClassVar[str] = "wrong-pin-last"


@dataclass(eq=False)
class PinLockedError(WrongPinError):
    code: ClassVar[str] = "pin-locked"


@dataclass(eq=False)
class PinFormError(WrongPinError):
    """Of a length or with characters that the card takes no PIN of."""

    code: ClassVar[str] = "pin-form"


@dataclass(eq=False)
class PinExpiredError(SigningKeyError):
    """It is right, and has to be changed before the card does anything."""

    code: ClassVar[str] = "pin-expired"


@dataclass(eq=False)
class PinNotSetError(SigningKeyError):
    code: ClassVar[str] = "pin-not-set"


@dataclass(eq=False)
class PinCancelledError(SigningKeyError):
    """Nothing was typed at the reader in time, or the cancel key was pressed there."""

    code: ClassVar[str] = "pin-cancelled"

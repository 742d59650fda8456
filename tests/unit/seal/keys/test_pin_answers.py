"""What a card says of a PIN becomes a sentence that tells its holder what to do.

SoftHSM neither locks nor has a reader with keys, so the answers of real cards come from a token that stands
in at the boundary to python-pkcs11 and raises what that library raises for the return values of PKCS#11.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pkcs11
import pytest
from pkcs11 import TokenFlag
from pkcs11.types import PROTECTED_AUTH

from forensics_app.errors import SigningKeyError
from forensics_app.i18n.sentences import error_sentence
from forensics_app.seal.keys.pkcs11_token import session_of

NONE, PAD = TokenFlag(0), TokenFlag.PROTECTED_AUTHENTICATION_PATH


@dataclass
class Slot:
    token: Any = None

    def get_token(self) -> Any:
        return self.token


@dataclass
class Token:
    """`answer` is raised at log-in; `later` are the flags of the token afterwards."""

    answer: type[pkcs11.PKCS11Error] | None = None
    flags: TokenFlag = NONE
    later: TokenFlag = NONE
    label: str = "lab"
    given: list[object] = field(default_factory=list)

    @property
    def slot(self) -> Slot:
        return Slot(Token(flags=self.later))

    @contextmanager
    def open(self, *, user_pin: object) -> Iterator[str]:
        self.given.append(user_pin)
        if self.answer is not None:
            raise self.answer
        yield "session"


def answered(token: Token, pin: bytes = b"1234") -> SigningKeyError:
    with (
        pytest.raises(SigningKeyError) as caught,
        session_of(cast(pkcs11.Token, token), pin, "Weber"),
    ):
        pytest.fail("there is a session")
    return caught.value


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (pkcs11.PinIncorrect, "wrong-pin", "does not report how many attempts are left"),
        (pkcs11.PinLocked, "pin-locked", "is locked after too many wrong PINs"),
        (pkcs11.PinLenRange, "pin-form", "it has the wrong length or contains"),
        (pkcs11.PinInvalid, "pin-form", "it has the wrong length or contains"),
        (pkcs11.PinExpired, "pin-expired", "has expired. Change it"),
        (pkcs11.UserPinNotInitialized, "pin-not-set", "has no PIN yet"),
        (pkcs11.FunctionCancelled, "pin-cancelled", "cancelled there"),
        (pkcs11.FunctionRejected, "pin-cancelled", "cancelled there"),
        (pkcs11.TokenNotPresent, "card-missing", "“lab” was not found"),
        (pkcs11.TokenNotRecognised, "card-missing", "“lab” was not found"),
        (pkcs11.DeviceRemoved, "card-missing", "“lab” was not found"),
        (pkcs11.DeviceError, "signing-key", "failed (DeviceError)"),
    ],
)
def test_each_answer_has_its_sentence(answer: type[pkcs11.PKCS11Error], code: str, said: str) -> None:
    error = answered(Token(answer))
    assert error.code == code
    assert said in error_sentence(error)


@pytest.mark.parametrize("answer", [pkcs11.PinIncorrect, pkcs11.PinLenRange])
@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (TokenFlag.USER_PIN_COUNT_LOW, "wrong-pin-few"),
        (TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY, "wrong-pin-last"),
        (TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED, "pin-locked"),
    ],
)
def test_what_the_card_tells_of_the_tries_left_goes_first(
    answer: type[pkcs11.PKCS11Error], flags: TokenFlag, code: str
) -> None:
    """The third wrong PIN is answered as wrong, and it is the flags that tell that the card is locked now."""
    assert answered(Token(answer, later=flags)).code == code


def test_a_pin_pad_asks_itself_and_nothing_typed_here_reaches_the_card() -> None:
    token = Token(flags=PAD)
    with session_of(cast(pkcs11.Token, token), b"typed by mistake", "Weber") as session:
        assert session == cast(Any, "session")
    assert token.given == [PROTECTED_AUTH]


@pytest.mark.parametrize(
    ("answer", "code"), [(pkcs11.FunctionCancelled, "pin-cancelled"), (pkcs11.PinLocked, "pin-locked")]
)
def test_what_happens_at_a_pin_pad_is_told(answer: type[pkcs11.PKCS11Error], code: str) -> None:
    assert answered(Token(answer, flags=PAD), b"").code == code


def test_a_card_that_is_gone_when_it_is_asked_for_its_tries_is_a_wrong_pin() -> None:
    class Gone(Token):
        @property
        def slot(self) -> Slot:
            raise pkcs11.DeviceRemoved

    assert answered(Gone(pkcs11.PinIncorrect)).code == "wrong-pin"

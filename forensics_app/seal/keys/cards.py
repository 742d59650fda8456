"""The door to keys on cards: the optional library behind it is loaded only when a card is used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from forensics_app.errors import CardObjectError, CardSupportMissingError
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.certificates.request import CardRequest
from forensics_app.seal.signing_key import CardReference, SigningKey


def read(
    module: Path, pin: bytes, *, token: str | None, key_label: str | None, others: Sequence[bytes], pss: bool
) -> tuple[CardReference, tuple[bytes, ...]]:
    """The signing key on a card. Raises CardSupportMissingError, and what pkcs11_key.read_card raises."""
    _need_library()
    from forensics_app.seal.keys import pkcs11_key  # needs python-pkcs11, which is optional

    return pkcs11_key.read_card(module, pin, token=token, key_label=key_label, others=others, pss=pss)


def request(
    module: Path, pin: bytes, holder: Holder, *, token: str | None, key_label: str | None
) -> CardRequest:
    """A certificate request by a card's key. Raises CardSupportMissingError, and what request_of_card
    raises."""
    _need_library()
    from forensics_app.seal.keys import pkcs11_request  # needs python-pkcs11, which is optional

    return pkcs11_request.request_of_card(module, pin, holder, token=token, key_label=key_label)


def unlock(card: CardReference, chain: tuple[bytes, ...], identity: str, pin: bytes) -> SigningKey:
    """The card's key, after the card took the PIN. Raises SigningKeyError and its kinds."""
    _need_library()
    from forensics_app.seal.keys import pkcs11_key  # needs python-pkcs11, which is optional

    key = pkcs11_key.Pkcs11Key(card, chain, identity, pin)
    key.check()
    return key


class CardDecryptionKey(Protocol):
    """A card's key that opens what was encrypted to `certificate` (DER)."""

    @property
    def certificate(self) -> bytes: ...

    def decrypt_oaep(self, data: bytes) -> bytes | None:
        """The message of RSA-OAEP; None where the key is no RSA key, or it does not decrypt."""
        ...

    def agree(self, point: bytes) -> bytes | None:
        """The secret of ECDH; None where the key is on no such curve."""
        ...


def decryption_keys(
    module: Path, pin: bytes, *, token: str | None, key_label: str | None, others: Sequence[bytes] = ()
) -> Sequence[CardDecryptionKey]:
    """Every key of a card that decrypts. Raises CardSupportMissingError, and what
    pkcs11_decryption.decryption_keys raises.
    """
    _need_library()
    from forensics_app.seal.keys import pkcs11_decryption  # needs python-pkcs11, which is optional

    return pkcs11_decryption.decryption_keys(module, pin, token=token, key_label=key_label, others=others)


def has_pin_pad(module: Path, token: str | None) -> bool:
    """Whether the PIN of the one token that is there is typed at its reader. Raises as finding it does."""
    _need_library()
    from forensics_app.seal.keys import pkcs11_token  # needs python-pkcs11, which is optional

    return pkcs11_token.has_pin_pad(pkcs11_token.find_token(module, token))


def refuse(card: CardReference | None, identity: str) -> None:
    """Raises CardObjectError where the key is on a card, for what needs the key itself."""
    if card is not None:
        raise CardObjectError(identity=identity, detail="card-keeps-key")


def _need_library() -> None:
    if find_spec("pkcs11") is None:
        raise CardSupportMissingError(python=sys.executable)

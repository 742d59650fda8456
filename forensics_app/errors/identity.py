"""The user's own identities and their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class IdentityError(ForensicsError):
    code: ClassVar[str] = "identity"
    identity: str = ""


@dataclass(eq=False)
class IdentityNotFoundError(IdentityError):
    code: ClassVar[str] = "identity-not-found"


@dataclass(eq=False)
class IdentityAmbiguousError(IdentityError):
    """Several have this name or beginning of an id: `ids` are their ids."""

    code: ClassVar[str] = "identity-ambiguous"
    ids: str = ""


@dataclass(eq=False)
class IdentityExistsError(IdentityError):
    code: ClassVar[str] = "identity-exists"


@dataclass(eq=False)
class WrongPassphraseError(IdentityError):
    code: ClassVar[str] = "wrong-passphrase"


@dataclass(eq=False)
class PassphraseNeededError(IdentityError):
    code: ClassVar[str] = "passphrase-needed"


@dataclass(eq=False)
class KeyFileInvalidError(IdentityError):
    """A PKCS#12 or certificate file that can't be used: `path` names it, `detail` the rule it breaks."""

    code: ClassVar[str] = "key-file-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class IdentityExpiredError(IdentityError):
    code: ClassVar[str] = "identity-expired"
    not_after: str = ""


@dataclass(eq=False)
class IdentityRevokedError(IdentityError):
    """The lab root here says that the certificate counts no longer since a UTC time."""

    code: ClassVar[str] = "identity-revoked"
    since: str = ""


@dataclass(eq=False)
class RootNotHereError(IdentityError):
    """What only the root above an identity can do was asked for, and that root's key is not here."""

    code: ClassVar[str] = "root-not-here"


@dataclass(eq=False)
class WeakKeyError(IdentityError):
    code: ClassVar[str] = "weak-key"
    algorithm: str = ""
